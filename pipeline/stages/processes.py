"""The batches of a run in several processes, of which this is one."""

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.connection import wait

from pipeline.errors import WorldBroken
from pipeline.stages.run import BatchResult

Work = Callable[[str, int], BatchResult]


def run_in_processes(
    work: Work, address: str, indices: list[int], helpers: int, done: Callable[[BatchResult], None]
) -> None:
    """Do batches in this process and in ``helpers`` others.

    Args:
        work: the stage; it is imported by name in the other processes.
        address: the address of the plan.
        indices: the batches, the ones that take longest first.
        helpers: how many other processes take part.
        done: is called with each result, from any thread.

    Raises:
        WorldBroken: a process died, or could not be started.
    """
    waiting = deque(indices)
    try:
        # A fresh interpreter each: a forked copy of a process that has threads (Arrow, Prefect) may hang.
        with (
            ProcessPoolExecutor(helpers, get_context("spawn"), _begin) as processes,
            no_process_left_behind(),
            ThreadPoolExecutor(helpers) as threads,
        ):
            # One thread waits for each process: it gets a batch when it is free, and none lies in a queue.
            helped = [threads.submit(_feed, processes, work, address, waiting, done) for _ in range(helpers)]
            try:
                while (index := _take(waiting)) is not None:
                    done(work(address, index))
                for feeder in helped:
                    feeder.result()
            finally:
                waiting.clear()
    except BrokenProcessPool as error:
        raise WorldBroken(
            "a process of the build died or did not start, perhaps for want of memory; try again, or with one job"
        ) from error


@contextmanager
def no_process_left_behind() -> Iterator[None]:
    """Where a pool breaks, end all processes that have begun in this block, before the pool waits for them.

    A pool that breaks while it starts a process does not end that one (``concurrent.futures.process`` of CPython 3.11).
    It waits for work for ever, and the pool, or this process when it ends, waits for it.
    """
    known = active_children()
    try:
        yield
    except BrokenExecutor:
        for process in active_children():
            if process not in known:
                process.kill()
                process.join()
        raise


def _feed(
    processes: ProcessPoolExecutor, work: Work, address: str, waiting: deque[int], done: Callable[[BatchResult], None]
) -> None:
    while (index := _take(waiting)) is not None:
        try:
            coming = processes.submit(work, address, index)
        except OSError as error:
            # What a pool says that cannot start a process, or that breaks at this moment.
            raise BrokenProcessPool(str(error)) from error
        done(coming.result())


def _take(waiting: deque[int]) -> int | None:
    try:
        return waiting.popleft()
    except IndexError:
        return None


def _begin() -> None:
    """Leave Ctrl-C to the process that started this one, and end when it ends, however it does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if parent := parent_process():
        wait([parent.sentinel])
        os._exit(1)
