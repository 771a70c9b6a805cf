"""How sections are headed → what they mean: the few rules that read one heading by the table of wordings."""

import re
from difflib import get_close_matches
from functools import lru_cache
from typing import NamedTuple

from pipeline.monograph.wordings import WORDINGS
from pipeline.vocabulary import SectionKind as S

NARROWING = re.compile(
    r"(?:common|very common|less common|uncommon|rare|serious|severe|mild|possible|potential|general|other|adults?"
    r"|child(?:ren)?|p(?:a)?ediatric|geriatric|elderly|oral|topical|intravenous|iv|individual|combined|additional|specific"
    r"|special|primary|secondary|important|major|minor)\b"
)
"""A heading that begins so speaks of a part of its subject."""

_NUMBER = re.compile(r"^(?:(?:step|section) )?(?:\d{1,2}|[ivx]{1,4}|[a-h])(?:[.):]|\ufe0f?\u20e3)\s+", re.IGNORECASE)
_APOSTROPHE = re.compile(r"['’‘]")
_ORNAMENT = re.compile(r"^[^\w(\[\"']+|(?<=[\w)\]])[^\w)\]\"'+%.]+$")
"""Symbols around a heading: bullets, arrows, pictures."""
_OF_WHOLE = re.compile(
    r"(?:general |common )?(?P<subject>.+?),? "
    r"(?:of|for|on|with|about|regarding|when|as|in|by|common to|shared by|[-–—:]) .*?"
    r"\b(?:combination|combined|together|both|combo|component"
    r"|(?:all|two|three|four|five) (?:drugs|medicines|medications|ingredients|components))\b.*"
)
"""``usage of the combination``: a usual name, said of all ingredients together."""
_SHARED = re.compile(r"(?:combined|combination|joint|shared|overall) (?!uses?\b|usages?\b)(?P<subject>.+)")
"""``combined side effects``: the same."""
LONGEST_HEADING = 400
"""Characters of a heading that is read; the patterns take time by the square of its length."""
_PAIR = 2
_ENUMERATION = re.compile(r"\s*(?:,|;|&|\band\b)\s*")


_USUAL_NAMES = (
    "generic name",
    "usage",
    "dosage",
    "side effects",
    "how it works",
    "precautions",
    "brand names",
    "disclaimer",
    "frequently asked questions",
)
_BY_LETTER = {name[0]: tuple(other for other in _USUAL_NAMES if other[0] == name[0]) for name in _USUAL_NAMES}
_OTHER_FIRST_WORDS = "usages use uses dosages dose doses dosing side-effect side-effects precaution faq faqs"
_FIRST_WORDS = {*(name.split()[0] for name in _USUAL_NAMES), *_OTHER_FIRST_WORDS.split()}
_FIRST_LETTERS = {letter for word in _FIRST_WORDS for letter in (word[0], word[0].upper())}
_MOST_LETTERS = 2
"""Letters that a misspelt name has more or fewer."""
_CLOSE = 0.87
"""How like a usual name a word must be to be that name misspelt (``Side Efects``), if it has not just its letters
(``Usgae``).
"""


class Meaning(NamedTuple):
    """What a wording says: the kind of section, and how firmly (``usual``, ``other``, ``within``)."""

    kind: S
    firmness: str


def normalise(text: str) -> str:
    """A heading as ``WORDINGS`` spells it: lower case, no numbering, no apostrophes, no punctuation around it."""
    if "'" in text or "’" in text or "‘" in text:
        text = _APOSTROPHE.sub("", text)
    if "/" in text:
        text = text.replace("/", " and ")
    return undecorated(" ".join(text.split())).lower()


def undecorated(text: str) -> str:
    """A heading without numbering, symbols and punctuation around it."""
    if not (text[:1].isalpha() and text[-1:].isalpha()):
        text = _ORNAMENT.sub("", text)
    number = _NUMBER.match(text)
    return (text[number.end() :] if number else text).rstrip(" :.?–—-")


def _compile(part: str, first: tuple[S, ...] = ()) -> re.Pattern[str]:
    """One pattern for all kinds of section, each a group of its name; those that come ``first`` are tried first."""
    kinds = [*first, *(kind for kind in WORDINGS if kind not in first)]
    wordings = {kind: getattr(WORDINGS[kind], part) for kind in kinds}
    return re.compile("|".join(f"(?P<{kind.name}>{'|'.join(said)})" for kind, said in wordings.items() if said))


_FIRMNESS = {
    "usual": _compile("usual"),
    "other": _compile("other", (S.COMBINED_USE, S.INTERACTIONS)),
    "within": _compile("within"),
}


@lru_cache(maxsize=8192)
def read_wording(text: str) -> Meaning | None:
    """What a whole heading means, brackets apart; null where no wording fits."""
    if len(text) > LONGEST_HEADING:
        return None
    words = normalise(text)
    for firmness, pattern in _FIRMNESS.items():
        if match := pattern.fullmatch(words):
            return Meaning(S[match.lastgroup or ""], firmness)
        whole = _said_of_whole(words) if firmness == "usual" else None
        if whole and (match := pattern.fullmatch(whole["subject"])):
            return Meaning(S[match.lastgroup or ""], "other")
    if meant := _spelled_right(words):
        return read_wording(meant)
    # ``Usage and Dosage`` begins with the one; a longer list is about all that is known.
    is_pair = ("and" in words or "&" in words) and _ENUMERATION.search(words)
    kinds = read_enumeration(words) if is_pair else ()
    return Meaning(kinds[0], "other") if len(kinds) == _PAIR else None


def may_be_usual(text: str) -> bool:
    """Whether a text starts as the usual name of a standard section does, rightly spelled; hardly any does."""
    return text[:1] in _FIRST_LETTERS and text.partition(" ")[0].rstrip(":.;").lower() in _FIRST_WORDS


def usual_kind(text: str) -> S | None:
    """The kind of section that a text names by a usual name that starts as those of the standard sections do."""
    meaning = read_wording(text) if may_be_usual(text) else None
    return meaning.kind if meaning and meaning.firmness == "usual" else None


def _spelled_right(words: str) -> str | None:
    """The usual name that words are a misspelling of."""
    known = _BY_LETTER.get(words[:1], ())
    alike = [name for name in known if abs(len(name) - len(words)) <= _MOST_LETTERS]
    close = get_close_matches(words, alike, n=1, cutoff=_CLOSE) if alike else []
    close += (name for name in alike if sorted(name) == sorted(words))
    return close[0] if close else None


@lru_cache(maxsize=1024)
def is_of_whole(text: str) -> bool:
    """Whether a heading says that it is about all ingredients together."""
    return _said_of_whole(normalise(text)) is not None


def _said_of_whole(words: str) -> re.Match[str] | None:
    return _OF_WHOLE.fullmatch(words) or _SHARED.fullmatch(words)


@lru_cache(maxsize=1024)
def read_enumeration(text: str) -> tuple[S, ...]:
    """The kinds that a heading lists (``Usage, Dosage, and Side Effects``); empty where a part is no usual name."""
    kinds = []
    for part in _ENUMERATION.split(normalise(text)):
        if not part:
            continue
        meaning = read_wording(part)
        if meaning is None or meaning.firmness != "usual":
            return ()
        kinds.append(meaning.kind)
    return tuple(kinds)
