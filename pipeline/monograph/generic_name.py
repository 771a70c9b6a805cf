"""What a page states as the generic name of the whole drug."""

import re
from collections.abc import Iterable

from pipeline.monograph.tree import Paragraph, Section
from pipeline.vocabulary import SectionKind

_VERB = r"\b(?:is|are|was|were|isn't|isn’t|aren't|aren’t|does|doesn't|doesn’t|do|has|have|represents?|exists?|refers)\b"
_REMARK = re.compile(rf"(?<!\s)\s*\((?:[Nn]ote\b|[Nn]ot an? |[^()]*{_VERB})")
"""Where a bracket opens that says something about the name: a note, or a sentence."""
_STATES_NONE = re.compile(rf"(?:[Nn]ot applicable|[Nn]ot available|[Nn]one|N/A)\b|.*{_VERB}", re.DOTALL)


def stated_generic_name(sections: Iterable[Section]) -> str | None:
    """The first paragraph of the section on the whole drug's generic name, without what is remarked on it in brackets.

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
    return None if not name or _STATES_NONE.match(name) else name
