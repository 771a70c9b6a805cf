"""The data dictionary, the codebook and validation.json, as a reader finds them."""

import csv
import io
import json
import re
from pathlib import Path

from made_release import UNKNOWN, write_release, write_tables
from made_tables import sample_tables

from pipeline.release.codebook import HEADER, render_codebook
from pipeline.release.dictionary import closed_lists, render_dictionary
from pipeline.release.validation_report import render_validation
from pipeline.tables.rows import TABLES
from pipeline.tables.validate import validate_tables
from pipeline.vocabulary import FindingCode, SectionKind


def test_every_link_of_the_dictionary_leads_to_a_heading(tmp_path: Path) -> None:
    text = render_dictionary(write_tables(tmp_path))
    headings = {line.lstrip("# ").lower() for line in text.splitlines() if line.startswith("#")}
    links = set(re.findall(r"\]\(#([a-z]+)\)", text))
    assert links
    assert links <= headings


def test_every_member_of_every_list_is_explained(tmp_path: Path) -> None:
    """A value of a closed list has its sentence, a finding its severity."""
    text = render_dictionary(write_tables(tmp_path))
    assert {FindingCode, SectionKind} <= set(closed_lists())
    for values in closed_lists():
        for member in values:
            assert member.sentence in text
            assert f"| `{member}` |" in text
    assert f"| `{FindingCode.RAW_HTML}` | info |" in text


def test_every_table_row_has_as_many_cells_as_its_head(tmp_path: Path) -> None:
    """A pipe in a pattern splits no cell."""
    for block in re.findall(r"(?:^\|.*\n)+", render_dictionary(write_tables(tmp_path)), re.MULTILINE):
        widths = {len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}
        assert len(widths) == 1


def test_the_dictionary_counts_rows(tmp_path: Path) -> None:
    text = render_dictionary(write_tables(tmp_path))
    for name, table in sample_tables().items():
        assert f"{table.num_rows:,} rows." in text.split(f"\n## {name}\n")[1].split("\n## ")[0]


def test_the_codebook_is_plain_csv() -> None:
    """RFC 4180 with LF: every row as wide as the header."""
    text = render_codebook()
    assert "\r" not in text
    rows = list(csv.reader(io.StringIO(text)))
    assert tuple(rows[0]) == HEADER
    assert {len(row) for row in rows} == {len(HEADER)}


def test_validation_says_what_was_checked_and_found(tmp_path: Path) -> None:
    """Each check with its table, rule and rows; failures in words; inputs = accepted + quarantined."""
    tables = sample_tables()
    facts = write_release(tmp_path, UNKNOWN)
    report = json.loads((tmp_path / "validation.json").read_text())
    assert report["passed"] is True
    assert report["failures"] == []
    assert report["inputs"] == {"files": 6, "accepted": 4, "quarantined": 2}
    assert sum(len(table["checks"]) for table in report["tables"].values()) == report["checks"]
    for name, table in report["tables"].items():
        assert {check["rows"] for check in table["checks"]} == {tables[name].num_rows} == {table["rows"]}
    broken = {**tables, "faqs": tables["faqs"].drop_columns(["group"])}
    failed = json.loads(render_validation(facts, validate_tables(broken)))
    assert failed["passed"] is False
    assert "faqs" in failed["failures"][0]


def test_tables_are_described_in_their_order(tmp_path: Path) -> None:
    text = render_dictionary(write_tables(tmp_path))
    places = [text.index(f"\n## {name}\n") for name in TABLES]
    assert places == sorted(places)
