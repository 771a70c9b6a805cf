"""A page as plain lines, read without a Markdown parser: which of them must be in a row, and which words they hold."""

import html
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

_FENCE = re.compile(r"-{3,}\s*")
"""What opens and closes front matter, as python-frontmatter's YAML handler has it."""

_KEY = re.compile(r"[A-Za-z_][\w-]*:")
"""What front matter below blank lines begins with."""

_BREAK = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*")
_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t].*)?")
_HEADING_TAG = re.compile(r" {0,3}<h([1-6])(?: [^<>]*)?>([^\w<>]*\w[^<>]*)</h\1>[ \t]*", re.IGNORECASE)
_ATTRIBUTES = re.compile(r"\{(?:[:#.]|[\w-]+=)[^{}]*\}\s*\Z")
"""Of a heading (kramdown, Pandoc)."""
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*")
"""Thematic breaks, ATX headings and the underlines of setext headings (CommonMark 0.31.2, 4.1-4.3)."""
_HOLLOW = re.compile(r"(?:\s|<br[ ]?/?>|&nbsp;)+", re.IGNORECASE)
"""A line that is blank to its reader."""
_GLUED = re.compile(r"#{2,6}[^#\s].*")
_GLUED_TITLE = re.compile(r"#[^\W\d_].*")
"""Headings whose text is glued to their marks; the second as the first line of the body."""

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?=[\s/>])[^<>]*>|<!--.*?-->", re.DOTALL)
_LINK_END = re.compile(r"\]\([^()\s]*(?:\s[^()]*)?\)|\]\[[^\[\]]*\]")
"""Where a link or picture leads, behind its words."""
_NUMBER = re.compile(r"^\d{1,9}\. ", re.MULTILINE)
"""Of an item of an answer: what a list counts, whatever number is written."""
_NO_LETTER = re.compile(r"[\W_]+")
_NO_ASCII_LETTER = str.maketrans(dict.fromkeys(code for code in range(128) if not chr(code).isalnum()))
"""For texts of ASCII alone, which are most: four times as fast as the expression."""

_WORD = re.compile(r"[^\W_]+")


def squash(text: str) -> str:
    """The letters and digits of a text alone, so that mark-up, escapes and entities do not matter."""
    plain = html.unescape(text)
    if plain.isascii():
        return plain.translate(_NO_ASCII_LETTER)
    return _NO_LETTER.sub("", unicodedata.normalize("NFKC", plain))


class _Heading(NamedTuple):
    """What a line says as a heading of so many lines. A tag or glued text may be none where it stands."""

    is_first_level: bool
    text: str
    lines: int = 1
    is_certain: bool = True


def _read_heading(line: str, below: str) -> _Heading | None:
    if tag := _HEADING_TAG.fullmatch(line):
        return _Heading(tag[1] == "1", tag[2], is_certain=False)
    if atx := _ATX.fullmatch(line):
        return _Heading(atx[1] == "#", line)
    if _GLUED.fullmatch(line):
        return _Heading(False, line, is_certain=False)
    if line.strip() and _UNDERLINE.fullmatch(below):
        return _Heading(below.strip().startswith("="), line, lines=2)
    return None


class PageLines:
    """The lines of a page, without its byte order mark, with LF for every line end."""

    def __init__(self, data: bytes, title: str | None) -> None:
        text = data.decode("utf-8", errors="replace").removeprefix("\ufeff")
        self.lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self.body_line = self._find_body()
        self._squashed = [squash(line) for line in self.lines]
        self._title = squash(title or "")

    def source(self, start: int, end: int) -> str:
        """The lines from ``start`` to ``end``, verbatim; 1-based, inclusive."""
        return "\n".join(self.lines[start - 1 : end])

    def owed(self) -> dict[int, str]:
        """The lines that must be in a row: all of the body but blanks, the title, thematic breaks and comments.

        What only looks blank (``<br>``) may be in one.
        """
        free = {*self._title_lines(), *self._comment_lines()}
        return {
            number: line
            for number, line in enumerate(self.lines[self.body_line - 1 :], self.body_line)
            if line.strip() and number not in free and not _BREAK.fullmatch(line) and not _HOLLOW.fullmatch(line)
        }

    def is_underline(self, number: int) -> bool:
        """Whether a line can be the underline of the heading above it."""
        return bool(_UNDERLINE.fullmatch(self.lines[number - 1]))

    def says(self, text: str, start: int, end: int) -> bool:
        """Whether every word of a text stands in these lines, in its order."""
        there = "".join(self._squashed[start - 1 : end])
        if squash(text) in there:
            return True
        words, source = _words(text), self.source(start, end)
        without_tags, without_links = _TAG.sub("", source), _LINK_END.sub("", source)
        # Words may be glued to what is no word, and what looks like a tag may be one.
        for seen in (source, without_tags, without_links, _LINK_END.sub("", without_tags)):
            if _in_order(words, squash(seen)):
                return True
        return _in_order(_words(_NUMBER.sub("", text)), there)

    def _find_body(self) -> int:
        first = next((number for number, line in enumerate(self.lines) if line.strip()), 0)
        below = self.lines[first + 1] if first + 1 < len(self.lines) else ""
        if not _FENCE.fullmatch(self.lines[first]) or (first and not _KEY.match(below)):
            return 1
        closing = (number for number, line in enumerate(self.lines[first + 1 :], first + 2) if _FENCE.fullmatch(line))
        return next(closing, 0) + 1

    def _title_lines(self) -> Iterator[int]:
        """The lines of the first heading, if it is of the first level or says the title."""
        is_first = True
        for number in range(self.body_line, len(self.lines) + 1):
            line = self.lines[number - 1]
            if is_first and _GLUED_TITLE.fullmatch(line):
                yield number
                return
            is_first = is_first and not line.strip()
            below = self.lines[number] if number < len(self.lines) else ""
            heading = _read_heading(line, below)
            if heading is None:
                continue
            if heading.is_first_level or squash(_ATTRIBUTES.sub("", heading.text)) == self._title:
                yield from range(number, number + heading.lines)
                return
            if heading.is_certain and heading.lines == 1:
                return

    def _comment_lines(self) -> Iterator[int]:
        body = "\n".join(self.lines[self.body_line - 1 :])
        first, place = self.body_line, 0
        for comment in _COMMENT.finditer(body):
            first += body.count("\n", place, comment.start())
            place = comment.start()
            yield from range(first, first + comment[0].count("\n") + 1)


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", html.unescape(text)))


def _in_order(words: list[str], there: str) -> bool:
    place = 0
    for word in words:
        found = there.find(word, place)
        if found < 0:
            return False
        place = found + len(word)
    return True
