"""Files in an object store."""

import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO

from pipeline.storage.filesystem import FileSystem
from pipeline.storage.world import world


class ObjectStore:
    """A folder of any other fsspec file system, an object store or memory; see ``store.Store``."""

    def __init__(self, filesystem: FileSystem, root: str, address: str) -> None:
        self.filesystem = filesystem
        self.root = root
        self._address = address.rstrip("/")

    @property
    def address(self) -> str:
        return self._address

    def path(self, name: str) -> str:
        """The full path of a name in the file system."""
        return f"{self.root}/{name}"

    def read(self, name: str) -> bytes:
        with world(f"{self.address}/{name} could not be read", FileNotFoundError):
            return bytes(self.filesystem.cat_file(self.path(name)))

    def view(self, name: str) -> memoryview:
        return memoryview(self.read(name))

    def write(self, name: str, data: bytes) -> None:
        with world(f"{self.address}/{name} could not be written"):
            self.filesystem.pipe_file(self.path(name), data)

    @contextmanager
    def writing(self, name: str) -> Iterator[BinaryIO]:
        file = io.BytesIO()
        yield file
        self.write(name, file.getvalue())

    def create(self, name: str, data: bytes) -> bool:
        """Put a file there unless one is there; whether it was put. Exclusive where the store can be asked to.

        Raises:
            WorldBroken: it could not be written.
        """
        with world(f"{self.address}/{name} could not be written", FileExistsError), suppress(FileExistsError):
            self.filesystem.pipe_file(self.path(name), data, mode="create")
            return True
        return False

    def names(self, folder: str) -> list[str]:
        with world(f"{self.address}/{folder} could not be listed", FileNotFoundError), suppress(FileNotFoundError):
            self.filesystem.invalidate_cache()
            found = self.filesystem.ls(self.path(folder), detail=False)
            return sorted(str(path).rstrip("/").rpartition("/")[2] for path in found)
        return []

    def remove(self, name: str) -> None:
        with world(f"{self.address}/{name} could not be removed", FileNotFoundError), suppress(FileNotFoundError):
            self.filesystem.rm(self.path(name), recursive=True)
