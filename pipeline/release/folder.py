"""Releases in a folder of this machine: built aside, flushed, renamed, and then pointed at."""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from pipeline.errors import ReleaseDamaged, WorldBroken, WrongUse
from pipeline.release.broken_off import not_yet_latest
from pipeline.release.lock import lock_folder
from pipeline.release.manifest import Manifest, read_manifest
from pipeline.release.places import BUILDING, CONFIRMED, LATEST, MANIFEST, NEXT, PARTS, RELEASES, WORK, release_place
from pipeline.release.version import Version, known_versions, newest_whole
from pipeline.storage.folder import LocalStore
from pipeline.storage.world import world


class ReleaseFolder:
    """A folder with ``releases/VERSION`` and the link ``latest``; see ``publish.Releases``."""

    def __init__(self, store: LocalStore) -> None:
        self.store = store
        self._root = store.root
        if not _is_utf8(self._root):
            raise WrongUse(f"{str(self._root)!r} has bytes that are no UTF-8; Arrow writes no file there")
        if self._root.exists() and not self._root.is_dir():
            raise WrongUse(f"{self._root} is a file, not a folder")
        if (self._root / LATEST).exists() and not (self._root / LATEST).is_symlink():
            raise WrongUse(f"{self._root / LATEST} is no link to a release; move it away")

    @contextmanager
    def hold(self) -> Iterator[None]:
        with lock_folder(self._root):
            self._clean_up()
            try:
                yield
            finally:
                # How the run ended stands by now; the next one cleans up.
                with suppress(WorldBroken):
                    self.store.remove(WORK)

    def require(self) -> None:
        """Nothing takes the lock from the process that holds it."""

    def _clean_up(self) -> None:
        self.end_publishing()
        with world(f"{self._root} could not be cleaned of an earlier run"):
            for name in self.store.names(RELEASES):
                if name.startswith(BUILDING):
                    shutil.rmtree(self._root / RELEASES / name)
            for name in self.store.names(PARTS):
                if name.startswith("."):
                    (self._root / PARTS / name).unlink()
            self.store.remove(WORK)

    def end_publishing(self) -> None:
        following = self._root / NEXT
        with world(f"what an earlier run began to publish to {self._root} could not be ended"):
            if following.is_symlink():
                if following.exists():
                    following.replace(self._root / LATEST)
                else:
                    following.unlink()
            version = self.latest()
            if version and version != self._pointed_at():
                self._point_at(version)

    def versions(self) -> list[Version]:
        return known_versions(self.store.names(RELEASES))

    def latest(self) -> str | None:
        return self._pointed_at() or newest_whole(self.versions(), self._is_whole)

    def _pointed_at(self) -> str | None:
        with suppress(OSError):
            target = (self._root / LATEST).readlink()
            return target.name if (self._root / target).is_dir() else None
        return None

    def _is_whole(self, version: str) -> bool:
        return (self._root / release_place(version) / MANIFEST).is_file()

    def manifest(self, version: str) -> Manifest:
        place = f"{release_place(version)}/{MANIFEST}"
        try:
            return read_manifest(self.store.read(place), str(self._root / place))
        except FileNotFoundError as error:
            raise ReleaseDamaged(f"the release {version} has no {MANIFEST}") from error

    def sizes(self, version: str) -> dict[str, int]:
        folder = self._root / release_place(version)
        with world(f"{folder} could not be read"):
            files = [path for path in folder.rglob("*") if path.is_file()]
            return {path.relative_to(folder).as_posix(): path.stat().st_size for path in files}

    @contextmanager
    def at_hand(self, version: str) -> Iterator[Path]:
        yield self._root / release_place(version)

    @contextmanager
    def staging(self) -> Iterator[Path]:
        folder = self._root / RELEASES / f"{BUILDING}{secrets.token_hex(4)}"
        with world(f"{folder} could not be written"):
            folder.mkdir(parents=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def publish(self, staged: Path, version: str) -> None:
        place = self._root / release_place(version)
        if place.exists():
            raise WrongUse(f"the release {version} is there already and is never overwritten")
        with world(f"{place} could not be published"):
            _flush(staged)
            following = self._announce(version)
            staged.rename(place)
        with world(not_yet_latest(version)):
            _flush_folder(place.parent)
            following.replace(self._root / LATEST)
        # A disk that forgets the new link still has the announcement, which the next run follows.
        with suppress(OSError):
            _flush_folder(self._root)

    def _announce(self, version: str) -> Path:
        following = self._root / NEXT
        following.symlink_to(release_place(version), target_is_directory=True)
        return following

    def _point_at(self, version: str) -> None:
        self._announce(version).replace(self._root / LATEST)
        _flush_folder(self._root)

    def confirm(self, version: str) -> None:
        self.store.write(CONFIRMED, f"{version}\n".encode())

    def times(self, version: str) -> tuple[datetime | None, datetime | None]:
        return _modified(self._root / release_place(version) / MANIFEST), _modified(self._root / CONFIRMED)


def _is_utf8(path: Path) -> bool:
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def _modified(path: Path) -> datetime | None:
    with suppress(FileNotFoundError):
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return None


def _flush(folder: Path) -> None:
    """Have the disk hold every file and folder below ``folder``, and itself."""
    for place, _, names in os.walk(folder):
        for name in names:
            with Path(place, name).open("rb") as file:
                os.fsync(file.fileno())
        _flush_folder(Path(place))


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
