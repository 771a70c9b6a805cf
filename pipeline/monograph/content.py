"""The pieces of one section → its paragraphs, bullets and questions with their answers."""

from bisect import bisect_right
from functools import cached_property
from operator import attrgetter

from pipeline.monograph.answers import Asked, item_belongs_to, item_text, place_answer, plain_text, text_belongs_to
from pipeline.monograph.block import Kind
from pipeline.monograph.closing import is_closing_label, takes_leave
from pipeline.monograph.faqs import (
    MARK_STARTS,
    Question,
    begins_as_question,
    is_answer,
    read_question,
    read_unmarked,
)
from pipeline.monograph.group import Group
from pipeline.monograph.headings import read_wording
from pipeline.monograph.lead_ins import is_plain_label
from pipeline.monograph.pieces import Piece, question_in
from pipeline.monograph.raw_section import RawSection
from pipeline.monograph.tree import Bullet, Faq, Paragraph, Row, Section
from pipeline.vocabulary import VERBATIM, ParagraphKind, SectionKind

_PARAGRAPH_KINDS = {
    Kind.PARAGRAPH: ParagraphKind.PARAGRAPH,
    Kind.HEADING: ParagraphKind.LABEL,
    Kind.TABLE: ParagraphKind.TABLE,
    Kind.CODE: ParagraphKind.CODE,
    Kind.QUOTE: ParagraphKind.QUOTE,
    Kind.HTML: ParagraphKind.HTML,
}
_ITEM, _PARAGRAPH, _HEADING = Kind.ITEM, Kind.PARAGRAPH, Kind.HEADING
_FAQS, _GENERIC_NAME = SectionKind.FAQS, SectionKind.GENERIC_NAME
_RUNNING, _LABEL = ParagraphKind.PARAGRAPH, ParagraphKind.LABEL
_ENCLOSING = {"*": "*", "_": "_", "(": ")"}
_ASKING = frozenset({Kind.ITEM, Kind.PARAGRAPH, Kind.HEADING, Kind.QUOTE})


_row = tuple.__new__
"""Makes a named tuple of its values, in half the time that its own class takes for it."""


def read_section(raw: RawSection, lines: list[str]) -> Section:
    """Sort the pieces of a section into rows in reading order; ``lines`` are those of the page."""
    reader = _Reader(raw, lines)
    reader.read()
    pieces = raw.pieces
    first = raw.opener or pieces[0]
    line_end = max(first.line_end, pieces[-1].line_end) if pieces else first.line_end
    rows = tuple(reader.rows)
    return Section(raw.kind, raw.heading, raw.style, raw.ingredient, rows, first.line_start, line_end)


class _Reader:
    """One pass over the pieces of a section."""

    def __init__(self, raw: RawSection, lines: list[str]) -> None:
        self.raw = raw
        self.lines = lines
        self.in_faqs = raw.kind is _FAQS
        self.rows: list[Row] = []
        # Of each: depth in the source, place among the rows, depth as a bullet.
        self.open_items: list[tuple[int, int, int]] = []
        self.asked: Asked | None = None
        self.widest_gap = 0  # in lines, from the end of an answer to the next question
        self.answers_are_short = True  # one paragraph each, but for the one that is being read
        self.introduction: int | None = None  # place among the rows of the paragraph that introduces a list
        self.group = Group()

    def read(self) -> None:
        opener, in_faqs, rows = self.raw.opener, self.in_faqs, self.rows
        for piece in self.raw.pieces:
            if piece.after_break:
                self.flush()
                self.introduction = None
            if piece is opener:
                self.on_opening_text(piece)
            elif in_faqs or self.asked or piece.depth > 1 or piece.text[:1] in MARK_STARTS:
                if piece.kind is _ITEM:
                    self.on_item(piece)
                else:
                    self.on_text(piece)
            elif piece.kind is _ITEM:
                rows.append(self.bullet(piece))
            elif self.is_group_label(piece):
                self.on_group_label(piece)
            else:
                self.add_paragraph(piece)
        if self.asked:
            self.flush()

    def flush(self) -> None:
        if self.asked:
            self.answers_are_short = self.answers_are_short and self.asked.paragraphs < 2
            self.rows.append(self.asked.as_faq(self.lines))
            self.asked = self.introduction = None

    def on_opening_text(self, piece: Piece) -> None:
        """The text that starts on the heading's own line."""
        text = self.raw.content
        question = read_question(text, "", text, in_faqs=True) if self.in_faqs else None
        if question:
            self.ask(question, piece)
        else:
            self.rows.append(self.paragraph(_RUNNING, None, text, piece))

    def question_of(self, piece: Piece) -> Question | None:
        in_faqs = self.in_faqs or (piece.depth > 1 and self.is_below_faqs(piece))
        if not (in_faqs or piece.text[:1] in MARK_STARTS) or piece.kind not in _ASKING or piece.wrapped == []:
            return None
        question = question_in(piece, in_faqs=in_faqs)
        if question is None and self.in_faqs and piece.alone and piece.depth == 0:
            return None if self.asked and self.asked.marked else read_unmarked(piece.text, all_bare=self.all_bare)
        return question

    @cached_property
    def all_bare(self) -> bool:
        """Whether no question has a question mark: several labels begin as questions do, with text below each."""
        pieces = self.raw.pieces
        if any("?" in piece.text for piece in pieces):
            return False
        asking = [place for place, piece in enumerate(pieces, 1) if piece.alone and begins_as_question(piece.text)]
        below = (pieces[place : place + 1] for place in asking)
        return len(asking) > 1 and all(some and some[0].kind is _PARAGRAPH and not some[0].alone for some in below)

    def is_below_faqs(self, piece: Piece) -> bool:
        """Whether an item is nested under one that is labelled as frequently asked questions."""
        for depth, index, _ in self.open_items:
            above = self.rows[index]
            if depth < piece.depth and isinstance(above, Bullet) and above.label:
                meaning = read_wording(above.label)
                if meaning and meaning.kind is _FAQS:
                    return True
        return False

    @cached_property
    def last_question(self) -> int:
        """The line of the last piece that asks."""
        return max((piece.line_start for piece in self.raw.pieces if self.question_of(piece)), default=0)

    def ask(self, question: Question, piece: Piece) -> None:
        if self.asked:
            self.widest_gap = max(self.widest_gap, piece.line_start - self.asked.line_end)
        self.flush()
        asked = Asked(
            self.group.label,
            question.text,
            piece.line_start,
            piece.line_end,
            piece.depth,
            question.marked,
            question.is_bare,
        )
        self.asked = asked
        self.group.has_items = True
        if question.answer:
            asked.answer_line, asked.lead_in, answer = place_answer(question.answer, piece)
            asked.answer.append(answer)
            asked.paragraphs = 1

    # list items

    def on_item(self, piece: Piece) -> None:
        question = self.question_of(piece)
        if question and (question.marked or not self.is_inside_answer(piece)):
            self.ask(question, piece)
        elif self.asked and item_belongs_to(self.asked, piece):
            self.asked.add(item_text(piece), piece)
        else:
            self.flush()
            self.rows.append(self.bullet(piece))

    def is_inside_answer(self, piece: Piece) -> bool:
        """Whether a list item that asks is a part of an answer: nested under its question, or of a list in it."""
        return self.asked is not None and (0 < self.asked.depth < piece.depth or self.asked.expects_list)

    def bullet(self, piece: Piece) -> Bullet:
        group, introduction = self.group, self.introduction
        group.has_items = True
        parent, depth, index = None, 1, len(self.rows)
        if piece.depth > 1:
            parent, depth = self.parent_and_depth(piece.depth)
            self.open_items.append((piece.depth, index, depth))
        else:
            self.open_items = [(1, index, 1)]
        label, text, start, end = piece.label, piece.content or None, piece.line_start, piece.line_end
        return _row(Bullet, (parent, depth, piece.number, group.label, label, text, start, end, introduction))

    def parent_and_depth(self, depth: int) -> tuple[int | None, int]:
        """The bullet that a nested item stands in, and how deep it is then; an item of an answer is no bullet."""
        open_items = self.open_items
        while open_items and open_items[-1][0] >= depth:
            open_items.pop()
        return (open_items[-1][1], open_items[-1][2] + 1) if open_items else (None, 1)

    # text

    def on_text(self, piece: Piece) -> None:
        question = self.question_of(piece)
        if question and self.opens_question(piece, question):
            self.ask(question, piece)
        elif self.is_group_label(piece):
            if self.asked and self.is_part_of_answer(self.asked, piece):
                self.asked.add(plain_text(piece), piece)
                self.asked.is_parted = True
            else:
                self.on_group_label(piece)
        elif self.asked and text_belongs_to(self.asked, piece) and not self.closes(self.asked, piece):
            self.asked.add(plain_text(piece), piece)
        else:
            self.flush()
            self.add_paragraph(piece)

    def is_part_of_answer(self, asked: Asked, piece: Piece) -> bool:
        """Whether a label alone on its line heads a part of an answer: the answer leads to it, or goes on behind it.

        What is labelled between two questions is an answer's, unless the second stands right below the label.
        """
        if not asked.answer or piece.depth or piece.kind is _HEADING:
            return False
        goes_on = asked.is_parted or asked.answer[-1].endswith(":") or piece.line_start < self.last_question
        return goes_on and self.stands_above_text(piece)

    def stands_above_text(self, piece: Piece) -> bool:
        """Whether something stands below a piece in its section that does not ask."""
        pieces = self.raw.pieces
        below = bisect_right(pieces, piece.line_end, key=attrgetter("line_start"))
        return below < len(pieces) and self.question_of(pieces[below]) is None

    def closes(self, asked: Asked, piece: Piece) -> bool:
        """Whether a paragraph behind the last answer is the page's last word, and no part of the answer.

        It is set off by more blank lines than any question, or all in bold; or, on a page whose other answers are one
        paragraph each, it is emphasised or put in brackets as a whole, labelled, or starts as such texts do.
        """
        if not self.in_faqs or not asked.answer or piece.depth or piece.kind is not _PARAGRAPH:
            return False
        if is_answer(piece.text) or piece.line_start <= self.last_question:
            return False
        gap = piece.line_start - asked.line_end
        has_others = self.answers_are_short and any(isinstance(row, Faq) for row in self.rows)
        if gap > self.widest_gap and gap > (1 if has_others and self.widest_gap else 2):
            return True
        if gap > 1 and piece.lead == piece.text:
            return True
        if not has_others:
            return False
        if piece.label is not None and is_closing_label(piece.label):
            return True
        return takes_leave(piece.text) or (gap > 1 and self.is_enclosed(piece))

    def is_enclosed(self, piece: Piece) -> bool:
        """Whether a text stands in brackets or is emphasised as a whole."""
        first, last = self.lines[piece.line_start - 1].strip(), self.lines[piece.line_end - 1].strip()
        return first[:1] in _ENCLOSING and last[-1:] == _ENCLOSING[first[:1]] and piece.label is None

    def opens_question(self, piece: Piece, question: Question) -> bool:
        among_others = question.marked or not self.asked or self.asked.depth == 0 or piece.depth == 0
        return among_others and not self.is_rhetorical(piece, question)

    def is_rhetorical(self, piece: Piece, question: Question) -> bool:
        """Whether an unmarked sentence that asks stands in a running answer rather than opening a question."""
        asked = self.asked
        if asked is None or question.marked or piece.kind is _HEADING:
            return False
        return bool(asked.marked and not piece.lead and asked.answer)

    def is_group_label(self, piece: Piece) -> bool:
        if piece.kind is _HEADING:
            return not (self.asked and is_answer(piece.text))
        if self.asked and is_answer(piece.text):
            return False
        if piece.depth or piece.kind is not _PARAGRAPH:
            return False
        if piece.label is None:
            return not self.in_faqs and not self.asked and is_plain_label(piece)
        return piece.alone and not self.is_bold_name(piece)

    def is_bold_name(self, piece: Piece) -> bool:
        """Whether a label alone on its line and without a colon is what the section states, the name itself."""
        return self.raw.kind is _GENERIC_NAME and not self.rows and ":" not in piece.text

    def on_group_label(self, piece: Piece) -> None:
        self.flush()
        label = (piece.label or piece.text).rstrip(": ")
        self.rows.append(self.paragraph(_LABEL, label or None, None, piece))
        self.group.open(label or None)

    def add_paragraph(self, piece: Piece) -> None:
        if piece.depth == 0:
            self.group.end_before(is_labelled=piece.label is not None)
        kind = _PARAGRAPH_KINDS[piece.kind]
        if kind in VERBATIM:
            text = "\n".join(line.text for line in piece.lines)
            self.rows.append(self.paragraph(kind, None, text, piece))
        else:
            is_name = piece.alone and self.is_bold_name(piece)
            label, text = (None, piece.text) if is_name else (piece.label, piece.content)
            self.rows.append(self.paragraph(kind, label, text, piece))

    def paragraph(self, kind: ParagraphKind, label: str | None, text: str | None, piece: Piece) -> Paragraph:
        group = None if kind is _LABEL else self.group.label
        text = text.strip() or None if text else None
        introduces = kind is _LABEL or (text and text[-1] == ":" and kind not in VERBATIM)
        self.introduction = len(self.rows) if introduces else None
        return _row(Paragraph, (kind, group, label, text, piece.line_start, piece.line_end))
