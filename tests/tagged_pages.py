"""A monograph said in tags, one a line of its source, for fixtures that need no programmer to read or add.

The tags: ``T`` title, ``S=kind`` opens a section (``@Name`` for one ingredient's; ``+P``, ``+QA`` where its text starts
on the same line), ``C=Name`` opens an ingredient's part (or ``+P``), ``G`` a group label, ``P``/``p`` first and later
lines of a paragraph, ``B1``/``b`` of a list item at depth 1, ``Q`` a question, ``QA`` a question with its answer,
``A``/``a`` first and later lines of an answer, ``D`` a closing text without a label, ``HR`` a thematic break.
"""

from pathlib import Path

from pipeline.monograph.blocks import Kind, read_blocks
from pipeline.monograph.front_matter import split_front_matter
from pipeline.monograph.tree import Bullet, Faq, Monograph, Paragraph, Section
from pipeline.vocabulary import HeadingStyle, ParagraphKind, SectionKind

MANNERS = sorted((Path(__file__).parent / "manners").glob("*.txt"))


def read_manner(path: Path) -> tuple[str, list[str]]:
    """The page in a fixture, and the tag of each of its lines: ``tag | line``."""
    tags, lines = [], []
    for row in path.read_text().rstrip("\n").split("\n"):
        tag, _, line = row.partition("|")
        tags.append(tag.strip())
        lines.append(line.removeprefix(" "))
    return "\n".join(lines), tags


def tags_of(text: str, monograph: Monograph) -> list[str]:
    """One tag for each line of ``text``; empty for blank lines and for front matter."""
    lines = text.split("\n")
    tags = [""] * len(lines)
    front = split_front_matter(text)
    for block in read_blocks(front.body, front.body_line):
        if block.kind is Kind.RULE:
            tags[block.line_start - 1] = "HR"
        elif block.kind is Kind.HEADING and block.level == 1:
            tags[block.line_start - 1] = "T"
    for section in monograph.sections:
        _tag_section(section, tags)
    return [tag if line.strip() else "" for tag, line in zip(tags, lines, strict=True)]


def _tag_section(section: Section, tags: list[str]) -> None:
    whose = f"@{section.ingredient.name}" if section.ingredient else ""
    for block in section.rows:
        _tag_block(block, tags, closing=section.heading_style is HeadingStyle.NONE)
    first = section.line_start - 1
    if section.heading_style is HeadingStyle.NONE:
        return
    starts = tags[first] if tags[first] != "T" else ""
    is_name = section.kind is SectionKind.PREAMBLE
    opened = f"C={section.ingredient.name if section.ingredient else ''}" if is_name else f"S={section.kind}{whose}"
    tags[first] = opened + (f"+{starts}" if starts else "")


def _tag_block(block: Paragraph | Bullet | Faq, tags: list[str], *, closing: bool) -> None:
    span = range(block.line_start - 1, block.line_end)
    if isinstance(block, Faq):
        for index in span:
            tags[index] = "a"
        answered = block.answer_line is not None
        if answered and block.answer_line is not None:
            tags[block.answer_line - 1] = "A"
        tags[span[0]] = "QA" if block.answer_line == block.line_start else "Q"
    elif isinstance(block, Bullet):
        for index in span:
            tags[index] = "b"
        tags[span[0]] = f"B{block.depth}"
    else:
        for index in span:
            tags[index] = "p"
        tags[span[0]] = "G" if block.kind is ParagraphKind.LABEL else "P"
