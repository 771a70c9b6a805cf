"""The short way from Markdown to blocks: pages whose reading is beyond doubt are read line by line.

Most pages hold nothing but blank lines, headings (``### Usage``), thematic breaks, bullets, running text, and emphasis
whose marks stand at the borders of words. One pattern a line reads those in a fifth of the time that the events of a
full parser take. As soon as a page holds anything else, the whole page is the parser's: this module answers ``None``
and never guesses. The tests compare both ways block by block.

Rules: CommonMark 0.31, sections 4.1, 4.2, 4.8, 5.2, 5.3 (containers and leaves) and 6.2 (what may open and close
emphasis).
"""

import re

from pipeline.monograph.block import Block, Kind, Line
from pipeline.monograph.spaces import has_spaces_only

_DOUBTFUL = ("\\", "`", "_", "[", "~", "|")
_TAG_OR_ENTITY = re.compile(r"<[A-Za-z/!?]|&[#A-Za-z0-9]")

_LINE = re.compile(
    r"([ ]*)"
    r"(?:(\#{1,6})[ ]+|([*-][ ]{1,4}))?"
    r"(?=[^\x00-@\[-`{-~]|[(\"'$%]|[0-9]+(?![0-9.)])|\*)"
    r"(?:\*\*([^\s*][^*]*)(?:(?<=[^\s])\*\*(?=[ ]|$)|(?<=[A-Za-z0-9])\*\*(?=[.,:;?!)])))?"
    r"(.*)"
).fullmatch
"""Indentation, the mark of a heading or an item, a bold lead-in, the rest. What stands behind the mark starts no other
block: a letter, a number that is no item's, a sign without meaning in Markdown, or emphasis."""

_EMPHASIS = re.compile(r"\*(?<![^ ]\*)(\*?)([^\s*](?:[^*]*[^\s*])?)(?:\*\1(?=[ ]|$)|(?<=[A-Za-z0-9])\*\1(?=[.,:;?!)]))")
"""Emphasis beyond doubt: its first mark can only open (white space before it, none behind), its last can only close.
The mark comes first and then what stands before it, so that a search leaps from mark to mark."""

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
    for sign in _DOUBTFUL:
        if sign in body:
            return None
    if ("<" in body or "&" in body) and _TAG_OR_ENTITY.search(body):
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
        match = _LINE(line)
        if match is None:
            if line.strip(" ") and (running is not None or line not in _BREAKS):
                return None
            running = None
            if line[0] != " ":
                items.clear()
                blocks.append(_thematic_break(number))
            continue
        indent, hashes, bullet, lead, rest = match.groups()
        if "*" in rest and "*" in (rest := _EMPHASIS.sub(r"\2", rest)):
            return None
        glue = rest[:1]
        rest = rest.strip(" ")
        while "  " in rest:
            rest = " ".join(rest.split("  "))
        if lead is None:
            lead, text = "", rest
        else:
            while "  " in lead:
                lead = " ".join(lead.split("  "))
            text = f"{lead} {rest}" if rest and glue == " " else lead + rest
        if bullet:
            column = len(indent)
            while items and column < items[-1]:
                items.pop()
            if column - (items[-1] if items else 0) > _DEEPEST:
                return None
            items.append(column + len(bullet))
            running = Block(_ITEM, number, number, len(items), text, lead, rest)
            blocks.append(running)
        elif hashes:
            if indent or text[-1] == "#":
                return None
            items.clear()
            running = None
            heading = Block(_HEADING, number, number, 0, text, lead, rest)
            heading.level = len(hashes)
            blocks.append(heading)
        elif running is not None:
            if running.wrapped is None:
                running.wrapped = running.lines
                wrapped.append(running)
            running.wrapped.append(Line(number, text, lead, rest))
            running.line_end = number
        elif indent:
            return None
        else:
            items.clear()
            running = Block(_PARAGRAPH, number, number, 0, text, lead, rest)
            blocks.append(running)
    for block in wrapped:
        block.lines = block.wrapped or []
    return blocks


def _thematic_break(number: int) -> Block:
    block = Block(Kind.RULE, number, number, 0, "", "", "")
    block.wrapped = []
    return block
