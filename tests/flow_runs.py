"""Runs of the flow in a process of their own, which has ended before the server does; Prefect logs until its end."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from prefect_server import wait_for


class Run(NamedTuple):
    """How a run ended: its state's type and message, its id, and the error where it failed."""

    state: str
    message: str
    id: str
    error: BaseException | None


class Runs:
    """A process that runs the flow, one run after another."""

    def __init__(self, process: ProcessPoolExecutor) -> None:
        self._process = process

    def __call__(self, **parameters: Any) -> Run:
        said = {name: str(value) if isinstance(value, Path) else value for name, value in parameters.items()}
        return self._process.submit(_run, said).result(300)


@contextmanager
def flow_process(env: dict[str, str]) -> Iterator[Runs]:
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, spawn, initializer=_begin, initargs=(env,)) as process:
        yield Runs(process)


def _begin(env: dict[str, str]) -> None:
    os.environ.update(env)


def _run(parameters: dict[str, Any]) -> Run:
    # Loaded here, in the other process: Prefect reads its settings when it is imported.
    from pipeline.flow import monograph_release

    kills = parameters.pop("kill_a_worker_process", False)
    killer = threading.Thread(target=_kill_first_child)
    if kills:
        killer.start()
    state = monograph_release(**parameters, return_state=True)
    if kills:
        killer.join()
    result = state.result(raise_on_failure=False)
    error = result if isinstance(result, BaseException) else None
    return Run(state.type.value, state.message or "", str(state.state_details.flow_run_id), error)


def _kill_first_child() -> None:
    child = wait_for(multiprocessing.active_children, pause=0.05)[0]
    os.kill(child.pid or 0, signal.SIGKILL)
