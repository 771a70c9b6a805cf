"""Pieces → sections: which heading or label opens what, and which ingredient it speaks of.

A page is written in one of three manners, or in a mixture: Markdown headings head the sections; bold labels do; or the
page has a part for each ingredient, with sections in either manner inside. So a Markdown heading always opens
something, while a label opens a section where labels head the sections, and is a group or a labelled paragraph inside a
section that a Markdown heading has opened.
"""

import re
from dataclasses import dataclass, field

from pipeline.monograph.block import Kind
from pipeline.monograph.captions import Caption
from pipeline.monograph.faqs import is_answer, read_question
from pipeline.monograph.ingredients import Names, clean_name, slug_of
from pipeline.monograph.pieces import Piece
from pipeline.monograph.tree import Ingredient
from pipeline.vocabulary import HeadingStyle
from pipeline.vocabulary import SectionKind as S

# A member of an enumeration is found by its class in 0.1 µs, which a page asks for hundreds of times.
_PREAMBLE = S.PREAMBLE
_GENERIC_NAME = S.GENERIC_NAME
_FAQS = S.FAQS
_OTHER = S.OTHER
_DISCLAIMER = S.DISCLAIMER
_NOTE = S.NOTE
_SUMMARY = S.SUMMARY
_COMBINED_USE = S.COMBINED_USE
_INTERACTIONS = S.INTERACTIONS
_PRECAUTIONS = S.PRECAUTIONS
_NONE, _ATX, _LABEL = HeadingStyle.NONE, HeadingStyle.ATX, HeadingStyle.LABEL
_HEADING, _PARAGRAPH = Kind.HEADING, Kind.PARAGRAPH

ABOUT_ALL = frozenset({S.COMBINED_USE, S.DISCLAIMER, S.NOTE, S.SUMMARY})
MAIN = frozenset({S.USAGE, S.DOSAGE, S.SIDE_EFFECTS, S.HOW_IT_WORKS, S.PRECAUTIONS, S.FAQS})
LOOSE = frozenset({S.PREAMBLE, S.OTHER, S.COMBINED_USE, S.INTERACTIONS, S.SUMMARY})
"""Sections that hold no standard subject, so that a label in them may open the next section."""

_ABOUT_PAGE = re.compile(
    r"\b(?:AI[- ]generated|crowd[- ]?sourced|machine[- ]generated|not be accurate|not medical advice)\b", re.IGNORECASE
)
_DISCLAIMS = re.compile(
    r"\b(?:not (?:be )?(?:a |intended (?:to be |as )?(?:a )?)?(?:substitute|replacement)\b.*\b(?:advice|professional|doctor|physician|care)"
    r"|(?:not|never) (?:\w+ ){0,4}(?:constitute|considered|provide|intended as|replace|taken as|construed as|interpreted as) (?:\w+ ){0,3}(?:medical |professional )?(?:advice|consultation)"
    r"|(?:this|the|all|any) (?:\w+ ){0,3}(?:information|content|page|document|monograph|response|overview|summary) (?:\w+ ){0,4}"
    r"(?:for (?:\w+ ){0,3}(?:educational|informational|general|information)|not (?:exhaustive|complete|comprehensive|medical|intended)|AI-generated)"
    r"|(?:not|can't|never) replaces? (?:\w+ ){0,4}(?:advice|doctor|physician|pharmacist|care|consultation)"
    r"|(?:educational|informational|general information|general knowledge) (?:and \w+ )?(?:purposes? )?only)\b",
    re.IGNORECASE,
)
_REMINDS = re.compile(
    r"(?:\W*)(?:remember|again|please remember|always remember|crucially|important(?:ly)?|please|disclaimer|always|never|it(?:'s| is) (?:\w+ ){0,2}(?:crucial|important|essential|vital))\b"
    r".*\b(?:doctor|physician|pharmacist|healthcare|health care|medical|professional|prescriber|provider|dentist|specialist|veterinarian)",
    re.IGNORECASE | re.DOTALL,
)
_DECLINES = re.compile(
    r"(?:I(?:'m| am)? (?:sorry|cannot|can't|can not|could not|unable|do not have|don't have|am not able)|please provide|unfortunately)\b",
    re.IGNORECASE,
)
_SUMS_UP = re.compile(r"\W*(?:in summary|in conclusion|to summari[sz]e|to conclude)\b", re.IGNORECASE)
_WHOLE_PAGE_LABEL = re.compile(
    r"(?:remember|reminder|crucially|important(?: reminder| information)?|please remember)$", re.IGNORECASE
)


@dataclass(slots=True)
class RawSection:
    """A section while its pieces are gathered. ``opener`` is the piece that heads it, which also is the first of
    ``pieces`` where its text starts on the heading's line.
    """

    kind: S
    style: HeadingStyle
    heading: str | None = None
    ingredient: Ingredient | None = None
    opener: Piece | None = None
    level: int = 0
    content: str = ""
    known: bool = True
    pieces: list[Piece] = field(default_factory=list)


@dataclass(slots=True)
class _Part:
    """The part of an ingredient that is being read."""

    ingredient: Ingredient
    style: HeadingStyle
    level: int
    numbered: bool
    headed_by: HeadingStyle | None = None


class Outline:
    """One pass over the pieces of a page; ``sections`` is the result."""

    def __init__(self, pieces: list[Piece], names: Names) -> None:
        self.pieces = pieces
        self.names = names
        self.sections: list[RawSection] = []
        self.current = RawSection(_PREAMBLE, _NONE)
        self.part: _Part | None = None
        self.parts: list[Ingredient] = []
        self.atx_kinds = {
            piece.caption.kind for piece in pieces if piece.kind is _HEADING and piece.caption and piece.caption.kind
        }
        self.label_kinds = {
            piece.caption.kind
            for piece in pieces
            if piece.kind is not _HEADING and piece.caption and piece.caption.firm
        }
        self.declines = (
            bool(pieces)
            and not (self.atx_kinds | self.label_kinds) & MAIN
            and _DECLINES.match(pieces[0].text) is not None
        )
        self.labels_head_page = not self.atx_kinds & MAIN
        self.tail = self.find_tail()
        self.names_head_parts = names.several and self.count_generic_parts() > 1
        self.read()

    def find_tail(self) -> int:
        """The index behind the last heading, list item, question or answer: from there on the page only closes."""
        index = len(self.pieces)
        while index > 0:
            piece = self.pieces[index - 1]
            text = piece.text
            if (
                piece.kind is not _PARAGRAPH
                or piece.depth
                or is_answer(text)
                or (piece.label or "").endswith("?")
                or text.endswith("?")
            ):
                break
            if read_question(text, piece.lead, "", in_faqs=False):
                break
            index -= 1
        return index

    def count_generic_parts(self) -> int:
        found = set()
        for piece in self.pieces:
            if piece.caption and piece.caption.kind is _GENERIC_NAME and not piece.caption.ingredient:
                ingredient = self.only_ingredient(piece.caption.content)
                if ingredient:
                    found.add(ingredient)
        return len(found)

    def only_ingredient(self, text: str) -> Ingredient | None:
        mentioned = self.names.mentioned(text)
        return mentioned[0] if len(mentioned) == 1 and len(clean_name(text).split()) <= 6 else None

    def read(self) -> None:
        for index, piece in enumerate(self.pieces):
            if piece.kind is _HEADING:
                self.on_heading(piece, index)
            elif piece.caption is not None:
                self.on_label(piece, index)
            elif index >= self.tail and piece.kind is _PARAGRAPH and piece.depth == 0:
                self.on_closing(piece)
            else:
                self.current.pieces.append(piece)
        self.close()

    def open(self, section: RawSection) -> None:
        self.close()
        self.current = section
        if section.content and section.opener:
            section.pieces.append(section.opener)
        if self.part and self.part.headed_by is None and section.kind is not _PREAMBLE:
            self.part.headed_by = section.style

    def close(self) -> None:
        if self.current.pieces or self.current.opener:
            self.sections.append(self.current)

    # Markdown headings

    def on_heading(self, piece: Piece, index: int) -> None:
        caption, level = piece.caption, piece.level
        if caption is None or self.asks(piece) or self.is_group_heading(caption, level):
            self.current.pieces.append(piece)
        elif caption.kind:
            self.open_kind(piece, caption, _ATX)
        elif caption.names_only and caption.ingredient:
            self.open_part(piece, caption.ingredient, _ATX)
        elif (
            self.names.several
            and self.heads_section(index + 1, below=level)
            and len(self.names.mentioned(caption.title)) < 2
        ):
            self.open_part(piece, _named(caption.title), _ATX)
        else:
            self.open_other(piece, caption, _ATX)

    def asks(self, piece: Piece) -> bool:
        text = piece.text
        return self.current.kind is _FAQS and read_question(text, "", text, in_faqs=True) is not None

    def is_group_heading(self, caption: Caption, level: int) -> bool:
        """Whether a heading stands inside the section, as ``#### Adults`` under ``### Dosage``."""
        current = self.current
        if current.style is not _ATX or level <= current.level or current.kind in LOOSE:
            return False
        return not (caption.firm and caption.kind is not current.kind)

    def heads_section(self, index: int, below: int = 0) -> bool:
        """Whether the piece at ``index`` is a usual heading of a section, and not one of a part or of the page's end."""
        if index >= len(self.pieces):
            return False
        piece = self.pieces[index]
        caption = piece.caption
        if caption is None or caption.kind is None or not caption.firm or caption.kind not in MAIN | {_GENERIC_NAME}:
            return False
        return not caption.ingredient and (piece.kind is not _HEADING or piece.level >= below)

    # bold labels

    def on_label(self, piece: Piece, index: int) -> None:
        caption = piece.caption
        assert caption is not None
        if self.opens_section(piece, caption, index):
            self.open_kind(piece, caption, _LABEL)
        elif caption.names_only and caption.ingredient and self.label_heads_part(piece, index):
            self.open_part(piece, caption.ingredient, _LABEL)
        elif caption.names_only and caption.ingredient and self.is_unfinished_part(piece):
            self.part = None
            self.open(RawSection(_OTHER, _LABEL, caption.title, caption.ingredient, piece, content=piece.content))
        elif self.opens_other(piece, caption):
            self.open_other(piece, caption, _LABEL)
        elif index >= self.tail:
            self.on_closing(piece)
        else:
            self.current.pieces.append(piece)

    def opens_section(self, piece: Piece, caption: Caption, index: int) -> bool:
        kind, current = caption.kind, self.current
        if kind is None:
            return False
        if kind in (_DISCLAIMER, _NOTE, _SUMMARY):
            return self.label_closes(piece, caption, kind, index)
        if kind is _FAQS:
            return current.kind is not _FAQS or _speak_of_two(caption.ingredient, current.ingredient)
        if self.is_closed(current):
            return self.breaks_out(piece, caption, current)
        if caption.names_only:
            return False
        if kind is current.kind and (caption.narrowing or caption.ingredient or not caption.firm):
            return self.widens(caption, current)
        if kind is _COMBINED_USE or (kind is _INTERACTIONS and caption.meaning and caption.meaning.firmness == "other"):
            return piece.alone or not caption.narrowing
        if caption.meaning and caption.meaning.firmness == "within":
            return self.stands_alone(kind, current)
        return True

    def is_closed(self, section: RawSection) -> bool:
        """Whether labels in a section are its groups: a Markdown heading has opened it for a standard subject."""
        if section.style is not _ATX or section.kind is _PREAMBLE:
            return False
        if section.kind is _GENERIC_NAME:
            return not self.labels_head_page
        return section.kind not in LOOSE or not self.labels_head_page

    def breaks_out(self, piece: Piece, caption: Caption, current: RawSection) -> bool:
        """Whether a label opens a section though a Markdown heading has opened the one that it stands in."""
        kind = caption.kind
        if kind is current.kind:
            return _speak_of_two(caption.ingredient, current.ingredient) or self.widens(caption, current)
        if kind in (_COMBINED_USE, _INTERACTIONS):
            return (
                piece.alone
                and len(self.names.mentioned(caption.title)) > 1
                and not self.is_grouped_by_ingredient(current)
            )
        if current.kind in LOOSE:
            return caption.firm and not caption.narrowing
        return kind in MAIN and caption.firm and not caption.narrowing and kind not in self.atx_kinds

    def widens(self, caption: Caption, current: RawSection) -> bool:
        """Whether a label goes on from one ingredient to all, as ``**Side Effects (both):**``."""
        return caption.of_all and current.ingredient is not None and self.part is None

    def is_grouped_by_ingredient(self, section: RawSection) -> bool:
        return any(piece.alone and piece.caption and piece.caption.names_only for piece in section.pieces)

    def stands_alone(self, kind: S, current: RawSection) -> bool:
        """Whether a name that usually is a part of another section is a section here, since the other is missing."""
        if kind is _INTERACTIONS:
            return current.kind is not _PRECAUTIONS
        return kind not in self.label_kinds and kind not in self.atx_kinds

    def label_closes(self, piece: Piece, caption: Caption, kind: S, index: int) -> bool:
        if kind is _DISCLAIMER:
            return index >= self.tail or not self.comes_before_sections(index)
        if index < self.tail:
            return kind is _SUMMARY and piece.alone and not self.comes_before_sections(index)
        about_page = _ABOUT_PAGE.search(piece.content) or _DISCLAIMS.search(piece.content)
        return kind is _SUMMARY or about_page is not None

    def comes_before_sections(self, index: int) -> bool:
        return any(piece.caption and piece.caption.kind in MAIN for piece in self.pieces[index + 1 :])

    def label_heads_part(self, piece: Piece, index: int) -> bool:
        if not piece.alone:
            return False
        if self.heads_section(index + 1):
            return True
        current = self.current
        if current.kind is _PREAMBLE or (current.kind in LOOSE and not self.is_closed(current)):
            return True
        return current.kind is _GENERIC_NAME and self.labels_head_page and not (self.label_kinds & MAIN)

    def is_unfinished_part(self, piece: Piece) -> bool:
        """Whether an ingredient gets one labelled paragraph where the ones before it got a part."""
        return bool(self.part and self.part.style is _LABEL and self.part.numbered and _is_numbered(piece))

    def opens_other(self, piece: Piece, caption: Caption) -> bool:
        """Whether a label that no wording knows is of the rank of a section."""
        current = self.current
        if caption.names_only or caption.kind or self.declines:
            return False
        if not piece.alone:
            return current.kind in LOOSE and current.style is not _ATX and _is_numbered(piece) and not self.part
        if self.is_closed(current) or self.part:
            return (
                self.names.several
                and len(self.names.mentioned(caption.title)) > 1
                and not caption.narrowing
                and self.part is not None
            )
        if current.kind is _GENERIC_NAME:
            return self.labels_head_page and not (self.label_kinds & MAIN)
        return current.kind in LOOSE

    # opening

    def open_kind(self, piece: Piece, caption: Caption, style: HeadingStyle) -> None:
        kind = caption.kind
        assert kind is not None
        level = piece.level if style is _ATX else 0
        ingredient = self.whose(caption, kind, style, level)
        self.open(RawSection(kind, style, caption.title, ingredient, piece, level, caption.content))

    def whose(self, caption: Caption, kind: S, style: HeadingStyle, level: int) -> Ingredient | None:
        if not self.names.several:
            return None
        if caption.ingredient:
            return caption.ingredient
        if caption.of_all or kind in ABOUT_ALL:
            self.part = None
            return None
        if kind is _GENERIC_NAME and self.names_head_parts:
            self.start_generic_part(caption, style, level)
        part = self.part
        if part is None:
            return None
        if self.returns_to_all(part, kind, style, level):
            self.part = None
            return None
        return part.ingredient

    def start_generic_part(self, caption: Caption, style: HeadingStyle, level: int) -> None:
        ingredient = self.only_ingredient(caption.content)
        if ingredient is None or (self.part and self.part.headed_by is None):
            return
        self.start_part(Ingredient(clean_name(caption.content), ingredient.slug), style, level, numbered=False)
        if self.part:
            self.part.headed_by = style

    def returns_to_all(self, part: _Part, kind: S, style: HeadingStyle, level: int) -> bool:
        if part.style is _ATX and style is _ATX:
            if level < part.level or (level == part.level and part.headed_by is _LABEL):
                return True
        if part.style is _LABEL and style is _ATX and part.headed_by is _LABEL:
            return True
        return kind is _FAQS and self.asked_once()

    def asked_once(self) -> bool:
        """Whether the part that is open is the last of several and none before it has questions of its own."""
        slugs = {ingredient.slug for ingredient in self.parts}
        if len(slugs) < 2 or len(slugs) < len({ingredient.slug for ingredient in self.names.ingredients}):
            return False
        return not any(section.kind is _FAQS for section in self.sections)

    def open_part(self, piece: Piece, ingredient: Ingredient, style: HeadingStyle) -> None:
        level = piece.level if style is _ATX else 0
        self.start_part(ingredient, style, level, numbered=_is_numbered(piece))
        title = piece.caption.title if piece.caption else piece.text
        self.open(RawSection(_PREAMBLE, style, title, ingredient, piece, level))

    def start_part(self, ingredient: Ingredient, style: HeadingStyle, level: int, *, numbered: bool) -> None:
        self.part = _Part(ingredient, style, level, numbered)
        self.parts.append(ingredient)

    def open_other(self, piece: Piece, caption: Caption, style: HeadingStyle) -> None:
        level = piece.level if style is _ATX else 0
        if self.part and (
            len(self.names.mentioned(caption.title)) > 1 or self.returns_to_all(self.part, _OTHER, style, level)
        ):
            self.part = None
        ingredient = self.part.ingredient if self.part else None
        self.open(RawSection(_OTHER, style, caption.title, ingredient, piece, level, caption.content, known=False))

    # the end of the page

    def on_closing(self, piece: Piece) -> None:
        """A paragraph behind the last list or question: the page's end, or still the section's text."""
        text = piece.text
        labelled = piece.label and not _WHOLE_PAGE_LABEL.match(piece.label)
        begun = self.current.pieces or self.current.style is _NONE
        if begun and not labelled and self.has_sections() and self.current.kind not in (_DISCLAIMER, _NOTE, _SUMMARY):
            if _SUMS_UP.match(text):
                self.open_unheaded(_SUMMARY)
            elif _DISCLAIMS.search(text) or self.reminds(text):
                self.open_unheaded(_DISCLAIMER)
            elif piece.after_break and self.current.kind is _FAQS:
                self.open_unheaded(_NOTE)
        self.current.pieces.append(piece)

    def reminds(self, text: str) -> bool:
        return self.current.kind is _FAQS and _REMINDS.match(text) is not None

    def open_unheaded(self, kind: S) -> None:
        self.part = None
        self.open(RawSection(kind, _NONE))

    def has_sections(self) -> bool:
        return self.current.kind is not _PREAMBLE or any(section.kind is not _PREAMBLE for section in self.sections)


def _speak_of_two(one: Ingredient | None, other: Ingredient | None) -> bool:
    return one is not None and other is not None and one.slug != other.slug


def _named(title: str) -> Ingredient:
    name = clean_name(title)
    return Ingredient(name or title, slug_of(name or title))


def _is_numbered(piece: Piece) -> bool:
    return piece.text[:1].isdigit() or piece.text.lower().startswith(("component", "ingredient"))
