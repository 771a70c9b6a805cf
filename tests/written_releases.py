"""Releases on disk for tests that compare or read them: tables written as Parquet, cut into row groups at will."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.tables.rows import TABLES


def write_parquet(folder: Path, tables: dict[str, pa.Table], borders: Sequence[str] = ()) -> Path:
    """Write the tables to ``folder/parquet``, a new row group beginning at each page in ``borders``."""
    (folder / "parquet").mkdir(parents=True)
    for name, table in tables.items():
        order = "drug_id" if "drug_id" in table.column_names else "source_path"
        with pq.ParquetWriter(folder / "parquet" / f"{name}.parquet", table.schema) as writer:
            for group in _cut(table, order, sorted(borders)):
                writer.write_table(group)
    return folder


def _cut(table: pa.Table, order: str, borders: Sequence[str]) -> list[pa.Table]:
    starts = [0, *(pc.sum(pc.less(table[order], border)).as_py() or 0 for border in borders), table.num_rows]
    return [table.slice(start, end - start) for start, end in pairwise(starts)]


def edited(table: pa.Table, name: str, **cells: object) -> pa.Table:
    """The table with every cell of these columns replaced; the name says whose schema it has."""
    rows = [row | cells for row in table.to_pylist()]
    return pa.Table.from_pylist(rows, schema=TABLES[name].arrow_schema)
