"""What every measure needs: where to work, how often, and the commands of the pipeline."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.contest import Contestant, Standing, compete, nothing
from benchmarks.corpora import Collection, Collections
from benchmarks.environments import PIPELINE, PROJECT, Environments, Tool
from benchmarks.measure import measure
from benchmarks.results import Target

CONTESTANTS = PROJECT / "benchmarks" / "contestants"
LARGE_RUNS = 3
"""Runs over a large collection, at most."""


@dataclass(frozen=True)
class Bench:
    """One invocation of the benchmarks."""

    scratch: Path
    runs: int
    environments: Environments
    collections: Collections
    tell: Callable[[str], None]

    def script(self, tool: Tool, name: str, *arguments: object) -> list[str]:
        """The command that runs a program of ``contestants`` in a tool's environment."""
        return [self.environments.python(tool), str(CONTESTANTS / f"{name}.py"), *map(str, arguments)]

    def start_up(self) -> Contestant:
        """The interpreter and what a build imports."""
        return Contestant("start-up", self.script(PIPELINE, "startup"), 0)

    def build(
        self,
        name: str,
        pages: Collection,
        outputs: Path,
        *,
        jobs: int = 1,
        cores: int | None = None,
        keep: bool = False,
        how: str = "build",
    ) -> Contestant:
        """A build, from nothing unless the outputs are to be kept; on as many cores as it has jobs, or on ``cores``.

        ``how`` is the command: ``run`` for a build as a flow.
        """
        command = [self.environments.python(PIPELINE), "-m", "pipeline", how]
        command += ["--raw", str(pages.folder), "--outputs", str(outputs), "--jobs", str(jobs)]
        return Contestant(name, command, pages.pages, cores or jobs, nothing if keep else lambda: remove(outputs))

    def compete(self, contestants: Sequence[Contestant], *, large: bool = False) -> dict[str, Standing]:
        """Let contestants run in turns."""
        return compete(contestants, min(self.runs, LARGE_RUNS) if large else self.runs, self.tell)

    def try_out(self, command: Sequence[str]) -> None:
        """Run a command once.

        Raises:
            RunFailedError: it failed.
        """
        measure(command, 1, self.scratch)

    def versions(self, *tools: Tool) -> dict[str, str]:
        """The versions of what was measured."""
        return {package: version for tool in tools for package, version in self.environments.versions(tool).items()}


def remove(folder: Path) -> None:
    """Remove a folder that may be there."""
    shutil.rmtree(folder, ignore_errors=True)


def ratio(name: str, part: Standing, whole: Standing, most: float | None = None, least: float | None = None) -> Target:
    """How many times as long one took as another."""
    return Target(name, part.wall / whole.wall, part.cpu / whole.cpu, most, least)


def share(name: str, part: Standing, whole: Standing, start_up: Standing, most: float | None = None) -> Target:
    """The per cent that one took of another, both beyond start-up."""
    wall = 100 * (part.wall - start_up.wall) / (whole.wall - start_up.wall)
    cpu = 100 * (part.cpu - start_up.cpu) / (whole.cpu - start_up.cpu)
    return Target(name, wall, cpu, most, unit="%")
