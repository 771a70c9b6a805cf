"""What is odd about a page that has been read: the findings that need its sections."""

import re
from collections.abc import Iterator

from pipeline.monograph.blocks import Block, Kind
from pipeline.monograph.tree import Faq, Finding, Section
from pipeline.vocabulary import CORE_SECTIONS, FindingCode, SectionKind, Status

_BRACKETED = r"\[(?:[Ii]nsert|[Aa]dd|[Yy]our|[Dd]rug|[Mm]edicine|[Bb]rand) [^\]]{0,200}\]"
_PLACEHOLDER = re.compile(rf"(?<!as a )[Pp]laceholder\b|PLACEHOLDER|{_BRACKETED}|[Ll]orem ipsum")
_TO_FILL_IN = re.compile(_BRACKETED)

_HTML, _FAQS = Kind.HTML, SectionKind.FAQS


def remark(
    sections: tuple[Section, ...], status: Status, unknown: list[tuple[int, str]], blocks: list[Block], body: str
) -> Iterator[Finding]:
    """Findings about sections, questions, placeholders and raw HTML, each in the order of the page."""
    if not sections:
        yield Finding(FindingCode.BODY_EMPTY, None, "the page has no text below its title")
    yield from _on_status(sections, status)
    for line, heading in unknown:
        yield Finding(FindingCode.HEADING_UNKNOWN, line, f"no rule knows the heading “{heading}”", heading)
    yield from _on_repeats(sections)
    yield from _on_empty(sections)
    yield from _on_questions(sections)
    if "<" in body:
        yield from _on_html(blocks)
    if _may_hold_placeholder(body):
        yield from _on_placeholders(blocks)


def _on_html(blocks: list[Block]) -> Iterator[Finding]:
    for block in blocks:
        if block.kind is _HTML:
            message = "a block of raw HTML is kept as text"
            yield Finding(FindingCode.RAW_HTML, block.line_start, message, block.text)


def _may_hold_placeholder(body: str) -> bool:
    """Whether a body holds what every placeholder does: a plain search costs a tenth of a pattern."""
    if "laceholder" in body or "LACEHOLDER" in body or "orem ipsum" in body:
        return True
    return "[" in body and _TO_FILL_IN.search(body) is not None


def _on_placeholders(blocks: list[Block]) -> Iterator[Finding]:
    for block in blocks:
        text = block.text
        match = _PLACEHOLDER.search(text)
        if match:
            excerpt = text[max(0, match.start() - 60) : match.end() + 60]
            yield Finding(FindingCode.PLACEHOLDER_TEXT, block.line_start, f"the text holds “{match[0]}”", excerpt)


def _on_status(sections: tuple[Section, ...], status: Status) -> Iterator[Finding]:
    if status is Status.NO_CONTENT:
        if sections:
            first = sections[0]
            message = "the page has no section on a drug"
            yield Finding(FindingCode.NO_SECTION, first.line_start, message, _first_words(first))
        return
    kinds = {section.kind for section in sections}
    for kind in CORE_SECTIONS:
        if kind not in kinds:
            yield Finding(FindingCode.CORE_SECTION_MISSING, None, f"the section {kind} is missing")


def _first_words(section: Section) -> str | None:
    for row in section.rows:
        text = row.question if isinstance(row, Faq) else row.text
        if text:
            return text
    return None


def _on_repeats(sections: tuple[Section, ...]) -> Iterator[Finding]:
    seen: dict[tuple[SectionKind, str | None], int] = {}
    for kind, heading, _, ingredient, _, line_start, _ in sections:
        key = (kind, ingredient.slug if ingredient else None)
        seen[key] = count = seen.get(key, 0) + 1
        if count > 1 and kind is not SectionKind.OTHER:
            whose = f" of {ingredient.name}" if ingredient else ""
            yield Finding(FindingCode.SECTION_REPEATED, line_start, f"another section {kind}{whose}", heading)


def _on_empty(sections: tuple[Section, ...]) -> Iterator[Finding]:
    for index, (kind, heading, _, _, rows, line_start, _) in enumerate(sections, 1):
        if not rows and kind is not SectionKind.PREAMBLE and not _heads_parts(kind, sections[index : index + 1]):
            message = f"nothing stands below the heading of {kind}"
            yield Finding(FindingCode.SECTION_EMPTY, line_start, message, heading)


def _heads_parts(kind: SectionKind, following: tuple[Section, ...]) -> bool:
    """Whether a heading without text stands above the parts of ingredients, as ``### Individual Ingredients``."""
    return kind is SectionKind.OTHER and any(section.ingredient for section in following)


def _on_questions(sections: tuple[Section, ...]) -> Iterator[Finding]:
    for section in sections:
        asks = False
        for row in section.rows:
            if isinstance(row, Faq):
                asks = True
                if row.answer is None:
                    message = "the question has no answer"
                    yield Finding(FindingCode.FAQ_WITHOUT_ANSWER, row.line_start, message, row.question)
        if section.kind is _FAQS and section.rows and not asks:
            message = "no question is found among the frequently asked questions"
            yield Finding(FindingCode.FAQ_SECTION_WITHOUT_QUESTION, section.line_start, message, section.heading)
