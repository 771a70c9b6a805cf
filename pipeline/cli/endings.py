"""How commands end: the statuses that their help names, and what a program is told that asked for JSON."""

import json
import signal
import sys
from types import FrameType
from typing import NoReturn

JSON_OPTION = "--json"
INTERRUPTED = "interrupted"
STATUSES = "Exit status: 0 it worked, 1 the run failed and nothing was published, 2 wrong use, 130 Ctrl-C, 143 SIGTERM."


class Terminated(KeyboardInterrupt):
    """A polite kill; whatever ends in order at Ctrl-C does so at this, too."""


def heed_termination() -> None:
    """Let a polite kill end this process in order, unless whoever started it wants it to be ignored."""
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, _terminate)


def _terminate(_number: int, _frame: FrameType | None) -> NoReturn:
    raise Terminated


def end_interrupted(interruption: KeyboardInterrupt) -> int:
    """Say that a command was interrupted, and what came of it where that is known; the exit status."""
    sentence = "; ".join((INTERRUPTED, *map(str, interruption.args)))
    print(f"monographs: {sentence}", file=sys.stderr)
    print_failure(INTERRUPTED, sentence)
    return 128 + (signal.SIGTERM if isinstance(interruption, Terminated) else signal.SIGINT)


def epilog(example: str, statuses: str = STATUSES) -> str:
    """The end of a command's help."""
    return f"Example: `{example}`\n\n{statuses}"


def print_failure(kind: str, sentence: str) -> None:
    """Tell a program that asked for JSON why there is no other document."""
    if JSON_OPTION in sys.argv[1:]:
        print(json.dumps({"error": {"kind": kind, "sentence": sentence}}, ensure_ascii=False, indent=2))
