"""Title and part headings → active ingredients, and the names by which a page speaks of them."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import cached_property, lru_cache
from itertools import islice

from pipeline.monograph.substances import in_one_name
from pipeline.monograph.tree import Ingredient

_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
_NO_SLUG = re.compile(r"[^a-z0-9]+")
_STRAY = " -–.,;:+"
_NEVER_OF_A_NAME = ",;:+"
_RUN_OF_MARKS = re.compile(r"[-–.,;:+]*")
_SPELLINGS = ((re.compile(r"sulph"), "sulf"), (re.compile(r"\baluminum\b"), "aluminium"))
"""British and American spellings that rINN writes in one way (WHO guidance on INN: `f` for `ph`)."""

_APOSTROPHE = re.compile(r"['’ʼ]")
_POSSESSIVE = re.compile(r"['’]s\b")
_BIOLOGICAL = re.compile(r"vaccine|immun|globulin|antiven|antitoxin|toxoid|polysaccharide", re.IGNORECASE)
_ROUTES = "oral|nasal|intranasal|intravenous|intramuscular|subcutaneous|systemic|topical|injection"
_KIND_OF_BIOLOGICAL = re.compile(rf"(?!(?i:{_ROUTES})$).*[a-z]{{4}}")
_SPECIES = re.compile(r"\b(?:bovine|equine|human|ovine|porcine|murine)\b", re.IGNORECASE)
_FUSED = re.compile(r"(?<=[a-z]{3})(?<!ulti)(?:Vitamin [A-Z]\w{0,2}|[A-Z]{2,5})$")
"""A second name that has lost the brackets around it, as in ``Docosahexaenoic acidDHA``."""

_ORNAMENT = re.compile(r"^(?:\d{1,2}\ufe0f?\u20e3|[^\w(\[]+)\s*(?=\w)")
"""Symbols and pictures before a name."""
_NUMBERING = re.compile(
    r"^(?:\d{1,2}[.)]\s*|[A-HIVX]{1,4}[.)]\s+"
    r"|(?:the )?(?:(?:first|second|third|fourth|main|active|individual|single) )?"
    r"(?:component|ingredient|drug|part|section|medication|medicine)(?:\s+(?:information|profile|overview))?"
    r"(?:\s+(?:\d{1,2}|[A-Z])\s*[:.)–—-]|\s*:)\s*)",
    re.IGNORECASE,
)
LONGEST_FRAMED = 120
"""Characters of a heading with words around a name."""
LONGEST_STATED = 2_000
"""Characters of a generic name that are searched for numbers."""
_NUMBER_BEHIND = re.compile(r"([ -]?)\d+\b(?!\s*(?:mg|mcg|µg|μg|g|iu|i\.u|ml|units?)\b|\s*%)", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_ENDS_SHORT = re.compile(r"\b(?:[A-Z]|type|group)$", re.IGNORECASE)
_FRAME = re.compile(
    r"^(?:about|understanding|regarding|for|information (?:on|about|for|regarding)|overview of|details (?:of|on|for)"
    r"|what is|the)\s+"
    r"(?P<behind>.+?)\??(?:\s+(?:component|ingredient|part))?"
    r"|(?P<before>.+?)(?:\s*:)?\s+(?:(?:individual |drug ){0,2}information|details|overview|profile|component|monograph"
    r"|summary|at a glance|alone|only|as a single (?:drug|medicine)|supplement|tablets?|capsules?|\d+ ?m?c?g)$",
    re.IGNORECASE,
)
"""What stands around the name of an ingredient where its part is headed in more words."""
_TRUNCATED = re.compile(r"(?:[A-Za-z0-9]-|\s[-–.,])$")
_NO_NAME = re.compile(
    r"\b(?:and|or|of|for|the|with|in|side|effects?|usages?|uses?|used?|dos(?:e|es|age|ing)|faqs?|how|works?|precautions?|common|serious"
    r"|combin\w+|together|interactions?|warnings?|information|risks?|overdose|benefits?)\b|[+?!&]",
    re.IGNORECASE,
)
"""Words that no name of one ingredient holds."""
SHORTEST_PREFIX = 4
CLOSE_SPELLING = 0.84
MOST_SOUGHT = 64
"""Spellings that every heading is searched for; a title names a dozen ingredients at most."""


@lru_cache(maxsize=65536)
def slug_of(name: str) -> str:
    """The slug that is equal for one ingredient however it is spelled.

    Case, accents, punctuation and what stands in brackets do not count; ``Magnesium Sulphate`` and
    ``magnesium sulfate (anhydrous)`` are one. So are the names of one substance, alone (``Acetaminophen``) and side by
    side (``Lidocaine/Lignocaine``). Brackets count where they tell substances apart: the species that something is
    taken from, the kind of a vaccine or serum. Empty where the name has neither letter nor digit.
    """
    bare = _FUSED.sub("", _BRACKETS.sub(_telling, name).rstrip())
    if "/" in bare:
        names = {slug for half in bare.split("/") if (slug := _slug(half))}
        if len(names) == 1:
            return names.pop()
    return _slug(bare) or _slug(name)


def _telling(brackets: re.Match[str]) -> str:
    """What of some brackets counts: all inside a word (``F(ab')2``), or what tells substances apart."""
    text, inner = brackets.string, brackets[0][1:-1]
    if text[: brackets.start()][-1:].isalnum() and text[brackets.end() :][:1].isalnum():
        return inner
    counts = _KIND_OF_BIOLOGICAL.match(inner) if _BIOLOGICAL.search(text) else _SPECIES.search(inner)
    return f" {inner} " if counts else " "


@lru_cache(maxsize=8192)
def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", _APOSTROPHE.sub("", name).casefold()).encode("ascii", "ignore").decode()
    for pattern, spelling in _SPELLINGS:
        plain = pattern.sub(spelling, plain)
    slug = in_one_name(_NO_SLUG.sub("-", plain).strip("-"))
    if not slug and name.strip():
        slug = "-".join(f"u{ord(letter):x}" for letter in name.strip() if letter.isalnum())
    return slug


def clean_name(text: str) -> str:
    """A name as the page writes it, without numbering, stray ends, and what stands in brackets behind it.

    Where that leaves nothing, as of ``(Zinc)``, the text itself.
    """
    bare = text.strip()
    if not bare[:1].isalpha():
        bare = _ORNAMENT.sub("", bare)
    if numbering := _NUMBERING.match(bare):
        bare = bare[numbering.end() :]
    bare = _BRACKETS.sub(" ", bare)
    return _without_stray_ends(" ".join(bare.split())).rstrip(" :") or text.strip()


def named_by(text: str) -> Ingredient | None:
    """The ingredient that a text is a name of; null where it has neither letter nor digit to make a slug of."""
    name = clean_name(text)
    slug = slug_of(name)
    return Ingredient(name, slug) if slug else None


def _without_stray_ends(name: str) -> str:
    """A name, spaced singly, without marks around it; a hyphen or stop right behind its last letter is its own."""
    if name[:1].isalnum() and name[-1:].isalnum():
        return name
    name = name.lstrip(_STRAY)
    bare = name.rstrip(_STRAY)
    run = _RUN_OF_MARKS.match(name, len(bare))
    return bare + run[0].rstrip(_NEVER_OF_A_NAME) if run else bare


def split_title(title: str) -> tuple[Ingredient, ...]:
    """The ingredients that a title names, in order; ``+`` outside brackets parts them."""
    found = []
    for part in _split_outside_brackets(title):
        name = _without_stray_ends(part.strip())
        slug = slug_of(name)
        if slug:
            found.append(Ingredient(name, slug))
    return tuple(found)


def _split_outside_brackets(title: str) -> list[str]:
    if "+" not in title:
        title = title.replace(" & ", " + ")
    if not any(bracket in title for bracket in "([)]"):
        return title.split("+")
    parts, depth, start = [], 0, 0
    for index, letter in enumerate(title):
        if letter in "([":
            depth += 1
        elif letter in ")]":
            depth = max(0, depth - 1)
        elif letter == "+" and depth == 0:
            parts.append(title[start:index])
            start = index + 1
    return [*parts, title[start:]]


def is_truncated(title: str) -> bool:
    """Whether a name of the title stops short (``Omega-``, ``Voglibose .``): a part of it was lost upstream."""
    return any(
        not part[-1:].isalnum() and _TRUNCATED.search(part) for part in map(str.strip, _split_outside_brackets(title))
    )


def lost_numbers(ingredients: Iterable[Ingredient], text: str) -> Iterator[tuple[str, str]]:
    """Names that a text goes on with a number: ``Coenzyme Q`` where it says ``Coenzyme Q10``, ``Virus Type`` for ``1``.

    Yields:
        the name, and how the text has it.
    """
    text = unicodedata.normalize("NFKC", text)
    if not _DIGIT.search(text):
        return
    text = text[:LONGEST_STATED]
    small = text.lower()
    for name in islice(dict.fromkeys(ingredient.name for ingredient in ingredients), MOST_SOUGHT):
        is_short = _ENDS_SHORT.search(name) is not None
        start = small.find(name.lower()) if name[-1:].isalpha() else -1
        while start >= 0:
            number = _NUMBER_BEHIND.match(text, start + len(name))
            if number and (number[1] != " " or is_short) and not small[:start][-1:].isalnum():
                yield name, text[start : number.end()]
                break
            start = small.find(name.lower(), start + 1)


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
            name = ingredient.name
            for spelling in (name, *_inner(name), *_BRACKETS.sub(" ", name).split("/")):
                found.setdefault(_key(spelling), ingredient)
        found.pop("", None)
        return found

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
        if _NO_NAME.search(_BRACKETS.sub(" ", text)):
            return None
        for spelling in (clean_name(text), *_inner(text)):
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
        # The matcher finds out at a higher price that most names are too long or too short.
        alike = [known for known, _ in self._sought if _ratio_at_most(known, key) >= CLOSE_SPELLING]
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
        words = _key(_POSSESSIVE.sub("", text), brackets=True)
        found = (ingredient for key, ingredient in self._sought if len(key) >= SHORTEST_PREFIX and key in words)
        return list(dict.fromkeys(found))


def _ratio_at_most(one: str, other: str) -> float:
    """What the ratio of two texts cannot exceed, whatever letters they have: that of their lengths."""
    return 2.0 * min(len(one), len(other)) / (len(one) + len(other))


def _inner(text: str) -> list[str]:
    return [part[1:-1] for part in _BRACKETS.findall(text)]


def _key(text: str, *, brackets: bool = False) -> str:
    return (_slug(text) if brackets else slug_of(text)).replace("-", "")
