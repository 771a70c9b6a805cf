"""What is counted of a run's tables, for its summary and its gates."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.stages.gates import SHOWN_CASES
from pipeline.tables.checks import Tables
from pipeline.vocabulary import Status


@dataclass(frozen=True)
class Counts:
    """What is counted of a batch: rows by table, pages by status, findings by code, quarantined files by reason.

    The first names of quarantined files and of pages without content are kept for messages.
    """

    rows: dict[str, int]
    statuses: dict[str, int]
    findings: dict[str, int]
    quarantine: dict[str, int]
    first_quarantined: tuple[str, ...] = ()
    first_no_content: tuple[str, ...] = ()


def read_counts(said: dict[str, Any]) -> Counts:
    """Counts from their JSON values."""
    names = {name: tuple(said[name]) for name in ("first_quarantined", "first_no_content")}
    return Counts(**said | names)


def count_rows(tables: Tables) -> Counts:
    """Count what a run tells of its tables."""
    drugs, quarantine = tables["drugs"], tables["quarantine"]
    without = drugs.filter(pc.equal(drugs["status"], str(Status.NO_CONTENT)))
    return Counts(
        {name: table.num_rows for name, table in tables.items()},
        _by_value(drugs["status"]),
        _by_value(tables["findings"]["code"]),
        _by_value(quarantine["reason"]),
        _first(quarantine["source_path"]),
        _first(without["drug_id"]),
    )


def _by_value(column: pa.ChunkedArray) -> dict[str, int]:
    return {str(found["values"]): int(found["counts"]) for found in pc.value_counts(column).to_pylist()}


def _first(column: pa.ChunkedArray) -> tuple[str, ...]:
    return tuple(column.slice(0, SHOWN_CASES).to_pylist())


def add_counts(counts: Iterable[Counts]) -> Counts:
    """The counts of several batches as one."""
    rows, statuses, findings, quarantine = (Counter[str]() for _ in range(4))
    names: tuple[list[str], list[str]] = ([], [])
    for some in counts:
        rows.update(some.rows)
        statuses.update(some.statuses)
        findings.update(some.findings)
        quarantine.update(some.quarantine)
        names[0].extend(some.first_quarantined)
        names[1].extend(some.first_no_content)
    first = [tuple(kind[:SHOWN_CASES]) for kind in names]
    return Counts(dict(rows), dict(statuses), dict(findings), dict(quarantine), *first)
