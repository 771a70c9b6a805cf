"""Names beside the word for a section that the title does not hold: ingredients where the page keeps naming them,
as it names those that the title holds.

``Warfarin Usage`` and ``Warfarin Dosage`` are about an ingredient that the title lost; ``Morning Dosage`` is not.
"""

from collections import defaultdict

from pipeline.monograph.names import Names
from pipeline.monograph.pieces import Piece
from pipeline.vocabulary import SectionKind

FEWEST_HEADED = 2
"""Kinds of section that are headed with the name of an ingredient at least."""


def doubt_strangers(pieces: list[Piece], names: Names) -> None:
    """Take back the ingredient of captions whose name stands beside one kind of section alone, or as the only one."""
    if not names.several:
        return
    kinds: dict[str, set[SectionKind]] = defaultdict(set)
    captions = [piece.caption for piece in pieces if piece.caption is not None]
    owned = [
        (caption, caption.kind, caption.ingredient.slug) for caption in captions if caption.kind and caption.ingredient
    ]
    for _, kind, slug in owned:
        kinds[slug].add(kind)
    are_by_name = not names.slugs.isdisjoint(kinds)
    for caption, _, slug in owned:
        if slug not in names.slugs and not (are_by_name and len(kinds[slug]) >= FEWEST_HEADED):
            caption.narrow()
