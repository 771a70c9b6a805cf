"""Commands that show one page as it is understood, or what the dataset promises."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.endings import epilog

commands = typer.Typer()

SHOWN = "Exit status: 0 it is shown, 1 it failed, 2 wrong use."


@commands.command(epilog=epilog("monographs inspect raw/metformin.md", SHOWN))
def inspect(file: Annotated[Path, typer.Argument(metavar="FILE", help="A page.")]) -> None:
    """Show how one page is understood, line by line, in colour."""
    from rich.console import Console

    from pipeline.inspect import render_page

    Console().print(render_page(file))


@commands.command(epilog=epilog("monographs describe sections", SHOWN))
def describe(
    table: Annotated[str | None, typer.Argument(metavar="TABLE", help="One table, with its columns and lists.")] = None,
) -> None:
    """Say what the dataset promises: its tables, or the columns and closed lists of one."""
    from pipeline.describe import describe_table, describe_tables

    print(describe_table(table) if table else describe_tables(), end="")
