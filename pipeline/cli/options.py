"""Options that commands share; Typer makes them of annotated parameters."""

from typing import Annotated, Any, Literal

import typer

from pipeline.cli.endings import JSON_OPTION

GATES = "Gates: past these shares, such as 5% or 0.05, nothing is published"
RAW = "The pages: a folder, `s3://bucket/folder`, `zip://::pages.zip`, `git+https://host/repo@REV#folder`."
PLACE = "Where releases are published: a folder or `s3://bucket/folder`."


def _gate(name: str, share: str) -> Any:
    return typer.Option(name, metavar="SHARE", rich_help_panel=GATES, help=share)


Raw = Annotated[str, typer.Option(metavar="ADDRESS", help=RAW)]
Outputs = Annotated[str, typer.Option(metavar="ADDRESS", help=PLACE)]
Version = Annotated[str | None, typer.Option(metavar="YYYY.M.PATCH", help="By default the next one of the month.")]
Jobs = Annotated[int, typer.Option(min=1, metavar="N", help="Number of processes that read pages.")]
Include = Annotated[list[str], typer.Option(metavar="GLOB", help="Which files are pages (repeatable): every `*.md`.")]
Exclude = Annotated[list[str], typer.Option(metavar="GLOB", help="Which files are none (repeatable).")]
Full = Annotated[bool, typer.Option("--full", help="Read every page again, whatever the cache holds.")]
CsvSafe = Annotated[bool, typer.Option("--csv-safe", help="Write `csv-safe/`, a second set for spreadsheets.")]
Database = Annotated[bool, typer.Option("--database", help="Write `monographs.sqlite` with keys and full-text search.")]
Quarantined = Annotated[str | None, _gate("--max-quarantined", "Of the input files, those quarantined.")]
NoContent = Annotated[str | None, _gate("--max-no-content", "Of the pages, those without content.")]
LostRows = Annotated[
    str | None, _gate("--max-lost-rows", "By which a table may be shorter than in the latest release.")
]
Runner = Annotated[
    Literal["thread", "process", "dask"] | None,
    typer.Option(
        metavar="KIND",
        help="Where batches run: `thread`, `process` or `dask`. By default in a thread, or in processes for many jobs.",
    ),
]
DaskAddress = Annotated[
    str | None, typer.Option(metavar="tcp://HOST:PORT", help="With `--runner dask`: a standing cluster's scheduler.")
]
Json = Annotated[bool, typer.Option(JSON_OPTION, help="Print one JSON document instead of text.")]
