"""What the scripts of other tools share: some of the pages, spread evenly, and the time that reading them takes."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path


def read_sample(read: Callable[[Path], object]) -> None:
    """Let a tool read the pages: arguments are the raw folder and how many pages of it.

    Only the pages count, not the interpreter and the tool's imports.
    """
    paths = sorted(Path(sys.argv[1]).rglob("*.md"))
    wanted = min(int(sys.argv[2]), len(paths))
    chosen = [paths[index * len(paths) // wanted] for index in range(wanted)]
    wall, cpu = time.perf_counter(), time.process_time()
    for path in chosen:
        read(path)
    print(json.dumps({"counted": [time.perf_counter() - wall, time.process_time() - cpu]}))
