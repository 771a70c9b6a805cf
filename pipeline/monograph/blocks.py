"""The Markdown parser's one door: the body of a page → its blocks in reading order, each with its source lines.

The parser is pulldown-cmark (through pyromark), so a block is what CommonMark says it is, with pipe tables added.
Lists come out flat: an item knows its depth and its parent, and holds only its own lines.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

import pyromark

from pipeline.monograph.block import Block, Kind, Line
from pipeline.monograph.lazy_lines import end_blocks_where_seen
from pipeline.monograph.plain_lines import read_plain
from pipeline.monograph.spaces import squeeze

__all__ = ["Block", "Kind", "Line", "parse_blocks", "read_blocks"]

_OPTIONS = pyromark.Options.ENABLE_TABLES
_NEWLINE = re.compile(b"\n")
_COMMENT = re.compile(r"(?:\s*<!--.*?-->)+\s*", re.DOTALL)
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)[^>]*>")
_FORMATTING = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "big",
        "br",
        "center",
        "cite",
        "del",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "mark",
        "p",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "u",
    ]
)
"""HTML elements that only dress the text inside them; other tags are kept as the text that their author typed."""

_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")


_LEAVES = {
    "Paragraph": Kind.PARAGRAPH,
    "HtmlBlock": Kind.HTML,
    "CodeBlock": Kind.CODE,
    "Table": Kind.TABLE,
    "Heading": Kind.HEADING,
}
_INLINE = frozenset({"Emphasis", "Strikethrough", "Link", "Image", "Superscript", "Subscript"})


def read_blocks(body: str, first_line: int) -> list[Block]:
    """Parse a Markdown body whose first line is line ``first_line`` of its file.

    Every non-blank line of the body is in the line range of a block (a link definition, which CommonMark leaves out,
    is a paragraph), and no two blocks share a line.
    """
    blocks = read_plain(body, first_line) or parse_blocks(body, first_line)
    return end_blocks_where_seen(blocks, body, first_line, parse_blocks)


def parse_blocks(body: str, first_line: int) -> list[Block]:
    """As :func:`read_blocks`, by the parser's events alone."""
    blocks = _Walker(body, first_line).walk()
    for block in blocks:
        block.lines = block.wrapped or []
    return _with_loose_lines(blocks, body.split("\n"), first_line)


class _Walker:
    """One pass over the parser's events. A collection has some 200 events a page, so the frequent ones (text, strong
    runs, the borders of items) are handled where they are met and the rare ones in methods.
    """

    def __init__(self, body: str, first_line: int) -> None:
        self.body = body
        self.data = body.encode()
        self.first_line = first_line
        self.starts = [0, *(match.end() for match in _NEWLINE.finditer(self.data))]
        self.blocks: list[Block] = []
        self.items: list[int] = []
        self.lists: list[int | None] = []
        self.quotes = 0
        self.leaf: Block | None = None
        self.leaf_kind = Kind.PARAGRAPH
        self.cells: list[str] = []
        self.shift: dict[int, int] | None = None
        self.line = 0
        self.parts: list[str] = []
        self.lead: str | None = None
        self.lead_open = False

    def line_of(self, offset: int) -> int:
        return self.first_line - 1 + bisect_right(self.starts, offset)

    def walk(self) -> list[Block]:
        # The events are typed as a union of dictionaries with one key each, which no checker follows through `get`.
        events: Any = pyromark.events_with_range(self.body, options=_OPTIONS)
        for event, span in events:
            if event.__class__ is str:
                self.on_mark(event, span)
            elif (text := event.get("Text")) is not None:
                if self.leaf is None:
                    self.open_leaf(Kind.PARAGRAPH, span["start"])
                self.parts.append(text if self.shift is None else text.translate(self.shift))
            elif (start := event.get("Start")) is not None:
                if start == "Strong":
                    if self.leaf is None:
                        self.open_leaf(Kind.PARAGRAPH, span["start"])
                    if self.lead is None and not (self.parts and "".join(self.parts).strip()):
                        self.lead_open = True
                elif start == "Item":
                    self.open_item(span["start"])
                elif start == "Paragraph":
                    self.open_leaf(Kind.PARAGRAPH, span["start"])
                else:
                    self.on_start(start, span)
            elif (end := event.get("End")) is not None:
                if end == "Strong":
                    if self.lead_open:
                        self.lead_open, self.lead = False, "".join(self.parts)
                elif end == "Item":
                    if self.leaf is not None:
                        self.close_leaf(self.leaf)
                    self.items.pop()
                else:
                    self.on_end(end)
            else:
                self.on_other(event, span)
        return self.blocks

    def on_mark(self, event: str, span: dict[str, int]) -> None:
        if event in ("SoftBreak", "HardBreak"):
            if self.leaf is not None:
                self.close_line(self.leaf)
            self.line = self.line_of(span["end"])
        elif event == "Rule":
            self.close_leaf(self.leaf)
            number = self.line_of(span["start"])
            self.blocks.append(self.new_block(Kind.RULE, number, 0))

    def on_other(self, event: Any, span: dict[str, int]) -> None:
        ((name, value),) = event.items()
        if self.leaf is None:
            self.open_leaf(Kind.PARAGRAPH, span["start"])
        if name == "InlineHtml":
            self.on_inline_html(value)
        else:
            self.parts.append(value if isinstance(value, str) else str(value))

    def on_inline_html(self, tag: str) -> None:
        match = _TAG.fullmatch(tag)
        element = match.group(1).lower() if match else ""
        if element not in _FORMATTING:
            if not tag.startswith("<!--"):
                self.parts.append(tag)
        elif element == "br":
            self.parts.append(" ")
        elif element in ("sup", "sub"):
            opening = not tag.startswith("</")
            self.shift = (_RAISED if element == "sup" else _LOWERED) if opening else None

    def on_start(self, value: Any, span: dict[str, int]) -> None:
        name, detail = (value, None) if value.__class__ is str else next(iter(value.items()))
        if name in _LEAVES:
            self.close_leaf(self.leaf)
            leaf = self.open_leaf(_LEAVES[name], span["start"])
            if name != "Paragraph":
                self.on_leaf(leaf, detail, span)
        elif name == "List":
            self.close_leaf(self.leaf)
            self.lists.append(detail)
        elif name in _INLINE:
            if self.leaf is None:
                self.open_leaf(Kind.PARAGRAPH, span["start"])
        elif name == "BlockQuote":
            self.close_leaf(self.leaf)
            self.quotes += 1
        elif name in ("TableHead", "TableRow"):
            self.cells, self.line = [], self.line_of(span["start"])

    def on_leaf(self, leaf: Block, detail: Any, span: dict[str, int]) -> None:
        """What a leaf other than a paragraph knows from its start: its last line, its level, its language."""
        leaf.line_end = max(leaf.line_end, self.last_line(span["end"]))
        if self.leaf_kind is Kind.HEADING:
            leaf.level = int(detail["level"][1])
        elif self.leaf_kind is Kind.CODE and isinstance(detail, dict) and detail.get("Fenced"):
            self.add_raw(leaf, self.line, detail["Fenced"])
        elif leaf.kind is Kind.HTML and _COMMENT.fullmatch(self.data[span["start"] : span["end"]].decode()):
            leaf.kind = Kind.COMMENT

    def last_line(self, end: int) -> int:
        return self.line_of(max(len(self.data[:end].rstrip()) - 1, 0))

    def on_end(self, value: Any) -> None:
        name = value if value.__class__ is str else next(iter(value))
        if name in _LEAVES:
            self.close_leaf(self.leaf)
        elif name == "List":
            self.lists.pop()
        elif name == "TableCell":
            self.cells.append(squeeze("".join(self.parts)))
            self.clear_line()
        elif name in ("TableHead", "TableRow"):
            if self.leaf is not None:
                self.add_raw(self.leaf, self.line, " | ".join(self.cells))
        elif name == "BlockQuote":
            self.close_leaf(self.leaf)
            self.quotes -= 1

    def new_block(self, kind: Kind, number: int, depth: int) -> Block:
        block = Block(kind, number, number, depth, "", "", "")
        block.wrapped = []
        return block

    def open_item(self, start: int) -> None:
        if self.leaf is not None:
            self.close_leaf(self.leaf)
        number, items, blocks = self.line_of(start), self.items, self.blocks
        block = self.new_block(Kind.ITEM, number, len(items) + 1)
        counter = self.lists[-1]
        if counter is not None:
            block.number = counter
            self.lists[-1] = counter + 1
        items.append(len(blocks))
        blocks.append(block)

    def open_leaf(self, kind: Kind, start: int) -> Block:
        """Begin a block of text; inside an item it is the item's own text, unless nested items came before it."""
        self.line = number = self.line_of(start)
        items, blocks = self.items, self.blocks
        if items and items[-1] == len(blocks) - 1 and kind is not Kind.HEADING:
            leaf = blocks[-1]
        else:
            block_kind = Kind.QUOTE if self.quotes and kind is Kind.PARAGRAPH else kind
            leaf = self.new_block(block_kind, number, len(items))
            blocks.append(leaf)
        self.leaf, self.leaf_kind = leaf, kind
        return leaf

    def clear_line(self) -> None:
        self.parts, self.lead, self.lead_open = [], None, False

    def close_line(self, leaf: Block) -> None:
        number, lead = self.line, self.lead
        text = squeeze("".join(self.parts))
        leaf.line_end = max(leaf.line_end, number)
        if text:
            if lead is None:
                leaf.lines.append(Line(number, text, "", text))
            else:
                lead = squeeze(lead)
                leaf.lines.append(Line(number, text, lead, text[len(lead) :].strip()))
        self.parts, self.lead, self.lead_open = [], None, False

    def close_leaf(self, leaf: Block | None) -> None:
        if leaf is None:
            return
        kind = self.leaf_kind
        if kind is Kind.PARAGRAPH or kind is Kind.HEADING:
            self.close_line(leaf)
        elif kind is not Kind.TABLE:
            self.close_raw(leaf)
        self.leaf = self.shift = None

    def close_raw(self, leaf: Block) -> None:
        """Code and HTML keep their own line ends."""
        for offset, text in enumerate("".join(self.parts).rstrip("\n").split("\n")):
            if text.strip():
                self.add_raw(leaf, self.line + offset, text.rstrip())
        self.clear_line()

    def add_raw(self, leaf: Block, number: int, text: str) -> None:
        """A line of code, HTML or a table: spaced as written, but in a list item, where it mostly is text set in."""
        said = squeeze(text) if leaf.kind is Kind.ITEM else text
        leaf.lines.append(Line(number, said, "", said.strip()))


def _with_loose_lines(blocks: list[Block], lines: list[str], first_line: int) -> list[Block]:
    """The blocks, and as paragraphs between them the non-blank lines that no block holds."""
    loose: list[Block] = []
    reached = first_line - 1
    for block in blocks:
        start = block.line_start
        if start > reached + 1:
            loose.extend(_written(lines, reached + 1, start, first_line))
        reached = max(reached, block.line_end)
    loose.extend(_written(lines, reached + 1, first_line + len(lines), first_line))
    return sorted([*blocks, *loose], key=lambda block: block.line_start) if loose else blocks


def _written(lines: list[str], start: int, stop: int, first_line: int) -> Iterator[Block]:
    for number in range(start, stop):
        if (text := lines[number - first_line]) and (text := squeeze(text)):
            yield Block(Kind.PARAGRAPH, number, number, 0, text, "", text)
