"""Bold text whose marks are slips of the pen, spelled so that it is bold to the parser.

CommonMark 0.31, 6.2, takes ``**`` for text where white space stands on its inner side or where it has no partner; who
reads the page does not.
"""

import re

_BEFORE = re.compile(r"[ \t]*(?:(?:[*+-]|\d{1,9}[.)])[ \t]+)*")
_ITEM_OR_HEADING = re.compile(r"[ \t]*(?:[*+-]|\d{1,9}[.)]|#{1,6})[ \t]")
_ENDS_LABEL = (":", "?", ".", "!", ";")
_LABEL = re.compile(r"\*{1,2}[ \t]*(?!Q(?:uestion)?\s?\d{0,2}[.:])([^*:\n]{1,60}:)[ \t]*(?:\*\*?[ \t]*)?([^*]*)$")
"""A label that is opened and never closed, or by half a mark; or closed, and opened by half a mark."""
_HALF_CLOSED = re.compile(r"\*\*([^*\n]+)\*(?!\*)")
_HALF_OPENED = re.compile(r"\*([^*\n]+)\*\*(?!\*)")
_UNOPENED = re.compile(r"([A-Z][^*:\n]{1,40}:)\*\*")


def mend_bold(lines: list[str]) -> list[str]:
    """Pair the bold marks of a body line by line; lines whose marks are sound stay as they are."""
    mended: list[str] = []
    for start, stop in _texts(lines):
        text = lines[start:stop]
        if len(text) == 1 or not sum(line.count("**") for line in text) % 2:
            mended += _mend_even(text)
        else:
            mended += [_mend_odd(text[0]), *text[1:]] if text[0].count("**") % 2 else text
    return mended


def _texts(lines: list[str]) -> list[tuple[int, int]]:
    """Where each running text starts and ends: bold text may go on from line to line in it."""
    starts = [
        number
        for number, line in enumerate(lines)
        if number == 0 or not line.strip() or not lines[number - 1].strip() or _ITEM_OR_HEADING.match(line)
    ]
    return list(zip(starts, [*starts[1:], len(lines)], strict=True))


def _mend_even(text: list[str]) -> list[str]:
    is_open = False
    mended = []
    for line in text:
        count = line.count("**")
        if count % 2 and len(text) == 1:
            mended.append(_mend_odd(line))
        else:
            mended.append(line if is_open or count % 2 or "***" in line else _tighten(line))
        is_open ^= count % 2 == 1
    return mended


def _tighten(line: str) -> str:
    """A line whose bold texts hold no white space at their ends, and end before what follows them."""
    parts = line.split("**")
    for index in range(1, len(parts), 2):
        said = parts[index]
        bare = said.strip()
        if not bare:
            return line
        before, after = parts[index - 1], parts[index + 1]
        if said[0].isspace() and before[-1:].isalnum():
            before += " "
        if (said[-1].isspace() or bare.endswith(_ENDS_LABEL)) and after[:1].isalnum():
            after = " " + after
        parts[index - 1 : index + 2] = before, bare, after
    return "**".join(parts)


def _mend_odd(line: str) -> str:
    """A line with a bold mark that has no partner: it gets one where a label shows its place, or goes."""
    if "***" in line or line.count("**") > 1:
        return line
    match = _BEFORE.match(line)
    head = match[0] if match else ""
    said = line[len(head) :]
    if label := _LABEL.fullmatch(said):
        return f"{head}**{label[1]}** {label[2]}".rstrip()
    if (half := _HALF_CLOSED.match(said)) or ((half := _UNOPENED.match(said)) is not None):
        return f"{head}**{half[1]}**{said[half.end() :]}"
    if half := _HALF_OPENED.match(said):
        return f"{head}*{half[1]}*{said[half.end() :]}"
    return line.replace("**", "")
