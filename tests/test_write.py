"""Parquet and CSV files of a release hold the same table, and a spreadsheet runs no cell of the safe set."""

import csv
import hashlib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.release.facts import FileFacts
from pipeline.release.statistics import FORMULA_STARTS
from pipeline.release.write import TableFiles, disarm
from pipeline.tables.rows import TABLES

TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
AWKWARD = st.sampled_from(['"', '""', "\n", "\r", "\r\n", ",", "'", "NULL", "NA", "\ufeff", "\u2028", " x ", "=1", "é"])
CELL = st.none() | TEXT | AWKWARD | st.builds(str.__add__, AWKWARD, TEXT)


def findings(cells: list[tuple[str | None, int | None]]) -> pa.Table:
    rows = [
        ("drug", number, "drug.md", line, "raw_html", "info", "It says.", text)
        for number, (text, line) in enumerate(cells, 1)
    ]
    schema = TABLES["findings"].arrow_schema
    return pa.Table.from_arrays(
        [pa.array(column, field.type) for column, field in zip(zip(*rows, strict=True), schema, strict=True)],
        schema=schema,
    )


def write(folder: Path, table: pa.Table, cuts: tuple[int, ...] = ()) -> list[FileFacts]:
    with TableFiles(folder, TABLES["findings"], {"version": "2026.1.0"}, csv_safe=True) as files:
        for start, end in zip((0, *cuts), (*cuts, table.num_rows), strict=True):
            files.write(table.slice(start, end - start))
    return files.files()


@given(cells=st.lists(st.tuples(CELL, st.none() | st.integers(1, 2**31 - 1)), min_size=1, max_size=8))
def test_both_read_back_to_the_same_table(
    cells: list[tuple[str | None, int | None]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder, table = tmp_path_factory.mktemp("write"), findings(cells)
    write(folder, table)
    assert pq.read_table(folder / "parquet" / "findings.parquet") == table
    with (folder / "csv" / "findings.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert tuple(header) == TABLES["findings"].column_names
    expected = [["" if value is None else str(value) for value in row.values()] for row in table.to_pylist()]
    assert rows == expected


def test_an_empty_field_is_null_and_booleans_are_words(tmp_path: Path) -> None:
    write(tmp_path, findings([(None, None), ("two\nlines", 7)]))
    assert (tmp_path / "csv" / "findings.csv").read_bytes() == (
        b"drug_id,position,source_path,line,code,severity,message,excerpt\n"
        b'"drug",1,"drug.md",,"raw_html","info","It says.",\n'
        b'"drug",2,"drug.md",7,"raw_html","info","It says.","two\nlines"\n'
    )
    with TableFiles(tmp_path / "drugs", TABLES["drugs"], {}) as files:
        values = {"drug_id": "d", "status": "complete", "source_path": "d.md", "source_sha256": "0" * 64}
        counts = {name: 0 for name in TABLES["drugs"].column_names if name.endswith("_count")}
        row = values | counts | {"is_combination": False, "source_bytes": 2**40}
        files.write(pa.Table.from_pylist([row], schema=TABLES["drugs"].arrow_schema))
    text = (tmp_path / "drugs" / "csv" / "drugs.csv").read_text()
    assert '"complete",false,0,' in text
    assert f",{2**40}," in text


def test_the_metadata_of_parquet_is_ours_alone(tmp_path: Path) -> None:
    write(tmp_path, findings([("a", 1), ("b", 2), ("c", 3)]), (1,))
    file = pq.ParquetFile(tmp_path / "parquet" / "findings.parquet")
    assert file.schema_arrow.metadata == {b"version": b"2026.1.0"}
    assert {field.name: field.metadata[b"description"].decode() for field in file.schema_arrow} == {
        column.name: column.promise.description for column in TABLES["findings"].columns
    }
    assert file.num_row_groups == 2
    assert file.metadata.row_group(0).column(0).compression == "ZSTD"
    assert [column.column_index for column in file.metadata.row_group(0).sorting_columns] == [0, 1, 2]
    columns = [file.metadata.row_group(0).column(index) for index in range(file.metadata.num_columns)]
    without = {column.path_in_schema for column in columns if not column.is_stats_set}
    assert without == {"message", "excerpt"}


def test_empty_tables_are_tables(tmp_path: Path) -> None:
    write(tmp_path, findings([("a", 1)]).slice(0, 0))
    assert pq.read_table(tmp_path / "parquet" / "findings.parquet").num_rows == 0
    assert (tmp_path / "csv" / "findings.csv").read_text().count("\n") == 1


def test_the_facts_of_files_are_true(tmp_path: Path) -> None:
    facts = write(tmp_path, findings([("a", 1), ("b", 2)]))
    assert [file.path for file in facts] == [
        *("parquet/findings.parquet", "csv/findings.csv", "csv-safe/findings.csv"),
    ]
    for file in facts:
        data = (tmp_path / file.path).read_bytes()
        assert (file.bytes, file.sha256, file.rows) == (len(data), hashlib.sha256(data).hexdigest(), 2)


@given(cells=st.lists(CELL, min_size=1))
def test_the_safe_set_disarms_formulas_and_nothing_else(cells: list[str | None]) -> None:
    table = findings([(cell, 1) for cell in cells])
    for cell, safe in zip(cells, disarm(table)["excerpt"].to_pylist(), strict=True):
        assert safe == (f"'{cell}" if cell and cell.startswith(FORMULA_STARTS) else cell)


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_every_start_is_disarmed(start: str) -> None:
    assert disarm(findings([(f"{start}x", 1)]))["excerpt"].to_pylist() == [f"'{start}x"]


def test_the_digest_of_values_leaves_provenance_out(tmp_path: Path) -> None:
    digests = []
    for commit, title in (("a", "T"), ("b", "T"), ("b", "U")):
        row = {"drug_id": "d", "title": title, "status": "complete", "source_path": "d.md", "source_sha256": "0" * 64}
        counts = {name: 1 for name in TABLES["drugs"].column_names if name.endswith(("_count", "_bytes"))}
        table = pa.Table.from_pylist(
            [row | counts | {"is_combination": False, "source_commit": commit}], schema=TABLES["drugs"].arrow_schema
        )
        with TableFiles(tmp_path / commit / title, TABLES["drugs"], {}) as files:
            files.write(table)
        digests.append(files.content_sha256(files.files()))
    assert digests[0] == digests[1] != digests[2]
