"""markdown-it-py parses every page and does nothing else: ``markdown_it_parse.py RAW``."""

import sys
from pathlib import Path

from markdown_it import MarkdownIt

parser = MarkdownIt("commonmark").enable("table")
for path in sorted(Path(sys.argv[1]).rglob("*.md")):
    parser.parse(path.read_text(encoding="utf-8"))
