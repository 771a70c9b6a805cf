"""Monographs → tables: the one file that knows both what a page says and what the tables promise."""

import hashlib
import re
from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from pipeline.monograph.faqs import strip_answer_mark
from pipeline.monograph.tree import Bullet, Faq, Finding, Monograph, Paragraph, Rejected, Section
from pipeline.sources.page import Page
from pipeline.tables.rows import (
    TABLES,
    BulletRow,
    DrugRow,
    FaqRow,
    FindingRow,
    IngredientRow,
    ParagraphRow,
    QuarantineRow,
    SectionRow,
)

Tables = dict[str, pa.Table]
Rows = dict[str, list[Any]]

_ANSWER_SOURCE = re.compile(r"\?[\"”’')\]]*[*_\s:]*\s")
_ANSWER_MARK = re.compile(r"\s*(?:[*+-]\s+|\d{1,2}[.)]\s+)?[*_]{0,3}\s*(?:A|Ans|Answer)\d{0,2}\s*:\s*[*_]{0,3}\s*", re.I)


def tabulate(pages: Iterable[tuple[Page, Monograph | Rejected]]) -> Tables:
    """Put pages into tables, the rows of each page together, in the order of the pages.

    ``source_url`` and ``source_commit`` stay null: they are known when a release is assembled.
    """
    rows: Rows = {name: [] for name in TABLES}
    for page, read in pages:
        if isinstance(read, Rejected):
            rows["quarantine"].append(
                QuarantineRow(page.path, page.sha256, str(read.reason), read.message, read.line, read.excerpt)
            )
        else:
            _MonographRows(page, read, rows).add()
    return {name: to_table(name, rows[name]) for name in TABLES}


def to_table(name: str, rows: list[Any]) -> pa.Table:
    """Rows of one class → an Arrow table of exactly the promised schema."""
    schema = TABLES[name].arrow_schema
    columns = zip(*rows, strict=True) if rows else ([] for _ in schema)
    arrays = [pa.array(column, type=field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


class _MonographRows:
    """The rows of one monograph."""

    def __init__(self, page: Page, monograph: Monograph, rows: Rows) -> None:
        self.page = page
        self.monograph = monograph
        self.rows = rows
        self.drug_id = page.drug_id
        self.ids: dict[str, int] = {}
        self.counts = dict.fromkeys(("paragraphs", "bullets", "faqs"), 0)

    def add(self) -> None:
        monograph, page = self.monograph, self.page
        for position, ingredient in enumerate(monograph.ingredients, 1):
            self.rows["ingredients"].append(IngredientRow(self.drug_id, position, ingredient.name, ingredient.slug))
        for position, section in enumerate(monograph.sections, 1):
            self.add_section(position, section)
        for position, finding in enumerate(monograph.findings, 1):
            self.add_finding(position, finding)
        self.rows["drugs"].append(
            DrugRow(
                self.drug_id,
                monograph.title,
                monograph.generic_name,
                str(monograph.status),
                len(monograph.ingredients) > 1,
                len(monograph.ingredients),
                monograph.layout,
                monograph.front_matter,
                len(monograph.sections),
                self.counts["paragraphs"],
                self.counts["bullets"],
                self.counts["faqs"],
                page.path,
                page.sha256,
                len(page.data),
                None,
                None,
            )
        )

    def add_finding(self, position: int, finding: Finding) -> None:
        code = finding.code
        self.rows["findings"].append(
            FindingRow(
                self.drug_id,
                position,
                self.page.path,
                finding.line,
                str(code),
                str(code.severity),
                finding.message,
                (finding.excerpt or "").strip()[:200].strip() or None,
            )
        )

    def add_section(self, position: int, section: Section) -> None:
        whose = section.ingredient
        section_id = self.unique(f"{self.drug_id}:{section.kind}" + (f"@{whose.slug}" if whose else ""))
        texts = [_text_of(block) for block in section.blocks]
        text = "\n".join(filter(None, texts)) or None
        self.rows["sections"].append(
            SectionRow(
                section_id,
                self.drug_id,
                position,
                str(section.kind),
                section.heading or None,
                str(section.heading_style),
                whose.name if whose else None,
                whose.slug if whose else None,
                text,
                self.source(section.line_start, section.line_end),
                len(text.split()) if text else 0,
                section.line_start,
                section.line_end,
            )
        )
        bullet_ids: dict[int, str] = {}
        for index, block in enumerate(section.blocks):
            if isinstance(block, Bullet):
                bullet_ids[index] = self.add_bullet(section_id, block, texts[index], bullet_ids)
            elif isinstance(block, Faq):
                self.add_faq(section_id, block)
            else:
                self.add_paragraph(section_id, block, texts[index])

    def add_paragraph(self, section_id: str, block: Paragraph, text: str | None) -> None:
        self.rows["paragraphs"].append(
            ParagraphRow(
                self.content_id(section_id, text),
                self.drug_id,
                section_id,
                self.count("paragraphs"),
                str(block.kind),
                block.group,
                block.label,
                block.text,
                self.source(block.line_start, block.line_end),
                block.line_start,
                block.line_end,
            )
        )

    def add_bullet(self, section_id: str, block: Bullet, text: str | None, bullet_ids: dict[int, str]) -> str:
        bullet_id = self.content_id(section_id, text)
        self.rows["bullets"].append(
            BulletRow(
                bullet_id,
                self.drug_id,
                section_id,
                bullet_ids[block.parent] if block.parent is not None else None,
                self.count("bullets"),
                block.depth,
                block.number,
                block.group,
                block.label,
                block.text,
                self.source(block.line_start, block.line_end),
                block.line_start,
                block.line_end,
            )
        )
        return bullet_id

    def add_faq(self, section_id: str, block: Faq) -> None:
        self.rows["faqs"].append(
            FaqRow(
                self.content_id(section_id, block.question),
                self.drug_id,
                section_id,
                self.count("faqs"),
                block.group,
                block.question,
                block.answer,
                self.answer_source(block),
                block.line_start,
                block.answer_line,
                block.line_end,
            )
        )

    def answer_source(self, block: Faq) -> str | None:
        """The source from the answer's first word on."""
        if block.answer is None or block.answer_line is None:
            return None
        source = self.source(block.answer_line, block.line_end)
        if block.answer_line == block.line_start:
            first, newline, others = source.partition("\n")
            return (_after_question(first) + newline + others).strip() or source
        return _ANSWER_MARK.sub("", source, count=1) if _ANSWER_MARK.match(source) else source

    def source(self, line_start: int, line_end: int) -> str:
        lines = self.monograph.lines
        return lines[line_start - 1] if line_start == line_end else "\n".join(lines[line_start - 1 : line_end])

    def count(self, table: str) -> int:
        self.counts[table] += 1
        return self.counts[table]

    def content_id(self, section_id: str, text: str | None) -> str:
        normalised = " ".join(text.casefold().split()) if text else ""
        digest = hashlib.sha256(normalised.encode()).hexdigest()
        return self.unique(f"{section_id}#{digest[:10]}")

    def unique(self, identifier: str) -> str:
        seen = self.ids.get(identifier, 0) + 1
        self.ids[identifier] = seen
        return identifier if seen == 1 else f"{identifier}~{seen}"


def _text_of(block: Paragraph | Bullet | Faq) -> str | None:
    """The words of a row on one line or more: label and text, or question and answer."""
    if isinstance(block, Faq):
        return f"{block.question}\n{block.answer}" if block.answer else block.question
    if block.label and block.text:
        return f"{block.label}: {block.text}"
    return block.label or block.text


def _after_question(line: str) -> str:
    match = _ANSWER_SOURCE.search(line)
    if match is None:
        return strip_answer_mark(line)
    rest = line[match.end() :]
    return _ANSWER_MARK.sub("", rest, count=1) if _ANSWER_MARK.match(rest) else rest
