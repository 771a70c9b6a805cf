"""fsspec's one door: addresses of folders, and files that appear in them whole or not at all."""

import io
import mmap
import os
import shutil
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from threading import get_ident
from typing import TYPE_CHECKING, BinaryIO, Protocol

from pipeline.errors import WorldBroken, WrongUse

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_STORE_ERRORS = {
    "botocore.exceptions": "BotoCoreError",
    "aiohttp": "ClientError",
    "gcsfs.retry": "HttpError",
    "azure.core.exceptions": "AzureError",
}
"""What the libraries of the stores raise beside ``OSError``, by module; only those that are loaded can be raised."""


def is_local(address: str) -> bool:
    """Whether an address is a path on this machine."""
    return ("://" not in address and "::" not in address) or address.startswith("file://")


def local_path(address: str) -> Path:
    """The absolute path of a local address; ``~`` is the user's home.

    Raises:
        WrongUse: the address is empty, holds what no path holds, or names the home of somebody unknown.
    """
    path = address.removeprefix("file://")
    if not path.strip():
        raise WrongUse("an address is empty; the folder that one works in is written as .")
    if "\0" in path:
        raise WrongUse(f"{address!r} is no address of a folder")
    try:
        return Path(path).expanduser().absolute()
    except RuntimeError as error:
        raise WrongUse(f"there is no home folder for {address}") from error


@contextmanager
def world(failure: str, expected: type[OSError] | tuple[()] = ()) -> Iterator[None]:
    """Turn what a disk, a network or a store raises into ``WorldBroken``.

    Args:
        failure: what could not be done, as the beginning of the message.
        expected: an error that the caller deals with; it is let through.
    """
    try:
        yield
    except expected:
        raise
    except world_errors() as error:
        raise WorldBroken(f"{failure}: {' '.join(str(error).split()) or type(error).__name__}") from error


def world_errors() -> tuple[type[Exception], ...]:
    """What disks, networks and the loaded stores raise."""
    loaded = ((sys.modules.get(module), name) for module, name in _STORE_ERRORS.items())
    return (OSError, *(getattr(module, name) for module, name in loaded if module is not None))


def open_filesystem(address: str) -> tuple["AbstractFileSystem", str]:
    """The file system of an fsspec address, and the path in it without a slash at its end.

    Raises:
        WrongUse: no such kind of address, or the package for it is not installed, or an archive is none.
        WorldBroken: the store could not be reached.
    """
    # Loaded here: a build of a local folder needs none of it.
    from fsspec.core import url_to_fs  # noqa: PLC0415

    try:
        with world(f"{address} could not be opened", FileNotFoundError):
            filesystem, path = url_to_fs(address)
    except FileNotFoundError as error:
        raise WrongUse(f"there is no {address}") from error
    except (ValueError, ImportError) as error:
        raise WrongUse(f"{address} cannot be opened: {error}") from error
    except (zipfile.BadZipFile, tarfile.ReadError) as error:
        raise WrongUse(f"{address} is no readable archive: {error}") from error
    return filesystem, str(path).rstrip("/")


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


class LocalStore:
    """A folder on this machine."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def address(self) -> str:
        return str(self.root)

    def read(self, name: str) -> bytes:
        with world(f"{self.root / name} could not be read", FileNotFoundError):
            return (self.root / name).read_bytes()

    def view(self, name: str) -> memoryview:
        path = self.root / name
        with world(f"{path} could not be read", FileNotFoundError), path.open("rb") as file:
            is_empty = os.fstat(file.fileno()).st_size == 0
            return memoryview(b"" if is_empty else mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))

    def write(self, name: str, data: bytes) -> None:
        with self.writing(name) as file:
            file.write(data)

    @contextmanager
    def writing(self, name: str) -> Iterator[BinaryIO]:
        path = self.root / name
        # The process and thread in the name keep two workers that write the same file from meeting.
        aside = path.with_name(f".{path.name}.{os.getpid()}-{get_ident()}")
        with world(f"{path} could not be written"):
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                with aside.open("wb") as file:
                    yield file
                aside.replace(path)
            except BaseException:
                aside.unlink(missing_ok=True)
                raise

    def names(self, folder: str) -> list[str]:
        with world(f"{self.root / folder} could not be listed", FileNotFoundError), suppress(FileNotFoundError):
            return sorted(path.name for path in (self.root / folder).iterdir())
        return []

    def remove(self, name: str) -> None:
        path = self.root / name
        with world(f"{path} could not be removed", FileNotFoundError), suppress(FileNotFoundError):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()


class ObjectStore:
    """A folder of any other fsspec file system: an object store, or memory."""

    def __init__(self, filesystem: "AbstractFileSystem", root: str, address: str) -> None:
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


def open_store(address: str) -> LocalStore | ObjectStore:
    """The files below an address: a local folder, which need not exist yet, or any fsspec address.

    Raises:
        WrongUse: as for :func:`open_filesystem`.
        WorldBroken: as for :func:`open_filesystem`.
    """
    if is_local(address):
        return LocalStore(local_path(address))
    filesystem, root = open_filesystem(address)
    return ObjectStore(filesystem, root, address)
