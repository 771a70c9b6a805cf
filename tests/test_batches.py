"""Batches and parts: borders that stay where they are, part files that are whole or nothing, rows used again."""

import ast
import io
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_pages import many_names, page_text

import pipeline
from pipeline.monograph.parse import parse_page
from pipeline.release.places import PARTS
from pipeline.sources.page import Page, Refusal, drug_id_of
from pipeline.stages.batch import Batch, make_parts
from pipeline.stages.batches import AVERAGE_PAGES, MOST_PAGES, begins_batch, cut_batches, digest_lines
from pipeline.stages.counts import count_rows
from pipeline.stages.fingerprint import _CODE, _sources, cache_fingerprint
from pipeline.stages.page_rows import PageMark, PageRows, collect_rows, count_page_rows, gather_rows
from pipeline.stages.parts import Part, PartFile, PartGone, PartHeader, read_contents, write_part
from pipeline.stages.run import BatchResult
from pipeline.stages.workspace import Covered, Parts, overlapping
from pipeline.storage.folder import LocalStore
from pipeline.tables.checks import Tables
from pipeline.tables.tabulate import tabulate
from pipeline.tables.validate import validate_tables
from pipeline.vocabulary import QuarantineReason

IDS = [f"drug-{number:05d}" for number in range(12_000)]


class TestBorders:
    def test_batches_are_about_as_large_as_they_should_be(self) -> None:
        sizes = [len(batch) for batch in cut_batches(IDS)]
        assert sum(sizes) == len(IDS)
        assert max(sizes) <= MOST_PAGES
        assert AVERAGE_PAGES / 2 < sum(sizes) / len(sizes) < AVERAGE_PAGES * 1.5

    @given(st.lists(st.sampled_from(IDS), unique=True, max_size=50).map(sorted))
    def test_pages_are_cut_and_neither_lost_nor_moved(self, ids: list[str]) -> None:
        batches = cut_batches(ids)
        assert [page for batch in batches for page in batch] == ids
        assert all(batches)

    @settings(max_examples=20)
    @given(st.sets(st.sampled_from(IDS), max_size=20))
    def test_pages_that_go_move_no_other_border(self, gone: set[str]) -> None:
        left = [page for page in IDS if page not in gone]
        firsts = {batch[0] for batch in cut_batches(left)}
        assert {page for page in left if begins_batch(page)} <= firsts

    def test_a_run_of_ids_without_a_border_is_cut_all_the_same(self) -> None:
        ids = [page for page in (f"x{number}" for number in range(4 * MOST_PAGES)) if not begins_batch(page)]
        assert {len(batch) for batch in cut_batches(ids)[:-1]} == {MOST_PAGES}

    def test_lists_that_differ_have_digests_that_differ(self) -> None:
        lists = [
            [],
            [[]],
            [[], []],
            [[""]],
            [["", ""]],
            [["ab"]],
            [["a", "b"]],
            [["a"], ["b"]],
            [["1:a,"]],
            [["a,1:b"]],
        ]
        assert len({digest_lines(lines) for lines in lists}) == len(lists)


def page(name: str, more: str = "") -> Page:
    return Page(f"{name}.md", page_text(name, more).encode())


def tables_of(pages: list[Page]) -> Tables:
    return tabulate((page, parse_page(page.data)) for page in pages)


def marks_of(pages: list[Page]) -> tuple[PageMark, ...]:
    return tuple((page.path, page.sha256) for page in pages)


def rows_of(pages: list[Page]) -> PageRows:
    tables = tables_of(pages)
    return PageRows(tables, marks_of(pages), count_page_rows(tables, [page.path for page in pages]))


@pytest.fixture(scope="module")
def part() -> Part:
    pages = [page("aspirin"), page("zinc"), Page("empty.md", b"")]
    tables = tables_of(pages)
    return Part(PartHeader(marks_of(pages), count_rows(tables), validate_tables(tables)), tables)


def encode(part: Part, *, compressed: bool = False) -> bytes:
    counts = count_page_rows(part.tables, [path for path, _ in part.header.pages])
    file = io.BytesIO()
    write_part(file, part.header, PageRows(part.tables, part.header.pages, counts), "f", compressed=compressed)
    return file.getvalue()


def read(data: bytes, fingerprint: str = "f") -> Part | None:
    try:
        file = PartFile(data, read_contents(data, fingerprint))
        file.check()
        return Part(file.contents.header(), file.rows().tables)
    except PartGone:
        return None


class TestPartFile:
    def test_a_part_reads_back(self, part: Part) -> None:
        assert read(encode(part)) == part
        assert read(encode(part, compressed=True)) == part
        assert read_contents(encode(part), "f").pages == part.header.pages

    def test_tables_are_used_where_they_stand_in_the_file(self, part: Part) -> None:
        found = read(encode(part))
        assert found
        columns = [column.chunk(0) for table in found.tables.values() for column in table.columns if table.num_rows]
        buffers = [buffer for column in columns for buffer in column.buffers() if buffer]
        assert not [buffer.address for buffer in buffers if buffer.address % 8]

    def test_the_same_part_has_the_same_bytes(self, part: Part) -> None:
        chunks = {name: pa.concat_tables([table.slice(0, 1), table.slice(1)]) for name, table in part.tables.items()}
        assert encode(Part(part.header, chunks)) == encode(part)

    def test_a_part_of_another_parser_is_none(self, part: Part) -> None:
        assert read(encode(part), "g") is None

    @given(data=st.data())
    def test_a_damaged_part_is_none(self, data: st.DataObject, part: Part) -> None:
        good = encode(part)
        place = data.draw(st.integers(0, len(good) - 1))
        flipped = bytearray(good)
        flipped[place] ^= data.draw(st.integers(1, 255))
        assert read(bytes(flipped)) is None
        assert read(good[:place]) is None
        assert read(good + b"\0") is None

    @given(st.binary())
    def test_anything_else_is_none(self, data: bytes) -> None:
        assert read(data) is None


class TestReuse:
    @given(st.lists(st.booleans(), min_size=5, max_size=5), st.permutations(range(5)))
    def test_rows_from_two_places_are_the_rows_of_one(self, old: list[bool], order: list[int]) -> None:
        pages = [page("a"), page("b", "More."), Page("c.md", b"\0"), page("d"), Page("e.md", b"---\n---\n")]
        kept = rows_of([pages[index] for index in order if old[index]])
        fresh = rows_of([page for page, is_old in zip(pages, old, strict=True) if not is_old])
        assert collect_rows(marks_of(pages), [kept, fresh]) == tables_of(pages)
        some = gather_rows(marks_of(pages[1:4]), [kept, fresh])
        assert some.tables == tables_of(pages[1:4])
        assert some.counts.tolist() == rows_of(pages[1:4]).counts.tolist()
        with pytest.raises(KeyError):
            collect_rows([("a.md", "other bytes")], [kept, fresh])

    def test_parts_are_found_by_the_ids_that_they_cover(self) -> None:
        parts = [Covered("1", "a", "c"), Covered("2", "d", "f"), Covered("3", "g", "k")]
        assert overlapping(parts, "c", "d") == ["1", "2"]
        assert overlapping(parts, "ca", "cz") == []
        assert overlapping(parts, "h", "z") == ["3"]
        assert overlapping(parts, "", "zz") == ["1", "2", "3"]
        assert overlapping([], "a", "b") == []


class TestMakingParts:
    @pytest.fixture
    def parts(self, tmp_path: Path) -> Parts:
        return Parts(LocalStore(tmp_path))

    def make(self, parts: Parts, pages: list[Page | Refusal], *old: str, full: bool = False) -> BatchResult:
        (result,) = make_parts([Batch(0, pages, old)], parts, full=full)
        return result

    def test_only_what_is_new_is_parsed(self, parts: Parts) -> None:
        first = self.make(parts, [page("a"), page("b"), page("c")])
        assert (first.parsed, first.first, first.last) == (3, "a", "c")
        again = self.make(parts, [page("a"), page("b"), page("c")])
        assert (again.parsed, again.part, again.counts) == (0, first.part, first.counts)
        changed = self.make(parts, [page("a"), page("b", "Changed."), page("c"), page("d")], first.part)
        assert changed.parsed == 2
        assert self.make(parts, [page("a"), page("b"), page("c")], full=True).parsed == 3

    def test_a_part_is_the_same_whatever_was_used_again(self, parts: Parts, tmp_path: Path) -> None:
        pages: list[Page | Refusal] = [
            *(page("a"), page("b"), Page("c.md", b"\xff"), page("d")),
            Refusal("e.md", QuarantineReason.TOO_LARGE, "Too large."),
        ]
        old = self.make(parts, [page("a", "Old."), *pages[1:3], pages[4]])
        mixed = self.make(parts, pages, old.part)
        made = (tmp_path / PARTS / mixed.part).read_bytes()
        assert mixed.parsed == 2
        whole = self.make(parts, pages, full=True)
        assert (tmp_path / PARTS / whole.part).read_bytes() == made
        assert whole.counts == mixed.counts
        assert whole.counts.quarantine == {"not_utf8": 1, "too_large": 1}

    def test_a_moved_page_is_not_taken_for_the_old_one(self, parts: Parts) -> None:
        old = self.make(parts, [page("a")])
        moved = self.make(parts, [Page("folder/a.md", page("a").data)], old.part)
        assert moved.parsed == 1

    @pytest.mark.parametrize("damage", [b"", b"half", None])
    def test_a_damaged_or_missing_part_is_made_again(self, damage: bytes | None, parts: Parts, tmp_path: Path) -> None:
        pages: list[Page | Refusal] = [page("a"), page("b")]
        first = self.make(parts, pages)
        path = tmp_path / PARTS / first.part
        good = path.read_bytes()
        path.unlink() if damage is None else path.write_bytes(good[:100] if damage == b"half" else damage)
        again = self.make(parts, pages, first.part)
        assert again.parsed == 2
        assert (tmp_path / PARTS / again.part).read_bytes() == good

    def test_only_the_parts_of_the_last_build_are_kept(self, parts: Parts, tmp_path: Path) -> None:
        kept, gone = self.make(parts, [page("a")]), self.make(parts, [page("b")])
        covered = [Covered(kept.part, "a", "a")]
        parts.keep(covered, cache_fingerprint(), "2026.1.0")
        assert parts.covered(cache_fingerprint()) == covered
        assert parts.covered(cache_fingerprint(), "2026.1.0") == covered
        assert parts.covered(cache_fingerprint(), "2026.2.0") == []
        assert parts.covered("another parser") == []
        assert gone.part != kept.part
        assert sorted(path.name for path in (tmp_path / PARTS).iterdir()) == sorted([kept.part, "index.json"])

    @pytest.mark.parametrize(
        "index", ["", "{", "[]", "null", '{"fingerprint": "f"}', '{"fingerprint": "f", "parts": [1]}']
    )
    def test_a_damaged_index_is_as_good_as_none(self, index: str, parts: Parts, tmp_path: Path) -> None:
        LocalStore(tmp_path).write(f"{PARTS}/index.json", index.encode())
        assert parts.covered("f") == []


def test_pages_come_in_the_order_of_their_ids() -> None:
    assert [drug_id_of(name) for name in sorted(many_names(9), key=drug_id_of)][:2] == ["tablet-00000", "tablet-00001"]


def test_all_code_that_shapes_rows_is_in_the_fingerprint() -> None:
    """What the parser and the tables import would change rows unnoticed by the cache; errors are only raised.

    A page names the description of its source as a type, and asks nothing of it.
    """
    root = Path(pipeline.__file__).parent
    code = [path for name in _CODE for path in _sources(root / name)]
    imported = {
        name
        for path in code
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (name := node.module or "").startswith("pipeline.")
    }
    covered = {"pipeline." + path.relative_to(root).with_suffix("").as_posix().replace("/", ".") for path in code}
    assert imported - {name.removesuffix(".__init__") for name in covered} <= {
        "pipeline.errors",
        "pipeline.sources.description",
    }
