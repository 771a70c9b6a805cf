"""A monograph as an outline that a person can read beside the page: what `tests/golden` holds."""

from collections.abc import Iterator

from pipeline.monograph.tree import Bullet, Faq, Monograph, Paragraph, Section
from pipeline.vocabulary import ParagraphKind

SHOWN = 72


def outline(monograph: Monograph) -> str:
    """Title, ingredients, then every row with its line numbers and first words, then the findings."""
    return "\n".join(_lines(monograph)) + "\n"


def _lines(monograph: Monograph) -> Iterator[str]:
    yield f"title         {monograph.title}"
    yield f"status        {monograph.status}"
    yield f"generic name  {monograph.generic_name}"
    for ingredient in monograph.ingredients:
        yield f"ingredient    {ingredient.name} [{ingredient.slug}]"
    for section in monograph.sections:
        yield from _section(section)
    if monograph.findings:
        yield ""
    for finding in monograph.findings:
        yield f"finding       {finding.code} at {finding.line}: {finding.message}"


def _section(section: Section) -> Iterator[str]:
    whose = f" of {section.ingredient.name}" if section.ingredient else ""
    heading = f" “{section.heading}”" if section.heading else ""
    yield ""
    yield f"{section.line_start:>4} {str(section.kind).upper()}{whose} ({section.heading_style}){heading}"
    for block in section.rows:
        yield from _block(block, section)


def _block(block: Paragraph | Bullet | Faq, section: Section) -> Iterator[str]:
    span = f"{block.line_start}" if block.line_start == block.line_end else f"{block.line_start}–{block.line_end}"
    group = f"  <{block.group}>" if block.group else ""
    if isinstance(block, Faq):
        yield f"{span:>9} Q {_cut(block.question)}{group}"
        for index, line in enumerate((block.answer or "(no answer)").split("\n")):
            yield f"{block.answer_line if index == 0 else '':>9} A {_cut(line)}"
        return
    label = f"[{block.label}] " if block.label else ""
    if isinstance(block, Bullet):
        mark = f"{block.number}." if block.number is not None else "*"
        if block.introduction is not None:
            group += f"  ↑{section.rows[block.introduction].line_start}"
        yield f"{span:>9} {'    ' * (block.depth - 1)}{mark} {label}{_cut(block.text or '')}{group}"
    elif block.kind is ParagraphKind.LABEL:
        yield f"{span:>9} <{block.label}>"
    else:
        kind = "" if block.kind is ParagraphKind.PARAGRAPH else f"({block.kind}) "
        yield f"{span:>9} {kind}{label}{_cut(block.text or '')}{group}"


def _cut(text: str) -> str:
    text = text.replace("\n", " ⏎ ")
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 20]} … {text[-17:]}"
