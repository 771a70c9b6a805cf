"""Blocks → pieces: the lines that can open a section, a group or a question, told apart from the text around them."""

import re
from itertools import pairwise

from pipeline.monograph.block import Block, Kind, Line, join_lines
from pipeline.monograph.captions import read_caption, read_usual_caption
from pipeline.monograph.closing import DISCLAIMER
from pipeline.monograph.faqs import BARE_ANSWER, BARE_QUESTION, QUESTION_MARK, Question, is_answer, read_question
from pipeline.monograph.lead_ins import CLOSING_MARKS, label_and_content, label_of
from pipeline.monograph.names import Names

_MARKED = re.compile(rf"(?:\d{{1,2}}[.)]\s+)?{QUESTION_MARK}", re.IGNORECASE)
_DISCLAIMER = re.compile(rf"(?P<label>{DISCLAIMER})\s*:\s*(?P<content>\S.*)", re.IGNORECASE | re.DOTALL)
_ITEM, _HEADING, _PARAGRAPH = Kind.ITEM, Kind.HEADING, Kind.PARAGRAPH
_RULE, _COMMENT = Kind.RULE, Kind.COMMENT


Piece = Block
"""A block of which is known what it says; :func:`read_pieces` makes them."""


def read_pieces(blocks: list[Block], names: Names) -> list[Piece]:
    """The blocks of a page in reading order, without thematic breaks and comments; paragraphs parted at their labels.

    What each says as a label or heading is put into it: a second object a block would cost as much as finding that.
    """
    pieces: list[Piece] = []
    after_break = False
    for block in blocks:
        kind = block.kind
        if kind is _RULE or kind is _COMMENT:
            after_break |= kind is _RULE
            continue
        if after_break:
            block.after_break, after_break = True, False
        if kind is _HEADING and block.line_end > block.line_start:
            kind = _read_underlined(block, names)
        if kind is _ITEM:
            if block.lead:
                block.label, block.content, block.alone = label_and_content(block)
            else:
                block.content = block.text if block.wrapped is None else join_lines(block.wrapped)
        elif kind is _PARAGRAPH:
            if block.wrapped is not None:
                pieces += _read_wrapped(block, names)
                continue
            _read_text(block, names)
        elif kind is _HEADING:
            _read_heading(block, names)
        else:
            block.label, block.content, block.alone = label_and_content(block)
            if block.label and is_disclaimer(block):
                block.caption = read_caption(block.label, block.content, names)
        pieces.append(block)
    return pieces


def is_disclaimer(block: Block) -> bool:
    """Whether a labelled text is labelled as a disclaimer."""
    return _DISCLAIMER.match(f"{block.label}: {block.content}") is not None


def split_paragraph(block: Block) -> list[Block]:
    """Part a paragraph before each line that starts with a label, a question or an answer."""
    lines = block.lines
    pairs = pairwise(lines)
    starts = [0, *(index for index, (before, line) in enumerate(pairs, 1) if _opens(line) or _is_label(before))]
    if len(starts) == 1:
        return [block]
    parts = []
    for start, stop in zip(starts, [*starts[1:], len(lines)], strict=True):
        # A line without text, as ``<br>``, belongs to what stands above it.
        last = lines[stop].number - 1 if stop < len(lines) else block.line_end
        first = lines[start].number if start else block.line_start
        parts.append(_part(block, lines[start:stop], first, last))
    return parts


def part_below_first_line(piece: Piece, names: Names) -> tuple[Piece, list[Piece]]:
    """The first line of a paragraph as a label alone on its line, and what stands below it."""
    lines = piece.lines
    first, rest = _part(piece, lines[:1], piece.line_start, lines[0].number), lines[1:]
    first.alone, first.after_break = True, piece.after_break
    if not rest:
        return first, []
    below = _part(piece, rest, rest[0].number, piece.line_end)
    _read_text(below, names)
    return first, [below]


def _part(block: Block, lines: list[Line], line_start: int, line_end: int) -> Block:
    part = Block(block.kind, line_start, line_end, block.depth, "", "", "")
    part.lines = lines
    return part


def _opens(line: Line) -> bool:
    return bool(
        (line.lead and (label_of(line.lead, line.rest) is not None or line.lead == line.text))
        or line.lead.rstrip(CLOSING_MARKS).endswith("?")
        or _MARKED.match(line.text)
        or (line.lead[-1:].isdigit() and BARE_ANSWER(line.lead))
        or (BARE_QUESTION(line.lead) and "?" in line.rest)
        or is_answer(line.text)
        or _DISCLAIMER.match(line.text)
    )


def _is_label(line: Line) -> bool:
    return bool(line.lead and not line.rest.strip(" :*")) and label_of(line.lead, line.rest) is not None


def question_in(piece: Piece, *, in_faqs: bool = True) -> Question | None:
    """What a piece asks; a heading that ends in a question mark asks as a whole, whatever its sentences."""
    text, lead = piece.text, piece.lead
    if piece.kind is _HEADING and text.endswith("?"):
        return read_question(text, text, "", in_faqs=in_faqs)
    rest = piece.rest if piece.wrapped is None else text[len(lead) :].strip()
    return read_question(text, lead, rest, in_faqs=in_faqs)


def _read_heading(block: Block, names: Names) -> None:
    text, lead = block.text, block.lead
    block.content = text
    block.alone = True
    if not text:
        return
    block.caption = read_usual_caption(text)
    if block.caption is not None:
        return
    content = text[len(lead) :].lstrip(": ") if lead and ":" in (lead[-1], text[len(lead) :][:1]) else ""
    if content:
        caption = read_caption(lead.rstrip(": "), content, names)
        # ``**Zinc:** Usage`` names a section of zinc, ``**Zinc:** A metal`` its part.
        whole = read_caption(text, "", names) if caption.names_only else None
        if whole is None or whole.kind is None:
            block.caption, block.alone = caption, False
            return
    block.caption = read_caption(text, "", names)


def _read_underlined(block: Block, names: Names) -> Kind:
    """Whether text above a line of dashes is a heading: to a parser always, to a reader only where it names a section.

    Otherwise it is text above a thematic break. A line of dashes is mark-up and belongs to no row; nobody writes one of
    equals signs but to underline.
    """
    if block.level > 1:
        block.line_end -= 1
    if block.wrapped is None:
        caption = read_caption(block.text, "", names)
        if caption.kind or caption.names_only:
            return _HEADING
    block.kind, block.level = _PARAGRAPH, 0
    return _PARAGRAPH


def _read_wrapped(block: Block, names: Names) -> list[Piece]:
    parts = split_paragraph(block)
    parts[0].after_break = block.after_break
    for part in parts:
        _read_text(part, names)
    return parts


def _read_text(block: Block, names: Names) -> None:
    if not block.lead and block.wrapped is None:
        label, content = None, block.text
    else:
        label, content, block.alone = label_and_content(block)
    if block.depth == 0:
        if label is None and ":" in content and (said := _DISCLAIMER.match(content)):
            label, content = said["label"], said["content"]
        if label is not None and not label.endswith("?"):
            block.caption = read_caption(label, content, names)
    block.label, block.content = label, content
