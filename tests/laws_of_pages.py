"""The laws of the contract that need the page beside its rows, said once for the corpus, our own pages and made-up
ones.
"""

import re
from collections import Counter
from collections.abc import Iterator

from markdown_it import MarkdownIt

from pipeline.monograph.blocks import Kind, read_blocks
from pipeline.monograph.front_matter import split_front_matter
from pipeline.monograph.tree import Bullet, Faq, Monograph, Section
from pipeline.vocabulary import VERBATIM, HeadingStyle

_WORD = re.compile(r"[^\W_]+")
_MARKS = re.compile(
    r"(?i)\b(?:q(?:uestion)?|a(?:ns(?:wer)?)?)"
    r"(?:\s?\d{1,2}(?=\s*(?:[.)]|:(?!\d)))|(?=\s*[:.)])|\s?\d{0,2}(?=\s+[-–—]\s))"
)
_MARKS_AT_THE_START = re.compile(
    r"(?im)^(?:- )?(?:\*\*(?:q\d?|question\s?\d{0,2}|a\d?|answer\s?\d{0,2})\*\*|[qa]\.\d{1,2}(?=\s)|\d\ufe0f?\u20e3)"
)
_MARK_OF_ITEM = re.compile(r"\s*(?:\\?[*+\-•●▪◦‣]|&(?:bull|#8226);|\d{1,9}\\?[.)])(?:\s|$)")
_HEADING_IN_ITEM = re.compile(r"\s*(?:(?:[*+-]|\d{1,9}[.)])\s+)+#{1,6}(?:\s|$)")
_MARKDOWN_IT = MarkdownIt("commonmark").enable("table")


def broken_laws(text: str, monograph: Monograph) -> Iterator[str]:
    """Every breach, as a sentence, of a page whose line ends are LF."""
    yield from _breaches_of_conservation(text, monograph)
    yield from _breaches_of_order(monograph)
    yield from _breaches_in_questions(monograph)
    yield from _breaches_of_lists(text, monograph)
    yield from _breaches_of_spacing(monograph)


def rows_of(monograph: Monograph) -> list:
    return [block for section in monograph.sections for block in section.rows]


def _owed_lines(text: str, monograph: Monograph) -> dict[int, str]:
    """The non-blank lines of the body that must be in a row: all but the title, thematic breaks and comments."""
    headed = {section.line_start for section in monograph.sections if section.heading_style is HeadingStyle.ATX}
    front = split_front_matter(text)
    blocks = read_blocks(front.body, front.body_line)
    lines = text.split("\n")
    free = {
        number
        for block in blocks
        if block.kind in (Kind.RULE, Kind.COMMENT)
        for number in range(block.line_start, block.line_end + 1)
    }
    underlines = (
        block.line_end for block in blocks if block.kind is Kind.HEADING and block.line_end > block.line_start
    )
    free.update(underlines)
    stated = str(front.keys.get("title")).casefold()
    headings = (block for block in blocks if block.kind is Kind.HEADING)
    # Text above a line of dashes may be a banner above the title.
    title = next(
        (
            block
            for block in headings
            if block.level == 1 or block.line_end == block.line_start or block.text.casefold() == stated
        ),
        None,
    )
    if title and title.line_start not in headed and (title.level == 1 or title.text.casefold() == stated):
        free.update(range(title.line_start, title.line_end + 1))
    return {
        number: line
        for number, line in enumerate(lines, 1)
        if number >= front.body_line and line.strip() and number not in free
    }


def _breaches_of_conservation(text: str, monograph: Monograph) -> Iterator[str]:
    owed = _owed_lines(text, monograph)
    owners: Counter[int] = Counter()
    for section in monograph.sections:
        first = section.line_start
        inner = [block for block in section.rows if block.line_start <= first <= block.line_end]
        if section.heading is not None and not inner:
            owners[first] += 1
        for block in section.rows:
            for number in range(block.line_start, block.line_end + 1):
                if text.split("\n")[number - 1].strip():
                    owners[number] += 1
    for number, line in owed.items():
        looks_blank = re.fullmatch(r"(?i)(?:\s|<br ?/?>|&nbsp;)+", line) is not None
        if owners[number] != 1 and not (looks_blank and not owners[number]):
            yield f"line {number} is in {owners[number]} rows: {line[:60]}"
    lines = text.split("\n")
    # A comment, or the line of dashes below a heading, may stand between a question and its answer.
    between = {number for number, line in enumerate(lines, 1) if re.match(r"\s*(?:<!--|-+\s*$|=+\s*$)", line)}
    for number in owners:
        if number not in owed and number not in between:
            yield f"line {number} is in a row and should not be"
    yield from _lost_words(owed, monograph)


def _lost_words(owed: dict[int, str], monograph: Monograph) -> Iterator[str]:
    for section in monograph.sections:
        asked = {block.line_start for block in section.rows if isinstance(block, Faq)}
        for start, end, said in _sayings(section):
            source = "\n".join(owed.get(number, "") for number in range(start, end + 1))
            words = _words_of_questions if start in asked else _words
            lost = Counter(words(source)) - Counter(words(said))
            if lost:
                yield f"lines {start}–{end} lose {dict(lost)}"


def _sayings(section: Section) -> Iterator[tuple[int, int, str]]:
    heading = section.heading or ""
    opened = {block.line_start for block in section.rows}
    if heading and section.line_start not in opened:
        yield section.line_start, section.line_start, heading
    for block in section.rows:
        said = heading if block.line_start == section.line_start else ""
        if isinstance(block, Faq):
            said += f" {block.question} {block.answer or ''}"
        else:
            said += f" {block.label or ''} {block.text or ''}"
            if isinstance(block, Bullet) and block.number is not None:
                said += f" {block.number}"
        yield block.line_start, block.line_end, said


_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉ⁿ", "01234567890123456789n")
_HTML = re.compile(
    r"</?(?:sup|sub|br|b|i|em|strong|u|p|span|small|h[1-6])\b[^>]*>|<!--.*?-->|&\w+;|&#\d+;|"
    r"\{:?[ ]?[#.][^{}\n]*\}[ \t]*$",
    re.IGNORECASE | re.DOTALL | re.MULTILINE,
)
_DESTINATION = re.compile(r"\]\([^)]*\)")
_ORDINAL = re.compile(r"(?m)^\s*(?:>\s*)*(?:(?:[*+-]|#{1,6})\s+)?(?:\*\*)?(?:\d{1,9}[.)]|\(\d{1,2}\)|[a-h]\))\s")


def _words(text: str) -> list[str]:
    return _WORD.findall(_plain(text).casefold())


def _words_of_questions(text: str) -> list[str]:
    """The words of a question and its answer, without the marks of both."""
    return _WORD.findall(_MARKS.sub(" ", _plain(_MARKS_AT_THE_START.sub(" ", text))).casefold())


def _plain(text: str) -> str:
    plain = _HTML.sub("", _DESTINATION.sub("]", text)).translate(_SUPERSCRIPT)
    return _ORDINAL.sub(" ", plain).replace("*", "").replace("_", " ")


def _breaches_of_order(monograph: Monograph) -> Iterator[str]:
    last = 0
    for section in monograph.sections:
        if section.line_start < last:
            yield f"section at line {section.line_start} comes after line {last}"
        last = section.line_end
        lines = [block.line_start for block in section.rows]
        if lines != sorted(lines):
            yield f"rows of the section at line {section.line_start} are out of order"
        for block in section.rows:
            if not section.line_start <= block.line_start <= block.line_end <= section.line_end:
                yield f"row at line {block.line_start} lies outside its section"


def _breaches_in_questions(monograph: Monograph) -> Iterator[str]:
    for block in rows_of(monograph):
        if not isinstance(block, Faq):
            continue
        if re.match(r"(?i)q(uestion)?\s?\d*\s*[:.]", block.question) or "**" in block.question:
            yield f"question at line {block.line_start} keeps its mark: {block.question[:60]}"
        if block.answer and re.search(r"(?m)^\W*(?:A|Ans|Answer)\d{0,2}\s*:", block.answer):
            yield f"answer at line {block.line_start} keeps its mark: {block.answer[:60]}"
        if block.answer and re.search(r"(?m)^\W*(?:disclaimer|important disclaimer)\s*:", block.answer, re.IGNORECASE):
            yield f"answer at line {block.line_start} holds a disclaimer"


def _breaches_of_lists(text: str, monograph: Monograph) -> Iterator[str]:
    """The list items that an independent parser finds are bullets, head a section, or are of questions and answers."""
    front = split_front_matter(text)
    items = {
        token.map[0] + front.body_line
        for token in _MARKDOWN_IT.parse(front.body)
        if token.type == "list_item_open" and token.map
    }
    rows = rows_of(monograph)
    bullets = Counter(block.line_start for block in rows if isinstance(block, Bullet))
    asked = {
        number for block in rows if isinstance(block, Faq) for number in range(block.line_start, block.line_end + 1)
    }
    headed = {section.line_start for section in monograph.sections if section.heading_style is HeadingStyle.LABEL}
    lines = text.split("\n")
    for line in items:
        # A line is one row, though `* * text` starts two items and `* ### Usage` holds a heading.
        if line not in asked | headed and bullets[line] != 1 and not _HEADING_IN_ITEM.match(lines[line - 1]):
            yield f"line {line} starts a list item and {bullets[line]} bullets"
    for line in bullets:
        # Below raw HTML a reader sees list items where a parser sees HTML.
        if line not in items and not _MARK_OF_ITEM.match(lines[line - 1]):
            yield f"line {line} is a bullet, but no list item"


def _breaches_of_spacing(monograph: Monograph) -> Iterator[str]:
    """Words are one space or one line end apart, but in what is kept verbatim; identifiers are made from that."""
    for block in rows_of(monograph):
        if isinstance(block, Faq):
            texts = [block.question] if block.answer and "\n" in block.answer else [block.question, block.answer]
        elif isinstance(block, Bullet) or block.kind not in VERBATIM:
            texts = [block.label, block.text]
        else:
            texts = []
        for said in filter(None, texts):
            if said.replace("\n", " ") != " ".join(said.split()):
                yield f"line {block.line_start} is not spaced singly: {said!r}"
