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
        yield Notice("error", f"Rules of the contract that are broken: {len(validation.failures):,}.", "checks")


def _findings(statistics: Statistics) -> Iterator[Notice]:
    if errors := statistics.severities[Severity.ERROR]:
        yield Notice(
            "error", f"Findings that are errors, where something of a page could not be read: {errors:,}.", "findings"
        )
    if warnings := statistics.severities[Severity.WARNING]:
        yield Notice("warning", f"Findings that are warnings: {warnings:,}.", "findings")


def _inputs(statistics: Statistics) -> Iterator[Notice]:
    if quarantined := statistics.rows["quarantine"]:
        text = f"Inputs that could not be accepted: {quarantined:,} of {statistics.inputs:,}."
        yield Notice("warning", text, "quarantine")
    if empty := statistics.status[Status.NO_CONTENT]:
        yield Notice("warning", f"Pages that hold no section: {empty:,} of {statistics.pages:,}.", "content")


def _losses(comparison: Comparison) -> Iterator[Notice]:
    lost = [
        f"{table.table} {table.old_rows - table.new_rows:,} of {table.old_rows:,}"
        for table in comparison.tables
        if table.table not in ("findings", "quarantine") and table.new_rows < table.old_rows
    ]
    if lost:
        yield Notice("warning", f"Fewer rows than in {comparison.old_version}: {', '.join(lost)}.", "changes")
    if comparison.schema:
        text = f"Differences from the schema of {comparison.old_version}: {len(comparison.schema):,}."
        yield Notice("warning", text, "changes")


def _formulas(statistics: Statistics) -> Iterator[Notice]:
    # Verbatim Markdown begins with the mark of its list: what else it would run stands in the plain text, too.
    counts = statistics.formula_cells.items()
    if cells := sum(count for (_, column), count in counts if column not in ("markdown", "answer_markdown")):
        text = f"Cells that a spreadsheet would run as formulas, verbatim Markdown aside: {cells:,}."
        yield Notice("warning", text, "formulas")
