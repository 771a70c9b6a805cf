"""Waiting for one's turn: runs of several deployments may want the same outputs at the same time."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from pipeline.build import exclusive_run
from pipeline.errors import AlreadyRunning
from pipeline.stages.run import BuildRequest

PAUSE_SECONDS = 5.0


@contextmanager
def in_turn(request: BuildRequest, seconds: float, tell: Callable[[str], object]) -> Iterator[None]:
    """Hold the outputs, if need be after another run has ended.

    Args:
        request: whose outputs.
        seconds: how long to wait at most.
        tell: is called with a sentence each time that the outputs are not free yet.

    Raises:
        AlreadyRunning: they were not free in time.
        WrongUse, WorldBroken: as for :func:`pipeline.build.exclusive_run`.
    """
    deadline = time.monotonic() + seconds
    with ExitStack() as held:
        while True:
            try:
                held.enter_context(exclusive_run(request))
                break
            except AlreadyRunning as error:
                if time.monotonic() >= deadline:
                    raise
                tell(f"waiting: {error}")
                time.sleep(min(PAUSE_SECONDS, max(0.0, deadline - time.monotonic())))
        yield
