"""Commands about releases that are there: whether one is sound, how two differ, how old the latest is."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.endings import epilog
from pipeline.cli.options import Json, Outputs
from pipeline.errors import WrongUse

commands = typer.Typer()

FOLDER = "Folder of a release, such as `outputs/latest`; one in an object store is copied first."


@commands.command(
    epilog=epilog(
        "monographs verify outputs/latest --raw raw",
        "Exit status: 0 sound, 1 damaged, 2 wrong use, 3 whole, but pages differ from those that it was made from.",
    )
)
def verify(
    release: Annotated[str, typer.Argument(metavar="RELEASE", help=FOLDER)],
    raw: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Its pages, to look cited lines up in.")] = None,
    as_json: Json = False,
) -> None:
    """Check a release: sums, schemas, keys, counts, laws, CSV, database, and that its source says what it holds."""
    from pipeline.release.verify import verify_release

    found = verify_release(_release_folder(release), raw)
    print(found.render_json() if as_json else found.render_text(), end="")
    raise typer.Exit(found.exit_status)


@commands.command(
    epilog=epilog(
        "monographs diff outputs/releases/2026.11.0 outputs/latest",
        "Exit status: 0 they were compared, 1 it failed or, with `--exit-code`, they differ, 2 wrong use.",
    )
)
def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help=FOLDER)],
    new: Annotated[str, typer.Argument(metavar="NEW", help=FOLDER)],
    exit_code: Annotated[bool, typer.Option("--exit-code", help="End with status 1 where they differ.")] = False,
    as_json: Json = False,
) -> None:
    """Compare the values of two releases: schema, pages, rows of each table, findings, quarantine."""
    from pipeline.release.changes import comparison_json, render_text
    from pipeline.release.diff import compare_releases
    from pipeline.release.places import MANIFEST

    folders = [_release_folder(address) for address in (old, new)]
    for folder in folders:
        if not (folder / MANIFEST).is_file():
            raise WrongUse(f"{folder} is no release: it has no {MANIFEST}")
    comparison = compare_releases(*folders)
    print((comparison_json if as_json else render_text)(comparison), end="")
    if exit_code and not comparison.is_same:
        raise typer.Exit(1)


@commands.command(
    epilog=epilog(
        "monographs freshness --outputs outputs --warn-after 8d --error-after 15d",
        "Exit status: 0 fresh, 3 ageing (past the warning), 1 stale (past the error), damaged or none, 2 wrong use.",
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


def _release_folder(address: str) -> Path:
    """The folder of a release.

    Raises:
        WrongUse: the address is none of a folder, or that of the folder of releases.
    """
    from pipeline.release.places import LATEST, MANIFEST
    from pipeline.storage.address import is_local, local_path

    if not is_local(address):
        raise WrongUse(f"{address} is no folder on this machine: copy the release to one, and name that")
    folder = local_path(address)
    if (folder / LATEST / MANIFEST).exists() and not (folder / MANIFEST).exists():
        raise WrongUse(f"{address} is no release but the folder of them: the latest one is {folder / LATEST}")
    return folder
