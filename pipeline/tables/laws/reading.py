"""Tables as the laws read them: arrays, each converted once, and a number for each drug."""

import string
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute

from pipeline.tables.checks import Check, Mask, Tables, describe_cases
from pipeline.tables.rows import TABLES

Numbers = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
Arrow = Any
"""A ``pyarrow.Array`` of any type."""

pc: Any = pyarrow.compute
"""pyarrow's functions over arrays; its stubs take most of them for functions over scalars."""


class Reading:
    """The columns of tables as arrays. Numbers are floats, so that a null is NaN and breaks no comparison."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self._numbers: dict[tuple[str, str], Numbers] = {}
        self._lookups: dict[tuple[str, str, str, str], Rows] = {}
        self._unnumbered: dict[tuple[str, str], Arrow] = {}

    def values(self, table: str, column: str) -> Arrow:
        """The values of a column as one Arrow array."""
        found = self.tables[table].column(column)
        return found.chunk(0) if found.num_chunks == 1 else found.combine_chunks()

    def numbers(self, table: str, column: str) -> Numbers:
        """An integer column as floats, null as NaN."""
        key = (table, column)
        if key not in self._numbers:
            self._numbers[key] = pc.cast(self.values(*key), pa.float64()).to_numpy(zero_copy_only=False)
        return self._numbers[key]

    def drugs(self, table: str) -> Rows:
        """For each row the row of its drug in ``drugs``; -1 where there is none."""
        return self.lookup(table, "drug_id", "drugs", "drug_id")

    def lookup(self, table: str, column: str, to_table: str, to_column: str) -> Rows:
        """For each row the row of ``to_table`` that holds its value; -1 where none does."""
        key = (table, column, to_table, to_column)
        if key not in self._lookups:
            targets = self.values(to_table, to_column)
            found = pc.index_in(self.values(table, column), value_set=targets, skip_nulls=True)
            self._lookups[key] = np.asarray(pc.fill_null(found, -1).to_numpy(zero_copy_only=False), dtype=np.int64)
        return self._lookups[key]

    def unnumbered(self, table: str, column: str) -> Arrow:
        """A column of identifiers without the number of a repeat: ``a:usage~2`` → ``a:usage``."""
        key = (table, column)
        if key not in self._unnumbered:
            self._unnumbered[key] = _without_number(self.values(*key))
        return self._unnumbered[key]

    def check(self, table: str, column: str | None, name: str, sentence: str, broken: Mask | Arrow) -> Check:
        """One check out of a truth value a row; a null counts as not broken."""
        mask = as_mask(broken)
        failures = int(mask.sum())
        rows = np.flatnonzero(mask)[:3].tolist() if failures else []
        cases = describe_cases(self.tables[table], column, rows)
        return Check(table, column, name, sentence, len(mask), failures, cases)


Law = Callable[[Reading], Iterator[Check]]


def as_mask(truth: Mask | Arrow) -> Mask:
    """An Arrow truth array as a numpy one, null as false."""
    if isinstance(truth, pa.Array):
        filled = pc.fill_null(truth, False)
        return np.asarray(filled.to_numpy(zero_copy_only=False) if isinstance(filled, pa.Array) else filled.to_numpy())
    return truth


def tables_with(*columns: str) -> tuple[str, ...]:
    """The names of the tables that have all these columns."""
    return tuple(name for name, spec in TABLES.items() if set(columns) <= set(spec.column_names))


def _without_number(ids: Arrow) -> Arrow:
    """Identifiers without the number of a repeat; most have none, so only the others meet the slow pattern."""
    numbered = pc.fill_null(pc.ends_with(pc.ascii_rtrim(ids, string.digits), "~"), False)
    return pc.replace_with_mask(ids, numbered, pc.replace_substring_regex(ids.filter(numbered), r"~[0-9]+$", ""))


def occurrences(values: Arrow) -> Rows:
    """For each value how often it has occurred so far, itself included: ``a b a`` → ``1 1 2``."""
    codes = pc.fill_null(pc.dictionary_encode(values).indices, -1).to_numpy(zero_copy_only=False)
    order = np.argsort(codes, kind="stable")
    counted = np.empty(len(codes), dtype=np.int64)
    counted[order] = ranks(codes[order])
    return counted


def ranks(codes: Rows) -> Rows:
    """For each row its place, from 1, in its run of equal codes: ``7 7 9`` → ``1 2 1``."""
    rows = np.arange(len(codes))
    starts = np.where(starts_run(codes), rows, 0)
    return rows - np.maximum.accumulate(starts) + 1 if len(codes) else rows


def starts_run(codes: Rows) -> Mask:
    """Whether a row's code differs from that of the row before it."""
    starts = np.ones(len(codes), dtype=np.bool_)
    starts[1:] = codes[1:] != codes[:-1]
    return starts
