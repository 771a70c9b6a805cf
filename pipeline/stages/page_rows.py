"""Tables with the place of each page's rows in them, and tables put together from the rows of pages in several such."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.sources.page import drug_id_of
from pipeline.tables.checks import Tables
from pipeline.tables.rows import TABLES

PageMark = tuple[str, str]
"""A page's path and the SHA-256 of its bytes, or why it has none."""

RowCounts = npt.NDArray[np.int64]
"""How many rows each page has in each table: a line a page, a column a table, in the order of ``TABLES``."""


class PageRows:
    """Tables in which the rows of each page stand together, in the order of the pages."""

    def __init__(self, tables: Tables, pages: Iterable[PageMark], counts: RowCounts) -> None:
        self.tables = tables
        self.counts = counts
        self._index = {mark: index for index, mark in enumerate(pages)}
        starts = np.zeros((len(counts) + 1, len(TABLES)), np.int64)
        counts.cumsum(axis=0, out=starts[1:])
        self._starts = starts.tolist()

    @property
    def pages(self) -> tuple[PageMark, ...]:
        return tuple(self._index)

    def __contains__(self, page: PageMark) -> bool:
        return page in self._index

    def __len__(self) -> int:
        return len(self._index)

    def place(self, page: PageMark) -> int | None:
        """Where a page stands among the pages; null where it does not."""
        return self._index.get(page)

    def between(self, first: int, end: int) -> Iterator[pa.Table]:
        """The rows of the pages from one place to before another, of every table."""
        begin, after = self._starts[first], self._starts[end]
        for table, start, stop in zip(self.tables.values(), begin, after, strict=True):
            yield table.slice(start, stop - start)


def count_page_rows(tables: Tables, paths: Sequence[str]) -> RowCounts:
    """Count the rows of each page in tables in which they stand together."""
    ids = [drug_id_of(path) for path in paths]
    counted = np.zeros((len(paths), len(TABLES)), np.int64)
    for column, table in enumerate(tables.values()):
        name, keys = ("drug_id", ids) if "drug_id" in table.column_names else ("source_path", paths)
        found = _lengths(table[name])
        counted[:, column] = [found.get(key, 0) for key in keys]
    return counted


def _lengths(pages: pa.ChunkedArray) -> Mapping[str, int]:
    if not len(pages):
        return {}
    runs = pc.run_end_encode(pages.combine_chunks())
    ends = runs.run_ends.to_numpy()
    return dict(zip(runs.values.to_pylist(), np.diff(ends, prepend=0).tolist(), strict=True))


def collect_rows(pages: Sequence[PageMark], sources: Sequence[PageRows]) -> Tables:
    """The tables of some pages, from the first of the sources that has the page.

    Args:
        pages: the pages in the order of ``drug_id``.
        sources: tables that hold their rows.

    Returns:
        tables in their promised order, which use the rows where they stand, in a chunk for each stretch of neighbours.

    Raises:
        KeyError: no source has one of the pages.
    """
    tables = _concatenate(pages, sources)
    return tables | {"quarantine": tables["quarantine"].sort_by("source_path")}


def gather_rows(pages: Sequence[PageMark], sources: Sequence[PageRows]) -> PageRows:
    """The rows of some pages, as :func:`collect_rows` finds them, in the order of the pages in every table."""
    found = (_find(page, sources) for page in pages)
    counts = np.array([rows.counts[place] for rows, place in found], np.int64).reshape(-1, len(TABLES))
    return PageRows(_concatenate(pages, sources), pages, counts)


def _concatenate(pages: Iterable[PageMark], sources: Sequence[PageRows]) -> Tables:
    stretches = [list(rows.between(first, end)) for rows, first, end in _stretches(pages, sources)]
    empty = [spec.arrow_schema.empty_table() for spec in TABLES.values()]
    return {
        name: pa.concat_tables([piece for piece in pieces if piece.num_rows] or pieces[:1])
        for name, *pieces in zip(TABLES, *(stretches or [empty]), strict=True)
    }


def _stretches(pages: Iterable[PageMark], sources: Sequence[PageRows]) -> Iterator[tuple[PageRows, int, int]]:
    """``(rows, first place, place after the last)``: pages that are neighbours in their source as well are one."""
    last, first, end = None, 0, 0
    for page in pages:
        rows, place = _find(page, sources)
        if rows is not last or place != end:
            if last is not None:
                yield last, first, end
            last, first = rows, place
        end = place + 1
    if last is not None:
        yield last, first, end


def _find(page: PageMark, sources: Sequence[PageRows]) -> tuple[PageRows, int]:
    for rows in sources:
        place = rows.place(page)
        if place is not None:
            return rows, place
    raise KeyError(page)
