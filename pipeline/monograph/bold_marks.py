"""Bold lead-ins whose marks are slips of the pen, spelled so that they are bold to the parser.

CommonMark 0.31, 6.2, takes ``**`` for text where white space stands on its inner side or where it has no partner; who
reads the page does not. Only what a line starts with is touched: ``**`` inside it may be a power or the border of
other bold text.
"""

import re
from collections.abc import Callable

MARK_OF_ITEM = r"(?:[*+-]|\d{1,9}[.)])"
"""What a list item starts with (CommonMark 0.31, 5.2)."""
BEFORE_TEXT = rf"[ \t]*(?:{MARK_OF_ITEM}[ \t]+)*"
"""What may stand before the text of a line: white space and marks of list items."""
_BEFORE = re.compile(BEFORE_TEXT)
_STARTS_ANEW = re.compile(rf"[ \t]*(?:{MARK_OF_ITEM}|#{{1,6}})[ \t]")
_PAIR = re.compile(r"\*\*(?!\*)((?:[^*\n]|\*(?!\*))+)\*\*(?!\*)")
_UNCLOSED_LABEL = re.compile(r"\*{1,2}[ \t]*(?!Q(?:uestion)?\s?\d{0,2}[.:])([A-Za-z][^*:\n]{0,59}:)(?=[\s*]|$)(.*)")
_HALF_CLOSED = re.compile(r"\*\*([^*\n]*[^*\n\s][:?.])\*(?!\*)")
_HALF_OPENED = re.compile(r"\*(?!\*)([^*\n]+)\*\*$")
_UNOPENED = re.compile(r"([A-Z][^*:\n]{1,40}:)\*\*")
_ENDS = (":", "?")
"""What a label or a question ends with."""


def mend_bold(lines: list[str]) -> list[str]:
    """Pair the marks of the bold text that a line starts with, where a reader sees which belong together."""
    mended: list[str] = []
    for start, stop in _texts(lines):
        text = lines[start:stop]
        marks = sum(line.count("**") for line in text)
        is_open = False
        for line in text:
            count = line.count("**")
            if "*" not in line or "***" in line or is_open:
                mended.append(line)
            elif count % 2 == 0:
                mended.append(_with_head(line, _tightened))
            else:
                mended.append(_with_head(line, _paired) if marks == 1 else line)
            is_open ^= count % 2 == 1
    return mended


def _with_head(line: str, mend: Callable[[str], str]) -> str:
    """A line with what it says mended behind its white space and marks of list items."""
    match = _BEFORE.match(line)
    head = match[0] if match else ""
    return head + mend(line[len(head) :])


def _texts(lines: list[str]) -> list[tuple[int, int]]:
    """Where each running text starts and ends: bold text may go on from line to line in it."""
    starts = [
        number
        for number, line in enumerate(lines)
        if number == 0 or not line.strip() or not lines[number - 1].strip() or _STARTS_ANEW.match(line)
    ]
    return list(zip(starts, [*starts[1:], len(lines)], strict=True))


def _tightened(said: str) -> str:
    """A text whose bold label or question holds no white space at its ends, and ends before what follows it."""
    pair = _PAIR.match(said)
    bare = pair[1].strip() if pair else ""
    if pair is None or not bare:
        return said
    behind = said[pair.end() :]
    is_label = bare.lstrip('*("“')[:1].isalpha() and bare.endswith(_ENDS)
    if behind.strip() and not is_label:
        return said
    return f"**{bare}**{' ' if behind[:1].isalnum() else ''}{behind}"


def _paired(said: str) -> str:
    """A text with one bold mark that has no partner: it gets one where a label shows its place, or goes."""
    if label := _UNCLOSED_LABEL.fullmatch(said):
        behind = label[2].lstrip(" \t")
        return f"**{label[1]}** {behind.removeprefix('**').removeprefix('*').lstrip()}".rstrip()
    half = _HALF_CLOSED.match(said) or _UNOPENED.match(said)
    if half:
        return f"**{half[1]}**{said[half.end() :]}"
    if half := _HALF_OPENED.match(said):
        return f"*{half[1]}*"
    bare = said[2:].lstrip() if said.startswith("**") else said
    return said if _STARTS_ANEW.match(bare) else bare
