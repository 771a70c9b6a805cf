"""What changed between two releases: their values compared, not their files.

Two releases are walked side by side in the order of their pages, a row group of each in memory. Runs of pages that are
equal are passed over in Arrow; only the rows of pages that differ become Python values, to be paired row by row.
"""

from collections.abc import Collection, Iterator
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import ReleaseDamaged
from pipeline.release.changed_pages import changed_pages
from pipeline.release.comparison import Comparison, TableChange
from pipeline.release.compatibility import SchemaDocument, schema_changes, schema_document
from pipeline.release.described import with_description
from pipeline.release.manifest import Manifest, read_manifest
from pipeline.release.pairing import Layout
from pipeline.release.places import MANIFEST, parquet_path
from pipeline.release.sorted_table import SortedTable, order_of, walk_differences
from pipeline.release.table_tally import TableTally
from pipeline.tables.rows import TABLES
from pipeline.tables.schema import TableSpec


def compare_releases(
    old: Path | None, new: Path, *, old_version: str | None = None, new_version: str | None = None
) -> Comparison:
    """Compare the values of two releases' tables, and what their manifests say beside them.

    Columns that only tell where a row was read are left out.

    Args:
        old: the folder of the earlier release; null where there is none.
        new: the folder of the later release; its Parquet files are enough, so that a release can be compared before it
            is complete.
        old_version: the earlier version's name, where its manifest does not say it.
        new_version: the later version's name, where its manifest does not say it.

    Raises:
        ReleaseDamaged: the tables or the manifest of a release are missing or cannot be read.
    """
    later = _manifest_in(new)
    new_version = new_version or _version_in(later)
    if old is None:
        return Comparison(None, new_version, is_first=True)
    earlier = _manifest_in(old)
    schema = _schema_in(earlier)
    walk = _Walk(old, new, frozenset(schema))
    old_version = old_version or _version_in(earlier)
    try:
        tables = [walk.compare(spec) for spec in TABLES.values()]
    except (OSError, pa.ArrowException) as error:
        names = old_version or old.name, new_version or new.name
        faults = [*_unreadable(names[0], old, schema), *_unreadable(names[1], new, TABLES)] or [str(error)]
        raise ReleaseDamaged(f"{names[0]} and {names[1]} cannot be compared: {faults[0]}") from error
    found = Comparison(
        old_version,
        new_version,
        schema=schema_changes(schema, _schema_in(later)),
        pages_added=tuple(sorted(walk.came)),
        pages_removed=tuple(sorted(walk.went)),
        pages_changed=tuple(sorted(walk.touched - walk.came - walk.went)),
        tables=tuple(sorted(tables, key=lambda table: -table.total)),
    )
    if earlier is None or later is None:
        return found
    return with_description(found, earlier, later, [file["path"] for file in later["files"]])


def _manifest_in(release: Path) -> Manifest | None:
    """The manifest of a release; null where it has none yet.

    Raises:
        ReleaseDamaged: it cannot be read.
    """
    path = release / MANIFEST
    try:
        return read_manifest(path.read_bytes(), str(path))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ReleaseDamaged(f"{path} cannot be read: {error.strerror}") from error


def _version_in(manifest: Manifest | None) -> str | None:
    return str(manifest["version"]) if manifest else None


def _schema_in(manifest: Manifest | None) -> SchemaDocument:
    return manifest["tables"] if manifest else schema_document()


def _unreadable(name: str, folder: Path, promised: Collection[str]) -> Iterator[str]:
    """What is wrong with each promised table of a release that cannot be read to its end."""
    for path in (parquet_path(table) for table in TABLES if table in promised):
        try:
            with pq.ParquetFile(folder / path) as file:
                for _ in file.iter_batches():
                    pass
        except FileNotFoundError:
            yield f"{path} of {name} is not there"
        except (OSError, pa.ArrowException) as error:
            yield f"{path} of {name} cannot be read: {error}"


class _Walk:
    """Compares two releases table by table; ``drugs`` comes first and tells which pages came and went."""

    def __init__(self, old: Path, new: Path, old_tables: frozenset[str]) -> None:
        self.old, self.new, self.old_tables = old, new, old_tables
        self.came: set[str] = set()
        self.went: set[str] = set()
        self.touched: set[str] = set()

    def compare(self, spec: TableSpec) -> TableChange:
        before, after = (folder / parquet_path(spec.name) for folder in (self.old, self.new))
        if spec.name not in self.old_tables:
            rows = pq.read_metadata(after).num_rows
            return TableChange(spec.name, 0, rows, added=rows)
        columns = _common_columns(spec, pq.read_schema(before), pq.read_schema(after))
        order = order_of(spec.column_names)
        if not {*spec.primary_key, order} <= set(columns):
            # Rows that are named in another way have no counterparts: each is removed or added.
            gone, rows = pq.read_metadata(before).num_rows, pq.read_metadata(after).num_rows
            return TableChange(spec.name, gone, rows, added=rows, removed=gone)
        return self._compare_rows(spec, columns, order, before, after)

    def _compare_rows(self, spec: TableSpec, columns: list[str], order: str, before: Path, after: Path) -> TableChange:
        tally = TableTally(spec, Layout(spec, columns), self.came, self.went)
        with closing(SortedTable(before, columns, order)) as here, closing(SortedTable(after, columns, order)) as there:
            for old_rows, new_rows in walk_differences(here, there):
                for rows in changed_pages(old_rows, new_rows, order):
                    tally.add(rows)
            self._note_pages(spec, tally)
            return tally.change(here.row_count, there.row_count)

    def _note_pages(self, spec: TableSpec, tally: TableTally) -> None:
        if spec.primary_key == ("drug_id",):
            self.came |= tally.came
            self.went |= tally.went
        if "drug_id" in spec.column_names:
            self.touched |= tally.touched


def _common_columns(spec: TableSpec, old: pa.Schema, new: pa.Schema) -> list[str]:
    """The columns that can be compared: in both files with the same type, and no mere provenance."""
    return [
        column.name
        for column in spec.columns
        if not column.promise.provenance
        and column.name in old.names
        and column.name in new.names
        and old.field(column.name).type == new.field(column.name).type
    ]
