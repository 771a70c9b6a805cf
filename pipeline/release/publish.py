"""From an address to the releases that stand there."""

from pipeline.errors import WrongUse
from pipeline.release.bucket import ReleaseBucket
from pipeline.release.folder import ReleaseFolder
from pipeline.storage import LocalStore, open_store

Releases = ReleaseFolder | ReleaseBucket
"""A place of releases. Both kinds have the same methods."""

_ARCHIVES = ("zip", "tar", "libarchive")


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
