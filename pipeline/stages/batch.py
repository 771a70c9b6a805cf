"""Batches: pages → parts, taking what was read before from old parts.

What validation costs whatever the number of rows is paid for the fresh pages of many batches at once, where each has
few: every rule looks at the rows of one page alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.collector import no_collection
from pipeline.errors import WorldBroken
from pipeline.monograph.parse import parse_pages
from pipeline.monograph.tree import Monograph, Rejected
from pipeline.sources.page import Page, Refusal, drug_id_of
from pipeline.stages.batches import AVERAGE_PAGES, digest_lines
from pipeline.stages.counts import Counts, count_rows
from pipeline.stages.fingerprint import cache_fingerprint
from pipeline.stages.page_rows import PageMark, PageRows, collect_rows, count_page_rows, gather_rows
from pipeline.stages.parts import PartGone, PartHeader, part_name
from pipeline.stages.reuse import OldRows, known_pages
from pipeline.stages.run import BatchResult
from pipeline.stages.workspace import Parts
from pipeline.tables.checks import Tables, Validation
from pipeline.tables.rows import QuarantineRow
from pipeline.tables.tabulate import tabulate, to_table
from pipeline.tables.validate import validate_tables

PAGES_AT_ONCE = 32
"""Pages that are parsed together: twice as many gain nothing."""

MOST_FAILURES = 200
"""Sentences about a broken contract that one batch hands on."""

ENOUGH_FRESH = 2 * AVERAGE_PAGES
"""Fresh pages that are worth a validation of their own."""

MOST_WAITING = 64
"""Batches that wait for each other at most."""


class Batch:
    """The pages of a batch as they were read, in order, with their marks; names of parts that may hold their rows."""

    def __init__(self, index: int, pages: Iterable[Page | Refusal], old: Sequence[str] = ()) -> None:
        self.index = index
        self.pages = tuple(pages)
        self.old = old
        self.marks = tuple((page.path, _mark(page)) for page in self.pages)


@dataclass(frozen=True)
class _Begun:
    """A batch whose part is not there: its pages by their marks, and those of them that no old part holds.

    Old parts are named and not held: those of many batches would fill the memory.
    """

    index: int
    marks: tuple[PageMark, ...]
    digest: str
    old: Sequence[str]
    fresh: list[Page | Refusal]


def make_parts(batches: Iterable[Batch], parts: Parts, *, full: bool = False) -> Iterator[BatchResult]:
    """Make the parts of batches that are not there.

    Args:
        batches: in any order; each is taken when there is room for it.
        parts: where parts are kept.
        full: read every page again, whatever parts there are.

    Yields:
        the result of each batch, not always in the order of the batches.

    Raises:
        WrongUse: the environment switches validation off.
        WorldBroken: the place where parts are kept failed.
    """
    waiting: list[_Begun] = []
    for batch in batches:
        digest = digest_lines(batch.marks)
        if not full and (header := _find_part(digest, parts)):
            yield _result(batch.index, digest, header, 0)
            continue
        names = () if full else batch.old
        known = known_pages(parts, names)
        fresh = [page for page, mark in zip(batch.pages, batch.marks, strict=True) if mark not in known]
        waiting.append(_Begun(batch.index, batch.marks, digest, names, fresh))
        if len(waiting) == MOST_WAITING or sum(len(begun.fresh) for begun in waiting) >= ENOUGH_FRESH:
            yield from _finish(waiting, parts)
            waiting.clear()
    yield from _finish(waiting, parts)


def _mark(page: Page | Refusal) -> str:
    return page.sha256 if isinstance(page, Page) else f"{page.reason}: {page.message}"


def _find_part(digest: str, parts: Parts) -> PartHeader | None:
    with suppress(PartGone):
        return parts.header(part_name(cache_fingerprint(), digest))
    return None


def _result(index: int, digest: str, header: PartHeader, parsed: int, failures: Sequence[str] = ()) -> BatchResult:
    return BatchResult(
        index,
        part_name(cache_fingerprint(), digest),
        digest,
        drug_id_of(header.pages[0][0]),
        drug_id_of(header.pages[-1][0]),
        len(header.pages),
        parsed,
        header.counts,
        tuple(failures[:MOST_FAILURES]),
        header.base,
    )


def _finish(waiting: Sequence[_Begun], parts: Parts) -> Iterator[BatchResult]:
    """Read the fresh pages of all these batches, check them together, and keep the part of each."""
    if not waiting:
        return
    # Rows stand in the order of their pages, and batches follow each other in it.
    waiting = sorted(waiting, key=attrgetter("index"))
    fresh = _read(page for begun in waiting for page in begun.fresh)
    validation = validate_tables(collect_rows(fresh.pages, [fresh]))
    failures = validation.failures
    for begun in waiting:
        try:
            header, rows = _put_together(begun, OldRows(parts, begun.old), fresh, validation)
        except KeyError as error:
            raise WorldBroken("parts of the last build went away while they were used; run the build again") from error
        result = _result(begun.index, begun.digest, header, len(begun.fresh), failures)
        if not validation.failures:
            parts.write(result.part, header, rows)
        yield result
        # What is broken is said once.
        failures = ()


def _put_together(begun: _Begun, old: OldRows, fresh: PageRows, validation: Validation) -> tuple[PartHeader, PageRows]:
    """What a part holds: the rows of all pages, or where an old part holds nearly all of them, of the others."""
    sources = [*old.found.values(), fresh]
    base = old.base_for(begun.marks)
    own = begun.marks if base is None else [mark for mark in begun.marks if mark not in old.found[base]]
    rows = gather_rows(own, sources)
    counts = count_rows(collect_rows(begun.marks, sources))
    return PartHeader(begun.marks, counts, _on_all_rows(validation, counts), base), rows


def _on_all_rows(validation: Validation, counts: Counts) -> Validation:
    """What was found out about fresh rows, said of all: rules look at a page's rows alone, and the others kept them."""
    return Validation(tuple(check._replace(rows=counts.rows[check.table]) for check in validation.checks))


def _read(pages: Iterable[Page | Refusal]) -> PageRows:
    read = list(pages)
    tables = _tabulate(read)
    paths = [page.path for page in read]
    return PageRows(tables, [(page.path, _mark(page)) for page in read], count_page_rows(tables, paths))


def _tabulate(pages: list[Page | Refusal]) -> Tables:
    with no_collection():
        tables = tabulate(_parse([page for page in pages if isinstance(page, Page)]))
    refused = quarantine_table(page for page in pages if isinstance(page, Refusal))
    quarantine = pa.concat_tables([tables["quarantine"], refused])
    # What is refused before it is parsed and what after stand in one order, that of the pages.
    order = pc.index_in(quarantine["source_path"], pa.array([page.path for page in pages], pa.string()))
    return tables | {"quarantine": quarantine.take(pc.sort_indices(order))}


def _parse(pages: list[Page]) -> Iterator[tuple[Page, Monograph | Rejected]]:
    for start in range(0, len(pages), PAGES_AT_ONCE):
        some = pages[start : start + PAGES_AT_ONCE]
        yield from zip(some, parse_pages(page.data for page in some), strict=True)


def quarantine_table(refused: Iterable[Refusal]) -> pa.Table:
    """The rows of what is set aside before it is parsed."""
    rows = (
        QuarantineRow(refusal.path, refusal.sha256, str(refusal.reason), refusal.message, None, None)
        for refusal in refused
    )
    return to_table("quarantine", list(chain.from_iterable(rows)))
