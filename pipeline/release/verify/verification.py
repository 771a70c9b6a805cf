"""What a verification finds: problems by kind, with the first cases of each, and how much was looked at."""

import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import NamedTuple

from pipeline.release.visible import visible

CASES_SHOWN = 10


class Problem(NamedTuple):
    """One kind of problem: what it is, how many times it was found, the first cases, and whether it is the source's.

    A page that changed after the release was made is a problem of the source: the release itself may be whole.
    """

    sentence: str
    times: int
    cases: tuple[str, ...]
    of_source: bool = False


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

    @property
    def is_whole(self) -> bool:
        """Whether the release itself has no problem, whatever its source has."""
        return all(problem.of_source for problem in self.problems)

    @property
    def exit_status(self) -> int:
        """What ``monographs verify`` ends with: 0 sound, 1 damaged, 3 whole but of other pages than the source's."""
        if self.is_sound:
            return 0
        return 3 if self.is_whole else 1

    @property
    def verdict(self) -> str:
        """The outcome in one sentence."""
        name = f"release {self.version}" if self.version else "the folder"
        total = sum(problem.times for problem in self.problems if problem.of_source == self.is_whole)
        if self.is_sound:
            return f"{name} is sound"
        if self.is_whole:
            return f"{name} is whole; pages that are not those that it was made from: {total:,}"
        return f"{name} is damaged; problems: {total:,}"

    def render_text(self) -> str:
        """The outcome for a terminal, the verdict last."""
        lines = [f"{name}: {count:,}" for name, count in self.counts.items()]
        lines += [f"note: {visible(note)}" for note in self.notes]
        for problem in self.problems:
            lines.append(f"{'source' if problem.of_source else 'problem'}: {problem.sentence} ({problem.times:,})")
            lines += [f"  {visible(case)}" for case in problem.cases]
        return "\n".join([*lines, self.verdict]) + "\n"

    def render_json(self) -> str:
        """The outcome as one JSON document."""
        said = asdict(self) | {"problems": [problem._asdict() for problem in self.problems]}
        judged = {"is_sound": self.is_sound, "is_whole": self.is_whole, "verdict": self.verdict}
        return json.dumps(said | judged, ensure_ascii=False, indent=2) + "\n"


@dataclass
class Evidence:
    """Problems, counts and notes while they are gathered."""

    counts: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    _totals: Counter[str] = field(default_factory=Counter)
    _cases: dict[str, list[str]] = field(default_factory=dict)
    _of_source: set[str] = field(default_factory=set)

    def report(self, sentence: str, case: str) -> None:
        """Note one case of a problem."""
        self.report_many(sentence, 1, (case,))

    def report_source(self, sentence: str, case: str) -> None:
        """Note one case of a page that is not the one that the release was made from."""
        self._of_source.add(sentence)
        self.report(sentence, case)

    def report_many(self, sentence: str, count: int, cases: tuple[str, ...]) -> None:
        """Note ``count`` cases of a problem, of which these are some."""
        self._totals[sentence] += count
        shown = self._cases.setdefault(sentence, [])
        shown.extend(cases[: CASES_SHOWN - len(shown)])

    def problems(self) -> tuple[Problem, ...]:
        """The problems in the order in which they were first met."""
        return tuple(
            Problem(sentence, count, tuple(self._cases[sentence]), sentence in self._of_source)
            for sentence, count in self._totals.items()
        )
