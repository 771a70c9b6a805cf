"""The short way from Markdown to blocks: pages whose reading is beyond doubt are read line by line.

Most pages hold nothing but blank lines, headings (``### Usage``), thematic breaks, list items, running text, and
emphasis whose marks stand at the borders of words. One pattern a line reads those in a fifth of the time that the
events of a full parser take. As soon as a page holds anything else, the whole page is the parser's: this module answers
``None`` and never guesses. The tests compare both ways block by block.

Rules: CommonMark 0.31, sections 4.1, 4.2, 4.8, 5.2, 5.3 (containers and leaves), 6.2 (what may open and close
emphasis) and 6.3 (brackets are a link's only before one of ``([:``).
"""

import re
from functools import lru_cache
from operator import itemgetter

from pipeline.monograph.block import Block, Kind, Line, thematic_break
from pipeline.monograph.respelling import DRAWN_BULLETS, UNSEEN, stands_outside
from pipeline.monograph.spaces import has_spaces_only, squeeze

_DOUBTFUL = ("\\", "`", "_", "|", *DRAWN_BULLETS, *UNSEEN)
_TAG = re.compile(r"<[A-Za-z/!?]")
_ENTITY = re.compile(r"&[#A-Za-z0-9]")
_LINK = re.compile(r"\][(\[:]")

_TEXT = r"(?=[^\x00-@\[-`{-~]|[(\"'$%]|[0-9]+(?![0-9]|[.)](?:[ ]|$))|\*)"
"""What starts no block: a letter, a number that is no item's, a sign without meaning in Markdown, or emphasis."""

_AFTER = r"(?=[ .,:;?!)\-–'’\"/]|$)"
"""What a mark of emphasis that stands behind text closes before: white space or punctuation."""

_LEAD = rf"(?:\*\*([^\s*][^*]*)(?<=\S)\*\*{_AFTER})?(.*)"
"""A bold lead-in, and the rest."""
_LEAD_AND_REST = re.compile(_LEAD, re.DOTALL).fullmatch

_LINE = re.compile(rf"([ ]*)((?:[*-]|[0-9]{{1,9}}[.)])[ ]{{1,4}})?{_TEXT}{_LEAD}", re.DOTALL).fullmatch
"""Indentation, the mark of an item, a bold lead-in, the rest."""

_HEADING_LINE = re.compile(rf"(#{{1,6}})[ ]+{_TEXT}{_LEAD}", re.DOTALL).fullmatch

_EMPHASIS = re.compile(rf"\*(?:(?<![^ ]\*)|(?<=\(\*)(?=\*?[A-Za-z]))(\*?)([^\s*](?:[^*]*[^\s*])?)\*\1{_AFTER}").sub
"""Emphasis beyond doubt: its first mark can only open (white space before it and none behind, or a bracket before it
and a letter behind), its last can close, and no mark stands between them. The first mark comes before what stands
before it, so that a search leaps from mark to mark."""
_said = itemgetter(2)

_BREAKS = ("---", "***")
_DEEPEST = 3
"""Columns that a mark may stand to the right of where its block may begin; further in it would be code."""

_HEADING, _PARAGRAPH, _ITEM = Kind.HEADING, Kind.PARAGRAPH, Kind.ITEM


def read_plain(body: str, first_line: int, lines: list[str] | None = None) -> list[Block] | None:
    """The blocks of a Markdown body; ``None`` where in doubt.

    Args:
        body: the body.
        first_line: the line of its file that it starts on.
        lines: its lines, where they are at hand.
    """
    if any(map(body.__contains__, _DOUBTFUL)):
        return None
    if ("<" in body and _TAG.search(body)) or ("&" in body and _ENTITY.search(body)):
        return None
    if "[" in body and _LINK.search(body):
        return None
    return _read_lines(lines or body.split("\n"), first_line) if has_spaces_only(body) else None


def _read_lines(lines: list[str], first_line: int) -> list[Block] | None:
    """One loop, since a call a line costs as much as the line itself."""
    blocks: list[Block] = []
    items: list[int] = []  # the column that the text of each open item starts in
    wrapped: list[Block] = []  # paragraphs and items of several lines
    running: Block | None = None  # the block whose text the next line may go on with
    for number, line in enumerate(lines, first_line):
        if not line:
            running = None
            continue
        if line[0] == "#":
            head = _read_heading(line)
            if head is None:
                return None
            items.clear()
            running = None
            text, lead, rest, level = head
            heading = Block(_HEADING, number, number, 0, text, lead, rest)
            heading.level = level
            blocks.append(heading)
            continue
        match = _LINE(line)
        if match is None:
            if line.strip(" ") and (running is not None or line not in _BREAKS):
                return None
            running = None
            if line[0] != " ":
                items.clear()
                blocks.append(thematic_break(number))
            continue
        indent, bullet, lead, rest = match.groups()
        if "*" in rest:
            if lead is None and stands_outside(rest):
                return None
            rest = _EMPHASIS(_said, rest)
            if "*" in rest:
                # Emphasis inside the lead-in hides it from the pattern of the line.
                again = None if lead else _LEAD_AND_REST(rest)
                if again is None or "*" in again[2]:
                    return None
                lead, rest = again.groups()
        said = rest.strip(" ")
        while "  " in said:
            said = " ".join(said.split("  "))
        if lead is None:
            lead, text = "", said
        else:
            while "  " in lead:
                lead = " ".join(lead.split("  "))
            text = f"{lead} {said}" if said and rest[0] == " " else lead + said
        if bullet:
            depth = 1
            if indent:
                column = len(indent)
                while items and column < items[-1]:
                    items.pop()
                if column - (items[-1] if items else 0) > _DEEPEST:
                    return None
                items.append(column + len(bullet))
                depth = len(items)
            else:
                items = [len(bullet)]
            item = Block(_ITEM, number, number, depth, text, lead, said)
            if bullet[0] not in "*-":
                item.number = _number(bullet, depth, blocks, is_below_text=running is not None)
                if item.number is None:
                    return None
            blocks.append(item)
            running = item
        elif running is not None:
            if running.wrapped is None:
                running.wrapped = running.lines
                wrapped.append(running)
            running.wrapped.append(Line(number, text, lead, said))
            running.line_end = number
        elif indent:
            return None
        else:
            items.clear()
            running = Block(_PARAGRAPH, number, number, 0, text, lead, said)
            blocks.append(running)
    for block in wrapped:
        block.lines = block.wrapped or []
    return blocks


def _number(mark: str, depth: int, blocks: list[Block], *, is_below_text: bool) -> int | None:
    """The number of a list item that stands below ``blocks``; null where in doubt.

    A list counts its items itself, so what is written is certain where it is the next number or begins a list; directly
    below text, only 1 surely begins one.
    """
    number = int(mark.rstrip(" .)"))
    for block in reversed(blocks):
        if block.kind is not _ITEM or block.depth < depth:
            break
        if block.depth == depth and block.number is not None:
            return number if number == block.number + 1 else None
        if block.depth == depth:
            break
    return None if is_below_text and number != 1 else number


@lru_cache(maxsize=1024)
def _read_heading(line: str) -> tuple[str, str, str, int] | None:
    """The text of a heading, its lead-in, the rest, and its level: most headings are the same on all pages."""
    match = _HEADING_LINE(line)
    if match is None:
        return None
    hashes, lead, rest = match.groups()
    rest = _EMPHASIS(_said, rest)
    text = squeeze(f"{lead or ''}{rest}")
    if "*" in rest or text[-1] in "#}":
        return None
    return text, squeeze(lead or ""), squeeze(rest), len(hashes)
