"""Commands that build a release, as a Prefect flow or without one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

import typer

from pipeline.cli import options
from pipeline.cli.endings import epilog
from pipeline.collector import loading
from pipeline.stages.gates import Limits, parse_share

if TYPE_CHECKING:
    from pipeline.stages.run import Outcome

commands = typer.Typer()


@commands.command(epilog=epilog("monographs run --raw raw --outputs outputs --max-quarantined 5%"))
def run(
    raw: options.Raw = "raw",
    outputs: options.Outputs = "outputs",
    version: options.Version = None,
    jobs: options.Jobs = 1,
    include: options.Include = [],  # noqa: B006 (Typer takes no tuple here, and copies the list)
    exclude: options.Exclude = [],  # noqa: B006
    full: options.Full = False,
    csv_safe: options.CsvSafe = False,
    database: options.Database = False,
    runner: options.Runner = None,
    dask_address: options.DaskAddress = None,
    max_quarantined: options.Quarantined = None,
    max_no_content: options.NoContent = None,
    max_lost_rows: options.LostRows = None,
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

    with _publication_told(outputs):
        require_server()
        outcome = monograph_release(
            raw, outputs, version, jobs, tuple(include), tuple(exclude), full, csv_safe, database,
            limits.quarantined, limits.no_content, limits.lost_rows, runner, dask_address,
        )  # fmt: skip
    print(outcome_text(cast("Outcome", outcome)))


@commands.command(epilog=epilog("monographs build --raw raw --outputs outputs --jobs 2 --exclude drafts/"))
def build(
    raw: options.Raw = "raw",
    outputs: options.Outputs = "outputs",
    version: options.Version = None,
    jobs: options.Jobs = 1,
    include: options.Include = [],  # noqa: B006
    exclude: options.Exclude = [],  # noqa: B006
    full: options.Full = False,
    csv_safe: options.CsvSafe = False,
    database: options.Database = False,
    max_quarantined: options.Quarantined = None,
    max_no_content: options.NoContent = None,
    max_lost_rows: options.LostRows = None,
    as_json: options.Json = False,
) -> None:
    """Build a release, and publish it if anything changed."""
    limits = _limits(max_quarantined, max_no_content, max_lost_rows)
    with loading():
        from pipeline.build import BuildRequest
        from pipeline.build import build as build_release
        from pipeline.progress import outcome_json, outcome_text, shown_progress

    request = BuildRequest(
        raw, outputs, version, jobs, tuple(include), tuple(exclude), full, csv_safe, database, limits
    )  # fmt: skip
    with _publication_told(outputs), shown_progress() as watcher:
        outcome = build_release(request, watcher)
    print(outcome_json(outcome) if as_json else outcome_text(outcome))


@contextmanager
def _publication_told(outputs: str) -> Iterator[None]:
    """Have an interruption say whether a release was published before it."""
    from pipeline.release.publish import open_releases

    before = open_releases(outputs).versions()
    try:
        yield
    except KeyboardInterrupt as interruption:
        new = [str(version) for version in open_releases(outputs).versions() if version not in before]
        told = f"release {new[-1]} was published before" if new else "nothing was published"
        raise type(interruption)(told) from interruption


def _limits(quarantined: str | None, no_content: str | None, lost_rows: str | None) -> Limits:
    return Limits(*(None if text is None else parse_share(text) for text in (quarantined, no_content, lost_rows)))
