"""Lines without mark-up that head sections: ``USAGE``, ``Usage:``, ``Usage: text``, where nothing else heads them.

They are read as the bold labels that they are on other pages.
"""

import re
from collections.abc import Iterator

from pipeline.monograph.block import Block, Kind, Line
from pipeline.monograph.headings import may_be_usual, read_wording
from pipeline.monograph.pieces import question_in
from pipeline.vocabulary import SectionKind

_HEAD = re.compile(
    r"(?P<lead>(?:generic names?|usages?|uses|dosages?|side effects|how it works|precautions|brand names"
    r"|faqs?|frequently asked questions|disclaimer(?=\s*:?$))(?:\s*:|(?=$)))\s*(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_HEADING, _PARAGRAPH = Kind.HEADING, Kind.PARAGRAPH


def read_plain_heads(blocks: list[Block]) -> None:
    """Make bold lead-ins of the lines that name a section which no heading and no bold label names."""
    found = [
        block
        for block in blocks
        if block.kind is _PARAGRAPH
        and (block.wrapped or (not block.lead and may_be_usual(block.text)))
        and not block.depth
        and any(_heads(block))
    ]
    if not found:
        return
    headed = dict.fromkeys(filter(None, map(_kind_of, blocks)))
    asks = _last_question(blocks) if SectionKind.FAQS in headed else 0
    asked = (block.line_start for block in blocks if _kind_of(block) is SectionKind.FAQS)
    first_asked = next(asked, blocks[-1].line_end)
    for block in found:
        if first_asked < block.line_start < asks:
            continue  # a part of an answer
        lines = block.lines
        for at, line in _heads(block):
            match = _HEAD.fullmatch(line.text)
            if match and _kind(match["lead"]) not in headed:
                lines[at] = line._replace(lead=match["lead"], rest=match["rest"])
        block.lines = lines


def _heads(block: Block) -> Iterator[tuple[int, Line]]:
    """The lines of a paragraph that are just the name of a section.

    Its first one, and those stacked below it, may go on behind a colon.
    """
    is_stacked = False
    for at, line in enumerate(block.lines):
        may_head = not line.lead and line.text[:1].isupper() and may_be_usual(line.text)
        match = _HEAD.fullmatch(line.text) if may_head else None
        if match and (at == 0 or is_stacked or not match["rest"]):
            is_stacked = is_stacked or at == 0
            yield at, line


def _last_question(blocks: list[Block]) -> int:
    """The line of the last block that asks."""
    return next((block.line_start for block in reversed(blocks) if question_in(block)), 0)


def _kind_of(block: Block) -> SectionKind | None:
    """The section that a heading or a bold lead-in names."""
    if block.kind is _HEADING:
        return _kind(block.text)
    return _kind(block.lead) if block.lead else None


def _kind(text: str) -> SectionKind | None:
    meaning = read_wording(text) if may_be_usual(text) else None
    return meaning.kind if meaning else None
