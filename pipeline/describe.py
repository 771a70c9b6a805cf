"""What the dataset promises, as plain text for a terminal."""

from collections.abc import Iterator
from textwrap import fill

from pipeline.errors import WrongUse
from pipeline.tables.rows import SCHEMA_VERSION, TABLES
from pipeline.tables.schema import ColumnSpec, allowed_values

WIDTH = 100


def describe_tables() -> str:
    """All tables with their keys, one sentence each."""
    lines = [f"schema {SCHEMA_VERSION}", ""]
    for table in TABLES.values():
        lines += [f"{table.name}  ({', '.join(table.primary_key)})", _indented(table.description, 4), ""]
    return "\n".join([*lines, "monographs describe TABLE shows the columns of one.", ""])


def describe_table(name: str) -> str:
    """One table: its columns in order, each with its type, what it promises and its closed list.

    Raises:
        WrongUse: there is no such table.
    """
    if name not in TABLES:
        raise WrongUse(f"there is no table {name}; there are {', '.join(TABLES)}")
    table = TABLES[name]
    head = [table.name, _indented(table.description, 0), ""]
    return "\n".join([*head, *(line for column in table.columns for line in _column(column))])


def _column(column: ColumnSpec) -> Iterator[str]:
    promise = column.promise
    traits = [str(column.arrow_type), "may be null" if column.nullable else "never null"]
    traits += ["key"] * promise.key + ["unique"] * promise.unique
    traits += [f"refers to {promise.refers}"] if promise.refers else []
    yield f"{column.name}  ({', '.join(traits)})"
    yield _indented(promise.description, 4)
    if promise.example:
        yield _indented(f"such as {promise.example}", 4)
    if promise.values:
        width = max(map(len, allowed_values(promise)))
        for term in promise.values:
            yield _indented(f"{term:<{width}}  {term.sentence}", 6, 8 + width)
    yield ""


def _indented(text: str, first: int, rest: int | None = None) -> str:
    return fill(text, WIDTH, initial_indent=" " * first, subsequent_indent=" " * (first if rest is None else rest))
