"""The whole corpus of real monographs, where it lies beside the project."""

import subprocess
import sys
from pathlib import Path

import pytest
from laws_of_pages import broken_laws

from pipeline.build import build
from pipeline.monograph.parse import parse_page
from pipeline.monograph.tree import Faq, Monograph
from pipeline.stages.run import BuildRequest
from pipeline.vocabulary import HeadingStyle, SectionKind, Status

SHARED = Path(__file__).parent.parent.parent / "shared"
CORPUS = SHARED / "corpus"

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="../shared/corpus is not beside the project")


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    outputs = tmp_path_factory.mktemp("outputs")
    outcome = build(BuildRequest(raw=str(CORPUS), outputs=str(outputs)))
    assert outcome.published
    return outputs / "latest"


def test_inputs_are_accepted_or_quarantined(release: Path) -> None:
    """Totality: inputs = drugs + quarantine, and nothing of this corpus is set aside."""
    tables = _parquet(release)
    assert tables["drugs"] + tables["quarantine"] == len(list(CORPUS.rglob("*.md")))
    assert tables["quarantine"] == 0


def _parquet(release: Path) -> dict[str, int]:
    import pyarrow.parquet as pq

    return {path.stem: pq.read_metadata(path).num_rows for path in (release / "parquet").glob("*.parquet")}


def test_every_page_keeps_the_laws() -> None:
    """Conservation of lines and words, order, whole lists, clean questions and answers, page by page."""
    broken = []
    for path in sorted(CORPUS.rglob("*.md")):
        data = path.read_bytes()
        monograph = parse_page(data)
        assert isinstance(monograph, Monograph)
        broken += [f"{path.name}: {sentence}" for sentence in broken_laws(data.decode(), monograph)]
    assert broken == []


def test_annotated_pages_are_read_as_annotated(release: Path) -> None:
    """The reference's own score passes."""
    reference = SHARED / "reference"
    command = [sys.executable, str(reference / "score.py"), str(release), str(reference / "annotations"), "-v"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_questions_are_questions(release: Path) -> None:
    """Every question of the corpus asks."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    questions = pq.read_table(release / "parquet" / "faqs.parquet", columns=["question"])["question"]
    assert pc.all(pc.match_substring(questions, "?")).as_py()


def test_the_seed_is_read_as_a_person_would() -> None:
    """Five sections, disclaimer and note apart, five questions, two ingredients, labelled paragraphs."""
    monograph = parse_page((SHARED / "seed" / "sertraline-clonazepam.md").read_bytes())
    assert isinstance(monograph, Monograph)
    assert [str(section.kind) for section in monograph.sections] == [
        "generic_name",
        "usage",
        "side_effects",
        "how_it_works",
        "faqs",
        "disclaimer",
        "note",
    ]
    assert all(section.heading_style is HeadingStyle.LABEL for section in monograph.sections)
    assert [ingredient.slug for ingredient in monograph.ingredients] == ["sertraline", "clonazepam"]
    sections = {section.kind: section for section in monograph.sections}
    faqs = sections[SectionKind.FAQS].rows
    assert len(faqs) == 5
    assert all(isinstance(faq, Faq) and faq.question.endswith("?") and faq.answer for faq in faqs)
    for kind in (SectionKind.SIDE_EFFECTS, SectionKind.HOW_IT_WORKS):
        assert [block.label for block in sections[kind].rows if not isinstance(block, Faq)] == [
            "Sertraline",
            "Clonazepam",
        ]
    assert monograph.status is Status.COMPLETE
    assert monograph.findings == ()
