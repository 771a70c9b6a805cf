"""Substances that have several names, so that they get one slug: that of the name that counts."""

from pipeline.monograph.other_names import AMINO_ACIDS, OTHER_NAMES, WHOLE_NAMES

_NAMES = {f"l-{acid}": acid for acid in AMINO_ACIDS}
_NAMES |= {f"d-l-{acid}": f"dl-{acid}" for acid in AMINO_ACIDS}
_NAMES |= {other: name for name, others in OTHER_NAMES.items() for other in others.split()}
# A name that counts stays whole, whatever the names of others that it holds.
_NAMES |= {name: name for name in OTHER_NAMES if "-" in name}

_NO_SUBSTANCE = frozenset(
    {
        *("micronized", "micronised", "mcg", "mg", "ml"),
        *("anhydrous", "hemihydrate", "monohydrate", "sesquihydrate", "dihydrate", "trihydrate", "tetrahydrate"),
        *("pentahydrate", "hexahydrate", "heptahydrate", "decahydrate"),
    }
)
"""Words that tell no substance from another: how fine it is ground, the unit that is left of a lost strength, the water
that it has crystallised with (an INN says nothing of it).
"""

_FIRST_WORDS = _NO_SUBSTANCE | {other.partition("-")[0] for other in (*_NAMES, *WHOLE_NAMES)}
_LONGEST = max(other.count("-") + 1 for other in _NAMES)
MOST_STEPS = 4
"""How often the words of a slug are looked up: a name that counts may be a part of another name (``Lacto-Bacillus
sporogenes``)."""


def in_one_name(slug: str) -> str:
    """A slug with the names that count, whatever words of a salt or form stand around them (``acyclovir-sodium``)."""
    words = slug.split("-")
    if _FIRST_WORDS.isdisjoint(words):
        return slug
    words = [word for word in words if word not in _NO_SUBSTANCE] or words
    for _ in range(MOST_STEPS):
        named = _renamed(words)
        if named == words:
            break
        words = named
    whole = "-".join(words)
    return WHOLE_NAMES.get(whole, whole)


def _renamed(words: list[str]) -> list[str]:
    named: list[str] = []
    start = 0
    while start < len(words):
        for end in range(min(start + _LONGEST, len(words)), start, -1):
            if name := _NAMES.get("-".join(words[start:end])):
                break
        named += name.split("-") if name else words[start:end]
        start = end
    return named
