"""The release as one SQLite file: every table with its keys, and full-text search over list items and answers."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pyarrow.parquet

from pipeline.errors import ReleaseDamaged, WorldBroken
from pipeline.release.places import parquet_path
from pipeline.tables.rows import TABLES
from pipeline.tables.schema import ColumnSpec, TableSpec, allowed_values

_SETTINGS = "pragma page_size = 16384; pragma journal_mode = off; pragma synchronous = off; pragma foreign_keys = off;"

_SEARCH = """
create virtual table search using fts5(
    kind unindexed, id unindexed, drug_id unindexed, section_id unindexed, title, text,
    tokenize = 'porter unicode61 remove_diacritics 2'
)
"""

SEARCHED = (
    """select 'bullet', bullet_id, drug_id, section_id, coalesce(label, "group"), text from bullets order by rowid""",
    "select 'faq', faq_id, drug_id, section_id, question, answer from faqs order by rowid",
)
"""What full-text search looks through: the rows of one statement, then of the next."""


def write_database(release_folder: Path, target: Path) -> None:
    """Write a release's tables into a SQLite file.

    The tables are STRICT and declare primary keys, references to primary keys, closed lists and minima. The table
    ``search`` finds words in list items and in questions with their answers (``where search match 'nausea'``); the
    table ``release`` says which release it is. The same tables and the same version of SQLite give the same bytes.

    Args:
        release_folder: a release; its Parquet files are read a row group at a time.
        target: the file to write; it must not exist.

    Raises:
        ReleaseDamaged: a Parquet file of the release is missing or cannot be read.
        WorldBroken: the database cannot be written.
    """
    try:
        target.touch(exist_ok=False)
        with closing(sqlite3.connect(target, isolation_level=None)) as database:
            database.executescript(_SETTINGS)
            database.execute("begin")
            _write_tables(database, release_folder)
            database.execute("commit")
            database.executescript("analyze; vacuum;")
    except (sqlite3.Error, FileExistsError) as error:
        raise WorldBroken(f"the database {target.name} cannot be written: {error}") from error


def _write_tables(database: sqlite3.Connection, release_folder: Path) -> None:
    for table in TABLES.values():
        for statement in _create(table):
            database.execute(statement)
        for rows in _read_rows(release_folder / parquet_path(table.name), table):
            marks = ", ".join("?" * len(table.columns))
            database.executemany(f"insert into {table.name} values ({marks})", rows)  # noqa: S608 - our own names
    database.execute("create table release (name text primary key, value text not null) strict")
    database.executemany("insert into release values (?, ?)", release_metadata(release_folder))
    database.execute(_SEARCH)
    for rows_of in SEARCHED:
        database.execute(f"insert into search {rows_of}")
    database.execute("insert into search (search) values ('optimize')")


def _read_rows(path: Path, table: TableSpec) -> Iterator[Iterator[tuple[object, ...]]]:
    try:
        with pyarrow.parquet.ParquetFile(path) as file:
            for index in range(file.num_row_groups):
                columns = file.read_row_group(index, columns=list(table.column_names)).columns
                yield zip(*(column.to_pylist() for column in columns), strict=True)
    except (OSError, pyarrow.ArrowException) as error:
        raise ReleaseDamaged(f"{path.name} cannot be read: {error}") from error


def release_metadata(release_folder: Path) -> list[tuple[str, str]]:
    """What the Parquet files say of the release they belong to: pairs of name and value, by name.

    Raises:
        OSError, pyarrow.ArrowException: the Parquet file that is asked cannot be read.
    """
    schema = pyarrow.parquet.read_schema(release_folder / parquet_path("drugs"))
    return sorted((name.decode(), value.decode()) for name, value in (schema.metadata or {}).items())


def _create(table: TableSpec) -> Iterator[str]:
    """The statements that make a table and the indexes of its references."""
    parts = [_column(column) for column in table.columns]
    parts.append(f"primary key ({', '.join(map(_quoted, table.primary_key))})")
    references = list(table.foreign_keys)
    parts += [
        f"foreign key ({_quoted(column)}) references {target} ({_quoted(there)})"
        for column, target, there in references
        # SQLite wants a reference to name a unique column; an ingredient's slug stands in many drugs.
        if TABLES[target].primary_key == (there,)
    ]
    yield f"create table {table.name} ({', '.join(parts)}) strict"
    indexed = dict.fromkeys([*(column for column, _, _ in references), *_slugs(table)])
    for column in indexed:
        if table.primary_key[0] != column:
            yield f"create index {table.name}_{column} on {table.name} ({_quoted(column)})"


def _slugs(table: TableSpec) -> list[str]:
    """The columns of a table that references of others name and that are not its key."""
    return sorted(
        {there for other in TABLES.values() for _, target, there in other.foreign_keys if target == table.name}
        - set(table.primary_key)
    )


def _column(column: ColumnSpec) -> str:
    name = _quoted(column.name)
    words = [name, "text" if column.python_type is str else "integer"]
    if not column.nullable:
        words.append("not null")
    if column.promise.unique:
        words.append("unique")
    words += [f"check ({rule})" for rule in _rules(name, column)]
    return " ".join(words)


def _rules(name: str, column: ColumnSpec) -> Iterator[str]:
    if values := allowed_values(column.promise):
        yield f"{name} in ({', '.join(repr(value) for value in values)})"
    if column.promise.minimum is not None:
        yield f"{name} >= {column.promise.minimum}"
    if column.python_type is bool:
        yield f"{name} in (0, 1)"


def _quoted(name: str) -> str:
    return f'"{name}"'
