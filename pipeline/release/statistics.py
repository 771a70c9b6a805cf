"""What a release holds, counted while its parts stream by: the numbers behind the report, the card and the summary.

Memory depends on the number of different values and on the limits below, not on the number of rows. Every total is
exact; only the rows kept for display are limited.
"""

from collections import Counter
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.release.distribution import Distribution
from pipeline.tables.checks import Tables
from pipeline.tables.rows import TABLES
from pipeline.tables.text_bytes import text_bytes

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""First characters that make a spreadsheet run a cell (OWASP, *CSV Injection*)."""

_STARTS_FORMULA = np.isin(np.arange(256), [ord(start) for start in FORMULA_STARTS])
"""Of each byte, whether it is one of them."""

FINDINGS_SHOWN_PER_CODE = 250
QUARANTINE_SHOWN = 200


class FindingExample(NamedTuple):
    """A finding as the report shows it; ``source_url`` is the page's public address, where it has one."""

    source_path: str
    source_url: str | None
    line: int | None
    code: str
    severity: str
    message: str
    excerpt: str | None


class QuarantineExample(NamedTuple):
    """A quarantined input as the report shows it."""

    source_path: str
    reason: str
    message: str
    line: int | None
    excerpt: str | None


class Statistics:
    """Counts of a release. Call :meth:`add` once a part, in the order of the parts; then read the attributes.

    ``rows`` counts by table, ``status`` pages by status, ``section_pages`` pages that have the section,
    ``finding_codes`` findings and ``finding_pages`` pages by code, ``formula_cells`` cells by (table, column). The
    distributions are of one number a page, but for ``answer_words``: one an answer.
    """

    def __init__(self) -> None:
        self.rows: Counter[str] = Counter(dict.fromkeys(TABLES, 0))
        self.status: Counter[str] = Counter()
        self.combinations = 0
        self.section_pages: Counter[str] = Counter()
        self.ingredients = Distribution()
        self.bullets = Distribution()
        self.questions = Distribution()
        self.words = Distribution()
        self.answer_words = Distribution()
        self.finding_codes: Counter[str] = Counter()
        self.finding_pages: Counter[str] = Counter()
        self.severities: Counter[str] = Counter()
        self.findings_shown: list[FindingExample] = []
        self.quarantine_reasons: Counter[str] = Counter()
        self.quarantine_shown: list[QuarantineExample] = []
        self.formula_cells: Counter[tuple[str, str]] = Counter()
        self._shown_of_code: Counter[str] = Counter()

    @property
    def pages(self) -> int:
        """Pages that were accepted."""
        return self.rows["drugs"]

    @property
    def inputs(self) -> int:
        """Pages that came in: accepted and quarantined."""
        return self.rows["drugs"] + self.rows["quarantine"]

    def add(self, tables: Tables) -> None:
        """Count a part: the tables of whole pages, none of which was in an earlier part."""
        for name, table in tables.items():
            self.rows[name] += table.num_rows
            self._add_formula_cells(name, table)
        self._add_drugs(tables["drugs"])
        self._add_sections(tables["sections"])
        self.answer_words.add(_word_counts(tables["faqs"]["answer"]))
        if tables["findings"].num_rows:
            self._add_findings(tables["findings"], tables["drugs"])
        if tables["quarantine"].num_rows:
            self._add_quarantine(tables["quarantine"])

    def _add_drugs(self, drugs: pa.Table) -> None:
        _count(self.status, drugs["status"])
        self.combinations += pc.sum(drugs["is_combination"]).as_py() or 0
        self.ingredients.add(drugs["ingredient_count"])
        self.bullets.add(drugs["bullet_count"])
        self.questions.add(drugs["faq_count"])

    def _add_sections(self, sections: pa.Table) -> None:
        _count_pages(self.section_pages, sections["drug_id"], sections["section"])
        self.words.add(sections.group_by("drug_id").aggregate([("word_count", "sum")])["word_count_sum"])

    def _add_formula_cells(self, name: str, table: pa.Table) -> None:
        for column in TABLES[name].columns:
            if column.is_free_text and (cells := sum(map(count_formulas, table[column.name].chunks))):
                self.formula_cells[name, column.name] += cells

    def _add_findings(self, findings: pa.Table, drugs: pa.Table) -> None:
        _count(self.finding_codes, findings["code"])
        _count(self.severities, findings["severity"])
        _count_pages(self.finding_pages, findings["drug_id"], findings["code"])
        urls = dict(zip(drugs["drug_id"].to_pylist(), drugs["source_url"].to_pylist(), strict=True))
        for row in self._rows_to_show(findings).to_pylist():
            url = urls.get(row.pop("drug_id"))
            del row["position"]
            self.findings_shown.append(FindingExample(source_url=url, **row))

    def _rows_to_show(self, findings: pa.Table) -> pa.Table:
        chosen = []
        for index, code in enumerate(findings["code"].to_pylist()):
            if self._shown_of_code[code] < FINDINGS_SHOWN_PER_CODE:
                self._shown_of_code[code] += 1
                chosen.append(index)
        return findings.take(pa.array(chosen, pa.int64()))

    def _add_quarantine(self, quarantine: pa.Table) -> None:
        _count(self.quarantine_reasons, quarantine["reason"])
        room = QUARANTINE_SHOWN - len(self.quarantine_shown)
        shown = quarantine.select(QuarantineExample._fields).slice(0, room)
        self.quarantine_shown += [QuarantineExample(**row) for row in shown.to_pylist()]


def _count(counter: Counter[str], values: pa.ChunkedArray) -> None:
    for entry in pc.value_counts(values).to_pylist():
        counter[entry["values"]] += entry["counts"]


def _count_pages(counter: Counter[str], drug_ids: pa.ChunkedArray, values: pa.ChunkedArray) -> None:
    """Count for each value the pages that have it, however often."""
    pairs = pa.table({"page": drug_ids, "value": values}).group_by(["page", "value"]).aggregate([])
    _count(counter, pairs["value"])


def count_formulas(texts: pa.StringArray) -> int:
    """How many texts a spreadsheet would run: what these start with is ASCII, so the first byte tells."""
    held, borders = text_bytes(texts)
    is_text = np.diff(borders) > 0
    if texts.null_count:
        is_text &= texts.is_valid().to_numpy(zero_copy_only=False)
    return int(_STARTS_FORMULA[held[borders[:-1][is_text]]].sum())


def _word_counts(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """The number of words of each text, split at ASCII white space; null stays null."""
    return pc.list_value_length(pc.ascii_split_whitespace(texts))
