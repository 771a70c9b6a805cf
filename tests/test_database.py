"""The SQLite file: the same rows, keys that hold, words that are found, the same bytes."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from made_release import STATED, write_tables
from made_tables import sample_tables

from pipeline.errors import ReleaseDamaged, WorldBroken
from pipeline.release.database import write_database
from pipeline.tables.rows import TABLES
from pipeline.tables.schema import allowed_values


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    write_tables(tmp_path, STATED)
    write_database(tmp_path, tmp_path / "monographs.sqlite")
    connection = sqlite3.connect(tmp_path / "monographs.sqlite")
    connection.execute("pragma foreign_keys = on")
    yield connection
    connection.close()


def test_it_holds_the_same_rows_in_the_same_order(database: sqlite3.Connection) -> None:
    for name, table in sample_tables().items():
        rows = database.execute(f"select * from {name} order by rowid").fetchall()
        assert rows == [tuple(row.values()) for row in table.to_pylist()]


def test_its_keys_hold(database: sqlite3.Connection) -> None:
    """Every reference to a primary key is declared and resolves."""
    assert database.execute("pragma foreign_key_check").fetchall() == []
    assert database.execute("pragma integrity_check").fetchall() == [("ok",)]
    for name, spec in TABLES.items():
        declared = {(row[3], row[2], row[4]) for row in database.execute(f"pragma foreign_key_list({name})")}
        keys = {key for key in spec.foreign_keys if TABLES[key[1]].primary_key == (key[2],)}
        assert declared == keys


@pytest.mark.parametrize(
    "change",
    [
        "insert into drugs select * from drugs",
        "update sections set drug_id = 'nobody'",
        "update drugs set status = 'finished'",
        "update sections set line_start = 0",
        "update faqs set question = null",
        "update bullets set depth = 'deep'",
        "update drugs set source_path = 'one'",
    ],
)
def test_it_refuses_what_breaks_the_promise(database: sqlite3.Connection, change: str) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        database.execute(change)


def test_words_are_found_in_bullets_and_answers(database: sqlite3.Connection) -> None:
    """By stem, without accents, in questions, answers, labels and text; the hit leads to its row."""
    find = "select kind, id from search where search match ? order by kind, id"
    assert database.execute(find, ("headaches",)).fetchall() == [
        ("bullet", "alphadone-betamine:usage#45575633c6"),
        ("bullet", "alphadone:usage#45575633c6"),
    ]
    (kind, faq_id), *others = database.execute(find, ("moderation",)).fetchall()
    assert (kind, others) == ("faq", [])
    assert database.execute("select question from faqs where faq_id = ?", (faq_id,)).fetchone() == ("Is it safe?",)
    assert database.execute(find, ("title:safe",)).fetchall() == [("faq", faq_id)]
    assert database.execute("select count(*) from search").fetchone() == (8 + 3,)


def test_it_says_which_release_it_is(database: sqlite3.Connection) -> None:
    said = dict(database.execute("select name, value from release").fetchall())
    assert said["version"] == "2026.11.0"
    assert said["disclaimer"] == STATED.disclaimer


def test_the_same_tables_give_the_same_bytes(tmp_path: Path) -> None:
    """Twice, in two folders, with other files about."""
    written = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        write_tables(folder)
        write_database(folder, folder / f"{name}.sqlite")
        written.append((folder / f"{name}.sqlite").read_bytes())
        assert sorted(path.name for path in folder.iterdir()) == sorted(["csv", f"{name}.sqlite", "parquet"])
    assert written[0] == written[1]


def test_it_overwrites_nothing(tmp_path: Path) -> None:
    write_tables(tmp_path)
    (tmp_path / "notes.sqlite").write_text("mine")
    with pytest.raises(WorldBroken, match=r"notes\.sqlite cannot be written"):
        write_database(tmp_path, tmp_path / "notes.sqlite")
    assert (tmp_path / "notes.sqlite").read_text() == "mine"


def test_a_release_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    write_tables(tmp_path)
    (tmp_path / "parquet/faqs.parquet").write_bytes(b"nothing")
    with pytest.raises(ReleaseDamaged, match=r"faqs\.parquet cannot be read"):
        write_database(tmp_path, tmp_path / "monographs.sqlite")


def test_every_closed_list_is_checked(database: sqlite3.Connection) -> None:
    (declared,) = zip(*database.execute("select sql from sqlite_schema where type = 'table'"), strict=True)
    for name, spec in TABLES.items():
        (statement,) = [sql for sql in declared if sql.startswith(f"CREATE TABLE {name} ")]
        for column in spec.columns:
            assert all(f"'{value}'" in statement for value in allowed_values(column.promise))
