"""The nouns of a source: pages, what is refused, and where the pages come from."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol
from urllib.parse import quote

from pipeline.errors import WrongUse
from pipeline.sources.description import SourceDescription
from pipeline.vocabulary import QuarantineReason

MAX_PAGE_BYTES = 8 * 1024 * 1024
"""No monograph is larger; a larger file is quarantined and never read whole."""


def drug_id_of(path: str) -> str:
    """The stem of a page's file name: ``s/sertraline.md`` → ``sertraline``."""
    name = path.rpartition("/")[2]
    stem, dot, _ = name.rpartition(".")
    return stem if dot else name


@dataclass(frozen=True)
class Page:
    """A file of the collection: its path relative to the raw root, with ``/``, and its bytes."""

    path: str
    data: bytes

    @property
    def drug_id(self) -> str:
        return drug_id_of(self.path)

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


class Refusal(NamedTuple):
    """An input that is set aside before it is parsed; a row of ``quarantine``."""

    path: str
    reason: QuarantineReason
    message: str
    sha256: str | None = None


def too_large(path: str, size: int) -> Refusal:
    """The refusal of a file of ``size`` bytes, which is more than a page may have."""
    message = f"The file has {size:,} bytes; a page has at most {MAX_PAGE_BYTES:,}."
    return Refusal(path, QuarantineReason.TOO_LARGE, message)


class Listing(NamedTuple):
    """What a source holds: paths of pages in the order of ``(drug_id, path)``, and what is refused, by path."""

    pages: tuple[str, ...]
    refused: tuple[Refusal, ...]


class Origin(NamedTuple):
    """The commit that pages were read at, and where they stand in public.

    ``commit_date`` is ISO 8601, in UTC. ``page_url`` is a pattern with ``{path}``, ``{drug_id}`` and ``{commit}``.
    ``strangers`` are the pages that the commit does not hold as they are: changed since, or never committed.
    """

    commit: str | None = None
    commit_date: str | None = None
    page_url: str | None = None
    strangers: frozenset[str] = frozenset()

    @property
    def shown(self) -> tuple[str, ...]:
        """What tables show of it, whichever commit it is; where this is equal, a newer commit says nothing new."""
        return (self.page_url or "", "" if self.commit is None else "at a commit", *sorted(self.strangers))

    def commit_of(self, path: str) -> str | None:
        """The commit that holds the page as it was read; null where none does."""
        return None if path in self.strangers else self.commit

    def url_of(self, path: str) -> str | None:
        """The public address of a page; null where there is none, or none of the page as it was read."""
        if self.page_url is None:
            return None
        commit = self.commit_of(path)
        if commit is None and "{commit}" in self.page_url:
            return None
        words = {"{path}": quote(path), "{drug_id}": quote(drug_id_of(path), safe=""), "{commit}": commit or ""}
        url = self.page_url
        for word, value in words.items():
            url = url.replace(word, value)
        return url


class NoPages(WrongUse):
    """The collection holds neither a page nor anything that looks like one."""


class Source(Protocol):
    """A collection of pages, wherever it is kept.

    ``address`` opens the same collection again, at the same commit, from any process on the same machine.
    """

    @property
    def address(self) -> str: ...

    def list(self, include: Sequence[str], exclude: Sequence[str]) -> Listing:
        """Find the pages.

        Raises:
            NoPages: the collection holds neither a page nor anything that looks like one.
            WrongUse: it is missing.
            WorldBroken: it could not be listed.
        """

    def read(self, path: str) -> bytes | Refusal:
        """The bytes of a page, or why they cannot be had.

        Raises:
            WorldBroken: the place where the page is kept failed, rather than the page.
        """

    def read_pages(self, paths: Sequence[str]) -> Iterator[Page | Refusal]:
        """Many pages, in the order of ``paths``, which are listed ones.

        Raises:
            WorldBroken: as for :meth:`read`, or a page of a folder has gone since it was listed.
        """

    def description(self) -> SourceDescription:
        """What the publisher says of the collection, in ``source.yaml`` at its root.

        Raises:
            WrongUse: the file is there and holds something else than it may.
            WorldBroken: it could not be read.
        """

    def origin(self, description: SourceDescription, pages: Sequence[str]) -> Origin:
        """The commit and the public addresses of ``pages``.

        Raises:
            WrongUse: the collection lies in a git checkout that git refuses to read.
        """
