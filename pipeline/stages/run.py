"""The nouns of a run: what is asked for, what each stage hands to the next, how it ended. All of them are small."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import NamedTuple, Self

from pipeline.stages.counts import Counts
from pipeline.stages.gates import Limits


@dataclass(frozen=True)
class BuildRequest:
    """What a run shall do.

    Args:
        raw: the address of the collection: a folder, an fsspec address or a git address.
        outputs: the address of the folder of releases: a folder or an fsspec address.
        version: the version of the release; null for the next one of the month.
        jobs: the number of processes.
        include, exclude: patterns of the pages; every ``*.md`` where nothing is said.
        full: read every page again, whatever the cache holds.
        csv_safe: write a second set of CSV files, for spreadsheets.
        database: write a database file beside the tables.
        limits: past which nothing is published.
    """

    raw: str
    outputs: str
    version: str | None = None
    jobs: int = 1
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    full: bool = False
    csv_safe: bool = False
    database: bool = False
    limits: Limits = field(default_factory=Limits)

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        said = json.loads(text)
        return cls(
            **said
            | {
                "include": tuple(said["include"]),
                "exclude": tuple(said["exclude"]),
                "limits": Limits(**said["limits"]),
            }
        )


class Plan(NamedTuple):
    """Where the plan of a run is kept, and how much there is to do: ``sizes`` are the batches' numbers of pages.

    ``is_anew`` says that no earlier build has left rows that can be used again.
    """

    address: str
    sizes: tuple[int, ...]
    refused: int
    is_anew: bool

    @property
    def batches(self) -> int:
        return len(self.sizes)

    @property
    def pages(self) -> int:
        return sum(self.sizes)


@dataclass(frozen=True)
class BatchResult:
    """One batch is done: where its part is, and its counts.

    ``input_digest`` is over the paths and bytes of its pages; ``first`` and ``last`` are the ids that it covers.
    ``failures`` are sentences about a broken contract; where there is one, there is no part. ``base`` is the part that
    holds the other rows where this one is a supplement.
    """

    index: int
    part: str
    input_digest: str
    first: str
    last: str
    pages: int
    parsed: int
    counts: Counts
    failures: tuple[str, ...] = ()
    base: str | None = None


class Progress(NamedTuple):
    """How far the stage ``plan``, ``batch`` or ``publish`` is: ``done`` of ``total`` batches, ``pages`` in them."""

    stage: str
    done: int
    total: int
    pages: int


Watcher = Callable[[Progress], None]


class Outcome(NamedTuple):
    """How a run ended; ``reason`` is one sentence.

    ``version`` is the version that was published, or the latest one where nothing had changed; ``release`` is its
    address. ``findings`` count by code, ``quarantine`` by reason, ``statuses`` pages by status. Of the ``inputs``,
    ``parsed`` were read anew. ``changes`` are sentences about what changed since ``previous``.
    """

    published: bool
    version: str
    release: str
    reason: str
    previous: str | None
    inputs: int
    parsed: int
    rows: dict[str, int]
    findings: dict[str, int]
    quarantine: dict[str, int]
    statuses: dict[str, int]
    changes: tuple[str, ...] = ()
