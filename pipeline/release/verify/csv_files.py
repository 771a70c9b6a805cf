"""Whether a CSV file holds the same values as its Parquet file, both streamed."""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from pipeline.release.places import csv_path, parquet_path
from pipeline.release.verify.schemas import UNREADABLE_ERRORS
from pipeline.release.verify.verification import Evidence
from pipeline.tables.schema import TableSpec

DIFFERENT = "a CSV file has other values than its Parquet file"
_BLOCK_BYTES = 1 << 26
"""Read at once. A row must fit in; a section holds its page twice, and a page has at most eight megabytes."""


def check_csv(folder: Path, spec: TableSpec, evidence: Evidence) -> None:
    """Read a table's CSV file back with the promised types and compare it with the Parquet file, row by row."""
    try:
        with pq.ParquetFile(folder / parquet_path(spec.name)) as parquet:
            rows = _compare(_open_csv(folder / csv_path(spec.name), spec), parquet, spec, evidence)
    except UNREADABLE_ERRORS as error:
        evidence.report("a CSV file cannot be read", f"{spec.name}: {error}")
    else:
        evidence.counts["CSV rows"] += rows


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


def _compare(
    reader: pyarrow.csv.CSVStreamingReader, parquet: pq.ParquetFile, spec: TableSpec, evidence: Evidence
) -> int:
    """Compare as far as both go; returns the number of rows compared."""
    if reader.schema.names != list(spec.column_names):
        evidence.report(DIFFERENT, f"{spec.name}: the header names other columns")
        return 0
    rows = 0
    rest = parquet.schema_arrow.empty_table()
    groups = iter(range(parquet.num_row_groups))
    for batch in reader:
        block = pa.Table.from_batches([batch])
        while rest.num_rows < block.num_rows and (group := next(groups, None)) is not None:
            rest = pa.concat_tables([rest, parquet.read_row_group(group)])
        if not _same(block, rest.slice(0, block.num_rows), spec, rows, evidence):
            return rows
        rows += block.num_rows
        rest = rest.slice(block.num_rows)
    if rows < parquet.metadata.num_rows:
        evidence.report(DIFFERENT, f"{spec.name}: it ends after {rows:,} of {parquet.metadata.num_rows:,} rows")
    return rows


def _same(block: pa.Table, rows: pa.Table, spec: TableSpec, before: int, evidence: Evidence) -> bool:
    if rows.num_rows < block.num_rows:
        evidence.report(DIFFERENT, f"{spec.name}: it has more than {before + rows.num_rows:,} rows")
        return False
    for name in spec.column_names:
        mine, others = block[name], rows[name]
        if not mine.equals(others):
            row = before + _first_difference(mine, others)
            evidence.report(DIFFERENT, f"{spec.name}.{name}: row {row + 1:,}")
            return False
    return True


def _first_difference(mine: pa.ChunkedArray, others: pa.ChunkedArray) -> int:
    values = pc.fill_null(pc.not_equal(mine, others), False)
    differ = pc.or_(values, pc.xor(mine.is_null(), others.is_null()))
    return int(pc.index(differ, True).as_py())
