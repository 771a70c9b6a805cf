"""The nouns of one understood page. All are immutable; lines are 1-based and inclusive, in the source file."""

from typing import NamedTuple

from pipeline.vocabulary import FindingCode, HeadingStyle, ParagraphKind, QuarantineReason, SectionKind, Status


class Finding(NamedTuple):
    """Something odd about a page: where, what, in whose words, which are cut when they are tabulated."""

    code: FindingCode
    line: int | None
    message: str
    excerpt: str | None = None


class Ingredient(NamedTuple):
    """An active ingredient: its name as the page writes it, and the slug that joins it to other pages."""

    name: str
    slug: str


class Paragraph(NamedTuple):
    """A block that is neither heading, list item nor question/answer."""

    kind: ParagraphKind
    group: str | None
    label: str | None
    text: str | None
    line_start: int
    line_end: int


class Bullet(NamedTuple):
    """A list item outside questions and answers, without its nested items.

    ``parent`` and ``introduction`` are places among the section's ``rows``: of the item that this one is nested in, and
    of the paragraph that introduces the list.
    """

    parent: int | None
    depth: int
    number: int | None
    group: str | None
    label: str | None
    text: str | None
    line_start: int
    line_end: int
    introduction: int | None = None


class Faq(NamedTuple):
    """A question with its answer, which may span paragraphs and lists.

    ``answer_column`` is the place in the source of ``answer_line``, from 0, that the answer starts at.
    """

    group: str | None
    question: str
    answer: str | None
    line_start: int
    answer_line: int | None
    answer_column: int
    line_end: int


Row = Paragraph | Bullet | Faq
"""What a page says in one row of the tables, as the tables have it."""


class Section(NamedTuple):
    """A headed part of a monograph with its rows in reading order."""

    kind: SectionKind
    heading: str | None
    heading_style: HeadingStyle
    ingredient: Ingredient | None
    rows: tuple[Row, ...]
    line_start: int
    line_end: int


class Monograph(NamedTuple):
    """One page, understood. ``lines`` are the source lines, without their line ends."""

    title: str | None
    generic_name: str | None
    status: Status
    layout: str | None
    front_matter: str | None
    ingredients: tuple[Ingredient, ...]
    sections: tuple[Section, ...]
    findings: tuple[Finding, ...]
    lines: tuple[str, ...]


class Rejected(NamedTuple):
    """Bytes that are no monograph, and why; the excerpt is cut when it is tabulated."""

    reason: QuarantineReason
    message: str
    line: int | None = None
    excerpt: str | None = None
