"""What a page states as the generic name of the whole drug."""

import re
from collections.abc import Iterable

from pipeline.monograph.tree import Paragraph, Section
from pipeline.vocabulary import SectionKind

_VERB = r"\b(?:is|are|was|were|isn't|isn’t|aren't|aren’t|does|doesn't|doesn’t|do|has|have|represents?|exists?|refers)\b"
_REMARK = re.compile(rf"(?<!\s)\s*\((?:[Nn]ote\b|[Nn]ot an? |[^()]*{_VERB})")
"""Where a bracket opens that says something about the name: a note, or a sentence."""
_PRODUCT = (
    r"(?:combination|combined|product|formulation|preparation|medication|drug|medicine|mixture|blend|therapy"
    r"|hypothetical)s?"
)
_WORDS_OF_PRODUCT = re.compile(rf" ?\((?![^()]*(?:[0-9+,]| and | with ))[^()]*\b{_PRODUCT}\b[^()]*\)$", re.IGNORECASE)
"""A closing bracket that only says what kind of product it is, as ``(Combination Therapy)``."""
_OF_SEVERAL = re.compile(r"[+/,&]| and ")
_COMBINATION = re.compile(r"(?: topical)?,? combination(?: therapy| product)?$", re.IGNORECASE)
"""The same behind several names, without brackets."""
_STATES_NONE = re.compile(rf"(?:not applicable|not available|none|n/a)\b|(?-i:.*{_VERB})", re.IGNORECASE | re.DOTALL)


def stated_generic_name(sections: Iterable[Section]) -> str | None:
    """The first paragraph of the section on the whole drug's generic name, without what is remarked on it.

    Remarks are sentences and notes in brackets, and words that only say what kind of product bears the name.

    Args:
        sections: those of a page, in order.

    Returns:
        null where there is none, or where it is a sentence, such as one that tells why there is no name.
    """
    for section in sections:
        if section.kind is SectionKind.GENERIC_NAME and section.ingredient is None:
            for block in section.blocks:
                if isinstance(block, Paragraph) and block.text:
                    return _name_in(block.text)
    return None


def _name_in(text: str) -> str | None:
    name = _REMARK.split(text, maxsplit=1)[0].strip()
    if not name or _STATES_NONE.match(name):
        return None
    bare = _WORDS_OF_PRODUCT.sub("", name)
    if _OF_SEVERAL.search(bare):
        bare = _COMBINATION.sub("", bare)
    return bare or name
