"""From an address to the releases that stand there."""

from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Protocol

from pipeline.errors import WrongUse
from pipeline.release.bucket import ReleaseBucket
from pipeline.release.folder import ReleaseFolder
from pipeline.release.manifest import Manifest
from pipeline.release.version import Version
from pipeline.storage.bucket import ObjectStore
from pipeline.storage.folder import LocalStore
from pipeline.storage.store import open_store

_ARCHIVES = ("zip", "tar", "libarchive")


class Releases(Protocol):
    """A place of releases: a folder on this machine or in an object store.

    Every method raises ``WorldBroken`` where the disk or the store fails.
    """

    @property
    def store(self) -> LocalStore | ObjectStore: ...

    def hold(self) -> AbstractContextManager[None]:
        """Keep every other run out; clean up what killed runs have left, and one's own work at the end; let ``latest``
        point at a release where there is one.

        Raises:
            AlreadyRunning: another run is building into the same place.
        """

    def end_publishing(self) -> None:
        """End what an earlier try to publish began: where its release is in its place, let ``latest`` point at it, else
        leave nothing of it there.
        """

    def require(self) -> None:
        """Make sure, before something is shown or removed, that no other run has taken over from this process.

        Raises:
            AlreadyRunning: one has.
        """

    def versions(self) -> list[Version]:
        """The versions that are there, oldest first."""

    def latest(self) -> str | None:
        """The version that ``latest`` points at, or the newest one that has a manifest where it points at none, as in a
        copy that was made without links; null where there is no release. :meth:`hold` lets it point there again.
        """

    def manifest(self, version: str) -> Manifest:
        """What a release is made of.

        Raises:
            ReleaseDamaged: it has no manifest, or one that is none.
        """

    def sizes(self, version: str) -> dict[str, int]:
        """The files of a release that are there, each path with its number of bytes."""

    def at_hand(self, version: str) -> AbstractContextManager[Path]:
        """A folder on this machine with the Parquet files and the manifest of a release, to read them from."""

    def staging(self) -> AbstractContextManager[Path]:
        """An empty folder on this machine to build a release in; whatever is still there at the end is removed."""

    def publish(self, staged: Path, version: str) -> None:
        """Put a finished release in its place and point ``latest`` at it.

        Args:
            staged: its folder, from :meth:`staging`.
            version: its version.

        Raises:
            WorldBroken: the disk or the store failed before ``latest`` pointed at it; the message says so where the
                release is in its place already. :meth:`end_publishing` ends what was begun.
            WrongUse: the version is there already.
            AlreadyRunning: another run has taken over.
        """

    def confirm(self, version: str) -> None:
        """Note that the latest release is still right."""

    def times(self, version: str) -> tuple[datetime | None, datetime | None]:
        """When a release was published, and when the latest one was last confirmed."""


def open_releases(address: str) -> Releases:
    """Open the place that releases are published to; it need not exist yet.

    Raises:
        WrongUse: it is a file or an archive, or no address.
        WorldBroken: the store could not be reached.
    """
    if address.partition("://")[0] in _ARCHIVES or address.startswith("git+"):
        raise WrongUse(f"nothing can be published to {address}: outputs must be a folder or an object store")
    store = open_store(address)
    return ReleaseFolder(store) if isinstance(store, LocalStore) else ReleaseBucket(store)
