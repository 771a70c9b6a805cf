"""Processes that die, and those that a pool forgets when one does."""

import os
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, parent_process
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any

import pytest

from pipeline.errors import WorldBroken
from pipeline.stages.processes import no_process_left_behind, run_in_processes


class LateProcess(SpawnProcess):
    """A process whose pool breaks before it has noted that it began: the one before it dies, and the pool notices."""

    def start(self) -> None:
        before = [process for process in active_children() if isinstance(process, LateProcess)]
        super().start()
        for other in before:
            other.kill()
            other.join()
            time.sleep(1)


class LateContext(SpawnContext):
    Process = LateProcess


def work_in_late_processes() -> None:
    with ProcessPoolExecutor(2, LateContext()) as pool, no_process_left_behind():
        for work in [pool.submit(time.sleep, 60) for _ in range(2)]:
            work.result(30)


def test_a_process_that_a_broken_pool_does_not_know_of_is_ended() -> None:
    """Else the pool waits for its end for ever, or whoever began it."""
    known = active_children()
    with pytest.raises(BrokenProcessPool):
        work_in_late_processes()
    assert [process for process in active_children() if process not in known] == []


def test_processes_that_were_there_before_go_on() -> None:
    """They are another pool's."""
    other = SpawnProcess(target=time.sleep, args=(60,))
    other.start()
    try:
        with pytest.raises(BrokenProcessPool), no_process_left_behind():
            raise BrokenProcessPool
        assert other.is_alive()
    finally:
        other.kill()
        other.join()


def die_elsewhere(_address: str, index: int) -> Any:
    """A batch that ends its process, but for this one."""
    if parent_process():
        os._exit(1)
    return index


def test_a_process_that_dies_ends_the_build_and_leaves_none() -> None:
    known = active_children()
    with pytest.raises(WorldBroken, match="a process of the build died"):
        run_in_processes(die_elsewhere, "", list(range(4)), 2, lambda _: time.sleep(0.1))
    assert [process for process in active_children() if process not in known] == []
