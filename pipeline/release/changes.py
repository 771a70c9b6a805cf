"""A comparison written down: Markdown for CHANGES.md, JSON for diff.json, plain text for a terminal.

Words of pages are quoted so that they do nothing where they are read: as code spans in Markdown, with control
characters spelled out on a terminal.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from pipeline.release.comparison import CellChange, Comparison, RowSample, TableChange, Value
from pipeline.release.visible import visible
from pipeline.wording import counted

PAGES_SHOWN = 30
"""Pages named in CHANGES.md and on the terminal."""

PAGES_LISTED = 10_000
"""Pages named in diff.json."""

MOVED = "Moved rows say what they said, in another place of their page or below a row that was edited."

COLUMNS_SHOWN = 5
TERMINAL_SAMPLES = 5
_GAINS = (("findings", "Findings"), ("quarantine", "Quarantine"))


def comparison_json(comparison: Comparison) -> str:
    """The comparison as JSON. Totals are exact; a list of pages longer than ``PAGES_LISTED`` is cut."""
    document = {
        "old_version": comparison.old_version,
        "new_version": comparison.new_version,
        "is_first": comparison.is_first,
        "is_same": comparison.is_same,
        "schema": [change._asdict() for change in comparison.schema],
        "description": [
            {"field": change.column, "old": change.old, "new": change.new} for change in comparison.description
        ],
        "files": dict(_files(comparison)),
        "pages": {name: {"count": len(pages), "drug_ids": pages[:PAGES_LISTED]} for name, pages in _pages(comparison)},
        "tables": [_table_document(table) for table in comparison.tables],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _table_document(table: TableChange) -> dict[str, Any]:
    return asdict(table) | {
        "columns": [{"column": column, "changed": count} for column, count in table.columns],
        "kinds": [kind._asdict() for kind in table.kinds],
        "samples": [
            sample._asdict() | {"cells": [cell._asdict() for cell in sample.cells]} for sample in table.samples
        ],
    }


def _pages(comparison: Comparison) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (
        ("added", comparison.pages_added),
        ("removed", comparison.pages_removed),
        ("changed", comparison.pages_changed),
    )


def _files(comparison: Comparison) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return ("added", comparison.files_added), ("removed", comparison.files_removed)


def summarize(comparison: Comparison) -> str:
    """The comparison in one sentence."""
    since = f" since {comparison.old_version}" if comparison.old_version else ""
    if comparison.is_first:
        return "This is the first release; there is nothing to compare it with."
    if comparison.is_same:
        return f"No change{since}: the same pages say the same."
    rows = [
        (name, sum(getattr(table, name) for table in comparison.tables))
        for name in ("added", "removed", "changed", "moved")
    ]
    schema = f" Schema: {counted(len(comparison.schema), 'change')}." if comparison.schema else ""
    pages = [(name, len(found)) for name, found in _pages(comparison)]
    fields = ", ".join(change.column for change in comparison.description)
    description = f" Description: {fields}." if fields else ""
    files = [(name, len(paths)) for name, paths in _files(comparison) if paths]
    beside = f"{description} Files: {_counted(files)}." if files else description
    return f"Changes{since}. Pages: {_counted(pages)}. Rows: {_counted(rows)}.{schema}{beside}"


def _counted(counts: Sequence[tuple[str, int]]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts if count) or "none changed"


def render_changes(comparison: Comparison) -> str:
    """CHANGES.md: what changed since the release before."""
    title = f"# Changes in {comparison.new_version}" if comparison.new_version else "# Changes"
    lines = [title, "", summarize(comparison), ""]
    if not (comparison.is_first or comparison.is_same):
        for part in (_schema_part, _description_part, _pages_part, _tables_part, _gains_part, _samples_part):
            lines += part(comparison)
    return "\n".join(lines).rstrip("\n") + "\n"


def _schema_part(comparison: Comparison) -> Iterator[str]:
    yield from ("## Schema", "")
    for change in comparison.schema:
        subject = f"{change.table}.{change.column}" if change.column else change.table
        yield f"- `{subject}`: {change.sentence} ({change.level})"
    if not comparison.schema:
        yield "No change."
    yield ""


def _description_part(comparison: Comparison) -> Iterator[str]:
    yield from ("## Description and files", "")
    for change in comparison.description:
        yield f"- `{change.column}`: {_code(change.old)} → {_code(change.new)}{_meaning(change)}"
    for name, paths in _files(comparison):
        if paths:
            yield f"- Files {name}: {', '.join(_code(path) for path in paths)}"
    if not (comparison.description or comparison.files_added or comparison.files_removed):
        yield "No change."
    yield ""


def _meaning(change: CellChange) -> str:
    is_origin = change.column == "origin_digest"
    return " (pages have other public addresses, or others of them stand at a commit)" if is_origin else ""


def _pages_part(comparison: Comparison) -> Iterator[str]:
    yield from ("## Pages", "")
    for name, pages in _pages(comparison):
        more = f" and {len(pages) - PAGES_SHOWN:,} more" if len(pages) > PAGES_SHOWN else ""
        names = ", ".join(_code(page) for page in pages[:PAGES_SHOWN])
        yield f"- {len(pages):,} {name}" + (f": {names}{more}" if pages else "")
    yield ""


def _tables_part(comparison: Comparison) -> Iterator[str]:
    yield from ("## Tables", "")
    yield MOVED
    yield ""
    yield "| table | rows before | rows now | added | removed | changed | moved | columns changed most |"
    yield "|---|--:|--:|--:|--:|--:|--:|---|"
    for table in comparison.tables:
        counts = (table.old_rows, table.new_rows, table.added, table.removed, table.changed, table.moved)
        columns = ", ".join(f"`{column}` {count:,}" for column, count in table.columns[:COLUMNS_SHOWN])
        yield f"| {table.table} | " + " | ".join(f"{count:,}" for count in counts) + f" | {columns} |"
    yield ""


def _gains_part(comparison: Comparison) -> Iterator[str]:
    for name, title in _GAINS:
        yield from (f"## {title}", "")
        kinds = comparison.table(name).kinds
        yield from (f"- `{kind.kind}`: {kind.added:,} gained, {kind.removed:,} cured" for kind in kinds)
        if not kinds:
            yield "None gained, none cured."
        yield ""


def _samples_part(comparison: Comparison) -> Iterator[str]:
    sampled = [table for table in comparison.tables if table.samples]
    if sampled:
        yield from ("## Samples", "")
    for table in sampled:
        yield f"### {table.table}"
        yield ""
        yield f"{len(table.samples):,} of {table.added + table.removed + table.changed:,} rows."
        yield ""
        for sample in table.samples:
            yield f"- {sample.change} {_code(_name(sample))}"
            yield from (f"  - {cell.column}: {_arrow(sample, cell, _code)}" for cell in sample.cells)
        yield ""


def render_text(comparison: Comparison) -> str:
    """The comparison for a terminal: the sentence, the tables with changes, findings and quarantine, some samples."""
    lines = [summarize(comparison)]
    for change in comparison.schema:
        subject = f"{change.table}.{change.column}" if change.column else change.table
        lines.append(f"  schema: {subject}: {change.sentence} ({change.level})")
    lines += _description_lines(comparison)
    for name, pages in _pages(comparison):
        lines += _listed(name, pages)
    for table in comparison.tables:
        if table.total:
            lines += ["", *_table_lines(table)]
    return "\n".join(lines) + "\n"


def _description_lines(comparison: Comparison) -> Iterator[str]:
    for change in comparison.description:
        yield f"  {change.column}: {_visible(change.old)} → {_visible(change.new)}{_meaning(change)}"
    for name, paths in _files(comparison):
        yield from _listed(f"files {name}", paths)


def _listed(name: str, pages: Sequence[str]) -> Iterator[str]:
    if pages:
        more = f" and {len(pages) - PAGES_SHOWN:,} more" if len(pages) > PAGES_SHOWN else ""
        yield f"  {name}: {', '.join(_visible(page) for page in pages[:PAGES_SHOWN])}{more}"


def _table_lines(table: TableChange) -> Iterator[str]:
    yield (
        f"{table.table}: {table.old_rows:,} -> {table.new_rows:,} rows; {table.added:,} added, "
        f"{table.removed:,} removed, {table.changed:,} changed, {table.moved:,} moved"
    )
    if table.columns:
        yield "  columns: " + ", ".join(f"{column} {count:,}" for column, count in table.columns[:COLUMNS_SHOWN])
    if table.table in dict(_GAINS):
        yield from (f"  {kind.kind}: {kind.added:,} gained, {kind.removed:,} cured" for kind in table.kinds)
    for sample in table.samples[:TERMINAL_SAMPLES]:
        yield f"  {sample.change} {_visible(_name(sample))}"
        yield from (f"    {cell.column}: {_arrow(sample, cell, _visible)}" for cell in sample.cells)


def _name(sample: RowSample) -> str:
    """A row's key before and after; only the page where the key is its place."""
    keys = [key for key in (sample.old_key, sample.new_key) if key is not None]
    return " -> ".join(dict.fromkeys(keys))


def _arrow(sample: RowSample, cell: CellChange, quote: Callable[[Value], str]) -> str:
    if sample.change == "added":
        return quote(cell.new)
    if sample.change == "removed":
        return quote(cell.old)
    return f"{quote(cell.old)} → {quote(cell.new)}"


def _visible(value: Value) -> str:
    return "null" if value is None else visible(str(value))


def _code(value: Value) -> str:
    """A value as a Markdown code span, fenced by more backticks than it holds (CommonMark 0.31.2, 6.1)."""
    text = _visible(value)
    runs = [len(run) for run in re.findall("`+", text)]
    fence = "`" * (max(runs, default=0) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") or not text.strip() else ""
    return f"{fence}{pad}{text}{pad}{fence}"
