"""One run at a time: a lock on a folder that the kernel releases, and a lease on an object store that runs out."""

import fcntl
import json
import os
import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TextIO

from pipeline.errors import AlreadyRunning, WorldBroken
from pipeline.storage.bucket import ObjectStore
from pipeline.storage.world import world

LOCK = ".lock"
LEASE = timedelta(minutes=10)
"""How long a lease on an object store is good for without being renewed."""
_RENEWED_AFTER = timedelta(minutes=1)


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


@contextmanager
def lock_folder(outputs: Path) -> Iterator[None]:
    """Hold the lock of a folder of releases; the kernel lets it go when the process ends, however it ends.

    What is made for the lock alone is gone when the block fails.

    Raises:
        AlreadyRunning: another run holds it.
        WorldBroken: the folder cannot be written.
    """
    missing = [place for place in (outputs / LOCK, outputs, *outputs.parents) if not place.exists()]
    with _locked(outputs) as file:
        file.truncate(0)
        file.write(json.dumps({"pid": os.getpid(), "since": _now().isoformat()}))
        file.flush()
        try:
            yield
        except BaseException:
            _remove_empty(missing)
            raise
        finally:
            file.truncate(0)


def _locked(outputs: Path) -> TextIO:
    """The open lock file, locked."""
    with ExitStack() as until_failure:
        with world(f"{outputs} cannot be written"):
            outputs.mkdir(parents=True, exist_ok=True)
            file = until_failure.enter_context((outputs / LOCK).open("a+", encoding="utf-8"))
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise AlreadyRunning(
                f"another run{_named(file.read())} is building into {outputs}; try again when it has ended"
            ) from error
        if os.fstat(file.fileno()).st_nlink == 0:
            # Its holder has removed it since it was opened, and who comes next locks another file.
            return _locked(outputs)
        until_failure.pop_all()
        return file


def _remove_empty(places: list[Path]) -> None:
    """Remove the lock file and folders, innermost first, up to one that holds something."""
    with suppress(OSError):
        for place in places:
            if place.is_dir():
                place.rmdir()
            else:
                place.unlink()


def _named(text: str) -> str:
    try:
        holder = json.loads(text)
    except ValueError:
        # The holder has taken the lock and not yet written its name.
        return ""
    return f" (process {holder['pid']}{_on(holder)}, since {holder['since']})"


def _on(holder: dict[str, Any]) -> str:
    return f" on {holder['host']}" if "host" in holder else ""


class Lease:
    """The lock of releases in an object store: an object that its holder renews, and that runs out when nobody does."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store
        self._token = secrets.token_hex(16)
        self._since = _now()
        self._done = threading.Event()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lease.

        Raises:
            AlreadyRunning: another run holds it.
            WorldBroken: the store failed.
        """
        self._take()
        renewal = threading.Thread(target=self._renew, daemon=True)
        renewal.start()
        try:
            yield
        finally:
            self._done.set()
            renewal.join()
            if self.is_ours():
                self._store.remove(LOCK)

    def require(self) -> None:
        """Make sure, before something is shown to readers, that the lease is still ours.

        Raises:
            AlreadyRunning: it ran out and another run has taken it.
        """
        if not self.is_ours():
            raise AlreadyRunning(f"this run lost the lock of {self._store.address}; nothing is published")

    def _take(self) -> None:
        if self._store.create(LOCK, self._written()):
            return
        text = self._read()
        if not _has_run_out(text):
            raise AlreadyRunning(
                f"another run{_named(text)} is building into {self._store.address}; try again when it has ended"
            )
        self._store.remove(LOCK)
        if not self._store.create(LOCK, self._written()):
            raise AlreadyRunning(f"another run has just begun to build into {self._store.address}")

    def _written(self) -> bytes:
        holder = {"token": self._token, "pid": os.getpid(), "host": socket.gethostname()}
        return json.dumps(holder | {"since": self._since.isoformat(), "renewed": _now().isoformat()}).encode()

    def _read(self) -> str:
        try:
            return self._store.read(LOCK).decode()
        except FileNotFoundError:
            return ""

    def is_ours(self) -> bool:
        """Whether no other run has taken it.

        Raises:
            WorldBroken: the store failed.
        """
        return self._token in self._read()

    def _renew(self) -> None:
        while not self._done.wait(_RENEWED_AFTER.total_seconds()):
            try:
                if not self.is_ours():
                    return
                self._store.write(LOCK, self._written())
            except WorldBroken:
                # The next renewal comes long before the lease runs out; if none does, `require` says so.
                continue


def _has_run_out(text: str) -> bool:
    """Whether the holder is gone: it did not renew its lease, or it was a process of this machine that has ended."""
    try:
        holder = json.loads(text)
        renewed = datetime.fromisoformat(holder["renewed"])
    except (ValueError, KeyError):
        return True
    return _now() - renewed > LEASE or (holder.get("host") == socket.gethostname() and not _is_alive(holder["pid"]))


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
