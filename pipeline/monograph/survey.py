"""What is known of a page as a whole before its sections are read: who heads them, where it begins to close."""

from functools import cached_property

from pipeline.monograph.block import Kind
from pipeline.monograph.closing import declines
from pipeline.monograph.faqs import is_answer, read_question
from pipeline.monograph.ingredients import clean_name
from pipeline.monograph.names import Names
from pipeline.monograph.pieces import Piece, question_in
from pipeline.monograph.tree import Ingredient
from pipeline.vocabulary import SectionKind as S

MAIN = frozenset({S.USAGE, S.DOSAGE, S.SIDE_EFFECTS, S.HOW_IT_WORKS, S.PRECAUTIONS, S.FAQS})
"""The standard subjects of a monograph."""

TREATED = MAIN - {S.FAQS}
"""What is said of a drug itself; a page may end with questions about all ingredients however it names them."""

LOOSE = frozenset({S.PREAMBLE, S.OTHER, S.COMBINED_USE, S.INTERACTIONS, S.SUMMARY})
"""Sections that hold no standard subject, so that a label in them may open the next section."""

HEADABLE = MAIN | {S.GENERIC_NAME}
"""What the sections of a monograph are headed for."""

_HEADING, _GENERIC_NAME = Kind.HEADING, S.GENERIC_NAME

RUNNING_TEXT = frozenset({Kind.PARAGRAPH, Kind.QUOTE})
"""What a page closes with."""


class Survey:
    """Facts about a page.

    ``atx_kinds`` are the kinds of section that Markdown headings name, ``label_kinds`` those that labels name by their
    usual names. ``tail`` is the index behind the last heading, list item, question or answer: from there on the page
    only closes. ``last_main`` is the index of the last heading or label that names a standard subject, -1 where none
    does. ``names_head_parts`` says that several sections give the generic name of one ingredient each.
    """

    def __init__(self, pieces: list[Piece], names: Names) -> None:
        self.pieces = pieces
        self.names = names
        self.atx_kinds: set[S] = set()
        self.label_kinds: set[S] = set()
        self.last_main = -1
        levels: list[int] = []
        for index, piece in enumerate(pieces):
            caption = piece.caption
            if caption is None or caption.kind is None:
                continue
            is_main = caption.kind in MAIN
            self.last_main = index if is_main else self.last_main
            if piece.level:
                self.atx_kinds.add(caption.kind)
                levels += [piece.level] if is_main else []
            elif caption.firm:
                self.label_kinds.add(caption.kind)
        self.section_level = _usual_level(levels)
        self.has_headings = any(piece.level for piece in pieces)
        has_main = bool((self.atx_kinds | self.label_kinds) & MAIN)
        self.declines = bool(pieces) and not has_main and declines(pieces[0].text)
        self.labels_head_page = not self.atx_kinds & MAIN
        self.tail = self._find_tail()
        self.names_head_parts = names.several and self._count_generic_parts() > 1

    def _find_tail(self) -> int:
        index = len(self.pieces)
        has_questions = S.FAQS in self.atx_kinds or S.FAQS in self.label_kinds
        while index > 0 and _may_close(self.pieces[index - 1]) and not (has_questions and self.asks(index - 1)):
            index -= 1
        return index

    def _count_generic_parts(self) -> int:
        captions = (piece.caption for piece in self.pieces if piece.caption)
        generic = (caption for caption in captions if caption.kind is _GENERIC_NAME and not caption.ingredient)
        return len({found for caption in generic if (found := self.only_ingredient(caption.content))})

    def only_ingredient(self, text: str) -> Ingredient | None:
        """The one ingredient that a short text names; null where it names several, none, or says more."""
        mentioned = self.names.mentioned(text)
        return mentioned[0] if len(mentioned) == 1 and len(clean_name(text).split()) <= 6 else None

    def heads_section(self, index: int, below: int = 0) -> bool:
        """Whether the piece at ``index`` is a usual heading of a section that belongs to no one ingredient."""
        if index >= len(self.pieces):
            return False
        piece = self.pieces[index]
        if not heads_usually(piece) or (piece.caption and piece.caption.ingredient):
            return False
        return piece.kind is not _HEADING or piece.level >= below

    def asks(self, index: int) -> bool:
        """Whether the piece at ``index`` is a question, as among frequently asked ones."""
        piece = self.pieces[index] if index < len(self.pieces) else None
        return piece is not None and question_in(piece) is not None

    @cached_property
    def last_asking(self) -> int:
        """The index of the last such question, -1 where there is none."""
        return next((index for index in reversed(range(len(self.pieces))) if self.asks(index)), -1)

    def names_ingredient(self, index: int) -> bool:
        """Whether the piece at ``index`` is the name of an ingredient and nothing else."""
        return index < len(self.pieces) and is_name(self.pieces[index])

    @cached_property
    def kinds_below_names(self) -> frozenset[S]:
        """The sections that Markdown headings open right below labels that are the name of an ingredient."""
        labels = (index for index, piece in enumerate(self.pieces) if piece.kind is not _HEADING)
        below = (
            index + 1 for index in labels if self.names_ingredient(index) and self.heads_section(index + 1, below=1)
        )
        captions = (self.pieces[index].caption for index in below)
        return frozenset(caption.kind for caption in captions if caption and caption.kind)

    def comes_before_sections(self, index: int) -> bool:
        """Whether a standard section is headed behind the piece at ``index``."""
        return index < self.last_main


def is_name(piece: Piece) -> bool:
    """Whether a heading or a label alone on its line is the name of an ingredient and nothing else."""
    return piece.caption is not None and piece.caption.names_only and piece.alone


def heads_usually(piece: Piece) -> bool:
    """Whether a piece names a standard section by a usual name."""
    caption = piece.caption
    return caption is not None and caption.firm and caption.kind in HEADABLE


def _usual_level(levels: list[int]) -> int:
    return max(set(levels), key=lambda level: (levels.count(level), -level)) if levels else 0


def _may_close(piece: Piece) -> bool:
    text = piece.text
    if piece.kind not in RUNNING_TEXT or piece.depth or is_answer(text) or text.endswith("?"):
        return False
    if piece.lead.endswith("?") or (piece.label or "").endswith("?"):
        return False
    return read_question(text, piece.lead, "", in_faqs=False) is None
