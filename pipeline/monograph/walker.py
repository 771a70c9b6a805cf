"""The Markdown parser's one door: its events → blocks in reading order, each with its source lines.

The parser is pulldown-cmark (through pyromark), so a block is what CommonMark says it is, with pipe tables added.
Lists come out flat: an item knows its depth, and holds only its own lines.
"""

import re
from bisect import bisect_right
from typing import Any

import pyromark

from pipeline.monograph.block import Block, Kind, Line, thematic_break
from pipeline.monograph.inline_html import is_shift, is_strong, shift, text_of_tag
from pipeline.monograph.spaces import squeeze
from pipeline.monograph.table_row import TableRow

_OPTIONS = pyromark.Options.ENABLE_TABLES
_NEWLINE = re.compile(b"\n")
_COMMENT = re.compile(r"\s*+(?:<!--.*?-->\s*+)++", re.DOTALL)
"""Comments and nothing else; possessive, since each ends at its first ``-->``."""

_LEAVES = {
    "Paragraph": Kind.PARAGRAPH,
    "HtmlBlock": Kind.HTML,
    "CodeBlock": Kind.CODE,
    "Table": Kind.TABLE,
    "Heading": Kind.HEADING,
}
_MOST_SET_IN = 8
"""Lists that start too far in, one in the other, that are read; each is a walk of its own within another."""

_INLINE = frozenset({"Emphasis", "Strikethrough", "Link", "Image", "Superscript", "Subscript"})


class Walker:
    """One pass over the parser's events. A collection has some 200 events a page, so the frequent ones (text, strong
    runs, the borders of items) are handled where they are met and the rare ones in methods.
    """

    def __init__(self, body: str, first_line: int, set_in: int = 0) -> None:
        """``set_in`` counts the walks that this one is made within."""
        self.body = body
        self.set_in = set_in
        self.data = body.encode()
        self.first_line = first_line
        self.starts = [0, *(match.end() for match in _NEWLINE.finditer(self.data))]
        self.blocks: list[Block] = []
        self.items: list[int] = []
        self.lists: list[int | None] = []
        self.quotes = 0
        self.leaf: Block | None = None
        self.leaf_kind = Kind.PARAGRAPH
        self.row = TableRow(self.data, 0)
        self.is_fenced = False
        self.shifted: int | None = None  # where among the parts raised or lowered text begins
        self.line = 0
        self.parts: list[str] = []
        self.lead: str | None = None
        self.lead_open = False

    def line_of_start(self, offset: int) -> int:
        """The line that an item or a leaf starts on: below a tab, its range starts with the line end before it."""
        while self.data[offset : offset + 1].isspace():
            offset += 1
        return self.line_of(offset)

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
                self.parts.append(text)
            elif (start := event.get("Start")) is not None:
                if start == "Strong":
                    if self.leaf is None:
                        self.open_leaf(Kind.PARAGRAPH, span["start"])
                    if self.lead is None and not any(map(str.strip, self.parts)):
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
                    self.on_end(end, span)
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
            self.blocks.append(thematic_break(number))

    def on_other(self, event: Any, span: dict[str, int]) -> None:
        ((name, value),) = event.items()
        if self.leaf is None:
            self.open_leaf(Kind.PARAGRAPH, span["start"])
        if name == "InlineHtml":
            self.on_inline_html(value)
        else:
            self.parts.append(value if isinstance(value, str) else str(value))

    def on_inline_html(self, tag: str) -> None:
        if is_strong(tag):
            self.on_strong(opens=not tag.startswith("</"))
        elif not is_shift(tag):
            self.parts.append(text_of_tag(tag))
        elif not tag.startswith("</"):
            self.shifted = len(self.parts)
        elif self.shifted is not None:
            self.parts[self.shifted :] = [shift("".join(self.parts[self.shifted :]), tag)]
            self.shifted = None

    def on_strong(self, *, opens: bool) -> None:
        """Bold text by its HTML tag."""
        if not opens and self.lead_open:
            self.lead_open, self.lead = False, "".join(self.parts)
        elif opens and self.lead is None and not self.lead_open and not any(map(str.strip, self.parts)):
            self.lead_open = True

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
            self.row, self.line = TableRow(self.data, span["start"]), self.line_of(span["start"])

    def on_leaf(self, leaf: Block, detail: Any, span: dict[str, int]) -> None:
        """What a leaf other than a paragraph knows from its start: its last line, its level, its language."""
        leaf.line_end = max(leaf.line_end, self.last_line(span["end"]))
        self.is_fenced = self.leaf_kind is Kind.CODE and isinstance(detail, dict)
        if self.leaf_kind is Kind.HEADING:
            leaf.level = int(detail["level"][1])
        elif self.is_fenced and detail["Fenced"].strip():
            self.add_raw(leaf, self.line, detail["Fenced"])
        elif leaf.kind is Kind.HTML and _COMMENT.fullmatch(self.data[span["start"] : span["end"]].decode()):
            leaf.kind = Kind.COMMENT

    def last_line(self, end: int) -> int:
        while end > 1 and self.data[end - 1 : end].isspace():
            end -= 1
        return self.line_of(max(end - 1, 0))

    def on_end(self, value: Any, span: dict[str, int]) -> None:
        name = value if value.__class__ is str else next(iter(value))
        if name in _LEAVES:
            self.close_leaf(self.leaf)
        elif name == "List":
            self.lists.pop()
        elif name == "TableCell":
            self.row.add("".join(self.parts), span["end"])
            self.clear_line()
        elif name in ("TableHead", "TableRow"):
            if self.leaf is not None:
                self.add_raw(self.leaf, self.line, self.row.text(span["end"]))
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
        number, items, blocks = self.line_of_start(start), self.items, self.blocks
        block = self.new_block(Kind.ITEM, number, len(items) + 1)
        counter = self.lists[-1]
        if counter is not None:
            block.number = counter
            self.lists[-1] = counter + 1
        items.append(len(blocks))
        blocks.append(block)

    def open_leaf(self, kind: Kind, start: int) -> Block:
        """Begin a block of text; inside an item it is the item's own text, unless nested items came before it."""
        self.line = number = self.line_of_start(start)
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
        self.parts, self.lead, self.lead_open, self.shifted = [], None, False, None

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
        self.clear_line()

    def close_leaf(self, leaf: Block | None) -> None:
        if leaf is None:
            return
        kind = self.leaf_kind
        if kind is Kind.PARAGRAPH or kind is Kind.HEADING:
            self.close_line(leaf)
        elif kind is not Kind.TABLE:
            self.close_raw(leaf)
        self.leaf = None

    def close_raw(self, leaf: Block) -> None:
        """Code and HTML keep their own line ends."""
        written = "".join(self.parts).rstrip("\n").split("\n")
        self.clear_line()
        for number, text in enumerate(written, self.line):
            if text.strip() and leaf.kind is Kind.ITEM and not self.is_fenced and self.set_in < _MOST_SET_IN:
                self.add_set_in(leaf, number, text.strip())
            elif text.strip():
                self.add_raw(leaf, number, text.rstrip())

    def add_set_in(self, leaf: Block, number: int, text: str) -> None:
        """A line of an item that is code only because it is set in too far: Markdown to those who write and read it."""
        for said in Walker(text, number, self.set_in + 1).walk():
            leaf.lines.extend(said.lines)

    def add_raw(self, leaf: Block, number: int, text: str) -> None:
        """A line of code, HTML or a table: spaced as written, but for those that are the text of a list item."""
        said = squeeze(text) if leaf.kind is Kind.ITEM else text
        leaf.lines.append(Line(number, said, "", said.strip()))
