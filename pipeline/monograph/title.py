"""The title of a page, and the ingredients that it names."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.monograph.block import Block, Kind
from pipeline.monograph.ingredients import clean_name, in_brackets, named_by, slug_of, split_title, truncated_name
from pipeline.monograph.lead_ins import names_section
from pipeline.monograph.names import Names
from pipeline.monograph.tree import Finding, Ingredient
from pipeline.vocabulary import FindingCode

_HEADING = Kind.HEADING
FEWEST_PARTS = 2
"""Ingredients that headings of level 1 name where they head parts; one alone is the title, though it says less."""
_OTHER_JOINER = re.compile(r"\s*(?:/|,|\band\b|\bwith\b)\s*", re.IGNORECASE)


class Title(NamedTuple):
    """A title, the ingredients that it names in order, and what is odd about them.

    ``text`` is null where neither front matter nor a heading of the first level names the drug.
    """

    text: str | None
    named: tuple[Ingredient, ...]
    findings: tuple[Finding, ...]


def read_title(blocks: list[Block], stated: str | None) -> tuple[list[Block], Title]:
    """Find the title of a page.

    Args:
        blocks: of its body.
        stated: the title that its front matter gives.

    Returns:
        the blocks without the heading that is the title, and the title.
    """
    blocks, headed = _take_title(blocks, stated)
    text = stated or headed
    named = _named(text, headed, blocks) if text else ()
    return blocks, Title(text, named, tuple(_findings(stated, headed, named)))


def _take_title(blocks: list[Block], stated: str | None) -> tuple[list[Block], str | None]:
    """The blocks without the page's title, and the title: the first heading of level 1, or one that says the same.

    The usual name of a section is no title, nor is one ingredient of a combination: there are pages whose sections or
    parts have headings of level 1.
    It stands in one line and in no list: front matter that is never closed is a heading of many lines to a parser.
    """
    for index, block in enumerate(blocks):
        if block.kind is _HEADING and block.depth == 0 and block.wrapped is None:
            text = block.text
            says_stated = stated is not None and text.casefold() == stated.casefold()
            if says_stated or (block.level == 1 and not names_section(text) and not _head_parts(blocks, stated)):
                return [*blocks[:index], *blocks[index + 1 :]], text or None
            # Text above a line of dashes may be a banner above the title.
            if block.level == 1 or block.line_end == block.line_start:
                break
    return blocks, None


def _head_parts(blocks: list[Block], stated: str | None) -> bool:
    """Whether headings of level 1 are the names of several ingredients in the title that the front matter states."""
    slugs = {ingredient.slug for ingredient in split_title(stated)} if stated else set()
    if len(slugs) < FEWEST_PARTS:
        return False
    heads = (split_title(block.text) for block in blocks if block.kind is _HEADING and block.level == 1)
    return len(slugs & {named[0].slug for named in heads if len(named) == 1}) >= FEWEST_PARTS


def _named(text: str, headed: str | None, blocks: list[Block]) -> tuple[Ingredient, ...]:
    """The ingredients of a title; where nothing sure parts it, those that the page shows to be several."""
    named = split_title(text)
    if len(named) != 1:
        return named
    several = split_title(headed) if headed and headed != text else ()
    return several if _are(several, named[0]) else _headed_apart(text, blocks) or named


def _are(several: tuple[Ingredient, ...], one: Ingredient) -> bool:
    """Whether ingredients are what one name runs together, as ``ibuprofen-famotidine``."""
    return len(several) > 1 and "-".join(ingredient.slug for ingredient in several) == one.slug


def _headed_apart(title: str, blocks: list[Block]) -> tuple[Ingredient, ...]:
    """The ingredients of ``Zinc and Iron Tablets`` or ``Zincferol (Zinc + Iron)``, where a heading names each of them.

    Most such titles give one drug several names.
    """
    inner = [split_title(said) for said in in_brackets(title) if "+" in said]
    parts = inner[0] if inner else tuple(filter(None, map(named_by, _OTHER_JOINER.split(title))))
    names = Names(parts)
    if not names.several:
        return ()
    found: dict[str, Ingredient | None] = {}
    for block in blocks:
        if block.kind is _HEADING or block.lead == block.text:
            framed = names.framed(block.text)
            part = framed or names.find(block.text)
            if part and part.slug not in found:
                found[part.slug] = _without_form(part.slug, framed.name if framed else clean_name(block.text))
    return tuple(found[part.slug] or part for part in parts) if found.keys() == names.slugs else ()


def _without_form(slug: str, name: str) -> Ingredient | None:
    """The ingredient as a heading names it, where the title says more: ``Iron Tablets``."""
    short = slug_of(name)
    return Ingredient(name, short) if short and slug.startswith(f"{short}-") else None


def _findings(stated: str | None, headed: str | None, named: tuple[Ingredient, ...]) -> Iterator[Finding]:
    title = stated or headed
    if title is None:
        yield Finding(FindingCode.TITLE_MISSING, None, "neither front matter nor a first-level heading names the drug")
        return
    if stated and headed and stated.casefold().split() != headed.casefold().split():
        yield Finding(
            FindingCode.TITLE_MISMATCH, None, f"the front matter says “{stated}”, the heading “{headed}”", headed
        )
    if short := truncated_name(title):
        yield Finding(FindingCode.TITLE_TRUNCATED, None, f"a name in the title stops short: “{short}”", title)
    times = Counter(ingredient.slug for ingredient in named) if len(named) > 1 else {}
    for slug in sorted(slug for slug, count in times.items() if count > 1):
        yield Finding(FindingCode.INGREDIENT_REPEATED, None, f"the title names {slug} {times[slug]} times", title)
