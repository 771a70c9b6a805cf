"""One batch: pages → its part, taking what was read before from old parts."""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa

from pipeline.monograph.parse import parse_pages
from pipeline.monograph.tree import Monograph, Rejected
from pipeline.sources.page import Page, Refusal, drug_id_of
from pipeline.stages.batches import digest_lines
from pipeline.stages.counts import Counts, count_rows
from pipeline.stages.fingerprint import cache_fingerprint
from pipeline.stages.parts import PageMark, Part, PartGone, PartHeader, encode_part, part_name
from pipeline.stages.reuse import PageRows, collect_rows, find_pages
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


@dataclass(frozen=True)
class Batch:
    """The pages of a batch as they were read, in order."""

    index: int
    pages: tuple[Page | Refusal, ...]

    @cached_property
    def marks(self) -> tuple[PageMark, ...]:
        return tuple((page.path, _mark(page)) for page in self.pages)

    def result(self, part: str, parsed: int, counts: Counts, failures: Sequence[str] = ()) -> BatchResult:
        return BatchResult(
            self.index,
            part,
            digest_lines(self.marks),
            drug_id_of(self.pages[0].path),
            drug_id_of(self.pages[-1].path),
            len(self.pages),
            parsed,
            counts,
            tuple(failures[:MOST_FAILURES]),
        )


def _mark(page: Page | Refusal) -> str:
    return page.sha256 if isinstance(page, Page) else f"{page.reason}: {page.message}"


def make_part(batch: Batch, parts: Parts, old: Iterable[str], *, full: bool = False) -> BatchResult:
    """Make the part of a batch, unless it is there.

    Args:
        batch: the pages as they were read.
        parts: where parts are kept.
        old: the names of parts that may hold rows of the same pages.
        full: read every page again, whatever parts there are.

    Raises:
        WrongUse: the environment switches validation off.
        WorldBroken: the place where parts are kept failed.
    """
    name = part_name(cache_fingerprint(), batch.marks)
    if full:
        return read_batch(batch, parts, name, {})
    try:
        return batch.result(name, 0, parts.open(name).header().counts)
    except PartGone:
        return read_batch(batch, parts, name, find_pages(_still_there(parts, old)))


def _still_there(parts: Parts, names: Iterable[str]) -> Iterator[Part]:
    for name in names:
        # A part that is gone costs the time to read its pages again.
        with suppress(PartGone):
            yield parts.open(name).part()


def read_batch(batch: Batch, parts: Parts, name: str, known: dict[PageMark, PageRows]) -> BatchResult:
    """Parse the pages whose rows are not known, put all rows together, check them, and keep the part."""
    fresh = [page for page, mark in zip(batch.pages, batch.marks, strict=True) if mark not in known]
    read = PageRows(_tabulate(fresh))
    tables = read.tables
    if known:
        tables = collect_rows([page.path for page in batch.pages], [known.get(mark, read) for mark in batch.marks])
    validation = validate_tables(read.tables)
    counts = count_rows(tables)
    if not validation.failures:
        part = Part(PartHeader(batch.marks, counts, _on_all_rows(validation, counts)), tables)
        parts.write(name, encode_part(part, cache_fingerprint(), compressed=parts.are_far))
    return batch.result(name, len(fresh), counts, validation.failures)


def _on_all_rows(validation: Validation, counts: Counts) -> Validation:
    """What was found out about fresh rows, said of all: rules look at a page's rows alone, and the others kept them."""
    return Validation(tuple(check._replace(rows=counts.rows[check.table]) for check in validation.checks))


def _tabulate(pages: list[Page | Refusal]) -> Tables:
    with _no_collection():
        tables = tabulate(_read([page for page in pages if isinstance(page, Page)]))
    refused = quarantine_table(page for page in pages if isinstance(page, Refusal))
    return tables | {"quarantine": pa.concat_tables([tables["quarantine"], refused]).sort_by("source_path")}


def _read(pages: list[Page]) -> Iterator[tuple[Page, Monograph | Rejected]]:
    for start in range(0, len(pages), PAGES_AT_ONCE):
        some = pages[start : start + PAGES_AT_ONCE]
        yield from zip(some, parse_pages(page.data for page in some), strict=True)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Rows are made by the hundred thousand and none is garbage: the collector would walk them all again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def quarantine_table(refused: Iterable[Refusal]) -> pa.Table:
    """The rows of what is set aside before it is parsed."""
    return to_table(
        "quarantine",
        [
            QuarantineRow(refusal.path, refusal.sha256, str(refusal.reason), refusal.message, None, None)
            for refusal in refused
        ],
    )
