"""A Parquet table of a release, read a row group at a time in the order of its pages.

A release's tables are sorted by ``drug_id`` (quarantine by ``source_path``), so two of them can be walked side by side
with one row group of each in memory.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

_PAGE = ("drug_id", "source_path")
"""What names the page of a row, and what a table is sorted by before all else: the first of these that it has."""


def order_of(columns: Sequence[str]) -> str:
    """The column that a table with these columns is sorted by."""
    return next(name for name in _PAGE if name in columns)


class SortedTable:
    """The rows of one Parquet file, taken from the front. Holds a row group at a time, and no page twice."""

    def __init__(self, path: Path, columns: Sequence[str], order: str) -> None:
        """Open a file to read these columns, sorted by ``order``, which is one of them.

        Raises:
            OSError, pyarrow.ArrowInvalid: the file is not there or no Parquet.
        """
        self._file = pq.ParquetFile(path)
        self._bytes = path.open("rb")
        self._columns = list(columns)
        self._chunks = [self._file.schema_arrow.get_field_index(name) for name in columns]
        self._types = self._file.schema_arrow.empty_table().select(self._columns).schema
        self._order = order
        self._next_group = 0
        self._rest = self._types.empty_table()

    @property
    def row_count(self) -> int:
        """The number of rows of the whole file."""
        return int(self._file.metadata.num_rows)

    @property
    def border(self) -> str | None:
        """The last page of the rows at hand; null where no row is left."""
        while not self._rest.num_rows and self._has_group:
            self._rest = self._read_group()
        if not self._rest.num_rows:
            return None
        last = self._rest[self._order][-1].as_py()
        while self._goes_on_with(last):
            self._rest = pa.concat_tables([self._rest, self._read_group()])
        return str(last)

    def take_through(self, border: str) -> pa.Table:
        """The rows at hand of pages up to ``border``, inclusive; they are not given again."""
        count = pc.sum(pc.less_equal(self._rest[self._order], border)).as_py() or 0
        taken, self._rest = self._rest.slice(0, count), self._rest.slice(count)
        return taken

    def skip_same(self, other: "SortedTable") -> None:
        """Pass over the row groups in which both tables are equal, as far as their stored bytes show it.

        Column chunks of the same type with the same bytes hold the same values; other bytes may do so, too.
        """
        while not (self._rest.num_rows or other._rest.num_rows) and self._stores_the_same(other):
            self._next_group += 1
            other._next_group += 1

    def close(self) -> None:
        self._file.close()
        self._bytes.close()

    @property
    def _has_group(self) -> bool:
        return bool(self._next_group < self._file.num_row_groups)

    def _read_group(self) -> pa.Table:
        self._next_group += 1
        return self._file.read_row_group(self._next_group - 1, columns=self._columns)

    def _stores_the_same(self, other: "SortedTable") -> bool:
        if not (self._has_group and other._has_group and self._types.equals(other._types)):
            return False
        return all(mine == others for mine, others in zip(self._stored(), other._stored(), strict=True))

    def _stored(self) -> Iterator[tuple[str, bytes]]:
        """The compression and the bytes of each column of the next row group, as they lie in the file."""
        group = self._file.metadata.row_group(self._next_group)
        for index in self._chunks:
            chunk = group.column(index)
            self._bytes.seek(chunk.dictionary_page_offset or chunk.data_page_offset)
            yield chunk.compression, self._bytes.read(chunk.total_compressed_size)

    def _goes_on_with(self, page: str) -> bool:
        """Whether the next row group begins with more rows of a page, as other writers than ours may cut it."""
        if not self._has_group:
            return False
        order = self._chunks[self._columns.index(self._order)]
        known = self._file.metadata.row_group(self._next_group).column(order).statistics
        if known is not None and known.has_min_max:
            return str(known.min) == page
        pages = self._file.read_row_group(self._next_group, columns=[self._order])[self._order]
        return len(pages) > 0 and str(pages[0].as_py()) == page


def walk_together(tables: Sequence[SortedTable]) -> Iterator[tuple[pa.Table, ...]]:
    """Walk several tables at once: each step gives every table's rows of the same run of pages.

    Every row is given once; a table without rows of these pages gives an empty table.
    """
    while borders := [border for table in tables if (border := table.border) is not None]:
        border = min(borders)
        yield tuple(table.take_through(border) for table in tables)


def walk_differences(old: SortedTable, new: SortedTable) -> Iterator[tuple[pa.Table, pa.Table]]:
    """Walk two versions of a table; runs of pages that are equal in both are left out."""
    old.skip_same(new)
    while borders := [border for table in (old, new) if (border := table.border) is not None]:
        border = min(borders)
        before, after = old.take_through(border), new.take_through(border)
        if not before.equals(after):
            yield before, after
        old.skip_same(new)
