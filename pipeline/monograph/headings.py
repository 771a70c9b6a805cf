"""How sections are headed → what they mean: one table of wordings, and the few rules that read one heading.

To teach the parser a heading, add its wording to ``WORDINGS``. A wording is a regular expression for the whole heading, in
lower case, without mark-up, numbering, final colon and what stands in brackets.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from pipeline.vocabulary import SectionKind as S


class Wordings(NamedTuple):
    """How one kind of section is headed.

    ``usual`` names count everywhere. ``other`` ones count in a heading, and in a bold label where labels head the
    sections. ``within`` names head a part of such a section when the page has one, and are a section of that kind
    where it has none.
    """

    usual: tuple[str, ...]
    other: tuple[str, ...] = ()
    within: tuple[str, ...] = ()


WORDINGS: dict[S, Wordings] = {
    S.GENERIC_NAME: Wordings(
        usual=(r"generic names?",),
        other=(
            r"generic names? (?:and|&) .*",
            r"(?:drug|chemical|scientific|non-?proprietary|international non-?proprietary|official|common|medicine) names?",
            r"name of (?:the )?(?:drug|medicine|medication)",
            r"active ingredients?",
            r"inn",
        ),
    ),
    S.USAGE: Wordings(
        usual=(r"usages?", r"uses?"),
        other=(
            r"indications?",
            r"indications? (?:and|&) (?:usages?|uses?)",
            r"(?:usages?|uses?) (?:and|&) indications?",
            r"(?:therapeutic|medical|clinical|primary|secondary|main|approved|common|general|other|potential|possible|off-label|typical)"
            r" (?:usages?|uses?|indications?)",
            r"what (?:is|are) .* used (?:for|to treat)",
            r"why (?:is|are) .* (?:used|prescribed)",
            r"used for",
            r"(?:usages?|uses?|indications?) (?:of|for) .*",
        ),
    ),
    S.DOSAGE: Wordings(
        usual=(r"dosages?", r"dose", r"doses", r"dosing"),
        other=(
            r"(?:dosages?|dosing|doses?) (?:and|&) (?:administration|directions)",
            r"(?:dosages?|dosing|doses?) (?:adjustments?|guidelines?|information|instructions?|recommendations?|regimens?)",
            r"(?:dosages?|dosing|doses?) (?:of|for) .*",
            r"(?:recommended|typical|usual|general|standard|adult|child|pa?ediatric|missed|starting|maintenance) (?:dosages?|doses?|dosing)",
            r"how (?:is|are|to|do i|should i|should|do you) .*(?:take|taken|use|used|administer|administered|apply|applied|given)",
            r"how to (?:take|use|apply)(?: it| this .*)?",
            r"posology(?: .*)?",
            r"directions(?: for use)?",
        ),
        within=(
            r"administration",
            r"(?:method|route)s? of administration",
            r"strengths?",
            r"(?:dosage )?forms?(?: and strengths?)?",
        ),
    ),
    S.SIDE_EFFECTS: Wordings(
        usual=(r"side[ -]effects?",),
        other=(
            r"adverse (?:effects?|reactions?|events?|drug reactions?)",
            r"undesirable effects?",
            r"(?:common|possible|potential|known|serious|rare|severe|mild|general|main|less common|more common) (?:side[ -]|adverse )effects?",
            r"side[ -]effects? (?:and|&|of|from) .*",
            r"what are the (?:possible |common )?side[ -]effects?.*",
        ),
    ),
    S.HOW_IT_WORKS: Wordings(
        usual=(
            r"how it works?",
            r"how (?:this|the) (?:drug|medicine|medication|combination|vaccine) works?",
            r"how they work",
        ),
        other=(
            r"how (?:does|do) .* work",
            r"how .+ works?",
            r"mechanisms? of actions?",
            r"modes? of actions?",
            r"pharmacology",
            r"pharmacological (?:action|properties)",
            r"pharmacodynamics",
        ),
    ),
    S.PRECAUTIONS: Wordings(
        usual=(r"precautions?",),
        other=(
            r"precautions? (?:and|&|for|with|of|while|when|before|during) .*",
            r"(?:warnings?|contraindications?) (?:and|&) precautions?",
            r"(?:special|general|important|safety) precautions?",
            r"(?:important )?safety information",
            r"safety",
        ),
        within=(
            r"warnings?",
            r"warnings? (?:and|&) .*",
            r"contraindications?",
            r"contraindications? (?:and|&) .*",
            r"cautions?",
            r"use with caution",
            r"who should not .*",
            r"before (?:taking|using|you take|you use) .*",
            r"(?:boxed|black box|important) warnings?",
            r"special populations?",
        ),
    ),
    S.FAQS: Wordings(
        usual=(r"faqs?", r"frequently asked questions?"),
        other=(
            r"faqs? (?:about|for|on|regarding) .*",
            r"frequently asked questions? (?:about|for|on|regarding) .*",
            r"questions? (?:and|&) answers?",
            r"q ?& ?as?",
            r"common(?:ly asked)? questions?",
            r"general faqs?",
        ),
    ),
    S.BRAND_NAMES: Wordings(
        usual=(r"(?:popular |common |available |some )?brand names?", r"trade names?"),
        other=(
            r"(?:popular |common |available )?brand names? (?:in|of|for|and|include) .*",
            r"brands?(?: available)?",
            r"popular brands?",
        ),
    ),
    S.INTERACTIONS: Wordings(
        usual=(),
        other=(r"(?:potential |possible |known |significant |important )*interactions? (?:between|with|of) .*",),
        within=(
            r"(?:potential |possible |known |common |important |other )*(?:drug|medication|medicine|food|drug-drug|food and drug|drug and food|alcohol)?"
            r"(?: and \w+)? ?interactions?",
        ),
    ),
    S.COMBINED_USE: Wordings(
        usual=(),
        other=(
            r"(?:potential |possible |rationale for )*combined (?:use|usage|therapy|treatment|effects?|information|application)(?: .*)?",
            r"combining .*",
            r"combination (?:therapy|use|treatment|information|rationale)(?: .*)?",
            r".+ combined(?: use| usage| therapy| treatment)?",
            r".+ (?:used )?together",
            r"rationale for .*",
            r"(?:using|taking) .* together.*",
            r"why .* together.*",
            r"when .* together.*",
            r"potential (?:uses|risks|benefits|effects) of (?:the )?combin.*",
            r".+ combination(?: therapy| use| product)?",
        ),
    ),
    S.SUMMARY: Wordings(
        usual=(
            r"in summary",
            r"summary",
            r"(?:in )?conclusions?",
            r"to summari[sz]e",
            r"key (?:points|takeaways)",
            r"takeaways?",
        ),
    ),
    S.DISCLAIMER: Wordings(
        usual=(
            r"(?:important |medical |legal |general |final )*disclaimers?(?: .*)?",
            r"(?:important |please |final )*notes? (?:and|&) disclaimers?",
        ),
    ),
    S.NOTE: Wordings(usual=(r"(?:important |please |special |final |general )*notes?(?: .{0,24})?", r"nb", r"n\.b")),
}

NARROWING = re.compile(
    r"(?:common|very common|less common|uncommon|rare|serious|severe|mild|possible|potential|general|other|adults?|child(?:ren)?|p(?:a)?ediatric|"
    r"geriatric|elderly|oral|topical|intravenous|iv|individual|combined|additional|specific|special|primary|secondary|important|major|minor)\b"
)
"""A heading that begins so speaks of a part of its subject."""

_NUMBER = re.compile(r"^(?:(?:step|section) )?(?:\d{1,2}|[ivx]{1,4}|[a-h])[.):]\s+", re.IGNORECASE)
_ORNAMENT = re.compile(r"^[^\w(\[\"']+|(?<=[\w)\]])[^\w)\]\"'+%.]+$")
"""Symbols around a heading: bullets, arrows, pictures."""
_OF_WHOLE = re.compile(
    r"(?P<subject>.+?) (?:of|for|on|with|about|regarding) (?:the |this )?(?:combination|combined (?:drugs?|medicines?|medications?|product)"
    r"|(?:both|all|two|three)(?: (?:drugs|medicines|medications|ingredients|components))?)(?: together)?"
)
"""``usage of the combination``: a usual name, said of all ingredients together."""
_ENUMERATION = re.compile(r"\s*(?:,|;|&|\band\b)\s*")


class Meaning(NamedTuple):
    """What a wording says: the kind of section, and how firmly (``usual``, ``other``, ``within``)."""

    kind: S
    firmness: str


def normalise(text: str) -> str:
    """A heading as ``WORDINGS`` spells it: lower case, straight quotes, no numbering, no punctuation around it."""
    return undecorated(" ".join(text.replace("’", "'").replace("‘", "'").replace(" / ", " and ").split())).lower()


def undecorated(text: str) -> str:
    """A heading without numbering, symbols and punctuation around it."""
    return _NUMBER.sub("", _ORNAMENT.sub("", text)).rstrip(" :.?–—-")


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
    words = normalise(text)
    for firmness, pattern in _FIRMNESS.items():
        if match := pattern.fullmatch(words):
            return Meaning(S[match.lastgroup or ""], firmness)
        whole = _OF_WHOLE.fullmatch(words) if firmness == "usual" else None
        if whole and (match := pattern.fullmatch(whole["subject"])):
            return Meaning(S[match.lastgroup or ""], "other")
    return None


def is_of_whole(text: str) -> bool:
    """Whether a heading says that it is about all ingredients together."""
    return _OF_WHOLE.fullmatch(normalise(text)) is not None


@lru_cache(maxsize=1024)
def read_enumeration(text: str) -> tuple[S, ...]:
    """The kinds that a heading lists (``Usage, Dosage, and Side Effects``); empty where a part of it is no usual name."""
    kinds = []
    for part in _ENUMERATION.split(normalise(text)):
        if not part:
            continue
        meaning = read_wording(part)
        if meaning is None or meaning.firmness != "usual":
            return ()
        kinds.append(meaning.kind)
    return tuple(kinds)
