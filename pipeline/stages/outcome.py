"""How a run ended, with all that was counted on its way."""

from typing import Any

from pipeline.release.changes import summarize
from pipeline.release.comparison import Comparison
from pipeline.stages.latest import Latest
from pipeline.stages.results import Gathered
from pipeline.stages.run import Outcome
from pipeline.stages.staging import Staged
from pipeline.wording import counted


def published(staged: Staged, address: str, comparison: Comparison) -> Outcome:
    """A release was published to this address."""
    version, rows = staged.facts.version, staged.run.counts.rows
    pages, quarantined = counted(rows["drugs"], "page"), counted(rows["quarantine"], "file")
    return _outcome(
        staged.run,
        is_published=True,
        version=version,
        address=address,
        reason=f"published {version}: {pages}, {quarantined} in quarantine",
        previous=staged.facts.previous,
        changes=(summarize(comparison),),
    )


def unchanged(run: Gathered, latest: Latest, address: str) -> Outcome:
    """The latest release, which stands at this address, holds the same already."""
    asked = run.facts.request.version
    return _outcome(
        run,
        is_published=False,
        version=latest.version,
        address=address,
        reason=f"no change since {latest.version}" + (f": the version {asked} is not used" if asked else ""),
        previous=latest.version,
    )


def noted(outcome: Outcome, note: str) -> Outcome:
    """An outcome that stands, with what did not work afterwards."""
    return outcome._replace(reason=f"{outcome.reason}; {note}")


def read_outcome(said: dict[str, Any]) -> Outcome:
    """The outcome whose members were written as JSON."""
    return Outcome(**said | {"changes": tuple(said["changes"])})


def _outcome(
    run: Gathered,
    *,
    is_published: bool,
    version: str,
    address: str,
    reason: str,
    previous: str | None,
    changes: tuple[str, ...] = (),
) -> Outcome:
    counts = run.counts
    return Outcome(
        is_published,
        version,
        address,
        reason,
        previous,
        counts.rows["drugs"] + counts.rows["quarantine"],
        sum(result.parsed for result in run.results),
        counts.rows,
        counts.findings,
        counts.quarantine,
        counts.statuses,
        changes,
    )
