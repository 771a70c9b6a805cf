"""Blocks → pieces: the lines that can open a section, a group or a question, told apart from the text around them."""

import re
from pipeline.monograph.blocks import Block, Kind, Line
from pipeline.monograph.captions import Caption, read_caption
from pipeline.monograph.faqs import is_answer
from pipeline.monograph.ingredients import Names

_MARKED = re.compile(r"(?:\d{1,2}[.)]\s+)?Q(?:uestion)?\s*\d{0,2}\s*[.:]", re.I)
_SENTENCE_END = re.compile(r"[.!?;][\"”’')*]*$")
_DASH = re.compile(r"^\s*[–—-]\s+")
_DISCLAIMER = re.compile(r"(?P<label>(?:\w+ )?disclaimer)\s*:\s*(?P<content>\S.*)", re.I | re.S)
LONGEST_LABEL = 160
"""Characters of a bold lead-in that is still a label; a longer one is a sentence."""
LONGEST_HEADING_LABEL = 16
"""Words of a label that may head what follows it."""


class Piece:
    """A block, or a part of a paragraph, with the label that it starts with.

    ``label`` is the bold lead-in without its colon, ``content`` the text behind it; ``alone`` says that the label stands
    alone on its line. ``caption`` is what the piece says as a heading, where it could be one. ``after_break`` says that a
    thematic break stands above it, ``is_text`` that it is running text outside lists.
    """

    __slots__ = ("after_break", "alone", "block", "caption", "content", "is_heading", "is_item", "is_text", "label", "text")

    def __init__(self, block: Block, label: str | None, content: str, alone: bool, caption: Caption | None = None) -> None:
        self.block = block
        self.text = block.text
        self.label = label
        self.content = content
        self.alone = alone
        self.caption = caption
        self.after_break = False
        self.is_heading = block.kind is Kind.HEADING
        self.is_item = block.kind is Kind.ITEM
        self.is_text = block.kind is Kind.PARAGRAPH and block.depth == 0


def read_pieces(blocks: list[Block], names: Names) -> list[Piece]:
    """The pieces of a page in reading order, without thematic breaks and comments."""
    pieces: list[Piece] = []
    after_break = False
    for block in blocks:
        kind, count = block.kind, len(pieces)
        if kind is Kind.ITEM:
            pieces.append(Piece(block, *label_and_content(block)))
        elif kind is Kind.HEADING:
            pieces.append(_heading_piece(block, names))
        elif kind is Kind.PARAGRAPH:
            parts = [block] if block.wrapped is None else split_paragraph(block)
            pieces.extend(_text_piece(part, names) for part in parts)
        elif kind in (Kind.RULE, Kind.COMMENT):
            after_break |= kind is Kind.RULE
            continue
        else:
            pieces.append(Piece(block, *label_and_content(block)))
        if after_break:
            pieces[count].after_break, after_break = True, False
    return pieces


def split_paragraph(block: Block) -> list[Block]:
    """Part a paragraph before each line that starts with a label, a question or an answer."""
    starts = [0]
    lines = block.lines
    for index in range(1, len(lines)):
        if _opens(lines[index]) or _label_of(lines[index - 1].lead, lines[index - 1].rest, whole=True) is not None:
            starts.append(index)
    if len(starts) == 1:
        return [block]
    parts = []
    for start, stop in zip(starts, [*starts[1:], len(lines)], strict=True):
        last = lines[stop].number - 1 if stop < len(lines) else block.line_end
        first = lines[start].number if start else block.line_start
        part = Block(block.kind, first, last, block.depth, "", "", "")
        part.lines = lines[start:stop]
        parts.append(part)
    return parts


def _opens(line: Line) -> bool:
    return bool(
        (line.lead and (_label_of(line.lead, line.rest, whole=False) is not None or line.lead == line.text))
        or _MARKED.match(line.text)
        or is_answer(line.text)
    )


def _label_of(lead: str, rest: str, *, whole: bool) -> str | None:
    """The label that a line starts with, without its colon; with ``whole``, only where it is the whole line."""
    if not lead or len(lead) > LONGEST_LABEL:
        return None
    if whole and rest.strip(" :*"):
        return None
    if lead.endswith(":"):
        return lead.rstrip(": ") or None
    if rest.startswith(":") or (rest and _DASH.match(rest) and not _SENTENCE_END.search(lead)):
        return lead.rstrip(" ") or None
    if not rest and not _SENTENCE_END.search(lead) and len(lead.split()) <= LONGEST_HEADING_LABEL:
        return lead
    return None


def label_and_content(block: Block) -> tuple[str | None, str, bool]:
    """The label of a block, its plain text without the label, and whether the label stands alone on its line.

    A bold text without colon is a label only where it is the whole of a paragraph that is no sentence; a list item's
    is its text.
    """
    lines, lead, rest = block.wrapped, block.lead, block.rest
    if not lead:
        return None, block.text if lines is None else join_lines(lines), False
    label = _label_of(lead, rest, whole=False)
    colon = lead[-1] == ":"
    if label is None or (block.kind is Kind.ITEM and not colon and not rest):
        return None, block.text if lines is None else join_lines(lines), False
    if not colon:
        rest = _DASH.sub("", rest).lstrip(": ").strip()
    if lines is None or len(lines) == 1:
        return label, rest, not rest
    others = [line.text for line in lines[1:]]
    return label, " ".join([rest, *others] if rest else others), False


def join_lines(lines: list[Line]) -> str:
    """Wrapped lines as one text; lines that a blank line parts stay apart."""
    if len(lines) == 1:
        return lines[0].text
    text, last = "", 0
    for line in lines:
        if text:
            text += " " if line.number == last + 1 else "\n"
        text += line.text
        last = line.number
    return text


def _heading_piece(block: Block, names: Names) -> Piece:
    text, lead = block.text, block.lead
    if not text:
        return Piece(block, None, "", True)
    if lead and lead.endswith(":") and len(lead) < len(text):
        return Piece(block, None, text, False, read_caption(lead, text[len(lead) :].strip(), names))
    return Piece(block, None, text, True, read_caption(text, "", names))


def _text_piece(block: Block, names: Names) -> Piece:
    label, content, alone = label_and_content(block)
    if label is None and block.depth == 0 and (said := _DISCLAIMER.match(content)):
        label, content = said["label"], said["content"]
    caption = None
    if label is not None and block.depth == 0 and not label.endswith("?"):
        caption = read_caption(label, content, names)
    return Piece(block, label, content, alone, caption)
