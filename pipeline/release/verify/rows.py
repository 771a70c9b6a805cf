"""Whether the rows keep the contract: every promise and law, a run of pages at a time, and what needs the whole."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.release.places import parquet_path
from pipeline.release.sorted_table import SortedTable, walk_together
from pipeline.release.verify.verification import Evidence
from pipeline.tables.checks import CASES_SHOWN, Tables, Validation
from pipeline.tables.rows import TABLES
from pipeline.tables.validate import validate_tables

BY_PAGE = tuple(name for name, spec in TABLES.items() if "drug_id" in spec.column_names)
"""The tables whose rows belong to pages; quarantine is the other one."""


def read_runs(folder: Path) -> Iterator[Tables]:
    """The tables of a release, a run of neighbouring pages at a time; the last run holds the quarantine alone."""
    nothing = {name: spec.arrow_schema.empty_table() for name, spec in TABLES.items()}
    with ExitStack() as opened:
        files = [SortedTable(folder / parquet_path(name), TABLES[name].column_names, "drug_id") for name in BY_PAGE]
        for file in files:
            opened.callback(file.close)
        for tables in walk_together(files):
            yield nothing | dict(zip(BY_PAGE, tables, strict=True))
    yield nothing | {"quarantine": pq.read_table(folder / parquet_path("quarantine"))}


class RowCheck:
    """Checks runs of pages as they come, and remembers what has to be compared between them."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._last = ""
        self._paths: set[str] = set()

    def add(self, tables: Tables) -> None:
        """Check a run."""
        self._report(validate_tables(tables))
        self._follow(tables["drugs"])
        self._meet(tables["drugs"]["source_path"])
        self._meet(tables["quarantine"]["source_path"])

    def _report(self, validation: Validation) -> None:
        self._evidence.counts["rules"] = len(validation.checks)
        for check in validation.checks:
            if check.failures:
                sentence = f"{check.subject} is not as promised: {check.sentence}"
                self._evidence.report_many(sentence, check.failures, check.cases[:CASES_SHOWN])

    def _follow(self, drugs: pa.Table) -> None:
        """Between runs, too, pages come in order and none comes twice."""
        if drugs.num_rows:
            first, last = drugs["drug_id"][0].as_py(), drugs["drug_id"][-1].as_py()
            if first <= self._last:
                self._evidence.report("drugs are not sorted, or one occurs twice", f"{first} after {self._last}")
            self._last = max(self._last, last)

    def _meet(self, paths: pa.ChunkedArray) -> None:
        """An input is a drug or a quarantine row, and only once."""
        for path in paths.to_pylist():
            if path in self._paths:
                self._evidence.report("an input has two rows in drugs and quarantine", path)
            self._paths.add(path)
