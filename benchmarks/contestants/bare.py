"""The interpreter, what a build imports, and the bare parser over every page: ``bare.py RAW``."""

import sys
from collections import deque
from pathlib import Path

import pyromark
import startup  # noqa: F401


def parse_pages(raw: str) -> None:
    """Read every page and parse it, with tables and source ranges as the pipeline does, and keep nothing."""
    for path in sorted(Path(raw).rglob("*.md")):
        text = path.read_bytes().decode()
        deque(pyromark.events_with_range(text, options=pyromark.Options.ENABLE_TABLES), maxlen=0)


if __name__ == "__main__":
    parse_pages(sys.argv[1])
