"""A page on its way from text to monograph: what is known of it after each stage."""

from dataclasses import dataclass, field
from typing import Any

from pipeline.monograph.blocks import Block, read_blocks
from pipeline.monograph.content import read_section
from pipeline.monograph.front_matter import FrontMatter, as_json, as_text, split_front_matter
from pipeline.monograph.generic_name import stated_generic_name
from pipeline.monograph.heading_items import read_heading_items
from pipeline.monograph.ingredients import lost_numbers
from pipeline.monograph.names import Names
from pipeline.monograph.outline import Outline
from pipeline.monograph.pieces import Piece, read_pieces
from pipeline.monograph.plain_heads import read_plain_heads
from pipeline.monograph.raw_section import RawSection
from pipeline.monograph.remarks import remark
from pipeline.monograph.resolve import resolve_ingredients
from pipeline.monograph.strangers import doubt_strangers
from pipeline.monograph.title import read_title
from pipeline.monograph.tree import Finding, Ingredient, Monograph, Section
from pipeline.vocabulary import CORE_SECTIONS, FindingCode, SectionKind, Status

_PREAMBLE = SectionKind.PREAMBLE
_NO_CONTENT = frozenset({SectionKind.DISCLAIMER, SectionKind.NOTE})


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
        self.blocks, title = read_title(self.blocks, stated)
        self.title, self.named = title.text, title.named
        self.names = Names(self.named)
        self.findings.extend(title.findings)

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


def _unknown_headings(sections: list[RawSection]) -> list[tuple[int, str]]:
    return [(raw.opener.line_start, raw.heading or "") for raw in sections if not raw.known and raw.opener]


def _status(sections: tuple[Section, ...]) -> Status:
    kinds = {section.kind for section in sections if section.kind is not _PREAMBLE or section.ingredient}
    if kinds <= _NO_CONTENT:
        return Status.NO_CONTENT
    return Status.COMPLETE if kinds.issuperset(CORE_SECTIONS) else Status.PARTIAL
