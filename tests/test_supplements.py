"""Supplements: a part of few fresh rows beside an old part; read together they are what one part would be."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_pages import page_text

from pipeline.collector import no_collection, only_new_collected
from pipeline.errors import WorldBroken
from pipeline.release.places import PARTS
from pipeline.sources.page import Page, Refusal, drug_id_of
from pipeline.stages import batch as batch_stage
from pipeline.stages.batch import Batch, make_parts
from pipeline.stages.fingerprint import cache_fingerprint
from pipeline.stages.parts import Part, PartGone
from pipeline.stages.run import BatchResult
from pipeline.stages.workspace import Covered, Parts
from pipeline.storage.folder import LocalStore
from pipeline.tables.validate import validate_tables
from pipeline.vocabulary import QuarantineReason

NAMES = [f"{'ba'[number % 2]}/page-{number:02d}" for number in range(20)]


def page(name: str, more: str = "") -> Page | Refusal:
    if more == "wordless":
        return Refusal(f"{name}.md", QuarantineReason.TOO_LARGE, " ")
    if more == "too large":
        return Refusal(f"{name}.md", QuarantineReason.TOO_LARGE, "Too large.")
    return Page(f"{name}.md", b"\xff" if more == "spoiled" else page_text(drug_id_of(name), more).encode())


def pages(edits: dict[str, str | None] | None = None) -> list[Page | Refusal]:
    """The pages in order; ``edits`` say what is added to one, or that it is not there."""
    edits = edits or {}
    return [page(name, edits.get(name) or "") for name in NAMES if edits.get(name, "") is not None]


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    return Parts(LocalStore(tmp_path))


@pytest.fixture
def old(parts: Parts) -> BatchResult:
    return make(parts, pages())


def make(parts: Parts, some: list[Page | Refusal], *old: str, full: bool = False) -> BatchResult:
    (result,) = make_parts([Batch(0, some, old)], parts, full=full)
    return result


def fresh(parts: Parts) -> Parts:
    """The same parts as another process sees them."""
    return Parts(parts._store)


def read_whole(some: list[Page | Refusal], folder: Path) -> Part:
    """What a part of these pages holds that is made without any other."""
    elsewhere = Parts(LocalStore(folder))
    return elsewhere.read(make(elsewhere, some, full=True).part)


def test_few_fresh_pages_are_kept_beside_the_old_part(parts: Parts, old: BatchResult, tmp_path: Path) -> None:
    edited = pages({NAMES[3]: "Changed.", NAMES[7]: None})
    made = make(parts, edited, old.part)
    assert (old.base, made.base, made.parsed) == (None, old.part, 1)
    assert [len(file.rows()) for file in parts.files(made.part)] == [len(NAMES), 1]
    whole = read_whole(edited, tmp_path / "whole")
    found = fresh(parts).read(made.part)
    assert (found.tables, found.header) == (whole.tables, whole.header._replace(base=old.part))
    assert all(column.num_chunks <= 1 for table in found.tables.values() for column in table.columns)
    again = make(fresh(parts), edited, made.part)
    assert (again.part, again.base, again.parsed, again.counts) == (made.part, old.part, 0, made.counts)


def test_a_supplement_is_never_supplemented_and_becomes_a_part_when_it_holds_a_quarter(
    parts: Parts, old: BatchResult, tmp_path: Path
) -> None:
    edits: dict[str, str | None] = {}
    last, bases = old, []
    for name in NAMES[:6]:
        edits[name] = "Changed."
        last = make(parts, pages(edits), last.part)
        assert last.parsed == 1
        assert fresh(parts).read(last.part).tables == read_whole(pages(edits), tmp_path / "whole").tables
        bases.append(last.base)
    assert bases == [old.part] * 5 + [None]


def test_a_part_that_holds_much_else_is_no_base(parts: Parts, old: BatchResult) -> None:
    assert make(parts, pages(dict.fromkeys(NAMES[:5], None)), old.part).base == old.part
    assert make(parts, pages(dict.fromkeys(NAMES[:6], None)), old.part).base is None


def test_a_part_made_without_old_ones_is_whole(parts: Parts, old: BatchResult) -> None:
    edited = pages({NAMES[3]: "Changed."})
    supplement = make(parts, edited, old.part)
    whole = make(parts, edited, old.part, full=True)
    assert (whole.part, whole.base, whole.parsed) == (supplement.part, None, len(NAMES))
    assert not any(file.contents.base for file in fresh(parts).files(whole.part))


def test_a_part_that_another_process_made_anew_is_read_anew(parts: Parts, old: BatchResult) -> None:
    edited = pages({NAMES[3]: "Changed."})
    supplement = make(parts, edited, old.part)
    before = parts.read(supplement.part)
    assert make(fresh(parts), edited, full=True).part == supplement.part
    after = parts.read(supplement.part)
    assert (before.header.base, after.header.base) == (old.part, None)
    assert after.tables == before.tables


@settings(max_examples=25, deadline=None)
@given(
    steps=st.lists(
        st.dictionaries(
            st.sampled_from(NAMES), st.sampled_from(["", "Changed.", "spoiled", "too large", None]), max_size=7
        ),
        min_size=1,
        max_size=4,
    )
)
def test_whatever_is_edited_time_after_time(
    steps: list[dict[str, str | None]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("edited")
    parts, edits, last = Parts(LocalStore(folder)), {}, None
    for step in steps:
        edits |= step
        last = make(fresh(parts), pages(edits), *([last.part] if last else []))
        whole = read_whole(pages(edits), folder / "whole")
        found = fresh(parts).read(last.part)
        assert found.tables == whole.tables
        assert found.header._replace(base=None) == whole.header
        parts.keep([Covered(last.part, last.first, last.last, last.base)], cache_fingerprint(), "2026.1.0")
        assert len(list((folder / PARTS).glob("*.part"))) == (2 if last.base else 1)


@pytest.mark.parametrize("hurt", ["base", "supplement"])
@pytest.mark.parametrize("how", ["flipped", "cut", "gone", "foreign"])
def test_what_is_damaged_or_gone_is_read_anew(
    parts: Parts, old: BatchResult, tmp_path: Path, hurt: str, how: str
) -> None:
    edited = pages({NAMES[3]: "Changed."})
    made = make(parts, edited, old.part)
    path = tmp_path / PARTS / (old.part if hurt == "base" else made.part)
    data = bytearray(path.read_bytes())
    if how == "flipped":
        data[-70] ^= 1
    elif how == "foreign":
        data = bytearray((tmp_path / PARTS / make(parts, [page("c/other")]).part).read_bytes())
    path.unlink() if how == "gone" else path.write_bytes(data[:-1] if how == "cut" else data)
    with pytest.raises(PartGone):
        fresh(parts).read(made.part)
    again = make(fresh(parts), edited, made.part)
    assert again.parsed == len(edited)
    found = fresh(parts).read(again.part)
    assert found.tables == read_whole(edited, tmp_path / "whole").tables
    assert again.base is None


def test_a_base_that_went_before_the_next_build_costs_its_pages(parts: Parts, old: BatchResult, tmp_path: Path) -> None:
    made = make(parts, pages({NAMES[3]: "Changed."}), old.part)
    (tmp_path / PARTS / old.part).unlink()
    edited = pages({NAMES[3]: "Changed.", NAMES[4]: "Changed."})
    assert make(fresh(parts), edited, made.part).parsed == len(edited)


def several(parts: Parts, edits: dict[str, str | None], old: dict[int, str]) -> Iterator[BatchResult]:
    """Four batches of five pages, the last first."""
    some = pages(edits)
    batches = [Batch(index, some[5 * index : 5 * index + 5], [old[index]] if old else []) for index in (3, 1, 2, 0)]
    return make_parts(batches, parts)


@contextmanager
def validations_watched() -> Iterator[list[int]]:
    """The number of drugs in each validation, as this process comes to it."""
    checked: list[int] = []

    def watch(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code is validate_tables.__code__:
            checked.append(frame.f_locals["tables"]["drugs"].num_rows)

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        yield checked
    finally:
        sys.setprofile(before)


def test_fresh_pages_of_several_batches_are_checked_together(parts: Parts, tmp_path: Path) -> None:
    edits: dict[str, str | None] = {NAMES[0]: "Changed.", NAMES[8]: "spoiled", NAMES[19]: "Changed."}
    with validations_watched() as checked:
        first = {result.index: result.part for result in several(parts, {}, {})}
        results = {result.index: result for result in several(parts, edits, first)}
    assert checked == [20, 2]
    assert {index: (result.parsed, result.base) for index, result in results.items()} == {
        index: (1, first[index]) if index != 2 else (0, None) for index in range(4)
    }
    for index, result in results.items():
        some = pages(edits)[5 * index : 5 * index + 5]
        found, whole = fresh(parts).read(result.part), read_whole(some, tmp_path / "whole")
        assert (found.tables, found.header.validation) == (whole.tables, whole.header.validation)


def test_a_batch_of_many_fresh_pages_waits_for_no_other(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_stage, "ENOUGH_FRESH", 5)
    asked: list[int] = []

    def batches() -> Iterator[Batch]:
        for index in range(4):
            asked.append(index)
            yield Batch(index, pages()[5 * index : 5 * index + 5])

    found = make_parts(batches(), parts)
    assert (next(found).index, asked) == (0, [0])
    assert [result.index for result in found] == [1, 2, 3]


def test_what_breaks_the_contract_is_said_once_and_kept_nowhere(parts: Parts, tmp_path: Path) -> None:
    results = list(several(parts, {NAMES[8]: "wordless"}, {}))
    assert len(results) == 4
    (failure,) = [failure for result in results for failure in result.failures]
    assert failure.startswith("quarantine.message is null or holds more than white space, but not in 1 of 1 rows")
    assert not (tmp_path / PARTS).exists()


def test_old_parts_that_go_while_a_batch_waits_are_a_broken_world(
    parts: Parts, old: BatchResult, tmp_path: Path
) -> None:
    def batches() -> Iterator[Batch]:
        yield Batch(0, pages({NAMES[3]: "Changed."}), [old.part])
        (tmp_path / PARTS / old.part).unlink()

    with pytest.raises(WorldBroken, match="run the build again"):
        list(make_parts(batches(), parts))


def test_the_collector_looks_at_everything_again_after_a_stage() -> None:
    before = gc.get_freeze_count(), gc.isenabled()
    with only_new_collected(), no_collection():
        assert gc.get_freeze_count() > before[0]
        assert not gc.isenabled()
    assert (gc.get_freeze_count(), gc.isenabled()) == (0, before[1])
