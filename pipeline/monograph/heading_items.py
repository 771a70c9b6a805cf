"""Lists whose items head the sections: ``* **Usage:** text``, ``* **Dosage:** text`` … below the name of an ingredient.

Such items are read as the labels that they are on other pages, ``**Usage:** text``, and what is nested in them as the
text of their sections.
"""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from itertools import pairwise

from pipeline.monograph.block import Kind
from pipeline.monograph.caption import Caption
from pipeline.monograph.captions import read_caption
from pipeline.monograph.headings import usual_kind
from pipeline.monograph.names import Names
from pipeline.monograph.pieces import Piece, is_disclaimer
from pipeline.monograph.survey import HEADABLE, MAIN, heads_usually, is_name
from pipeline.vocabulary import SectionKind as S

FEWEST_NUMBERED = 2
"""Numbered items that head parts; one alone may be the last of a list above a section."""
FEWEST_KINDS = 3
"""Standard sections that a list names at least; a list of cautions may name one or two."""
FEWEST_BELOW_NAME = 2
"""The same of a list right below the name of an ingredient that holds nothing else."""

_USAGE = S.USAGE
_ITEM, _HEADING, _PARAGRAPH = Kind.ITEM, Kind.HEADING, Kind.PARAGRAPH


def read_heading_items(pieces: list[Piece], names: Names) -> None:
    """Make labels of the items that head sections.

    They do right below the name of an ingredient; elsewhere, where usage is among them and no Markdown heading opens
    any of these sections.
    """
    _read_disclaimers(pieces, names)
    found = list(_bold_numbered(pieces))
    if names.several:
        _read_part_items([piece for piece, following in found if heads_usually(following)], names)
    if found:
        _read_section_items([piece for piece, _ in found if _names(piece.text.rstrip(": "))], pieces, names)
    if not _may_head_sections(pieces, names):
        return
    headed = _headed(pieces)
    for above, items in _lists(pieces):
        is_below_name = names.several and above is not None and is_name(above)
        captions = dict(_captions(items, names, are_plain=is_below_name))
        kinds = [caption.kind for caption in captions.values()]
        if len(set(kinds)) < len(kinds):
            continue
        if is_below_name:
            heads = len(kinds) >= FEWEST_KINDS or len(kinds) == sum(map(_is_outermost, items)) >= FEWEST_BELOW_NAME
        else:
            heads = len(kinds) >= FEWEST_KINDS and _USAGE in kinds and headed.isdisjoint(kinds)
        if heads:
            _make_labels(items, captions)


def _headed(pieces: list[Piece]) -> AbstractSet[S | None]:
    """The main sections that Markdown headings open."""
    return {piece.caption.kind for piece in pieces if piece.kind is _HEADING and piece.caption} & MAIN


def _may_head_sections(pieces: list[Piece], names: Names) -> bool:
    """Whether any list of a page may: it names usage, or stands below the name of an ingredient."""
    if names.several and any(
        piece.caption and following.depth and is_name(piece) for piece, following in pairwise(pieces)
    ):
        return True
    if any(piece.kind is _HEADING and piece.caption and piece.caption.kind is _USAGE for piece in pieces):
        return False
    return any(piece.label and piece.kind is _ITEM and _names(piece.label) is _USAGE for piece in pieces)


def _captions(items: list[Piece], names: Names, *, are_plain: bool) -> Iterator[tuple[int, Caption]]:
    """What the outermost items of a list say as headings, by place; ``are_plain``: without bold labels, too."""
    for index, piece in enumerate(items):
        if _is_outermost(piece):
            label, content = piece.label, piece.content
            if label is None and are_plain:
                label, _, content = piece.text.partition(":")
            if label and _names(label):
                yield index, read_caption(label, content.strip(), names)


def _is_outermost(piece: Piece) -> bool:
    return piece.kind is _ITEM and piece.depth == 1


def _bold_numbered(pieces: list[Piece]) -> Iterator[tuple[Piece, Piece]]:
    """Numbered items that are all bold and end their list, each with the piece below it: ``1. **Zinc**``."""
    for piece, following in pairwise(pieces):
        ends_list = not following.depth or (following.depth == 1 and following.number is None)
        if piece.number is not None and piece.depth == 1 and piece.lead == piece.text and ends_list:
            yield piece, following


def _read_part_items(found: list[Piece], names: Names) -> None:
    """Make labels of those numbered items right above a section that are names of ingredients."""
    if len(found) < FEWEST_NUMBERED:
        return
    for piece in found:
        if names.find(piece.text):
            _as_label_alone(piece, names)


def _read_section_items(found: list[Piece], pieces: list[Piece], names: Names) -> None:
    """Make labels of those numbered items that are usual names of sections, where usage is among them.

    None is where a Markdown heading, or a label above them, opens any of these: there such items sum up.
    """
    kinds = {_names(piece.text.rstrip(": ")) for piece in found}
    if len(found) == len(kinds) >= FEWEST_KINDS and _USAGE in kinds and not _headed(pieces):
        above = pieces[: pieces.index(found[0])]
        if any(piece.caption and piece.caption.kind in kinds for piece in above):
            return
        for piece in found:
            _as_label_alone(piece, names)


def _as_label_alone(piece: Piece, names: Names) -> None:
    piece.label, piece.content, piece.alone = piece.text.rstrip(": "), "", True
    _as_label(piece, read_caption(piece.label, "", names))


def _read_disclaimers(pieces: list[Piece], names: Names) -> None:
    """Make labels of the items that disclaim at the end of a list, behind all standard sections."""
    following: Piece | None = None
    for piece in reversed(pieces):
        if piece.caption:
            if piece.caption.kind in HEADABLE:
                return
        elif piece.label and piece.kind is _ITEM and piece.depth == 1 and not piece.alone:
            ends_list = following is None or not following.depth
            if ends_list and is_disclaimer(piece):
                _as_label(piece, read_caption(piece.label, piece.content, names))
        following = piece


def _as_label(piece: Piece, caption: Caption) -> None:
    """Make the label that it says of an item outside others."""
    piece.kind, piece.depth, piece.caption = _PARAGRAPH, 0, caption


def _names(label: str) -> S | None:
    """The standard section that a label names by a usual name."""
    kind = usual_kind(label)
    return kind if kind in HEADABLE else None


def _lists(pieces: list[Piece]) -> Iterator[tuple[Piece | None, list[Piece]]]:
    """The lists of a page, each with the piece above it and all that is nested in it."""
    above: Piece | None = None
    found: list[Piece] = []
    for piece in pieces:
        if piece.depth:
            found.append(piece)
            continue
        if found:
            yield above, found
            found = []
        above = piece
    yield above, found


def _make_labels(items: list[Piece], captions: dict[int, Caption]) -> None:
    heads = False
    for index, piece in enumerate(items):
        if index in captions:
            heads = True
            piece.kind, piece.caption = _PARAGRAPH, captions[index]
        elif piece.depth == 1 and piece.kind is _ITEM:
            heads = False
        if heads:
            piece.depth -= 1
