"""Where a list item or a table ends for its reader, though Markdown lets the next line go on with it.

``* Nausea`` and, on the next line, ``**Dosage:** 5 mg`` are one item to a parser and two things to a person.
"""

import re
from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import NamedTuple

from pipeline.monograph.block import Block, Kind, Line
from pipeline.monograph.closing import DISCLAIMER
from pipeline.monograph.faqs import QUESTION_MARK, is_answer

SHORT_LINE = 60
"""Characters of a line that nobody wraps: what follows a shorter one, with a capital letter, starts anew."""

_STRETCH = 8
"""Lines that are read at once behind a table or HTML, to begin with."""

Parse = Callable[[str, int], list[Block]]

_ITEM, _TABLE, _HTML = Kind.ITEM, Kind.TABLE, Kind.HTML
_wrapped = attrgetter("wrapped")
"""Most pages have no block of several lines, which is asked without a step of Python for each."""
_ABSORBING = frozenset({_ITEM, _TABLE, _HTML})
_MARKDOWN = re.compile(r"#{1,6} |[*+-] |\*\*|(?:Q|A)\d{0,2}[.:] ")
"""What nobody writes into HTML."""
_DISCLAIMER = re.compile(rf"{DISCLAIMER}\s*:", re.IGNORECASE)
"""What no list item holds, however far it is set in."""
_LABEL = re.compile(r"[^.!?]{1,80}:$")
_QUESTION = re.compile(QUESTION_MARK, re.IGNORECASE)


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
    if not any(map(_wrapped, blocks)) or not any(block.wrapped and block.kind in _ABSORBING for block in blocks):
        return blocks
    source = _Source(body.split("\n"), first_line)
    ended: list[Block] = []
    for block in blocks:
        stop = block.line_end + 1
        if start := _end(block, source, ended):
            ended.extend(_read_on(source, start, stop, parse))
    return ended


class _Source(NamedTuple):
    """The lines of a body, and the line of the file that the first of them is."""

    lines: list[str]
    first_line: int

    def line(self, number: int) -> str:
        return self.lines[number - self.first_line]

    def text(self, start: int, stop: int) -> str:
        return "\n".join(self.lines[start - self.first_line : stop - self.first_line])


def _end(block: Block, source: _Source, ended: list[Block], last_comment: int = 0) -> int:
    """Add a block to those that end where they are seen to, with the text that parts from it if it is a list item.

    Returns:
        the line from which on a table or HTML is to be read as Markdown; 0 where there is none.
    """
    ended.append(block)
    if not block.wrapped:
        return 0
    if block.kind is _ITEM:
        ended.extend(_cut(block, source))
    elif block.kind in (_TABLE, _HTML):
        return _end_table_or_html(block, source, last_comment)
    return 0


def _read_on(source: _Source, start: int, stop: int, parse: Parse) -> Iterator[Block]:
    """The blocks that begin in a table or in HTML, from the line ``start`` to before ``stop``.

    They may hold a table or HTML again, which goes on to the end for the parser. So only some lines are read at once,
    and as many again where none of them ends one: each line is read a few times, however many there are.
    """
    last_comment = next((number for number in range(stop - 1, start, -1) if "-->" in source.line(number)), 0)
    length = _STRETCH
    while start < stop:
        end = min(start + length, stop)
        seen: list[Block] = []
        again = 0
        for block in parse(source.text(start, end), start):
            again = _end(block, source, seen, last_comment if end < stop else 0)
            if again:
                break
        if again or end == stop:
            yield from seen
            start, length = again or stop, _STRETCH
        else:
            length *= 2


def _end_table_or_html(block: Block, source: _Source, last_comment: int) -> int:
    """End a table or HTML before the line that is not its own; that line, or 0 where there is none.

    Nothing that a comment holds is Markdown, but where it is never closed. It may be closed behind what is read, if
    that is before ``last_comment``, the last line that closes one.
    """
    lines = block.lines
    if block.kind is _HTML and lines[0].text.startswith("<!--"):
        is_closed = any("-->" in line.text for line in lines)
        if is_closed or block.line_start <= last_comment:
            return 0
    for index, line in enumerate(lines):
        written = source.line(line.number)
        if index and ("|" not in written if block.kind is _TABLE else _MARKDOWN.match(written)):
            block.lines, block.line_end = lines[:index], line.number - 1
            return line.number
    return 0


def _cut(block: Block, source: _Source) -> list[Block]:
    """What follows the item in its own lines; the block keeps what is the item's."""
    lines = block.lines
    for index in range(1, len(lines)):
        line = lines[index]
        is_lazy = line.number == lines[index - 1].number + 1 and not source.line(line.number)[:1].isspace()
        if (is_lazy and _starts_anew(lines[index - 1], line)) or _DISCLAIMER.match(line.lead):
            rest = Block(Kind.PARAGRAPH, line.number, block.line_end, 0, "", "", "")
            rest.lines = lines[index:]
            block.lines, block.line_end = lines[:index], line.number - 1
            return [rest]
    return []


def _starts_anew(before: Line, line: Line) -> bool:
    if is_answer(line.text):
        return False
    if line.lead.endswith(":") or line.rest.startswith(":") or _QUESTION.match(line.text):
        return True
    if not (line.text[:1].isupper() or line.lead):
        return False
    return len(before.text) < SHORT_LINE or _LABEL.fullmatch(line.text) is not None
