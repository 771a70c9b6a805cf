"""The changes of one table, counted page by page; only the rows shown as samples are kept."""

from bisect import insort
from collections import Counter
from collections.abc import Set as AbstractSet

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.release.changed_pages import PageVersions
from pipeline.release.changed_rows import ChangedRows
from pipeline.release.comparison import KindChange, RowSample, TableChange
from pipeline.release.pairing import Layout, Row, RowMatch, match_rows
from pipeline.tables.schema import TableSpec, allowed_values

SAMPLES = 20
"""Rows shown of a table."""

SAMPLES_PER_PAGE = 3


class TableTally:
    """Counts what happened to the rows of one table.

    ``touched`` are the pages with any change, ``came`` and ``went`` those that have rows on one side only.
    """

    def __init__(
        self, spec: TableSpec, layout: Layout, new_pages: AbstractSet[str], old_pages: AbstractSet[str]
    ) -> None:
        """``new_pages`` and ``old_pages`` are the pages that only the later or only the earlier release has."""
        self.touched: set[str] = set()
        self.came: set[str] = set()
        self.went: set[str] = set()
        self._spec, self._layout = spec, layout
        self._new_pages, self._old_pages = new_pages, old_pages
        self._rows_are_pages = spec.primary_key == ("drug_id",)
        closed_lists = [column for column in spec.columns if column.promise.values and column.name in layout.columns]
        self._kind = closed_lists[0] if closed_lists else None
        self._counts: Counter[str] = Counter()
        self._columns: Counter[str] = Counter()
        self._kinds_added: Counter[str] = Counter()
        self._kinds_removed: Counter[str] = Counter()
        self._best: list[tuple[tuple[bool, int, str], list[RowSample]]] = []

    def add(self, rows: PageVersions) -> None:
        """Count a page whose rows differ."""
        self.touched.add(rows.page)
        if not rows.old.num_rows:
            self.came.add(rows.page)
            self._add_one_sided(rows.page, rows.new, is_new=True)
        elif not rows.new.num_rows:
            self.went.add(rows.page)
            self._add_one_sided(rows.page, rows.old, is_new=False)
        else:
            self._add_both(rows)

    def change(self, old_rows: int, new_rows: int) -> TableChange:
        """What was counted, for a table with so many rows before and after."""
        samples = [sample for _, page in self._best for sample in page]
        ranked = sorted(self._columns.items(), key=lambda entry: (-entry[1], self._layout.columns.index(entry[0])))
        return TableChange(
            self._spec.name,
            old_rows,
            new_rows,
            **{name: self._counts[name] for name in ("added", "removed", "changed", "moved")},
            added_with_pages=self._counts["added_with_pages"],
            removed_with_pages=self._counts["removed_with_pages"],
            columns=tuple(ranked),
            kinds=tuple(self._kind_changes()),
            samples=tuple(samples[:SAMPLES]),
        )

    def _add_one_sided(self, page: str, table: pa.Table, *, is_new: bool) -> None:
        what = "added" if is_new else "removed"
        self._counts[what] += table.num_rows
        if self._rows_are_pages or page in (self._new_pages if is_new else self._old_pages):
            self._counts[f"{what}_with_pages"] += table.num_rows
        if self._kind:
            kinds = self._kinds_added if is_new else self._kinds_removed
            for entry in pc.value_counts(table[self._kind.name]).to_pylist():
                kinds[entry["values"]] += entry["counts"]
        rank = (True, -table.num_rows, page)
        if self._is_shown(rank):
            shown = _as_rows(table.slice(0, SAMPLES_PER_PAGE))
            matches = [RowMatch(None, row) if is_new else RowMatch(row, None) for row in shown]
            self._keep(rank, ChangedRows(self._layout, matches))

    def _add_both(self, rows: PageVersions) -> None:
        changed = ChangedRows(self._layout, match_rows(self._layout, _as_rows(rows.old), _as_rows(rows.new)))
        self._columns.update(changed.columns)
        for name in ("added", "removed", "changed"):
            self._counts[name] += len(getattr(changed, name))
        self._counts["moved"] += changed.moved
        if self._kind:
            self._kinds_added.update(str(self._layout.cell(row, self._kind.name)) for row in changed.added)
            self._kinds_removed.update(str(self._layout.cell(row, self._kind.name)) for row in changed.removed)
        rank = (False, -len(changed.added) - len(changed.removed) - len(changed.changed), rows.page)
        if rank[1] and self._is_shown(rank):
            self._keep(rank, changed)

    def _is_shown(self, rank: tuple[bool, int, str]) -> bool:
        return len(self._best) < SAMPLES or rank < self._best[-1][0]

    def _keep(self, rank: tuple[bool, int, str], changed: ChangedRows) -> None:
        insort(self._best, (rank, changed.samples(rank[2], SAMPLES_PER_PAGE)))
        del self._best[SAMPLES:]

    def _kind_changes(self) -> list[KindChange]:
        if self._kind is None:
            return []
        known = [*allowed_values(self._kind.promise), *sorted(self._kinds_removed | self._kinds_added)]
        return [
            KindChange(kind, self._kinds_added[kind], self._kinds_removed[kind])
            for kind in dict.fromkeys(known)
            if self._kinds_added[kind] or self._kinds_removed[kind]
        ]


def _as_rows(table: pa.Table) -> list[Row]:
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))
