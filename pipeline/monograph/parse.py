"""Page → Monograph: the bytes of a file, understood. Any bytes give a monograph or a reason, never an exception."""

import re
from collections.abc import Iterator

from pipeline.monograph.blocks import Block, Kind, read_blocks
from pipeline.monograph.content import read_section
from pipeline.monograph.front_matter import FrontMatter, as_json, as_text, split_front_matter
from pipeline.monograph.ingredients import Names, is_truncated, split_title
from pipeline.monograph.outline import Outline
from pipeline.monograph.pieces import read_pieces
from pipeline.monograph.raw_section import RawSection
from pipeline.monograph.remarks import remark
from pipeline.monograph.resolve import resolve_ingredients
from pipeline.monograph.tree import Finding, Ingredient, Monograph, Paragraph, Rejected, Section
from pipeline.vocabulary import CORE_SECTIONS, FindingCode, QuarantineReason, SectionKind, Status

_PREAMBLE, _GENERIC_NAME, _HEADING = SectionKind.PREAMBLE, SectionKind.GENERIC_NAME, Kind.HEADING
_BOM = "\ufeff"
_CR = re.compile(r"\r\n?")
_NO_CONTENT = frozenset({SectionKind.DISCLAIMER, SectionKind.NOTE})


def parse_page(data: bytes) -> Monograph | Rejected:
    """Read the bytes of one page.

    Returns:
        The monograph with its findings, or why the bytes are none: nothing in them, NUL bytes, not UTF-8.
    """
    if b"\0" in data:
        line = data[: data.index(b"\0")].count(b"\n") + 1
        return Rejected(QuarantineReason.BINARY, "the file holds a NUL byte", line)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return Rejected(QuarantineReason.NOT_UTF8, f"byte {error.start} is not UTF-8: {error.reason}", line)
    findings = []
    if text.startswith(_BOM):
        text = text[1:]
        findings.append(Finding(FindingCode.BYTE_ORDER_MARK, 1, "a byte order mark is dropped"))
    if not text.strip():
        return Rejected(QuarantineReason.EMPTY, "the file holds no text")
    if "\r" in text:
        text = _CR.sub("\n", text)
        findings.append(Finding(FindingCode.LINE_ENDINGS, None, "lines end with CR or CRLF and are read as LF"))
    front = split_front_matter(text)
    return _understand(text, front, [*findings, *front.findings])


def _understand(text: str, front: FrontMatter, findings: list[Finding]) -> Monograph:
    blocks = read_blocks(front.body, front.body_line)
    keys = dict(front.keys)
    stated = as_text(keys.pop("title", None))
    layout = as_text(keys.pop("layout", None))
    blocks, headed = _take_title(blocks, stated)
    title = stated or headed
    named = split_title(title) if title else ()
    names = Names(named)
    outline = Outline(read_pieces(blocks, names), names)
    sections, ingredients, more = resolve_ingredients(tuple(read_section(raw) for raw in outline.sections), named)
    findings.extend(_title_findings(stated, headed, named))
    findings.extend(more)
    status = _status(sections)
    findings.extend(remark(sections, status, _unknown_headings(outline.sections), blocks, front.body))
    return Monograph(
        title,
        _generic_name(sections),
        status,
        layout,
        as_json(keys) if keys else None,
        ingredients,
        sections,
        tuple(findings),
        tuple(text.split("\n")),
    )


def _take_title(blocks: list[Block], stated: str | None) -> tuple[list[Block], str | None]:
    """The blocks without the page's title, and the title: the first heading of level 1, or one that says the same."""
    for index, block in enumerate(blocks):
        if block.kind is _HEADING:
            text = block.text
            if block.level == 1 or (stated and text.casefold() == stated.casefold()):
                return [*blocks[:index], *blocks[index + 1 :]], text or None
            if block.level > 1:
                break
    return blocks, None


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
    slugs = [ingredient.slug for ingredient in named]
    for slug in sorted({slug for slug in slugs if slugs.count(slug) > 1}):
        yield Finding(FindingCode.INGREDIENT_REPEATED, None, f"the title names {slug} {slugs.count(slug)} times", title)


def _unknown_headings(sections: list[RawSection]) -> list[tuple[int, str]]:
    return [(raw.opener.line_start, raw.heading or "") for raw in sections if not raw.known and raw.opener]


def _status(sections: tuple[Section, ...]) -> Status:
    kinds = {section.kind for section in sections if section.kind is not _PREAMBLE or section.ingredient}
    if kinds <= _NO_CONTENT:
        return Status.NO_CONTENT
    return Status.COMPLETE if kinds.issuperset(CORE_SECTIONS) else Status.PARTIAL


def _generic_name(sections: tuple[Section, ...]) -> str | None:
    """What the page states as the generic name of the whole drug: the first row of that section."""
    for section in sections:
        if section.kind is _GENERIC_NAME and section.ingredient is None:
            for block in section.blocks:
                if isinstance(block, Paragraph) and block.text:
                    return block.text
    return None
