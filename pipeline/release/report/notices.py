"""What a data steward should look at first, in a few sentences."""

from collections.abc import Iterator
from typing import NamedTuple

from pipeline.release.comparison import Comparison
from pipeline.release.statistics import Statistics
from pipeline.tables.checks import Validation
from pipeline.vocabulary import Severity, Status


class Notice(NamedTuple):
    """A sentence, how much it should worry (``error``, ``warning``, ``good``), and the part of the page to look at."""

    level: str
    text: str
    anchor: str = ""


def write_notices(statistics: Statistics, validation: Validation, comparison: Comparison) -> list[Notice]:
    """The notices of a release, the worst first; a good one where there is nothing to look at."""
    found = [
        *_broken(validation),
        *_findings(statistics),
        *_inputs(statistics),
        *_losses(comparison),
        *_formulas(statistics),
    ]
    found.sort(key=lambda notice: notice.level != "error")
    return found or [Notice("good", "Nothing asks for a look.")]


def _broken(validation: Validation) -> Iterator[Notice]:
    if validation.failures:
        yield Notice("error", f"{len(validation.failures):,} rules of the contract are broken.", "checks")


def _findings(statistics: Statistics) -> Iterator[Notice]:
    if errors := statistics.severities[Severity.ERROR]:
        yield Notice("error", f"{errors:,} findings are errors: something of a page could not be read.", "findings")
    if warnings := statistics.severities[Severity.WARNING]:
        yield Notice("warning", f"{warnings:,} findings are warnings.", "findings")


def _inputs(statistics: Statistics) -> Iterator[Notice]:
    if quarantined := statistics.rows["quarantine"]:
        text = f"{quarantined:,} of {statistics.inputs:,} inputs could not be accepted."
        yield Notice("warning", text, "quarantine")
    if empty := statistics.status[Status.NO_CONTENT]:
        yield Notice("warning", f"{empty:,} of {statistics.pages:,} pages hold no section.", "content")


def _losses(comparison: Comparison) -> Iterator[Notice]:
    for table in comparison.tables:
        if table.table not in ("findings", "quarantine") and table.new_rows < table.old_rows:
            lost = table.old_rows - table.new_rows
            text = f"{table.table} has {lost:,} of {table.old_rows:,} rows fewer than in {comparison.old_version}."
            yield Notice("warning", text, "changes")
    if comparison.schema:
        text = f"The schema differs from that of {comparison.old_version} in {len(comparison.schema):,} places."
        yield Notice("warning", text, "changes")


def _formulas(statistics: Statistics) -> Iterator[Notice]:
    if cells := statistics.formula_cells.total():
        yield Notice("warning", f"{cells:,} cells would be run as formulas by a spreadsheet.", "formulas")
