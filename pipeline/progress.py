"""How a build shows where it is, a bar on a terminal and plain lines elsewhere, and how it ended."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.stages.run import Outcome, Progress, Watcher
from pipeline.wording import counted

LINES = 10
"""So many plain lines tell of the batches, however many there are."""


@contextmanager
def shown_progress() -> Iterator[Watcher]:
    """A watcher for ``build``; the bar is gone when the context ends. Everything goes to standard error."""
    if sys.stderr.isatty():
        with _bar() as watcher:
            yield watcher
    else:
        yield _line


def _line(progress: Progress) -> None:
    if progress.stage == "batch" and not _is_told(progress):
        return
    print(_sentence(progress), file=sys.stderr, flush=True)


def _sentence(progress: Progress) -> str:
    if progress.stage == "batch":
        batches = counted(progress.total, "batch", "batches")
        return f"{progress.done:,} of {batches}, {counted(progress.pages, 'page')}"
    return {"plan": "listing pages", "publish": "writing the release"}[progress.stage]


def _is_told(progress: Progress) -> bool:
    """Whether a batch is the one that passes the next tenth."""
    return progress.done > 0 and progress.done * LINES // progress.total > (progress.done - 1) * LINES // progress.total


@contextmanager
def _bar() -> Iterator[Watcher]:
    # Loaded here: who asks for help or for one line waits for none of it.
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415
    from rich.progress import Progress as Bar  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(_sentence(Progress("plan", 0, 0, 0)), total=None)

        def watch(progress: Progress) -> None:
            bar.update(task, description=_sentence(progress), completed=progress.done, total=progress.total or None)

        yield watch


def outcome_text(outcome: Outcome) -> str:
    """How a build ended: why, where the release is, what changed."""
    return "\n".join((outcome.reason, outcome.release, *(f"- {change}" for change in outcome.changes)))


def outcome_json(outcome: Outcome) -> str:
    """How a build ended, with all counts, as one JSON document."""
    return json.dumps(outcome._asdict(), ensure_ascii=False, indent=2)
