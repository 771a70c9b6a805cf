"""The command line, and Typer's one door.

Exit statuses: 0 it worked, 1 it failed, 2 wrong use, 130 Ctrl-C; each command that has others says so in its help.
Modules that take long to load are loaded by the command that needs them, so that help and wrong use answer at once.
"""
# Late imports, as said above; and Typer makes options of parameters.
# ruff: noqa: PLC0415

import io
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

import typer
from typer.core import TyperGroup

import pipeline
from pipeline.collector import no_collection
from pipeline.errors import PipelineError, WrongUse
from pipeline.stages.gates import Limits, parse_share
from pipeline.storage.world import world

if TYPE_CHECKING:
    from pipeline.stages.run import Outcome

JSON_OPTION = "--json"
STATUSES = "Exit status: 0 it worked, 1 the run failed and nothing was published, 2 wrong use, 130 Ctrl-C."


class _Commands(TyperGroup):
    """All commands; a wrong use that Typer finds is told as JSON, too, where JSON is asked for."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except typer.TyperException as error:
            _print_failure(WrongUse.kind, getattr(error, "format_message", error.__str__)())
            raise


app = typer.Typer(
    name="monographs",
    cls=_Commands,
    epilog=f"Begin with `monographs build --raw raw --outputs outputs`.\n\n{STATUSES}",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode="markdown",
)

GATES = "Gates: past these shares, such as 5% or 0.05, nothing is published"
RAW = "The pages: a folder, `s3://bucket/folder`, `zip://::pages.zip`, `git+https://host/repo@REV#folder`."
PLACE = "Where releases are published: a folder or `s3://bucket/folder`."


def _gate(name: str, share: str) -> Any:
    return typer.Option(name, metavar="SHARE", rich_help_panel=GATES, help=share)


Raw = Annotated[str, typer.Option(metavar="ADDRESS", help=RAW)]
Outputs = Annotated[str, typer.Option(metavar="ADDRESS", help=PLACE)]
Version = Annotated[str | None, typer.Option(metavar="YYYY.M.PATCH", help="By default the next free one of the month.")]
Jobs = Annotated[int, typer.Option(min=1, metavar="N", help="Number of processes.")]
Include = Annotated[list[str], typer.Option(metavar="GLOB", help="Which files are pages (repeatable): every `*.md`.")]
Exclude = Annotated[list[str], typer.Option(metavar="GLOB", help="Which files are none (repeatable).")]
Full = Annotated[bool, typer.Option("--full", help="Read every page again, whatever the cache holds.")]
CsvSafe = Annotated[bool, typer.Option("--csv-safe", help="Write `csv-safe/`, a second set for spreadsheets.")]
Database = Annotated[bool, typer.Option("--database", help="Write `monographs.sqlite` with keys and full-text search.")]
Quarantined = Annotated[str | None, _gate("--max-quarantined", "Of the input files, those quarantined.")]
NoContent = Annotated[str | None, _gate("--max-no-content", "Of the pages, those without content.")]
LostRows = Annotated[str | None, _gate("--max-lost-rows", "Of a table's rows in the latest release, those gone.")]
Runner = Annotated[
    Literal["thread", "process", "dask"] | None,
    typer.Option(
        metavar="KIND",
        help="Where batches run: `thread`, `process` or `dask`. By default in a thread, or in processes for many jobs.",
    ),
]
DaskAddress = Annotated[str | None, typer.Option(metavar="tcp://HOST:PORT", help="Scheduler of a standing cluster.")]
FOLDER = "Folder of a release, such as `outputs/latest`."
Json = Annotated[bool, typer.Option(JSON_OPTION, help="Print one JSON document instead of text.")]


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"monographs {pipeline.__version__}")
        raise typer.Exit


@app.callback()
def monographs(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the program's version.")
    ] = False,
) -> None:
    """Drug monographs in Markdown in; a validated, versioned dataset out."""
    # Read when Arrow is loaded. Its own allocator asks the kernel for new memory where this one uses the old again.
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")


def _epilog(example: str, statuses: str = STATUSES) -> str:
    return f"Example: `{example}`\n\n{statuses}"


@app.command(epilog=_epilog("monographs run --raw raw --outputs outputs --max-quarantined 5%"))
def run(
    raw: Raw = "raw",
    outputs: Outputs = "outputs",
    version: Version = None,
    jobs: Jobs = 1,
    include: Include = [],  # noqa: B006 (Typer takes no tuple here, and copies the list)
    exclude: Exclude = [],  # noqa: B006
    full: Full = False,
    csv_safe: CsvSafe = False,
    database: Database = False,
    runner: Runner = None,
    dask_address: DaskAddress = None,
    max_quarantined: Quarantined = None,
    max_no_content: NoContent = None,
    max_lost_rows: LostRows = None,
) -> None:
    """Build a release as a Prefect flow.

    On the server that PREFECT_API_URL names, else on one that lives as long as the run.
    """
    limits = _limits(max_quarantined, max_no_content, max_lost_rows)
    # Read when Prefect is imported. A slow fresh machine takes longer than Prefect's 20 s to start a server.
    os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "300")
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    os.environ.setdefault("DO_NOT_TRACK", "1")
    from pipeline.flow import monograph_release, require_server
    from pipeline.progress import outcome_text

    require_server()
    outcome = monograph_release(
        raw, outputs, version, jobs, tuple(include), tuple(exclude), full, csv_safe, database,
        limits.quarantined, limits.no_content, limits.lost_rows, runner, dask_address,
    )  # fmt: skip
    print(outcome_text(cast("Outcome", outcome)))


@app.command(epilog=_epilog("monographs build --raw raw --outputs outputs --jobs 2 --exclude drafts/"))
def build(
    raw: Raw = "raw",
    outputs: Outputs = "outputs",
    version: Version = None,
    jobs: Jobs = 1,
    include: Include = [],  # noqa: B006
    exclude: Exclude = [],  # noqa: B006
    full: Full = False,
    csv_safe: CsvSafe = False,
    database: Database = False,
    max_quarantined: Quarantined = None,
    max_no_content: NoContent = None,
    max_lost_rows: LostRows = None,
    as_json: Json = False,
) -> None:
    """Build a release, and publish it if anything changed."""
    limits = _limits(max_quarantined, max_no_content, max_lost_rows)
    with no_collection():
        from pipeline.build import BuildRequest
        from pipeline.build import build as build_release
        from pipeline.progress import outcome_json, outcome_text, shown_progress

    request = BuildRequest(
        raw, outputs, version, jobs, tuple(include), tuple(exclude), full, csv_safe, database, limits
    )  # fmt: skip
    with shown_progress() as watcher:
        outcome = build_release(request, watcher)
    print(outcome_json(outcome) if as_json else outcome_text(outcome))


@app.command(epilog=_epilog("monographs inspect raw/metformin.md", "Exit status: 0 it is shown, 2 wrong use."))
def inspect(file: Annotated[Path, typer.Argument(metavar="FILE", help="A page.")]) -> None:
    """Show how one page is understood, line by line, in colour."""
    from rich.console import Console

    from pipeline.inspect import render_page

    Console().print(render_page(file))


@app.command(
    epilog=_epilog(
        "monographs verify outputs/latest --raw raw",
        "Exit status: 0 sound, 1 damaged, 2 wrong use, 3 whole, but pages differ from those that it was made from.",
    )
)
def verify(
    release: Annotated[Path, typer.Argument(metavar="RELEASE", help=FOLDER)],
    raw: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Its pages, to look cited lines up in.")] = None,
    as_json: Json = False,
) -> None:
    """Check a release: sums, schemas, keys, counts, laws, CSV, and that its source says what it holds."""
    from pipeline.release.verify import verify_release

    found = verify_release(release, raw)
    print(found.render_json() if as_json else found.render_text(), end="")
    raise typer.Exit(found.exit_status)


@app.command(epilog=_epilog("monographs describe sections", "Exit status: 0 it is shown, 2 wrong use."))
def describe(
    table: Annotated[str | None, typer.Argument(metavar="TABLE", help="One table, with its columns and lists.")] = None,
) -> None:
    """Say what the dataset promises: its tables, or the columns and closed lists of one."""
    from pipeline.describe import describe_table, describe_tables

    print(describe_table(table) if table else describe_tables(), end="")


@app.command(
    epilog=_epilog(
        "monographs diff outputs/releases/2026.11.0 outputs/latest",
        "Exit status: 0 they were compared, 1 it failed or, with `--exit-code`, they differ, 2 wrong use.",
    )
)
def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help=FOLDER)],
    new: Annotated[Path, typer.Argument(metavar="NEW", help=FOLDER)],
    exit_code: Annotated[bool, typer.Option("--exit-code", help="End with status 1 where they differ.")] = False,
    as_json: Json = False,
) -> None:
    """Compare the values of two releases: schema, pages, rows of each table, findings, quarantine."""
    from pipeline.release.changes import comparison_json, render_text
    from pipeline.release.diff import compare_releases

    for folder in (old, new):
        if not (folder / "manifest.json").is_file():
            raise WrongUse(f"{folder} is no release: it has no manifest.json")
    comparison = compare_releases(old, new)
    print((comparison_json if as_json else render_text)(comparison), end="")
    if exit_code and not comparison.is_same:
        raise typer.Exit(1)


@app.command(
    epilog=_epilog(
        "monographs freshness --outputs outputs --warn-after 8d --error-after 15d",
        "Exit status: 0 fresh, 3 ageing (past the warning), 1 stale (past the error) or no release, 2 wrong use.",
    )
)
def freshness(
    outputs: Outputs = "outputs",
    warn_after: Annotated[str, typer.Option(metavar="AGE", help="`36h`, `8d` or `2w`.")] = "8d",
    error_after: Annotated[str, typer.Option(metavar="AGE", help="As above, and not before the warning.")] = "15d",
    as_json: Json = False,
) -> None:
    """Say how long ago the latest release was published, or confirmed by a build that found nothing new."""
    from pipeline.operations.freshness import check_freshness, freshness_json, parse_age

    fresh = check_freshness(outputs, datetime.now(UTC), parse_age(warn_after), parse_age(error_after))
    print(freshness_json(fresh) if as_json else fresh.sentence)
    raise typer.Exit(fresh.verdict.exit_status)


def _limits(quarantined: str | None, no_content: str | None, lost_rows: str | None) -> Limits:
    return Limits(*(parse_share(text) if text else None for text in (quarantined, no_content, lost_rows)))


def _print_failure(kind: str, sentence: str) -> None:
    """Tell a program that asked for JSON why there is no other document."""
    if JSON_OPTION in sys.argv[1:]:
        print(json.dumps({"error": {"kind": kind, "sentence": sentence}}, ensure_ascii=False, indent=2))


def main() -> None:
    """Run the command line; a foreseen failure is one sentence on standard error."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that lacks a letter of a page shows its number.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        with world("something outside failed"):
            app()
    except PipelineError as error:
        print(f"monographs: {error}", file=sys.stderr)
        _print_failure(error.kind, str(error))
        sys.exit(error.exit_status)
