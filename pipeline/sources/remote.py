"""Pages of any fsspec address: an object store, an archive, memory."""

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.errors import WorldBroken, WrongUse
from pipeline.sources.description import SOURCE_FILE, SourceDescription, read_description
from pipeline.sources.listing import order_listing
from pipeline.sources.page import MAX_PAGE_BYTES, Listing, NoPages, Origin, Page, Refusal, too_large
from pipeline.sources.wanted import Wanted
from pipeline.storage.filesystem import open_filesystem
from pipeline.storage.world import world
from pipeline.vocabulary import QuarantineReason

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_AT_ONCE = 64
"""How many pages are asked for at once: enough to hide a store's latency, and little memory."""

_FAULTS_OF_THE_FILE = (
    *(FileNotFoundError, PermissionError, IsADirectoryError),
    *(zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError),
)
"""What a store or an archive raises for one file alone (``zipfile`` raises the last two for ways of packing and
encryption that it does not know)."""


class RemoteSource:
    """A folder of an fsspec file system."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._filesystem: AbstractFileSystem
        self._filesystem, self._root = open_filesystem(address)

    def list(self, include: Sequence[str] = (), exclude: Sequence[str] = ()) -> Listing:
        try:
            with world(f"{self.address} could not be listed", FileNotFoundError):
                self._filesystem.invalidate_cache()
                if self._root and self._filesystem.isfile(self._root):
                    raise WrongUse(f"{self.address} is a file, not a folder")
                found = self._filesystem.find(self._root, withdirs=True, detail=True)
        except FileNotFoundError as error:
            raise WrongUse(f"there is no {self.address}") from error
        except ValueError as error:
            # Such as a store without the name of a bucket.
            raise WrongUse(f"{self.address} cannot be listed: {error}") from error
        listing = self._sort_out(found, include, exclude)
        if not listing.pages and not listing.refused:
            raise NoPages(f"{self.address} holds no page: no file matches {', '.join(include) or '*.md'}")
        return listing

    def _sort_out(self, found: dict[str, Any], include: Sequence[str], exclude: Sequence[str]) -> Listing:
        is_wanted = Wanted(include, exclude)
        pages, refused = [], []
        for place, facts in found.items():
            path = self._relative(place)
            if _is_hidden(path) or not is_wanted(path):
                continue
            if refusal := _refuse_by_facts(path, facts):
                refused.append(refusal)
            else:
                pages.append(path)
        return order_listing(pages, refused)

    def _relative(self, place: str) -> str:
        return place.rstrip("/").removeprefix(self._root).lstrip("/")

    def _place(self, path: str) -> str:
        return f"{self._root}/{path}" if self._root else path

    def read(self, path: str) -> bytes | Refusal:
        page = next(self.read_pages([path]))
        return page if isinstance(page, Refusal) else page.data

    def read_pages(self, paths: Sequence[str]) -> Iterator[Page | Refusal]:
        for start in range(0, len(paths), _AT_ONCE):
            some = paths[start : start + _AT_ONCE]
            with world(f"{self.address} could not be read"):
                # Whole files as ranges, for `cat` takes a name with a bracket for a pattern.
                read = self._filesystem.cat_ranges([self._place(path) for path in some], None, None, on_error="return")
            for path, found in zip(some, read, strict=True):
                yield self._page(path, found)

    def _page(self, path: str, read: bytes | Exception) -> Page | Refusal:
        if isinstance(read, _FAULTS_OF_THE_FILE):
            return Refusal(path, QuarantineReason.UNREADABLE, "The file could not be read where it is stored.")
        if isinstance(read, Exception):
            raise WorldBroken(f"{path} could not be read from {self.address}: {read}") from read
        return Page(path, read) if len(read) <= MAX_PAGE_BYTES else too_large(path, len(read))

    def description(self) -> SourceDescription:
        try:
            with world(f"{self.address}/{SOURCE_FILE} could not be read", FileNotFoundError):
                return read_description(self._filesystem.cat_file(self._place(SOURCE_FILE)))
        except (FileNotFoundError, KeyError):
            # Archives raise KeyError for a name that they do not hold.
            return SourceDescription()

    def origin(self, description: SourceDescription, pages: Sequence[str]) -> Origin:  # noqa: ARG002 -- of the protocol
        """No commit: a store holds none. ``pages`` are not looked at."""
        return Origin(page_url=description.page_url)


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") and part != ".." for part in path.split("/"))


def _refuse_by_facts(path: str, facts: dict[str, Any]) -> Refusal | None:
    if ".." in path.split("/"):
        return Refusal(path, QuarantineReason.OUTSIDE_ROOT, "The name leads out of the raw folder.")
    if facts["type"] != "file":
        return Refusal(path, QuarantineReason.NOT_A_FILE, "The name ends like a page, but it is no file.")
    size = facts.get("size") or 0
    return too_large(path, size) if size > MAX_PAGE_BYTES else None
