"""Private temporary folders that are gone when the run ends, even one that was killed."""

import atexit
import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from pathlib import Path

_PREFIX = "monographs-"
_LOCK = ".lock"
_UNLOCKED = ".lock.new"
"""The lock's name until it is held: a lock that others find and nobody holds is that of the dead."""


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A new empty folder on this machine, removed at the end; those of killed runs are removed at the beginning."""
    remove_abandoned()
    place = Path(tempfile.mkdtemp(prefix=_PREFIX))
    with (place / _UNLOCKED).open("w") as lock:
        # The kernel lets the lock go when this process ends, however it ends.
        fcntl.flock(lock, fcntl.LOCK_EX)
        (place / _UNLOCKED).rename(place / _LOCK)
        folder = place / "scratch"
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(place)


def remove_abandoned() -> None:
    """Remove the temporary folders of runs that have ended without doing so."""
    for lock in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*/{_LOCK}"):
        # Another user's folder, or one that its own run removes just now, is left alone.
        with suppress(PermissionError, FileNotFoundError, BlockingIOError), lock.open("r+") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(lock.parent)


@cache
def process_scratch(name: str) -> Path:
    """A folder of this name that lives as long as this process; it does not exist yet."""
    until_exit = ExitStack()
    atexit.register(until_exit.close)
    return until_exit.enter_context(scratch_folder()) / name
