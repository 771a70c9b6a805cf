"""A script as one writes it in an afternoon: markdown-it-py, headings and list items with their lines."""

from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt
from sample import read_sample

parser = MarkdownIt("commonmark").enable("table")


def read(path: Path) -> list[tuple[str, str, str, int]]:
    """The list items of a page, each under its heading."""
    tokens = parser.parse(path.read_text(encoding="utf-8"))
    rows, heading, depth = [], "", 0
    for before, token in pairwise(tokens):
        depth += {"list_item_open": 1, "list_item_close": -1}.get(before.type, 0)
        if before.type == "heading_open":
            heading = token.content
        elif before.type == "paragraph_open" and depth and token.map:
            rows.append((path.stem, heading, token.content, token.map[0] + 1))
    return rows


read_sample(read)
