"""What a page states as the generic name of the whole drug."""

import re
from collections.abc import Iterable

from pipeline.monograph.headings import read_wording
from pipeline.monograph.ingredients import clean_name
from pipeline.monograph.tree import Bullet, Paragraph, Section
from pipeline.vocabulary import ParagraphKind, SectionKind

_VERB = (
    r"\b(?:is|are|was|were|isn't|isn’t|aren't|aren’t|does|doesn't|doesn’t|do|has|have|represents?|exists?|refers"
    r"|contains?)\b"
)
_REMARK = re.compile(rf"(?<!\s)\s*\((?:[Nn]ote\b|[Nn]ot an? |[^()]*{_VERB})")
"""Where a bracket opens that says something about the name: a note, or a sentence."""
_PRODUCT = re.compile(
    r"\b(?:combination|combined|product|formulation|preparation|medication|drug|medicine|mixture|blend|therapy"
    r"|supplement|solution|regimen|analgesic|multi-ingredient|hypothetical)s?\b",
    re.IGNORECASE,
)
_REMARKS_MORE = re.compile(r"(?:various|often)\b", re.IGNORECASE)
"""What varies of it, and how it is often called."""
_NAMES_MORE = re.compile(r"[0-9+,]| and | with ", re.IGNORECASE)
_OF_SEVERAL = re.compile(r"[+/,&]| and ")
_COMBINATION = re.compile(r"(?: topical)?,? combination(?: therapy| product)?$", re.IGNORECASE)
"""The same behind several names, without brackets."""
_TELLS = re.compile(r"(?:the )?generic names? (?:is|are) (?P<name>[\w-]+(?: (?:[+/] )?[\w-]+){0,5})\.?", re.IGNORECASE)
_DESCRIBES = re.compile(r"(?:an?|the)\b", re.IGNORECASE)
_STATES_NONE = re.compile(
    rf"(?:(?:information )?not (?:applicable|available|provided|specified|stated)|unknown|none|n/a)\b|(?-i:.*{_VERB})",
    re.IGNORECASE | re.DOTALL,
)


LONGEST_LISTED = 8
"""Words of a name in a list: more are a sentence."""


def stated_generic_name(sections: Iterable[Section]) -> str | None:
    """The first paragraph of the section on the whole drug's generic name, or its list, without what is remarked on it.

    Remarks are sentences and notes in brackets, and words that only say what kind of product bears the name.

    Args:
        sections: those of a page, in order.

    Returns:
        null where there is none, or where it is a sentence, such as one that tells why there is no name.
    """
    for section in sections:
        if section.kind is SectionKind.GENERIC_NAME and section.ingredient is None:
            for row in section.rows:
                if isinstance(row, Paragraph) and (said := _said(row)):
                    return None if row.kind is ParagraphKind.TABLE else _name_in(said)
            bullets = [row for row in section.rows if isinstance(row, Bullet) and row.depth == 1]
            stating = [bullet for bullet in bullets if bullet.label and _is_generic_name(bullet.label)]
            names = [_listed(bullet) for bullet in stating or bullets]
            return " + ".join(names) if all(names) and names else None
    return None


def _said(row: Paragraph) -> str | None:
    """What a paragraph says as a name; null where it is a note, or words above a list of names."""
    text = row.text or ""
    if text.endswith(":"):
        return None
    if row.label is None or _is_generic_name(row.label):
        return text
    return row.label if text[:1].islower() else None


def _is_generic_name(label: str) -> bool:
    meaning = read_wording(label)
    return (meaning is not None and meaning.kind is SectionKind.GENERIC_NAME) or label.lower() == "name"


def _listed(bullet: Bullet) -> str:
    """The name that an item of a list gives: its text, or its label where the text tells what that is."""
    text = bullet.text or ""
    said = bullet.label if not text or text.endswith(".") or _DESCRIBES.match(text) else text
    name = _name_in(clean_name(said)) if said else None
    return name if name and len(name.split()) <= LONGEST_LISTED else ""


def _name_in(text: str) -> str | None:
    told = _TELLS.fullmatch(text) if text[:1] in "GTgt" else None
    stated = told["name"] if told else text
    name = (_REMARK.split(stated, maxsplit=1)[0] if "(" in stated else stated).strip()
    if not name or _STATES_NONE.match(name):
        return None
    bare = _without_kind(name)
    if _OF_SEVERAL.search(bare):
        bare = _COMBINATION.sub("", bare)
    return bare or name


def _without_kind(name: str) -> str:
    """A name without a closing bracket that only says what kind of product it is, or more about it.

    ``(Combination Therapy)``, ``(various salts)``.
    """
    before, bracket, inner = name.rpartition("(")
    if not bracket or inner.find(")") != len(inner) - 1:
        return name
    is_kind = _PRODUCT.search(inner) and not _NAMES_MORE.search(inner)
    return before.rstrip() if is_kind or _REMARKS_MORE.match(inner) else name
