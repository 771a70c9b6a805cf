"""A section, and the part of an ingredient, while a page is being read."""

from dataclasses import dataclass, field

from pipeline.monograph.pieces import Piece
from pipeline.monograph.tree import Ingredient
from pipeline.vocabulary import HeadingStyle, SectionKind


@dataclass(slots=True)
class RawSection:
    """A section while its pieces are gathered. ``opener`` is the piece that heads it, which also is the first of
    ``pieces`` where its text starts on the heading's line.
    """

    kind: SectionKind
    style: HeadingStyle
    heading: str | None = None
    ingredient: Ingredient | None = None
    opener: Piece | None = None
    level: int = 0
    content: str = ""
    known: bool = True
    pieces: list[Piece] = field(default_factory=list)


@dataclass(slots=True)
class Part:
    """The part of an ingredient that is being read; how its first section is headed, and at which level."""

    ingredient: Ingredient
    style: HeadingStyle
    level: int
    numbered: bool
    headed_by: HeadingStyle | None = None
    section_level: int = 0


def is_numbered(piece: Piece) -> bool:
    """Whether a piece starts with a number or ``Component``, as the headings of ingredients' parts may."""
    return piece.text[:1].isdigit() or piece.text.lower().startswith(("component", "ingredient"))
