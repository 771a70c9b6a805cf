"""Releases in an object store: built on this machine, uploaded, and then pointed at.

A store renames nothing, so the order of writing does it: the files, the mark that ``latest`` is about to move, the
manifest (created, never replaced: a release is there when its manifest is), and ``latest`` itself, a small object that
says ``releases/VERSION``. A reader that follows ``latest`` sees a whole release at any time.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from pipeline.errors import ReleaseDamaged, WorldBroken, WrongUse
from pipeline.release.broken_off import not_yet_latest
from pipeline.release.lock import Lease
from pipeline.release.manifest import Manifest, read_manifest
from pipeline.release.places import CONFIRMED, LATEST, MANIFEST, NEXT, PARQUET, RELEASES, WORK, release_place
from pipeline.release.version import Version, known_versions, newest_whole
from pipeline.scratch import scratch_folder
from pipeline.storage.bucket import ObjectStore
from pipeline.storage.world import world

_leases: dict[str, Lease] = {}
"""What this process holds, by address: the stages of a run open the place of releases each for itself."""


class ReleaseBucket:
    """A folder of an object store with ``releases/VERSION/`` and the object ``latest``; see ``publish.Releases``."""

    def __init__(self, store: ObjectStore) -> None:
        self.store = store

    @contextmanager
    def hold(self) -> Iterator[None]:
        lease, held = Lease(self.store), ExitStack()
        held.enter_context(lease.held())
        _leases[self.store.address] = lease
        try:
            self._clean_up()
            yield
        finally:
            del _leases[self.store.address]
            # How the run ended stands by now; the next one cleans up, and takes a lease that is left when it runs out.
            with suppress(WorldBroken), held:
                # Where another run has taken over, the work area is its own by now.
                if lease.is_ours():
                    self.store.remove(WORK)

    def require(self) -> None:
        if lease := _leases.get(self.store.address):
            lease.require()

    def _clean_up(self) -> None:
        self.end_publishing()
        self.store.remove(WORK)

    def end_publishing(self) -> None:
        if following := self._pointed_at(NEXT):
            if self._is_whole(following):
                self.store.write(LATEST, release_place(following).encode())
            self.store.remove(NEXT)
        for version in self.versions():
            if not self._is_whole(str(version)):
                self.store.remove(release_place(str(version)))
        latest = self.latest()
        if latest and latest != self._pointed_at(LATEST):
            self.store.write(LATEST, release_place(latest).encode())

    def _is_whole(self, version: str) -> bool:
        return MANIFEST in self.store.names(release_place(version))

    def _pointed_at(self, name: str) -> str | None:
        try:
            return self.store.read(name).decode().strip().removeprefix(f"{RELEASES}/")
        except FileNotFoundError:
            return None

    def versions(self) -> list[Version]:
        return known_versions(self.store.names(RELEASES))

    def latest(self) -> str | None:
        version = self._pointed_at(LATEST)
        return version if version and self._is_whole(version) else newest_whole(self.versions(), self._is_whole)

    def manifest(self, version: str) -> Manifest:
        place = f"{release_place(version)}/{MANIFEST}"
        try:
            return read_manifest(self.store.read(place), f"{self.store.address}/{place}")
        except FileNotFoundError as error:
            raise ReleaseDamaged(f"the release {version} has no {MANIFEST}") from error

    def sizes(self, version: str) -> dict[str, int]:
        place = self.store.path(release_place(version)).lstrip("/")
        with world(f"the release {version} could not be read"):
            self.store.filesystem.invalidate_cache()
            found = self.store.filesystem.find(place, detail=True)
        return {path.lstrip("/").removeprefix(f"{place}/"): facts["size"] for path, facts in found.items()}

    @contextmanager
    def at_hand(self, version: str) -> Iterator[Path]:
        place = release_place(version)
        names = [f"{PARQUET}/{name}" for name in self.store.names(f"{place}/{PARQUET}")]
        with scratch_folder() as folder, world(f"the release {version} could not be read", FileNotFoundError):
            (folder / PARQUET).mkdir()
            names.append(MANIFEST)
            there = [self.store.path(f"{place}/{name}") for name in names]
            self.store.filesystem.get(there, [str(folder / name) for name in names])
            yield folder

    @contextmanager
    def staging(self) -> Iterator[Path]:
        with scratch_folder() as folder:
            yield folder

    def publish(self, staged: Path, version: str) -> None:
        place, manifest = release_place(version), (staged / MANIFEST).read_bytes()
        if self._is_whole(version):
            raise WrongUse(f"the release {version} is there already and is never overwritten")
        self.require()
        self._upload(staged, place)
        self.require()
        self.store.write(NEXT, place.encode())
        is_new = self.store.create(f"{place}/{MANIFEST}", manifest)
        # A store's client asks again where no answer came, and hears of the manifest that it wrote itself.
        if not is_new and self.store.read(f"{place}/{MANIFEST}") != manifest:
            raise WrongUse(f"the release {version} is there already and is never overwritten")
        try:
            self.store.write(LATEST, place.encode())
        except WorldBroken as error:
            raise WorldBroken(f"{not_yet_latest(version)}: {error}") from error
        # The next run removes an announcement that is left.
        with suppress(WorldBroken):
            self.store.remove(NEXT)

    def _upload(self, staged: Path, place: str) -> None:
        paths = sorted(path for path in staged.rglob("*") if path.is_file() and path != staged / MANIFEST)
        names = [f"{place}/{path.relative_to(staged).as_posix()}" for path in paths]
        with world(f"{self.store.address}/{place} could not be written"):
            self.store.filesystem.put([str(path) for path in paths], [self.store.path(name) for name in names])

    def confirm(self, version: str) -> None:
        self.store.write(CONFIRMED, f"{version}\n".encode())

    def times(self, version: str) -> tuple[datetime | None, datetime | None]:
        return self._modified(f"{release_place(version)}/{MANIFEST}"), self._modified(CONFIRMED)

    def _modified(self, name: str) -> datetime | None:
        try:
            with world(f"{self.store.address}/{name} could not be read", FileNotFoundError):
                time: datetime = self.store.filesystem.modified(self.store.path(name))
        except FileNotFoundError:
            return None
        return time if time.tzinfo else time.replace(tzinfo=UTC)
