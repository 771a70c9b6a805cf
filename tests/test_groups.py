"""Which rows a label that stands alone heads, where that ends, and what introduces a list."""

import pytest

from pipeline.monograph.parse import parse_page
from pipeline.monograph.tree import Bullet, Monograph, Paragraph, Row


def blocks(*lines: str, heading: str = "### Dosage") -> tuple[Row, ...]:
    """The blocks below a heading."""
    monograph = parse_page("\n\n".join(["# Zinc", heading, *lines]).encode())
    assert isinstance(monograph, Monograph)
    (section,) = monograph.sections
    return section.rows


def groups(*lines: str) -> list[str | None]:
    """The group of each paragraph and bullet below a heading, but for the labels that open groups."""
    rows = [block for block in blocks(*lines) if isinstance(block, (Paragraph, Bullet))]
    return [row.group for row in rows if not (isinstance(row, Paragraph) and row.kind == "label")]


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (["**Children:**", "Half a tablet."], ["Children"]),
        (["**Children:**", "Half a tablet.", "With water."], ["Children", "Children"]),
        (["**Children:**", "Half a tablet.", "**Elderly:** A third."], ["Children", None]),
        (["**Children:**", "Half a tablet.", "**Elderly:** A third.", "* of 10 mg"], ["Children", None, None]),
        (["**Children:**", "**Girls:** Half a tablet.", "**Boys:** One."], ["Children", "Children"]),
        (["**Children:**", "* Girls: half", "**Elderly:** A third."], ["Children", None]),
        (["**Children:**", "* Girls: half", "Ask first."], ["Children", None]),
        (["**Children:**", "Half a tablet.", "**Elderly:**", "A third."], ["Children", "Elderly"]),
        (["#### Children", "Half a tablet.", "**Elderly:** A third."], ["Children", None]),
        (["Common side effects:", "* Thirst", "Tell a doctor."], ["Common side effects", None]),
        (["Common side effects include:", "* Thirst"], [None, None]),
    ],
)
def test_a_group_ends_where_its_author_goes_on_to_something_else(lines: list[str], wanted: list[str | None]) -> None:
    """Text below a list and a label of the same rank are no part of it; labelled paragraphs under a label are."""
    assert groups(*lines) == wanted


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (["Common side effects include:", "* Thirst\n    * at night\n* Sleep"], [0, 0, 0]),
        (["**Children:**", "* half"], [0]),
        (["#### Children", "* half"], [0]),
        (["**Children:** They take:", "* half", "* a third"], [0, 0]),
        (["**Children:**", "They take:", "* half"], [1]),
        (["**Children:**", "They take less.", "* half"], [None]),
        (["They take:", "* half", "Adults take more.", "* two"], [0, None]),
        (["They take:", "* half", "---", "* two"], [0, None]),
        (["* half"], [None]),
        (["They take:", "| a | b |\n|---|---|\n| 1 | 2 |", "* half"], [None]),
        (["They take:", "* half", "<!-- two -->", "* three"], [0, 0]),
    ],
)
def test_a_list_is_introduced_by_the_label_or_colon_right_above_it(lines: list[str], wanted: list[int | None]) -> None:
    """Its items, nested ones too, know the place of that paragraph among the blocks of their section."""
    assert [block.introduction for block in blocks(*lines) if isinstance(block, Bullet)] == wanted


def test_a_question_introduces_no_list() -> None:
    """Nor does what stands above the question."""
    found = blocks("Ask about:", "**Q: Why?** A: So.", "---", "* A thing.", heading="### FAQs")
    assert [block.introduction for block in found if isinstance(block, Bullet)] == [None]


def test_text_on_the_line_of_a_heading_introduces_a_list() -> None:
    found = blocks("* Colds", "* Aches", heading="**Usage:** It is taken for:")
    assert [block.introduction for block in found if isinstance(block, Bullet)] == [0, 0]
