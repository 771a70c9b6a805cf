"""The tables of a release, read and written again as they are, with nothing computed in between."""

import time
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq


def load(release: Path) -> list[tuple[str, pq.FileMetaData, list[pa.Table]]]:
    """Each table of a release: its name, how it was written, and its row groups."""
    found = []
    for path in sorted((release / "parquet").glob("*.parquet")):
        file = pq.ParquetFile(path)
        groups = [file.read_row_group(index).combine_chunks() for index in range(file.num_row_groups)]
        found.append((path.stem, file.metadata, groups))
    return found


def write(tables: list[tuple[str, pq.FileMetaData, list[pa.Table]]], folder: Path) -> None:
    """Write tables as the release has them: Parquet by zstd 3, same dictionaries, statistics, row groups; and CSV."""
    quoting = pyarrow.csv.WriteOptions(quoting_style="needed")
    for name, metadata, groups in tables:
        schema = metadata.schema.to_arrow_schema()
        with (
            pq.ParquetWriter(
                folder / f"{name}.parquet",
                schema,
                compression="zstd",
                compression_level=3,
                use_dictionary=[column.path_in_schema for column in _columns(metadata) if _has_dictionary(column)],
                write_statistics=[column.path_in_schema for column in _columns(metadata) if column.is_stats_set],
            ) as parquet,
            pyarrow.csv.CSVWriter(folder / f"{name}.csv", schema, write_options=quoting) as csv,
        ):
            for group in groups:
                parquet.write_table(group, row_group_size=group.num_rows)
                csv.write_table(group)


def _columns(metadata: pq.FileMetaData) -> list[pq.ColumnChunkMetaData]:
    if not metadata.num_row_groups:
        return []
    group = metadata.row_group(0)
    return [group.column(index) for index in range(group.num_columns)]


def _has_dictionary(column: pq.ColumnChunkMetaData) -> bool:
    return "RLE_DICTIONARY" in column.encodings


def clocks() -> tuple[float, float]:
    """Wall time and processor time so far, in seconds."""
    return time.perf_counter(), time.process_time()


def since(start: tuple[float, float]) -> list[float]:
    """What both have moved on by."""
    return [now - then for now, then in zip(clocks(), start, strict=True)]
