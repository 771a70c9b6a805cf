"""What was measured, as plain data that is kept in a JSON file."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.contest import Standing


@dataclass(frozen=True)
class Target:
    """A figure that something was to be reached for: at ``most`` or at ``least`` so much.

    Args:
        name: what it is.
        value: from wall times, or bytes.
        cpu: the same from processor times, where it is a ratio of times.
        most, least: what was to be reached.
        unit: ``×``, ``%``, ``s`` or ``GiB``.
        by_cpu: judge by processor time, where contestants could not run side by side.
    """

    name: str
    value: float
    cpu: float | None = None
    most: float | None = None
    least: float | None = None
    unit: str = "×"
    by_cpu: bool = False

    @property
    def is_met(self) -> bool:
        """Whether it is reached."""
        value = self.cpu if self.by_cpu and self.cpu is not None else self.value
        return (self.most is None or value <= self.most) and (self.least is None or value >= self.least)


@dataclass(frozen=True)
class Result:
    """One measure: which collection, how the contestants stood, what was to be reached, what was left out and why."""

    collection: str
    standings: list[Standing]
    targets: list[Target] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Results:
    """All measures by name, and the machine that they were made on."""

    machine: dict[str, Any]
    measures: dict[str, Result]

    def to_json(self) -> str:
        measures = {
            name: asdict(result) | {"standings": [standing._asdict() for standing in result.standings]}
            for name, result in self.measures.items()
        }
        return json.dumps({"machine": self.machine, "measures": measures}, indent=1, ensure_ascii=False) + "\n"


def read_results(path: Path) -> Results | None:
    """The results in a file; null where there is none."""
    if not path.is_file():
        return None
    said = json.loads(path.read_text(encoding="utf-8"))
    return Results(said["machine"], {name: _result(measure) for name, measure in said["measures"].items()})


def _result(said: dict[str, Any]) -> Result:
    return Result(
        said["collection"],
        [Standing(**standing) for standing in said["standings"]],
        [Target(**target) for target in said["targets"]],
        said["versions"],
        said["notes"],
    )
