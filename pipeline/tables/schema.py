"""The words to promise with: how a row class becomes a table specification and an Arrow schema.

A table is declared once, as a ``NamedTuple`` whose docstring describes the table and whose fields are
``Annotated[type, Column(…)]``. Everything else that the world sees of it (Arrow schema, Pandera schema, data
dictionary, Data Package, Croissant, card) is a projection of :class:`TableSpec`.
"""

import inspect
import sys
import types
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import pyarrow as pa

from pipeline.errors import WrongUse
from pipeline.vocabulary import Term


@dataclass(frozen=True)
class Column:
    """What is promised of one column.

    Args:
        description: one or two sentences, for the data dictionary.
        key: the column is (part of) the primary key.
        refers: ``table.column`` that every non-null value occurs in; with ``drug_id`` in both tables the pair must.
        values: the closed list of the values.
        pattern: a regular expression (RE2 syntax) that every value matches from start to end.
        minimum: the smallest value.
        unique: no value occurs twice though the column is not the key.
        provenance: where the row was read from rather than what it says; left out when releases are compared.
        example: a value as it may look.
    """

    description: str
    key: bool = False
    refers: str | None = None
    values: type[Term] | None = None
    pattern: str | None = None
    minimum: int | None = None
    unique: bool = False
    provenance: bool = False
    example: str | None = None


@dataclass(frozen=True)
class ColumnSpec:
    """A column of a table: its name, its Python type, whether it may be null, and what is promised of it."""

    name: str
    python_type: type
    nullable: bool
    promise: Column

    @property
    def arrow_type(self) -> pa.DataType:
        """The Arrow type: ``string``, ``int32``, ``int64`` for sizes in bytes, or ``bool``."""
        if self.python_type is bool:
            return pa.bool_()
        if self.python_type is int:
            return pa.int64() if self.name.endswith("_bytes") else pa.int32()
        return pa.string()

    @property
    def is_free_text(self) -> bool:
        """Whether a cell may hold any text: nothing is promised of how it is spelt."""
        return self.python_type is str and not self.promise.values and not self.promise.pattern


@dataclass(frozen=True)
class TableSpec:
    """A table of the dataset as it is promised: columns in order, keys, references."""

    name: str
    description: str
    row_class: type
    columns: tuple[ColumnSpec, ...]

    @property
    def primary_key(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.promise.key)

    @property
    def foreign_keys(self) -> tuple[tuple[str, str, str], ...]:
        """``(column, table, column there)`` for every reference."""
        found = []
        for column in self.columns:
            if column.promise.refers:
                table, there = column.promise.refers.split(".")
                found.append((column.name, table, there))
        return tuple(found)

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> ColumnSpec:
        """The column of that name.

        Raises:
            KeyError: the table has no such column.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def arrow_schema(self) -> pa.Schema:
        """The explicit Arrow schema, each field with its description as metadata."""
        return _arrow_schema(self)


@cache
def _arrow_schema(table: TableSpec) -> pa.Schema:
    return pa.schema(
        [
            pa.field(
                column.name,
                column.arrow_type,
                nullable=column.nullable,
                metadata={"description": column.promise.description},
            )
            for column in table.columns
        ]
    )


def _unwrap(hint: Any) -> tuple[type, bool, Column]:
    """``Annotated[int | None, Column(…)]`` → ``(int, True, Column(…))``."""
    if get_origin(hint) is not Annotated:
        raise TypeError(f"{hint!r} is not Annotated[type, Column(…)]")
    bare, promise = get_args(hint)
    if get_origin(bare) in (Union, types.UnionType):
        python_type, none = get_args(bare)
        if none is not type(None):
            raise TypeError(f"{bare!r} is not a type or a type | None")
        return python_type, True, promise
    return bare, False, promise


def specify(name: str, row_class: type[tuple[Any, ...]]) -> TableSpec:
    """Read a row class into a table specification.

    Raises:
        TypeError: a field is not ``Annotated[str | int | bool (| None), Column(…)]``, or the class has no docstring.
    """
    if not row_class.__doc__:
        raise TypeError(f"{row_class.__name__} has no docstring")
    columns = []
    for field, hint in get_type_hints(row_class, include_extras=True).items():
        python_type, nullable, promise = _unwrap(hint)
        if python_type not in (str, int, bool):
            raise TypeError(f"{row_class.__name__}.{field}: {python_type!r} is no column type")
        columns.append(ColumnSpec(field, python_type, nullable, promise))
    return TableSpec(name, " ".join(inspect.cleandoc(row_class.__doc__).split()), row_class, tuple(columns))


def require_docstrings() -> None:
    """Refuse to go on where Python leaves out docstrings, which describe the tables.

    Raises:
        WrongUse: it does.
    """
    if sys.flags.optimize > 1:
        raise WrongUse(
            "PYTHONOPTIMIZE=2 (or python -OO) takes the descriptions of the tables away; unset it: "
            "nothing is published without them"
        )


def allowed_values(promise: Column) -> tuple[str, ...]:
    """The spellings of a column's closed list, in the order of its declaration; empty where it has none."""
    members: type[StrEnum] | None = promise.values
    return tuple(str(member) for member in members) if members else ()
