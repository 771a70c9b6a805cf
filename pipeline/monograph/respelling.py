"""What Markdown takes for other mark-up than its writer meant, spelled so that the parser takes it as meant.

A body keeps its lines and their words, so that whatever is read from it stands where it stood.
"""

import re
from typing import NamedTuple

from pipeline.monograph.bold_marks import BEFORE_TEXT, MARK_OF_ITEM, mend_bold

_MORE_THAN = re.compile(rf"^({BEFORE_TEXT})" + r">(?==?[ \t]?\d)(?![ \t]?\d{1,9}[.)][ \t])", re.MULTILINE)
_QUOTATION = re.compile(rf"^{BEFORE_TEXT}" + r">(?!=?[ \t]?\d)", re.MULTILINE)
_MORE = "\ufdd0"
"""Stands for the sign until the page is parsed: no character, so that no text holds it (Unicode 16, 23.7)."""

DRAWN_BULLETS = "•●▪◦‣"
_BULLET_ENTITIES = ("&bull;", "&#8226;")
_DRAWN = re.compile(rf"^([ \t]*)(?:[{DRAWN_BULLETS}]|{'|'.join(_BULLET_ENTITIES)})[ \t\u00a0]+(?=\S)", re.MULTILINE)
_ESCAPED = re.compile(r"^([ \t]*)(?:\\([*+-])(?=[ \t][^\d\s])|(\d{1,2})\\([.)])(?=[ \t]))", re.MULTILINE)
FEWEST_ITEMS = 2
"""Escaped marks that make a list; one may be a footnote's or a minus."""
# These start with a sign, and look behind it for what stands before: a search leaps from sign to sign.
_GLUED_HEADING = re.compile(r"#(?<![^\n]#)#{1,5}(?=[^#\s])")
_GLUED_CLOSE = re.compile(r"(#(?<![^\n]#)#{1,5} .*[^#\s\\])#{2,6}[ \t]*$", re.MULTILINE)
_GLUED_TITLE = re.compile(r"\A(\s*#)(?=[^\W\d_])")
UNSEEN = "\u200b\u2060\ufeff\xad"
"""Characters that nobody sees: where a line may break or may not."""
_UNSEEN = re.compile(f"[{UNSEEN}]")
_ALLELE = re.compile(r"\*(?:(?<=\w\*)(?=\d{2,3}:\d{2})|(?<![*\w\\]\*)(?=\d{1,3}[A-Z]?/\*\d)|(?<=/\*)(?=\d))")
"""The star of an allele (``*1/*2``, ``HLA-A*02:01``), which is no emphasis (PharmVar, HLA nomenclature)."""
_STAR_BEFORE_FIGURE = re.compile(r"\*-?\d")
_POWER = re.compile(r"(?<=\d)\*\*(?=-?\d)")
_SIGNS = "\u2190-\u21ff\u2300-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_PICTURE = rf"(?:[{_SIGNS}]|\d\ufe0f?\u20e3)[{_SIGNS}\u200d\ufe0f]*"
"""Arrows, signs, pictures and numbers on keys (Unicode 16, code charts), joined or not; no mathematical operators."""
starts_with_picture = re.compile(_PICTURE).match
_OUTSIDE = rf"{_PICTURE}|\(\d{{1,2}}\)|[a-z]\)"
_BOLD = r"[ ]?\*\*(?=[^\s*][^*\n]*\*\*)"
stands_outside = re.compile(rf"(?:{_OUTSIDE}){_BOLD}").match
"""A picture, a number or a letter before the bold lead-in that it belongs to."""
_BEFORE_BOLD = re.compile(rf"^({BEFORE_TEXT})({_OUTSIDE}){_BOLD}", re.MULTILINE)
_HEADING_TAG = re.compile(
    r"(?<!\S\n)^[ ]{0,3}<h([1-6])(?:[ ][^<>\n]*)?>([^\w<>\n]*\w[^<>\n]*)</h\1>[ \t]*$", re.MULTILINE | re.IGNORECASE
)
_ATTRIBUTES = re.compile(r"\{:?[ ]?(?:[#.][\w-]+|[\w-]+=\S+)(?:[ ](?:[#.][\w-]+|[\w-]+=\S+))*[ ]?\}")
"""Of a heading, as kramdown and Pandoc have them: ``### Usage {#usage}``."""
_VERBATIM = re.compile(r"^ {0,3}(?:```|~~~)|<pre\b", re.MULTILINE | re.IGNORECASE)


_DEEP = re.compile(rf"^(?: {{4}}|\t)[ \t]*(?:{MARK_OF_ITEM}[ \t]+\S|#{{2,6}} )", re.MULTILINE)
"""An item or a heading that is code where no list is open."""
_ITEM = re.compile(rf"[ \t]*{MARK_OF_ITEM}[ \t]")
_TAB = 4


class Respelled(NamedTuple):
    """A body for the parser, and whether texts read from it go through :func:`spelled_back`."""

    body: str
    is_marked: bool


def respell(body: str) -> Respelled:
    """Spell a body as its writer meant it.

    ``•``, ``&bull;`` and an escaped ``-`` begin a list item, ``###Usage`` and ``<h3>Usage</h3>`` are headings, slips of
    the pen in bold marks are set right, a picture or a number before a bold lead-in belongs to it, and ``>`` before a
    number says "more than", not that somebody is quoted. A body with a block of code is left alone.
    """
    if any(sign in body for sign in ("```", "~~~", "<")) and _VERBATIM.search(body):
        return Respelled(body, is_marked=False)
    if any(sign in body for sign in UNSEEN):
        body = _UNSEEN.sub("", body)
    if any(bullet in body for bullet in (*DRAWN_BULLETS, *_BULLET_ENTITIES)):
        body = _DRAWN.sub(r"\1* ", body)
    if ("    " in body or "\t" in body) and _DEEP.search(body):
        body = "\n".join(_set_out(body.split("\n")))
    if "**" in body:
        body = "\n".join(mend_bold(body.split("\n")))
        body = _BEFORE_BOLD.sub(r"\1**\2 ", body)
    if "</" in body:
        body = _HEADING_TAG.sub(lambda tag: f"{'#' * int(tag[1])} {tag[2].strip()}", body)
    if "#" in body:
        if "}" in body:
            body = "\n".join(map(_without_attributes, body.split("\n")))
        body = _GLUED_TITLE.sub(r"\1 ", _GLUED_CLOSE.sub(r"\1", _GLUED_HEADING.sub(r"\g<0> ", body)))
    if _STAR_BEFORE_FIGURE.search(body):
        body = _POWER.sub(r"\\*\\*", _ALLELE.sub(r"\\*", body))
    if "\\" in body and len(_ESCAPED.findall(body)) >= FEWEST_ITEMS:
        body = _ESCAPED.sub(r"\1\2\3\4", body)
    if ">" in body and _MORE not in body and _MORE_THAN.search(body) and not _QUOTATION.search(body):
        return Respelled(_MORE_THAN.sub(rf"\1{_MORE}", body), is_marked=True)
    return Respelled(body, is_marked=False)


def _without_attributes(line: str) -> str:
    """A heading without its attributes; any other line as it is."""
    bare = line.rstrip(" \t")
    if line[:1] != "#" or bare[-1:] != "}":
        return line
    start = bare.rfind("{")
    return bare[:start].rstrip(" \t") if start > 0 and _ATTRIBUTES.fullmatch(bare, start) else line


def _set_out(lines: list[str]) -> list[str]:
    """The lines, with lists and headings that are set in below no list item set out: nobody means code by them."""
    found: list[str] = []
    in_list, after_text = False, False
    width = 0  # of what the lines of a list that is set out are set in by
    for line in lines:
        bare = line.lstrip(" \t")
        indent = len(line[: len(line) - len(bare)].expandtabs(_TAB))
        if bare and not indent:
            width = 0
            in_list = _ITEM.match(line) is not None or (in_list and after_text)
        elif bare and not in_list and not width and indent >= _TAB and _DEEP.match(line):
            width = indent
        elif bare and not width:
            in_list = in_list or _ITEM.match(line) is not None
        after_text = bool(bare)
        found.append(" " * max(indent - width, 0) + bare if width and bare else line)
    return found


def spelled_back(text: str) -> str:
    """A text that was read from a respelled body, as the page has it."""
    return text.replace(_MORE, ">")
