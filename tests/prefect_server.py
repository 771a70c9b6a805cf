"""A real Prefect server on a loopback port, with a home of its own, for the tests that need one."""

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest

from benchmarks.prefect_server import running_server

PROJECT = Path(__file__).resolve().parent.parent
FINAL = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}
PREFECT = (sys.executable, "-m", "prefect")

Found = TypeVar("Found")


def wait_for(what: Callable[[], Found | None], seconds: float = 90, pause: float = 0.2) -> Found:
    """The first answer that is true."""
    deadline = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < deadline, f"waited {seconds} s in vain"
        time.sleep(pause)
    return found


@dataclass
class Server:
    """The server as a client sees it: plain HTTP, none of Prefect's own code."""

    api: str
    home: Path
    env: dict[str, str]

    def call(self, method: str, path: str, **body: Any) -> Any:
        # SQLite is busy: the server asks to come again, and Prefect's own clients do.
        answer = wait_for(lambda: found if (found := self._ask(method, path, body)).status_code != 503 else None)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def _ask(self, method: str, path: str, body: dict[str, Any]) -> httpx.Response:
        # As long as Prefect's own clients wait: SQLite may keep the server waiting for most of it.
        return httpx.request(method, f"{self.api}/{path}", json=body or None, timeout=60)

    def artifacts(self, run: str) -> dict[str, Any]:
        """The newest artifact of each key that a run left: what it says."""
        wanted = {"flow_run_id": {"any_": [run]}}
        found = self.call("POST", "artifacts/filter", artifacts=wanted, sort="UPDATED_DESC")
        return {artifact["key"]: artifact["data"] for artifact in reversed(found)}

    def logs(self, run: str) -> list[str]:
        """The lines of a run's log; they arrive some seconds later."""
        found = self.call("POST", "logs/filter", logs={"flow_run_id": {"any_": [run]}}, sort="TIMESTAMP_ASC")
        return [entry["message"] for entry in found]

    def deployment(self, name: str) -> Any:
        return self.call("GET", f"deployments/name/{name}")

    def trigger(self, deployment: str, **parameters: Any) -> str:
        """Ask for a run of a deployment now; the id of the run."""
        place = f"deployments/{self.deployment(deployment)['id']}/create_flow_run"
        return str(self.call("POST", place, parameters=parameters)["id"])

    def run(self, run: str) -> Any:
        return self.call("GET", f"flow_runs/{run}")

    def final(self, run: str, seconds: float = 120) -> Any:
        """A run once it has ended."""
        return wait_for(lambda: found if (found := self.run(run))["state_type"] in FINAL else None, seconds)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("prefect")
    with running_server(sys.executable, home) as env:
        yield Server(env["PREFECT_API_URL"], home, env | {"PYTHONPATH": str(PROJECT)})
