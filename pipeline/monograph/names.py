"""The names by which a page speaks of its ingredients."""

import re
from difflib import get_close_matches
from functools import cached_property
from itertools import accumulate, islice

from pipeline.monograph.ingredients import (
    MOST_SOUGHT,
    clean_name,
    full_slug,
    in_brackets,
    slug_of,
    without_brackets,
)
from pipeline.monograph.tree import Ingredient

_POSSESSIVE = re.compile(r"['’]s\b")
LONGEST_FRAMED = 120
"""Characters of a heading with words around a name."""
_FRAME = re.compile(
    r"^(?:about|understanding|regarding|for|information (?:on|about|for|regarding)|overview of|details (?:of|on|for)"
    r"|what is|the)\s+"
    r"(?P<behind>.+?)\??(?:\s+(?:component|ingredient|part))?"
    r"|(?P<before>.+?)(?:\s*:)?\s+(?:(?:individual |drug ){0,2}information|details|overview|profile|component|monograph"
    r"|summary|at a glance|alone|only|as a single (?:drug|medicine)|supplement|tablets?|capsules?"
    r"|\d+(?:[.,]\d+)? ?(?:m?c?g|iu|ml|%))$",
    re.IGNORECASE,
)
"""What stands around the name of an ingredient where its part is headed in more words."""
_NO_NAME = re.compile(
    r"\b(?:and|or|of|for|the|with|in|side|effects?|usages?|uses?|used?|dos(?:e|es|age|ing)|faqs?|how|works?|precautions?|common|serious"
    r"|combin\w+|together|interactions?|warnings?|information|risks?|overdose|benefits?|toxicity|poisoning|deficien\w+"
    r"|levels?|monitoring|absorption|intake|sources?|foods?|rich|therapy|requirements?|metabolism|resistance|withdrawal"
    r"|dependence|allergy)\b|[+?!&]",
    re.IGNORECASE,
)
"""Words that no name of one ingredient holds."""
_ENDS_SHORT = re.compile(r"-[a-z0-9]$")
LONGEST_MENTIONED = 16
"""Words of a name that is looked for in a text."""
SHORTEST_PREFIX = 4
CLOSE_SPELLING = 0.84


class Names:
    """The ingredients of one page, found again under the names that its headings give them."""

    def __init__(self, ingredients: tuple[Ingredient, ...]) -> None:
        self.ingredients = ingredients
        self.slugs = {ingredient.slug for ingredient in ingredients}
        self.several = len(self.slugs) > 1

    @cached_property
    def by_key(self) -> dict[str, Ingredient]:
        """Every spelling of the names, as a key: a page about one ingredient hardly asks for it."""
        found: dict[str, Ingredient] = {}
        for ingredient in self.ingredients:
            for spelling in _spellings(ingredient.name):
                found.setdefault(_key(spelling), ingredient)
        found.pop("", None)
        return found

    @cached_property
    def _ending_short(self) -> set[str]:
        """The keys that end in a word of one letter, as of ``Vitamin D``: ``vitamin deficiency`` starts with it."""
        spellings = (spelling for ingredient in self.ingredients for spelling in _spellings(ingredient.name))
        return {_key(spelling) for spelling in spellings if _ENDS_SHORT.search(slug_of(spelling))}

    @cached_property
    def _sought(self) -> list[tuple[str, Ingredient]]:
        """The spellings that are looked for in other texts."""
        return list(islice(self.by_key.items(), MOST_SOUGHT))

    def framed(self, text: str) -> Ingredient | None:
        """The ingredient whose name a heading has more words around: ``About Zinc``, ``Zinc Information``."""
        frame = _FRAME.fullmatch(text) if len(text) <= LONGEST_FRAMED else None
        name = (frame["behind"] or frame["before"]) if frame else ""
        found = self.find(name) if name else None
        return Ingredient(clean_name(name), found.slug) if found else None

    def find(self, text: str) -> Ingredient | None:
        """The ingredient that ``text`` is a name of: the same, with a salt or number added or left out, or misspelt."""
        if found := self.called(text):
            return found
        if _NO_NAME.search(without_brackets(text)):
            return None
        for spelling in (clean_name(text), *in_brackets(text)):
            key = _key(spelling)
            if not key:
                continue
            found = self.by_key.get(key) or self._by_prefix(key) or self._by_spelling(key)
            if found:
                return found
        return None

    def called(self, text: str) -> Ingredient | None:
        """The ingredient that ``text`` is just the name of, spelled as on this page."""
        return self.by_key.get(_key(clean_name(text)))

    def _by_prefix(self, key: str) -> Ingredient | None:
        matches = [
            (len(known), ingredient)
            for known, ingredient in self._sought
            if min(len(known), len(key)) >= SHORTEST_PREFIX and (key.startswith(known) or known.startswith(key))
        ]
        return max(matches, key=lambda match: match[0])[1] if matches else None

    def _by_spelling(self, key: str) -> Ingredient | None:
        # The matcher finds out at a higher price that most names are too long, too short or of other letters.
        alike = [known for known, _ in self._sought if ratio_at_most(known, key) >= CLOSE_SPELLING]
        close = get_close_matches(key, alike, n=1, cutoff=CLOSE_SPELLING) if alike else None
        return self.by_key[close[0]] if close else None

    def names_several(self, text: str) -> bool:
        """Whether ``text`` names more than one of the ingredients; a longer name holds no shorter one."""
        keys = [self._key_of[ingredient] for ingredient in self.mentioned(text)] if self.several else []
        return sum(not any(key != other and key in other for other in keys) for key in keys) > 1

    @cached_property
    def _key_of(self) -> dict[Ingredient, str]:
        return {ingredient: _key(ingredient.name) for ingredient in self.ingredients}

    def mentioned(self, text: str) -> list[Ingredient]:
        """The page's ingredients that ``text`` names, in the order of the title."""
        words = full_slug(_POSSESSIVE.sub("", text) if "'" in text or "’" in text else text).split("-")
        said = "".join(words)
        found = (ingredient for key, ingredient in self._sought if key in said and self._is_among(key, words))
        return list(dict.fromkeys(found))

    def _is_among(self, key: str, words: list[str]) -> bool:
        """Whether the letters of a name begin where a word does, and end so where their last word is a letter."""
        if len(key) < SHORTEST_PREFIX:
            return False
        for index in range(len(words)):
            rest = "".join(words[index : index + LONGEST_MENTIONED])
            if rest.startswith(key):
                ends = accumulate(map(len, words[index:]))
                return key not in self._ending_short or len(key) in ends
        return False


def ratio_at_most(one: str, other: str) -> float:
    """What the ratio of two texts cannot exceed: that of their lengths, less the letters that only one of them has."""
    letters, others = set(one), set(other)
    common = min(len(one) - len(letters - others), len(other) - len(others - letters))
    return 2.0 * common / (len(one) + len(other))


def _spellings(name: str) -> tuple[str, ...]:
    return name, *in_brackets(name), *without_brackets(name).split("/")


def _key(text: str) -> str:
    return slug_of(text).replace("-", "")
