"""What Markdown takes for other mark-up than its writer meant, spelled so that the parser takes it as meant.

A body keeps its lines: each says what it said, so that whatever is read from it stands where it stood.
"""

import re
from typing import NamedTuple

_BEFORE = r"^([ \t]*(?:(?:[*+-]|\d{1,9}[.)])[ \t]+)*)"
"""What may stand before the text of a line: white space and marks of list items."""

_MORE_THAN = re.compile(_BEFORE + r">(?==?[ \t]?\d)(?![ \t]?\d{1,9}[.)][ \t])", re.MULTILINE)
_QUOTATION = re.compile(_BEFORE + r">(?!=?[ \t]?\d)", re.MULTILINE)
_MORE = "\ufdd0"
"""Stands for the sign until the page is parsed: no character, so that no text holds it (Unicode 16, 23.7)."""

DRAWN_BULLETS = "•●▪◦‣"
_DRAWN = re.compile(rf"^([ \t]*)[{DRAWN_BULLETS}][ \t]+(?=\S)", re.MULTILINE)
_GLUED_HEADING = re.compile(r"^(#{2,6})(?=[^#\s])", re.MULTILINE)
_GLUED_TITLE = re.compile(r"\A(\s*#)(?=[^\W\d_])")
_FENCES = ("```", "~~~")


class Respelled(NamedTuple):
    """A body for the parser, and whether texts read from it go through :func:`spelled_back`."""

    body: str
    is_marked: bool


def respell(body: str) -> Respelled:
    """Spell a body as its writer meant it.

    ``•`` begins a list item, ``###Usage`` is a heading, and ``>`` before a number says "more than", not that somebody
    is quoted. Where code is fenced, nothing is touched.
    """
    if any(fence in body for fence in _FENCES):
        return Respelled(body, is_marked=False)
    if any(bullet in body for bullet in DRAWN_BULLETS):
        body = _DRAWN.sub(r"\1* ", body)
    if "#" in body:
        body = _GLUED_TITLE.sub(r"\1 ", _GLUED_HEADING.sub(r"\1 ", body))
    if ">" in body and _MORE not in body and _MORE_THAN.search(body) and not _QUOTATION.search(body):
        return Respelled(_MORE_THAN.sub(rf"\1{_MORE}", body), is_marked=True)
    return Respelled(body, is_marked=False)


def spelled_back(text: str) -> str:
    """A text that was read from a respelled body, as the page has it."""
    return text.replace(_MORE, ">")
