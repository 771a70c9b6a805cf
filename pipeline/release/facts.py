"""What is known of a release while it is written; every document is made from this and from ``TABLES``."""

from typing import NamedTuple

from pipeline.sources.description import SourceDescription


class FileFacts(NamedTuple):
    """A file of the release: its path in the release folder with ``/``, its size, its SHA-256, its rows if a table."""

    path: str
    bytes: int
    sha256: str
    rows: int | None = None


class ReleaseFacts(NamedTuple):
    """A release: versions, date, source, sizes.

    ``date`` is ISO 8601 (``2026-11-23``), from ``SOURCE_DATE_EPOCH``, else the source's commit, else the version's
    month. ``rows`` maps each table to its number of rows. ``previous`` is the version that it is compared with.
    """

    version: str
    schema_version: str
    parser_version: str
    date: str
    source: SourceDescription
    commit: str | None
    rows: dict[str, int]
    files: tuple[FileFacts, ...]
    previous: str | None
