"""The program `monographs`: all commands, and what is said of it as a whole."""

import os
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

import pipeline
from pipeline.cli import building, releases, views
from pipeline.cli.endings import STATUSES, end_interrupted, print_failure
from pipeline.errors import WrongUse


class _Commands(TyperGroup):
    """All commands; what Typer itself deals with is told as JSON, too, where JSON is asked for."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except typer.TyperException as error:
            print_failure(WrongUse.kind, getattr(error, "format_message", error.__str__)())
            raise
        except KeyboardInterrupt as interruption:
            raise typer.Exit(end_interrupted(interruption)) from interruption


app = typer.Typer(
    name="monographs",
    cls=_Commands,
    epilog=f"Begin with `monographs build --raw raw --outputs outputs`.\n\n{STATUSES}",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode="markdown",
)
for subject in (building, views, releases):
    app.add_typer(subject.commands)


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
