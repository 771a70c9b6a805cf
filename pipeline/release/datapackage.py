"""datapackage.json: the release as a Frictionless Data Package, version 2 (https://datapackage.org/standard/data-package/)."""

import json
from typing import Any

from pipeline.release.facts import FileFacts, ReleaseFacts
from pipeline.release.places import DATABASE, csv_path, csv_safe_path
from pipeline.release.statements import ABOUT, KEYWORDS, disclaimer_of, license_of, one_line, title_of, web_address
from pipeline.tables.rows import TABLES
from pipeline.tables.schema import ColumnSpec, TableSpec, allowed_values

PROFILES = "https://datapackage.org/profiles/2.0"
PACKAGE_NAME = "drug-monographs"
DIALECT = {"delimiter": ",", "doubleQuote": True, "header": True, "lineTerminator": "\n", "quoteChar": '"'}


def render_datapackage(facts: ReleaseFacts) -> str:
    """The descriptor of a release as JSON: a resource for each CSV file, with its schema, and for the database.

    The Parquet files are left to ``croissant.json``: frictionless 5 cannot check the size and sum of one.
    """
    package: dict[str, Any] = {
        "$schema": f"{PROFILES}/datapackage.json",
        "name": PACKAGE_NAME,
        "title": title_of(facts),
        "description": f"{ABOUT} {license_of(facts)} {disclaimer_of(facts)}",
        "version": facts.version,
        "created": f"{facts.date}T00:00:00Z",
        "keywords": KEYWORDS,
    }
    package |= _about_source(facts)
    files = {file.path: file for file in facts.files}
    package["resources"] = [
        *(_resource(table, files[csv_path(table.name)]) for table in TABLES.values()),
        *(
            _safe_resource(table, files[path])
            for table in TABLES.values()
            if (path := csv_safe_path(table.name)) in files
        ),
        *([_database(files[DATABASE])] if DATABASE in files else []),
    ]
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _about_source(facts: ReleaseFacts) -> dict[str, Any]:
    source = facts.source
    address = web_address(source.repository)
    publisher = one_line(source.publisher) if source.publisher else None
    terms = _known(title=source.license_name, path=web_address(source.license_url))
    return _known(
        homepage=address,
        contributors=[{"title": publisher, "roles": ["publisher"]}] if publisher else None,
        licenses=[terms] if terms else None,
        sources=[_known(title=title_of(facts), path=address, version=facts.commit)],
    )


def _known(**said: Any) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value is not None}


def _resource(table: TableSpec, file: FileFacts) -> dict[str, Any]:
    return {
        "name": table.name,
        "type": "table",
        "path": file.path,
        "description": table.description,
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
        "dialect": DIALECT,
        "schema": table_schema(table),
    }


def _safe_resource(table: TableSpec, file: FileFacts) -> dict[str, Any]:
    """The second CSV file of a table; its keys and patterns are not promised, for an apostrophe may stand in a key."""
    types = [{"name": field["name"], "type": field["type"]} for field in table_schema(table)["fields"]]
    return _resource(table, file) | {
        "name": f"{table.name}-csv-safe",
        "description": f"`{table.name}` for spreadsheets: an apostrophe stands before cells that one would run.",
        "schema": {"$schema": f"{PROFILES}/tableschema.json", "fields": types, "missingValues": [""]},
    }


def _database(file: FileFacts) -> dict[str, Any]:
    return {
        "name": "monographs-sqlite",
        "path": file.path,
        "description": "All tables with their keys and a full-text index, as one SQLite database.",
        "format": "sqlite",
        "mediatype": "application/vnd.sqlite3",
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
    }


def table_schema(table: TableSpec) -> dict[str, Any]:
    """The Table Schema of a table.

    Foreign keys name one column each: Frictionless looks up a pair of columns even where one of them is null.
    """
    schema: dict[str, Any] = {
        "$schema": f"{PROFILES}/tableschema.json",
        "fieldsMatch": "exact",
        "fields": [_field(table, column) for column in table.columns],
        "missingValues": [""],
        "primaryKey": list(table.primary_key),
    }
    if table.foreign_keys:
        schema["foreignKeys"] = [_foreign_key(table, *key) for key in table.foreign_keys]
    return schema


def _foreign_key(table: TableSpec, column: str, target: str, there: str) -> dict[str, Any]:
    # An empty resource is the table itself; Data Package 2 also lets it be left out, older readers do not.
    return {"fields": [column], "reference": {"resource": "" if target == table.name else target, "fields": [there]}}


def _field(table: TableSpec, column: ColumnSpec) -> dict[str, Any]:
    types = {"bool": "boolean", "int": "integer", "str": "string"}
    field: dict[str, Any] = {"name": column.name, "type": types[column.python_type.__name__]}
    field["description"] = column.promise.description
    if column.promise.example:
        field["example"] = column.promise.example
    constraints = _constraints(table, column)
    return field | ({"constraints": constraints} if constraints else {})


def _constraints(table: TableSpec, column: ColumnSpec) -> dict[str, Any]:
    promise = column.promise
    return _known(
        required=not column.nullable or None,
        unique=(promise.unique or table.primary_key == (column.name,)) or None,
        enum=list(allowed_values(promise)) or None,
        minimum=promise.minimum,
        # The standard asks for XML Schema patterns, which know no groups that do not capture.
        pattern=promise.pattern.replace("(?:", "(") if promise.pattern else None,
        minLength=1 if column.python_type is str and not promise.values and not promise.pattern else None,
    )
