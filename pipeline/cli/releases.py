"""Commands about releases that are there: whether one is sound, how two differ, how old the latest is."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.endings import epilog
from pipeline.cli.options import Json, Outputs
from pipeline.errors import WrongUse

commands = typer.Typer()

FOLDER = "Folder of a release, such as `outputs/latest`."


@commands.command(
    epilog=epilog(
        "monographs verify outputs/latest --raw raw",
        "Exit status: 0 sound, 1 damaged, 2 wrong use, 3 whole, but pages differ from those that it was made from.",
    )
)
def verify(
    release: Annotated[Path, typer.Argument(metavar="RELEASE", help=FOLDER)],
    raw: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Its pages, to look cited lines up in.")] = None,
    as_json: Json = False,
) -> None:
    """Check a release: sums, schemas, keys, counts, laws, CSV, database, and that its source says what it holds."""
    from pipeline.release.verify import verify_release

    found = verify_release(release, raw)
    print(found.render_json() if as_json else found.render_text(), end="")
    raise typer.Exit(found.exit_status)


@commands.command(
    epilog=epilog(
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
    from pipeline.release.places import MANIFEST

    for folder in (old, new):
        if not (folder / MANIFEST).is_file():
            raise WrongUse(f"{folder} is no release: it has no {MANIFEST}")
    comparison = compare_releases(old, new)
    print((comparison_json if as_json else render_text)(comparison), end="")
    if exit_code and not comparison.is_same:
        raise typer.Exit(1)


@commands.command(
    epilog=epilog(
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
