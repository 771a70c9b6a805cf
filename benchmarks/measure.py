"""One whole process, measured: wall time, processor time of it and its children, peak memory of the largest of them."""

import json
import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.cores import pinned


class Measured(NamedTuple):
    """What a process took: seconds, and the bytes of the largest process's peak resident set."""

    wall: float
    cpu: float
    peak: int


class RunFailedError(Exception):
    """A measured command failed; its last words follow."""


def measure(command: Sequence[str], cores: int, folder: Path) -> Measured:
    """Run a command to its end on so many cores.

    A command may print a line ``{"left_out": [wall, cpu]}`` last: seconds of its own preparation, which do not count;
    or ``{"counted": [wall, cpu]}``: those that alone count.

    Args:
        command: a program and its arguments.
        cores: how many processor cores it and its children may use.
        folder: where it runs; its output is kept there for the time being.

    Raises:
        RunFailedError: its exit status was not 0.
    """
    out, err = folder / "stdout", folder / "stderr"
    with out.open("wb") as stdout, err.open("wb") as stderr, pinned(cores):
        start = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=stdout, stderr=stderr, stdin=subprocess.DEVNULL, cwd=folder, env=_as_installed()
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        last = err.read_text(errors="replace").strip().splitlines()[-1:]
        raise RunFailedError(f"exit status {process.returncode}: {' '.join(last)}")
    # The peak counts this process's own memory at the fork, so nothing large may be imported here.
    return _counted(Measured(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024), out)


def _as_installed() -> dict[str, str]:
    """The environment, in which Python may keep what it compiles, as it does for whatever is installed."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _counted(whole: Measured, out: Path) -> Measured:
    lines = out.read_text(errors="replace").splitlines()
    if not lines or not lines[-1].startswith('{"'):
        return whole
    said = json.loads(lines[-1])
    if "counted" in said:
        wall, cpu = said["counted"]
        return Measured(wall, cpu, whole.peak)
    wall, cpu = said["left_out"]
    return Measured(whole.wall - wall, whole.cpu - cpu, whole.peak)
