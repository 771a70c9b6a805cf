"""The command line, and Typer's one door.

Exit statuses: 0 it worked, 1 it failed, 2 wrong use, 130 Ctrl-C, 143 SIGTERM; each command that has others says so in
its help.
Modules that take long to load are loaded by the command that needs them, so that help and wrong use answer at once.
"""

import io
import sys

from pipeline.cli.endings import heed_termination, print_failure
from pipeline.cli.program import app
from pipeline.collector import end_collection
from pipeline.errors import PipelineError
from pipeline.storage.world import world


def main() -> None:
    """Run the command line; a foreseen failure is one sentence on standard error."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that lacks a letter of a page shows its number.
        sys.stdout.reconfigure(errors="backslashreplace")
    heed_termination()
    try:
        with world("something outside failed"):
            app()
    except PipelineError as error:
        print(f"monographs: {error}", file=sys.stderr)
        print_failure(error.kind, str(error))
        sys.exit(error.exit_status)
    finally:
        end_collection()
