"""What changed since the last build, told from parts: only pages whose bytes changed can have other rows.

The parser and the schema are those of the last build, or there would be no parts of it to be read. So the rows of the
few pages that differ are laid out as two small releases, and those are compared as any two are.
"""

import heapq
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet

from pipeline.release.comparison import Comparison
from pipeline.release.diff import compare_releases
from pipeline.release.places import PARQUET, parquet_path
from pipeline.scratch import scratch_folder
from pipeline.sources.page import drug_id_of
from pipeline.stages.page_rows import PageMark, collect_rows
from pipeline.stages.parts import PartGone
from pipeline.stages.workspace import Covered, Parts
from pipeline.tables.rows import TABLES

MOST_CHANGED = 10_000
"""Pages that are laid out at most; where more have changed, the releases are compared as a whole."""

QUARANTINE = parquet_path("quarantine")


class Side(NamedTuple):
    """One of the two releases: its parts in order, its quarantine table, its number of rows by table."""

    version: str
    parts: Sequence[Covered]
    quarantine: bytes
    rows: Mapping[str, int]


def compare_parts(parts: Parts, old: Side, new: Side) -> Comparison | None:
    """What changed between the releases that two builds of the same parser made.

    Returns:
        null where so much did that the releases should be compared as a whole, or where a part is gone.
    """
    try:
        # Parts that both have hold the same rows.
        gone, come = _only_in(old.parts, new.parts), _only_in(new.parts, old.parts)
        pages = _changed_pages(parts, gone, come)
        if len({drug_id_of(path) for path, _ in pages}) > MOST_CHANGED:
            return None
        with scratch_folder() as scratch:
            before = _lay_out(scratch / "old", old.quarantine, parts, gone, pages)
            after = _lay_out(scratch / "new", new.quarantine, parts, come, pages)
            found = compare_releases(before, after, old_version=old.version, new_version=new.version)
    except PartGone:
        return None
    tables = (replace(table, old_rows=old.rows[table.table], new_rows=new.rows[table.table]) for table in found.tables)
    return replace(found, tables=tuple(tables))


def _only_in(some: Sequence[Covered], others: Sequence[Covered]) -> list[Covered]:
    known = {part.part for part in others}
    return [part for part in some if part.part not in known]


def _changed_pages(parts: Parts, gone: Iterable[Covered], come: Iterable[Covered]) -> set[PageMark]:
    """The pages that only one of the releases has, in just these bytes and at this path.

    Parts are taken in the order of ids, so that what both releases have is met twice soon and not remembered for long.
    """
    changed: set[PageMark] = set()
    for part in heapq.merge(gone, come, key=attrgetter("first")):
        changed ^= set(parts.pages(part.part))
    return changed


def _lay_out(
    folder: Path, quarantine: bytes, parts: Parts, some: Iterable[Covered], pages: AbstractSet[PageMark]
) -> Path:
    """Write the rows of some pages, and all of quarantine, as the Parquet tables of a release."""
    (folder / PARQUET).mkdir(parents=True)
    found = [{name: spec.arrow_schema.empty_table() for name, spec in TABLES.items()}]
    for part in some:
        if wanted := [page for page in parts.pages(part.part) if page in pages]:
            files = parts.files(part.part)
            own = files[-1].rows()
            sources = [own] if all(page in own for page in wanted) else [own, files[0].rows()]
            rows = collect_rows(wanted, sources)
            # Copies: rows used where they stand would keep the whole part in memory.
            found.append({name: table.take(np.arange(table.num_rows)) for name, table in rows.items()})
    for name in TABLES:
        pyarrow.parquet.write_table(pa.concat_tables(rows[name] for rows in found), folder / parquet_path(name))
    (folder / QUARANTINE).write_bytes(quarantine)
    return folder
