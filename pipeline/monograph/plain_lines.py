"""The short way from Markdown to blocks: pages whose reading is beyond doubt are read line by line.

Most pages hold nothing but blank lines, headings (``### Usage``), thematic breaks, bullets, running text, and emphasis
whose marks stand at the borders of words. One pattern a line reads those in a fifth of the time that the events of a full
parser take. As soon as a page holds anything else, the whole page is the parser's: this module answers ``None`` and never
guesses. The tests compare both ways block by block.

Rules: CommonMark 0.31, sections 4.1, 4.2, 4.8, 5.2, 5.3 (containers and leaves) and 6.2 (what may open and close emphasis).
"""

import re

from pipeline.monograph.block import Block, Kind, Line

_DOUBTFUL = ("\\", "`", "_", "[", "~", "|")
_TAG_OR_ENTITY = re.compile(r"<[A-Za-z/!?]|&[#A-Za-z0-9]")

_LINE = re.compile(
    r"([ ]*)"
    r"(?:(\#{1,6})[ ]+|([*-][ ]{1,4}))?"
    r"(?=[^\x00-@\[-`{-~]|[(\"'$%]|[0-9]+(?![0-9.)])|\*)"
    r"(?:\*\*([^\s*](?:[^*]*[^\s*])?)(?:\*\*(?=[ ]|$)|(?<=[A-Za-z0-9])\*\*(?=[.,:;?!)])))?"
    r"(.*)"
)
"""Indentation, the mark of a heading or an item, a bold lead-in, the rest. What stands behind the mark starts no other
block: a letter, a number that is no item's, a sign without meaning in Markdown, or emphasis."""

_EMPHASIS = re.compile(
    r"(?:(?<=[ ])|^)(\*\*?)([^\s*](?:[^*]*[^\s*])?)(?:\1(?=[ ]|$)|(?<=[A-Za-z0-9])\1(?=[.,:;?!)]))"
)
"""Emphasis beyond doubt: its first mark can only open (white space before it, none behind), its last can only close."""

_BREAKS = ("---", "***")
_HEADING, _PARAGRAPH, _ITEM, _RULE = Kind.HEADING, Kind.PARAGRAPH, Kind.ITEM, Kind.RULE


def read_plain(body: str, first_line: int) -> list[Block] | None:
    """The blocks of a Markdown body whose first line is line ``first_line`` of its file; ``None`` where in doubt."""
    for sign in _DOUBTFUL:
        if sign in body:
            return None
    if ("<" in body or "&" in body) and _TAG_OR_ENTITY.search(body):
        return None
    return _read_lines(body.split("\n"), first_line)


def _read_lines(lines: list[str], first_line: int) -> list[Block] | None:
    """One loop, since a call a line costs as much as the line itself."""
    blocks: list[Block] = []
    items: list[int] = []  # the column that the text of each open item starts in
    running: Block | None = None  # the block whose text the next line may go on with
    for number, line in enumerate(lines, first_line):
        if not line or line.isspace() and line.isprintable():
            running = None
            continue
        match = _LINE.fullmatch(line)
        if match is None or not line.isprintable():
            if running is not None or line not in _BREAKS:
                return None
            items.clear()
            blocks.append(Block(_RULE, number, number, 0, "", "", ""))
            blocks[-1].wrapped = []
            continue
        indent, hashes, bullet, lead, rest = match.groups()
        if "*" in rest and "*" in (rest := _EMPHASIS.sub(r"\2", rest)):
            return None
        if "  " in rest or rest[-1:] == " ":
            rest = f" {' '.join(rest.split())}" if rest[0] == " " else " ".join(rest.split())
        if lead is None:
            text, lead = rest, ""
        else:
            lead = " ".join(lead.split()) if "  " in lead else lead
            text, rest = (lead + rest).rstrip(), rest.strip()
        if bullet:
            column = len(indent)
            while items and column < items[-1]:
                items.pop()
            if column - (items[-1] if items else 0) > 3:
                return None
            items.append(column + len(bullet))
            running = Block(_ITEM, number, number, len(items), text, lead, rest)
        elif hashes:
            if indent or text[-1:] == "#":
                return None
            items.clear()
            running = None
            heading = Block(_HEADING, number, number, 0, text, lead, rest)
            heading.level = len(hashes)
            blocks.append(heading)
            continue
        elif running is not None:
            if running.wrapped is None:
                running.wrapped = running.lines
            running.wrapped.append(Line(number, text, lead, rest))
            running.text = f"{running.text} {text}"
            running.line_end = number
            continue
        elif indent:
            return None
        else:
            items.clear()
            running = Block(_PARAGRAPH, number, number, 0, text, lead, rest)
        blocks.append(running)
    return blocks
