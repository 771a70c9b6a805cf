"""A block of a Markdown body: its kind, its lines, and their plain text."""

from enum import IntEnum, auto
from typing import NamedTuple

from pipeline.monograph.caption import Caption


class Kind(IntEnum):
    """What CommonMark says a block is. Integers, since they are found in sets and mappings at no cost."""

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

    ``lead`` is the plain text of the bold run that the line starts with (empty where it does not), ``rest`` what
    follows it.
    """

    number: int
    text: str
    lead: str
    rest: str


_NO_LINE = Line(0, "", "", "")


class Block:
    """A block of the body, or a part of a paragraph, and what it says where it stands.

    ``level`` is a heading's; ``depth`` is how many items it stands in, itself included; ``number`` is an ordered
    item's. ``text`` is its plain text on one line, ``lead`` and ``rest`` are those of its first line. ``wrapped`` holds
    its lines where it is not just one that stands where it starts: most blocks need no line of their own.

    :mod:`pipeline.monograph.pieces` finds the rest: ``label`` is the bold lead-in without its colon, ``content`` the
    text behind it; ``alone`` says that the label stands alone on its line. ``caption`` is what the block says as a
    heading, where it could be one; ``after_break`` says that a thematic break stands above it.
    """

    __slots__ = (
        "after_break",
        "alone",
        "caption",
        "content",
        "depth",
        "kind",
        "label",
        "lead",
        "level",
        "line_end",
        "line_start",
        "number",
        "rest",
        "text",
        "wrapped",
    )

    def __init__(self, kind: Kind, line_start: int, line_end: int, depth: int, text: str, lead: str, rest: str) -> None:
        self.kind = kind
        self.line_start = line_start
        self.line_end = line_end
        self.depth = depth
        self.text = text
        self.lead = lead
        self.rest = rest
        self.level = 0
        self.number: int | None = None
        self.wrapped: list[Line] | None = None
        self.label: str | None = None
        self.content = ""
        self.alone = False
        self.caption: Caption | None = None
        self.after_break = False

    @property
    def lines(self) -> list[Line]:
        """The lines that hold text."""
        return [Line(self.line_start, self.text, self.lead, self.rest)] if self.wrapped is None else self.wrapped

    @lines.setter
    def lines(self, lines: list[Line]) -> None:
        first = lines[0] if lines else _NO_LINE
        self.lead, self.rest = first.lead, first.rest
        if len(lines) == 1 and first.number == self.line_start:
            self.text, self.wrapped = first.text, None
        else:
            self.text, self.wrapped = " ".join(line.text for line in lines if line.text), lines

    def __repr__(self) -> str:
        return f"Block({self.kind.name}, {self.line_start}-{self.line_end}, depth={self.depth}, {self.text[:60]!r})"


def thematic_break(number: int) -> Block:
    """The block of a line that is a thematic break."""
    block = Block(Kind.RULE, number, number, 0, "", "", "")
    block.wrapped = []
    return block


def join_lines(lines: list[Line]) -> str:
    """Wrapped lines as one text; lines that a blank line parts stay apart."""
    if len(lines) == 1:
        return lines[0].text
    text, last = "", 0
    for line in lines:
        if text:
            text += " " if line.number == last + 1 else "\n"
        text += line.text
        last = line.number
    return text
