"""Monographs → tables: the one file that knows both what a page says and what the tables promise."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

import numpy as np
import pyarrow as pa

from pipeline.monograph.tree import Bullet, Faq, Finding, Monograph, Rejected, Row, Section
from pipeline.sources.page import Page
from pipeline.tables.checks import Tables
from pipeline.tables.rows import (
    TABLES,
    DrugRow,
    FindingRow,
    IngredientRow,
    QuarantineRow,
)
from pipeline.vocabulary import VERBATIM
from pipeline.wording import excerpt_of

Cells = dict[str, list[Any]]
"""The cells of each table, row by row."""

_EMPTY = sha256()
"""The digest of nothing. A copy is made in two thirds of the time that a new one takes."""


def tabulate(pages: Iterable[tuple[Page, Monograph | Rejected]]) -> Tables:
    """Put pages into tables, the rows of each page together, in the order of the pages.

    ``source_url`` and ``source_commit`` stay null: they are known when a release is assembled.
    """
    cells: Cells = {name: [] for name in TABLES}
    for page, read in pages:
        if isinstance(read, Rejected):
            excerpt = excerpt_of(read.excerpt or "")
            cells["quarantine"] += QuarantineRow(
                page.path, page.sha256, str(read.reason), read.message, read.line, excerpt
            )
        else:
            _MonographRows(page, read, cells).add()
    return {name: to_table(name, cells[name]) for name in TABLES}


def to_table(name: str, cells: list[Any]) -> pa.Table:
    """The cells of a table, row by row → an Arrow table of exactly the promised schema."""
    schema = TABLES[name].arrow_schema
    columns = (cells[place :: len(schema)] for place in range(len(schema)))
    arrays = [_as_array(column, field) for column, field in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def _as_array(values: list[Any], field: pa.Field) -> pa.Array:
    if pa.types.is_int32(field.type) and not field.nullable:
        # NumPy takes half the time, and knows no null.
        return pa.array(np.array(values, np.int32))
    return pa.array(values, field.type)


class _MonographRows:
    """The rows of one monograph.

    A collection has tens of rows a page, so rows of the frequent tables are cells in the order of their row class (a
    ``NamedTuple`` takes three times as long to make, and rows that are kept as such longer to part into columns), and
    what all of them need is asked once a text.
    """

    def __init__(self, page: Page, monograph: Monograph, cells: Cells) -> None:
        self.page = page
        self.monograph = monograph
        self.cells = cells
        self.lines = monograph.lines
        self.drug_id = page.drug_id
        self.section_ids: dict[str, int] = {}
        self.paragraph_ids: dict[str, int] = {}
        self.bullet_ids: dict[str, int] = {}
        self.faq_ids: dict[str, int] = {}
        self.paragraphs = self.bullets = self.faqs = 0

    def add(self) -> None:
        monograph, page = self.monograph, self.page
        for position, ingredient in enumerate(monograph.ingredients, 1):
            self.cells["ingredients"] += IngredientRow(self.drug_id, position, ingredient.name, ingredient.slug)
        for position, section in enumerate(monograph.sections, 1):
            self.add_section(position, section)
        for position, finding in enumerate(monograph.findings, 1):
            self.add_finding(position, finding)
        self.cells["drugs"] += DrugRow(
            self.drug_id,
            monograph.title,
            monograph.generic_name,
            str(monograph.status),
            len(monograph.ingredients) > 1,
            len(monograph.ingredients),
            monograph.layout,
            monograph.front_matter,
            len(monograph.sections),
            self.paragraphs,
            self.bullets,
            self.faqs,
            page.path,
            page.sha256,
            len(page.data),
            None,
            None,
        )

    def add_finding(self, position: int, finding: Finding) -> None:
        code = finding.code
        self.cells["findings"] += FindingRow(
            self.drug_id,
            position,
            self.page.path,
            finding.line,
            str(code),
            str(code.severity),
            finding.message,
            excerpt_of(finding.excerpt or ""),
        )

    def add_section(self, position: int, section: Section) -> None:
        kind, heading, style, whose, rows, line_start, line_end = section
        name, slug = whose or (None, None)
        named = f"{self.drug_id}:{kind}@{slug}" if whose else f"{self.drug_id}:{kind}"
        section_id = _told_apart(named, self.section_ids)
        text, words = self.add_rows(section_id, rows)
        self.cells["sections"] += (
            section_id,
            self.drug_id,
            position,
            kind,
            heading or None,
            style,
            name,
            slug,
            text,
            self.source(line_start, line_end),
            words,
            line_start,
            line_end,
        )

    def add_rows(self, section_id: str, rows: tuple[Row, ...]) -> tuple[str | None, int]:
        """The cells of a section's rows; the section's text, and how many words it has.

        One loop for paragraphs and bullets: calls for each of them take as long as what they do.
        """
        lines, drug_id = self.lines, self.drug_id
        paragraphs, bullets = self.cells["paragraphs"], self.cells["bullets"]
        texts: list[str] = []
        ids: dict[int | None, str | None] = {None: None}  # of paragraphs and bullets, by place
        is_even = True  # one space or line end stands between any two words
        for index, row in enumerate(rows):
            if isinstance(row, Faq):
                self.add_faq(section_id, row)
                question, answer = row.question, row.answer
                is_even = is_even and "\n" not in question and "\n" not in (answer or "")
                texts += (question, answer) if answer else (question,)
                continue
            if isinstance(row, Bullet):
                parent, depth, number, group, label, text, start, end, introduction = row
                said = _said(label, text) if label else text or ""
                source = lines[start - 1] if start == end else self.source(start, end)
                row_id = ids[index] = _content_id(self.bullet_ids, section_id, said)
                self.bullets = place = self.bullets + 1
                above, introduced_by = ids[parent], ids[introduction]
                bullets += (
                    row_id,
                    drug_id,
                    section_id,
                    above,
                    place,
                    depth,
                    number,
                    group,
                    label,
                    text,
                    source,
                    start,
                    end,
                    introduced_by,
                )
            else:
                kind, group, label, text, start, end = row
                said = _said(label, text) if label else text or ""
                source = lines[start - 1] if start == end else self.source(start, end)
                is_verbatim = kind in VERBATIM
                is_even = is_even and not is_verbatim
                spaced = " ".join(said.split()) if is_verbatim else said
                row_id = ids[index] = _content_id(self.paragraph_ids, section_id, spaced)
                self.paragraphs = place = self.paragraphs + 1
                paragraphs += (row_id, drug_id, section_id, place, kind, group, label, text, source, start, end)
            if said:
                texts.append(said)
                is_even = is_even and (start == end or "\n" not in said)
        whole = "\n".join(texts)
        return whole or None, whole.count(" ") + len(texts) if is_even else len(whole.split())

    def add_faq(self, section_id: str, row: Faq) -> None:
        group, question, answer, start, answer_line, column, end = row
        self.faqs = position = self.faqs + 1
        row_id = _content_id(self.faq_ids, section_id, question)
        source = None if answer_line is None else self.answer_source(answer_line, column, end)
        drug_id, faqs = self.drug_id, self.cells["faqs"]
        faqs += (row_id, drug_id, section_id, position, group, question, answer, source, start, answer_line, end)

    def answer_source(self, line: int, column: int, line_end: int) -> str:
        """The source of an answer: its lines, but for what stands before it and the white space that is left then."""
        source = self.source(line, line_end)
        return (source[column:].strip() or source) if column else source

    def source(self, line_start: int, line_end: int) -> str:
        return "\n".join(self.lines[line_start - 1 : line_end])


def _said(label: str, text: str | None) -> str:
    return f"{label}: {text}" if text else label


def _content_id(ids: dict[str, int], section_id: str, text: str) -> str:
    """The identifier of a row that says a text, which is spaced singly, among those of its table."""
    digest = _EMPTY.copy()
    digest.update(text.casefold().replace("\n", " ").encode())
    identifier = f"{section_id}#{digest.hexdigest()[:10]}"
    if identifier in ids:
        return _told_apart(identifier, ids)
    ids[identifier] = 1
    return identifier


def _told_apart(identifier: str, ids: dict[str, int]) -> str:
    """An identifier that is not among ``ids`` yet; a repeat ends in its number."""
    if identifier not in ids:
        ids[identifier] = 1
        return identifier
    ids[identifier] = seen = ids[identifier] + 1
    return f"{identifier}~{seen}"
