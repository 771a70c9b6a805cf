"""Every promise and every law: kept by good tables, and broken on purpose it gives exactly its failure."""

import math
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_tables import B, P, Part, Q, Sketch, made_tables, sample_tables

from pipeline.tables.checks import CASES_SHOWN, Check, Tables, Validation, merge
from pipeline.tables.laws import check_laws
from pipeline.tables.laws.reading import count_character, occurrences
from pipeline.tables.rows import TABLES
from pipeline.tables.schema import ColumnSpec, allowed_values
from pipeline.tables.validate import validate_tables
from pipeline.vocabulary import SectionKind

Broken = set[tuple[str, str | None, str]]
Edits = dict[tuple[str, int, str], Any]

PROJECT = Path(__file__).parent.parent
PROMISED = {"columns", "type", "not_null", "unique", "closed_list", "pattern", "not_blank", "minimum"}
"""The rules that come from ``rows.py``; all others are laws."""

RULES = len(validate_tables(sample_tables()).checks)
COLUMNS = [(name, column) for name, spec in TABLES.items() for column in spec.columns]


def column_id(case: Any) -> str:
    return case.name if isinstance(case, ColumnSpec) else str(case)


def edited(tables: Tables, edits: Edits) -> Tables:
    """The same tables with some cells replaced."""
    changed = dict(tables)
    for (name, row, column), value in edits.items():
        table = changed[name]
        place = table.column_names.index(column)
        cells = table.column(column).to_pylist()
        cells[row] = value
        changed[name] = table.set_column(
            place, table.schema.field(place), pa.array(cells, table.schema.field(place).type)
        )
    return changed


def broken(tables: Tables) -> Broken:
    return {(check.table, check.column, check.name) for check in validate_tables(tables).checks if check.failures}


def promises_broken(tables: Tables) -> Broken:
    return {case for case in broken(tables) if case[2] in PROMISED}


@pytest.fixture(scope="module")
def tables() -> Tables:
    return sample_tables()


def test_good_tables_break_nothing(tables: Tables) -> None:
    """A dataset that keeps its word has no failures, and every rule looked at every row."""
    validation = validate_tables(tables)
    assert validation.failures == ()
    assert {(check.table, check.rows) for check in validation.checks} == {
        (name, table.num_rows) for name, table in tables.items()
    }


def test_empty_tables_break_nothing() -> None:
    """No rows, no failures."""
    assert broken({name: spec.arrow_schema.empty_table() for name, spec in TABLES.items()}) == set()


@pytest.mark.parametrize("name", TABLES)
def test_a_table_without_rows_has_the_promised_shape_too(tables: Tables, name: str) -> None:
    """A column less, or one of another type, is named though no row can break a rule."""
    empty = tables[name].slice(0, 0)
    assert broken({**tables, name: empty.drop_columns(empty.column_names[0])}) == {(name, None, "columns")}
    recast = empty.set_column(0, empty.column_names[0], pa.nulls(0, pa.large_string()))
    assert broken({**tables, name: recast}) == {(name, empty.column_names[0], "type")}


def broken_values(column: ColumnSpec) -> Iterator[tuple[str, Any]]:
    """``(rule, a value that breaks it)`` for every promise of a column's values."""
    if not column.nullable:
        yield "not_null", None
    if allowed_values(column.promise):
        yield "closed_list", "nonsense"
        yield "closed_list", ""
    elif column.promise.pattern:
        yield "pattern", "No Pattern!"
        yield "pattern", ""
    elif column.python_type is str:
        yield "not_blank", ""
        yield "not_blank", " \n\u00a0"
    if column.promise.minimum is not None:
        yield "minimum", column.promise.minimum - 1


@pytest.mark.parametrize(
    ("name", "column", "rule", "value"),
    [(name, column, *case) for name, column in COLUMNS for case in broken_values(column)],
    ids=column_id,
)
def test_a_broken_value_is_named(tables: Tables, name: str, column: ColumnSpec, rule: str, value: Any) -> None:
    """One bad cell breaks one promise: that of its column, in one row."""
    validation = validate_tables(edited(tables, {(name, 1, column.name): value}))
    (check,) = [check for check in validation.checks if check.failures and check.name in PROMISED]
    assert check[:3] == (name, column.name, rule)
    assert check.failures == 1
    assert check.cases[0].endswith("null" if value is None else repr(value))
    assert check.failure in validation.failures
    assert len(validation.checks) == RULES, "the laws read around the bad cell"


@pytest.mark.parametrize(
    ("name", "column", "rule", "value"),
    [(name, column, *case) for name, column in COLUMNS if column.nullable for case in broken_values(column)],
    ids=column_id,
)
def test_a_null_beside_a_broken_value_breaks_nothing(
    tables: Tables, name: str, column: ColumnSpec, rule: str, value: Any
) -> None:
    """Rules about values pass over null, in a column that breaks them too."""
    changed = edited(tables, {(name, 0, column.name): None, (name, 1, column.name): value})
    (check,) = [check for check in validate_tables(changed).checks if check.failures and check.name in PROMISED]
    assert (check[:3], check.failures) == ((name, column.name, rule), 1)


@pytest.mark.parametrize("name", TABLES)
def test_wrong_types_are_named(tables: Tables, name: str) -> None:
    """A column of a wider or another type is refused, never converted."""
    other = {"string": pa.large_string(), "int32": pa.int64(), "int64": pa.int32(), "bool": pa.string()}
    recast = pa.schema([(field.name, other[str(field.type)]) for field in tables[name].schema])
    changed = {**tables, name: tables[name].cast(recast)}
    assert broken(changed) == {(name, column, "type") for column in recast.names}


@pytest.mark.parametrize("other", [pa.string(), pa.float64(), pa.null()], ids=str)
def test_a_column_of_nonsense_is_one_failure(tables: Tables, other: pa.DataType) -> None:
    """Where the type is wrong, no rule about values adds noise."""
    nonsense = pa.nulls(tables["bullets"].num_rows, other)
    changed = {**tables, "bullets": tables["bullets"].set_column(5, "depth", nonsense)}
    assert promises_broken(changed) <= {("bullets", "depth", "type"), ("bullets", "depth", "not_null")}
    assert ("bullets", "depth", "type") in broken(changed)


@pytest.mark.parametrize("name", TABLES)
def test_a_missing_column_is_named(tables: Tables, name: str) -> None:
    changed = {**tables, name: tables[name].drop_columns(tables[name].column_names[-1:])}
    assert (name, None, "columns") in broken(changed)


@pytest.mark.parametrize("name", TABLES)
def test_a_strange_column_order_or_table_is_named(tables: Tables, name: str) -> None:
    """No column more, none in another place, no table less."""
    table = tables[name]
    extra = table.append_column("extra", pa.nulls(table.num_rows, pa.string()))
    turned = table.select(table.column_names[::-1])
    twice = table.append_column(table.schema.field(0), table.column(0))
    for changed in (extra, turned, twice):
        assert broken({**tables, name: changed}) == {(name, None, "columns")}
    assert broken({key: value for key, value in tables.items() if key != name}) == {(name, None, "columns")}


@pytest.mark.parametrize("name", TABLES)
def test_a_key_that_occurs_twice_is_named(tables: Tables, name: str) -> None:
    """The primary key is unique, whether it is one column or several."""
    key = TABLES[name].primary_key
    first = {column: tables[name].column(column)[0].as_py() for column in key}
    changed = edited(tables, {(name, 1, column): value for column, value in first.items()})
    assert promises_broken(changed) == {(name, key[0] if len(key) == 1 else None, "unique")}


@pytest.mark.parametrize(("name", "column"), [case for case in COLUMNS if case[1].promise.unique], ids=column_id)
def test_a_unique_value_that_occurs_twice_is_named(tables: Tables, name: str, column: ColumnSpec) -> None:
    first = tables[name].column(column.name)[0].as_py()
    assert promises_broken(edited(tables, {(name, 1, column.name): first})) == {(name, column.name, "unique")}


REFERENCES = [(name, *key) for name, spec in TABLES.items() for key in spec.foreign_keys]


@pytest.mark.parametrize(("name", "column", "table", "there"), REFERENCES)
def test_a_dangling_reference_is_named(tables: Tables, name: str, column: str, table: str, there: str) -> None:
    """A value that its table does not hold."""
    assert (name, column, "foreign_key") in broken(edited(tables, {(name, 1, column): "zz:usage#0123456789"}))


@pytest.mark.parametrize(
    ("name", "column", "table", "there"), [reference for reference in REFERENCES if reference[1] != "drug_id"]
)
def test_a_reference_into_another_drug_is_named(tables: Tables, name: str, column: str, table: str, there: str) -> None:
    """The value exists, but it is another drug's."""
    owner, values = (tables[table].column(column).to_pylist() for column in ("drug_id", there))
    known = set(zip(owner, values, strict=True))
    cells = tables[name].select(["drug_id", column]).to_pylist()
    row, foreign = next(
        (row, value) for row, cell in enumerate(cells) for value in values if (cell["drug_id"], value) not in known
    )
    assert (name, column, "foreign_key") in broken(edited(tables, {(name, row, column): foreign}))


LAWS_BROKEN: list[tuple[Edits, Broken]] = [
    ({("drugs", 0, "ingredient_count"): 0}, {("drugs", "ingredient_count", "count")}),
    ({("drugs", 0, "section_count"): 3}, {("drugs", "section_count", "count")}),
    ({("drugs", 0, "paragraph_count"): 9}, {("drugs", "paragraph_count", "count")}),
    ({("drugs", 0, "bullet_count"): 0}, {("drugs", "bullet_count", "count")}),
    ({("drugs", 2, "faq_count"): 1}, {("drugs", "faq_count", "count")}),
    (
        {
            ("drugs", 3, "source_path"): "z/zetta.md",
            **{("findings", row, "source_path"): "z/zetta.md" for row in (2, 3)},
        },
        {("drugs", "drug_id", "stem")},
    ),
    (
        {("sections", 2, "section_id"): "alphadone:dosage", ("paragraphs", 2, "section_id"): "alphadone:dosage"},
        {("sections", "section_id", "identifier"), ("paragraphs", "paragraph_id", "identifier")},
    ),
    (
        {
            ("sections", 9, "section_id"): "gammavir:preamble~2",
            ("paragraphs", 7, "section_id"): "gammavir:preamble~2",
            ("paragraphs", 7, "paragraph_id"): "gammavir:preamble~2#bd14998776",
        },
        {("sections", "section_id", "identifier")},
    ),
    ({("paragraphs", 7, "paragraph_id"): "zeta:preamble#bd14998776"}, {("paragraphs", "paragraph_id", "identifier")}),
    ({("bullets", 2, "bullet_id"): "alphadone:faqs#45575633c6"}, {("bullets", "bullet_id", "identifier")}),
    ({("faqs", 1, "faq_id"): "alphadone:usage#45575633c6"}, {("faqs", "faq_id", "identifier")}),
    ({("paragraphs", 7, "paragraph_id"): "gammavir:preamble#bd14998776~2"}, {("paragraphs", "paragraph_id", "repeat")}),
    ({("bullets", 4, "bullet_id"): "alphadone:side_effects#d6bea94b06~3"}, {("bullets", "bullet_id", "repeat")}),
    ({("faqs", 1, "faq_id"): "alphadone:faqs#5d8a995a6f~2"}, {("faqs", "faq_id", "repeat")}),
    *[
        ({(name, 1, "position"): 7}, {(name, "position", "position")})
        for name in ("ingredients", "sections", "paragraphs", "bullets", "faqs")
    ],
    ({("findings", 3, "position"): 3}, {("findings", "position", "position")}),
    (
        {("sections", 9, "line_end"): 2},
        {
            ("sections", "line_end", "span"),
            ("sections", "markdown", "line_count"),
            ("paragraphs", "section_id", "inside"),
        },
    ),
    ({("paragraphs", 7, "line_end"): 2}, {("paragraphs", "line_end", "span")}),
    ({("bullets", 7, "line_end"): 10}, {("bullets", "line_end", "span")}),
    ({("faqs", 1, "line_end"): 29}, {("faqs", "line_end", "span")}),
    (
        {("sections", 0, "line_start"): 14, ("sections", 0, "line_end"): 14, ("sections", 0, "markdown"): "x"},
        {
            ("sections", "line_start", "ascending"),
            ("sections", "line_start", "overlap"),
            ("paragraphs", "section_id", "inside"),
            ("bullets", "section_id", "inside"),
        },
    ),
    (
        {("sections", 0, "line_end"): 13, ("sections", 0, "markdown"): "x" + "\n" * 10},
        {("sections", "line_start", "overlap")},
    ),
    (
        {("paragraphs", 1, "line_start"): 4, ("paragraphs", 1, "line_end"): 4},
        {("paragraphs", "line_start", "ascending"), ("paragraphs", "section_id", "inside")},
    ),
    ({("bullets", 1, "line_start"): 6, ("bullets", 1, "line_end"): 6}, {("bullets", "line_start", "ascending")}),
    ({("faqs", 1, "line_start"): 26, ("faqs", 1, "line_end"): 26}, {("faqs", "line_start", "ascending")}),
    ({("paragraphs", 0, "line_end"): 7}, {("bullets", "line_start", "one_owner")}),
    (
        {("bullets", 3, "line_start"): 14},
        {("paragraphs", "line_start", "one_owner"), ("bullets", "introduced_by", "introduction")},
    ),
    ({("faqs", 0, "line_end"): 30}, {("faqs", "line_start", "one_owner")}),
    ({("paragraphs", 7, "line_end"): 4}, {("paragraphs", "section_id", "inside")}),
    ({("bullets", 7, "line_end"): 12}, {("bullets", "section_id", "inside")}),
    ({("faqs", 1, "line_end"): 31}, {("faqs", "section_id", "inside")}),
    (
        {("bullets", 1, "parent_bullet_id"): "alphadone:usage#18ba4ea725"},
        {("bullets", "parent_bullet_id", "parent_first")},
    ),
    (
        {("bullets", 1, "parent_bullet_id"): "alphadone:usage#d6c8001cb9"},
        {("bullets", "parent_bullet_id", "parent_first"), ("bullets", "depth", "depth")},
    ),
    ({("bullets", 1, "depth"): 1}, {("bullets", "depth", "depth")}),
    ({("bullets", 0, "depth"): 3, ("bullets", 1, "depth"): 4}, {("bullets", "depth", "depth")}),
    (
        {("bullets", 3, "parent_bullet_id"): "alphadone:usage#45575633c6", ("bullets", 3, "depth"): 2},
        {("bullets", "parent_bullet_id", "same_section")},
    ),
    *[
        ({("bullets", row, "introduced_by"): f"alphadone:{there}"}, {("bullets", "introduced_by", "introduction")})
        for row, there in ((3, "usage#50ff754dd7"), (3, "how_it_works#ad74137612"), (0, "side_effects#1475d91240"))
    ],
    ({("drugs", 0, "is_combination"): True}, {("drugs", "is_combination", "combination")}),
    ({("drugs", 1, "is_combination"): False}, {("drugs", "is_combination", "combination")}),
    ({("drugs", 0, "status"): "partial"}, {("drugs", "status", "status")}),
    ({("drugs", 1, "status"): "complete"}, {("drugs", "status", "status")}),
    ({("drugs", 2, "status"): "partial"}, {("drugs", "status", "status")}),
    ({("sections", 0, "heading"): None}, {("sections", "heading_style", "style")}),
    ({("sections", 9, "heading_style"): "label"}, {("sections", "heading_style", "style")}),
    ({("sections", 5, "ingredient"): None}, {("sections", "ingredient_id", "nulls")}),
    ({("faqs", 0, "answer"): None}, {("faqs", "answer", "nulls")}),
    ({("faqs", 1, "answer_markdown"): "Yes"}, {("faqs", "answer_markdown", "nulls")}),
    ({("sections", 0, "word_count"): 0}, {("sections", "word_count", "words")}),
    ({("sections", 0, "text"): None}, {("sections", "word_count", "words")}),
    ({("sections", 0, "markdown"): "one line"}, {("sections", "markdown", "line_count")}),
    ({("faqs", 0, "answer_line"): 26}, {("faqs", "answer_line", "inside")}),
    ({("faqs", 0, "answer_line"): 29}, {("faqs", "answer_line", "inside")}),
    *[
        ({("faqs", 0, "question"): text}, {("faqs", "question", "bare")})
        for text in ("Q: Why?", "**q1:** Why?", "Q :Why?")
    ],
    *[({("faqs", 0, "answer"): text}, {("faqs", "answer", "bare")}) for text in ("A: So.", "*A: So.*", "a2: So.")],
    ({("findings", 0, "source_path"): "g/gammavir.md"}, {("findings", "source_path", "path")}),
    ({("findings", 0, "severity"): "error"}, {("findings", "severity", "severity")}),
    ({("quarantine", 0, "source_path"): "g/gammavir.md"}, {("quarantine", "source_path", "apart")}),
    *[({(name, 1, "excerpt"): "ü" * 201}, {(name, "excerpt", "length")}) for name in ("findings", "quarantine")],
]


def law_id(case: Edits | Broken) -> str:
    return "+".join(sorted(".".join(map(str, place)) for place in case))


@pytest.mark.parametrize(("edits", "expected"), LAWS_BROKEN, ids=law_id)
def test_a_broken_law_is_named(tables: Tables, edits: Edits, expected: Broken) -> None:
    """One contradiction breaks the laws that it contradicts and no other."""
    assert broken(edited(tables, edits)) == expected


@pytest.mark.parametrize("name", TABLES)
def test_rows_out_of_order_are_named(tables: Tables, name: str) -> None:
    table = tables[name]
    turned = table.take(list(range(table.num_rows))[::-1])
    column = "source_path" if name == "quarantine" else "drug_id"
    assert (name, column, "sorted") in broken({**tables, name: turned})


def test_every_law_is_broken_by_some_test(tables: Tables) -> None:
    """A law that no test breaks may check nothing."""
    proven = {case for _, expected in LAWS_BROKEN for case in expected}
    laws = {check[:3] for check in validate_tables(tables).checks if check.name not in PROMISED}
    assert {law for law in laws if law[2] not in ("sorted", "foreign_key")} == proven


def test_laws_pass_over_null(tables: Tables) -> None:
    """What is missing contradicts nothing: only the promise that it is there is broken."""
    for column in ("markdown", "section_id"):
        changed = edited(tables, {("sections", 9, column): None})
        assert {case for case in broken(changed) if case[0] == "sections"} == {("sections", column, "not_null")}


def test_tables_in_pieces_are_the_same_tables(tables: Tables) -> None:
    """Rows in several chunks, or in the middle of longer arrays, are found the same way."""
    for edits in ({}, *(edits for edits, _ in LAWS_BROKEN)):
        whole = edited(tables, edits)
        pieces = {name: pa.concat_tables([table.slice(0, 1), table.slice(1)]) for name, table in whole.items()}
        within = {
            name: pa.concat_tables([table, table, table]).combine_chunks().slice(table.num_rows, table.num_rows)
            for name, table in whole.items()
        }
        assert check_laws(pieces) == check_laws(within) == check_laws(whole)


@given(st.lists(st.none() | st.text("~\n2aé→💊")), st.integers(0, 3))
def test_characters_are_counted_in_every_text(texts: list[str | None], first: int) -> None:
    counted = count_character(pa.array(texts, pa.string())[first:], "~").tolist()
    assert [None if math.isnan(count) else count for count in counted] == [
        None if text is None else text.count("~") for text in texts[first:]
    ]


@given(st.lists(st.none() | st.sampled_from(["a", "b", "a~2", ""])))
def test_occurrences_are_counted(values: list[str | None]) -> None:
    expected = [values[: place + 1].count(value) for place, value in enumerate(values)]
    assert occurrences(pa.array(values, pa.string())).tolist() == expected


def test_plain_values_that_look_like_trouble_pass(tables: Tables) -> None:
    """Answers may begin with the letters that a mark would begin with."""
    harmless: Edits = {("faqs", 0, "question"): "Q fever: is it treated?", ("faqs", 0, "answer"): "A few: see above."}
    assert broken(edited(tables, harmless)) == set()


def test_all_failures_of_all_tables_come_at_once(tables: Tables) -> None:
    """Three broken tables, three sentences; each with table, column, rule, count and the first cases."""
    changed = edited(
        tables,
        {
            ("drugs", 0, "layout"): " ",
            ("faqs", 0, "answer"): "A: no",
            **{("bullets", row, "number"): -1 for row in range(5)},
        },
    )
    layout, number, answer = validate_tables(changed).failures
    assert layout == "drugs.layout is null or holds more than white space, but not in 1 of 4 rows (alphadone: ' ')"
    assert answer == "faqs.answer does not begin with A:, but not in 1 of 3 rows (alphadone line 27: 'A: no')"
    assert number.startswith("bullets.number is at least 0, but not in 5 of 8 rows (alphadone line 7: -1; ")
    assert number.count("line") == CASES_SHOWN


def test_a_long_value_is_cut(tables: Tables) -> None:
    (failure,) = validate_tables(edited(tables, {("faqs", 0, "answer"): "A: " + "very " * 1000})).failures
    assert len(failure) < 200


@pytest.mark.parametrize(
    "setting", [{"PANDERA_VALIDATION_ENABLED": "False"}, {"PANDERA_VALIDATION_DEPTH": "SCHEMA_ONLY"}], ids=str
)
def test_it_refuses_to_look_away(setting: dict[str, str]) -> None:
    """Pandera's own switches cannot turn validation into a formality."""
    program = "from pipeline.tables.validate import validate_tables; validate_tables({})"
    run = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **setting},
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode != 0
    assert "WrongUse: validation is switched off" in run.stderr


def test_merge_adds_batches(tables: Tables) -> None:
    """Batch by batch or all at once: the same rules, the same counts."""
    drugs = tables["drugs"].column("drug_id").to_pylist()
    batches = [{name: part(table, drugs[:2]) for name, table in tables.items()}]
    batches.append({name: part(table, drugs[2:]) for name, table in tables.items()})
    assert merge(validate_tables(batch) for batch in batches) == validate_tables(tables)
    assert merge([]) == Validation(())


def part(table: pa.Table, drugs: list[str]) -> pa.Table:
    if "drug_id" in table.column_names:
        return table.filter(pa.array([drug in drugs for drug in table.column("drug_id").to_pylist()]))
    return table if drugs[0] == "alphadone" else table.slice(0, 0)


def test_merge_keeps_the_first_cases() -> None:
    """Failures add up; cases stay few."""
    one = Validation((Check("faqs", "answer", "bare", "is bare", 10, 2, ("a", "b")),))
    two = Validation((Check("faqs", "answer", "bare", "is bare", 5, 3, ("c", "d", "e")),))
    assert merge([one, two]).checks == (Check("faqs", "answer", "bare", "is bare", 15, 5, ("a", "b", "c")),)
    assert len(merge([one, two]).failures) == 1


def test_a_validation_travels(tables: Tables) -> None:
    """Workers in other processes hand it over."""
    validation = validate_tables(edited(tables, {("faqs", 0, "answer"): "A: no"}))
    assert pickle.loads(pickle.dumps(validation)) == validation


texts = st.text(st.characters(codec="utf-8", exclude_characters="\r"), min_size=1).filter(lambda text: text.strip())
none = st.none()
bare = texts.map(lambda text: f"Is {text}?")
blocks = st.lists(
    st.one_of(st.builds(P, texts, none), st.builds(B, texts, st.just(1), none), st.builds(Q, bare, none | bare)),
    max_size=4,
)
parts = st.lists(
    st.builds(
        Part, st.sampled_from(SectionKind), blocks, st.sampled_from([None, "Alphadone", "Beta"]), none | st.just("H")
    ),
    max_size=4,
)
sketches = st.lists(
    st.builds(
        Sketch, st.sampled_from(["a", "a-b", "zeta", "ü", "9"]), parts, st.just(["Alphadone", "Beta"]), st.just([])
    ),
    unique_by=lambda sketch: sketch.drug_id,
    max_size=3,
)


@settings(max_examples=40, deadline=None)
@given(sketches)
def test_any_well_made_tables_pass(made: list[Sketch]) -> None:
    """Whatever the text says, it breaks no law by itself."""
    assert validate_tables(made_tables(made)).failures == ()
