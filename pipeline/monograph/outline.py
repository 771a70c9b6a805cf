"""Pieces → sections: which heading or label opens what, and which ingredient it speaks of.

A page is written in one of three manners, or in a mixture: Markdown headings head the sections; bold labels do; or the
page has a part for each ingredient, with sections in either manner inside. So a Markdown heading always opens
something, while a label opens a section where labels head the sections, and is a group or a labelled paragraph inside a
section that a Markdown heading has opened.
"""

from pipeline.monograph.block import Kind
from pipeline.monograph.caption import Caption
from pipeline.monograph.captions import read_caption
from pipeline.monograph.closing import disclaims, is_reminder_label, offers, reminds, sums_up
from pipeline.monograph.faqs import is_answer
from pipeline.monograph.ingredients import clean_name, named_by
from pipeline.monograph.labels import LabelRank
from pipeline.monograph.names import Names
from pipeline.monograph.owners import ABOUT_ALL
from pipeline.monograph.pieces import Piece, part_below_first_line, question_in
from pipeline.monograph.raw_section import Part, RawSection, is_numbered
from pipeline.monograph.survey import LOOSE, RUNNING_TEXT, TREATED, Survey, is_name
from pipeline.monograph.tree import Ingredient
from pipeline.monograph.unknown_names import could_be_name
from pipeline.vocabulary import HeadingStyle
from pipeline.vocabulary import SectionKind as S

# A member of an enumeration is found by its class in 0.1 µs, which a page asks for hundreds of times.
_PREAMBLE, _GENERIC_NAME, _FAQS, _OTHER = S.PREAMBLE, S.GENERIC_NAME, S.FAQS, S.OTHER
_DISCLAIMER, _NOTE, _SUMMARY = S.DISCLAIMER, S.NOTE, S.SUMMARY
_NONE, _ATX, _LABEL = HeadingStyle.NONE, HeadingStyle.ATX, HeadingStyle.LABEL
_HEADING, _ITEM, _PARAGRAPH = Kind.HEADING, Kind.ITEM, Kind.PARAGRAPH


class Outline:
    """One pass over the pieces of a page; ``sections`` is the result."""

    def __init__(self, pieces: list[Piece], names: Names) -> None:
        self.pieces = pieces
        self.names = names
        self.survey = Survey(pieces, names)
        self.labels = LabelRank(self.survey)
        self.sections: list[RawSection] = []
        self.current = RawSection(_PREAMBLE, _NONE)
        self.part: Part | None = None
        self.kinds: set[S] = set()  # of the sections so far
        self.part_slugs: set[str] = set()
        self.read()

    def read(self) -> None:
        tail = self.survey.tail
        for index, piece in enumerate(self.pieces):
            if piece.kind is _ITEM:
                self.current.pieces.append(piece)
            elif piece.kind is _HEADING:
                self.on_heading(piece, index)
            elif piece.caption is not None:
                self.on_label(piece, piece.caption, index)
            elif piece.lead[-1:] == "?" and self.may_head_as_question(piece):
                self.on_bold_question(piece, index)
            elif index >= tail and piece.kind in RUNNING_TEXT and piece.depth == 0:
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
            self.part.headed_by, self.part.section_level = section.style, section.level

    def close(self) -> None:
        current = self.current
        if current.opener or current.pieces:
            self.sections.append(current)
            self.kinds.add(current.kind)

    # Markdown headings

    def on_heading(self, piece: Piece, index: int) -> None:
        caption, level = piece.caption, piece.level
        is_group = caption and (self.is_group_heading(caption, level, index) or self.is_name_in_turn(piece, index))
        if caption is None or is_group or self.asks(piece):
            self.current.pieces.append(piece)
        elif caption.kind:
            self.open_kind(piece, caption, caption.kind, _ATX)
        elif caption.names_only and caption.ingredient:
            self.open_part(piece, caption.ingredient, _ATX)
        elif named := self.named_above_sections(caption.title, level, index):
            self.open_part(piece, named, _ATX)
        else:
            self.open_other(piece, caption, _ATX)

    def named_above_sections(self, title: str, level: int, index: int) -> Ingredient | None:
        """The ingredient that a heading names by its place alone: right above a standard section of a combination."""
        if not self.names.several or not self.survey.heads_section(index + 1, below=level):
            return None
        mentioned = self.names.mentioned(title)
        if mentioned:
            return mentioned[0] if len(mentioned) == 1 else None
        return named_by(title) if could_be_name(clean_name(title)) else None

    def asks(self, piece: Piece) -> bool:
        return self.current.kind is _FAQS and (is_answer(piece.text) or question_in(piece) is not None)

    def is_group_heading(self, caption: Caption, level: int, index: int) -> bool:
        """Whether a heading stands inside the section, as ``#### Adults`` under ``### Dosage``."""
        current = self.current
        if level <= current.level:
            return False
        if current.kind is _FAQS and current.style is _ATX and self.survey.asks(index + 1):
            return True
        if level <= self.survey.section_level:
            return False
        if current.style is not _ATX or current.kind in LOOSE:
            return False
        return not (caption.firm and caption.kind is not current.kind)

    def is_name_in_turn(self, piece: Piece, index: int) -> bool:
        """Whether a section goes through the ingredients under headings of its own level, and a name is one of them.

        It begins with such a heading; where a name heads a part, a section is headed below it.
        """
        current = self.current
        if not is_name(piece) or current.kind not in TREATED or current.style is not _ATX or current.content:
            return False
        begins = current.pieces[0] if current.pieces else piece
        return begins.level == piece.level == current.level and not self.survey.heads_section(index + 1)

    # bold labels

    def may_head_as_question(self, piece: Piece) -> bool:
        """Whether a bold question stands alone on its line, outside of questions: ``**How does it work?**``."""
        is_paragraph = piece.kind is _PARAGRAPH and piece.depth == 0
        return is_paragraph and self.current.kind is not _FAQS and piece.lead == piece.lines[0].text

    def on_bold_question(self, piece: Piece, index: int) -> None:
        first, rest = part_below_first_line(piece, self.names)
        caption = read_caption(first.text.rstrip("?"), "", self.names)
        opens = self.labels.opens_section(first, caption, index, self.current, self.part)
        if caption.kind in TREATED and opens:
            self.open_kind(first, caption, caption.kind, _LABEL)
            self.current.pieces += rest
        else:
            self.current.pieces.append(piece)

    def on_label(self, piece: Piece, caption: Caption, index: int) -> None:
        named = caption.ingredient if caption.names_only else None
        if caption.kind and self.labels.opens_section(piece, caption, index, self.current, self.part):
            self.open_kind(piece, caption, caption.kind, _LABEL)
        elif named and self.labels.heads_part(piece, named, index, self.current, self.part):
            self.open_part(piece, named, _LABEL)
        elif named and self.is_unfinished_part(piece):
            self.part = None
            self.open(RawSection(_OTHER, _LABEL, caption.title, named, piece, content=piece.content))
        elif stranger := self.labels.stranger(piece, caption, index):
            self.open_part(piece, stranger, _LABEL)
        elif self.labels.opens_other(piece, caption, index, self.current, self.part):
            self.open_other(piece, caption, _LABEL)
        elif index >= self.survey.tail:
            self.on_closing(piece)
        else:
            self.current.pieces.append(piece)

    def is_unfinished_part(self, piece: Piece) -> bool:
        """Whether an ingredient gets one labelled paragraph where the ones before it got a part."""
        return bool(self.part and self.part.style is _LABEL and self.part.numbered and is_numbered(piece))

    # opening

    def open_kind(self, piece: Piece, caption: Caption, kind: S, style: HeadingStyle) -> None:
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
        if kind is _GENERIC_NAME and self.survey.names_head_parts:
            self.start_generic_part(caption, style, level)
        part = self.part
        if part is None:
            return None
        if self.returns_to_all(part, kind, style, level):
            self.part = None
            return None
        return part.ingredient

    def start_generic_part(self, caption: Caption, style: HeadingStyle, level: int) -> None:
        ingredient = self.survey.only_ingredient(caption.content)
        if ingredient is None or (self.part and self.part.headed_by is None):
            return
        self.start_part(Ingredient(clean_name(caption.content), ingredient.slug), style, level, numbered=False)
        if self.part:
            self.part.headed_by = style

    def returns_to_all(self, part: Part, kind: S, style: HeadingStyle, level: int) -> bool:
        if part.style is _ATX and style is _ATX and level <= part.level:
            if level < part.level or part.headed_by is _LABEL or part.section_level > level:
                return True
            return kind is _FAQS and self.asked_once()
        if part.style is _LABEL and style is _ATX and part.headed_by is _LABEL:
            return True
        return kind is _FAQS and self.asked_once()

    def asked_once(self) -> bool:
        """Whether the part that is open is the last of several and none before it has questions of its own."""
        slugs = self.part_slugs
        return len(slugs) > 1 and len(slugs) >= len(self.names.slugs) and _FAQS not in self.kinds

    def open_part(self, piece: Piece, ingredient: Ingredient, style: HeadingStyle) -> None:
        level = piece.level if style is _ATX else 0
        self.start_part(ingredient, style, level, numbered=is_numbered(piece))
        title, content = (piece.caption.title, piece.caption.content) if piece.caption else (piece.text, "")
        self.open(RawSection(_PREAMBLE, style, title, ingredient, piece, level, content))

    def start_part(self, ingredient: Ingredient, style: HeadingStyle, level: int, *, numbered: bool) -> None:
        self.part = Part(ingredient, style, level, numbered)
        self.part_slugs.add(ingredient.slug)

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
        labelled = piece.label and not is_reminder_label(piece.label)
        begun = (self.current.pieces and not self.awaits_answer(text)) or self.current.style is _NONE
        if begun and not labelled and self.has_sections() and self.current.kind not in (_DISCLAIMER, _NOTE, _SUMMARY):
            if sums_up(text):
                self.open_unheaded(_SUMMARY)
            elif disclaims(text) or (self.current.kind is _FAQS and reminds(text)):
                self.open_unheaded(_DISCLAIMER)
            elif offers(text) or (piece.after_break and self.current.kind is _FAQS):
                self.open_unheaded(_NOTE)
        self.current.pieces.append(piece)

    def awaits_answer(self, text: str) -> bool:
        """Whether a text stands behind a question that has no answer yet, and so is the answer but for a disclaimer."""
        if self.current.kind is not _FAQS or disclaims(text):
            return False
        question = question_in(self.current.pieces[-1])
        return question is not None and not question.answer

    def open_unheaded(self, kind: S) -> None:
        self.part = None
        self.open(RawSection(kind, _NONE))

    def has_sections(self) -> bool:
        return self.current.kind is not _PREAMBLE or bool(self.kinds - {_PREAMBLE})
