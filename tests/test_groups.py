"""Which rows a label that stands alone heads, and where that ends."""

import pytest

from pipeline.monograph.parse import parse_page
from pipeline.monograph.tree import Bullet, Monograph, Paragraph


def groups(*lines: str) -> list[str | None]:
    """The group of each paragraph and bullet below a heading, but for the labels that open groups."""
    monograph = parse_page("\n\n".join(["# Zinc", "### Dosage", *lines]).encode())
    assert isinstance(monograph, Monograph)
    (section,) = monograph.sections
    rows = [block for block in section.blocks if isinstance(block, (Paragraph, Bullet))]
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
