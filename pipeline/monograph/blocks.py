"""The body of a page → its blocks in reading order: by the short way or by the parser, and as a reader sees them."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from pipeline.monograph.block import Block, Kind, Line, thematic_break
from pipeline.monograph.lazy_lines import end_blocks_where_seen
from pipeline.monograph.plain_lines import read_plain
from pipeline.monograph.respelling import respell, spelled_back
from pipeline.monograph.spaces import squeeze
from pipeline.monograph.walker import Walker

__all__ = ["Block", "Kind", "Line", "parse_blocks", "read_blocks"]

_ITEM = Kind.ITEM
_WITHOUT_ROW = frozenset({Kind.RULE, Kind.COMMENT})


def read_blocks(body: str, first_line: int, lines: list[str] | None = None) -> list[Block]:
    """Parse a Markdown body.

    Every non-blank line of the body is in the line range of a block (a link definition, which CommonMark leaves out,
    is a paragraph), and no two blocks share a line.

    Args:
        body: the body.
        first_line: the line of its file that it starts on.
        lines: its lines, where they are at hand.
    """
    blocks = read_plain(body, first_line, lines) or parse_blocks(body, first_line)
    return end_blocks_where_seen(blocks, body, first_line, parse_blocks)


def parse_blocks(body: str, first_line: int) -> list[Block]:
    """As :func:`read_blocks`, by the parser's events alone."""
    respelled = respell(body)
    blocks = Walker(respelled.body, first_line).walk()
    for block in blocks:
        said = block.wrapped or []
        block.lines = [_spelled_back(line) for line in said] if respelled.is_marked else said
    lines = body.split("\n")
    seen = list(_without_blank(_without_hollow_items(blocks), lines, first_line))
    return _with_loose_lines(seen, lines, first_line)


def _spelled_back(line: Line) -> Line:
    return Line(line.number, spelled_back(line.text), spelled_back(line.lead), spelled_back(line.rest))


def _without_blank(blocks: Iterable[Block], lines: list[str], first_line: int) -> Iterator[Block]:
    """The blocks but those of white space alone: to CommonMark a no-break space is text, above dashes a heading."""
    for block in blocks:
        start, last = block.line_start - first_line, block.line_end - first_line
        is_underlined = block.kind is Kind.HEADING and last > start
        if block.wrapped != [] or any(line.strip() for line in lines[start : last + (not is_underlined)]):
            yield block
        elif is_underlined and "---" in lines[last]:
            yield thematic_break(block.line_end)


def _without_hollow_items(blocks: list[Block]) -> Iterator[Block]:
    """The blocks but items that are only a mark before another block of their line, as in ``* * text``.

    A line is one row: its last mark counts, and the number of an outer item where the inner one has none.
    """
    for block, following in pairwise(blocks):
        if not _is_hollow(block, following):
            yield block
        elif following.kind is _ITEM and following.number is None:
            following.number = block.number
    yield from blocks[-1:]


def _is_hollow(block: Block, following: Block) -> bool:
    shares_line = following.line_start == block.line_start and following.kind not in _WITHOUT_ROW
    return shares_line and block.kind is _ITEM and block.wrapped == []


def _with_loose_lines(blocks: list[Block], lines: list[str], first_line: int) -> list[Block]:
    """The blocks, and as paragraphs between them the non-blank lines that no block holds.

    A line of nothing but the marks of a quotation belongs to the block above it.
    """
    loose: list[Block] = []
    reached = first_line - 1
    for index, block in enumerate(blocks):
        start = block.line_start
        if start > reached + 1:
            written = list(_written(lines, reached + 1, start, first_line))
            if index and all(not line.text.strip("> ") for line in written):
                blocks[index - 1].line_end = max([blocks[index - 1].line_end, *(line.line_end for line in written)])
            else:
                loose.extend(written)
        reached = max(reached, block.line_end)
    loose.extend(_written(lines, reached + 1, first_line + len(lines), first_line))
    return sorted([*blocks, *loose], key=lambda block: block.line_start) if loose else blocks


def _written(lines: list[str], start: int, stop: int, first_line: int) -> Iterator[Block]:
    for number in range(start, stop):
        if (text := lines[number - first_line]) and (text := squeeze(text)):
            yield Block(Kind.PARAGRAPH, number, number, 0, text, "", text)
