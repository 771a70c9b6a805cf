"""What a release holds, counted part by part: exact totals, limited rows."""

from collections import Counter

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from made_tables import B, P, Part, Q, Sketch, as_table, made_tables, sample_tables

from pipeline.release.distribution import Bin, Distribution
from pipeline.release.statistics import (
    FINDINGS_SHOWN_PER_CODE,
    FORMULA_STARTS,
    QUARANTINE_SHOWN,
    Statistics,
    count_formulas,
)
from pipeline.tables.rows import TABLES
from pipeline.vocabulary import FindingCode, SectionKind


def counted(*parts: dict[str, pa.Table]) -> Statistics:
    statistics = Statistics()
    for part in parts:
        statistics.add(part)
    return statistics


def parts_of(tables: dict[str, pa.Table], border: str) -> list[dict[str, pa.Table]]:
    """The tables cut in two at a page."""
    early, late = {}, {}
    for name, table in tables.items():
        order = "drug_id" if "drug_id" in table.column_names else "source_path"
        rows = table.to_pylist()
        early[name] = as_table(name, [row for row in rows if row[order] < border])
        late[name] = as_table(name, [row for row in rows if row[order] >= border])
    return [early, late]


def test_a_release_is_counted() -> None:
    statistics = counted(sample_tables())
    assert (statistics.pages, statistics.inputs) == (4, 6)
    assert statistics.status == {"complete": 1, "partial": 1, "no_content": 2}
    assert statistics.combinations == 1
    assert statistics.rows == {name: table.num_rows for name, table in sample_tables().items()}
    assert statistics.finding_codes == {"raw_html": 1, "section_repeated": 1, "body_empty": 1, "title_missing": 1}
    assert statistics.quarantine_reasons == {"binary": 1, "not_a_file": 1}


def test_a_page_counts_once_for_a_section_or_finding_that_it_has_twice() -> None:
    twice = [Part(SectionKind.DOSAGE, [P("One a day.")], name) for name in ("Salt", "Water")]
    finding = FindingCode.FAQ_WITHOUT_ANSWER
    statistics = counted(
        made_tables([Sketch("a", twice, ["Salt", "Water"], [finding, finding]), Sketch("b", twice[:1])])
    )
    assert statistics.section_pages == {"dosage": 2}
    assert statistics.finding_codes == {"faq_without_answer": 2}
    assert statistics.finding_pages == {"faq_without_answer": 1}
    assert statistics.severities == {"warning": 2}


def test_words_and_answers_are_measured() -> None:
    part = Part(SectionKind.FAQS, [Q("Is it safe?", "Yes, it is.\nFor most people."), Q("Why?"), Q("How?", "Daily.")])
    statistics = counted(made_tables([Sketch("a", [part]), Sketch("b", [])]))
    assert statistics.answer_words.counts == {6: 1, 1: 1}
    assert statistics.questions.counts == {3: 1, 0: 1}
    assert statistics.words.counts == {5: 1}


def test_cells_that_a_spreadsheet_would_run_are_counted_by_column() -> None:
    starts = [P(f"{start}1+1 harmless words") for start in FORMULA_STARTS]
    tables = made_tables([Sketch("a", [Part(SectionKind.USAGE, [*starts, P("1+1"), P("a = b"), B("plain")])])])
    cells = counted(tables).formula_cells
    assert cells["paragraphs", "text"] == len(FORMULA_STARTS)
    assert cells["sections", "text"] == 1
    assert ("bullets", "text") not in cells


@given(st.lists(st.text("=+-@\t\r ab1", min_size=1), min_size=1))
def test_formula_cells_are_those_that_start_like_a_formula(texts: list[str]) -> None:
    tables = sample_tables()
    rows = tables["quarantine"].to_pylist()[:1]
    tables["quarantine"] = as_table("quarantine", [rows[0] | {"message": text} for text in texts])
    expected = sum(text.startswith(FORMULA_STARTS) for text in texts)
    assert counted(tables).formula_cells["quarantine", "message"] == expected


@given(st.lists(st.none() | st.text("=+-@\t\r a—é", max_size=3), max_size=12), st.integers(0, 12), st.integers(0, 12))
def test_formulas_are_counted_in_any_part_of_an_array(texts: list[str | None], start: int, length: int) -> None:
    part = pa.array(texts, pa.string()).slice(min(start, len(texts)), length)
    assert count_formulas(part) == sum(bool(text) and text[0] in FORMULA_STARTS for text in part.to_pylist())


def test_a_finding_is_shown_with_its_place_and_the_address_of_its_page() -> None:
    tables = made_tables([Sketch("a", findings=[FindingCode.RAW_HTML]), Sketch("b", findings=[FindingCode.RAW_HTML])])
    drugs = tables["drugs"].to_pylist()
    drugs[0]["source_url"] = "https://example.org/a.md"
    shown = counted(tables | {"drugs": as_table("drugs", drugs)}).findings_shown
    assert [(found.source_path, found.source_url, found.line) for found in shown] == [
        ("a/a.md", "https://example.org/a.md", 1),
        ("b/b.md", None, 1),
    ]


def test_rows_shown_are_limited_by_code_and_totals_are_exact() -> None:
    many = [FindingCode.RAW_HTML] * (FINDINGS_SHOWN_PER_CODE + 5)
    statistics = counted(made_tables([Sketch("a", findings=many), Sketch("b", findings=[FindingCode.BODY_EMPTY])]))
    assert statistics.finding_codes["raw_html"] == len(many)
    assert Counter(found.code for found in statistics.findings_shown) == {
        "raw_html": FINDINGS_SHOWN_PER_CODE,
        "body_empty": 1,
    }


def test_quarantine_rows_shown_are_limited_and_totals_are_exact() -> None:
    row = sample_tables()["quarantine"].to_pylist()[0]
    rows = [row | {"source_path": f"{number:05}.md"} for number in range(QUARANTINE_SHOWN - 1)]
    statistics = counted(*[made_tables([], rows)] * 2)
    assert statistics.quarantine_reasons.total() == 2 * len(rows)
    assert len(statistics.quarantine_shown) == QUARANTINE_SHOWN


def test_nothing_counts_as_nothing() -> None:
    statistics = counted({name: spec.arrow_schema.empty_table() for name, spec in TABLES.items()})
    assert (statistics.pages, statistics.inputs, statistics.combinations) == (0, 0, 0)
    assert statistics.words.quantile(0.5) == 0


def test_the_same_is_counted_in_one_part_or_several() -> None:
    whole, cut = counted(sample_tables()), counted(*parts_of(sample_tables(), "gammavir"))
    distributions = {"ingredients", "bullets", "questions", "words", "answer_words"}
    for name, value in vars(whole).items():
        other = getattr(cut, name)
        assert value.counts == other.counts if name in distributions else value == other


@given(st.lists(st.integers(0, 500)), st.integers(1, 60), st.integers(1, 12))
def test_bins_hold_every_number_once(numbers: list[int], width: int, limit: int) -> None:
    distribution = Distribution()
    distribution.add(pa.array([*numbers, None], pa.int32()))
    bins = distribution.bins(width, limit)
    assert [found.times for found in bins] == [sum(b.low <= number <= b.high for number in numbers) for b in bins]
    assert distribution.n == sum(found.times for found in bins) == len(numbers)
    assert len(bins) <= limit


def test_bins_end_with_the_numbers_past_the_last_one() -> None:
    distribution = Distribution()
    distribution.add(pa.array([0, 4, 5, 99]))
    assert distribution.bins(5, 2) == [Bin(0, 4, 2), Bin(5, 99, 2)]


@given(st.lists(st.integers(0, 50), min_size=1), st.floats(0.01, 1))
def test_a_quantile_is_not_passed_by_its_share(numbers: list[int], share: float) -> None:
    distribution = Distribution()
    distribution.add(pa.array(numbers))
    quantile = distribution.quantile(share)
    assert sum(number <= quantile for number in numbers) >= share * len(numbers) - 1e-9
    assert sum(number < quantile for number in numbers) < share * len(numbers)
