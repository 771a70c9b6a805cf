"""Whether the CSV files of a table hold the same values as its Parquet file, all streamed."""

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from pipeline.release.places import csv_path, csv_safe_path, parquet_path
from pipeline.release.verify.schemas import UNREADABLE_ERRORS
from pipeline.release.verify.verification import Evidence
from pipeline.release.write import disarm
from pipeline.tables.schema import TableSpec

DIFFERENT = "a CSV file has other values than its Parquet file"
SAFE_DIFFERENT = "a CSV file for spreadsheets has other values than its Parquet file"
_BLOCK_BYTES = 1 << 26
"""Read at once. A row must fit in; a section holds its page twice, and a page has at most eight megabytes."""


def check_csv(folder: Path, spec: TableSpec, evidence: Evidence) -> None:
    """Read a table's CSV file back with the promised types and compare it with the Parquet file, row by row."""
    rows = _Comparison(spec, DIFFERENT, lambda table: table, evidence).compare(folder, csv_path(spec.name))
    evidence.counts["CSV rows"] += rows


def check_csv_safe(folder: Path, spec: TableSpec, evidence: Evidence) -> None:
    """The same of a table's CSV file for spreadsheets, where an apostrophe stands before formulas."""
    rows = _Comparison(spec, SAFE_DIFFERENT, disarm, evidence).compare(folder, csv_safe_path(spec.name))
    evidence.counts["CSV rows for spreadsheets"] += rows


def _open_csv(path: Path, spec: TableSpec) -> pyarrow.csv.CSVStreamingReader:
    schema = spec.arrow_schema
    return pyarrow.csv.open_csv(
        path,
        read_options=pyarrow.csv.ReadOptions(block_size=_BLOCK_BYTES),
        parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types={field.name: field.type for field in schema},
            null_values=[""],
            strings_can_be_null=True,
        ),
    )


class _Comparison:
    """A CSV file compared with what it has to say of the rows of its Parquet file."""

    def __init__(
        self, spec: TableSpec, different: str, written: Callable[[pa.Table], pa.Table], evidence: Evidence
    ) -> None:
        self._spec = spec
        self._different = different
        self._written = written
        self._evidence = evidence

    def compare(self, folder: Path, path: str) -> int:
        """Compare as far as both go; returns the number of rows compared."""
        try:
            with pq.ParquetFile(folder / parquet_path(self._spec.name)) as parquet:
                return self._compare(_open_csv(folder / path, self._spec), parquet)
        except UNREADABLE_ERRORS as error:
            self._evidence.report("a CSV file cannot be read", f"{path}: {error}")
            return 0

    def _compare(self, reader: pyarrow.csv.CSVStreamingReader, parquet: pq.ParquetFile) -> int:
        if reader.schema.names != list(self._spec.column_names):
            self._report(": the header names other columns")
            return 0
        rows = 0
        rest = parquet.schema_arrow.empty_table()
        groups = iter(range(parquet.num_row_groups))
        for batch in reader:
            block = pa.Table.from_batches([batch])
            while rest.num_rows < block.num_rows and (group := next(groups, None)) is not None:
                rest = pa.concat_tables([rest, self._written(parquet.read_row_group(group))])
            if not self._same(block, rest.slice(0, block.num_rows), rows):
                return rows
            rows += block.num_rows
            rest = rest.slice(block.num_rows)
        if rows < parquet.metadata.num_rows:
            self._report(f": it ends after {rows:,} of {parquet.metadata.num_rows:,} rows")
        return rows

    def _same(self, block: pa.Table, rows: pa.Table, before: int) -> bool:
        if rows.num_rows < block.num_rows:
            self._report(f": it has more than {before + rows.num_rows:,} rows")
            return False
        for name in self._spec.column_names:
            mine, others = block[name], rows[name]
            if not mine.equals(others):
                row = before + _first_difference(mine, others)
                self._report(f".{name}: row {row + 1:,}")
                return False
        return True

    def _report(self, what: str) -> None:
        self._evidence.report(self._different, self._spec.name + what)


def _first_difference(mine: pa.ChunkedArray, others: pa.ChunkedArray) -> int:
    values = pc.fill_null(pc.not_equal(mine, others), False)
    differ = pc.or_(values, pc.xor(mine.is_null(), others.is_null()))
    return int(pc.index(differ, True).as_py())
