"""What a verification finds: problems by kind, with the first cases of each, and how much was looked at."""

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.release.visible import visible

CASES_SHOWN = 10


class Problem(NamedTuple):
    """One kind of damage: what it is, how many times it was found, and the first cases."""

    sentence: str
    times: int
    cases: tuple[str, ...]


@dataclass(frozen=True)
class Verification:
    """The outcome of a verification.

    ``counts`` tells how many files, rows, pages and lines were looked at; ``notes`` what was not, and why.
    """

    version: str | None
    problems: tuple[Problem, ...]
    counts: dict[str, int]
    notes: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        return not self.problems

    def render_text(self) -> str:
        """The outcome for a terminal, the verdict last."""
        lines = [f"{count:,} {name}" for name, count in self.counts.items()]
        lines += [f"note: {visible(note)}" for note in self.notes]
        for problem in self.problems:
            lines.append(f"problem: {problem.sentence} ({problem.times:,})")
            lines += [f"  {visible(case)}" for case in problem.cases]
        total = sum(problem.times for problem in self.problems)
        name = f"release {self.version}" if self.version else "the folder"
        lines.append(f"{name} is damaged; problems: {total:,}" if total else f"{name} is sound")
        return "\n".join(lines) + "\n"


@dataclass
class Evidence:
    """Problems, counts and notes while they are gathered."""

    counts: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    _totals: Counter[str] = field(default_factory=Counter)
    _cases: dict[str, list[str]] = field(default_factory=dict)

    def report(self, sentence: str, case: str) -> None:
        """Note one case of a problem."""
        self.report_many(sentence, 1, (case,))

    def report_many(self, sentence: str, count: int, cases: tuple[str, ...]) -> None:
        """Note ``count`` cases of a problem, of which these are some."""
        self._totals[sentence] += count
        shown = self._cases.setdefault(sentence, [])
        shown.extend(cases[: CASES_SHOWN - len(shown)])

    def problems(self) -> tuple[Problem, ...]:
        """The problems in the order in which they were first met."""
        return tuple(Problem(sentence, count, tuple(self._cases[sentence])) for sentence, count in self._totals.items())
