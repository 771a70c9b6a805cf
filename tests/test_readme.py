"""What README.md shows is true: its examples run, its commands exist, its links lead somewhere."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
DOCUMENTS = [ROOT / "README.md", ROOT / "raw" / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder where `monographs build --raw raw --outputs outputs` has been run, as the README says."""
    folder = tmp_path_factory.mktemp("readme")
    (folder / "raw").symlink_to(ROOT / "raw")
    command = [sys.executable, "-m", "pipeline", "build", "--raw", "raw", "--outputs", "outputs"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, env=_environment())
    return folder


def _environment() -> dict[str, str]:
    import os

    return os.environ | {"PYTHONPATH": str(ROOT)}


@pytest.mark.parametrize("example", re.findall(r"```python\n(.*?)```", README, re.DOTALL))
def test_an_example_runs_and_shows_something(example: str, workplace: Path) -> None:
    """Each Python example prints rows of the release."""
    done = subprocess.run([sys.executable, "-c", example], cwd=workplace, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_every_command_shown_exists() -> None:
    """The table of commands and `--help` name the same ones."""
    shown = set(re.findall(r"^\| `monographs (\w+)", README, re.MULTILINE))
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    listed = set(re.findall(r"^│ (\w+) ", done.stdout, re.MULTILINE))
    assert shown == listed


def test_make_targets_shown_exist() -> None:
    """`make run` and its like are in the Makefile."""
    makefile = (ROOT / "Makefile").read_text()
    for document in DOCUMENTS:
        for target in re.findall(r"\bmake (\w+)\b(?=[`\s]*(?:#|$|`))", document.read_text(), re.MULTILINE):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"{document.name} shows make {target}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    """Every relative link of a document is a file."""
    for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text()):
        assert (document.parent / link).exists(), f"{document.name} links to {link}"


def test_the_readme_names_every_table() -> None:
    """The README's table of tables is that of the promise, with its keys."""
    from pipeline.tables.rows import TABLES

    rows = dict(re.findall(r"^\| `(\w+)` \|.*\| (`.*`) \|$", README, re.MULTILINE))
    assert rows == {name: ", ".join(f"`{key}`" for key in table.primary_key) for name, table in TABLES.items()}


def test_the_architecture_names_files_that_there_are() -> None:
    named = set(re.findall(r"\b\w+\.py\b", (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")))
    assert len(named) > 50
    assert named - {path.name for path in (ROOT / "pipeline").rglob("*.py")} == set()
