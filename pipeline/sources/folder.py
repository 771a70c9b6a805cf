"""Pages of a folder on this machine."""

import errno
import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.errors import WorldBroken, WrongUse
from pipeline.sources.checkout import origin_of_checkout
from pipeline.sources.description import SOURCE_FILE, SourceDescription, read_description
from pipeline.sources.listing import order_listing
from pipeline.sources.page import MAX_PAGE_BYTES, Listing, NoPages, Origin, Page, Refusal, too_large
from pipeline.sources.wanted import Wanted
from pipeline.storage.world import world
from pipeline.vocabulary import QuarantineReason

_NOT_THERE = "The file, or what the link leads to, is not there."
_FAULTS_OF_THE_FILE = {
    errno.EACCES: "The file may not be read: permission denied.",
    errno.EPERM: "The file may not be read: permission denied.",
    errno.ENOENT: _NOT_THERE,
    errno.ENOTDIR: _NOT_THERE,
    errno.ELOOP: "The link leads to itself.",
    errno.ENAMETOOLONG: "The path is too long to be opened.",
    errno.EISDIR: "It is a folder.",
    errno.ENXIO: "It is a special file.",
}
"""What is wrong with one file; any other error is the disk's, and worth another run."""


class FolderSource:
    """A folder on this machine."""

    def __init__(self, root: Path) -> None:
        with world(f"{root} could not be read"):
            is_there, is_folder = root.exists(), root.is_dir()
        if not is_there:
            raise WrongUse(f"there is no folder {root}")
        if not is_folder:
            raise WrongUse(f"{root} is a file, not a folder (an archive is addressed as zip://::{root})")
        self._shown = root
        self._root = os.path.realpath(root)

    @property
    def address(self) -> str:
        return self._root

    def list(self, include: Sequence[str] = (), exclude: Sequence[str] = ()) -> Listing:
        is_wanted = Wanted(include, exclude)
        self._require_root()
        walk = _Walk(self._root, is_wanted)
        listing = order_listing(walk.pages, walk.refused.values())
        if not listing.pages and not listing.refused:
            raise NoPages(f"the folder {self._shown} holds no page: no file matches {', '.join(include) or '*.md'}")
        return listing

    def read(self, path: str) -> bytes | Refusal:
        try:
            # Thousands of pages are opened here, and making a Path of each would cost as much as reading it.
            with open(f"{self._root}/{path}", "rb", buffering=0) as file:  # noqa: PTH123
                size = os.fstat(file.fileno()).st_size
                if size > MAX_PAGE_BYTES:
                    return too_large(path, size)
                return file.readall()
        except OSError as error:
            self._require_root()
            return _refuse(path, error)

    def _require_root(self) -> None:
        """Tell what is wrong with the folder from what is wrong with one of its files.

        Raises:
            WorldBroken: the folder itself cannot be read.
        """
        with world(f"{self._shown} could not be read"), os.scandir(self._root):
            # Names are listed even where none may be opened.
            os.stat(f"{self._root}/.")  # noqa: PTH116 -- a Path leaves the point out

    def read_pages(self, paths: Sequence[str]) -> Iterator[Page | Refusal]:
        for path in paths:
            data = self.read(path)
            if isinstance(data, bytes):
                yield Page(path, data)
            else:
                # Only a link can have been listed and lead nowhere.
                if data.message == _NOT_THERE and not os.path.islink(f"{self._root}/{path}"):  # noqa: PTH114
                    raise _went_away(path)
                yield data

    def description(self) -> SourceDescription:
        try:
            return read_description(Path(self._root, SOURCE_FILE).read_bytes())
        except FileNotFoundError:
            return SourceDescription()
        except OSError as error:
            raise WorldBroken(f"{self._shown / SOURCE_FILE} could not be read: {error.strerror}") from error

    def origin(self, description: SourceDescription, pages: Sequence[str]) -> Origin:
        return origin_of_checkout(Path(self._root), description, pages)


def _refuse(path: str, error: OSError) -> Refusal:
    message = _FAULTS_OF_THE_FILE.get(error.errno or 0)
    if message is None:
        raise WorldBroken(f"{path} could not be read: {error.strerror}") from error
    return Refusal(path, QuarantineReason.UNREADABLE, message)


def _went_away(path: str) -> WorldBroken:
    return WorldBroken(f"{path} went away while the collection was read; run the build again")


class _Walk:
    """One walk through a folder. Links are looked at last, so that what they lead to is known.

    ``pages`` are the paths of what looks like a page, ``refused`` what is none, by path.
    """

    def __init__(self, root: str, is_wanted: Wanted) -> None:
        self.pages: list[str] = []
        self.refused: dict[str, Refusal] = {}
        self._root = root
        self._is_wanted = is_wanted
        self._walked: set[str] = set()
        self._links: list[tuple[str, str]] = []
        self._walk(root, "")
        while self._links:
            links, self._links = sorted(self._links), []
            for path, place in links:
                self._follow(path, place)

    def _walk(self, folder: str, prefix: str) -> None:
        waiting = [(folder, prefix)]
        while waiting:
            folder, prefix = waiting.pop()
            if folder in self._walked:
                continue
            self._walked.add(folder)
            for entry in self._entries(folder, prefix):
                path = prefix + entry.name
                if entry.is_symlink():
                    self._links.append((path, entry.path))
                elif entry.is_dir(follow_symlinks=False):
                    waiting.append((entry.path, f"{path}/"))
                    self._refuse_if_wanted(path, "The name ends like a page, but it is a folder.")
                elif entry.is_file(follow_symlinks=False):
                    if self._is_wanted(path):
                        self.pages.append(path)
                else:
                    self._refuse_if_wanted(path, "The name ends like a page, but it is a special file.")

    def _entries(self, folder: str, prefix: str) -> list["os.DirEntry[str]"]:
        try:
            with os.scandir(folder) as entries:
                return [entry for entry in entries if not entry.name.startswith(".")]
        except OSError as error:
            path = prefix.rstrip("/")
            if self._is_wanted.may_be_in(path) and path not in self.refused:
                if isinstance(error, (FileNotFoundError, NotADirectoryError)):
                    raise _went_away(path or folder) from error
                self.refused[path] = _refuse(path, error)
            return []

    def _refuse_if_wanted(self, path: str, message: str) -> None:
        if self._is_wanted(path):
            self.refused[path] = Refusal(path, QuarantineReason.NOT_A_FILE, message)

    def _follow(self, path: str, place: str) -> None:
        target = os.path.realpath(place)
        leads_out = target != self._root and not target.startswith(self._root.rstrip("/") + "/")
        kind = _kind(target)
        if stat.S_ISDIR(kind):
            if leads_out:
                if self._is_wanted(path) or self._is_wanted.may_be_in(path):
                    self._refuse_link(path)
            else:
                self._refuse_if_wanted(path, "The name ends like a page, but it leads to a folder.")
                self._walk(target, f"{path}/")
        elif self._is_wanted(path):
            if leads_out:
                self._refuse_link(path)
            elif kind and not stat.S_ISREG(kind):
                self._refuse_if_wanted(path, "The name ends like a page, but it leads to a special file.")
            else:
                self.pages.append(path)

    def _refuse_link(self, path: str) -> None:
        message = "The link leads out of the raw folder and is not followed."
        self.refused[path] = Refusal(path, QuarantineReason.OUTSIDE_ROOT, message)


def _kind(place: str) -> int:
    """What kind of file stands at a place, as ``stat`` has it; 0 where that cannot be told."""
    try:
        return os.stat(place).st_mode  # noqa: PTH116 -- a link that leads to itself is an error to a Path
    except OSError:
        return 0
