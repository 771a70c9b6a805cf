"""Which pages of two versions of a table differ, found in Arrow without making a Python value of any row."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc


class PageVersions(NamedTuple):
    """The rows of one page before and after; a table without rows where the page has none."""

    page: str
    old: pa.Table
    new: pa.Table


class _Run(NamedTuple):
    start: int
    length: int


def changed_pages(old: pa.Table, new: pa.Table, order: str) -> Iterator[PageVersions]:
    """The pages whose rows differ, in their order.

    Args:
        old: the rows of a run of pages, sorted by ``order``.
        new: the rows of the same run of pages in the later release, with the same columns.
        order: the column that names the page.
    """
    before, after = _runs(old[order]), _runs(new[order])
    equal = set(_equal_pages(old, new, before, after))
    for page in sorted(before.keys() | after.keys()):
        if page not in equal:
            here, there = before.get(page, _Run(0, 0)), after.get(page, _Run(0, 0))
            yield PageVersions(page, old.slice(*here), new.slice(*there))


def _runs(pages: pa.ChunkedArray) -> dict[str, _Run]:
    """For each page its first row and the number of its rows."""
    if not len(pages):
        return {}
    runs = pc.run_end_encode(pages.combine_chunks())
    ends = runs.run_ends.to_pylist()
    starts = [0, *ends[:-1]]
    names = runs.values.to_pylist()
    return {name: _Run(start, end - start) for name, start, end in zip(names, starts, ends, strict=True)}


class _Stretch(NamedTuple):
    """Neighbouring pages with equally many rows in both tables, and neighbours in both."""

    old: int
    new: int
    pages: list[str]
    lengths: list[int]


def _equal_pages(old: pa.Table, new: pa.Table, before: dict[str, _Run], after: dict[str, _Run]) -> Iterator[str]:
    """The pages with equally many rows in both, all of which are equal in order."""
    for stretch in _stretches(before, after):
        length = sum(stretch.lengths)
        here, there = old.slice(stretch.old, length), new.slice(stretch.new, length)
        if here.equals(there):
            yield from stretch.pages
        else:
            owner = np.repeat(np.arange(len(stretch.pages)), stretch.lengths)
            differing = set(owner[_differences(here, there)].tolist())
            yield from (page for index, page in enumerate(stretch.pages) if index not in differing)


def _stretches(before: dict[str, _Run], after: dict[str, _Run]) -> Iterator[_Stretch]:
    stretch = _Stretch(0, 0, [], [])
    for page, here in before.items():
        there = after.get(page)
        if there is None or there.length != here.length:
            continue
        length = sum(stretch.lengths)
        if here.start != stretch.old + length or there.start != stretch.new + length:
            yield stretch
            stretch = _Stretch(here.start, there.start, [], [])
        stretch.pages.append(page)
        stretch.lengths.append(here.length)
    yield stretch


def _differences(old: pa.Table, new: pa.Table) -> npt.NDArray[np.bool_]:
    """For each row whether any cell differs; null equals null."""
    differ = np.zeros(old.num_rows, dtype=np.bool_)
    for one, other in zip(old.columns, new.columns, strict=True):
        values = pc.fill_null(pc.not_equal(one, other), False)
        differ |= pc.or_(values, pc.xor(one.is_null(), other.is_null())).to_numpy()
    return differ
