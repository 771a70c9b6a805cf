"""Every manner of writing that the rules know, as a tagged page: a tag, a bar, the line.

To teach the parser a manner, add a page to ``tests/manners``: the tags are explained in ``tests/tagged_pages.py``.
"""

from pathlib import Path

import pytest
from laws_of_pages import broken_laws
from tagged_pages import MANNERS, read_manner, tags_of

from pipeline.monograph.parse import parse_page
from pipeline.monograph.tree import Monograph
from pipeline.vocabulary import HeadingStyle, SectionKind


@pytest.mark.parametrize("path", MANNERS, ids=lambda path: path.stem)
def test_a_manner_of_writing_is_read_as_tagged(path: Path) -> None:
    """Each line is what its tag says; closing texts without a label (`D`) stand apart from the answers."""
    text, wanted = read_manner(path)
    monograph = parse_page(text.encode())
    assert isinstance(monograph, Monograph)
    closing = {
        number
        for section in monograph.sections
        if section.kind in (SectionKind.DISCLAIMER, SectionKind.NOTE, SectionKind.SUMMARY)
        and section.heading_style is HeadingStyle.NONE
        for number in range(section.line_start, section.line_end + 1)
    }
    got = ["D" if number in closing and tag == "P" else tag for number, tag in enumerate(tags_of(text, monograph), 1)]
    rows = zip(wanted, got, text.split("\n"), strict=True)
    wrong = [f"wanted {want}, got {tag}: {line[:70]}" for want, tag, line in rows if want != tag]
    assert not wrong, "\n".join(wrong)
    assert list(broken_laws(text, monograph)) == []


def test_there_are_manners() -> None:
    """The folder of fixtures was found."""
    assert len(MANNERS) >= 15
