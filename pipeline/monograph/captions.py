"""What one heading line says: the kind of section, whose it is, and the text that starts behind it.

A caption is read from a Markdown heading or from a bold label; whether it opens a section depends on its place and is
decided in :mod:`pipeline.monograph.outline`.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from pipeline.monograph.affixes import kind_and_name, name_and_kind, name_and_more
from pipeline.monograph.caption import Caption
from pipeline.monograph.headings import (
    NARROWING,
    Meaning,
    normalise,
    read_enumeration,
    read_wording,
)
from pipeline.monograph.ingredients import BRACKETS, clean_name, in_brackets, named_by, without_brackets
from pipeline.monograph.names import Names
from pipeline.monograph.owners import ABOUT_ALL, is_about_whole, says_of_all, whose
from pipeline.monograph.tree import Ingredient
from pipeline.monograph.unknown_names import LONGEST_NAME, could_be_name
from pipeline.vocabulary import SectionKind as S

_BETWEEN_NAMES = re.compile(r"\s*(?:[+&,/]|\band\b|\bwith\b)\s*")
_ALL_ALONE = re.compile(
    r"(?:the |for )?(?:both|combination|combined)(?: (?:drugs|medicines|ingredients|use))?", re.IGNORECASE
)
_WITH_SENTENCE = re.compile(r"(\S.{2,30}?)\.\s+(\S.*)", re.DOTALL)
"""``Dosage. One tablet a day.``"""
FEWEST_LISTED = 2
"""Kinds of section that a list of them has."""
_OF_NAMES = frozenset({S.GENERIC_NAME, S.BRAND_NAMES, S.DISCLAIMER, S.NOTE, S.SUMMARY})
"""Sections in which a name behind the colon is no owner."""


class _Nameless(NamedTuple):
    """What a caption says that names no ingredient, but for the text behind it."""

    title: str
    meaning: Meaning
    of_all: bool
    of_whole: bool
    narrowing: bool


@lru_cache(maxsize=1024)
def read_usual_caption(title: str) -> Caption | None:
    """The caption of a heading that is nothing but the usual name of a section; null where it says anything else.

    Most headings are such, and they say the same on every page.
    """
    bare = _without_colon(title)
    main, qualifiers, meaning, narrowing = _take_apart(bare, None)
    if ":" in bare or qualifiers or main != bare or not meaning or meaning.firmness != "usual":
        return None
    return None if meaning.kind in ABOUT_ALL else Caption(bare, "", meaning, narrowing=narrowing)


def read_caption(title: str, content: str, names: Names) -> Caption:
    """Read a heading line, already parted into the heading and what follows its colon.

    ``title`` may itself hold a colon (``### Loperamide: Usage``, ``### Usage: it is…``): then the reading that gives a
    known wording counts.
    """
    if known := _read_nameless(title, names.several):
        of_all, of_whole, narrowing = known.of_all, known.of_whole, known.narrowing
        return Caption(known.title, content, known.meaning, of_all=of_all, of_whole=of_whole, narrowing=narrowing)
    bare = _without_colon(title)
    if ":" not in bare:
        sentence = _WITH_SENTENCE.fullmatch(bare) if ". " in bare and not content else None
        if sentence and (meaning := read_wording(sentence[1])) and meaning.firmness == "usual":
            return _read_inline(sentence[1], sentence[2], names)
        if names.several and "," in bare:
            left, _, right = bare.replace(" – ", " - ").partition(" - ")
            if named := _enumerated(left, right, names):
                return Caption(bare, content, None, named, names_only=True)
        return _read_whole(bare, content, names)
    left, right = (part.strip() for part in bare.split(":", 1))
    meaning = read_wording(_bare(left))
    if meaning and meaning.firmness == "usual" and not content:
        return _read_inline(left, right, names)
    if names.several and (ingredient := names.find(left)):
        if named := _enumerated(left, right, names):
            return Caption(bare, content, None, named, names_only=True)
        named = Ingredient(clean_name(left), ingredient.slug)
        if said := read_wording(_bare(right)):
            return Caption(bare, content, said, named)
    caption = _read_whole(bare, content, names)
    if caption.kind is None and meaning and not content:
        return _read_inline(left, right, names)
    return caption


@lru_cache(maxsize=8192)
def _read_nameless(title: str, several: bool) -> _Nameless | None:
    """What a heading says on all pages about ``several`` ingredients or one; null where their names may count.

    Most labels are such.
    """
    bare = _without_colon(title)
    if ":" in bare or ". " in bare or (several and "," in bare):
        return None
    main, qualifiers, meaning, narrowing = _take_apart(bare, None)
    if meaning is None or not several:
        return _Nameless(bare, meaning, False, False, narrowing) if meaning else None
    if meaning.kind not in ABOUT_ALL and (qualifiers or meaning.firmness != "usual"):
        return None
    of_whole = is_about_whole(main, qualifiers, meaning)
    return _Nameless(bare, meaning, meaning.kind in ABOUT_ALL, of_whole, narrowing)


def _enumerated(left: str, right: str, names: Names) -> Ingredient | None:
    """The ingredient of a heading that lists what its part holds: ``Zinc: Usage, Dosage``."""
    if not names.several or len(read_enumeration(_bare(right))) < FEWEST_LISTED:
        return None
    found = names.find(left)
    return Ingredient(clean_name(left), found.slug) if found else None


def _without_colon(title: str) -> str:
    return title.strip().rstrip(": ") or title.strip()


def _read_inline(left: str, right: str, names: Names) -> Caption:
    """``Usage: text`` in one heading; brackets alone behind the colon belong to the heading."""
    if BRACKETS.fullmatch(right):
        return _read_whole(f"{left}: {right}", "", names, left)
    caption = _read_whole(left, right, names)
    if caption.kind is S.FAQS and "?" not in right and len(right.split()) <= LONGEST_NAME:
        return Caption(f"{left}: {right}", "", read_wording(left), caption.ingredient, of_all=caption.of_all)
    if names.several and caption.kind not in _OF_NAMES and caption.ingredient is None:
        if _lists_names(right, names) or _ALL_ALONE.fullmatch(right):
            return Caption(f"{left}: {right}", "", read_wording(left), of_whole=True)
        named = names.called(right)
        if named:
            return Caption(f"{left}: {right}", "", read_wording(left), Ingredient(clean_name(right), named.slug))
    return caption


def _lists_names(text: str, names: Names) -> bool:
    """Whether a text is nothing but the names of several ingredients."""
    parts = [part for part in _BETWEEN_NAMES.split(text) if part]
    return len(parts) > 1 and all(map(names.called, parts))


def _read_whole(title: str, content: str, names: Names, wording: str | None = None) -> Caption:
    main, qualifiers, meaning, narrowing = _take_apart(title, wording)
    if not names.several:
        return Caption(title, content, meaning or _of_the_drug(main, names), narrowing=narrowing)
    if meaning:
        ingredient, of_all = whose(main, qualifiers, meaning, names)
        of_whole = ingredient is None and is_about_whole(main, qualifiers, meaning)
        return Caption(title, content, meaning, ingredient, of_all=of_all, of_whole=of_whole, narrowing=narrowing)
    return _read_with_name(title, main, qualifiers, content, names)


def _of_the_drug(main: str, names: Names) -> Meaning | None:
    """What ``Omeprazole Usage`` or ``Mechanism of Omeprazole`` means on the page about that drug alone."""
    parted = name_and_kind(main)
    if parted is None:
        said = kind_and_name(main) or name_and_more(main)
        return read_wording(said[1]) if said and names.find(said[0]) else None
    name, kind = parted
    meaning = read_wording(kind)
    return meaning if names.find(name) else _narrowed(meaning, kind)


@lru_cache(maxsize=8192)
def _take_apart(title: str, wording: str | None) -> tuple[str, str, Meaning | None, bool]:
    """A heading without its brackets, what stands in them, what it means, and whether it speaks of a part."""
    main = _bare(wording or title)
    return main, " ".join(in_brackets(title)), read_wording(main), NARROWING.match(normalise(main)) is not None


def _read_with_name(title: str, main: str, qualifiers: str, content: str, names: Names) -> Caption:
    if len(read_enumeration(main)) > 1:
        return Caption(title, content)
    are_mentioned = len(names.mentioned(main)) > 1
    of_all = are_mentioned or says_of_all(qualifiers)
    if parted := name_and_kind(main) or kind_and_name(main):
        caption = _read_affix(title, *parted, content, names)
        caption.of_all = caption.of_all or of_all
        return caption
    inner = read_wording(qualifiers) if qualifiers else None
    if (said := name_and_more(main)) and (found := names.find(said[0])):
        return Caption(title, content, read_wording(said[1]), Ingredient(clean_name(said[0]), found.slug))
    if framed := names.framed(main):
        return Caption(title, content, None, framed, names_only=True)
    ingredient = None if are_mentioned and names.names_several(main) else names.find(title if not inner else main)
    if ingredient is None:
        return Caption(title, content, narrowing=_take_apart(main, None)[3])
    named = Ingredient(clean_name(main if inner else title), ingredient.slug)
    if inner and inner.firmness == "usual":
        return Caption(title, content, inner, named)
    return Caption(title, content, None, named, names_only=True)


def _read_affix(title: str, name: str, kind: str, content: str, names: Names) -> Caption:
    """``Cefdinir Usage``, ``Usage of Cefdinir``: a usual wording with something before or behind it."""
    meaning = read_wording(kind)
    narrowing = NARROWING.match(normalise(name)) is not None
    if names.names_several(name):
        return Caption(title, content, meaning, of_whole=True)
    ingredient = names.find(name)
    if ingredient:
        return Caption(title, content, meaning, Ingredient(clean_name(name), ingredient.slug))
    if not narrowing and could_be_name(clean_name(name)) and not says_of_all(name) and (named := named_by(name)):
        return Caption(title, content, meaning, named)
    return Caption(title, content, _narrowed(meaning, kind), narrowing=True)


def _narrowed(meaning: Meaning | None, kind: str) -> Meaning | None:
    """What ``Oral Dosage`` means, a usual name behind unknown words: ``Long-term Use`` is no section on usage."""
    return None if meaning is None or kind.lower().startswith("use") else meaning._replace(firmness="affix")


def _bare(text: str) -> str:
    """A heading without what stands in brackets, spaced singly."""
    return " ".join(without_brackets(text).split())
