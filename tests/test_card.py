"""README.md, CITATION.cff and NOTICE, and the libraries that the card says read the release."""

import json
import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest
import yaml
from made_pages import write_pages
from made_release import STATED, UNKNOWN, render_all, write_release, write_tables
from made_tables import Sketch, made_tables, sample_tables

from pipeline.build import build
from pipeline.release.card import render_card, size_category
from pipeline.release.facts import ReleaseFacts
from pipeline.sources.description import SourceDescription
from pipeline.stages.run import BuildRequest
from pipeline.tables.checks import Validation
from pipeline.tables.rows import TABLES
from pipeline.tables.validate import validate_tables


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("release")
    write_release(folder, STATED)
    return folder


def front_matter(facts: ReleaseFacts) -> dict[str, Any]:
    head: dict[str, Any] = yaml.safe_load(render_card(facts).split("---\n")[1])
    return head


def offline(home: Path) -> dict[str, str]:
    """An environment in which the datasets library asks nobody and leaves nothing behind."""
    return {**os.environ, "HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "HF_HOME": str(home)}


LOAD_ALL = """
import datasets, json, sys
names = datasets.get_dataset_config_names(sys.argv[1])
loaded = {name: datasets.load_dataset(sys.argv[1], name, split="train") for name in names}
default = datasets.load_dataset(sys.argv[1], split="train")
print(json.dumps({"default": default.column_names, **{name: table.to_list() for name, table in loaded.items()}}))
"""


def load_all(folder: Path, home: Path) -> dict[str, Any]:
    """Every configuration of a folder as the datasets library loads it."""
    command = [sys.executable, "-c", LOAD_ALL, str(folder)]
    run = subprocess.run(command, env=offline(home), capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    found: dict[str, Any] = yaml.safe_load(run.stdout.splitlines()[-1])
    return found


def test_the_datasets_library_loads_every_configuration(release: Path, tmp_path: Path) -> None:
    """The folder is a dataset as it is: one configuration a table, `drugs` by default."""
    loaded = load_all(release, tmp_path)
    assert loaded.pop("default") == list(TABLES["drugs"].column_names)
    assert loaded == {name: table.to_pylist() for name, table in sample_tables().items()}


def test_a_table_without_rows_is_no_configuration(tmp_path: Path) -> None:
    """Every configuration that is listed can be loaded."""
    tables = made_tables([Sketch("only")])
    facts = write_tables(tmp_path, UNKNOWN, tables)
    for name, text in render_all(facts, validate_tables(tables)).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert set(load_all(tmp_path, tmp_path / "home")) == {"default", "drugs"}


def test_pandas_reads_the_tables(release: Path) -> None:
    for name, table in sample_tables().items():
        frame = pd.read_parquet(release / f"parquet/{name}.parquet", dtype_backend="pyarrow")
        assert list(frame.columns) == table.column_names
        assert len(frame) == len(pd.read_csv(release / f"csv/{name}.csv")) == table.num_rows


def test_polars_reads_the_tables(release: Path) -> None:
    for name, table in sample_tables().items():
        assert pl.read_parquet(release / f"parquet/{name}.parquet").to_dicts() == table.to_pylist()
        assert pl.read_csv(release / f"csv/{name}.csv", infer_schema=False).height == table.num_rows


def test_duckdb_joins_the_tables(release: Path) -> None:
    query = (
        f"select d.drug_id, count(b.bullet_id) from '{release}/parquet/drugs.parquet' d "
        f"left join '{release}/parquet/bullets.parquet' b using (drug_id) group by all order by all"
    )
    assert duckdb.sql(query).fetchall() == [("alphadone", 5), ("alphadone-betamine", 3), ("gammavir", 0), ("zeta", 0)]
    counted = duckdb.sql(f"select count(*) from read_csv('{release}/csv/faqs.csv')").fetchall()
    assert counted == [(3,)]


def test_the_examples_of_the_card_run(release: Path, tmp_path: Path) -> None:
    """What the card tells people to type works, in the folder of the release."""
    examples = re.findall(r"```python\n(.*?)```", (release / "README.md").read_text(), re.DOTALL)
    assert len(examples) == 4
    for example in (text.replace("/path/to/this/folder", str(release)) for text in examples):
        command = [sys.executable, "-c", example]
        run = subprocess.run(command, cwd=release, env=offline(tmp_path), capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stderr


def test_the_card_says_which_files_are_never_pages(tmp_path: Path) -> None:
    """Everything that the patterns name has a row; what has none is what the card says."""
    raw = write_pages(tmp_path / "raw", ["aspirin", "sub/README", "Readme", ".hidden/zinc", ".b", "../outside/iron"])
    (raw / "Codeine.MD").write_text("# Codeine")
    (raw / "iodine.markdown").write_text("# Iodine")
    (raw / "scan.md").write_bytes(b"\0")
    (raw / "linked").symlink_to(tmp_path / "outside")
    build(BuildRequest(str(raw), str(tmp_path / "out"), "2026.11.0"))
    release = tmp_path / "out/latest"
    rows = [pl.read_parquet(release / f"parquet/{name}.parquet")["source_path"] for name in ("drugs", "quarantine")]
    assert [sorted(paths) for paths in rows] == [["aspirin.md"], ["linked", "scan.md"]]
    said = " ".join((release / "README.md").read_text().split())
    assert "Never pages are a `README.md`, in any folder and case, hidden files, files in hidden folders" in said
    assert json.loads((release / "manifest.json").read_text())["include"] == []


@pytest.mark.parametrize(
    ("name", "url", "expected"),
    [
        (None, None, {"license": "other"}),
        ("CC BY 4.0", "https://example.org", {"license": "cc-by-4.0"}),
        ("CC0-1.0", None, {"license": "cc0-1.0"}),
        ("Own terms", None, {"license": "other", "license_name": "Own terms"}),
        (None, "https://example.org/t", {"license": "other", "license_link": "https://example.org/t"}),
    ],
)
def test_the_licence_is_the_source_s(
    tmp_path: Path, name: str | None, url: str | None, expected: dict[str, str]
) -> None:
    """The card claims no licence that the source does not state."""
    facts = write_tables(tmp_path, SourceDescription(license_name=name, license_url=url))
    head = front_matter(facts)
    assert {key: value for key, value in head.items() if key.startswith("license")} == expected


@pytest.mark.parametrize(
    ("rows", "category"),
    [(0, "n<1K"), (999, "n<1K"), (1000, "1K<n<10K"), (250_000, "100K<n<1M"), (10**7, "10M<n<100M"), (10**13, "n>1T")],
)
def test_the_size_is_the_hub_s_category(rows: int, category: str) -> None:
    assert size_category(rows) == category


def test_the_sizes_are_those_that_the_hub_knows() -> None:
    spec = find_spec("datasets")
    assert spec
    assert spec.origin
    known = json.loads((Path(spec.origin).parent / "utils/resources/size_categories.json").read_text())
    assert ["unknown", *(size_category(10**digits) for digits in (0, *range(3, 13)))] == known


def test_the_card_counts_and_names_what_is_there(release: Path) -> None:
    """Rows and keys of each table, and every file that it speaks of is one that a release has."""
    text = (release / "README.md").read_text()
    for name, table in sample_tables().items():
        keys = ", ".join(f"`{column}`" for column in TABLES[name].primary_key)
        assert f"| `{name}` | {table.num_rows} | {keys} |" in text
    assert "Read from 6 files by Example Society & Friends" in text
    assert "Not medical advice: ask a pharmacist." in text


@pytest.mark.parametrize("source", [UNKNOWN, STATED], ids=["unknown", "stated"])
def test_the_citation_file_holds_what_its_format_asks(tmp_path: Path, source: SourceDescription) -> None:
    """Citation File Format 1.2.0: the required keys, dates and addresses in their form."""
    citation = yaml.safe_load(render_all(write_tables(tmp_path, source), Validation(()))["CITATION.cff"])
    assert {"cff-version", "message", "title", "authors"} <= citation.keys()
    assert citation["cff-version"] == "1.2.0"
    assert citation["type"] == "dataset"
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", citation["date-released"])
    assert all(re.match("https?://", citation[key]) for key in ("license-url", "repository") if key in citation)
    assert all(author["name"] for author in citation["authors"])


def test_the_notice_carries_the_disclaimer(tmp_path: Path) -> None:
    """With and without a word of the source, nobody is told that this is medical advice."""
    stated = render_all(write_tables(tmp_path, STATED), Validation(()))["NOTICE"]
    unknown = render_all(write_tables(tmp_path, UNKNOWN), Validation(()))["NOTICE"]
    assert "Not medical advice: ask a pharmacist." in stated
    assert "no medical advice" in unknown
    assert "language models" in unknown
    assert max(map(len, stated.splitlines())) <= 100
