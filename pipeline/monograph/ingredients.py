"""Titles and names → active ingredients."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import islice

from pipeline.monograph.substances import in_one_name
from pipeline.monograph.tree import Ingredient

BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
_NO_SLUG = re.compile(r"[^a-z0-9]+")
_STRAY = " -–.,;:+"
_NEVER_OF_A_NAME = ",;:+"
_RUN_OF_MARKS = re.compile(r"[-–.,;:+]*")
_ALUMINUM = re.compile(r"\baluminum\b")
"""Spelled as in American; rINN writes it in one way, and `f` for the `ph` of ``sulph`` (WHO guidance on INN)."""

_APOSTROPHE = re.compile(r"['’ʼ]")
_GREEK = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda"]
_SPELT_OUT = str.maketrans(
    {chr(ord("α") + place): name for place, name in enumerate(_GREEK)} | {"ω": "omega", **dict.fromkeys("‐‑‒–—−", "-")}
)
"""Letters and dashes that tell names apart and have no likeness in ASCII: ``Interferon α``, ``5‑Fluorouracil``."""
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
    r"(?:\s+(?:\d{1,2}|[A-Z])\s*(?:[:.)–—-]|(?=\())|\s*(?::|(?=\()))\s*)",
    re.IGNORECASE,
)
_DESCRIPTION = re.compile(r"\s*(?::|\s[–-])\s+(?:an?|the)\s.*$", re.IGNORECASE)
"""What tells behind a name what it is: ``L-Arginine: An Amino Acid``."""
LONGEST_STATED = 2_000
"""Characters of a generic name that are searched for numbers."""
_NUMBER_BEHIND = re.compile(r"([ -]?)\d+\b(?!\s*(?:mg|mcg|µg|μg|g|iu|i\.u|ml|units?)\b|\s*%)", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_ENDS_SHORT = re.compile(r"\b(?:[A-Z]|type|group)$", re.IGNORECASE)
_TRUNCATED = re.compile(r"(?:[A-Za-z0-9]-|\s[-–.,])$")
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
    bare = (BRACKETS.sub(_telling(name), name) if _may_hold_brackets(name) else name).rstrip()
    if bare[-1:].isupper() or "Vitamin" in bare:
        bare = _FUSED.sub("", bare)
    if "/" in bare:
        names = {slug for half in bare.split("/") if (slug := full_slug(half))}
        if len(names) == 1:
            return names.pop()
    return full_slug(bare) or full_slug(name)


def _telling(name: str) -> Callable[[re.Match[str]], str]:
    """What counts of the brackets in a name: all inside a word (``F(ab')2``), or what tells substances apart."""
    counts = _KIND_OF_BIOLOGICAL.match if _BIOLOGICAL.search(name) else _SPECIES.search

    def told(brackets: re.Match[str]) -> str:
        start, end, inner = brackets.start(), brackets.end(), brackets[0][1:-1]
        if start and name[start - 1].isalnum() and name[end : end + 1].isalnum():
            return inner
        return f" {inner} " if counts(inner) else " "

    return told


@lru_cache(maxsize=8192)
def full_slug(name: str) -> str:
    """As :func:`slug_of`, of all that a name says: brackets count."""
    if name.isascii():
        plain = name.replace("'", "").lower()
    else:
        spelt = _APOSTROPHE.sub("", name).casefold().translate(_SPELT_OUT)
        plain = unicodedata.normalize("NFKD", spelt).encode("ascii", "ignore").decode()
    if "sulph" in plain or "aluminum" in plain:
        plain = _ALUMINUM.sub("aluminium", plain.replace("sulph", "sulf"))
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
        if (inner := BRACKETS.match(bare)) and inner.start() == 0:
            bare = inner[0][1:-1]
    if ":" in bare or " – " in bare or " - " in bare:
        bare = _DESCRIPTION.sub("", bare)
    return _without_stray_ends(" ".join(without_brackets(bare).split())).rstrip(" :") or text.strip()


def without_brackets(text: str) -> str:
    """A text with a space for what stands in brackets, and for these."""
    return BRACKETS.sub(" ", text) if _may_hold_brackets(text) else text


def in_brackets(text: str) -> list[str]:
    """What stands in each of the brackets of a text."""
    return [part[1:-1] for part in BRACKETS.findall(text)] if _may_hold_brackets(text) else []


def _may_hold_brackets(text: str) -> bool:
    return "(" in text or "[" in text


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


def truncated_name(title: str) -> str | None:
    """The first name of the title that stops short (``Omega-``, ``Voglibose .``): a part of it was lost upstream."""
    names = map(str.strip, _split_outside_brackets(title))
    return next((name for name in names if not name[-1:].isalnum() and _TRUNCATED.search(name)), None)


def lost_numbers(ingredients: Iterable[Ingredient], text: str) -> Iterator[tuple[str, str]]:
    """Names that a text goes on with a number: ``Coenzyme Q`` where it says ``Coenzyme Q10``, ``Virus Type`` for ``1``.

    Yields:
        the name, and how the text has it.
    """
    text = text if text.isascii() else unicodedata.normalize("NFKC", text)
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
