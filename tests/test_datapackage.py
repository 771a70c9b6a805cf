"""datapackage.json, judged by frictionless itself."""

import json
from pathlib import Path

import frictionless
import pyarrow.csv
import pyarrow.parquet
import pytest
from made_pages import write_pages
from made_release import STATED, UNKNOWN, render_all, write_release, write_tables
from made_tables import Sketch, made_tables, sample_tables

from pipeline.build import BuildRequest, build
from pipeline.sources.description import SourceDescription
from pipeline.tables.rows import TABLES
from pipeline.tables.validate import validate_tables


@pytest.mark.parametrize("source", [UNKNOWN, STATED], ids=["unknown", "stated"])
def test_frictionless_accepts_the_release(tmp_path: Path, source: SourceDescription) -> None:
    """Sizes, sums, types, constraints, keys and references of every CSV file."""
    write_release(tmp_path, source)
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert report.flatten(["type", "message"]) == []
    assert report.valid
    assert [task.name for task in report.tasks] == list(TABLES)
    assert [task.stats["rows"] for task in report.tasks] == [table.num_rows for table in sample_tables().values()]


def test_what_was_asked_for_beside_the_tables_is_named_and_checked(tmp_path: Path) -> None:
    """Cells that begin like formulas stand in keys, too: pages may be named so."""
    raw = write_pages(tmp_path / "raw", ["-dash", "=1+1", "zinc"])
    asked = BuildRequest(str(raw), str(tmp_path / "out"), "2026.11.0", csv_safe=True, database=True)
    release = Path(build(asked).release)
    described = json.loads((release / "datapackage.json").read_text())["resources"]
    names = {resource["name"] for resource in described}
    assert names == {*TABLES, *(f"{table}-csv-safe" for table in TABLES), "monographs-sqlite"}
    assert frictionless.validate(str(release / "datapackage.json")).valid
    card = (release / "README.md").read_text()
    assert "- `csv-safe/`: the tables for spreadsheets" in card
    assert "- `monographs.sqlite`: all tables" in card
    (release / "monographs.sqlite").write_bytes(b"")
    assert not frictionless.validate(str(release / "datapackage.json")).valid


def test_what_was_not_asked_for_is_not_named(tmp_path: Path) -> None:
    write_release(tmp_path)
    for name in ("datapackage.json", "README.md"):
        text = (tmp_path / name).read_text()
        assert "csv-safe" not in text
        assert "monographs.sqlite" not in text


def test_frictionless_accepts_tables_without_rows(tmp_path: Path) -> None:
    tables = made_tables([Sketch("only")])
    facts = write_tables(tmp_path, UNKNOWN, tables)
    for name, text in render_all(facts, validate_tables(tables)).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert frictionless.validate(str(tmp_path / "datapackage.json")).valid


@pytest.mark.parametrize(
    ("path", "old", "new", "error"),
    [
        ("csv/drugs.csv", "complete", "finished", "constraint-error"),
        ("csv/bullets.csv", '"alphadone:usage","alphadone:usage#4', '"nobody:usage","alphadone:usage#4', "foreign-key"),
        ("csv/findings.csv", '"zeta",2', '"zeta",1', "primary-key"),
        ("csv/faqs.csv", ",27,", ",x,", "type-error"),
    ],
)
def test_frictionless_sees_what_is_broken(tmp_path: Path, path: str, old: str, new: str, error: str) -> None:
    """The descriptor is strict enough to find a changed value, not only a changed sum."""
    write_release(tmp_path)
    text = (tmp_path / path).read_text()
    assert old in text
    (tmp_path / path).write_text(text.replace(old, new, 1))
    found = {kind for (kind,) in frictionless.validate(str(tmp_path / "datapackage.json")).flatten(["type"])}
    assert error in found
    assert "hash-count" in found


def test_csv_and_parquet_hold_the_same_values(tmp_path: Path) -> None:
    """Read back by the schema, an empty field as null, both are the same table."""
    write_release(tmp_path)
    for name, spec in TABLES.items():
        options = pyarrow.csv.ConvertOptions(
            column_types=spec.arrow_schema, strings_can_be_null=True, null_values=[""], quoted_strings_can_be_null=True
        )
        parsing = pyarrow.csv.ParseOptions(newlines_in_values=True)
        read = pyarrow.csv.read_csv(tmp_path / f"csv/{name}.csv", parse_options=parsing, convert_options=options)
        assert read.to_pylist() == pyarrow.parquet.read_table(tmp_path / f"parquet/{name}.parquet").to_pylist()


def test_the_descriptor_names_version_and_source(tmp_path: Path) -> None:
    write_release(tmp_path, STATED)
    package = json.loads((tmp_path / "datapackage.json").read_text())
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert package["version"] == "2026.11.0"
    assert package["licenses"] == [{"title": "CC BY 4.0", "path": STATED.license_url}]
    assert package["contributors"] == [{"title": "Example Society & Friends", "roles": ["publisher"]}]
    assert STATED.disclaimer in package["description"]
