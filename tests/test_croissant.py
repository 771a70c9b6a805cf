"""croissant.json, judged by mlcroissant itself."""

import json
import math
from pathlib import Path
from typing import Any

import mlcroissant
import pytest
from made_release import STATED, UNKNOWN, render_all, write_release, write_tables
from made_tables import Sketch, made_tables, sample_tables

from pipeline.sources.description import SourceDescription
from pipeline.tables.rows import TABLES
from pipeline.tables.validate import validate_tables


def plain(value: Any) -> Any:
    """mlcroissant's values as Python's: text comes as bytes, numbers as numpy's, a null number as NaN."""
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, float) and math.isnan(value):
        return None
    return value.item() if hasattr(value, "item") else value


@pytest.mark.parametrize("source", [UNKNOWN, STATED], ids=["unknown", "stated"])
def test_mlcroissant_reads_every_record(tmp_path: Path, source: SourceDescription) -> None:
    """It validates without an error or a warning, and every record comes out as it is in the table."""
    write_release(tmp_path, source)
    dataset = mlcroissant.Dataset(str(tmp_path / "croissant.json"))
    issues = dataset.metadata.ctx.issues
    assert not issues.errors
    assert not issues.warnings
    for name, table in sample_tables().items():
        records = [{key.split("/")[1]: plain(value) for key, value in row.items()} for row in dataset.records(name)]
        assert records == table.to_pylist()


def test_mlcroissant_reads_tables_without_rows(tmp_path: Path) -> None:
    tables = made_tables([Sketch("only")])
    facts = write_tables(tmp_path, UNKNOWN, tables)
    for name, text in render_all(facts, validate_tables(tables)).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    dataset = mlcroissant.Dataset(str(tmp_path / "croissant.json"))
    assert {name: len(list(dataset.records(name))) for name in TABLES} == {
        name: table.num_rows for name, table in tables.items()
    }


def test_mlcroissant_sees_a_changed_file(tmp_path: Path) -> None:
    """The sums are checked."""
    write_release(tmp_path)
    with (tmp_path / "parquet/faqs.parquet").open("ab") as file:
        file.write(b"more")
    dataset = mlcroissant.Dataset(str(tmp_path / "croissant.json"))
    with pytest.raises(Exception, match=r"Download\(parquet/faqs\.parquet\)"):
        list(dataset.records("faqs"))


def test_it_conforms_to_version_1_1(tmp_path: Path) -> None:
    """Version, keys and references are those of the promise."""
    write_release(tmp_path, STATED)
    document = json.loads((tmp_path / "croissant.json").read_text())
    assert document["conformsTo"] == "http://mlcommons.org/croissant/1.1"
    assert document["license"] == STATED.license_url
    keys = {record_set["name"]: record_set["key"] for record_set in document["recordSet"]}
    assert keys["drugs"] == {"@id": "drugs/drug_id"}
    assert keys["findings"] == [{"@id": "findings/drug_id"}, {"@id": "findings/position"}]
