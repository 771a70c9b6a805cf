"""From an address to the files below it."""

from contextlib import AbstractContextManager
from typing import BinaryIO, Protocol

from pipeline.storage.address import is_local, local_path
from pipeline.storage.bucket import ObjectStore
from pipeline.storage.filesystem import open_filesystem
from pipeline.storage.folder import LocalStore


class Store(Protocol):
    """Named files below one address. Names are relative, with ``/``."""

    @property
    def address(self) -> str: ...

    def read(self, name: str) -> bytes:
        """The bytes of a file.

        Raises:
            FileNotFoundError: there is none of that name.
            WorldBroken: it could not be read.
        """

    def view(self, name: str) -> memoryview:
        """The bytes of a file, of which a local one is read only where it is looked at.

        Raises:
            FileNotFoundError: there is none of that name.
            WorldBroken: it could not be read.
        """

    def write(self, name: str, data: bytes) -> None:
        """Put a file there, whole or not at all, in the place of one that is there.

        Raises:
            WorldBroken: it could not be written.
        """

    def writing(self, name: str) -> AbstractContextManager[BinaryIO]:
        """A file to write to that is put there, as :meth:`write` does, when the block ends; not at all where it fails.

        Raises:
            WorldBroken: it could not be written.
        """

    def names(self, folder: str) -> list[str]:
        """The names in a folder, sorted; none where there is no such folder.

        Raises:
            WorldBroken: it could not be listed.
        """

    def remove(self, name: str) -> None:
        """Take away a file or a folder with all that is in it, if it is there.

        Raises:
            WorldBroken: it could not be removed.
        """


def open_store(address: str) -> LocalStore | ObjectStore:
    """The files below an address: a local folder, which need not exist yet, or any fsspec address.

    Raises:
        WrongUse: as for :func:`pipeline.storage.filesystem.open_filesystem`.
        WorldBroken: as for :func:`pipeline.storage.filesystem.open_filesystem`.
    """
    if is_local(address):
        return LocalStore(local_path(address))
    filesystem, root = open_filesystem(address)
    return ObjectStore(filesystem, root, address)
