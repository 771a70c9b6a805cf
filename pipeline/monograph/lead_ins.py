"""Bold lead-ins: which are labels of the text behind or below them, and which are the beginning of a sentence."""

import re
from functools import lru_cache

from pipeline.monograph.block import Block, Kind, join_lines
from pipeline.monograph.headings import usual_kind

_SENTENCE_ENDS = (".", "!", "?", ";")
CLOSING_MARKS = "\"”’')*"
_DASHES = ("–", "—", "-")
_DASH = re.compile(r"[–—-](?:\s+|$)")
_VERB = re.compile(r"\s(?:is|are|may|can|should|must|will|depends?|varies|vary)\s", re.IGNORECASE)
_TELLS = re.compile(
    rf"(?!(?:what|why|how|where)\b)(?:(?!\b(?:that|which|who|if|when)\b)[^(])+?{_VERB.pattern}"
    r"[^(]*(?:\([^()]*\))?:",
    re.IGNORECASE,
)
"""A bold text above a list that is a sentence, as ``These can include:``."""
_PLAIN_LABEL = re.compile(
    r"(?:(?:less|more|very|most|but|and|or|other|still|possible|possibly|potential|potentially|common|uncommon|frequent|"
    r"infrequent|rare|rarer|serious|severe|significant|mild|milder|moderate|minor|major|local|systemic|general|long-term|"
    r"life-threatening),?\s)+(?:side|adverse) (?:effects|reactions)(?:\s?\([^()]*\))?"
    r"(?:,? (?:requiring|warranting|(?:that|which) (?:require|warrant)) (?:\w+ ){0,2}attention)?:",
    re.IGNORECASE,
)
_PLAIN_LABEL_ENDS = ("effects:", "reactions:", "):", "attention:")

_ODD_ENDS = ".;-–—"
LONGEST_SECTION_NAME = 30
"""Characters of the usual name of a section."""
LONGEST_LABEL = 160
"""Characters of a bold lead-in that is still a label; a longer one is a sentence."""
LONGEST_HEADING_LABEL = 16
"""Words of a label that may head what follows it."""

_ITEM = Kind.ITEM


def label_of(lead: str, rest: str) -> str | None:
    """The label that a line with a bold lead-in starts with, without its colon."""
    if len(lead) > LONGEST_LABEL or (not rest and ":" in lead and _is_told(lead)):
        return None
    if lead[-1] == ":":
        return lead.rstrip(": ") or None
    if lead[-1] in _ODD_ENDS and (bare := lead.rstrip(_ODD_ENDS)) and (bare[-1] in ": " or names_section(bare)):
        return bare.rstrip(": ") or None
    if rest.startswith(":") or (rest.startswith(_DASHES) and _DASH.match(rest) and not _is_sentence(lead)):
        return lead.rstrip(" ") or None
    if rest[:1].isupper() and lead[-1] != "?" and names_section(lead):
        return lead
    if not rest and not _is_sentence(lead) and len(lead.split()) <= LONGEST_HEADING_LABEL:
        return lead
    return None


@lru_cache(maxsize=1024)
def _is_told(text: str) -> bool:
    """Whether a bold text is a sentence; most are the same labels on all pages."""
    return _VERB.search(text) is not None and _TELLS.match(text) is not None


def names_section(text: str) -> bool:
    """Whether a text is a usual name of a standard section."""
    return len(text) <= LONGEST_SECTION_NAME and usual_kind(text) is not None


def _is_sentence(text: str) -> bool:
    return text.rstrip(CLOSING_MARKS).endswith(_SENTENCE_ENDS)


def label_and_content(block: Block) -> tuple[str | None, str, bool]:
    """The label of a block, its plain text without the label, and whether the label stands alone on its line.

    A bold text without colon is a label only where it is the whole of a paragraph that is no sentence; a list item's
    is its text.
    """
    lines, lead, rest = block.wrapped, block.lead, block.rest
    if not lead:
        return None, block.text if lines is None else join_lines(lines), False
    if rest and lead[-1] == ":" and lines is None and len(lead) <= LONGEST_LABEL and (bare := lead.rstrip(": ")):
        return bare, rest, False
    label = label_of(lead, rest)
    colon = lead[-1] == ":"
    stands_alone = block.kind is _ITEM and not colon and not rest and (lines is None or len(lines) == 1)
    if label is None or stands_alone:
        return None, block.text if lines is None else join_lines(lines), False
    if not colon:
        dash = _DASH.match(rest) if rest.startswith(_DASHES) else None
        rest = (rest[dash.end() :] if dash else rest).lstrip(": ").strip()
    if lines is None or len(lines) == 1:
        return label, rest, not rest
    others = lines[1:]
    return label, join_lines([lines[0]._replace(text=rest), *others] if rest else others), False


def is_plain_label(block: Block) -> bool:
    """Whether a line without mark-up is a label all the same: it tells which side effects follow, and has no verb.

    ``Common side effects (>10%):`` is one, ``Common side effects include:`` is a sentence.
    """
    return block.text.endswith(":") and block.wrapped is None and _tells_which_effects(block.text)


@lru_cache(maxsize=1024)
def _tells_which_effects(text: str) -> bool:
    """Whether a text is such a label; most are the same on all pages."""
    return text.lower().endswith(_PLAIN_LABEL_ENDS) and _PLAIN_LABEL.fullmatch(text) is not None
