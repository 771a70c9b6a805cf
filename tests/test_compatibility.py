"""The schema policy: which changes are minor, which are major, and what a build says when they are not announced."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from pipeline.errors import SchemaBroken
from pipeline.release.compatibility import Level, check_schema, schema_changes, schema_document
from pipeline.tables.rows import TABLES

Document = dict[str, dict[str, Any]]


def column(document: Document, table: str, name: str) -> dict[str, Any]:
    return next(column for column in document[table]["columns"] if column["name"] == name)


def drop_column(document: Document) -> None:
    document["faqs"]["columns"].remove(column(document, "faqs", "answer"))


def rename_column(document: Document) -> None:
    column(document, "faqs", "answer")["name"] = "reply"


def retype_column(document: Document) -> None:
    column(document, "drugs", "source_bytes")["type"] = "int32"


def require_column(document: Document) -> None:
    column(document, "drugs", "title")["nullable"] = False


def free_column(document: Document) -> None:
    column(document, "sections", "markdown")["nullable"] = True


def withdraw_value(document: Document) -> None:
    column(document, "drugs", "status")["values"].remove("partial")


def open_list(document: Document) -> None:
    column(document, "drugs", "status")["values"] = None


def move_key(document: Document) -> None:
    column(document, "drugs", "source_path")["key"] = True


def drop_table(document: Document) -> None:
    del document["paragraphs"]


def add_required(document: Document) -> None:
    document["drugs"]["columns"].append(
        {"name": "language", "type": "string", "nullable": False, "key": False, "values": None}
    )


def add_nullable(document: Document) -> None:
    add_required(document)
    column(document, "drugs", "language")["nullable"] = True


def add_table(document: Document) -> None:
    document["tables"] = {"primary_key": ["table_id"], "columns": []}


def add_value(document: Document) -> None:
    column(document, "drugs", "status")["values"].append("superseded")


def close_list(document: Document) -> None:
    column(document, "drugs", "layout")["values"] = ["minimal-medicine"]


def reorder(document: Document) -> None:
    document["drugs"]["columns"].reverse()


MAJOR = [
    drop_column,
    rename_column,
    retype_column,
    require_column,
    free_column,
    withdraw_value,
    open_list,
    move_key,
    drop_table,
    add_required,
]
MINOR = [add_nullable, add_table, add_value, close_list, reorder]


def named(change: Callable[[Document], None]) -> str:
    return change.__name__


@pytest.mark.parametrize("change", MAJOR, ids=named)
def test_a_change_that_may_break_a_reader_is_major(change: Callable[[Document], None]) -> None:
    after = schema_document()
    change(after)
    assert Level.MAJOR in {found.level for found in schema_changes(schema_document(), after)}


@pytest.mark.parametrize("change", MINOR, ids=named)
def test_a_change_that_breaks_no_reader_is_minor(change: Callable[[Document], None]) -> None:
    after = schema_document()
    change(after)
    assert [found.level for found in schema_changes(schema_document(), after)] == [Level.MINOR]


def test_the_same_schema_has_no_changes_whatever_else_the_manifest_says() -> None:
    before: Document = copy.deepcopy(schema_document())
    before["drugs"]["rows"] = 4847
    assert schema_changes(before, schema_document()) == ()


def test_the_document_is_plain_json_and_holds_every_column() -> None:
    document = json.loads(json.dumps(schema_document()))
    assert document == schema_document()
    assert {name: [c["name"] for c in table["columns"]] for name, table in document.items()} == {
        name: list(table.column_names) for name, table in TABLES.items()
    }
    assert column(document, "drugs", "source_bytes")["type"] == "int64"
    assert column(document, "drugs", "status")["values"] == ["complete", "partial", "no_content"]


def earlier(change: Callable[[Document], None]) -> Document:
    """A manifest's tables such that the tables of today differ from them by one change."""
    document = schema_document()
    change(document)
    return document


@pytest.mark.parametrize(
    ("change", "version", "allowed"),
    [
        (add_nullable, "1.0.0", False),
        (add_nullable, "1.3.9", False),
        (add_nullable, "2.0.0", True),
        (add_nullable, "3.1.0", True),
        (drop_table, "1.0.0", False),
        (drop_table, "1.0.1", False),
        (drop_table, "1.1.0", True),
        (drop_table, "2.0.0", True),
    ],
)
def test_a_build_must_announce_what_it_changes(change: Callable[[Document], None], version: str, allowed: bool) -> None:
    """Seen from the old release: a column that only it has is removed (major), a table that it lacks is new (minor)."""
    if allowed:
        check_schema(earlier(change), "1.0.0", version)
    else:
        with pytest.raises(SchemaBroken):
            check_schema(earlier(change), "1.0.0", version)


def test_an_unchanged_schema_needs_no_new_version_and_may_have_one() -> None:
    check_schema(schema_document(), "1.0.0", "1.0.0")
    check_schema(schema_document(), "1.0.0", "1.0.1")


def test_the_refusal_names_the_change_and_what_to_do() -> None:
    with pytest.raises(SchemaBroken) as refusal:
        check_schema(earlier(add_nullable), "1.4.2", "1.4.2")
    message = str(refusal.value)
    assert "drugs.language: the column is removed or renamed (major)" in message
    assert "SCHEMA_VERSION" in message
    assert "2.0.0" in message


def test_a_version_that_goes_backwards_is_refused() -> None:
    with pytest.raises(SchemaBroken, match=r"lower than 2\.0\.0"):
        check_schema(schema_document(), "2.0.0", "1.9.0")
