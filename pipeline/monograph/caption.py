"""What one heading or label says, once :mod:`pipeline.monograph.captions` has read it."""

from pipeline.monograph.headings import Meaning
from pipeline.monograph.tree import Ingredient
from pipeline.vocabulary import SectionKind as S


class Caption:
    """What a heading or label says.

    ``title`` is the heading as written, ``content`` the text behind it on its line, ``kind`` and ``firmness`` are what
    its wording means (:class:`~pipeline.monograph.headings.Meaning`; ``affix`` where unknown words stand beside it),
    ``firm`` says that it is a usual name of its section. ``of_all`` says that it may be about all ingredients,
    ``of_whole`` that it says so, ``names_only`` that it is the name of an ingredient and nothing else, ``narrowing``
    that it speaks of a part of its subject (``Common side effects``).
    """

    __slots__ = (
        "content",
        "firm",
        "firmness",
        "ingredient",
        "kind",
        "names_only",
        "narrowing",
        "of_all",
        "of_whole",
        "title",
    )

    def __init__(
        self,
        title: str,
        content: str,
        meaning: Meaning | None = None,
        ingredient: Ingredient | None = None,
        *,
        of_all: bool = False,
        of_whole: bool = False,
        names_only: bool = False,
        narrowing: bool = False,
    ) -> None:
        self.title = title
        self.content = content
        self.kind: S | None = meaning.kind if meaning else None
        self.firmness = meaning.firmness if meaning else ""
        self.firm = self.firmness == "usual"
        self.ingredient = ingredient
        self.of_all = of_all or of_whole
        self.of_whole = of_whole
        self.names_only = names_only
        self.narrowing = narrowing

    def narrow(self) -> None:
        """Say of a part of the subject what it said of an ingredient, since there is none of that name."""
        self.ingredient = None
        self.firmness, self.firm, self.narrowing = "affix", False, True
