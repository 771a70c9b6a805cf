"""Two releases compared: exactly what was changed is named, however the files are cut."""

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_tables import B, P, Part, Q, Sketch, as_table, made_tables, sample_tables
from written_releases import write_parquet

from pipeline.errors import ReleaseDamaged
from pipeline.release.changes import comparison_json, render_changes, render_text, summarize
from pipeline.release.comparison import Comparison
from pipeline.release.compatibility import schema_document
from pipeline.release.diff import compare_releases
from pipeline.release.table_tally import SAMPLES
from pipeline.tables.rows import TABLES
from pipeline.vocabulary import FindingCode, SectionKind

Block = P | B | Q
CONTENT = ("paragraphs", "bullets", "faqs")
KINDS = (SectionKind.USAGE, SectionKind.DOSAGE, SectionKind.FAQS)


def compared(old: dict[str, pa.Table], new: dict[str, pa.Table], *, cut: tuple[list[str], list[str]]) -> Comparison:
    with TemporaryDirectory() as folder:
        before = write_parquet(Path(folder) / "old", old, cut[0])
        return compare_releases(before, write_parquet(Path(folder) / "new", new, cut[1]))


def words_of(block: Block, *more: str) -> Block:
    """The block with words added to its end."""
    if isinstance(block, Q):
        return Q(" ".join([block.question, *more]), block.answer)
    return block._replace(text=" ".join([block.text, *more]))


@dataclass
class Planted:
    """An old and a new state of a collection, and what was done to come from one to the other."""

    old: dict[str, list[list[Block]]] = field(default_factory=dict)
    new: dict[str, list[list[Block]]] = field(default_factory=dict)
    rows: Counter[tuple[str, str]] = field(default_factory=Counter)
    touched: set[str] = field(default_factory=set)

    def note(self, drug_id: str, block: Block, change: str) -> None:
        table = {P: "paragraphs", B: "bullets", Q: "faqs"}[type(block)]
        self.rows[table, change] += 1
        self.touched.add(drug_id)


@st.composite
def planted_changes(draw: st.DrawFn) -> Planted:
    """Pages that come, go, stay and are edited; in one gap between known rows, rows only come or only go."""
    planted = Planted()
    for number in range(draw(st.integers(1, 6))):
        drug_id = f"drug-{number}"
        sections = [draw(blocks(f"{drug_id} {kind}")) for kind in KINDS]
        fate = draw(st.sampled_from(["stays", "stays", "edited", "edited", "comes", "goes"]))
        if fate != "comes":
            planted.old[drug_id] = sections
        if fate == "edited":
            planted.new[drug_id] = [edit(draw, planted, drug_id, section) for section in sections]
        elif fate != "goes":
            planted.new[drug_id] = sections
    return planted


def blocks(name: str) -> st.SearchStrategy[list[Block]]:
    """Up to five blocks, no two with the same words, so that each is one row with an identifier of its own."""
    makers = st.lists(st.sampled_from([P, B, Q]), max_size=5)
    return makers.map(lambda made: [maker(f"{name} words {number} of the block") for number, maker in enumerate(made)])


def edit(draw: st.DrawFn, planted: Planted, drug_id: str, section: list[Block]) -> list[Block]:
    edited: list[Block] = []
    for number, block in enumerate(section):
        fate = draw(st.sampled_from(["keep", "keep", "edit", "remove"]))
        if fate != "keep":
            planted.note(drug_id, block, {"edit": "changed", "remove": "removed"}[fate])
        if fate != "remove":
            edited.append(words_of(block, f"edited {number}") if fate == "edit" else block)
    if edited == section and draw(st.booleans()):
        place = draw(st.integers(0, len(section)))
        edited.insert(place, P("wholly other prose that nobody wrote before"))
        planted.note(drug_id, edited[place], "added")
    return edited


def tables_of(state: dict[str, list[list[Block]]]) -> dict[str, pa.Table]:
    return made_tables(
        [
            Sketch(drug_id, [Part(kind, found) for kind, found in zip(KINDS, sections, strict=True)], ["Water"])
            for drug_id, sections in state.items()
        ]
    )


@settings(max_examples=60, deadline=None)
@given(planted_changes(), st.lists(st.sampled_from([f"drug-{n}" for n in range(7)]), max_size=3), st.data())
def test_planted_changes_are_named_exactly_and_nothing_else_is(
    planted: Planted, cut_old: list[str], data: st.DataObject
) -> None:
    cut_new = data.draw(st.lists(st.sampled_from([f"drug-{n}" for n in range(7)]), max_size=3))
    found = compared(tables_of(planted.old), tables_of(planted.new), cut=(cut_old, cut_new))
    came, went = planted.new.keys() - planted.old.keys(), planted.old.keys() - planted.new.keys()
    assert found.pages_added == tuple(sorted(came))
    assert found.pages_removed == tuple(sorted(went))
    assert found.pages_changed == tuple(sorted(planted.touched))
    assert found.is_same == (planted.old == planted.new)
    for name in CONTENT:
        table = found.table(name)
        assert table.changed == planted.rows[name, "changed"]
        assert table.added - table.added_with_pages == planted.rows[name, "added"]
        assert table.removed - table.removed_with_pages == planted.rows[name, "removed"]
        assert table.old_rows + table.added - table.removed == table.new_rows
    assert found.table("ingredients").total == len(came) + len(went)
    assert {sample.page for table in found.tables for sample in table.samples} <= came | went | planted.touched


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_planted_cell_is_shown_with_its_old_and_new_value(data: st.DataObject) -> None:
    """One cell of any text column that names nothing, in any table, set to another value."""
    tables = sample_tables()
    table, column = data.draw(
        st.sampled_from(
            [
                (name, column.name)
                for name, spec in TABLES.items()
                for column in spec.columns
                if column.python_type is str
                and not (column.promise.key or column.promise.refers or column.promise.provenance)
                and not (name == "findings" or column.name == "source_path" or column.promise.values)
            ]
        )
    )
    rows = tables[table].to_pylist()
    row = data.draw(st.sampled_from(range(len(rows))))
    before, rows[row][column] = rows[row][column], "planted"
    found = compared(tables, tables | {table: as_table(table, rows)}, cut=([], []))
    assert [(change.table, change.total, change.changed) for change in found.tables if change.total] == [(table, 1, 1)]
    (sample,) = found.table(table).samples
    assert [(cell.column, cell.old, cell.new) for cell in sample.cells] == [(column, before, "planted")]


@pytest.mark.parametrize("borders", [[], ["alphadone-betamine", "zeta"], ["b", "c", "d"]])
def test_the_same_tables_are_the_same_however_they_are_cut(borders: list[str]) -> None:
    found = compared(sample_tables(), sample_tables(), cut=(["gammavir"], borders))
    assert found.is_same
    assert "No change" in summarize(found)


def test_where_a_page_was_read_is_no_change() -> None:
    tables = sample_tables()
    drugs = [
        row | {"source_commit": "f" * 40, "source_url": "https://example.org"} for row in tables["drugs"].to_pylist()
    ]
    assert compared(tables, tables | {"drugs": as_table("drugs", drugs)}, cut=([], [])).is_same


def test_rows_pushed_down_the_page_have_moved_and_not_changed() -> None:
    old = made_tables([Sketch("a", [Part(SectionKind.USAGE, [B("First"), B("Second", 2)])])])
    new = made_tables([Sketch("a", [Part(SectionKind.USAGE, [P("Something new."), B("First"), B("Second", 2)])])])
    bullets = compared(old, new, cut=([], [])).table("bullets")
    assert (bullets.moved, bullets.changed, bullets.added, bullets.removed) == (2, 0, 0, 0)
    assert bullets.samples == ()


def test_an_edited_parent_does_not_change_its_children() -> None:
    old = made_tables([Sketch("a", [Part(SectionKind.USAGE, [B("Pain of the head"), B("Migraine", 2)])])])
    new = made_tables([Sketch("a", [Part(SectionKind.USAGE, [B("Pain of the whole head"), B("Migraine", 2)])])])
    bullets = compared(old, new, cut=([], [])).table("bullets")
    assert (bullets.changed, bullets.moved, bullets.total) == (1, 1, 2)
    assert len(bullets.samples) == 1


TAKE, AVOID = P("Take it for:", introduces=True), P("Avoid it with:", introduces=True)
PAIN, FEVER, ULCERS, BLEEDING = B("Pain"), B("Fever"), B("Ulcers"), B("Bleeding", 2)


@pytest.mark.parametrize(
    ("blocks", "changed", "moved"),
    [
        pytest.param([TAKE._replace(text="For:"), PAIN, FEVER, AVOID, ULCERS, BLEEDING], 0, 2, id="one edited"),
        pytest.param(
            [TAKE._replace(text="For:"), PAIN, FEVER, AVOID._replace(text="Not:"), ULCERS, BLEEDING],
            0,
            4,
            id="both edited",
        ),
        pytest.param([AVOID, PAIN, FEVER, AVOID, ULCERS, BLEEDING], 0, 4, id="the same words twice"),
        pytest.param(
            [TAKE._replace(introduces=False), PAIN, FEVER, AVOID, ULCERS, BLEEDING], 2, 0, id="no introduction"
        ),
        pytest.param([TAKE, PAIN, AVOID, FEVER, ULCERS, BLEEDING], 1, 0, id="a bullet in the other list"),
        pytest.param([TAKE, PAIN, FEVER, ULCERS, BLEEDING], 2, 0, id="both lists in one"),
    ],
)
def test_an_edited_introduction_does_not_change_its_list(blocks: list[Block], changed: int, moved: int) -> None:
    """What does: that a bullet has none any more, or one that introduces others before and after."""
    states = [
        made_tables([Sketch("a", [Part(SectionKind.USAGE, said)])])
        for said in ([TAKE, PAIN, FEVER, AVOID, ULCERS, BLEEDING], blocks)
    ]
    for old, new in (states, reversed(states)):
        bullets = compared(old, new, cut=([], [])).table("bullets")
        assert (bullets.changed, bullets.moved, bullets.total) == (changed, moved, changed + moved)
        assert dict(bullets.columns) == ({"introduced_by": changed} if changed else {})


def test_an_edited_row_is_told_from_a_removed_neighbour() -> None:
    old = made_tables([Sketch("a", [Part(SectionKind.USAGE, [B("Headache"), B("Fever of unknown origin")])])])
    new = made_tables([Sketch("a", [Part(SectionKind.USAGE, [B("Fever of wholly unknown origin")])])])
    bullets = compared(old, new, cut=([], [])).table("bullets")
    assert [(sample.change, sample.cells[0].old, sample.cells[0].new) for sample in bullets.samples] == [
        ("changed", "Fever of unknown origin", "Fever of wholly unknown origin"),
        ("removed", "Headache", None),
    ]


def test_a_row_that_goes_to_another_section_is_one_change() -> None:
    old = made_tables([Sketch("a", [Part(SectionKind.OTHER, [P("Keep it dry."), P("Keep it cool.")])])])
    new = made_tables([Sketch("a", [Part(SectionKind.USAGE, [P("Keep it dry."), P("Keep it cool.")])])])
    paragraphs = compared(old, new, cut=([], [])).table("paragraphs")
    assert (paragraphs.changed, paragraphs.total) == (2, 2)
    assert paragraphs.columns == (("section_id", 2),)


def test_findings_are_gained_and_cured_by_code() -> None:
    old = made_tables([Sketch("a", findings=[FindingCode.RAW_HTML, FindingCode.BODY_EMPTY])])
    new = made_tables([Sketch("a", findings=[FindingCode.BODY_EMPTY, FindingCode.TITLE_MISSING])])
    found = compared(old, new, cut=([], [])).table("findings")
    assert [tuple(kind) for kind in found.kinds] == [("title_missing", 1, 0), ("raw_html", 0, 1)]
    assert found.moved == 1
    assert "`raw_html`: 0 gained, 1 cured" in render_changes(compared(old, new, cut=([], [])))


def test_quarantine_gained_and_cured_changes_no_page() -> None:
    tables = sample_tables()
    found = compared(tables, tables | {"quarantine": tables["quarantine"].slice(1)}, cut=([], []))
    assert (found.pages_added, found.pages_removed, found.pages_changed) == ((), (), ())
    assert [tuple(kind) for kind in found.table("quarantine").kinds] == [("not_a_file", 0, 1)]
    assert not found.is_same


def test_an_ingredient_spelled_in_another_way_is_one_change() -> None:
    old = made_tables([Sketch("a", ingredients=["Water", "Salt"])])
    new = made_tables([Sketch("a", ingredients=["Water", "Sea Salt"])])
    found = compared(old, new, cut=([], [])).table("ingredients")
    assert (found.changed, found.total) == (1, 1)
    assert dict(found.columns) == {"ingredient": 1, "ingredient_id": 1}


def test_samples_are_capped_and_totals_are_not() -> None:
    pages = [
        Sketch(f"drug-{number:03}", [Part(SectionKind.USAGE, [P("Some old words here.")])]) for number in range(90)
    ]
    busy = [P(f"Number {number} of many.") for number in range(9)]
    pages.append(Sketch("many", [Part(SectionKind.USAGE, busy)]))
    old = made_tables(pages)
    for page in pages:
        page.parts = [Part(SectionKind.USAGE, [words_of(block, "More.") for block in page.parts[0].blocks])]  # type: ignore[misc]
    found = compared(old, made_tables(pages), cut=(["drug-050"], ["drug-020", "drug-070"]))
    paragraphs = found.table("paragraphs")
    assert paragraphs.changed == 99
    assert len(paragraphs.samples) == SAMPLES
    assert [sample.page for sample in paragraphs.samples[:4]] == ["many", "many", "many", "drug-000"]
    assert len(found.pages_changed) == 91
    assert "and 61 more" in render_changes(found)


def test_the_first_release_says_so(tmp_path: Path) -> None:
    found = compare_releases(None, write_parquet(tmp_path / "new", sample_tables()), new_version="2026.11.0")
    assert "first release" in render_changes(found)
    assert "first release" in render_text(found)
    assert json.loads(comparison_json(found))["is_first"] is True


def test_long_texts_are_shown_where_they_differ() -> None:
    old = made_tables([Sketch("a", [Part(SectionKind.USAGE, [P("same " * 100 + "before " + "tail " * 100)])])])
    new = made_tables([Sketch("a", [Part(SectionKind.USAGE, [P("same " * 100 + "after " + "tail " * 100)])])])
    (cell,) = compared(old, new, cut=([], [])).table("paragraphs").samples[0].cells
    assert "before" in str(cell.old)
    assert "after" in str(cell.new)
    assert len(str(cell.old)) < 200


def test_words_of_pages_do_nothing_in_the_documents() -> None:
    hostile = "`</script>`` <script>alert(1)</script> \x1b[31m \u202e\n# heading"
    old = made_tables([Sketch("a", [Part(SectionKind.USAGE, [P("Plain words.")])])])
    new = made_tables([Sketch("a", [Part(SectionKind.USAGE, [P(hostile)])])])
    found = compared(old, new, cut=([], []))
    assert "\x1b" not in render_text(found)
    assert "\u202e" not in render_text(found)
    assert "``` `</script>`` <script>alert(1)</script>" in render_changes(found)
    assert "\n# heading" not in render_changes(found)
    assert json.loads(comparison_json(found))["tables"]


def write_promise(release: Path, version: str, tables: dict[str, dict[str, Any]]) -> None:
    """Write a manifest that promises these tables."""
    promised = {name: {"rows": 0, **table} for name, table in tables.items()}
    said = {"version": version, "schema_version": "1.0.0", "source": {"commit": None}, "files": [], "tables": promised}
    (release / "manifest.json").write_text(json.dumps(said))


def test_the_schemas_of_the_manifests_are_compared(tmp_path: Path) -> None:
    old, new = (write_parquet(tmp_path / name, sample_tables()) for name in ("old", "new"))
    write_promise(old, "2026.10.0", {"extra": {"columns": []}})
    write_promise(new, "2026.11.0", {})
    found = compare_releases(old, new)
    assert [tuple(change)[:3] for change in found.schema] == [("extra", None, "major")]
    assert not found.is_same
    assert render_changes(found).startswith("# Changes in 2026.11.0\n\nChanges since 2026.10.0.")
    assert "schema: extra: the table is removed (major)" in render_text(found)


def test_what_the_manifests_say_of_the_source_is_compared_and_quoted(tmp_path: Path) -> None:
    old, new = (write_parquet(tmp_path / name, sample_tables()) for name in ("old", "new"))
    for release, version, title in ((old, "2026.10.0", None), (new, "2026.11.0", "<b>\x1b[31m `x`")):
        write_promise(release, version, {name: {"columns": []} for name in TABLES})
        said = json.loads((release / "manifest.json").read_text())
        said["source"]["title"] = title
        (release / "manifest.json").write_text(json.dumps(said))
    found = compare_releases(old, new)
    assert not found.is_same
    assert summarize(found).endswith("Rows: none changed. Description: source.title.")
    assert "\x1b" not in render_text(found) + render_changes(found)
    assert "- `source.title`: `null` → `` <b>" in render_changes(found)
    assert json.loads(comparison_json(found))["description"][0]["old"] is None


def test_a_column_that_one_release_lacks_is_a_change_of_the_schema_alone(tmp_path: Path) -> None:
    tables = sample_tables()
    old = write_parquet(tmp_path / "old", tables | {"faqs": tables["faqs"].drop_columns(["answer_line"])})
    assert compare_releases(old, write_parquet(tmp_path / "new", tables)).table("faqs").total == 0


def test_a_table_that_the_old_release_did_not_promise_is_new(tmp_path: Path) -> None:
    tables = sample_tables()
    old, new = write_parquet(tmp_path / "old", tables), write_parquet(tmp_path / "new", tables)
    (old / "parquet" / "faqs.parquet").unlink()
    promised = {name: table for name, table in schema_document().items() if name != "faqs"}
    write_promise(old, "2026.10.0", promised)
    found = compare_releases(old, new)
    rows = tables["faqs"].num_rows
    assert found.table("faqs").added == found.table("faqs").total == rows
    assert [(change.table, change.sentence) for change in found.schema] == [("faqs", "the table is new")]


def test_rows_under_another_key_are_other_rows(tmp_path: Path) -> None:
    tables = sample_tables()
    names = ["id" if name == "faq_id" else name for name in tables["faqs"].column_names]
    old = write_parquet(tmp_path / "old", tables | {"faqs": tables["faqs"].rename_columns(names)})
    found = compare_releases(old, write_parquet(tmp_path / "new", tables)).table("faqs")
    rows = tables["faqs"].num_rows
    assert (found.added, found.removed, found.changed) == (rows, rows, 0)


def test_a_page_cut_by_a_row_group_is_still_one_page(tmp_path: Path) -> None:
    old = write_parquet(tmp_path / "old", sample_tables())
    new = write_parquet(tmp_path / "new", sample_tables())
    for name, table in sample_tables().items():
        pq.write_table(table, new / "parquet" / f"{name}.parquet", row_group_size=1)
    assert compare_releases(old, new).is_same


def test_a_folder_without_tables_is_no_release(tmp_path: Path) -> None:
    new = write_parquet(tmp_path / "new", sample_tables())
    with pytest.raises(ReleaseDamaged, match="cannot be compared"):
        compare_releases(tmp_path, new)


def test_the_same_comparison_is_written_in_the_same_bytes(tmp_path: Path) -> None:
    tables = sample_tables()
    old = write_parquet(tmp_path / "old", tables)
    new = write_parquet(tmp_path / "new", {name: table.slice(1) for name, table in tables.items()})
    first, second = compare_releases(old, new), compare_releases(old, new)
    assert comparison_json(first) == comparison_json(second)
    assert render_changes(first) == render_changes(second)
