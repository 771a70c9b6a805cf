"""Contestants run in turns, A B A B …, so that whatever else the machine does meets all of them alike."""

import statistics
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from benchmarks.measure import Measured, measure


def nothing() -> None:
    """The preparation of what needs none."""


@dataclass(frozen=True)
class Contestant:
    """A command that is measured.

    Args:
        name: what stands in the table.
        command: the program and its arguments.
        pages: how many pages it reads.
        cores: how many cores it may use.
        prepare: is called before each run and does not count.
    """

    name: str
    command: Sequence[str]
    pages: int
    cores: int = 1
    prepare: Callable[[], None] = nothing


class Standing(NamedTuple):
    """Medians over the runs of a contestant: seconds and bytes."""

    name: str
    pages: int
    cores: int
    runs: int
    wall: float
    cpu: float
    peak: int


def compete(
    contestants: Sequence[Contestant], runs: int, tell: Callable[[str], None], *, warm_up: bool = True
) -> dict[str, Standing]:
    """Run every contestant once to warm up, then ``runs`` times in turns.

    Raises:
        RunFailedError: one of them failed.
    """
    measured: dict[str, list[Measured]] = {contestant.name: [] for contestant in contestants}
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(-1 if warm_up else 0, runs):
            for contestant in contestants:
                contestant.prepare()
                found = measure(contestant.command, contestant.cores, Path(folder))
                tell(f"{'warm-up' if turn < 0 else f'run {turn + 1}'}  {contestant.name}: {found.wall:.2f} s")
                if turn >= 0:
                    measured[contestant.name].append(found)
    return {contestant.name: _stand(contestant, measured[contestant.name]) for contestant in contestants}


def _stand(contestant: Contestant, runs: Sequence[Measured]) -> Standing:
    return Standing(
        contestant.name,
        contestant.pages,
        contestant.cores,
        len(runs),
        statistics.median(run.wall for run in runs),
        statistics.median(run.cpu for run in runs),
        round(statistics.median(run.peak for run in runs)),
    )
