"""The benchmarks' generator and harness work; how fast anything is, they tell and no test does."""

import os
import subprocess
import sys
from collections import Counter
from itertools import islice
from pathlib import Path
from statistics import mean
from xml.etree import ElementTree

import pytest
from made_pages import write_pages

from benchmarks import measures
from benchmarks.bench import Bench
from benchmarks.contest import Contestant, Standing, compete
from benchmarks.corpora import Collections
from benchmarks.document import BEGIN, END, PAGE, write_document
from benchmarks.draws import NAMES, Draws, name_of
from benchmarks.environments import PROJECT, Environments, Tool
from benchmarks.generator import made_pages, write_collection
from benchmarks.measure import RunFailedError, measure
from benchmarks.page import MANNERS, write_page
from benchmarks.questions import SHAPES, write_questions
from benchmarks.report import render, table
from benchmarks.results import Result, Results, Target, read_results
from pipeline.monograph.parse import parse_page
from pipeline.monograph.tree import Faq, Monograph
from pipeline.vocabulary import Status

KEPT = Path(measures.__file__).parent / "results.json"


def parsed(text: str) -> Monograph:
    page = parse_page(text.encode())
    assert isinstance(page, Monograph)
    return page


def faqs_of(page: Monograph) -> list[Faq]:
    return [block for section in page.sections for block in section.rows if isinstance(block, Faq)]


def test_the_same_seed_makes_the_same_pages_and_a_smaller_collection_begins_a_larger_one() -> None:
    assert list(made_pages(20, seed=1)) == list(islice(made_pages(50, seed=1), 20))
    assert list(made_pages(20, seed=1)) != list(made_pages(20, seed=2))


_IMPORTED_LATE = """
import sys
import startup
early = set(sys.modules)
from pipeline.build import BuildRequest, build
build(BuildRequest(*sys.argv[1:]))
print(*sorted(module for module in set(sys.modules) - early if module.partition(".")[0] in {packages}))
"""


def test_start_up_is_all_that_a_build_imports(tmp_path: Path) -> None:
    raw = write_pages(tmp_path / "raw", ["aspirin", "zinc"])
    program = _IMPORTED_LATE.format(packages={"jinja2", "numpy", "pandas", "pandera", "pipeline", "pyarrow", "pygal"})
    around = {**os.environ, "PYTHONPATH": f"{PROJECT / 'benchmarks' / 'contestants'}{os.pathsep}{PROJECT}"}
    command = [sys.executable, "-c", program, str(raw), str(tmp_path / "out")]
    done = subprocess.run(command, env=around, capture_output=True, text=True, check=True, timeout=300)
    assert not done.stdout.split()


def test_no_two_pages_have_one_stem() -> None:
    stems = Counter(stem.casefold() for stem, _ in made_pages(3_000))
    assert max(stems.values()) == 1


def test_no_two_of_half_a_million_names_are_alike() -> None:
    assert len({name_of(number) for number in range(500_000)}) == 500_000
    assert name_of(NAMES) == name_of(0)


def test_made_pages_are_like_real_ones() -> None:
    pages = [(text, parsed(text)) for _, text in made_pages(600)]
    statuses = Counter(page.status for _, page in pages)
    assert statuses[Status.COMPLETE] >= 580
    assert 5_000 < mean(len(text.encode()) for text, _ in pages) < 6_200
    assert 0.34 < mean(len(page.ingredients) > 1 for _, page in pages) < 0.44
    assert 4 < mean(len(faqs_of(page)) for _, page in pages) < 6


@pytest.mark.parametrize("manner", MANNERS)
def test_every_manner_is_read_as_what_it_is(manner: str) -> None:
    page = parsed(write_page(manner, ["Bababapril", "Mulopatinib"], Draws("test")))
    expected = {"declining": Status.NO_CONTENT}.get(manner, Status.COMPLETE)
    assert page.status is expected
    assert any(section.ingredient for section in page.sections) == (manner == "parts")


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_of_questions_is_read(shape: str) -> None:
    text = write_questions(Draws("test"), 4, shape)
    faqs = faqs_of(parsed(f"# Bababapril\n\n### FAQs\n\n{text}\n"))
    assert len(faqs) == 4
    assert all(faq.question.endswith("?") and faq.answer for faq in faqs)


def test_a_collection_is_written_in_folders(tmp_path: Path) -> None:
    size = write_collection(tmp_path, 50)
    paths = list(tmp_path.rglob("*.md"))
    assert len(paths) == 50
    assert sum(path.stat().st_size for path in paths) == size
    assert all(path.parent.name == path.stem[:2] for path in paths)


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_a_process_is_measured_with_its_children(tmp_path: Path) -> None:
    child = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'b = bytes([1]) * 200_000_000'], check=True)"
    found = measure(python(child), 1, tmp_path)
    assert found.wall > 0
    assert found.cpu > 0
    assert found.peak > 200_000_000


def test_a_process_may_leave_out_its_preparation(tmp_path: Path) -> None:
    counted = measure(python("""print('{"counted": [1.5, 0.5]}')"""), 1, tmp_path)
    assert (counted.wall, counted.cpu) == (1.5, 0.5)
    left_out = measure(python("""print('{"left_out": [100, 100]}')"""), 1, tmp_path)
    assert left_out.wall < 0


def test_a_failure_is_told_with_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(RunFailedError, match="exit status 3: no such page"):
        measure(python("import sys; print('no such page', file=sys.stderr); sys.exit(3)"), 1, tmp_path)


def test_contestants_run_in_turns(tmp_path: Path) -> None:
    log = tmp_path / "log"
    write = "open({!r}, 'a').write({!r})"
    contestants = [Contestant(name, python(write.format(str(log), name)), 1) for name in "AB"]
    found = compete(contestants, 2, lambda _: None)
    assert log.read_text() == "ABABAB"
    assert {name: standing.runs for name, standing in found.items()} == {"A": 2, "B": 2}


def standing(name: str, wall: float) -> Standing:
    return Standing(name, 100, 1, 3, wall, wall, 2**20)


RESULTS = Results(
    {"processor": "Abacus", "cores": 2, "memory_gib": 1, "system": "Beads", "python": "3.11"},
    {
        "floor": Result("100 pages", [standing("build", 2), standing("floor", 1)], [Target("ratio", 2, 2, most=2.5)]),
        "scale": Result("made", [standing("start-up", 1)], [Target("peak", 1.5, most=1, unit="GiB")], notes=["Why."]),
    },
)


def test_targets_are_met_or_not() -> None:
    assert Target("", 2, most=2.5).is_met
    assert not Target("", 3, most=2.5).is_met
    assert Target("", 3, least=2).is_met
    assert not Target("", 1, least=2).is_met
    assert Target("", 3, 2, most=2.5, by_cpu=True).is_met


def test_a_table_reads_as_plain_text() -> None:
    assert table(("", "n"), [("a", "1"), ("bb", "10")]) == "|    |  n |\n|----|---:|\n| a  |  1 |\n| bb | 10 |"


def test_results_survive_their_file(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    assert read_results(path) is None
    path.write_text(RESULTS.to_json(), encoding="utf-8")
    assert read_results(path) == RESULTS


def test_figures_are_put_between_the_markers(tmp_path: Path) -> None:
    page = tmp_path / "benchmarks.md"
    page.write_text(f"# Before\n\n{BEGIN}\nold\n{END}\n\nAfter.\n", encoding="utf-8")
    write_document(RESULTS, page)
    once = page.read_text(encoding="utf-8")
    write_document(RESULTS, page)
    assert page.read_text(encoding="utf-8") == once
    assert once.startswith("# Before\n")
    assert once.endswith("\nAfter.\n")
    assert "old" not in once
    assert "| 2 × |" in " ".join(once.split())
    plot = (tmp_path / "images" / "benchmarks-floor.svg").read_text(encoding="utf-8")
    assert "floor" in "".join(ElementTree.fromstring(plot).itertext())
    assert "<script" not in plot


def test_a_page_without_markers_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "benchmarks.md"
    page.write_text("# Nothing\n", encoding="utf-8")
    with pytest.raises(ValueError, match="markers"):
        write_document(RESULTS, page)


def test_the_published_figures_are_the_kept_ones() -> None:
    kept = read_results(KEPT)
    assert kept is not None
    assert render(kept) in PAGE.read_text(encoding="utf-8")


class ThisEnvironment(Environments):
    """The environment of the tests, which has all that a build needs."""

    def python(self, tool: Tool) -> str:
        return sys.executable


def test_a_build_is_measured_beside_its_floor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))
    raw = tmp_path / "raw"
    write_collection(raw, 30)
    told: list[str] = []
    collections = Collections(tmp_path, raw, told.append)
    found = measures.floor(Bench(tmp_path, 1, ThisEnvironment(tmp_path), collections, told.append))
    assert found.collection.startswith("30 given")
    assert [target.name for target in found.targets][:2] == ["build / floor", "build / bare parser"]
    assert all(one.wall > 0 and one.peak > 0 for one in found.standings)
    assert len(list((tmp_path / "floor-tables").glob("*.csv"))) == 8
    assert len(told) == 10
