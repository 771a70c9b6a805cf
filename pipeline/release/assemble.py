"""Parts → the tables of a release, streamed through with one part in memory."""

from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from pipeline.release.facts import FileFacts, ReleaseFacts
from pipeline.release.statistics import Statistics
from pipeline.release.write import TableFiles, open_tables
from pipeline.sources.page import Origin
from pipeline.tables.checks import Tables
from pipeline.tables.rows import TABLES


class Assembled(NamedTuple):
    """The tables of a release as they were written: its files, rows by table, digests of values, and counts."""

    files: tuple[FileFacts, ...]
    rows: dict[str, int]
    content: dict[str, str]
    statistics: Statistics


def assemble_tables(
    folder: Path, parts: Iterable[Tables], metadata: Mapping[str, str], *, csv_safe: bool = False
) -> Assembled:
    """Write the tables of a release, as many at once as Arrow may use processor cores (``pyarrow.cpu_count``).

    Args:
        folder: the release folder.
        parts: the tables of all pages, in the order of ``drug_id``; rows of ``quarantine`` in any order.
        metadata: texts for the metadata of every Parquet file.
        csv_safe: whether to write the second set of CSV files, for spreadsheets.
    """
    statistics = Statistics()
    quarantined = [TABLES["quarantine"].arrow_schema.empty_table()]
    with ExitStack() as files:
        tables = open_tables(folder, metadata, csv_safe=csv_safe, files=files)
        threads = min(pa.cpu_count(), len(tables))
        with ThreadPoolExecutor(threads) as pool:
            writing: list[Future[None]] = []
            for part in parts:
                # The next part is read while this one is written; a table's parts are written one after another.
                _finish(writing)
                quarantined.append(part["quarantine"])
                writing = [
                    pool.submit(table.write, part[name]) for name, table in tables.items() if name != "quarantine"
                ]
                writing.append(pool.submit(statistics.add, part))
            _finish(writing)
        # Pages and what could not be read stand in one order here, so these few rows wait for each other.
        tables["quarantine"].write(pa.concat_tables(quarantined).sort_by("source_path"))
    with ThreadPoolExecutor(threads) as pool:
        written = dict(zip(tables, pool.map(TableFiles.files, tables.values()), strict=True))
    return Assembled(
        tuple(file for files_of_table in written.values() for file in files_of_table),
        {name: table.rows for name, table in tables.items()},
        {name: table.content_sha256(written[name]) for name, table in tables.items()},
        statistics,
    )


def _finish(writing: Iterable[Future[None]]) -> None:
    for future in writing:
        future.result()


def parquet_metadata(facts: ReleaseFacts) -> dict[str, str]:
    """What every Parquet file says of its release: versions, date, and what the publisher says of the collection."""
    source = facts.source
    said = {
        "version": facts.version,
        "date": facts.date,
        "schema_version": facts.schema_version,
        "parser_version": facts.parser_version,
        "title": source.title,
        "publisher": source.publisher,
        "license": source.license_name,
        "license_url": source.license_url,
        "citation": source.citation,
        "disclaimer": source.disclaimer,
        "repository": source.repository,
        "source_commit": facts.commit,
    }
    return {name: text for name, text in said.items() if text is not None}


def with_origin(tables: Tables, origin: Origin) -> Tables:
    """Fill in where each page stands in public and at which commit."""
    drugs = tables["drugs"]
    paths = drugs["source_path"].to_pylist()
    for name, values in (
        ("source_url", [origin.url_of(path) for path in paths]),
        ("source_commit", [origin.commit_of(path) for path in paths]),
    ):
        index = drugs.schema.get_field_index(name)
        drugs = drugs.set_column(index, drugs.schema.field(name), pa.array(values, pa.string()))
    return tables | {"drugs": drugs}
