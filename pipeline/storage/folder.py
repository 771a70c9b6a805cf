"""Files in a folder of this machine."""

import mmap
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import get_ident
from typing import BinaryIO

from pipeline.storage.world import world


class LocalStore:
    """A folder on this machine; see ``store.Store``."""

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
