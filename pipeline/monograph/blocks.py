"""The Markdown parser's one door: the body of a page → its blocks in reading order, each with its source lines.

The parser is pulldown-cmark (through pyromark), so a block is what CommonMark says it is, with pipe tables added.
Lists come out flat: an item knows its depth and its parent, and holds only its own lines.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, NamedTuple

import pyromark

_OPTIONS = pyromark.Options.ENABLE_TABLES
_COMMENT = re.compile(r"(?:\s*<!--.*?-->)+\s*", re.DOTALL)
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)[^>]*>")
_FORMATTING = frozenset("a abbr b bdi big br center cite del em font i ins kbd mark p q s small span strong sub sup u".split())
"""HTML elements that only dress the text inside them; other tags are kept as the text that their author typed."""

_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")


class Kind(Enum):
    """What CommonMark says a block is."""

    HEADING = auto()
    PARAGRAPH = auto()
    ITEM = auto()
    TABLE = auto()
    CODE = auto()
    QUOTE = auto()
    HTML = auto()
    COMMENT = auto()
    RULE = auto()


class Line(NamedTuple):
    """A line of text: plain, and what of it is a bold lead-in.

    ``lead`` is the plain text of the bold run that the line starts with (empty where it does not), ``rest`` what follows
    it, ``rest_column`` where that starts in the source line.
    """

    number: int
    text: str
    lead: str
    rest: str
    rest_column: int


@dataclass(slots=True)
class Block:
    """A block of the body. ``level`` is a heading's; ``depth`` is how many items it stands in, itself included."""

    kind: Kind
    line_start: int
    line_end: int
    lines: list[Line] = field(default_factory=list)
    level: int = 0
    depth: int = 0
    number: int | None = None
    parent: int | None = None

    @property
    def text(self) -> str:
        """The block's plain text on one line."""
        lines = self.lines
        return lines[0].text if len(lines) == 1 else " ".join(line.text for line in lines if line.text)


def read_blocks(body: str, first_line: int) -> list[Block]:
    """Parse a Markdown body whose first line is line ``first_line`` of its file.

    Every non-blank line of the body is in the line range of a block (a link definition, which CommonMark leaves out,
    is a paragraph), and no two blocks share a line.
    """
    walker = _Walker(body, first_line)
    walker.walk()
    return list(_with_loose_lines(walker.blocks, body.split("\n"), first_line))


class _Walker:
    """One pass over the parser's events."""

    def __init__(self, body: str, first_line: int) -> None:
        self.body = body
        self.data = body.encode("utf-8", "surrogatepass")
        self.ascii = len(self.data) == len(body)
        self.first_line = first_line
        self.starts = [0, *(match.end() for match in re.finditer(b"\n", self.data))]
        self.blocks: list[Block] = []
        self.items: list[int] = []
        self.lists: list[int | None] = []
        self.quotes = 0
        self.leaf: Block | None = None
        self.cells: list[str] | None = None
        self.shift: dict[int, int] | None = None
        self.begin_line(0)

    def begin_line(self, number: int) -> None:
        self.line = number
        self.parts: list[str] = []
        self.lead: str | None = None
        self.lead_open = False
        self.lead_column = 0

    def line_of(self, offset: int) -> int:
        return self.first_line - 1 + bisect_right(self.starts, offset)

    def last_line(self, end: int) -> int:
        while end > 0 and self.data[end - 1 : end] in b"\n \t" and self.data[end - 1 : end]:
            end -= 1
        return self.line_of(max(end - 1, 0))

    def column_of(self, offset: int) -> int:
        start = self.starts[bisect_right(self.starts, offset) - 1]
        return offset - start if self.ascii else len(self.data[start:offset].decode("utf-8", "surrogatepass"))

    def walk(self) -> None:
        for event, span in pyromark.events_with_range(self.body, options=_OPTIONS):
            if event.__class__ is str:
                self.on_mark(event, span)
                continue
            name: str
            value: Any
            ((name, value),) = event.items()
            if name == "Text":
                if self.leaf is None:
                    self.open_leaf(Kind.PARAGRAPH, span)
                self.parts.append(value.translate(self.shift) if self.shift else value)
            elif name == "Start":
                self.on_start(value, span)
            elif name == "End":
                self.on_end(value, span)
            elif name == "InlineHtml":
                self.on_inline_html(value, span)
            elif name == "Html":
                self.parts.append(value)
            else:
                if self.leaf is None:
                    self.open_leaf(Kind.PARAGRAPH, span)
                self.parts.append(value if isinstance(value, str) else str(value))

    def on_mark(self, event: str, span: dict[str, int]) -> None:
        if event in ("SoftBreak", "HardBreak"):
            self.close_line()
            self.begin_line(self.line_of(span["end"]))
        elif event == "Rule":
            self.close_leaf()
            number = self.line_of(span["start"])
            self.blocks.append(Block(Kind.RULE, number, number))

    def on_start(self, value: Any, span: dict[str, int]) -> None:
        if value == "Strong":
            if self.leaf is None:
                self.open_leaf(Kind.PARAGRAPH, span)
            if self.lead is None and not self.lead_open and not "".join(self.parts).strip():
                self.lead_open = True
            return
        if value == "Emphasis" or (value.__class__ is dict and ("Link" in value or "Image" in value)):
            if self.leaf is None:
                self.open_leaf(Kind.PARAGRAPH, span)
            return
        if value == "TableCell":
            self.begin_line(self.line)
            return
        if value in ("TableHead", "TableRow"):
            self.cells = []
            self.line = self.line_of(span["start"])
            return
        self.close_leaf()
        if value == "Item":
            self.open_item(span)
        elif value == "Paragraph":
            self.open_leaf(Kind.PARAGRAPH, span)
        elif value == "HtmlBlock":
            self.open_leaf(Kind.HTML, span)
        elif value.__class__ is dict:
            self.on_start_with_detail(value, span)
        elif value == "BlockQuote":
            self.quotes += 1

    def on_start_with_detail(self, value: dict[str, Any], span: dict[str, int]) -> None:
        if "List" in value:
            self.lists.append(value["List"])
        elif "Heading" in value:
            self.open_leaf(Kind.HEADING, span).level = int(value["Heading"]["level"][1])
        elif "Table" in value:
            self.open_leaf(Kind.TABLE, span)
        elif "CodeBlock" in value:
            self.open_leaf(Kind.CODE, span)
        elif "BlockQuote" in value:
            self.quotes += 1

    def on_end(self, value: Any, span: dict[str, int]) -> None:
        if value == "Strong":
            if self.lead_open:
                self.lead_open = False
                self.lead = "".join(self.parts)
                self.lead_column = self.column_of(span["end"])
        elif value == "Item":
            self.close_leaf()
            self.items.pop()
        elif value in ("Paragraph", "HtmlBlock", "CodeBlock", "Table"):
            self.close_leaf()
        elif value == "TableCell":
            if self.cells is not None:
                self.cells.append(_squeeze("".join(self.parts)))
        elif value in ("TableHead", "TableRow"):
            if self.leaf is not None and self.cells is not None:
                text = " | ".join(self.cells)
                self.leaf.lines.append(Line(self.line, text, "", text, 0))
                self.begin_line(self.line)
        elif value.__class__ is dict:
            if "List" in value:
                self.lists.pop()
            elif "Heading" in value:
                self.close_leaf()
            elif "BlockQuote" in value:
                self.close_leaf()
                self.quotes -= 1
        elif value == "BlockQuote":
            self.close_leaf()
            self.quotes -= 1

    def on_inline_html(self, tag: str, span: dict[str, int]) -> None:
        if self.leaf is None:
            self.open_leaf(Kind.PARAGRAPH, span)
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

    def open_item(self, span: dict[str, int]) -> None:
        number = self.line_of(span["start"])
        parent = self.items[-1] if self.items else None
        counter = self.lists[-1] if self.lists else None
        if counter is not None:
            self.lists[-1] = counter + 1
        block = Block(Kind.ITEM, number, number, depth=len(self.items) + 1, number=counter, parent=parent)
        self.items.append(len(self.blocks))
        self.blocks.append(block)

    def open_leaf(self, kind: Kind, span: dict[str, int]) -> Block:
        """Begin a block of text; inside an item it is the item's own text, unless nested items came before it."""
        start = self.line_of(span["start"])
        if self.items and self.items[-1] == len(self.blocks) - 1 and kind is not Kind.HEADING:
            leaf = self.blocks[-1]
        else:
            if self.quotes and kind is Kind.PARAGRAPH:
                kind = Kind.QUOTE
            parent = self.items[-1] if self.items else None
            leaf = Block(kind, start, start, depth=len(self.items), parent=parent)
            self.blocks.append(leaf)
        self.leaf, self.leaf_kind, self.leaf_end = leaf, kind, span["end"]
        self.begin_line(start)
        if kind in (Kind.HTML, Kind.CODE):
            leaf.line_end = max(leaf.line_end, self.last_line(span["end"]))
            if kind is Kind.HTML and leaf.kind is Kind.HTML and self.is_comment(span):
                leaf.kind = Kind.COMMENT
        elif kind in (Kind.TABLE, Kind.HEADING):
            leaf.line_end = max(leaf.line_end, self.last_line(span["end"]))
        return leaf

    def is_comment(self, span: dict[str, int]) -> bool:
        source = self.data[span["start"] : span["end"]].decode("utf-8", "surrogatepass")
        return _COMMENT.fullmatch(source) is not None

    def close_line(self) -> None:
        leaf = self.leaf
        if leaf is None:
            return
        text = _squeeze("".join(self.parts))
        if leaf.line_end < self.line:
            leaf.line_end = self.line
        if not text:
            return
        if self.lead is None:
            leaf.lines.append(Line(self.line, text, "", text, 0))
            return
        lead = _squeeze(self.lead)
        leaf.lines.append(Line(self.line, text, lead, text[len(lead) :].strip(), self.lead_column))

    def close_leaf(self) -> None:
        leaf = self.leaf
        if leaf is None:
            return
        if self.leaf_kind in (Kind.HTML, Kind.CODE):
            self.close_raw(leaf)
        elif self.leaf_kind is not Kind.TABLE:
            self.close_line()
        self.leaf = self.cells = self.shift = None

    def close_raw(self, leaf: Block) -> None:
        """Code and HTML keep their own line ends."""
        for offset, text in enumerate("".join(self.parts).rstrip("\n").split("\n")):
            if text.strip():
                leaf.lines.append(Line(self.line + offset, text.rstrip(), "", text.strip(), 0))


def _squeeze(text: str) -> str:
    return " ".join(text.split())


def _with_loose_lines(blocks: list[Block], lines: list[str], first_line: int) -> Iterator[Block]:
    """The blocks, and as paragraphs between them the non-blank lines that no block holds."""
    covered = bytearray(len(lines) + 1)
    for block in blocks:
        for number in range(block.line_start, block.line_end + 1):
            covered[number - first_line] = 1
    loose = [index for index, line in enumerate(lines) if not covered[index] and line.strip()]
    if not loose:
        yield from blocks
        return
    yield from _merge(blocks, [_loose(lines[index], index + first_line) for index in loose])


def _loose(line: str, number: int) -> Block:
    text = _squeeze(line)
    return Block(Kind.PARAGRAPH, number, number, [Line(number, text, "", text, 0)])


def _merge(blocks: list[Block], loose: list[Block]) -> list[Block]:
    order = sorted([*enumerate(blocks), *((None, block) for block in loose)], key=lambda pair: pair[1].line_start)
    place = {old: new for new, (old, _) in enumerate(order) if old is not None}
    for _, block in order:
        if block.parent is not None:
            block.parent = place[block.parent]
    return [block for _, block in order]
