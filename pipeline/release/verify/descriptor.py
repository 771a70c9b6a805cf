"""Whether ``datapackage.json`` describes the files and columns that the release has."""

import json
from pathlib import Path
from typing import Any

from pipeline.release.datapackage import render_datapackage
from pipeline.release.facts import FileFacts, ReleaseFacts
from pipeline.release.manifest import Manifest
from pipeline.release.places import DATAPACKAGE, csv_path
from pipeline.release.verify.verification import Evidence
from pipeline.sources.description import SourceDescription
from pipeline.tables.rows import TABLES

DIFFERENT = "the data package describes other files or columns than the release has"
_COMPARED = ("path", "format", "bytes", "hash")
_OF_SCHEMA = ("primaryKey", "foreignKeys")


def check_datapackage(folder: Path, manifest: Manifest, evidence: Evidence) -> None:
    """Compare resources, fields, keys, sizes and sums with those of this schema and of the manifest's files.

    Descriptions are left out: another version of this program may word them in another way.
    """
    try:
        found = json.loads((folder / DATAPACKAGE).read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        evidence.report("the data package cannot be read", f"{DATAPACKAGE}: {error}")
        return
    facts = _facts_of(manifest)
    if missing := {csv_path(name) for name in TABLES} - {file.path for file in facts.files}:
        evidence.report("the manifest lists no CSV file of a table", ", ".join(sorted(missing)))
        return
    expected = _by_name(json.loads(render_datapackage(facts)))
    described = _by_name(found)
    if not isinstance(found, dict) or found.get("version") != manifest["version"]:
        evidence.report(DIFFERENT, "it names another version")
    for name in sorted(expected.keys() | described.keys()):
        if name not in described:
            evidence.report(DIFFERENT, f"{name}: it is not described")
        elif name not in expected:
            evidence.report(DIFFERENT, f"{name}: the release has no such resource")
        elif described[name] != expected[name]:
            odd = [key for key, value in expected[name].items() if described[name][key] != value]
            evidence.report(DIFFERENT, f"{name}: {', '.join(odd)}")
    evidence.counts["described resources"] = len(expected)


def _facts_of(manifest: Manifest) -> ReleaseFacts:
    """As much as resources are made of; what a manifest lacks is what no resource shows."""
    files = tuple(FileFacts(file["path"], file["bytes"], file["sha256"], None) for file in manifest["files"])
    version, schema = manifest["version"], manifest["schema_version"]
    return ReleaseFacts(version, schema, "", "", SourceDescription(), None, {}, files, None)


def _by_name(package: Any) -> dict[str, dict[str, Any]]:
    """The resources of a package by name, each with what is compared; what is none is left out."""
    listed = _objects(package.get("resources") if isinstance(package, dict) else None)
    named: dict[str, dict[str, Any]] = {}
    for one in listed:
        name = str(one.get("name"))
        named[f"{name} again" if name in named else name] = _compared(one)
    return named


def _objects(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _compared(resource: dict[str, Any]) -> dict[str, Any]:
    schema = resource.get("schema")
    said = schema if isinstance(schema, dict) else {}
    return {
        **{key: resource.get(key) for key in _COMPARED},
        **{key: said.get(key) for key in _OF_SCHEMA},
        "fields": [(one.get("name"), one.get("type")) for one in _objects(said.get("fields"))],
    }
