"""A sound release verifies; any damage to it, and any claim that its source does not bear out, is found."""

import hashlib
import json
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_pages import page_text, write_pages
from made_tables import as_table
from tagged_pages import MANNERS, read_manner

from pipeline.build import build
from pipeline.errors import ReleaseDamaged, SchemaBroken, WrongUse
from pipeline.release.compatibility import check_schema
from pipeline.release.diff import compare_releases
from pipeline.release.manifest import read_manifest, same_tables
from pipeline.release.verify import Verification, verify_release
from pipeline.release.verify.page_lines import PageLines
from pipeline.stages.latest import Latest
from pipeline.stages.run import BuildRequest

Rows = list[dict[str, Any]]
RAW = Path(__file__).parent.parent / "raw"
NAMES = ["a/aspirin", "b/betamine", "c/gammavir"]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_pages(tmp_path_factory.mktemp("raw"), NAMES)


@pytest.fixture(scope="module")
def made(pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(pages, tmp_path_factory.mktemp("outputs"))


@pytest.fixture
def release(made: Path, tmp_path: Path) -> Path:
    """A release of its own for a test to damage."""
    return Path(shutil.copytree(made, tmp_path / "release"))


def built(raw: Path, outputs: Path) -> Path:
    build(BuildRequest(str(raw), str(outputs), "2026.11.0"))
    return outputs / "releases" / "2026.11.0"


def sign(release: Path) -> None:
    """Make sums, sizes and row counts right again, as somebody who damages a release with care would."""
    manifest = json.loads((release / "manifest.json").read_text())
    manifest["files"] = [file for file in manifest["files"] if (release / file["path"]).exists()]
    for file in manifest["files"]:
        data = (release / file["path"]).read_bytes()
        file |= {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    for name, table in manifest["tables"].items():
        table["rows"] = pq.read_metadata(release / "parquet" / f"{name}.parquet").num_rows
    (release / "manifest.json").write_text(json.dumps(manifest))
    sums = {path.relative_to(release).as_posix(): path.read_bytes() for path in release.rglob("*") if path.is_file()}
    del sums["SHA256SUMS"]
    lines = [f"{hashlib.sha256(data).hexdigest()}  {path}\n" for path, data in sorted(sums.items())]
    (release / "SHA256SUMS").write_text("".join(lines))


def describe(release: Path) -> None:
    """Make sizes and sums in the data package right again."""
    path = release / "datapackage.json"
    package = json.loads(path.read_text())
    for resource in package["resources"]:
        data = (release / resource["path"]).read_bytes()
        resource |= {"bytes": len(data), "hash": f"sha256:{hashlib.sha256(data).hexdigest()}"}
    path.write_text(json.dumps(package))


def rewrite(release: Path, name: str, edit: Callable[[Rows], object]) -> None:
    """Edit the rows of a table in both formats, and sign the release anew."""
    rows = pq.read_table(release / "parquet" / f"{name}.parquet").to_pylist()
    edit(rows)
    table = as_table(name, rows)
    pq.write_table(table, release / "parquet" / f"{name}.parquet")
    options = pyarrow.csv.WriteOptions(quoting_style="needed")
    pyarrow.csv.write_csv(table, release / "csv" / f"{name}.csv", options)
    describe(release)
    sign(release)


def said(verification: Verification) -> str:
    return verification.render_text()


def test_a_built_release_is_sound(made: Path, pages: Path) -> None:
    verification = verify_release(made, str(pages))
    assert verification.is_sound, said(verification)
    assert verification.version == "2026.11.0"
    assert verification.notes == ()
    assert verification.counts["source pages"] == len(NAMES)
    assert said(verification).endswith("release 2026.11.0 is sound\n")


def test_our_own_pages_make_a_sound_release(tmp_path: Path) -> None:
    verification = verify_release(built(RAW, tmp_path), str(RAW))
    assert verification.is_sound, said(verification)
    assert verification.counts["source lines"] > 1_000


def test_a_release_of_every_manner_of_writing_is_sound(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    for path in MANNERS:
        (raw / f"{path.stem}.md").write_text(read_manner(path)[0])
    verification = verify_release(built(raw, tmp_path / "outputs"), str(raw))
    assert verification.is_sound, said(verification)


@pytest.mark.skipif(
    not (RAW.parent.parent / "shared/corpus").is_dir(), reason="the corpus beside the project is not here"
)
def test_every_twentieth_page_of_the_corpus_is_borne_out_by_its_lines(tmp_path: Path) -> None:
    corpus = RAW.parent.parent / "shared/corpus"
    (tmp_path / "raw").mkdir()
    for path in sorted(corpus.rglob("*.md"))[::20]:
        shutil.copy(path, tmp_path / "raw")
    verification = verify_release(built(tmp_path / "raw", tmp_path / "outputs"), str(tmp_path / "raw"))
    assert verification.is_sound, said(verification)
    assert verification.counts["source pages"] > 200


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_byte_that_changes_is_found(made: Path, data: st.DataObject) -> None:
    files = sorted(path for path in made.rglob("*") if path.is_file())
    path = data.draw(st.sampled_from(files))
    good = path.read_bytes()
    place = data.draw(st.integers(0, len(good) - 1))
    path.write_bytes(good[:place] + bytes([good[place] ^ data.draw(st.integers(1, 255))]) + good[place + 1 :])
    try:
        assert not verify_release(made).is_sound
    finally:
        path.write_bytes(good)


def drop(path: str) -> Callable[[Path], object]:
    return lambda release: (release / path).unlink()


def put(path: str, text: str) -> Callable[[Path], object]:
    return lambda release: (release / path).write_text(text)


def edit_manifest(**said: object) -> Callable[[Path], object]:
    def edit(release: Path) -> None:
        path = release / "manifest.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | said))

    return edit


def end_sums_with(end: str) -> Callable[[Path], object]:
    def edit(release: Path) -> None:
        path = release / "SHA256SUMS"
        path.write_bytes(path.read_bytes()[:-1] + end.encode())

    return edit


def link(release: Path) -> None:
    (release / "NOTICE").unlink()
    (release / "NOTICE").symlink_to(release / "README.md")


def lead_out(release: Path) -> None:
    digest = hashlib.sha256((release / "README.md").read_bytes()).hexdigest()
    (release.parent / "outside").write_bytes((release / "README.md").read_bytes())
    with (release / "SHA256SUMS").open("a") as sums:
        sums.write(f"{digest}  ../outside\n")


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (drop("README.md"), "a listed file is missing (1)\n  README.md"),
        (drop("parquet/faqs.parquet"), "rows, laws, CSV and other copies were not checked"),
        (drop("SHA256SUMS"), "the sums cannot be read"),
        (drop("manifest.json"), "the manifest cannot be read"),
        (put("manifest.json", "{"), "manifest.json is no JSON"),
        (put("manifest.json", "[" * 100_000), "manifest.json is no JSON"),
        (put("manifest.json", "[]"), "is no manifest"),
        (put("manifest.json", "{}"), "version: Field required"),
        (edit_manifest(files=[{}]), "files.0.path: Field required"),
        (edit_manifest(schema_version="1"), "schema_version: String should match pattern"),
        (
            edit_manifest(tables={"drugs": {"rows": True, "columns": []}}),
            "tables.drugs.rows: Input should be a valid integer",
        ),
        (edit_manifest(tables=[]), "tables: Input should be a valid dictionary"),
        (edit_manifest(include=["["]), "the pattern '[' has a [ that is not closed"),
        (put("SHA256SUMS", "x\n"), "a line of the sums is none"),
        (end_sums_with("\r"), "a listed file is missing (1)\n  validation.json"),
        (end_sums_with("\v"), "a listed file is missing (1)\n  validation.json"),
        (put("SHA256SUMS", ""), "a line of the sums is none (1)\n  SHA256SUMS line 1"),
        (put("extra.txt", "x"), "a file is not listed (1)\n  extra.txt"),
        (put("NOTICE", "x"), "a file is not what its sum says (1)\n  NOTICE"),
        (link, "a file is not what its sum says (1)\n  NOTICE"),
        (lead_out, "the manifest and the sums list different files (1)\n  ../outside"),
    ],
)
def test_damage_to_files_is_named(release: Path, damage: Callable[[Path], object], sentence: str) -> None:
    damage(release)
    verification = verify_release(release)
    assert sentence in said(verification)
    assert not verification.is_sound


def places_in(value: Any) -> Iterator[tuple[Any, Any]]:
    """Everything in a JSON value, as what holds it and the name or number there."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in inner:
        yield value, name
        yield from places_in(part)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_manifest_is_too_odd_for_its_readers(made: Path, data: st.DataObject) -> None:
    path = made / "manifest.json"
    good = path.read_text()
    manifest = json.loads(good)
    holder, name = data.draw(st.sampled_from(list(places_in(manifest))))
    if data.draw(st.booleans()):
        del holder[name]
    else:
        holder[name] = data.draw(
            st.sampled_from([None, True, -1, 10**5000, 0.5, "", "\0", [], [[]], [{}], {}, {"": {}}])
        )
    try:
        path.write_text(write_json(manifest))
        assert not verify_release(made).is_sound
        with suppress(ReleaseDamaged):
            compare_releases(made, made)
        with suppress(ReleaseDamaged, SchemaBroken):
            read = read_manifest(path.read_bytes(), "")
            assert Latest("2026.11.0", read).rows.keys() == read["tables"].keys()
            check_schema(read["tables"], read["schema_version"])
            assert same_tables(read, read)
    finally:
        path.write_text(good)


def write_json(value: Any) -> str:
    """JSON, also of numbers that Python does not like to write."""
    most = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    try:
        return json.dumps(value)
    finally:
        sys.set_int_max_str_digits(most)


def edit_csv(old: str, new: str) -> Callable[[Path], None]:
    def edit(release: Path) -> None:
        path = release / "csv" / "bullets.csv"
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))

    return edit


def cut_csv(release: Path) -> None:
    path = release / "csv" / "bullets.csv"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))


def double_csv(release: Path) -> None:
    path = release / "csv" / "bullets.csv"
    path.write_text(path.read_text() + path.read_text().splitlines(keepends=True)[-1])


def retype(release: Path) -> None:
    path = release / "parquet" / "bullets.parquet"
    table = pq.read_table(path)
    pq.write_table(table.set_column(5, "depth", table["depth"].cast(pa.int64())), path)


def drop_column(release: Path) -> None:
    path = release / "parquet" / "bullets.parquet"
    pq.write_table(pq.read_table(path).drop_columns(["number"]), path)


def loosen(release: Path) -> None:
    path = release / "parquet" / "bullets.parquet"
    table = pq.read_table(path)
    pq.write_table(table.cast(pa.schema([field.with_nullable(True) for field in table.schema])), path)


def promise_less(release: Path) -> None:
    manifest = json.loads((release / "manifest.json").read_text())
    manifest["tables"]["bullets"]["columns"].pop()
    (release / "manifest.json").write_text(json.dumps(manifest))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_damage_under_right_sums_is_too_much(made: Path, data: st.DataObject) -> None:
    """A table with any byte changed may say the same, but never ends the verification early."""
    path = data.draw(st.sampled_from(sorted((made / "csv").iterdir())))
    before = {path: path.read_bytes() for path in made.rglob("*") if path.is_file()}
    good = before[path]
    place = data.draw(st.integers(0, len(good) - 1))
    path.write_bytes(good[:place] + bytes([data.draw(st.integers(0, 255))]) + good[place + 1 :])
    sign(made)
    try:
        assert verify_release(made).is_sound == (path.read_bytes() == good)
    finally:
        for changed, its_good in before.items():
            changed.write_bytes(its_good)


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (
            edit_csv("boredom", "boredon"),
            "a CSV file has other values than its Parquet file (1)\n  bullets.text: row 1",
        ),
        (edit_csv("bullet_id", "id"), "bullets: the header names other columns"),
        (edit_csv(",1,1,", ",1,one,"), "a CSV file cannot be read"),
        (edit_csv(",1,1,", ",1,2,"), "bullets.depth: row 1"),
        (drop("csv/faqs.csv"), "a CSV file cannot be read"),
        (cut_csv, "it ends after 5 of 6 rows"),
        (double_csv, "it has more than 6 rows"),
        (retype, "a table has not the columns that the manifest promises (1)\n  bullets: depth"),
        (drop_column, "a table has not the columns that the manifest promises (1)\n  bullets: number"),
        (loosen, "a table has not the columns that the manifest promises"),
        (promise_less, "the manifest promises another schema under the same version"),
    ],
)
def test_damage_under_right_sums_is_named(release: Path, damage: Callable[[Path], None], sentence: str) -> None:
    damage(release)
    sign(release)
    assert sentence in said(verify_release(release))


@pytest.fixture(scope="module")
def made_with_copies(pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release that has the tables for spreadsheets and the database, too."""
    outputs = tmp_path_factory.mktemp("copies")
    raw = Path(shutil.copytree(pages, outputs / "raw"))
    (raw / "plus.md").write_text(page_text("plus", "\n\n+5 mg begins like a formula."))
    build(BuildRequest(str(raw), str(outputs), "2026.11.0", csv_safe=True, database=True))
    return outputs / "releases" / "2026.11.0"


@pytest.fixture
def copies(made_with_copies: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made_with_copies, tmp_path / "copies"))


def execute(statement: str) -> Callable[[Path], object]:
    def edit(release: Path) -> None:
        with closing(sqlite3.connect(release / "monographs.sqlite")) as database, database:
            database.execute("pragma writable_schema = on")
            database.execute(statement)

    return edit


def overwrite_index(release: Path) -> None:
    """Have the index of a key say another word than its table."""
    path = release / "monographs.sqlite"
    data = path.read_bytes()
    with closing(sqlite3.connect(path)) as database:
        (root,) = database.execute(
            "select rootpage from sqlite_schema where name = 'sqlite_autoindex_bullets_1'"
        ).fetchone()
        (size,) = database.execute("pragma page_size").fetchone()
    start, end = size * (root - 1), size * root
    path.write_bytes(data[:start] + data[start:end].replace(b"aspirin", b"aspirix") + data[end:])


def edit_safe(table: str, old: str, new: str) -> Callable[[Path], object]:
    def edit(release: Path) -> None:
        path = release / "csv-safe" / f"{table}.csv"
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new, 1))

    return edit


def edit_package(edit: Callable[[Any], object]) -> Callable[[Path], object]:
    def write(release: Path) -> None:
        path = release / "datapackage.json"
        package = json.loads(path.read_text())
        edit(package)
        # Sizes and sums of other files stay as they are.
        path.write_text(json.dumps(package))

    return write


def test_copies_of_the_tables_are_read_in_full(made_with_copies: Path) -> None:
    verification = verify_release(made_with_copies)
    assert verification.is_sound, said(verification)
    counts = verification.counts
    assert counts["rows"] == counts["CSV rows"] == counts["CSV rows for spreadsheets"] == counts["database rows"] > 0
    assert counts["described resources"] == 2 * counts["tables"] + 1


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (
            execute("update bullets set text = 'WRONG 9999 mg' where rowid = 2"),
            "the database has other values than the Parquet files (2)\n  bullets.text: row 2",
        ),
        (execute("update drugs set is_combination = 1"), "drugs.is_combination: row 1"),
        (execute("delete from bullets where rowid = 8"), "bullets: it ends after 7 rows"),
        (execute("insert into release values ('zzz', 'more')"), "release: it has more than"),
        (execute("update release set value = 'x' where name = 'version'"), "release.value: row"),
        (execute("update search set text = 'x' where rowid = 1"), "search.text: row 1"),
        (execute("alter table faqs rename column answer to reply"), "the database cannot be read"),
        (execute("alter table quarantine rename column message to why"), "quarantine: it has other columns"),
        (execute("drop table search"), "the database cannot be read (1)\n  monographs.sqlite: no such table: search"),
        (overwrite_index, "the database is damaged"),
        (put("monographs.sqlite", "no database"), "the database cannot be read"),
        (drop("monographs.sqlite"), "the database cannot be read"),
        (
            edit_safe("bullets", "boredom", "boredon"),
            "a CSV file for spreadsheets has other values than its Parquet file (1)\n  bullets.text: row 1",
        ),
        (edit_safe("bullets", "bullet_id", "id"), "bullets: the header names other columns"),
        (edit_safe("paragraphs", "'+5", "+5"), "  paragraphs.text: row "),
        (drop("csv-safe/faqs.csv"), "a CSV file cannot be read (1)\n  csv-safe/faqs.csv"),
        (put("datapackage.json", "{}"), "the data package describes other files or columns than the release has"),
        (put("datapackage.json", "["), "the data package cannot be read"),
        (put("datapackage.json", '{"resources": [1, {}], "version": "2026.11.0"}'), "drugs: it is not described"),
        (edit_package(lambda package: package["resources"].pop(0)), "drugs: it is not described"),
        (edit_package(lambda package: package["resources"].append(package["resources"][0])), "drugs again: the rel"),
        (edit_package(lambda package: package["resources"][0]["schema"]["fields"].pop()), "  drugs: fields"),
        (edit_package(lambda package: package["resources"][0].update(hash="sha256:0")), "  drugs: hash"),
        (edit_package(lambda package: package.update(version="1")), "it names another version"),
    ],
)
def test_a_copy_that_says_something_else_is_named(
    copies: Path, damage: Callable[[Path], object], sentence: str
) -> None:
    damage(copies)
    sign(copies)
    verification = verify_release(copies)
    assert sentence in said(verification)
    assert verification.exit_status == 1


def set_cell(row: int, **cells: object) -> Callable[[Rows], object]:
    return lambda rows: rows[row].update(cells)


@pytest.mark.parametrize(
    ("table", "edit", "sentence"),
    [
        ("bullets", set_cell(1, position=7), "bullets.position is not as promised"),
        ("bullets", set_cell(1, section_id="aspirin:dosage"), "bullets.section_id is not as promised: occurs in"),
        ("drugs", set_cell(0, bullet_count=3), "drugs.bullet_count is not as promised"),
        ("drugs", set_cell(1, status="unheard of"), "drugs.status is not as promised: is one of"),
        ("drugs", set_cell(1, source_path="a/aspirin.md"), "an input has two rows in drugs and quarantine"),
        ("faqs", lambda rows: rows.pop(), "drugs.faq_count is not as promised"),
        ("sections", lambda rows: rows.reverse(), "not as promised"),
    ],
)
def test_a_broken_law_is_named(release: Path, table: str, edit: Callable[[Rows], object], sentence: str) -> None:
    rewrite(release, table, edit)
    assert sentence in said(verify_release(release))


def test_a_row_count_that_is_not_true_is_named(release: Path) -> None:
    rewrite(release, "findings", lambda rows: rows.clear())
    manifest = json.loads((release / "manifest.json").read_text())
    manifest["tables"]["findings"]["rows"] = 12
    (release / "manifest.json").write_text(json.dumps(manifest))
    assert "findings: 0 rows, promised 12" in said(verify_release(release))


def test_a_release_of_another_schema_is_not_judged_by_this_one(release: Path) -> None:
    manifest = json.loads((release / "manifest.json").read_text())
    manifest["schema_version"] = "0.9.0"
    (release / "manifest.json").write_text(json.dumps(manifest))
    sign(release)
    verification = verify_release(release)
    assert verification.is_sound
    assert "the schema is 0.9.0" in verification.notes[0]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_word_that_the_cited_lines_do_not_hold_is_found(made: Path, pages: Path, data: st.DataObject) -> None:
    columns = {"sections": ["heading", "text"], "paragraphs": ["text"], "bullets": ["label", "text"]}
    columns |= {"faqs": ["question", "answer"]}
    table = data.draw(st.sampled_from(sorted(columns)))
    column = data.draw(st.sampled_from(columns[table]))
    before = {path: path.read_bytes() for path in made.rglob("*") if path.is_file()}

    def lie(rows: Rows) -> None:
        row = data.draw(st.sampled_from([row for row in rows if row[column]]))
        words = row[column].split(" ")
        words.insert(data.draw(st.integers(0, len(words))), "never")
        row[column] = " ".join(words)

    rewrite(made, table, lie)
    try:
        verification = verify_release(made, str(pages))
        assert f"{table}.{column} has words that are not in the cited lines (1)" in said(verification)
    finally:
        for path, good in before.items():
            path.write_bytes(good)


def test_markdown_that_is_not_verbatim_is_found(release: Path, pages: Path) -> None:
    rewrite(release, "bullets", set_cell(0, markdown="*  **Common:** boredom"))
    assert "bullets: the Markdown is not what the cited lines say (1)\n  a/aspirin.md" in said(
        verify_release(release, str(pages))
    )


def test_an_answer_that_is_not_in_its_lines_is_found(release: Path, pages: Path) -> None:
    rewrite(release, "faqs", set_cell(0, answer_markdown="No, it is made  for a test."))
    assert "faqs: the Markdown is not" in said(verify_release(release, str(pages)))


def test_a_lost_line_is_found(release: Path, pages: Path) -> None:
    rewrite(release, "bullets", lambda rows: rows.pop(1))
    assert 'a/aspirin.md line 15: * Rare: surprise, "quotes", and =1+1' in said(verify_release(release, str(pages)))


def test_words_of_pages_do_nothing_to_the_terminal(tmp_path: Path) -> None:
    raw = write_pages(tmp_path / "raw", ["aspirin"])
    (raw / "aspirin.md").write_text(page_text("aspirin").replace("* Rare: ", "* Rare: \x1b[31m"))
    release = built(raw, tmp_path / "outputs")
    rewrite(release, "bullets", lambda rows: rows.pop(1))
    assert "\\x1b[31m" in said(verify_release(release, str(raw)))
    assert "\x1b" not in said(verify_release(release, str(raw)))


def test_lines_past_the_end_of_the_page_are_found(release: Path, pages: Path) -> None:
    rewrite(release, "faqs", set_cell(-1, line_end=99))
    assert "a row cites lines that are not in the body of its page" in said(verify_release(release, str(pages)))


def test_a_source_that_changed_is_told_apart(made: Path, pages: Path, tmp_path: Path) -> None:
    raw = Path(shutil.copytree(pages, tmp_path / "raw"))
    (raw / "a/aspirin.md").write_text(page_text("aspirin", "More words."))
    (raw / "b/betamine.md").unlink()
    (raw / "d.md").write_text(page_text("deltanol"))
    verification = verify_release(made, str(raw))
    assert [(problem.sentence, problem.cases) for problem in verification.problems][:1] == [
        ("a page of the source is not the one that the release was made from", ("a/aspirin.md",))
    ]
    assert "a page of the release is not in the source (1)\n  b/betamine.md" in said(verification)
    assert verification.notes == ("inputs of the source that are not in the release: 1 (d.md)",)
    assert verification.counts["source pages"] == 1
    assert (verification.is_sound, verification.is_whole, verification.exit_status) == (False, True, 3)
    assert said(verification).endswith(
        "release 2026.11.0 is whole; pages that are not those that it was made from: 2\n"
    )


def test_a_source_is_listed_as_it_was_for_the_release(tmp_path: Path) -> None:
    raw = write_pages(tmp_path / "raw", ["aspirin", "drafts/betamine"])
    for path in list(raw.rglob("*.md")):
        path.rename(path.with_suffix(".txt"))
    request = BuildRequest(str(raw), str(tmp_path / "out"), include=("*.txt",), exclude=("drafts/",))
    build(request)
    release = tmp_path / "out" / "latest"
    verification = verify_release(release, str(raw))
    assert (verification.is_sound, verification.notes) == (True, ()), said(verification)
    (raw / "more.txt").write_text(page_text("more"))
    assert verify_release(release, str(raw)).notes == (
        "inputs of the source that are not in the release: 1 (more.txt)",
    )


def test_a_source_without_any_page_is_another_source(made: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no page")
    verification = verify_release(made, str(tmp_path))
    assert f"a page of the release is not in the source ({len(NAMES)})" in said(verification)
    assert verification.exit_status == 3


def test_damage_counts_for_more_than_a_source_that_changed(release: Path, pages: Path, tmp_path: Path) -> None:
    raw = Path(shutil.copytree(pages, tmp_path / "raw"))
    (raw / "b/betamine.md").unlink()
    rewrite(release, "bullets", set_cell(0, markdown="*  **Common:** boredom"))
    verification = verify_release(release, str(raw))
    assert {problem.sentence: problem.of_source for problem in verification.problems} == {
        "a page of the release is not in the source": True,
        "bullets: the Markdown is not what the cited lines say": False,
    }
    assert (verification.is_whole, verification.exit_status) == (False, 1)
    assert said(verification).endswith("release 2026.11.0 is damaged; problems: 1\n")


def test_comments_without_number_are_read_in_one_pass() -> None:
    """Each is found at its own line; counting the lines before each anew takes hours for a page of the largest size."""
    page = PageLines(("# Zinc\n\n" + "a <!-- x --> b\n" * 100_000 + "<!-- one\ntwo -->\nend\n").encode(), "Zinc")
    assert page.owed() == {100_005: "end"}


def test_what_is_no_release_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="is no release"):
        verify_release(tmp_path)


PAGE = """\ufeff---
title: Aspirin
---

# Aspirin
<!-- nothing
to see -->
Usage
-----

* * *
Take H<sub>2</sub>O &amp; \\*rest\\*.\r
[More](https://example.org)
# Another
"""


def test_lines_that_must_be_in_a_row_are_known_without_a_parser() -> None:
    assert list(PageLines(PAGE.encode(), "Aspirin").owed()) == [8, 12, 13, 14]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Take H2O & *rest*.", True),
        ("rest Take", False),
        ("Take H₂O", True),
        ("Take More", True),
        ("Take water", False),
    ],
)
def test_words_are_looked_for_in_their_order(text: str, expected: bool) -> None:
    assert PageLines(PAGE.encode(), None).says(text, 12, 13) == expected


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Avoid [NSAID](https://example.org/a)s.", "Avoid NSAIDs."),
        ('![pill](p.png "A pill")box', "pillbox"),
        ("[NSAID][n]s <b>now</b>adays", "NSAIDs nowadays"),
    ],
)
def test_words_may_be_glued_to_where_a_link_leads(source: str, text: str) -> None:
    page = PageLines(source.encode(), None)
    assert page.says(text, 1, 1)
    assert not page.says(f"{text} Really.", 1, 1)


@pytest.mark.parametrize("text", ["", "---", "---\nopen: ever", "\n\n", "a\rb", "<!-- open"])
@given(st.text())
def test_any_text_has_lines(text: str, more: str) -> None:
    page = PageLines((text + more).encode("utf-8", "surrogatepass"), more)
    assert set(page.owed()) <= set(range(1, len(page.lines) + 1))
