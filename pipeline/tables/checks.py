"""What was checked, on how many rows, and what broke: the values that validation returns."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Tables = dict[str, pa.Table]
"""A table for each name in ``pipeline.tables.rows.TABLES``, with its Arrow schema."""

Mask = npt.NDArray[np.bool_]
"""One truth value a row: whether the row breaks a rule."""

CASES_SHOWN = 3
_VALUE_SHOWN = 60


class Check(NamedTuple):
    """One rule, checked on every row of a table: how many rows broke it, and the first of them.

    ``name`` is the kind of rule (``minimum``, ``foreign_key``, …); ``sentence`` goes on from the name of the table
    or column: ``is never null``.
    """

    table: str
    column: str | None
    name: str
    sentence: str
    rows: int
    failures: int = 0
    cases: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        """``table.column``, or the table where the rule is about more than one column."""
        return f"{self.table}.{self.column}" if self.column else self.table

    @property
    def failure(self) -> str:
        """The sentence that a person reads when the rule is broken."""
        where = f" ({'; '.join(self.cases)})" if self.cases else ""
        return f"{self.subject} {self.sentence}, but not in {self.failures:,} of {self.rows:,} rows{where}"


class Validation(NamedTuple):
    """All rules that were checked, broken or not."""

    checks: tuple[Check, ...]

    @property
    def failures(self) -> tuple[str, ...]:
        """A sentence for each broken rule: table, column, rule, how many rows, the first cases."""
        return tuple(check.failure for check in self.checks if check.failures)


def merge(validations: Iterable[Validation]) -> Validation:
    """The validations of several batches as one: counts added, the first cases kept.

    The order of the rules is that of their first appearance, so it does not depend on how the pages were cut
    into batches as long as the batches come in order.
    """
    merged: dict[tuple[str, str | None, str, str], Check] = {}
    for check in (check for validation in validations for check in validation.checks):
        key = (check.table, check.column, check.name, check.sentence)
        known = merged.get(key)
        merged[key] = check if known is None else _add(known, check)
    return Validation(tuple(merged.values()))


def _add(one: Check, other: Check) -> Check:
    return one._replace(
        rows=one.rows + other.rows,
        failures=one.failures + other.failures,
        cases=(one.cases + other.cases)[:CASES_SHOWN],
    )


def describe_cases(table: pa.Table, column: str | None, rows: Sequence[int]) -> tuple[str, ...]:
    """The first of the broken rows, each with its drug, its line and the value: ``sertraline line 12: 'x'``."""
    return tuple(_describe(table, column, row) for row in sorted(rows)[:CASES_SHOWN])


def _describe(table: pa.Table, column: str | None, row: int) -> str:
    place = _cell(table, "drug_id", row) or _cell(table, "source_path", row) or f"row {row + 1}"
    line = _cell(table, "line_start", row) or _cell(table, "line", row)
    where = f"{place} line {line}" if line else str(place)
    return f"{where}: {_shown(_cell(table, column, row))}" if column in table.column_names else where


def _cell(table: pa.Table, column: str | None, row: int) -> Any:
    return table.column(column)[row].as_py() if column in table.column_names else None


def _shown(value: object) -> str:
    if value is None:
        return "null"
    text = repr(value)
    return text if len(text) <= _VALUE_SHOWN else text[: _VALUE_SHOWN - 1] + "…"
