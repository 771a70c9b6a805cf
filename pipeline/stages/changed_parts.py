"""What changed since the last build, told from parts: only pages whose bytes changed can have other rows.

The parser and the schema are those of the last build, or there would be no parts of it to be read. So the rows of the
few pages that differ are laid out as two small releases, and those are compared as any two are.
"""

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, repeat
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet

from pipeline.release.comparison import Comparison
from pipeline.release.diff import compare_releases
from pipeline.scratch import scratch_folder
from pipeline.sources.page import drug_id_of
from pipeline.stages.parts import Part, PartFile, PartGone
from pipeline.stages.reuse import PageRows, collect_rows
from pipeline.stages.workspace import Parts
from pipeline.tables.checks import Tables
from pipeline.tables.rows import TABLES

MOST_CHANGED = 10_000
"""Pages that are laid out at most; where more have changed, the releases are compared as a whole."""

QUARANTINE = "parquet/quarantine.parquet"

PageKey = tuple[str, str, str]
"""A page's ``drug_id`` and path, and the digest of its bytes."""


def _changed_pages(parts: Parts, old: Iterable[str], new: Iterable[str]) -> set[str]:
    """The ids of the pages that came, went or have other bytes or another path; parts come in the order of ids."""
    both = heapq.merge(_keys(parts, old), _keys(parts, new))
    return {key[0] for key, found in groupby(both) if sum(1 for _ in found) == 1}


def _keys(parts: Parts, names: Iterable[str]) -> Iterator[PageKey]:
    for name in names:
        yield from ((drug_id_of(path), path, mark) for path, mark in parts.open(name).pages)


class Side(NamedTuple):
    """One of the two releases: the names of its parts, its quarantine table, its number of rows by table."""

    version: str
    parts: Sequence[str]
    quarantine: bytes
    rows: Mapping[str, int]


def compare_parts(parts: Parts, old: Side, new: Side) -> Comparison | None:
    """What changed between the releases that two builds of the same parser made.

    Returns:
        null where so much did that the releases should be compared as a whole, or where a part is gone.
    """
    try:
        # Parts that both have hold the same rows.
        gone = [name for name in old.parts if name not in set(new.parts)]
        come = [name for name in new.parts if name not in set(old.parts)]
        pages = _changed_pages(parts, gone, come)
        if len(pages) > MOST_CHANGED:
            return None
        with scratch_folder() as scratch:
            before = _lay_out(scratch / "old", map(parts.open, gone), old, pages)
            after = _lay_out(scratch / "new", map(parts.open, come), new, pages)
            found = compare_releases(before, after, old_version=old.version, new_version=new.version)
    except PartGone:
        return None
    tables = (replace(table, old_rows=old.rows[table.table], new_rows=new.rows[table.table]) for table in found.tables)
    return replace(found, tables=tuple(tables))


def _lay_out(folder: Path, parts: Iterable[PartFile], side: Side, pages: set[str]) -> Path:
    """Write the rows of some pages, and all of quarantine, as the Parquet tables of a release."""
    (folder / "parquet").mkdir(parents=True)
    found = [{name: spec.arrow_schema.empty_table() for name, spec in TABLES.items()}]
    found += (_rows_of(file.part(), pages) for file in parts)
    for name in TABLES:
        pyarrow.parquet.write_table(pa.concat_tables(rows[name] for rows in found), folder / f"parquet/{name}.parquet")
    (folder / QUARANTINE).write_bytes(side.quarantine)
    return folder


def _rows_of(part: Part, pages: set[str]) -> Tables:
    paths = [path for path, _ in part.header.pages if drug_id_of(path) in pages]
    return collect_rows(paths, repeat(PageRows(part.tables), len(paths)))
