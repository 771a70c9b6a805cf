"""Whose section a heading opens that is known but for the ingredients in it: one ingredient's, or all's."""

import re

from pipeline.monograph.affixes import KIND_THEN_NAME
from pipeline.monograph.headings import Meaning, is_of_whole
from pipeline.monograph.ingredients import clean_name
from pipeline.monograph.names import Names
from pipeline.monograph.tree import Ingredient
from pipeline.vocabulary import SectionKind as S

ABOUT_ALL = frozenset({S.COMBINED_USE, S.DISCLAIMER, S.NOTE, S.SUMMARY})
"""Sections that never speak of one ingredient."""

_BETWEEN = re.compile(r"\bbetween\b|^(?:general|common) faqs?\b", re.IGNORECASE)
"""What makes a heading one about all ingredients: interactions between them, questions in general."""
_JOINER = re.compile(r"\band\b|[&+,/]")
_OF_ALL = re.compile(
    r"\b(?:both|all|combined|combination|each|either|general|common to|overall|individual(?:ly)?|separate(?:ly)?"
    r"|components?)\b",
    re.IGNORECASE,
)
_TOGETHER = re.compile(
    r"\b(?:both(?! (?:sexes|genders|types|forms|eyes|ears))|combined(?! with)|combination"
    r"|all (?:two|three|four|five|drugs|medications|medicines|ingredients|components))\b",
    re.IGNORECASE,
)


def whose(main: str, qualifiers: str, meaning: Meaning, names: Names) -> tuple[Ingredient | None, bool]:
    """Whose section a known wording heads.

    Args:
        main: the heading without its brackets.
        qualifiers: what stands in them.
        meaning: what the heading means.
        names: the ingredients of the page, which are several.

    Returns:
        the one ingredient that it names, as the heading writes it; and whether it is about all of them.
    """
    if meaning.kind in ABOUT_ALL:
        return None, True
    for text in (qualifiers, "" if meaning.firmness == "usual" else main):
        if not text:
            continue
        mentioned = names.mentioned(text)
        if not mentioned and text is qualifiers and (found := names.find(text)):
            return Ingredient(clean_name(text), found.slug), False
        if len(mentioned) > 1 or (mentioned and _JOINER.search(text)):
            return None, True
        if len(mentioned) == 1:
            return Ingredient(_as_written(text, names, mentioned[0]), mentioned[0].slug), False
    return None, says_of_all(qualifiers)


def _as_written(text: str, names: Names, ingredient: Ingredient) -> str:
    """The name of the ingredient as a heading writes it, where the heading gives just a name."""
    match = KIND_THEN_NAME.fullmatch(text)
    name = clean_name(match["name"] if match else text)
    if framed := names.framed(name):
        return framed.name
    found = names.find(name)
    return name if found == ingredient else ingredient.name


def is_about_whole(main: str, qualifiers: str, meaning: Meaning) -> bool:
    """Whether a known wording is said of all ingredients together: in brackets, or by more than a usual name."""
    if qualifiers and _TOGETHER.search(qualifiers):
        return True
    return meaning.firmness != "usual" and (is_of_whole(main) or _BETWEEN.search(main) is not None)


def says_of_all(text: str) -> bool:
    """Whether words beside a wording say that it speaks of all ingredients, together or one by one."""
    return _OF_ALL.search(text) is not None
