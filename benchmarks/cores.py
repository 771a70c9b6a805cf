"""Processor cores: how many there are, and keeping processes to some of them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

CAN_PIN = hasattr(os, "sched_setaffinity")
"""Linux can; elsewhere processes run where they like."""


def available_cores() -> list[int]:
    """The cores that this process may use."""
    return sorted(os.sched_getaffinity(0)) if CAN_PIN else list(range(os.cpu_count() or 1))


@contextmanager
def pinned(count: int) -> Iterator[None]:
    """Keep this process, and those that it starts meanwhile, to the last ``count`` cores."""
    before = available_cores()
    if CAN_PIN:
        os.sched_setaffinity(0, before[-count:])
    try:
        yield
    finally:
        if CAN_PIN:
            os.sched_setaffinity(0, before)
