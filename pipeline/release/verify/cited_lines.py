"""Whether the cited lines of the source hold what the rows say, and whether the rows hold every line.

This reads pages without the parser: what a parser gets wrong is found only by somebody who reads another way.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa

from pipeline.release.verify.page_lines import PageLines, squash
from pipeline.release.verify.verification import Evidence
from pipeline.sources.page import NoPages, Refusal, Source
from pipeline.tables.checks import Tables

Row = dict[str, Any]

_SAID = {
    "sections": ("heading", "text"),
    "paragraphs": ("label", "text"),
    "bullets": ("label", "text"),
    "faqs": ("question", "answer"),
}
"""The columns of each table whose words stand in the cited lines."""


class SourceCheck:
    """Checks runs of pages against their source.

    Args:
        source: the pages.
        evidence: what is found goes there.
        include, exclude: the patterns of the pages that the release was made from.
    """

    def __init__(
        self, source: Source, evidence: Evidence, include: Sequence[str] = (), exclude: Sequence[str] = ()
    ) -> None:
        self._source = source
        self._evidence = evidence
        self._patterns = include, exclude
        self._known: set[str] = set()

    def add(self, tables: Tables) -> None:
        """Check the pages of a run, and that what is in quarantine is still the same file."""
        rows = {name: _by_drug(tables[name]) for name in _SAID}
        for drug in tables["drugs"].select(["drug_id", "title", "source_path", "source_sha256"]).to_pylist():
            data = self._read(drug["source_path"], drug["source_sha256"])
            if data is not None:
                self._evidence.counts["source pages"] += 1
                self._check_page(drug, PageLines(data, drug["title"]), {n: rows[n][drug["drug_id"]] for n in rows})
        for row in tables["quarantine"].to_pylist():
            if row["source_sha256"] is not None:
                self._read(row["source_path"], row["source_sha256"])
            self._known.add(row["source_path"])

    def finish(self) -> None:
        """Note the pages that the source holds and the release does not."""
        try:
            listing = self._source.list(*self._patterns)
        except NoPages:
            return
        there = {*listing.pages, *(refusal.path for refusal in listing.refused)}
        if missing := sorted(there - self._known):
            shown = ", ".join(missing[:3]) + (", …" if len(missing) > 3 else "")
            self._evidence.notes.append(f"inputs of the source that are not in the release: {len(missing):,} ({shown})")

    def _read(self, path: str, sha256: str) -> bytes | None:
        """The bytes of a page, if they are those that the release was made from."""
        self._known.add(path)
        data = self._source.read(path)
        if isinstance(data, Refusal):
            self._evidence.report_source("a page of the release is not in the source", f"{path}: {data.message}")
            return None
        if hashlib.sha256(data).hexdigest() != sha256:
            self._evidence.report_source("a page of the source is not the one that the release was made from", path)
            return None
        return data

    def _check_page(self, drug: Row, page: PageLines, rows: dict[str, list[Row]]) -> None:
        path = drug["source_path"]
        for name, found in rows.items():
            for row in found:
                self._check_row(path, name, row, page)
        self._check_conservation(path, page, rows)

    def _check_row(self, path: str, name: str, row: Row, page: PageLines) -> None:
        start, end = row["line_start"], row["line_end"]
        where = f"{path} line {start}: {name} {row['position']}"
        if not page.body_line <= start <= end <= len(page.lines):
            self._evidence.report("a row cites lines that are not in the body of its page", where)
            return
        self._evidence.counts["rows with cited lines"] += 1
        if not _is_verbatim(row, page):
            self._evidence.report(f"{name}: the Markdown is not what the cited lines say", where)
        for column in _SAID[name]:
            if row[column] is not None and not page.says(row[column], start, end):
                self._evidence.report(f"{name}.{column} has words that are not in the cited lines", where)

    def _check_conservation(self, path: str, page: PageLines, rows: dict[str, list[Row]]) -> None:
        covered = set(_covered_lines(rows))
        owed = page.owed()
        self._evidence.counts["source lines"] += len(owed)
        for number, line in owed.items():
            if number not in covered and not _is_heading(number, page, rows["sections"]):
                self._evidence.report("a line of the source is in no row", f"{path} line {number}: {line[:80]}")


def _by_drug(table: pa.Table) -> defaultdict[str, list[Row]]:
    grouped: defaultdict[str, list[Row]] = defaultdict(list)
    for row in table.to_pylist():
        grouped[row["drug_id"]].append(row)
    return grouped


def _is_verbatim(row: Row, page: PageLines) -> bool:
    if "markdown" in row:
        return bool(row["markdown"] == page.source(row["line_start"], row["line_end"]))
    if row["answer_markdown"] is None:
        return True
    return row["answer_markdown"] in page.source(row["answer_line"], row["line_end"])


def _covered_lines(rows: dict[str, list[Row]]) -> Iterator[int]:
    for section in rows["sections"]:
        if section["heading"] is not None:
            yield section["line_start"]
    for name in ("paragraphs", "bullets", "faqs"):
        for row in rows[name]:
            yield from range(row["line_start"], row["line_end"] + 1)


def _is_heading(number: int, page: PageLines, sections: Sequence[Row]) -> bool:
    """Whether a line goes on with a section's heading, or underlines it."""
    for section in sections:
        if section["heading"] and section["line_start"] < number <= section["line_end"]:
            said = squash(page.lines[number - 1])
            return said in squash(section["heading"]) if said else page.is_underline(number)
    return False
