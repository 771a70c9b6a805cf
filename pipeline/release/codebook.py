"""codebook.csv: the data dictionary as a table, for programs: a row a column, and a row a value of a closed list."""

import csv
import io
from collections.abc import Iterator

from pipeline.tables.rows import TABLES
from pipeline.tables.schema import ColumnSpec, TableSpec

HEADER = (
    "table",
    "column",
    "position",
    "value",
    "type",
    "nullable",
    "primary_key",
    "references",
    "pattern",
    "minimum",
    "unique",
    "provenance",
    "description",
    "example",
)


def render_codebook() -> str:
    """The codebook as CSV (RFC 4180, LF): ``value`` is empty for a column and set for a member of its closed list."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(HEADER)
    for table in TABLES.values():
        for position, column in enumerate(table.columns, 1):
            writer.writerows(_rows(table, column, position))
    return written.getvalue()


def _rows(table: TableSpec, column: ColumnSpec, position: int) -> Iterator[tuple[object, ...]]:
    promise = column.promise
    yield (
        table.name,
        column.name,
        position,
        None,
        column.arrow_type,
        _truth(column.nullable),
        _truth(promise.key),
        promise.refers,
        promise.pattern,
        promise.minimum,
        _truth(promise.unique or table.primary_key == (column.name,)),
        _truth(promise.provenance),
        promise.description,
        promise.example,
    )
    for member in promise.values or ():
        yield (table.name, column.name, position, str(member), *[None] * 8, member.sentence, None)


def _truth(value: bool) -> str:
    return "true" if value else "false"
