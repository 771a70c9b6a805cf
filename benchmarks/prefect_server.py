"""A Prefect server of its own on a loopback port, for benchmarks and tests."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from benchmarks.measure import RunFailedError

SECONDS_TO_START = 180
SECONDS_TO_STOP = 20


@contextmanager
def running_server(python: str, home: Path) -> Iterator[dict[str, str]]:
    """A server, and the environment in which other processes find it and no other.

    Args:
        python: the interpreter of an environment with Prefect.
        home: a folder for its database, settings and log.

    Raises:
        RunFailedError: the server does not answer.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    api = f"http://127.0.0.1:{port}/api"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    env = kept | {
        "DO_NOT_TRACK": "1",
        "PREFECT_API_URL": api,
        "PREFECT_HOME": str(home),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    }
    home.mkdir(parents=True, exist_ok=True)
    command = (python, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", port)
    with process(command, env, home / "log", home):
        _wait_for(f"{api}/health")
        yield env


@contextmanager
def process(
    command: tuple[str, ...], env: Mapping[str, str], log: Path, cwd: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """A process in a group of its own; at the end the whole group is gone."""
    with log.open("ab") as output:
        started = subprocess.Popen(command, env=env, cwd=cwd, stdout=output, stderr=output, start_new_session=True)
    try:
        yield started
    finally:
        started.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            started.wait(SECONDS_TO_STOP)
        with suppress(ProcessLookupError):
            os.killpg(started.pid, signal.SIGKILL)
        started.wait()


@contextmanager
def surroundings(env: Mapping[str, str]) -> Iterator[None]:
    """Let processes that start meanwhile have this environment."""
    before = dict(os.environ)
    os.environ.clear()
    os.environ |= env
    try:
        yield
    finally:
        os.environ.clear()
        os.environ |= before


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise RunFailedError(f"no Prefect server answered within {SECONDS_TO_START} seconds")
