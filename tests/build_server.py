"""Builds in processes of their own that cost no start-up: this program imports the pipeline once and forks for each.

It reads one JSON object a line: ``raw``, ``outputs``, ``version``, and ``die_at``, the number of the file operation in
the outputs at which the process kills itself, or null. It answers with one: ``status`` as of
``os.waitstatus_to_exitcode``, and ``operations``, how many there were.
"""

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import pipeline.release.report  # noqa: F401 -- loaded once, before the forks
from pipeline.build import BuildRequest, build
from pipeline.stages.fingerprint import cache_fingerprint

OPERATIONS = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.symlink", "os.truncate", "shutil.rmtree"}


def build_and_die(order: dict[str, Any], operations: Path) -> None:
    """Build, and be killed by no fault of one's own at a certain operation."""
    count = 0

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal count
        if event in OPERATIONS and any(order["outputs"] in str(argument) for argument in arguments):
            count += 1
            if count == order["die_at"]:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    build(BuildRequest(order["raw"], order["outputs"], version=order["version"]))
    operations.write_text(str(count))


def serve() -> None:
    operations = Path(sys.argv[1])
    # Known before the forks, so that all builds have the same parser even while somebody edits it.
    cache_fingerprint()
    for line in sys.stdin:
        operations.unlink(missing_ok=True)
        child = os.fork()
        if child == 0:
            build_and_die(json.loads(line), operations)
            os._exit(0)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        count = int(operations.read_text()) if operations.exists() else None
        print(json.dumps({"status": status, "operations": count}), flush=True)


if __name__ == "__main__":
    serve()
