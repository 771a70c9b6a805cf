"""Rows that were read before, and which part the next one of the same pages can supplement."""

from collections.abc import Iterable, Sequence
from contextlib import suppress

from pipeline.stages.page_rows import PageMark, PageRows
from pipeline.stages.parts import PartGone
from pipeline.stages.workspace import Parts


def known_pages(parts: Parts, names: Iterable[str]) -> set[PageMark]:
    """The pages of those parts of an earlier build that are whole."""
    found: set[PageMark] = set()
    for name in names:
        # A part that is gone costs the time to read its pages again.
        with suppress(PartGone):
            found.update(parts.files(name)[-1].contents.pages)
    return found


class OldRows:
    """The rows in parts of an earlier build, as far as these are whole; ``found`` holds them by part."""

    def __init__(self, parts: Parts, names: Iterable[str]) -> None:
        self.found: dict[str, PageRows] = {}
        self._wholes: list[str] = []
        for name in names:
            with suppress(PartGone):
                files = parts.files(name)
                self._wholes.append(files[0].contents.name)
                self.found |= {file.contents.name: file.rows() for file in files}

    def base_for(self, pages: Sequence[PageMark]) -> str | None:
        """The part that holds nearly all of the pages and little else, so that only the others need to be kept anew.

        At least three quarters, both ways: so the cache is never larger than twice what it must be.
        """
        for name in self._wholes:
            rows = self.found[name]
            if 4 * sum(page in rows for page in pages) >= 3 * max(len(pages), len(rows)):
                return name
        return None
