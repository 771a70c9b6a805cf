"""Of what rank a bold label is: the heading of a section or of an ingredient's part, or a label inside its section."""

from pipeline.monograph.block import Kind
from pipeline.monograph.caption import Caption
from pipeline.monograph.closing import disclaims, is_about_page, is_reminder_label
from pipeline.monograph.ingredients import clean_name, named_by
from pipeline.monograph.pieces import Piece
from pipeline.monograph.raw_section import Part, RawSection, is_numbered
from pipeline.monograph.survey import LOOSE, MAIN, TREATED, Survey, is_name
from pipeline.monograph.tree import Ingredient
from pipeline.monograph.unknown_names import could_be_name
from pipeline.vocabulary import HeadingStyle
from pipeline.vocabulary import SectionKind as S

# A member of an enumeration is found by its class in 0.1 µs, which a page asks for hundreds of times.
_PREAMBLE, _GENERIC_NAME, _FAQS = S.PREAMBLE, S.GENERIC_NAME, S.FAQS
_DISCLAIMER, _NOTE, _SUMMARY, _OTHER = S.DISCLAIMER, S.NOTE, S.SUMMARY, S.OTHER
_COMBINED_USE, _INTERACTIONS, _PRECAUTIONS = S.COMBINED_USE, S.INTERACTIONS, S.PRECAUTIONS
_HEADING = Kind.HEADING
_ATX, _LABEL = HeadingStyle.ATX, HeadingStyle.LABEL


class LabelRank:
    """The rules of rank on one page. ``current`` is the section that a label stands in, ``part`` the part."""

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self.names = survey.names
        self.counts_sections = False

    def opens_section(self, piece: Piece, caption: Caption, index: int, current: RawSection, part: Part | None) -> bool:
        """Whether a label opens the section that it names."""
        kind = caption.kind
        if kind is None:
            return False
        if caption.firmness == "affix":
            return kind is current.kind and widens(caption, current, part)
        if kind in (_DISCLAIMER, _NOTE, _SUMMARY):
            return not self.survey.declines and self.closes(piece, kind, index)
        decided = self.among_questions(piece, caption, index, current)
        if decided is not None:
            return decided
        if self.is_closed(current):
            return self.breaks_out(piece, caption, current, part)
        return not caption.names_only and self.is_of_rank(piece, caption, current, part)

    def among_questions(self, piece: Piece, caption: Caption, index: int, current: RawSection) -> bool | None:
        """The same of a label that heads questions or stands among them; null where they have no say."""
        kind = caption.kind
        if current.kind is _FAQS and piece.alone and self.survey.asks(index + 1):
            return kind is _FAQS and asks_others(caption, current)
        if kind is _FAQS:
            return current.kind is not _FAQS or asks_others(caption, current)
        if kind is _OTHER and current.kind is _FAQS:
            is_apart = piece.alone or self.follows_questions(piece, index, current)
            return is_apart and index > self.survey.last_asking
        return None

    def is_of_rank(self, piece: Piece, caption: Caption, current: RawSection, part: Part | None) -> bool:
        """Whether a label that names a section is of the rank of the section that it stands in, headed by one, too."""
        kind = caption.kind
        if kind is _OTHER:
            is_apart = piece.alone and not self.survey.has_headings and _stands_alone(current)
            return current.kind not in (_PRECAUTIONS, S.DOSAGE) or _count_on(current, piece) or is_apart
        is_narrower = caption.narrowing or caption.ingredient or not caption.firm or "(" in caption.title
        if kind is current.kind and is_narrower:
            return _speak_of_two(caption.ingredient, current.ingredient) or widens(caption, current, part)
        if kind is _COMBINED_USE and (not self.names.several or is_grouped_by_ingredient(current)):
            return False
        if kind is _COMBINED_USE or (kind is _INTERACTIONS and caption.firmness == "other"):
            is_page_of_labels = kind is _COMBINED_USE and not self.survey.atx_kinds
            return is_page_of_labels or piece.alone or not caption.narrowing or current.ingredient is not None
        return caption.firmness != "within" or self.stands_alone(kind, current)

    def is_closed(self, section: RawSection) -> bool:
        """Whether labels in a section are its groups: a Markdown heading has opened it for a standard subject."""
        if section.style is not _ATX or section.kind is _PREAMBLE:
            return False
        if section.kind is _GENERIC_NAME:
            return not self.survey.labels_head_page
        return section.kind not in LOOSE or not self.survey.labels_head_page

    def breaks_out(self, piece: Piece, caption: Caption, current: RawSection, part: Part | None) -> bool:
        """Whether a label opens a section though a Markdown heading has opened the one that it stands in."""
        kind = caption.kind
        if current.kind is _GENERIC_NAME:
            return kind in MAIN and kind not in self.survey.atx_kinds and not caption.narrowing
        if kind is _OTHER:
            return False
        if kind is current.kind:
            return _speak_of_two(caption.ingredient, current.ingredient) or widens(caption, current, part)
        if kind is _COMBINED_USE and piece.alone and part and part.style is _LABEL:
            return True
        if kind in (_COMBINED_USE, _INTERACTIONS):
            return (
                piece.alone and len(self.names.mentioned(caption.title)) > 1 and not is_grouped_by_ingredient(current)
            )
        if current.kind in LOOSE:
            return caption.firm and not caption.narrowing
        return kind in MAIN and caption.firm and not caption.narrowing and kind not in self.survey.atx_kinds

    def stands_alone(self, kind: S | None, current: RawSection) -> bool:
        """Whether a name that usually is a part of another section is a section here, since the other is missing."""
        if kind is _INTERACTIONS:
            return current.kind is not _PRECAUTIONS or _PRECAUTIONS not in self.survey.label_kinds
        return kind not in self.survey.label_kinds and kind not in self.survey.atx_kinds

    def closes(self, piece: Piece, kind: S, index: int) -> bool:
        """Whether a label heads a disclaimer, note or summary of the page: most do at its end."""
        if kind is _DISCLAIMER:
            return index >= self.survey.tail or not self.survey.comes_before_sections(index)
        if index < self.survey.tail:
            is_last = piece.alone or index > self.survey.last_asking >= 0
            return kind is _SUMMARY and is_last and not self.survey.comes_before_sections(index)
        return kind is _SUMMARY or is_about_page(piece.content)

    def heads_part(
        self, piece: Piece, ingredient: Ingredient, index: int, current: RawSection, part: Part | None
    ) -> bool:
        """Whether a label that is the name of an ingredient heads the part of that ingredient."""
        if not piece.alone:
            return False
        if self.survey.heads_section(index + 1):
            return True
        if part and part.style is _LABEL and _speak_of_two(ingredient, current.ingredient):
            return True
        if current.kind is _PREAMBLE or (current.kind in LOOSE and not self.is_closed(current)):
            return True
        return current.kind is _GENERIC_NAME and self.labels_part_generic_name()

    def stranger(self, piece: Piece, caption: Caption, index: int) -> Ingredient | None:
        """The ingredient of a label that the title does not know by this name, where other labels head parts so."""
        if not self.names.several or not piece.alone or caption.kind or not could_be_name(clean_name(caption.title)):
            return None
        below = self.survey.pieces[index + 1 : index + 2]
        kinds = self.survey.kinds_below_names
        heads_part = any(piece.kind is _HEADING and piece.caption and piece.caption.kind in kinds for piece in below)
        return named_by(caption.title) if heads_part and kinds else None

    def labels_part_generic_name(self) -> bool:
        """Whether labels end a section that states the generic name: no other label heads what is said of the drug."""
        return self.survey.labels_head_page and not (self.survey.label_kinds & TREATED)

    def opens_other(self, piece: Piece, caption: Caption, index: int, current: RawSection, part: Part | None) -> bool:
        """Whether a label that no wording knows is of the rank of a section."""
        if caption.names_only or caption.kind or self.survey.declines:
            return False
        if not piece.alone:
            return self.opens_numbered(piece, current, part) or self.follows_questions(piece, index, current)
        if self.is_closed(current) or part:
            return (
                self.names.several
                and len(self.names.mentioned(caption.title)) > 1
                and not caption.narrowing
                and part is not None
            )
        if current.kind is _GENERIC_NAME:
            return self.labels_part_generic_name() or self.survey.names_ingredient(index + 1)
        return current.kind in LOOSE or _count_on(current, piece)

    def opens_numbered(self, piece: Piece, current: RawSection, part: Part | None) -> bool:
        """Whether a numbered label with text opens a section: outside the standard ones, or as one before it did."""
        if current.style is _ATX or part or not is_numbered(piece):
            return False
        self.counts_sections = self.counts_sections or current.kind in LOOSE
        return self.counts_sections

    def follows_questions(self, piece: Piece, index: int, current: RawSection) -> bool:
        """Whether a label behind the questions is of their rank: labels head them and all other sections."""
        if index < self.survey.tail or current.kind is not _FAQS or current.style is not _LABEL:
            return False
        if is_reminder_label(piece.label or "") or disclaims(piece.content):
            return False
        return self.survey.labels_head_page


def asks_others(caption: Caption, current: RawSection) -> bool:
    """Whether questions are about another ingredient than those of the section, or about all where those are of one."""
    if current.ingredient is None:
        return False
    about_all = caption.of_all or (caption.firm and caption.ingredient is None and _names_its_own(current))
    return about_all or _speak_of_two(caption.ingredient, current.ingredient)


def _names_its_own(section: RawSection) -> bool:
    """Whether the heading of a section itself names the ingredient that the section is about."""
    opener = section.opener
    return opener is not None and opener.caption is not None and opener.caption.ingredient is not None


def leaves(caption: Caption, current: RawSection) -> bool:
    """Whether a label says that it is about all ingredients, and the section is about one."""
    return caption.of_whole and current.ingredient is not None


def widens(caption: Caption, current: RawSection, part: Part | None) -> bool:
    """Whether a label goes on from one ingredient to all, as ``**Side Effects (both):**``."""
    return leaves(caption, current) or (caption.of_all and current.ingredient is not None and part is None)


def is_grouped_by_ingredient(section: RawSection) -> bool:
    """Whether labels that stand alone in a section name ingredients."""
    return any(map(is_name, section.pieces))


def _count_on(section: RawSection, piece: Piece) -> bool:
    """Whether both are headed by numbered labels, and so are of one rank."""
    opener = section.opener
    return section.style is _LABEL and opener is not None and is_numbered(opener) and is_numbered(piece)


def _stands_alone(section: RawSection) -> bool:
    """Whether the label that heads a section stands alone on its line."""
    return section.opener is not None and section.opener.alone


def _speak_of_two(one: Ingredient | None, other: Ingredient | None) -> bool:
    return one is not None and other is not None and one.slug != other.slug
