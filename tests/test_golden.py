"""Our own pages, as a person would note down what they hold: `tests/golden/NAME.txt` beside `raw/NAME.md`.

`pytest tests/test_golden.py --regenerate-golden` writes the files anew; read the difference before you commit it.
"""

from pathlib import Path

import pytest
from golden_text import outline

from pipeline.monograph.parse import parse_page
from pipeline.monograph.tree import Monograph

ROOT = Path(__file__).parent.parent
GOLDEN = ROOT / "tests" / "golden"
PAGES = sorted(path for path in (ROOT / "raw").glob("*.md") if path.name != "README.md")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_is_understood_as_noted_down(page: Path, request: pytest.FixtureRequest) -> None:
    """Every row of the page stands in its golden file with its lines."""
    monograph = parse_page(page.read_bytes())
    assert isinstance(monograph, Monograph)
    golden = GOLDEN / f"{page.stem}.txt"
    if request.config.getoption("--regenerate-golden"):
        golden.write_text(outline(monograph))
    assert outline(monograph) == golden.read_text()


def test_golden_files_are_those_of_the_pages() -> None:
    """No page is without a golden file, no golden file without a page."""
    assert {path.stem for path in GOLDEN.glob("*.txt")} == {path.stem for path in PAGES}


def test_golden_files_are_not_being_regenerated(request: pytest.FixtureRequest) -> None:
    """A run that rewrites what it compares with proves nothing, and so fails."""
    assert not request.config.getoption("--regenerate-golden")
