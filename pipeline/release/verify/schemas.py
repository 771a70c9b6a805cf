"""Whether the Parquet files have the columns, types and numbers of rows that the manifest promises."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.release.compatibility import schema_changes, schema_document
from pipeline.release.manifest import Manifest
from pipeline.release.places import parquet_path
from pipeline.release.verify.verification import Evidence
from pipeline.tables.rows import SCHEMA_VERSION, TABLES

UNREADABLE = "a table cannot be read"
UNREADABLE_ERRORS = (OSError, ValueError, pa.ArrowException)
"""What pyarrow raises for files that are none, are cut off, or hold texts that are not UTF-8."""


def check_schemas(folder: Path, manifest: Manifest | None, evidence: Evidence) -> bool:
    """Compare every Parquet file with the manifest's promise, and the promise with this program's.

    Returns:
        whether the tables are such that this program can read their rows and check its laws on them.
    """
    fits = _is_of_this_program(manifest, evidence)
    for name in TABLES:
        try:
            metadata = pq.read_metadata(folder / parquet_path(name))
        except UNREADABLE_ERRORS as error:
            evidence.report(UNREADABLE, f"{name}: {error}")
            fits = False
            continue
        evidence.counts["tables"] += 1
        evidence.counts["rows"] += metadata.num_rows
        if manifest is not None and name in manifest["tables"]:
            promise = manifest["tables"][name]
            if promise["rows"] != metadata.num_rows:
                said = f"{name}: {metadata.num_rows:,} rows, promised {promise['rows']}"
                evidence.report("a table has not the rows that the manifest says", said)
            fits &= _has_columns(name, promise["columns"], metadata.schema.to_arrow_schema(), evidence)
    return fits


def _is_of_this_program(manifest: Manifest | None, evidence: Evidence) -> bool:
    if manifest is None:
        return True
    if manifest["schema_version"] != SCHEMA_VERSION:
        evidence.notes.append(
            f"the schema is {manifest['schema_version']} and this program's {SCHEMA_VERSION}: "
            "rows, laws, CSV and other copies were not checked; use the program that made the release"
        )
        return False
    changes = schema_changes(manifest["tables"], schema_document())
    for change in changes:
        where = f"{change.table}.{change.column}" if change.column else change.table
        evidence.report("the manifest promises another schema under the same version", f"{where}: {change.sentence}")
    return not changes


def _has_columns(name: str, promised: list[dict[str, object]], schema: pa.Schema, evidence: Evidence) -> bool:
    expected = [(column["name"], column["type"], column["nullable"]) for column in promised]
    found = [(field.name, str(field.type), field.nullable) for field in schema]
    if expected == found:
        return True
    odd = sorted({str(column[0]) for column in set(expected) ^ set(found)}) or ["the order"]
    evidence.report("a table has not the columns that the manifest promises", f"{name}: {', '.join(odd)}")
    return False
