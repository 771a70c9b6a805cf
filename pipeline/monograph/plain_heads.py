"""Lines without mark-up that head sections: ``USAGE``, ``Usage:``, ``Usage: text``, where nothing else heads them.

They are read as the bold labels that they are on other pages.
"""

import re
from collections.abc import Iterator

from pipeline.monograph.block import Block, Kind, Line
from pipeline.monograph.headings import read_wording
from pipeline.vocabulary import SectionKind

_HEAD = re.compile(
    r"(?P<lead>(?:generic names?|usages?|uses|dosages?|side effects|how it works|precautions|brand names"
    r"|faqs?|frequently asked questions|(?:\w+ )?disclaimer)(?:\s*:|(?=$)))\s*(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_STARTS = frozenset("GUDSHPFBIMguds")
_HEADING, _PARAGRAPH = Kind.HEADING, Kind.PARAGRAPH


def read_plain_heads(blocks: list[Block]) -> None:
    """Make bold lead-ins of the lines that name a section which no heading and no bold label names."""
    found = [block for block in blocks if block.kind is _PARAGRAPH and not block.depth and any(_heads(block))]
    if not found:
        return
    headed = set(_headed(blocks))
    for block in found:
        lines = block.lines
        for index, line in _heads(block):
            match = _HEAD.fullmatch(line.text)
            if match and _kind(match["lead"]) not in headed:
                lines[index] = line._replace(lead=match["lead"], rest=match["rest"])
        block.lines = lines


def _heads(block: Block) -> Iterator[tuple[int, Line]]:
    """The lines of a paragraph that are just the name of a section, or start with it and a colon."""
    if block.wrapped is None and (block.lead or block.text[:1] not in _STARTS):
        return
    for index, line in enumerate(block.lines):
        if not line.lead and line.text[:1] in _STARTS and _HEAD.fullmatch(line.text):
            yield index, line


def _headed(blocks: list[Block]) -> Iterator[SectionKind | None]:
    for block in blocks:
        if block.kind is _HEADING:
            yield _kind(block.text)
        elif block.lead:
            yield _kind(block.lead)


def _kind(text: str) -> SectionKind | None:
    meaning = read_wording(text)
    return meaning.kind if meaning else None
