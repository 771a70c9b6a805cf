"""What a comparison of two releases finds, as values; ``diff.py`` makes them, ``changes.py`` writes them down."""

from dataclasses import dataclass
from typing import NamedTuple

from pipeline.release.compatibility import SchemaChange

Value = str | int | bool | None


class CellChange(NamedTuple):
    """A cell before and after; long texts are cut to where they differ."""

    column: str
    old: Value
    new: Value


class RowSample(NamedTuple):
    """One row that was ``added``, ``removed`` or ``changed``, on the page ``page`` (its ``drug_id`` or path).

    ``old_key`` and ``new_key`` are the row's primary key before and after; null where it was not there.
    """

    change: str
    page: str
    old_key: str | None
    new_key: str | None
    cells: tuple[CellChange, ...]


class KindChange(NamedTuple):
    """Rows of one kind (a finding's code, a section's kind, a quarantine reason) gained and lost."""

    kind: str
    added: int
    removed: int


@dataclass(frozen=True)
class TableChange:
    """What happened to the rows of a table. All totals are exact; ``samples`` are the first of a ranking.

    ``moved`` rows say what they said, in another place (lines, position), or below a bullet or an introducing paragraph
    that has another name now. ``added_with_pages`` of the added rows are those of pages that are new,
    ``removed_with_pages`` of the removed rows those of pages that are gone. ``columns`` are the columns of changed rows
    with the number of changed cells, most first; ``kinds`` count by the table's closed list, in its order.
    """

    table: str
    old_rows: int
    new_rows: int
    added: int = 0
    removed: int = 0
    changed: int = 0
    moved: int = 0
    added_with_pages: int = 0
    removed_with_pages: int = 0
    columns: tuple[tuple[str, int], ...] = ()
    kinds: tuple[KindChange, ...] = ()
    samples: tuple[RowSample, ...] = ()

    @property
    def total(self) -> int:
        """The number of rows that are not as they were."""
        return self.added + self.removed + self.changed + self.moved


@dataclass(frozen=True)
class Comparison:
    """What changed from one release to the next. ``tables`` come with the most changes first.

    ``is_first`` says that there was no earlier release; then there is nothing else to say. ``description`` holds what
    manifests say beside the tables, by its place there; it and the files are compared where both releases have one.
    """

    old_version: str | None
    new_version: str | None
    is_first: bool = False
    schema: tuple[SchemaChange, ...] = ()
    pages_added: tuple[str, ...] = ()
    pages_removed: tuple[str, ...] = ()
    pages_changed: tuple[str, ...] = ()
    tables: tuple[TableChange, ...] = ()
    description: tuple[CellChange, ...] = ()
    files_added: tuple[str, ...] = ()
    files_removed: tuple[str, ...] = ()

    @property
    def is_same(self) -> bool:
        """Whether both releases have the same schema, files and description and say the same, row by row."""
        beside_rows = self.is_first or self.schema or self.description or self.files_added or self.files_removed
        return not beside_rows and not any(table.total for table in self.tables)

    def table(self, name: str) -> TableChange:
        """The change of a table; one without rows where it was not compared."""
        return next((table for table in self.tables if table.table == name), TableChange(name, 0, 0))
