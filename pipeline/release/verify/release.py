"""The verification of a release from its sums to its source lines."""

from contextlib import ExitStack
from pathlib import Path

from pipeline.errors import WrongUse
from pipeline.release.manifest import Manifest
from pipeline.release.places import CSV, CSV_SAFE, DATABASE, DATAPACKAGE, MANIFEST, PARQUET, csv_safe_path
from pipeline.release.verify.cited_lines import SourceCheck
from pipeline.release.verify.csv_files import check_csv, check_csv_safe
from pipeline.release.verify.database_file import check_database
from pipeline.release.verify.descriptor import check_datapackage
from pipeline.release.verify.rows import RowCheck, read_runs
from pipeline.release.verify.schemas import UNREADABLE, UNREADABLE_ERRORS, check_schemas
from pipeline.release.verify.sums import check_files
from pipeline.release.verify.verification import Evidence, Verification
from pipeline.scratch import scratch_folder
from pipeline.sources.address import open_source
from pipeline.tables.rows import TABLES


def verify_release(folder: Path, raw: str | None = None) -> Verification:
    """Check a release: sums, schemas, copies against Parquet, every promise and law, and its source where it is given.

    The copies are the CSV files, those for spreadsheets and the database, where the release has them. Of the documents
    ``datapackage.json`` alone is compared with the tables; for the others, their sums stand.

    Args:
        folder: the folder of one release.
        raw: the address of the pages that it was made from; null to leave the source out.

    Returns:
        all problems; a bad release raises nothing.

    Raises:
        WrongUse: the folder holds no release at all, or ``raw`` names nothing.
        WorldBroken: the source could not be read.
    """
    if not (folder / MANIFEST).exists() and not (folder / PARQUET).is_dir():
        raise WrongUse(f"{folder} is no release: it has neither {MANIFEST} nor a folder of Parquet files")
    evidence = Evidence()
    manifest, damaged = check_files(folder, evidence)
    if any(path.startswith((f"{PARQUET}/", f"{CSV}/")) for path in damaged):
        evidence.notes.append("rows, laws, CSV and other copies were not checked: files that hold tables are damaged")
    elif check_schemas(folder, manifest, evidence):
        for spec in TABLES.values():
            check_csv(folder, spec, evidence)
        _check_copies(folder, manifest, damaged, evidence)
        _check_rows(folder, raw, manifest, evidence)
    version = manifest["version"] if manifest else None
    return Verification(version, evidence.problems(), dict(evidence.counts), tuple(evidence.notes))


def _check_copies(folder: Path, manifest: Manifest | None, damaged: frozenset[str], evidence: Evidence) -> None:
    """What else holds the tables, or describes them; a file whose sum is wrong is a problem already."""
    options = manifest.get("options") if manifest else None
    asked = options if isinstance(options, list) else []
    if "csv_safe" in asked or (folder / CSV_SAFE).is_dir():
        for spec in TABLES.values():
            if csv_safe_path(spec.name) not in damaged:
                check_csv_safe(folder, spec, evidence)
    if ("database" in asked or (folder / DATABASE).exists()) and DATABASE not in damaged:
        check_database(folder, evidence)
    if manifest is not None and DATAPACKAGE not in damaged:
        check_datapackage(folder, manifest, evidence)


def _check_rows(folder: Path, raw: str | None, manifest: Manifest | None, evidence: Evidence) -> None:
    """One pass over the rows for the laws and, where the source is given, its lines."""
    rows = RowCheck(evidence)
    with ExitStack() as opened:
        source = None
        if raw is not None:
            scratch = opened.enter_context(scratch_folder())
            patterns = (manifest["include"], manifest["exclude"]) if manifest else ()
            source = SourceCheck(open_source(raw, scratch / "source"), evidence, *patterns)
        try:
            for tables in read_runs(folder):
                rows.add(tables)
                if source is not None:
                    source.add(tables)
        except UNREADABLE_ERRORS as error:
            evidence.report(UNREADABLE, str(error))
            return
        if source is not None:
            source.finish()
