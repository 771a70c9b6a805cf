"""The schema policy: what a change of the tables means for their readers, and whether the version announces it.

The policy is semantic versioning (https://semver.org, rules 6-8) for tables. A reader of the old tables still works
after a *minor* change (a new table, a new nullable column, a further value of a closed list). A *major* change may
break a reader: something removed, renamed or retyped, nullability changed either way, a key changed, a value withdrawn.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from pipeline.errors import SchemaBroken
from pipeline.tables.rows import SCHEMA_VERSION, TABLES
from pipeline.tables.schema import ColumnSpec, allowed_values

SchemaDocument = Mapping[str, Mapping[str, Any]]


class Level(StrEnum):
    """What a change asks of the schema version."""

    MINOR = "minor"
    MAJOR = "major"


class SchemaChange(NamedTuple):
    """One difference between two schemas: where it is, how much it asks for, and one clause that says it."""

    table: str
    column: str | None
    level: Level
    sentence: str


def schema_document() -> dict[str, dict[str, Any]]:
    """The promise of ``TABLES`` as plain JSON values, for the manifest.

    Returns:
        ``{table: {"primary_key": [...], "columns": [{"name", "type", "nullable", "key", "values"}, ...]}}``;
        ``values`` is the closed list of a column, or null where it has none.
    """
    return {
        name: {
            "primary_key": list(table.primary_key),
            "columns": [_column_document(column) for column in table.columns],
        }
        for name, table in TABLES.items()
    }


def _column_document(column: ColumnSpec) -> dict[str, Any]:
    return {
        "name": column.name,
        "type": str(column.arrow_type),
        "nullable": column.nullable,
        "key": column.promise.key,
        "values": list(allowed_values(column.promise)) or None,
    }


def schema_changes(old: SchemaDocument, new: SchemaDocument) -> tuple[SchemaChange, ...]:
    """What differs between two schemas as :func:`schema_document` gives them, in the order of the tables.

    Keys that the two documents hold beyond those of :func:`schema_document` are ignored.
    """
    found: list[SchemaChange] = []
    for name in dict.fromkeys([*new, *old]):
        if name not in new:
            found.append(SchemaChange(name, None, Level.MAJOR, "the table is removed"))
        elif name not in old:
            found.append(SchemaChange(name, None, Level.MINOR, "the table is new"))
        else:
            found += _table_changes(name, old[name], new[name])
    return tuple(found)


def _table_changes(table: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[SchemaChange]:
    before = {column["name"]: column for column in old["columns"]}
    after = {column["name"]: column for column in new["columns"]}
    for name in dict.fromkeys([*after, *before]):
        if name not in after:
            yield SchemaChange(table, name, Level.MAJOR, "the column is removed or renamed")
        elif name not in before:
            yield _new_column(table, after[name])
        else:
            yield from _column_changes(table, before[name], after[name])
    if [name for name in before if name in after] != [name for name in after if name in before]:
        yield SchemaChange(table, None, Level.MINOR, "the columns stand in another order")


def _new_column(table: str, column: Mapping[str, Any]) -> SchemaChange:
    if column["nullable"]:
        return SchemaChange(table, column["name"], Level.MINOR, "the nullable column is new")
    return SchemaChange(
        table, column["name"], Level.MAJOR, "the column is new and not nullable, so earlier releases cannot fill it"
    )


def _column_changes(table: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[SchemaChange]:
    name = new["name"]
    if old["type"] != new["type"]:
        yield SchemaChange(table, name, Level.MAJOR, f"the type changes from {old['type']} to {new['type']}")
    if old["nullable"] != new["nullable"]:
        words = ("required", "nullable")
        change = f"{words[old['nullable']]} becomes {words[new['nullable']]}"
        yield SchemaChange(table, name, Level.MAJOR, change)
    if old["key"] != new["key"]:
        now = "becomes" if new["key"] else "is no longer"
        yield SchemaChange(table, name, Level.MAJOR, f"the column {now} part of the primary key")
    yield from _value_changes(table, name, old["values"], new["values"])


def _value_changes(table: str, name: str, old: list[str] | None, new: list[str] | None) -> Iterator[SchemaChange]:
    if old and not new:
        yield SchemaChange(table, name, Level.MAJOR, "the list of values is no longer closed")
    elif new and not old:
        yield SchemaChange(table, name, Level.MINOR, "the values become a closed list")
    elif old and new:
        if lost := [value for value in old if value not in new]:
            yield SchemaChange(table, name, Level.MAJOR, f"the closed list loses {', '.join(lost)}")
        if gained := [value for value in new if value not in old]:
            yield SchemaChange(table, name, Level.MINOR, f"the closed list gains {', '.join(gained)}")


def check_schema(old: SchemaDocument, old_version: str, new_version: str = SCHEMA_VERSION) -> None:
    """Refuse to build tables that break readers of an earlier release without announcing it.

    Args:
        old: the ``tables`` of the earlier release's manifest.
        old_version: its schema version.
        new_version: the schema version that the build would publish.

    Raises:
        SchemaBroken: the version is lower than before, or not raised as the changes ask; the message names each change
            and what to do.
    """
    changes = schema_changes(old, schema_document())
    if _numbers(new_version) < _numbers(old_version):
        raise SchemaBroken(
            f"the schema version {new_version} is lower than {old_version} of the latest release: "
            "build with the program that made it, or a later one"
        )
    needed = _needed_version(old_version, changes)
    if _numbers(new_version) < _numbers(needed):
        raise SchemaBroken(_refusal(changes, old_version, new_version, needed))


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _needed_version(old_version: str, changes: tuple[SchemaChange, ...]) -> str:
    major, minor, _ = _numbers(old_version)
    levels = {change.level for change in changes}
    if Level.MAJOR in levels:
        return f"{major + 1}.0.0"
    return f"{major}.{minor + 1}.0" if levels else old_version


def _refusal(changes: tuple[SchemaChange, ...], old_version: str, new_version: str, needed: str) -> str:
    lines = [
        f"  - {change.table}{f'.{change.column}' if change.column else ''}: {change.sentence} ({change.level})"
        for change in changes
    ]
    return (
        f"the tables differ from the latest release's (schema {old_version}), and schema version {new_version} "
        "does not announce it:\n" + "\n".join(lines) + f"\nSet SCHEMA_VERSION in pipeline/tables/rows.py to {needed}, "
        "say so in the changelog, or take the change back"
    )
