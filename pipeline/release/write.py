"""Tables → Parquet and CSV files, a part at a time."""

import hashlib
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from pipeline.release.facts import FileFacts
from pipeline.release.places import csv_path, csv_safe_path, parquet_path
from pipeline.release.statistics import FORMULA_STARTS
from pipeline.tables.rows import TABLES
from pipeline.tables.schema import TableSpec

COMPRESSION_LEVEL = 3
"""Of zstd: level 9 takes four times as long for 14 % less."""

SORTED_BY = ("drug_id", "position", "source_path")
"""What tables are sorted by: those of these columns that they have (a drug has one `source_path`)."""

_CSV_OPTIONS = pyarrow.csv.WriteOptions(quoting_style="needed", quoting_header="none")
_FORMULA = r"\A([" + "".join(rf"\x{ord(start):02x}" for start in FORMULA_STARTS) + "])"
_HASHED_AT_ONCE = 1 << 20


class TableFiles:
    """The Parquet and CSV files of one table, open for writing.

    Every table that is written becomes one Parquet row group, so that the bytes depend on the parts alone.

    Args:
        folder: the release folder; the files go to ``parquet/`` and ``csv/`` in it.
        spec: the table.
        metadata: texts for the metadata of the Parquet file.
        csv_safe: whether to write the second set of CSV files, for spreadsheets.
    """

    def __init__(self, folder: Path, spec: TableSpec, metadata: Mapping[str, str], *, csv_safe: bool = False) -> None:
        self.spec = spec
        self.rows = 0
        self._folder = folder
        self._paths = [parquet_path(spec.name), csv_path(spec.name)]
        self._open = ExitStack()
        schema = spec.arrow_schema
        self._parquet = self._open.enter_context(_parquet_writer(self._place(0), spec, metadata))
        self._csv = self._open.enter_context(_csv_writer(self._place(1), schema))
        self._csv_safe = None
        if csv_safe:
            self._paths.append(csv_safe_path(spec.name))
            self._csv_safe = self._open.enter_context(_csv_writer(self._place(2), schema))
        self._content = _ContentDigest(spec)

    def _place(self, index: int) -> Path:
        path = self._folder / self._paths[index]
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()
        self._content.close()

    def write(self, table: pa.Table) -> None:
        """Append the rows of a part."""
        if not table.num_rows:
            return
        whole = table.combine_chunks()
        self._parquet.write_table(whole, row_group_size=whole.num_rows)
        self._csv.write_table(whole)
        if self._csv_safe:
            self._csv_safe.write_table(disarm(whole))
        self._content.add(whole)
        self.rows += whole.num_rows

    def files(self) -> list[FileFacts]:
        """The facts of the files, once they are closed."""
        return [file_facts(self._folder, path, self.rows) for path in self._paths]

    def content_sha256(self, files: list[FileFacts]) -> str:
        """The SHA-256 of the table's CSV without the columns that only tell where a row was read from."""
        return self._content.hexdigest() or next(file.sha256 for file in files if file.path == self._paths[1])


def _parquet_writer(path: Path, spec: TableSpec, metadata: Mapping[str, str]) -> pyarrow.parquet.ParquetWriter:
    schema = spec.arrow_schema
    order = [name for name in SORTED_BY if name in schema.names]
    # Dictionaries of texts that occur once take time and room, and so do least and greatest texts that nobody looks up.
    repeated = [column.name for column in spec.columns if column.promise.values or column.promise.refers]
    looked_up = [column.name for column in spec.columns if column.name in order or not column.is_free_text]
    return pyarrow.parquet.ParquetWriter(
        path,
        schema.with_metadata(dict(metadata)),
        compression="zstd",
        compression_level=COMPRESSION_LEVEL,
        use_dictionary=repeated,
        write_statistics=[*looked_up, *repeated],
        sorting_columns=pyarrow.parquet.SortingColumn.from_ordering(schema, [(name, "ascending") for name in order]),
    )


def _csv_writer(path: Path | pa.NativeFile, schema: pa.Schema) -> pyarrow.csv.CSVWriter:
    return pyarrow.csv.CSVWriter(path, schema, write_options=_CSV_OPTIONS)


class _ContentDigest:
    """The digest of a table's CSV without its provenance columns; of no use for a table that has none."""

    def __init__(self, spec: TableSpec) -> None:
        self._columns = [column.name for column in spec.columns if not column.promise.provenance]
        self._sink = None
        if len(self._columns) < len(spec.columns):
            self._sink = _HashingSink()
            schema = pa.schema([spec.arrow_schema.field(name) for name in self._columns])
            self._csv = _csv_writer(pa.PythonFile(self._sink, "w"), schema)

    def add(self, table: pa.Table) -> None:
        if self._sink:
            self._csv.write_table(table.select(self._columns))

    def close(self) -> None:
        if self._sink:
            self._csv.close()

    def hexdigest(self) -> str | None:
        return self._sink.sha256.hexdigest() if self._sink else None


class _HashingSink:
    """A file that keeps nothing but the SHA-256 of what is written to it."""

    closed = False

    def __init__(self) -> None:
        self.sha256 = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.sha256.update(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""


def disarm(table: pa.Table) -> pa.Table:
    """Put an apostrophe before every cell that a spreadsheet would run as a formula (OWASP, *CSV Injection*)."""
    columns = [
        pc.replace_substring_regex(column, _FORMULA, r"'\1") if pa.types.is_string(column.type) else column
        for column in table.columns
    ]
    return pa.Table.from_arrays(columns, schema=table.schema)


def file_facts(folder: Path, path: str, rows: int | None = None) -> FileFacts:
    """Size and SHA-256 of a file of a release.

    Args:
        folder: the release folder.
        path: the file's path in it, with ``/``.
        rows: its number of rows, if it is a table.
    """
    digest = hashlib.sha256()
    size = 0
    with (folder / path).open("rb", buffering=0) as file:
        while block := file.read(_HASHED_AT_ONCE):
            digest.update(block)
            size += len(block)
    return FileFacts(path, size, digest.hexdigest(), rows)


def open_tables(
    folder: Path, metadata: Mapping[str, str], *, csv_safe: bool, files: ExitStack
) -> dict[str, TableFiles]:
    """Open the files of every table; ``files`` closes them."""
    return {
        name: files.enter_context(TableFiles(folder, spec, metadata, csv_safe=csv_safe))
        for name, spec in TABLES.items()
    }
