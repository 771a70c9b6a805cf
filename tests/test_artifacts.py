"""Artifacts say what a steward asks, and words of pages stay words."""

import html
import re

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pipeline.operations.artifacts import (
    FINDINGS_SHOWN,
    escaped,
    failure_markdown,
    finding_rows,
    report_address,
    summary_markdown,
)
from pipeline.stages.run import Outcome
from pipeline.tables.rows import TABLES

OUTCOME = Outcome(
    published=True,
    version="2026.11.1",
    release="/srv/out/releases/2026.11.1",
    reason="published 2026.11.1: 9 pages",
    previous="2026.11.0",
    inputs=10,
    parsed=4,
    rows={"drugs": 9, "quarantine": 1},
    findings={"section_empty": 1, "front_matter_invalid": 2, "raw_html": 7},
    quarantine={"empty": 1},
    statuses={"complete": 6, "partial": 3},
    changes=("1 page added: <i>zinc</i>",),
)


def test_the_summary_answers_a_stewards_questions() -> None:
    text = summary_markdown(OUTCOME, "http://127.0.0.1/releases/2026.11.1/report.html")
    assert text.startswith("# Release 2026.11.1\n")
    assert "[report.html](<http://127.0.0.1/releases/2026.11.1/report.html>)" in text
    assert "10 input files = 9 pages + 1 quarantined; 4 of them were read anew." in text
    assert "| complete | 6 | 66.7% |" in text
    assert "## Change since 2026.11.0\n\n- 1 page added: &lt;i&gt;zinc&lt;/i&gt;" in text
    order = [text.index(code) for code in ("`front_matter_invalid`", "`section_empty`", "`raw_html`")]
    assert order == sorted(order), "the worst findings come first"
    assert "| `empty` | 1 |" in text


def test_no_change_and_nothing_found_are_said() -> None:
    quiet = OUTCOME._replace(published=False, findings={}, quarantine={}, changes=())
    text = summary_markdown(quiet, "s3://bucket/report.html")
    assert text.startswith("# No change since release 2026.11.1\n")
    assert "`s3://bucket/report.html`" in text, "a browser cannot open it"
    assert "No change.\n" in text
    assert "## Findings by code\n\nNone." in text
    assert "## Quarantine\n\nEmpty." in text
    assert "This is the first release." in summary_markdown(OUTCOME._replace(previous=None), "x")


def test_the_report_is_addressed_where_it_is_served() -> None:
    assert report_address(OUTCOME, None) == "/srv/out/releases/2026.11.1/report.html"
    assert report_address(OUTCOME, "http://here/") == "http://here/releases/2026.11.1/report.html"


@given(st.text(st.characters(blacklist_categories=["Cs", "Cc", "Zl", "Zp"])))
def test_any_text_reads_as_itself_in_a_cell(text: str) -> None:
    source = f"| a |\n| --- |\n| {escaped(text)} |\n"
    shown = MarkdownIt("gfm-like", {"linkify": False}).render(source)
    cell = re.search(r"<td>(.*)</td>", shown)
    assert cell is not None
    assert html.unescape(cell[1]).split() == text.split()


def test_a_failure_is_shown_word_by_word() -> None:
    assert "    <b>\n    | x" in failure_markdown("<b>\n| x")


def test_findings_come_worst_first_and_are_capped() -> None:
    row = {"drug_id": "a", "source_path": "a.md", "line": 1, "code": "x", "message": "<m>", "excerpt": None}
    rows = [row | {"position": n, "severity": s} for n, s in enumerate(["info"] * FINDINGS_SHOWN + ["error"])]
    shown = finding_rows(pa.Table.from_pylist(rows, TABLES["findings"].arrow_schema))
    assert len(shown) == FINDINGS_SHOWN
    assert [shown[0]["severity"], shown[1]["severity"]] == ["error", "info"]
    assert shown[0]["message"] == "&lt;m&gt;"
