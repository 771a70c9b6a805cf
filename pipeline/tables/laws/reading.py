"""Tables as the laws read them: arrays, each converted once, and a number for each drug."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute

from pipeline.tables.checks import CASES_SHOWN, Check, Mask, Tables, describe_cases
from pipeline.tables.rows import TABLES
from pipeline.tables.text_bytes import text_bytes

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
            self._numbers[key] = self.values(*key).to_numpy(zero_copy_only=False).astype(np.float64)
        return self._numbers[key]

    def drugs(self, table: str) -> Rows:
        """For each row the row of its drug in ``drugs``; -1 where there is none."""
        return self.lookup(table, "drug_id", "drugs", "drug_id")

    def lookup(self, table: str, column: str, to_table: str, to_column: str) -> Rows:
        """For each row the row of ``to_table`` that holds its value; -1 where none does."""
        key = (table, column, to_table, to_column)
        if key not in self._lookups:
            self._look_up(column, to_table, to_column)
        return self._lookups[key]

    def _look_up(self, column: str, to_table: str, to_column: str) -> None:
        """In all tables that have the column at once: to hash what is searched takes longer than to search it."""
        names = tables_with(column)
        values = [self.values(name, column) for name in names]
        found = pc.index_in(pa.chunked_array(values), value_set=self.values(to_table, to_column), skip_nulls=True)
        rows = pc.fill_null(found, -1).to_numpy().astype(np.int64)
        ends = np.cumsum([len(some) for some in values])
        for name, own in zip(names, np.split(rows, ends[:-1]), strict=True):
            self._lookups[name, column, to_table, to_column] = own

    def unnumbered(self, table: str, column: str) -> Arrow:
        """A column of identifiers without the number of a repeat: ``a:usage~2`` → ``a:usage``."""
        key = (table, column)
        if key not in self._unnumbered:
            self._unnumbered[key] = _without_number(self.values(*key))
        return self._unnumbered[key]

    def check(self, table: str, column: str | None, name: str, sentence: str, broken: Mask | Arrow) -> Check:
        """One check out of a truth value a row; a null counts as not broken."""
        rows = np.flatnonzero(as_mask(broken))
        cases = describe_cases(self.tables[table], column, rows[:CASES_SHOWN].tolist())
        return Check(table, column, name, sentence, len(broken), len(rows), cases)


Law = Callable[[Reading], Iterator[Check]]


def as_mask(truth: Mask | Arrow) -> Mask:
    """An Arrow truth array as a numpy one, null as false."""
    if isinstance(truth, pa.Array):
        filled = pc.fill_null(truth, False) if truth.null_count else truth
        return np.asarray(filled.to_numpy(zero_copy_only=False))
    return truth


@cache
def tables_with(*columns: str) -> tuple[str, ...]:
    """The names of the tables that have all these columns."""
    return tuple(name for name, spec in TABLES.items() if set(columns) <= set(spec.column_names))


def _without_number(ids: Arrow) -> Arrow:
    """Identifiers without the number of a repeat; most have none, so only the others meet the slow pattern."""
    perhaps = pa.array(count_character(ids, "~") > 0)
    return pc.replace_with_mask(ids, perhaps, pc.replace_substring_regex(ids.filter(perhaps), r"~[0-9]+$", ""))


def count_character(texts: Arrow, character: str) -> Numbers:
    """How often an ASCII character occurs in each text, null as NaN.

    The bytes of a column stand one text after the other, so one look finds the character in all of them.
    """
    held, borders = text_bytes(texts)
    places = np.flatnonzero(held[borders[0] : borders[-1]] == ord(character)) + borders[0]
    return np.where(as_mask(texts.is_valid()), np.diff(np.searchsorted(places, borders)), np.nan)


def occurrences(values: Arrow) -> Rows:
    """For each value how often it has occurred so far, itself included: ``a b a`` → ``1 1 2``."""
    codes = pc.fill_null(pc.dictionary_encode(values).indices, -1).to_numpy()
    counted = np.ones(len(codes), dtype=np.int64)
    again = np.flatnonzero(np.bincount(codes + 1)[codes + 1] > 1)
    again = again[np.argsort(codes[again], kind="stable")]
    counted[again] = ranks(codes[again])
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
