"""fsspec's one door for files that are written: from an address to a file system."""

import tarfile
import zipfile
from typing import TYPE_CHECKING, TypeAlias

from pipeline.errors import WrongUse
from pipeline.storage.world import world

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

FileSystem: TypeAlias = "AbstractFileSystem"


def open_filesystem(address: str) -> tuple[FileSystem, str]:
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
