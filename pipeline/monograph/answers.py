"""A question while its answer is gathered: which rows belong to it, and how it reads as plain text."""

from dataclasses import dataclass, field

from pipeline.monograph.block import Kind
from pipeline.monograph.faqs import bare_answer, is_answer, strip_answer_mark
from pipeline.monograph.headings import read_wording
from pipeline.monograph.pieces import Piece, join_lines
from pipeline.monograph.spaces import squeeze
from pipeline.monograph.tree import Faq
from pipeline.vocabulary import SectionKind

_VERBATIM_BLOCKS = frozenset({Kind.TABLE, Kind.CODE, Kind.HTML})


@dataclass(slots=True)
class Asked:
    """A question while its answer is gathered; ``depth`` is that of its list item, 0 outside lists."""

    group: str | None
    question: str
    line_start: int
    line_end: int
    depth: int
    marked: bool
    answer: list[str] = field(default_factory=list)
    answer_line: int | None = None

    def add(self, text: str, piece: Piece) -> None:
        if text := text.strip():
            self.answer.append(text)
        if self.answer_line is None:
            self.answer_line = piece.line_start
        self.line_end = max(self.line_end, piece.line_end)

    def as_faq(self) -> Faq:
        answer = bare_answer("\n".join(self.answer)) or None
        answer_line = self.answer_line if answer else None
        return Faq(self.group, self.question, answer, self.line_start, answer_line, self.line_end)


def item_belongs_to(asked: Asked, piece: Piece) -> bool:
    """Whether a list item is a part of the answer."""
    return not _disclaims(piece) and (is_answer(piece.text) or not asked.answer or piece.depth > asked.depth)


def text_belongs_to(asked: Asked, piece: Piece) -> bool:
    """Whether a paragraph goes on with the answer."""
    is_near = piece.depth > 0 or asked.depth == 0
    return not _disclaims(piece) and (is_answer(piece.text) or not asked.answer or is_near)


def _disclaims(piece: Piece) -> bool:
    """Whether a piece is labelled as a disclaimer, which is never part of an answer."""
    meaning = read_wording(piece.label) if piece.label else None
    return meaning is not None and meaning.kind is SectionKind.DISCLAIMER


def place_answer(answer: str, piece: Piece) -> tuple[int, str]:
    """The line that an answer starts on, and the answer with its paragraphs apart; it ends the piece's text."""
    if piece.wrapped is None or (start := piece.text.rfind(answer)) < 0:
        return piece.line_start, answer
    lines = [line for line in piece.wrapped if line.text]
    for index, line in enumerate(lines):
        if start < len(line.text):
            return line.number, join_lines([line._replace(text=line.text[start:]), *lines[index + 1 :]])
        start -= len(line.text) + 1
    return piece.line_start, answer


def plain_text(piece: Piece) -> str:
    """The text of a piece; tables, code and HTML keep their lines."""
    if piece.kind in _VERBATIM_BLOCKS:
        return "\n".join(squeeze(line.text) for line in piece.lines)
    return piece.text


def item_text(piece: Piece, depth: int) -> str:
    """A list item of an answer as plain text; its mark stays, since the list is part of the answer."""
    text = piece.text
    if is_answer(text):
        return strip_answer_mark(text)
    number = piece.number
    mark = f"{number}." if number is not None else "-"
    indent = "  " * max(0, piece.depth - depth - 1)
    return f"{indent}{mark} {text}"
