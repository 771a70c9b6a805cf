"""Which row of a page is which row of the page's earlier version, though it was edited, moved or renamed."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from pipeline.release.comparison import Value
from pipeline.tables.schema import TableSpec

PLACES = frozenset({"position", "line", "line_start", "line_end", "answer_line"})
"""Columns that say where a row stands; a row that differs in nothing else has moved."""

_ALIKE = 0.5
_MOST_LIKENESSES = 10_000
"""Pairs of rows of one section that are looked at for likeness; past it only neighbours are paired."""

_FURTHER_LOOKS = {"ingredients": ("ingredient_id",), "findings": ("code", "message")}
"""By what a row is known at second sight, where the primary key is only its position."""

Row = tuple[Value, ...]
Label = Callable[[Row], Hashable]


class RowMatch(NamedTuple):
    """A row before and after; one of them is null where the row was added or removed."""

    old: Row | None
    new: Row | None


class Layout:
    """A table's columns as a comparison sees them: what names a row, where it stands, what it says."""

    def __init__(self, spec: TableSpec, columns: Sequence[str]) -> None:
        self.columns = tuple(columns)
        self._index = {name: index for index, name in enumerate(columns)}
        self.key = tuple(name for name in spec.primary_key if name in columns)
        self.has_content_ids = "section_id" in columns and self.key != ("section_id",)
        self.pairs_neighbours = self.has_content_ids or spec.name == "ingredients"
        self.own_references = tuple(
            column for column, table, _ in spec.foreign_keys if table == spec.name and column in columns
        )
        self.introductions = frozenset(
            column for column, table, _ in spec.foreign_keys if table == "paragraphs" and column in columns
        )
        said = [name for name in columns if name not in PLACES]
        self.first_look = self._label(said if "position" in self.key else self.key)
        self.looks_further = spec.name in _FURTHER_LOOKS
        self.further_look = self._label(_FURTHER_LOOKS.get(spec.name, ()))
        self.kin = self._label(("section_id", "kind"))
        self._texts = tuple(self._index[name] for name in ("question", "label", "text") if name in columns)

    def cell(self, row: Row, column: str) -> Value:
        return row[self._index[column]]

    def words(self, row: Row) -> frozenset[str]:
        """The words by which a row is known again after an edit."""
        return frozenset(" ".join([str(row[index]) for index in self._texts if row[index]]).casefold().split())

    def _label(self, columns: Sequence[str]) -> Label:
        """A function from a row to its values in those of the columns that the table has."""
        indexes = [self._index[name] for name in columns if name in self._index]
        return itemgetter(*indexes) if indexes else lambda _: None


def match_rows(layout: Layout, old: Sequence[Row], new: Sequence[Row]) -> list[RowMatch]:
    """Pair the rows of one page before and after.

    A row is first known by its primary key, or by what it says where the key is only its position. A row whose key
    is a hash of its words gets another key when it is edited; so what is left is paired by the hash alone (the row
    has gone to another section), then by likeness within its section, then by its neighbours: after the same known row,
    the first that went is the first that came.

    Returns:
        every row once: pairs in the order of ``new``, then what was removed, then what was added.
    """
    matching = _Matching(old, new)
    matching.pair(layout.first_look)
    if layout.looks_further:
        matching.pair(layout.further_look)
    if layout.has_content_ids:
        matching.pair(lambda row: str(layout.cell(row, layout.key[0])).rpartition("#")[2])
        matching.pair_alike(layout.kin, layout.words)
    if layout.pairs_neighbours:
        matching.pair_neighbours(layout.kin)
    return matching.result()


def _shared_words(one: frozenset[str], other: frozenset[str]) -> float:
    """The Sørensen-Dice coefficient of two sets of words: 0 for none in common, 1 for the same."""
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0


class _Matching:
    """Rows of two versions while they are paired: ``partner`` holds, for each new row, the old one's index."""

    def __init__(self, old: Sequence[Row], new: Sequence[Row]) -> None:
        self.old, self.new = old, new
        self.partner: dict[int, int] = {}
        self.taken: set[int] = set()

    def pair(self, label: Label) -> None:
        """Pair what is left and has the same label, in order."""
        self._pair_labels(
            [(label(self.old[index]), index) for index in self._left_old()],
            [(label(self.new[index]), index) for index in self._left_new()],
        )

    def pair_alike(self, kin: Label, words: Callable[[Row], frozenset[str]]) -> None:
        """Pair what is left, is kin, and shares most of its words, most alike first."""
        went, came = _grouped(self.old, self._left_old(), kin), _grouped(self.new, self._left_new(), kin)
        for family in went.keys() & came.keys():
            if len(went[family]) * len(came[family]) <= _MOST_LIKENESSES:
                self._pair_most_alike(
                    {index: words(self.old[index]) for index in went[family]},
                    {index: words(self.new[index]) for index in came[family]},
                )

    def _pair_most_alike(self, went: dict[int, frozenset[str]], came: dict[int, frozenset[str]]) -> None:
        if len(went) == len(came) and all(
            _shared_words(before, after) >= _ALIKE for before, after in zip(went.values(), came.values(), strict=True)
        ):
            # All rows of a section edited in their places is the common case, and comparing all with all is slow.
            for old, new in zip(went, came, strict=True):
                self._join(old, new)
            return
        likeness = [
            (-_shared_words(before, after), old, new) for old, before in went.items() for new, after in came.items()
        ]
        for unlike, old, new in sorted(likeness):
            if unlike <= -_ALIKE and old not in self.taken and new not in self.partner:
                self._join(old, new)

    def pair_neighbours(self, kin: Label) -> None:
        """Pair what is left, is kin, and stands after the same known row of its kin, in order."""
        pairs = {old: new for new, old in self.partner.items()}
        self._pair_labels(
            list(_after(self.old, kin, {old: old for old in pairs})), list(_after(self.new, kin, self.partner))
        )

    def result(self) -> list[RowMatch]:
        pairs = [RowMatch(self.old[self.partner[index]], self.new[index]) for index in sorted(self.partner)]
        removed = [RowMatch(self.old[index], None) for index in self._left_old()]
        return pairs + removed + [RowMatch(None, self.new[index]) for index in self._left_new()]

    def _pair_labels(self, old: list[tuple[Hashable, int]], new: list[tuple[Hashable, int]]) -> None:
        waiting: defaultdict[Hashable, list[int]] = defaultdict(list)
        for label, index in reversed(old):
            waiting[label].append(index)
        for label, index in new:
            if waiting.get(label):
                self._join(waiting[label].pop(), index)

    def _join(self, old: int, new: int) -> None:
        self.partner[new] = old
        self.taken.add(old)

    def _left_old(self) -> Iterator[int]:
        return (index for index in range(len(self.old)) if index not in self.taken)

    def _left_new(self) -> Iterator[int]:
        return (index for index in range(len(self.new)) if index not in self.partner)


def _grouped(rows: Sequence[Row], indexes: Iterable[int], kin: Label) -> defaultdict[Hashable, list[int]]:
    groups: defaultdict[Hashable, list[int]] = defaultdict(list)
    for index in indexes:
        groups[kin(rows[index])].append(index)
    return groups


def _after(rows: Sequence[Row], kin: Label, known: dict[int, int]) -> Iterator[tuple[Hashable, int]]:
    """``((kin, the known row of that kin before it), index)`` for each row that is not known."""
    before: dict[Hashable, int] = {}
    for index, row in enumerate(rows):
        family = kin(row)
        if index in known:
            before[family] = known[index]
        else:
            yield (family, before.get(family)), index
