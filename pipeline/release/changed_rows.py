"""What changed in the rows of one page: counts, changed cells, and a few rows as samples."""

from collections import Counter
from collections.abc import Sequence

from pipeline.release.comparison import CellChange, RowSample, Value
from pipeline.release.pairing import PLACES, Layout, Row, RowMatch

SHOWN_LENGTH = 160
_LEAD = 40
_QUIET = ("source_sha256", "source_bytes", "markdown", "answer_markdown", "word_count")
"""Columns that change because another one does; left out of samples that have more to say."""


class ChangedRows:
    """The matched rows of one page of a table, sorted into what happened to them."""

    def __init__(self, layout: Layout, matches: Sequence[RowMatch]) -> None:
        self.layout = layout
        self.added = [match.new for match in matches if match.old is None and match.new is not None]
        self.removed = [match.old for match in matches if match.new is None and match.old is not None]
        self.changed: list[tuple[Row, Row, tuple[str, ...]]] = []
        self.moved = 0
        self._sort_pairs([(match.old, match.new) for match in matches if match.old and match.new])

    @property
    def columns(self) -> Counter[str]:
        """The number of changed cells by column."""
        return Counter(column for _, _, columns in self.changed for column in columns)

    def _sort_pairs(self, pairs: Sequence[tuple[Row, Row]]) -> None:
        names = {
            self.layout.cell(old, self.layout.key[0]): self.layout.cell(new, self.layout.key[0]) for old, new in pairs
        }
        kept = self._kept_introductions(pairs)
        for old, new in pairs:
            if old == new:
                continue
            if columns := self._changed_columns(old, new, names, kept):
                self.changed.append((old, new, columns))
            else:
                self.moved += 1

    def _kept_introductions(self, pairs: Sequence[tuple[Row, Row]]) -> set[Value]:
        """Null, and what introduces some row before and after: none of them has another name now, or is one."""
        named = (
            (self.layout.cell(old, column), self.layout.cell(new, column))
            for column in self.layout.introductions
            for old, new in pairs
        )
        return {None, *(before for before, after in named if before == after)}

    def _changed_columns(self, old: Row, new: Row, names: dict[Value, Value], kept: set[Value]) -> tuple[str, ...]:
        """The columns that say something else.

        That a parent, or the paragraph that introduces a list, has a new name is no change of what stands below it.
        """
        found = []
        for column, before, after in zip(self.layout.columns, old, new, strict=True):
            if column in self.layout.introductions and not {before, after} & kept:
                continue
            expected = names.get(before, before) if column in self.layout.own_references else before
            if expected != after and column not in PLACES:
                found.append(column)
        own_name = self.layout.key[0]
        if self.layout.has_content_ids and len(found) > 1 and own_name in found:
            found.remove(own_name)
        return tuple(found)

    def samples(self, page: str, limit: int) -> list[RowSample]:
        """At most ``limit`` of the rows, changed ones first."""
        changed = [self._sample_pair(page, *pair) for pair in self.changed[:limit]]
        removed = [self._sample_one("removed", page, row) for row in self.removed[:limit]]
        added = [self._sample_one("added", page, row) for row in self.added[:limit]]
        return [*changed, *removed, *added][:limit]

    def _sample_pair(self, page: str, old: Row, new: Row, columns: tuple[str, ...]) -> RowSample:
        telling = [column for column in columns if column not in _QUIET] or columns
        cells = [shown_change(name, self.layout.cell(old, name), self.layout.cell(new, name)) for name in telling]
        return RowSample("changed", page, self._key(old), self._key(new), tuple(cells))

    def _sample_one(self, change: str, page: str, row: Row) -> RowSample:
        """A row that is there on one side only, with what it says: its texts, without what names it."""
        cells = [
            shown_change(column, *((None, value) if change == "added" else (value, None)))
            for column, value in zip(self.layout.columns, row, strict=True)
            if isinstance(value, str) and column not in self._naming
        ]
        old_key, new_key = (None, self._key(row)) if change == "added" else (self._key(row), None)
        return RowSample(change, page, old_key, new_key, tuple(cells))

    @property
    def _naming(self) -> frozenset[str]:
        return frozenset(
            {*self.layout.key, *self.layout.own_references, "drug_id", "source_path", "section_id", *_QUIET}
        )

    def _key(self, row: Row) -> str:
        return " / ".join(str(self.layout.cell(row, column)) for column in self.layout.key)


def shown_change(column: str, old: Value, new: Value) -> CellChange:
    """Two values as a sample shows them: long texts cut to the same window, which begins shortly before they differ."""
    if not (isinstance(old, str) and isinstance(new, str)):
        return CellChange(column, _cut(old, 0), _cut(new, 0))
    same = next((index for index, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), None)
    start = max(0, (min(len(old), len(new)) if same is None else same) - _LEAD)
    if max(len(old), len(new)) <= SHOWN_LENGTH:
        start = 0
    return CellChange(column, _cut(old, start), _cut(new, start))


def _cut(value: Value, start: int) -> Value:
    if not isinstance(value, str):
        return value
    end = start + SHOWN_LENGTH
    return ("…" if start else "") + value[start:end] + ("…" if len(value) > end else "")
