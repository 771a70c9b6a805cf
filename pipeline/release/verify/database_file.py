"""Whether the SQLite file holds the same values as the Parquet files, both streamed."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import chain, zip_longest
from pathlib import Path

import pyarrow.parquet as pq

from pipeline.release.database import SEARCHED, release_metadata
from pipeline.release.places import DATABASE, parquet_path
from pipeline.release.verify.schemas import UNREADABLE_ERRORS
from pipeline.release.verify.verification import Evidence
from pipeline.tables.rows import TABLES
from pipeline.tables.schema import TableSpec

DIFFERENT = "the database has other values than the Parquet files"
_ROWS_AT_ONCE = 4096

_SEARCH = ("kind", "id", "drug_id", "section_id", "title", "text")

Row = tuple[object, ...]


def check_database(folder: Path, evidence: Evidence) -> None:
    """Compare every table of the database with its Parquet file, row by row, and have SQLite check its own pages."""
    if not (folder / DATABASE).is_file():
        evidence.report("the database cannot be read", f"{DATABASE}: it is no file")
        return
    # Read as it is: nothing is locked, and no file appears beside it.
    address = f"{(folder / DATABASE).absolute().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as database:
            # Nothing that a stranger wrote into the schema is run.
            database.execute("pragma trusted_schema = off")
            (state,) = database.execute("pragma integrity_check(1)").fetchone()
            if state != "ok":
                evidence.report("the database is damaged", f"{DATABASE}: {state}")
                return
            for spec in TABLES.values():
                _check_table(database, folder, spec, evidence)
            _check_release(database, folder, evidence)
            _check_search(database, evidence)
    except (sqlite3.Error, *UNREADABLE_ERRORS) as error:
        evidence.report("the database cannot be read", f"{DATABASE}: {error}")


def _check_table(database: sqlite3.Connection, folder: Path, spec: TableSpec, evidence: Evidence) -> None:
    found = database.execute(f"select * from {spec.name} order by rowid")  # noqa: S608 - our own names
    columns = [column for column, *_ in found.description]
    if columns != list(spec.column_names):
        evidence.report(DIFFERENT, f"{spec.name}: it has other columns")
        return
    with pq.ParquetFile(folder / parquet_path(spec.name)) as parquet:
        rows = _compare(spec.name, spec.column_names, found, _rows_of(parquet, spec), evidence)
    evidence.counts["database rows"] += rows


def _rows_of(parquet: pq.ParquetFile, spec: TableSpec) -> Iterator[Row]:
    for batch in parquet.iter_batches(_ROWS_AT_ONCE, columns=list(spec.column_names)):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _check_release(database: sqlite3.Connection, folder: Path, evidence: Evidence) -> None:
    """The table that says which release it is says what the Parquet files say of themselves."""
    found = database.execute("select name, value from release order by name")
    _compare("release", ("name", "value"), found, release_metadata(folder), evidence)


def _check_search(database: sqlite3.Connection, evidence: Evidence) -> None:
    found = database.execute(f"select {', '.join(_SEARCH)} from search order by rowid")  # noqa: S608 - our own names
    _compare("search", _SEARCH, found, chain.from_iterable(map(database.execute, SEARCHED)), evidence)


def _compare(
    name: str, columns: Iterable[str], found: Iterable[Row], expected: Iterable[Row], evidence: Evidence
) -> int:
    """Compare as far as both go; returns the number of rows that are the same."""
    row = 0
    for mine, other in zip_longest(found, expected):
        if mine is None:
            evidence.report(DIFFERENT, f"{name}: it ends after {row:,} rows")
            return row
        if other is None:
            evidence.report(DIFFERENT, f"{name}: it has more than {row:,} rows")
            return row
        if mine != other:
            odd = next(column for column, one, two in zip(columns, mine, other, strict=True) if one != two)
            evidence.report(DIFFERENT, f"{name}.{odd}: row {row + 1:,}")
            return row
        row += 1
    return row
