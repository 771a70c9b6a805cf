"""Rows that were read before: the tables of a batch, put together from old parts and from pages read just now."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.sources.page import drug_id_of
from pipeline.stages.parts import PageMark, Part
from pipeline.tables.checks import Tables
from pipeline.tables.rows import TABLES


class Span(NamedTuple):
    """Where the rows of a page stand in a table."""

    start: int
    length: int


class PageRows:
    """Tables in which the rows of each page stand together, and where."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.spans = {name: _spans(table) for name, table in tables.items()}

    def of(self, table: str, path: str) -> Span | None:
        """Where a page's rows are in a table; null where it has none."""
        return self.spans[table].get(path if table == "quarantine" else drug_id_of(path))


def _spans(table: pa.Table) -> dict[str, Span]:
    found: dict[str, Span] = {}
    start = 0
    # Counts come in the order of first appearance, which is the order of the rows.
    counts = pc.value_counts(table["drug_id" if "drug_id" in table.column_names else "source_path"].combine_chunks())
    for page, length in zip(counts.field("values").to_pylist(), counts.field("counts").to_pylist(), strict=True):
        found[page] = Span(start, length)
        start += length
    return found


def find_pages(parts: Iterable[Part]) -> dict[PageMark, PageRows]:
    """Where the rows of each page are that was read before, by its path and bytes."""
    found: dict[PageMark, PageRows] = {}
    for part in parts:
        rows = PageRows(part.tables)
        found |= dict.fromkeys(part.header.pages, rows)
    return found


def collect_rows(paths: Iterable[str], places: Iterable[PageRows]) -> Tables:
    """The tables of pages whose rows stand in several sets of tables.

    Args:
        paths: the pages, in the order that their rows shall have.
        places: for each page, the tables that hold its rows.

    Returns:
        tables of one chunk a column, so that they do not tell where the rows came from.
    """
    pages = list(zip(paths, places, strict=True))
    return {name: _concatenate(name, list(_runs(name, pages))) for name in TABLES}


def _runs(name: str, pages: list[tuple[str, PageRows]]) -> Iterator[pa.Table]:
    """Slices of tables; the rows of neighbouring pages that stand together are one slice."""
    start, end, last = 0, 0, None
    for path, rows in pages:
        span = rows.of(name, path)
        if span is None:
            continue
        if rows is not last or span.start != end:
            if last is not None:
                yield last.tables[name].slice(start, end - start)
            start, last = span.start, rows
        end = span.start + span.length
    if last is not None:
        yield last.tables[name].slice(start, end - start)


def _concatenate(name: str, slices: list[pa.Table]) -> pa.Table:
    schema = TABLES[name].arrow_schema
    return pa.concat_tables(slices).combine_chunks() if slices else schema.empty_table()
