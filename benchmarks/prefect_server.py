"""A Prefect server to run flows against."""

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.measure import RunFailedError

SECONDS_TO_START = 180


@contextmanager
def running_server(python: str, home: Path) -> Iterator[None]:
    """A server of its own, which processes that start meanwhile find through their environment.

    Args:
        python: the interpreter of an environment with Prefect.
        home: a folder for its database and settings.

    Raises:
        RunFailedError: the server does not answer.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    before = dict(os.environ)
    os.environ |= {
        "PREFECT_HOME": str(home),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_LEVEL": "WARNING",
    }
    command = [python, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", port]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}/api"
        _wait_for(f"{url}/health")
        os.environ["PREFECT_API_URL"] = url
        yield
    finally:
        os.environ.clear()
        os.environ |= before
        server.terminate()
        server.wait()


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.5)
    raise RunFailedError(f"no Prefect server answered within {SECONDS_TO_START} seconds")
