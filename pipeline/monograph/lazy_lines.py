"""Where a list item or a table ends for its reader, though Markdown lets the next line go on with it.

``* Nausea`` and, on the next line, ``**Dosage:** 5 mg`` are one item to a parser and two things to a person.
"""

import re
from collections.abc import Callable

from pipeline.monograph.block import Block, Kind, Line
from pipeline.monograph.closing import DISCLAIMER
from pipeline.monograph.faqs import QUESTION_MARK

SHORT_LINE = 60
"""Characters of a line that nobody wraps: what follows a shorter one, with a capital letter, starts anew."""

Parse = Callable[[str, int], list[Block]]

_ITEM, _TABLE, _HTML = Kind.ITEM, Kind.TABLE, Kind.HTML
_ABSORBING = frozenset({_ITEM, _TABLE, _HTML})
_MARKDOWN = re.compile(r"#{1,6} |[*+-] |\*\*|(?:Q|A)\d{0,2}[.:] ")
"""What nobody writes into HTML."""
_DISCLAIMER = re.compile(rf"{DISCLAIMER}\s*:", re.IGNORECASE)
"""What no list item holds, however far it is set in."""
_LABEL = re.compile(r"[^.!?]{1,80}:$")
_QUESTION = re.compile(QUESTION_MARK, re.IGNORECASE)
_ANSWER = re.compile(r"A(?:ns(?:wer)?)?\d{0,2}\s*:", re.IGNORECASE)


def end_blocks_where_seen(blocks: list[Block], body: str, first_line: int, parse: Parse) -> list[Block]:
    """Part list items and tables before a line that starts something of its own.

    An unindented line goes on with an item (CommonMark 0.31, lazy continuation), any line with HTML (4.6), and a line
    without a pipe with a table (GitHub Flavored Markdown, 4.10), though a reader sees a paragraph.

    Args:
        blocks: the blocks of a body.
        body: the body.
        first_line: the line of the file that it starts on.
        parse: reads a body that starts on a line into blocks.
    """
    if not any(block.wrapped and block.kind in _ABSORBING for block in blocks):
        return blocks
    source = body.split("\n")
    ended: list[Block] = []
    for block in blocks:
        ended.append(block)
        if block.kind is _ITEM and block.wrapped:
            ended.extend(_cut(block, source, first_line))
        elif block.kind in (_TABLE, _HTML) and block.wrapped:
            ended.extend(_cut_and_read(block, source, first_line, parse))
    return ended


def _cut_and_read(block: Block, source: list[str], first_line: int, parse: Parse) -> list[Block]:
    """The blocks that begin in a table or in HTML; the block keeps its own lines."""
    for index, line in enumerate(block.lines):
        written = source[line.number - first_line]
        if index and ("|" not in written if block.kind is _TABLE else _MARKDOWN.match(written)):
            rest = source[line.number - first_line : block.line_end - first_line + 1]
            block.lines, block.line_end = block.lines[:index], line.number - 1
            return end_blocks_where_seen(parse("\n".join(rest), line.number), "\n".join(rest), line.number, parse)
    return []


def _cut(block: Block, source: list[str], first_line: int) -> list[Block]:
    """What follows the item in its own lines; the block keeps what is the item's."""
    lines = block.lines
    for index in range(1, len(lines)):
        line = lines[index]
        is_lazy = line.number == lines[index - 1].number + 1 and not source[line.number - first_line][:1].isspace()
        if (is_lazy and _starts_anew(lines[index - 1], line)) or _DISCLAIMER.match(line.lead):
            rest = Block(Kind.PARAGRAPH, line.number, block.line_end, 0, "", "", "")
            rest.lines = lines[index:]
            block.lines, block.line_end = lines[:index], line.number - 1
            return [rest]
    return []


def _starts_anew(before: Line, line: Line) -> bool:
    if _ANSWER.match(line.text):
        return False
    if line.lead.endswith(":") or line.rest.startswith(":") or _QUESTION.match(line.text):
        return True
    if not (line.text[:1].isupper() or line.lead):
        return False
    return len(before.text) < SHORT_LINE or _LABEL.fullmatch(line.text) is not None
