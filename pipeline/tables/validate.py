"""Pandera's one door: the promise of ``rows.py`` as Pandera schemas, and every failure of every table at once.

What can be said of one column or one key is checked by Pandera, on the pandas view of the Arrow tables; what needs
several columns or tables is in ``laws``. Both come back in one :class:`~pipeline.tables.checks.Validation`.
"""

from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Any

import pandas as pd
import pandera.pandas as pandera
import pyarrow as pa
from pandera.config import ValidationDepth, get_config_context
from pandera.errors import SchemaError, SchemaErrorReason, SchemaErrors

from pipeline.errors import WrongUse
from pipeline.tables.checks import Check, Tables, Validation, describe_cases
from pipeline.tables.laws import check_laws
from pipeline.tables.laws.reading import Arrow, pc
from pipeline.tables.rows import TABLES
from pipeline.tables.schema import ColumnSpec, TableSpec, allowed_values

SHAPE = ("columns", "type")
"""The rules about the shape of a table; where one is broken, the laws cannot be read from its rows."""

_NOTHING = pa.scalar(0, pa.int32())
"""A length. Scalars have the type of what they are compared with: else Arrow converts all of it."""

_REASONS = {
    SchemaErrorReason.WRONG_DATATYPE: "type",
    SchemaErrorReason.SERIES_CONTAINS_NULLS: "not_null",
    SchemaErrorReason.SERIES_CONTAINS_DUPLICATES: "unique",
    SchemaErrorReason.DUPLICATES: "unique",
    SchemaErrorReason.COLUMN_NOT_IN_DATAFRAME: "columns",
    SchemaErrorReason.COLUMN_NOT_IN_SCHEMA: "columns",
    SchemaErrorReason.COLUMN_NOT_ORDERED: "columns",
    SchemaErrorReason.DUPLICATE_COLUMN_LABELS: "columns",
}


def validate_tables(tables: Tables) -> Validation:
    """Check every promise of ``TABLES`` and every law that can be read from rows.

    Args:
        tables: the tables of any set of whole pages: a batch or a whole release.

    Returns:
        every rule with the number of rows checked and broken; nothing is raised for a broken rule. Where a table
        lacks the promised columns or types, the laws are not checked and do not appear.

    Raises:
        WrongUse: the environment switches Pandera off or to a part of its checks.
    """
    require_validation()
    checks = [check for name, spec in TABLES.items() for check in _check_table(spec, tables.get(name))]
    if not any(check.failures for check in checks if check.name in SHAPE):
        checks.extend(check_laws(tables))
    return Validation(tuple(checks))


def require_validation() -> None:
    """Refuse to go on where the environment switches validation off.

    Raises:
        WrongUse: it does, wholly or in part.
    """
    config = get_config_context()
    if not config.validation_enabled or config.validation_depth in (
        ValidationDepth.SCHEMA_ONLY,
        ValidationDepth.DATA_ONLY,
    ):
        raise WrongUse(
            "validation is switched off by PANDERA_VALIDATION_ENABLED or PANDERA_VALIDATION_DEPTH; "
            "unset them: nothing is published without validation"
        )


def _check_table(spec: TableSpec, table: pa.Table | None) -> Iterator[Check]:
    if table is None:
        yield Check(spec.name, None, "columns", "is there", 1, 1)
        return
    broken = _broken_rows(spec, table)
    misshapen = {column for column, rule in broken if rule == "type"}
    for column, rule, sentence in _rules(spec.name):
        rows = broken.get((column, rule))
        if rows is None or (column in misshapen and rule != "type"):
            yield Check(spec.name, column, rule, sentence, table.num_rows)
        elif rule in SHAPE:
            yield Check(spec.name, column, rule, sentence, table.num_rows, table.num_rows or 1)
        else:
            cases = describe_cases(table, column, rows)
            yield Check(spec.name, column, rule, sentence, table.num_rows, len(rows), cases)


def _broken_rows(spec: TableSpec, table: pa.Table) -> dict[tuple[str | None, str], list[int]]:
    """The numbers of the rows that break a rule, by column and rule; no numbers where the shape is wrong."""
    if not table.num_rows and table.schema == spec.arrow_schema:
        # Of the promised shape, and no row to break a rule: most collections have nothing in quarantine.
        return {}
    frame = table.to_pandas(types_mapper=pd.ArrowDtype)
    # Names as objects are looked up in a fraction of the time that names in an Arrow array take.
    frame.columns = pd.Index(table.column_names, dtype=object)
    try:
        _pandera_schema(spec.name).validate(frame, lazy=True, inplace=True)
    except SchemaErrors as errors:
        return {_rule_of(error): _rows_of(error) for error in errors.schema_errors}
    return {}


def _rule_of(error: SchemaError) -> tuple[str | None, str]:
    column = error.schema.name if isinstance(error.schema, pandera.Column) else None
    if isinstance(error.check, pandera.Check):
        return column, str(error.check.name)
    rule = _REASONS[error.reason_code]
    return (None, rule) if rule == "columns" else (column, rule)


def _rows_of(error: SchemaError) -> list[int]:
    cases = error.failure_cases
    if not isinstance(cases, pd.DataFrame) or "index" not in cases:
        return []
    return sorted({int(row) for row in cases["index"] if row is not None})


@cache
def _rules(name: str) -> tuple[tuple[str | None, str, str], ...]:
    """``(column, rule, sentence)`` for every rule that Pandera checks on a table."""
    return tuple(_list_rules(TABLES[name]))


def _list_rules(spec: TableSpec) -> Iterator[tuple[str | None, str, str]]:
    yield None, "columns", f"has the columns {', '.join(spec.column_names)}"
    if len(spec.primary_key) > 1:
        yield None, "unique", f"has each ({', '.join(spec.primary_key)}) once"
    for column in spec.columns:
        yield column.name, "type", f"is of type {column.arrow_type}"
        if not column.nullable:
            yield column.name, "not_null", "is never null"
        if _is_unique(spec, column):
            yield column.name, "unique", "has each value once"
        for rule, sentence, _ in _value_rules(column):
            yield column.name, rule, sentence


def _is_unique(spec: TableSpec, column: ColumnSpec) -> bool:
    return column.promise.unique or spec.primary_key == (column.name,)


def _value_rules(column: ColumnSpec) -> Iterator[tuple[str, str, Callable[[Arrow], Arrow]]]:
    """``(rule, sentence, which values keep it)`` for the values of a column."""
    promise = column.promise
    if values := allowed_values(promise):
        yield "closed_list", f"is one of {', '.join(values)}", partial(pc.is_in, value_set=pa.array(values))
    elif promise.pattern:
        yield "pattern", f"matches {promise.pattern}", partial(_matches, pattern=f"^(?:{promise.pattern})$")
    elif column.python_type is str:
        yield "not_blank", "is null or holds more than white space", _is_not_blank
    if promise.minimum is not None:
        least = pa.scalar(promise.minimum, column.arrow_type)
        yield "minimum", f"is at least {promise.minimum}", partial(_at_least, minimum=least)


def _matches(values: Arrow, pattern: str) -> Arrow:
    return pc.match_substring_regex(values, pattern)


def _is_not_blank(values: Arrow) -> Arrow:
    return pc.and_not(pc.greater(pc.binary_length(values), _NOTHING), pc.utf8_is_space(values))


def _at_least(values: Arrow, minimum: Arrow) -> Arrow:
    return pc.greater_equal(values, minimum)


def _keeps(series: "pd.Series[str]", rule: Callable[[Arrow], Arrow]) -> "bool | pd.Series[bool]":
    """A rule on Arrow values as a vectorised Pandera check; a null breaks no rule about values.

    One truth value says that all rows keep the rule; where some do not, Pandera wants to know of each.
    """
    extension: Any = series.array
    values: Arrow = pa.array(extension)
    kept = rule(values)
    if pc.all(kept, min_count=0).as_py():
        return True
    kept = pc.or_kleene(kept, pc.is_null(values))
    return pd.Series(kept.to_numpy(zero_copy_only=False), index=series.index, copy=False)


def _pandera_column(spec: TableSpec, column: ColumnSpec) -> pandera.Column:
    return pandera.Column(
        pd.ArrowDtype(column.arrow_type),
        # Nulls are left in: dropping them first copies every column, which costs more than the check.
        [
            pandera.Check(partial(_keeps, rule=keeps), name=rule, ignore_na=False)
            for rule, _, keeps in _value_rules(column)
        ],
        nullable=column.nullable,
        unique=_is_unique(spec, column),
        report_duplicates="exclude_first",
    )


@cache
def _pandera_schema(name: str) -> pandera.DataFrameSchema:
    spec = TABLES[name]
    return pandera.DataFrameSchema(
        {column.name: _pandera_column(spec, column) for column in spec.columns},
        name=name,
        strict=True,
        ordered=True,
        unique_column_names=True,
        coerce=False,
        unique=list(spec.primary_key) if len(spec.primary_key) > 1 else None,
        report_duplicates="exclude_first",
    )
