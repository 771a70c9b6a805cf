"""The collections that are measured: the real one beside the project where it is, and made ones of any size."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from benchmarks.environments import PROJECT
from benchmarks.generator import REAL_PAGES, write_collection

REAL = PROJECT.parent / "shared" / "corpus"
ROOM_FOR_PAGE = 70_000
"""Bytes that a page, its part and its rows in a release take on disk, with some to spare."""


class Collection(NamedTuple):
    """A folder of pages."""

    folder: Path
    pages: int
    megabytes: float
    origin: str


class NoRoomError(Exception):
    """The disk is too small for a collection."""


class Collections:
    """Collections made on demand in a scratch folder."""

    def __init__(self, scratch: Path, given: Path | None, tell: Callable[[str], None]) -> None:
        self._scratch = scratch
        self._given = given or (REAL if REAL.is_dir() else None)
        self._tell = tell
        self._made: dict[int, Collection] = {}

    def usual(self) -> Collection:
        """The collection that was asked for, the real one, or else a made one of its size."""
        if self._given is None:
            return self.made(1)
        sizes = [path.stat().st_size for path in self._given.rglob("*.md")]
        return Collection(self._given, len(sizes), sum(sizes) / 1e6, "real pages" if self._given == REAL else "given")

    def made(self, fold: int) -> Collection:
        """A made collection, so many times as large as the real one.

        Raises:
            NoRoomError: the disk has not enough room for it and its release.
        """
        if fold not in self._made:
            pages = fold * REAL_PAGES
            self._need(pages * ROOM_FOR_PAGE)
            self._tell(f"making {pages:,} pages")
            folder = self._scratch / f"pages-{pages}"
            size = write_collection(folder, pages)
            self._made[fold] = Collection(folder, pages, size / 1e6, "made pages")
        return self._made[fold]

    def drop(self, fold: int) -> None:
        """Delete a made collection."""
        if found := self._made.pop(fold, None):
            shutil.rmtree(found.folder)

    def _need(self, size: int) -> None:
        free = shutil.disk_usage(self._scratch).free
        if free < size:
            raise NoRoomError(f"{size / 1e9:.1f} GB are needed in the scratch folder and {free / 1e9:.1f} GB are free")
