"""Every document is a projection of one promise: they agree with it, and so with each other, column by column."""

import csv
import io
import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from made_release import STATED, UNKNOWN, render_all, write_release, write_tables
from made_tables import sample_tables

from pipeline.release.card import render_card
from pipeline.release.codebook import render_codebook
from pipeline.release.comparison import Comparison
from pipeline.release.croissant import render_croissant
from pipeline.release.database import write_database
from pipeline.release.datapackage import render_datapackage
from pipeline.release.dictionary import render_dictionary
from pipeline.release.documents import write_documents
from pipeline.release.facts import FileFacts, ReleaseFacts
from pipeline.release.places import DATABASE
from pipeline.release.statistics import Statistics
from pipeline.sources.description import SourceDescription
from pipeline.tables.checks import Validation
from pipeline.tables.rows import TABLES
from pipeline.tables.schema import ColumnSpec, allowed_values
from pipeline.tables.validate import validate_tables

COLUMNS = [(name, column) for name, spec in TABLES.items() for column in spec.columns]
EVERY_COLUMN = pytest.mark.parametrize(
    ("name", "column"), COLUMNS, ids=[f"{name}.{column.name}" for name, column in COLUMNS]
)


def made_facts(source: SourceDescription = UNKNOWN, commit: str | None = None) -> ReleaseFacts:
    files = [FileFacts(f"{kind}/{name}.{kind}", 10, "0" * 64, 1) for kind in ("csv", "parquet") for name in TABLES]
    rows = dict.fromkeys(TABLES, 1)
    return ReleaseFacts("2026.11.0", "1.0.0", "0.1.0", "2026-11-23", source, commit, rows, tuple(files), None)


@pytest.fixture(scope="module")
def package() -> dict[str, dict[str, Any]]:
    """The Table Schema fields by ``table.column``."""
    document = json.loads(render_datapackage(made_facts()))
    return {
        f"{resource['name']}.{field['name']}": field
        for resource in document["resources"]
        for field in resource["schema"]["fields"]
    }


@pytest.fixture(scope="module")
def croissant() -> dict[str, dict[str, Any]]:
    """The Croissant fields by ``table.column``."""
    document = json.loads(render_croissant(made_facts()))
    return {
        f"{record_set['name']}.{field['name']}": field
        for record_set in document["recordSet"]
        for field in record_set["field"]
    }


@pytest.fixture(scope="module")
def codebook() -> dict[str, list[dict[str, str]]]:
    """The codebook's rows by ``table.column``."""
    found: dict[str, list[dict[str, str]]] = {}
    for row in csv.DictReader(io.StringIO(render_codebook())):
        found.setdefault(f"{row['table']}.{row['column']}", []).append(row)
    return found


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> sqlite3.Connection:
    folder = tmp_path_factory.mktemp("release")
    write_tables(folder)
    write_database(folder, folder / "monographs.sqlite")
    return sqlite3.connect(folder / "monographs.sqlite")


def test_every_column_is_in_every_document_and_no_other(
    package: dict[str, Any], croissant: dict[str, Any], codebook: dict[str, Any]
) -> None:
    """The same columns in the same order everywhere."""
    promised = [f"{name}.{column.name}" for name, column in COLUMNS]
    assert list(package) == promised
    assert list(croissant) == promised
    assert list(codebook) == promised


@EVERY_COLUMN
def test_the_data_package_says_what_is_promised(package: dict[str, Any], name: str, column: ColumnSpec) -> None:
    field = package[f"{name}.{column.name}"]
    constraints = field.get("constraints", {})
    assert (
        field["type"]
        == {"string": "string", "int32": "integer", "int64": "integer", "bool": "boolean"}[str(column.arrow_type)]
    )
    assert field["description"] == column.promise.description
    assert constraints.get("required", False) is not column.nullable
    assert constraints.get("enum", []) == list(allowed_values(column.promise))
    assert constraints.get("minimum") == column.promise.minimum
    assert ("pattern" in constraints) is (column.promise.pattern is not None)


@EVERY_COLUMN
def test_croissant_says_what_is_promised(croissant: dict[str, Any], name: str, column: ColumnSpec) -> None:
    field = croissant[f"{name}.{column.name}"]
    assert field["description"] == column.promise.description
    assert (
        field["dataType"]
        == {"string": "sc:Text", "int32": "cr:Int32", "int64": "cr:Int64", "bool": "sc:Boolean"}[str(column.arrow_type)]
    )
    if "references" in field:
        assert field["references"]["field"]["@id"].replace("/", ".") == column.promise.refers
    else:
        assert (column.promise.refers or name).split(".")[0] == name


@EVERY_COLUMN
def test_the_codebook_says_what_is_promised(codebook: dict[str, Any], name: str, column: ColumnSpec) -> None:
    head, *values = codebook[f"{name}.{column.name}"]
    assert head["type"] == str(column.arrow_type)
    assert head["nullable"] == str(column.nullable).lower()
    assert head["references"] == (column.promise.refers or "")
    assert head["description"] == column.promise.description
    assert [row["value"] for row in values] == list(allowed_values(column.promise))
    assert all(row["description"] for row in values)


def test_the_card_describes_what_the_database_holds_beside_the_tables(database: sqlite3.Connection) -> None:
    """Each column is named, and what is shown to be typed finds something."""
    facts = made_facts()
    card = render_card(facts._replace(files=(*facts.files, FileFacts(DATABASE, 1, "0" * 64))))
    _, search, release = re.split(r"^  - (?=`(?:search|release)` )", card.split("## Provenance")[0], flags=re.MULTILINE)
    for table, said in (("search", search), ("release", release)):
        columns = [row[1] for row in database.execute(f"pragma table_info({table})")]
        assert columns
        assert [column for column in columns if f"`{column}`" not in said] == []
    (statement,) = re.findall(r"`(select [^`]*)`", search)
    assert database.execute(statement).fetchall()
    assert "`search`" not in render_card(facts)


@EVERY_COLUMN
def test_the_database_says_what_is_promised(database: sqlite3.Connection, name: str, column: ColumnSpec) -> None:
    declared = {row[1]: row for row in database.execute(f"pragma table_info({name})")}
    _, _, kind, not_null, _, key = declared[column.name]
    assert kind == ("TEXT" if column.python_type is str else "INTEGER")
    assert bool(not_null) is not column.nullable
    assert bool(key) is column.promise.key


@EVERY_COLUMN
def test_the_dictionary_has_a_row_for_it(name: str, column: ColumnSpec) -> None:
    chapter = render_dictionary(made_facts()).split(f"\n## {name}\n")[1].split("\n## ")[0]
    (row,) = [line for line in chapter.splitlines() if line.startswith(f"| `{column.name}` |")]
    cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", row)[1:-1]]
    assert cells[1:4] == [str(column.arrow_type), "yes" if column.nullable else "no", column.promise.description]


characters = st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"])
texts = st.text(characters, min_size=1, max_size=30).filter(lambda text: "None" not in text)
said = st.none() | texts.map(str.strip).filter(bool)
addresses = st.none() | st.sampled_from(["https://example.org/a", "git@example.org:a/b.git", "../a"])
sources = st.builds(
    SourceDescription,
    title=said,
    publisher=said,
    license_name=said | st.just("CC BY 4.0"),
    license_url=addresses,
    citation=said,
    disclaimer=said,
    repository=addresses,
)


@settings(max_examples=60, deadline=None)
@given(sources, st.none() | st.just("0" * 40))
def test_documents_are_true_whatever_the_source_leaves_out(source: SourceDescription, commit: str | None) -> None:
    """Every document can be read, says what the source says, and never says None for what it does not."""
    documents = render_all(made_facts(source, commit), Validation(()))
    assert documents == render_all(made_facts(source, commit), Validation(()))
    head = yaml.safe_load(documents["README.md"].split("---\n")[1])
    citation = yaml.safe_load(documents["CITATION.cff"])
    package, croissant, _ = (
        json.loads(documents[f"{name}.json"]) for name in ("datapackage", "croissant", "validation")
    )
    title = " ".join((source.title or "Drug monographs").split())
    assert head["pretty_name"] == citation["title"] == package["title"] == croissant["name"] == title
    if source.license_name is None and source.license_url is None:
        assert head["license"] == "other"
        assert "licenses" not in package
        assert "license-url" not in citation
        assert croissant["license"]["name"] == "unknown"
        assert "states no licence" in " ".join(documents["NOTICE"].split())
    values = [value for document in (head, citation, package, croissant) for value in leaves(document)]
    assert None not in values
    assert not [value for value in values if "None" in str(value)]


def leaves(document: Any) -> Iterator[Any]:
    """Every value of a nested document."""
    if isinstance(document, dict | list):
        for part in document.values() if isinstance(document, dict) else document:
            yield from leaves(part)
    else:
        yield document


@pytest.mark.parametrize("source", [UNKNOWN, STATED], ids=["unknown", "stated"])
def test_documents_name_no_place_and_no_hour(tmp_path: Path, source: SourceDescription) -> None:
    """Two folders, the same bytes, with nothing of the machine in them."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write_release(tmp_path / name, source)
    for path in (tmp_path / "one").rglob("*.*"):
        twin = tmp_path / "two" / path.relative_to(tmp_path / "one")
        assert path.read_bytes() == twin.read_bytes()
        assert str(tmp_path).encode() not in path.read_bytes()


def test_all_documents_are_written(tmp_path: Path) -> None:
    """One call writes every document that the release promises, with LF line ends."""
    tables = sample_tables()
    facts = write_tables(tmp_path, STATED, tables)
    statistics = Statistics()
    statistics.add(tables)
    write_documents(
        tmp_path, facts, statistics, validate_tables(tables), Comparison(None, facts.version, is_first=True)
    )
    written = {path.name for path in tmp_path.iterdir() if path.is_file()}
    assert written == {
        *("README.md", "DATA_DICTIONARY.md", "codebook.csv", "datapackage.json", "croissant.json", "CITATION.cff"),
        *("NOTICE", "validation.json", "report.html", "CHANGES.md", "diff.json"),
    }
    for name in written:
        assert b"\r" not in (tmp_path / name).read_bytes()
