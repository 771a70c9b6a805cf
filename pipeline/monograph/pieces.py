"""Blocks → pieces: the lines that can open a section, a group or a question, told apart from the text around them."""

import re
from functools import lru_cache
from itertools import pairwise

from pipeline.monograph.blocks import Block, Kind, Line
from pipeline.monograph.captions import read_caption, read_usual_caption
from pipeline.monograph.closing import DISCLAIMER
from pipeline.monograph.faqs import QUESTION_MARK, Question, is_answer, read_question
from pipeline.monograph.headings import may_be_usual, read_wording
from pipeline.monograph.names import Names

_MARKED = re.compile(rf"(?:\d{{1,2}}[.)]\s+)?{QUESTION_MARK}", re.IGNORECASE)
_SENTENCE_ENDS = (".", "!", "?", ";")
_CLOSING_MARKS = "\"”’')*"
_DASHES = ("–", "—", "-")
_DASH = re.compile(r"[–—-](?:\s+|$)")
_VERB = re.compile(r"\s(?:is|are|may|can|should|must)\s", re.IGNORECASE)
_TELLS = re.compile(
    rf"(?!(?:what|why|how|where)\b)(?:(?!\b(?:that|which|who|if|when)\b)[^(])+?{_VERB.pattern}[^(]*:", re.IGNORECASE
)
"""A bold text above a list that is a sentence, as ``These can include:``."""
_DISCLAIMER = re.compile(rf"(?P<label>{DISCLAIMER})\s*:\s*(?P<content>\S.*)", re.IGNORECASE | re.DOTALL)
_PLAIN_LABEL = re.compile(
    r"(?:(?:less|more|very|most|but|and|or|other|still|possible|possibly|potential|potentially|common|uncommon|frequent|"
    r"infrequent|rare|rarer|serious|severe|significant|mild|milder|moderate|minor|major|local|systemic|general|long-term|"
    r"life-threatening),?\s)+(?:side|adverse) (?:effects|reactions)(?:\s?\([^()]*\))?"
    r"(?:,? (?:requiring|warranting) (?:\w+ ){0,2}attention)?:",
    re.IGNORECASE,
)
_PLAIN_LABEL_ENDS = ("effects:", "reactions:", "):", "attention:")
_ITEM, _HEADING, _PARAGRAPH = Kind.ITEM, Kind.HEADING, Kind.PARAGRAPH
_RULE, _COMMENT = Kind.RULE, Kind.COMMENT

_ODD_ENDS = ".;-–—"
LONGEST_SECTION_NAME = 30
"""Characters of the usual name of a section."""
LONGEST_LABEL = 160
"""Characters of a bold lead-in that is still a label; a longer one is a sentence."""
LONGEST_HEADING_LABEL = 16
"""Words of a label that may head what follows it."""


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
        last = lines[stop - 1].number if stop < len(lines) else block.line_end
        first = lines[start - 1].number + 1 if start else block.line_start
        part = Block(block.kind, first, last, block.depth, "", "", "")
        part.lines = lines[start:stop]
        parts.append(part)
    return parts


def _opens(line: Line) -> bool:
    return bool(
        (line.lead and (_label_of(line.lead, line.rest) is not None or line.lead == line.text))
        or line.lead.rstrip(_CLOSING_MARKS).endswith("?")
        or _MARKED.match(line.text)
        or is_answer(line.text)
        or _DISCLAIMER.match(line.text)
    )


def _is_label(line: Line) -> bool:
    return bool(line.lead and not line.rest.strip(" :*")) and _label_of(line.lead, line.rest) is not None


def _label_of(lead: str, rest: str) -> str | None:
    """The label that a line with a bold lead-in starts with, without its colon."""
    if len(lead) > LONGEST_LABEL or (not rest and ":" in lead and _is_told(lead)):
        return None
    if lead[-1] == ":":
        return lead.rstrip(": ") or None
    if lead[-1] in _ODD_ENDS and (bare := lead.rstrip(_ODD_ENDS)) and (bare[-1] in ": " or _names_section(bare)):
        return bare.rstrip(": ") or None
    if rest.startswith(":") or (rest.startswith(_DASHES) and _DASH.match(rest) and not _is_sentence(lead)):
        return lead.rstrip(" ") or None
    if rest[:1].isupper() and lead[-1] != "?" and _names_section(lead):
        return lead
    if not rest and not _is_sentence(lead) and len(lead.split()) <= LONGEST_HEADING_LABEL:
        return lead
    return None


@lru_cache(maxsize=1024)
def _is_told(text: str) -> bool:
    """Whether a bold text is a sentence; most are the same labels on all pages."""
    return _VERB.search(text) is not None and _TELLS.match(text) is not None


def _names_section(text: str) -> bool:
    """Whether a text is a usual name of a standard section."""
    meaning = read_wording(text) if len(text) <= LONGEST_SECTION_NAME and may_be_usual(text) else None
    return meaning is not None and meaning.firmness == "usual"


def _is_sentence(text: str) -> bool:
    return text.rstrip(_CLOSING_MARKS).endswith(_SENTENCE_ENDS)


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
    label = _label_of(lead, rest)
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


def question_in(piece: Piece, *, in_faqs: bool = True) -> Question | None:
    """What a piece asks; a heading that ends in a question mark asks as a whole, whatever its sentences."""
    text, lead = piece.text, piece.lead
    if piece.kind is _HEADING and text.endswith("?"):
        return read_question(text, text, "", in_faqs=in_faqs)
    rest = piece.rest if piece.wrapped is None else text[len(lead) :].strip()
    return read_question(text, lead, rest, in_faqs=in_faqs)


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


def _read_heading(block: Block, names: Names) -> None:
    text, lead = block.text, block.lead
    block.content = text
    block.alone = True
    if not text:
        return
    block.caption = read_usual_caption(text)
    if block.caption is not None:
        return
    if lead and lead[-1] == ":" and len(lead) < len(text):
        block.alone = False
        block.caption = read_caption(lead, text[len(lead) :].strip(), names)
    else:
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
