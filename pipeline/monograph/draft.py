"""A page on its way from text to monograph: what is known of it after each stage."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pipeline.monograph.blocks import Block, Kind, read_blocks
from pipeline.monograph.content import read_section
from pipeline.monograph.front_matter import FrontMatter, as_json, as_text, split_front_matter
from pipeline.monograph.generic_name import stated_generic_name
from pipeline.monograph.heading_items import read_heading_items
from pipeline.monograph.ingredients import is_truncated, lost_numbers, split_title
from pipeline.monograph.lead_ins import names_section
from pipeline.monograph.names import Names
from pipeline.monograph.outline import Outline
from pipeline.monograph.pieces import Piece, read_pieces
from pipeline.monograph.plain_heads import read_plain_heads
from pipeline.monograph.raw_section import RawSection
from pipeline.monograph.remarks import remark
from pipeline.monograph.resolve import resolve_ingredients
from pipeline.monograph.strangers import doubt_strangers
from pipeline.monograph.tree import Finding, Ingredient, Monograph, Section
from pipeline.vocabulary import CORE_SECTIONS, FindingCode, SectionKind, Status

_PREAMBLE, _HEADING = SectionKind.PREAMBLE, Kind.HEADING
_NO_CONTENT = frozenset({SectionKind.DISCLAIMER, SectionKind.NOTE})
FEWEST_PARTS = 2
"""Ingredients that headings of level 1 name where they head parts; one alone is the title, though it says less."""


@dataclass(slots=True, eq=False)
class Draft:
    """A page while it is being understood; ``STAGES`` are taken one after the other, and each fills in what it finds.

    ``text`` has LF for line ends; ``findings`` are about its bytes to begin with.
    """

    text: str
    findings: list[Finding]
    lines: list[str] = field(init=False)
    front: FrontMatter = field(init=False)
    keys: dict[str, Any] = field(init=False)
    layout: str | None = field(init=False)
    blocks: list[Block] = field(init=False)
    title: str | None = field(init=False)
    named: tuple[Ingredient, ...] = field(init=False)
    names: Names = field(init=False)
    pieces: list[Piece] = field(init=False)
    outline: list[RawSection] = field(init=False)
    sections: tuple[Section, ...] = field(init=False)
    ingredients: tuple[Ingredient, ...] = field(init=False)
    status: Status = field(init=False)
    generic_name: str | None = field(init=False)

    def split(self) -> None:
        self.lines = self.text.split("\n")
        self.front = front = split_front_matter(self.text)
        self.findings.extend(front.findings)

    def read_body(self) -> None:
        first_line, body = self.front.body_line, self.front.body
        # White space below the front matter is no body, and a line all the same.
        self.blocks = read_blocks(body, first_line, self.lines[first_line - 1 :] if body else None)

    def read_title(self) -> None:
        self.keys = dict(self.front.keys)
        stated = as_text(self.keys.pop("title", None))
        self.layout = as_text(self.keys.pop("layout", None))
        self.blocks, headed = _take_title(self.blocks, stated)
        self.title = stated or headed
        self.named = split_title(self.title) if self.title else ()
        self.names = Names(self.named)
        self.findings.extend(_title_findings(stated, headed, self.named))

    def read_pieces(self) -> None:
        read_plain_heads(self.blocks)
        self.pieces = read_pieces(self.blocks, self.names)
        read_heading_items(self.pieces, self.names)
        doubt_strangers(self.pieces, self.names)

    def lay_out(self) -> None:
        self.outline = Outline(self.pieces, self.names).sections

    def read_sections(self) -> None:
        read = tuple(read_section(raw, self.lines) for raw in self.outline)
        self.sections, self.ingredients, more = resolve_ingredients(read, self.named)
        self.findings.extend(more)

    def remark(self) -> None:
        self.status = _status(self.sections)
        self.generic_name = stated_generic_name(self.sections)
        where, names = "the generic name", self.generic_name
        if names is None:
            where, names = "a part of the page", " + ".join(s.ingredient.name for s in self.sections if s.ingredient)
        for name, whole in lost_numbers(self.named, names):
            message = f"the title has “{name}” where {where} has “{whole}”"
            self.findings.append(Finding(FindingCode.TITLE_TRUNCATED, None, message, self.title))
        unknown = _unknown_headings(self.outline)
        self.findings.extend(remark(self.sections, self.status, unknown, self.blocks, self.front.body))

    def monograph(self) -> Monograph:
        return Monograph(
            self.title,
            self.generic_name,
            self.status,
            self.layout,
            as_json(self.keys) if self.keys else None,
            self.ingredients,
            self.sections,
            tuple(self.findings),
            tuple(self.lines),
        )


STAGES = (
    Draft.split,
    Draft.read_body,
    Draft.read_title,
    Draft.read_pieces,
    Draft.lay_out,
    Draft.read_sections,
    Draft.remark,
)


def _take_title(blocks: list[Block], stated: str | None) -> tuple[list[Block], str | None]:
    """The blocks without the page's title, and the title: the first heading of level 1, or one that says the same.

    The usual name of a section is no title, nor is one ingredient of a combination: there are pages whose sections or
    parts have headings of level 1.
    It stands in one line and in no list: front matter that is never closed is a heading of many lines to a parser.
    """
    for index, block in enumerate(blocks):
        if block.kind is _HEADING and block.depth == 0 and block.wrapped is None:
            text = block.text
            says_stated = stated is not None and text.casefold() == stated.casefold()
            if says_stated or (block.level == 1 and not names_section(text) and not _head_parts(blocks, stated)):
                return [*blocks[:index], *blocks[index + 1 :]], text or None
            # Text above a line of dashes may be a banner above the title.
            if block.level == 1 or block.line_end == block.line_start:
                break
    return blocks, None


def _head_parts(blocks: list[Block], stated: str | None) -> bool:
    """Whether headings of level 1 are the names of several ingredients in the title that the front matter states."""
    slugs = {ingredient.slug for ingredient in split_title(stated)} if stated else set()
    if len(slugs) < FEWEST_PARTS:
        return False
    heads = (split_title(block.text) for block in blocks if block.kind is _HEADING and block.level == 1)
    return len(slugs & {named[0].slug for named in heads if len(named) == 1}) >= FEWEST_PARTS


def _title_findings(stated: str | None, headed: str | None, named: tuple[Ingredient, ...]) -> Iterator[Finding]:
    title = stated or headed
    if title is None:
        yield Finding(FindingCode.TITLE_MISSING, None, "neither front matter nor a first-level heading names the drug")
        return
    if stated and headed and stated.casefold().split() != headed.casefold().split():
        yield Finding(
            FindingCode.TITLE_MISMATCH, None, f"the front matter says “{stated}”, the heading “{headed}”", headed
        )
    if is_truncated(title):
        yield Finding(FindingCode.TITLE_TRUNCATED, None, "the title stops in the middle of a name", title)
    times = Counter(ingredient.slug for ingredient in named) if len(named) > 1 else {}
    for slug in sorted(slug for slug, count in times.items() if count > 1):
        yield Finding(FindingCode.INGREDIENT_REPEATED, None, f"the title names {slug} {times[slug]} times", title)


def _unknown_headings(sections: list[RawSection]) -> list[tuple[int, str]]:
    return [(raw.opener.line_start, raw.heading or "") for raw in sections if not raw.known and raw.opener]


def _status(sections: tuple[Section, ...]) -> Status:
    kinds = {section.kind for section in sections if section.kind is not _PREAMBLE or section.ingredient}
    if kinds <= _NO_CONTENT:
        return Status.NO_CONTENT
    return Status.COMPLETE if kinds.issuperset(CORE_SECTIONS) else Status.PARTIAL
