"""Laws of nesting: a nested bullet comes after the one it is nested in, one level deeper, in the same section.

So does a bullet after the paragraph that introduces its list.
"""

from collections.abc import Iterator

import numpy as np

from pipeline.tables.checks import Check
from pipeline.tables.laws.reading import Law, Reading, Rows, as_mask, pc


def parents_come_first(reading: Reading) -> Iterator[Check]:
    """A nested bullet stands below the one it is nested in."""
    child, parent = _families(reading)
    late = np.zeros(reading.tables["bullets"].num_rows, dtype=np.bool_)
    late[child] = parent >= child
    yield reading.check("bullets", "parent_bullet_id", "parent_first", "is a bullet further up", late)


def depth_grows_by_one(reading: Reading) -> Iterator[Check]:
    """The depth is that of the parent and one; 1 where there is no parent."""
    child, parent = _families(reading)
    depth = reading.numbers("bullets", "depth")
    expected = np.ones(len(depth))
    expected[as_mask(pc.is_valid(reading.values("bullets", "parent_bullet_id")))] = np.nan
    expected[child] = depth[parent] + 1
    wrong = (depth != expected) & ~np.isnan(expected) & ~np.isnan(depth)
    yield reading.check("bullets", "depth", "depth", "is one more than the parent's, 1 without a parent", wrong)


def families_stay_together(reading: Reading) -> Iterator[Check]:
    """A nested bullet stands in the section of its parent."""
    child, parent = _families(reading)
    section = reading.lookup("bullets", "section_id", "sections", "section_id")
    apart = np.zeros(len(section), dtype=np.bool_)
    apart[child] = section[child] != section[parent]
    yield reading.check("bullets", "parent_bullet_id", "same_section", "is a bullet of the same section", apart)


def introductions_come_first(reading: Reading) -> Iterator[Check]:
    """What introduces a bullet's list stands further up in the same section."""
    paragraph = reading.lookup("bullets", "introduced_by", "paragraphs", "paragraph_id")
    bullet = np.flatnonzero(paragraph >= 0)
    above = paragraph[bullet]
    here, there = (reading.lookup(table, "section_id", "sections", "section_id") for table in ("bullets", "paragraphs"))
    late = reading.numbers("paragraphs", "line_end")[above] >= reading.numbers("bullets", "line_start")[bullet]
    apart = np.zeros(len(here), dtype=np.bool_)
    apart[bullet] = late | (here[bullet] != there[above])
    yield reading.check("bullets", "introduced_by", "introduction", "is a paragraph further up in the section", apart)


def _families(reading: Reading) -> tuple[Rows, Rows]:
    """The rows of nested bullets, and for each the row of its parent."""
    parent = reading.lookup("bullets", "parent_bullet_id", "bullets", "bullet_id")
    child = np.flatnonzero(parent >= 0)
    return child, parent[child]


LAWS: tuple[Law, ...] = (parents_come_first, depth_grows_by_one, families_stay_together, introductions_come_first)
