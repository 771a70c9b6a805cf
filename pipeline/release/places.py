"""The names of what stands in a folder of releases, and of the files of a release that programs look for."""

RELEASES = "releases"
LATEST = "latest"

NEXT = ".latest.next"
"""Where ``latest`` will point; it is there only while a release is being published."""

BUILDING = ".building-"
"""How the name of a release folder begins that is not complete yet."""

WORK = ".work"
PARTS = ".cache/parts"

CONFIRMED = ".cache/confirmed"
"""Written when a build finds nothing to publish: the latest release was right at that time."""


def release_place(version: str) -> str:
    """Where a release stands, relative to the folder of releases; this is what ``latest`` says."""
    return f"{RELEASES}/{version}"


MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"

DATAPACKAGE = "datapackage.json"

DATABASE = "monographs.sqlite"
"""The file with all tables; written where it was asked for."""

PARQUET = "parquet"
CSV = "csv"
CSV_SAFE = "csv-safe"
"""The CSV files for spreadsheets; written where they were asked for."""


def parquet_path(table: str) -> str:
    """Where a table's Parquet file lies in the release."""
    return f"{PARQUET}/{table}.parquet"


def csv_path(table: str) -> str:
    """Where a table's canonical CSV file lies in the release."""
    return f"{CSV}/{table}.csv"


def csv_safe_path(table: str) -> str:
    """Where a table's CSV file for spreadsheets lies in the release, where it was asked for."""
    return f"{CSV_SAFE}/{table}.csv"
