"""The work area of a run in the outputs, and the cache beside it: what stages and workers leave for each other.

``OUTPUTS/.work/RUN/`` holds the plan; ``OUTPUTS/.cache/parts/`` holds the parts and, in ``index.json``, those that the
last build used and the ids that each covers.
"""

import json
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from threading import Lock
from typing import Any, NamedTuple

from pipeline.errors import WrongUse
from pipeline.release.places import PARTS, WORK
from pipeline.stages.fingerprint import cache_fingerprint
from pipeline.stages.page_rows import PageMark, PageRows, collect_rows
from pipeline.stages.parts import Contents, Part, PartFile, PartGone, PartHeader, read_contents, write_part
from pipeline.storage.bucket import ObjectStore
from pipeline.storage.folder import LocalStore
from pipeline.storage.store import Store, open_store

INDEX = "index.json"

MOST_REMEMBERED = 256
"""Parts of which is remembered what they say of themselves: nearly all that one batch after the other asks for."""


class Covered(NamedTuple):
    """A part of the last build, with the first and the last ``drug_id`` in it, and its base where it has one."""

    part: str
    first: str
    last: str
    base: str | None = None


class Workspace:
    """The work area of one run."""

    def __init__(self, store: LocalStore | ObjectStore, run: str) -> None:
        self.store = store
        self.run = run
        self.parts = Parts(store)

    @property
    def address(self) -> str:
        """What the other stages open it by."""
        return f"{self.store.address}/{WORK}/{self.run}"

    def place(self, name: str) -> str:
        """Where something of this run stands in the outputs."""
        return f"{WORK}/{self.run}/{name}"

    def write(self, name: str, value: dict[str, Any]) -> None:
        self.store.write(self.place(f"{name}.json"), json.dumps(value).encode())

    def read(self, name: str) -> dict[str, Any]:
        """What was written under this name.

        Raises:
            WrongUse: nothing was, or the run has ended.
        """
        value = self.find(name)
        if value is None:
            raise WrongUse(f"there is no run at {self.address}; it may have ended")
        return value

    def find(self, name: str) -> dict[str, Any] | None:
        """What was written under this name; null where nothing was."""
        try:
            value: dict[str, Any] = json.loads(self.store.read(self.place(f"{name}.json")))
        except FileNotFoundError:
            return None
        return value


@lru_cache(maxsize=1)
def open_workspace(address: str) -> Workspace:
    """Open the work area of a run by its address; the stages that one process does share what it knows of the parts."""
    outputs, _, run = address.rpartition(f"/{WORK}/")
    return Workspace(open_store(outputs), run)


class Parts:
    """The parts that are kept beside the releases. Each is looked at from end to end when it is first used, but for
    those that were written here. Threads may share one.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._checked: set[str] = set()
        self._contents: dict[str, Contents] = {}
        self._remembering = Lock()

    @property
    def are_far(self) -> bool:
        """Whether parts travel over a network, so that it pays to compress them."""
        return not isinstance(self._store, LocalStore)

    def open(self, name: str) -> PartFile:
        """A part of this parser, of which no more is known than that its header is whole.

        Raises:
            PartGone: it is missing, damaged, of another parser, or of other pages.
        """
        try:
            data = self._store.view(f"{PARTS}/{name}")
        except FileNotFoundError as error:
            raise PartGone("is gone") from error
        contents = self._contents.get(name)
        if contents is None or not contents.are_of(data):
            contents = read_contents(data, cache_fingerprint())
            if contents.name != name:
                raise PartGone("is another part")
            self._remember(contents)
        return PartFile(data, contents)

    def _remember(self, contents: Contents) -> None:
        with self._remembering:
            if len(self._contents) >= MOST_REMEMBERED:
                del self._contents[next(iter(self._contents))]
            self._contents[contents.name] = contents

    def pages(self, name: str) -> tuple[PageMark, ...]:
        """The pages of a part, in the order of their rows.

        Raises:
            PartGone: as for :meth:`open`.
        """
        contents = self._contents.get(name) or self.open(name).contents
        return contents.pages

    def files(self, name: str) -> list[PartFile]:
        """A part, whole, and before it its base where it has one.

        Raises:
            PartGone: one of them is missing, damaged, of another parser, or of other pages.
        """
        files = [self.open(name)]
        if base := files[0].contents.base:
            files.insert(0, self.open(base))
            if files[0].contents.base:
                raise PartGone("has no base")
        for file in files:
            if file.contents.name not in self._checked:
                file.check()
                self._checked.add(file.contents.name)
        return files

    def header(self, name: str) -> PartHeader:
        """What is known of a part whose tables can be read.

        Raises:
            PartGone: as for :meth:`files`.
        """
        return self.files(name)[-1].contents.header()

    def read(self, name: str) -> Part:
        """A part with all its rows, in tables that do not tell where the rows come from.

        Raises:
            PartGone: as for :meth:`files`.
        """
        files = self.files(name)
        header = files[-1].contents.header()
        tables = collect_rows(header.pages, [file.rows() for file in files])
        return Part(header, {name: table.combine_chunks() for name, table in tables.items()})

    def write(self, name: str, header: PartHeader, rows: PageRows) -> None:
        with self._store.writing(f"{PARTS}/{name}") as file:
            write_part(file, header, rows, cache_fingerprint(), compressed=self.are_far)
        self._checked.add(name)

    def covered(self, fingerprint: str, release: str | None = None) -> list[Covered]:
        """The parts of the last build in order, if it read pages as this one does.

        Args:
            fingerprint: of what pages are read with.
            release: where given, the parts must be those of this release.
        """
        try:
            said = json.loads(self._store.read(f"{PARTS}/{INDEX}"))
            if said.get("fingerprint") != fingerprint or release not in (None, said["release"]):
                return []
            return [Covered(*part) for part in said["parts"]]
        except (FileNotFoundError, ValueError, TypeError, KeyError, AttributeError):
            # A missing or damaged index costs one full build and nothing else.
            return []

    def keep(self, parts: Sequence[Covered], fingerprint: str, release: str) -> None:
        """Remove all parts but these, which hold the pages of ``release``, and remember them for the next build."""
        said = {"fingerprint": fingerprint, "release": release, "parts": parts}
        self._store.write(f"{PARTS}/{INDEX}", json.dumps(said).encode())
        kept = {INDEX, *(part.part for part in parts), *(part.base for part in parts)}
        for name in self._store.names(PARTS):
            if name not in kept:
                self._store.remove(f"{PARTS}/{name}")


def overlapping(parts: Sequence[Covered], first: str, last: str) -> list[str]:
    """The names of the parts that may hold pages from ``first`` to ``last``; parts come in the order of their pages."""
    begin = bisect_left(parts, first, key=lambda part: part.last)
    return [part.part for part in parts[begin:] if part.first <= last]
