"""Names beside the word for a section that the title does not hold: ingredients where the page keeps naming them.

``Warfarin Usage`` and ``Warfarin Dosage`` are about an ingredient that the title lost; ``Morning Dosage`` is not.
"""

from collections import defaultdict
from collections.abc import Iterator

from pipeline.monograph.captions import Caption
from pipeline.monograph.ingredients import Names
from pipeline.monograph.pieces import Piece
from pipeline.vocabulary import SectionKind

FEWEST_KINDS = 2
"""Kinds of section that are headed with the name of an ingredient at least."""


def doubt_strangers(pieces: list[Piece], names: Names) -> None:
    """Take back the ingredient of captions whose name stands beside one kind of section alone."""
    if not names.several:
        return
    kinds: dict[str, set[SectionKind]] = defaultdict(set)
    for _, kind, slug in _strangers(pieces, names):
        kinds[slug].add(kind)
    for caption, _, slug in _strangers(pieces, names) if kinds else ():
        if len(kinds[slug]) < FEWEST_KINDS:
            caption.narrow()


def _strangers(pieces: list[Piece], names: Names) -> Iterator[tuple[Caption, SectionKind, str]]:
    for piece in pieces:
        caption = piece.caption
        if caption is None or caption.ingredient is None or caption.kind is None:
            continue
        if caption.ingredient.slug not in names.slugs:
            yield caption, caption.kind, caption.ingredient.slug
