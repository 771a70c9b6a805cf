"""How commands end: the statuses that their help names, and what a program is told that asked for JSON."""

import json
import sys

JSON_OPTION = "--json"
INTERRUPTED = "interrupted"
STATUSES = "Exit status: 0 it worked, 1 the run failed and nothing was published, 2 wrong use, 130 Ctrl-C."


def epilog(example: str, statuses: str = STATUSES) -> str:
    """The end of a command's help."""
    return f"Example: `{example}`\n\n{statuses}"


def print_failure(kind: str, sentence: str) -> None:
    """Tell a program that asked for JSON why there is no other document."""
    if JSON_OPTION in sys.argv[1:]:
        print(json.dumps({"error": {"kind": kind, "sentence": sentence}}, ensure_ascii=False, indent=2))
