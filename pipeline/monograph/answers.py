"""A question while its answer is gathered: which rows belong to it, and how it reads as plain text."""

import re
from dataclasses import dataclass, field

from pipeline.monograph.block import Kind, join_lines
from pipeline.monograph.faqs import ARROWS, BARE_ANSWER, bare_answer, is_answer, strip_answer_mark, strip_letter
from pipeline.monograph.headings import read_wording
from pipeline.monograph.pieces import Piece
from pipeline.monograph.spaces import squeeze
from pipeline.monograph.survey import TREATED
from pipeline.monograph.tree import Faq
from pipeline.vocabulary import SectionKind

_HEAD = 24
"""Characters that tell the beginning of an answer from other text."""
_NEAR = 64
"""Characters that it is looked for in: its own and those of the mark-up before it."""
_MOST_MISSES = 32
"""Letters of a lead-in that its source may lack, being written as entities or raised."""
_UNSEEN = re.compile(r"\]\([^()\s]*\)|</?[A-Za-z][^<>]*>|&#?\w+;")
"""Letters in the source of a line that its plain text lacks: addresses of links, tags, entities."""
_BEHIND_LEAD_IN = re.compile(r"(?:</\w+>|[^\w\s<])*(?:\s+(?:[–—:=>" + ARROWS + r"-]+\s+)*|$)")
"""What may stand between the last letter of a lead-in and what follows: closing marks, white space, dashes."""
_DISCLAIMER = SectionKind.DISCLAIMER
_SUBJECTS = TREATED | {SectionKind.BRAND_NAMES, SectionKind.INTERACTIONS, SectionKind.COMBINED_USE}
"""What a paragraph behind an answer is about where its label says so."""
_VERBATIM_BLOCKS = frozenset({Kind.TABLE, Kind.CODE, Kind.HTML})


@dataclass(slots=True)
class Asked:
    """A question while its answer is gathered; ``depth`` is that of its list item, 0 outside lists.

    ``lead_in`` is what the line that the answer starts on says before it, ``only_item`` the text of a list item that is
    the whole answer so far; ``paragraphs`` counts those of the answer; ``in_list`` says that it ends in a list behind a
    colon, ``is_parted`` that labels head parts of it.
    """

    group: str | None
    question: str
    line_start: int
    line_end: int
    depth: int
    marked: bool
    is_bare: bool = False
    answer: list[str] = field(default_factory=list)
    only_item: str | None = None
    paragraphs: int = 0
    answer_line: int | None = None
    lead_in: str = ""
    in_list: bool = False
    is_parted: bool = False

    def add(self, text: str, piece: Piece) -> None:
        """Go on with the answer: a text of it, which may be marked ``A:``, and the piece that says it."""
        text = text.strip()
        is_first, is_marked = not self.answer, is_answer(text)
        if is_first and self.is_bare and BARE_ANSWER(piece.lead):
            is_marked = True
            text = text if text.startswith(piece.lead) else piece.text
            bare = strip_answer_mark(text[len(piece.lead) :])
        else:
            is_led_to = is_first and text.startswith((*ARROWS, "->", "=>"))
            bare = strip_answer_mark(text) if is_marked or is_led_to else text
        if self.marked and is_first:
            bare = strip_letter(bare)
        if self.answer_line is None:
            self.answer_line = piece.line_start
        if is_first:
            self.lead_in += text[: len(text) - len(bare)]
        self.paragraphs += piece.kind is Kind.PARAGRAPH
        is_listed = piece.kind is Kind.ITEM and not is_marked
        self.in_list = is_listed and self.expects_list
        self.only_item = piece.text if is_listed and is_first else None
        if bare:
            self.answer.append(bare)
        self.line_end = max(self.line_end, piece.line_end)

    @property
    def expects_list(self) -> bool:
        """Whether the answer, outside lists, has come to a colon or to items behind one."""
        return self.depth == 0 and (self.in_list or (bool(self.answer) and self.answer[-1].endswith(":")))

    def as_faq(self, lines: list[str]) -> Faq:
        """The question with its answer; ``lines`` are those of the page."""
        said = "\n".join(self.answer) if self.only_item is None else self.only_item
        answer = bare_answer(said)
        if not answer or self.answer_line is None:
            return Faq(self.group, self.question, None, self.line_start, None, 0, self.line_end)
        column = 0
        lead_in = self.lead_in if answer is said else self.lead_in + said[: len(said) - len(answer)]
        if lead_in:
            column = _column_behind(lead_in, answer[:_HEAD].partition("\n")[0], lines[self.answer_line - 1])
        return Faq(self.group, self.question, answer, self.line_start, self.answer_line, column, self.line_end)


def item_belongs_to(asked: Asked, piece: Piece) -> bool:
    """Whether a list item is a part of the answer."""
    is_free = is_answer(piece.text) or not asked.answer or piece.depth > asked.depth or asked.is_parted
    return is_free and _kind_of_label(piece) is not _DISCLAIMER


def text_belongs_to(asked: Asked, piece: Piece) -> bool:
    """Whether a paragraph goes on with the answer."""
    kind = _kind_of_label(piece)
    if kind is _DISCLAIMER or (kind in _SUBJECTS and piece.depth == 0 and asked.answer):
        return False
    return is_answer(piece.text) or not asked.answer or piece.depth > 0 or asked.depth == 0


def _kind_of_label(piece: Piece) -> SectionKind | None:
    """The section that a piece is labelled as: a disclaimer is never part of an answer."""
    meaning = read_wording(piece.label) if piece.label else None
    return meaning.kind if meaning else None


def place_answer(answer: str, piece: Piece) -> tuple[int, str, str]:
    """Where an answer starts that ends the text of a piece.

    Returns:
        the line, what it says before the answer, and the answer with its paragraphs apart.
    """
    start = len(piece.text) - len(answer)
    if piece.wrapped is None:
        return piece.line_start, piece.text[:start], answer
    lines = [line for line in piece.wrapped if line.text]
    for index, line in enumerate(lines):
        if start < len(line.text):
            first = line._replace(text=line.text[start:])
            return line.number, line.text[:start], join_lines([first, *lines[index + 1 :]])
        start -= len(line.text) + 1
    return piece.line_start, piece.text[:start], answer


def _column_behind(lead_in: str, head: str, source: str) -> int:
    """Where in the source of a line the text starts that stands behind what the line says first, its lead-in.

    ``head`` is how the text begins: nearly always it is found as it is said, just behind its lead-in.
    """
    start = len(lead_in)
    found = source.find(head, start, start + _NEAR)
    if found > 0 and source[found - 1].isspace():
        return found
    seen = _UNSEEN.sub(lambda match: " " * len(match[0]), source)
    place = misses = 0
    for letter in lead_in:
        if letter.isalnum() or letter == "?":
            found = seen.find(letter, place)
            place = found + 1 or place
            misses += found < 0
        if misses > _MOST_MISSES:
            return 0
    behind = _BEHIND_LEAD_IN.match(source, place)
    return behind.end() if behind else place


def plain_text(piece: Piece) -> str:
    """The text of a piece; tables, code and HTML keep their lines."""
    if piece.kind in _VERBATIM_BLOCKS:
        return "\n".join(squeeze(line.text) for line in piece.lines)
    return piece.text


def item_text(piece: Piece) -> str:
    """A list item of an answer as plain text; its mark stays, since the list is part of the answer."""
    if is_answer(piece.text):
        return piece.text
    return f"- {piece.text}" if piece.number is None else f"{piece.number}. {piece.text}"
