"""Headings of which the usual name of a section is a part: ``Cefdinir Usage``, ``Side effects of Cefdinir``."""

import re
from functools import lru_cache

from pipeline.monograph.headings import LONGEST_HEADING, undecorated

_KIND = (
    r"(?:generic names?|usages?(?:(?: and | & |/)indications?)?|uses?|indications?"
    r"|dosages?(?: and administration)?|dosing|doses?"
    r"|side effects?|adverse (?:effects?|reactions?|events?)|how it works?|mechanism(?: of action)?"
    r"|precautions?(?: and warnings?)?|warnings?(?: and precautions?)?|contraindications?|interactions?|brand names?"
    r"|faqs?|frequently asked questions)"
)
_KIND_WORDS = rf"{_KIND}(?:(?: and | & ){_KIND})?"
_ADJECTIVES = (
    r"(?:recommended|typical|usual|(?:less |more |very )?common|possible|potential|general|specific|serious|severe|mild"
    r"|rare|main|important)"
)
_LAST_OF_KIND = frozenset(
    word + plural
    for word in (
        "name", "usage", "use", "indication", "dosage", "administration", "dosing", "dose", "effect", "reaction",
        "event", "work", "mechanism", "action", "precaution", "warning", "contraindication", "interaction", "faq",
        "question",
    )
    for plural in ("", "s")
)  # fmt: skip
"""The last words of these: most labels end in another one."""
_NAME_THEN_KIND = re.compile(
    rf"(?P<name>.+?)(?:['’]s)?(?:\s*[:|–—-])?(?:\s+{_ADJECTIVES})?\s+(?P<kind>{_KIND_WORDS})", re.IGNORECASE
)
_NAME_THEN_MORE = re.compile(
    rf"(?P<name>.+?)(?:['’]s)?(?:\s*[:|–—-])?\s+(?P<said>(?:{_ADJECTIVES}\s+)?{_KIND_WORDS}\s+(?:for|in|during)\s.+)",
    re.IGNORECASE,
)
KIND_THEN_NAME = re.compile(
    rf"(?:{_ADJECTIVES}\s+)?(?P<kind>{_KIND_WORDS})\s*"
    r"(?:\b(?:of|for|in|with|from|on|about|due to|(?:associated|seen) with|specific to|related to)\b|[|–—-])\s+"
    r"(?P<name>.+)",
    re.IGNORECASE,
)


@lru_cache(maxsize=8192)
def name_and_kind(main: str) -> tuple[str, str] | None:
    """A heading parted into the name of a section and what stands before it, as it could be a drug's name."""
    bare = undecorated(main)
    if bare.rpartition(" ")[2].lower() not in _LAST_OF_KIND:
        return None
    match = _NAME_THEN_KIND.fullmatch(main) or _NAME_THEN_KIND.fullmatch(bare)
    return (match["name"], match["kind"]) if match else None


def name_and_more(main: str) -> tuple[str, str] | None:
    """The same of a heading that says for whom, too: ``Cefdinir Dosage for Adults``; the section as it is headed."""
    match = _NAME_THEN_MORE.fullmatch(main) if len(main) <= LONGEST_HEADING else None
    return (match["name"], match["said"]) if match else None


@lru_cache(maxsize=8192)
def kind_and_name(main: str) -> tuple[str, str] | None:
    """The same of a heading whose name stands behind: the name and the section."""
    match = KIND_THEN_NAME.fullmatch(main) or KIND_THEN_NAME.fullmatch(undecorated(main))
    return (match["name"], match["kind"]) if match else None
