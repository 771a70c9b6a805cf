"""The stages of a run in order, as plain functions: for the command line, the Prefect flow and tests alike.

``plan_build`` once, ``build_batch`` for every batch, anywhere, ``publish_release`` once; all of it inside
``exclusive_run``. Only addresses, indices and counts pass between them. ``build`` is all of that.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager

from pipeline.collector import only_new_collected
from pipeline.release.publish import open_releases
from pipeline.stages.ahead import one_ahead
from pipeline.stages.batch import Batch, make_parts
from pipeline.stages.plan import make_plan, read_batch_plan, read_facts, reopen_source
from pipeline.stages.processes import run_in_processes
from pipeline.stages.publication import publish
from pipeline.stages.run import BatchResult, BuildRequest, Outcome, Plan, Progress, Watcher
from pipeline.stages.workspace import open_workspace
from pipeline.tables.schema import require_docstrings
from pipeline.tables.validate import require_validation

__all__ = [
    "BatchResult",
    "BuildRequest",
    "Outcome",
    "Plan",
    "Progress",
    "build",
    "build_batch",
    "build_batches",
    "exclusive_run",
    "plan_build",
    "publish_release",
]

SMALL_COLLECTION = 1_000
"""Fewer pages are read sooner than another process starts."""


def exclusive_run(request: BuildRequest) -> AbstractContextManager[None]:
    """Keep other runs out of the same outputs; clean up what killed runs left, and this run's work area at the end.

    Raises:
        AlreadyRunning: another run is building into the same outputs.
        WrongUse: the outputs are no place for releases.
        WorldBroken: they could not be reached or written.
    """
    return open_releases(request.outputs).hold()


@only_new_collected()
def plan_build(request: BuildRequest) -> Plan:
    """List the pages, refuse what is no page, cut batches.

    Raises:
        WrongUse: what is asked for cannot be done, or the environment switches validation or docstrings off.
        WorldBroken: source or outputs could not be reached.
    """
    require_docstrings()
    require_validation()
    return make_plan(request)


def build_batch(plan_address: str, index: int) -> BatchResult:
    """Read, parse, tabulate and validate one batch, and keep its part; known rows are taken from others.

    Args:
        plan_address: the address of the plan, which any process with access to the outputs can read.
        index: which batch, from 0.

    Raises:
        WrongUse: there is no such plan, or the environment switches validation off.
        WorldBroken: source or outputs could not be reached.
    """
    (result,) = build_batches(plan_address, [index])
    return result


def build_batches(plan_address: str, indices: Iterable[int]) -> Iterator[BatchResult]:
    """Several batches, one after another, as :func:`build_batch` does them; cheaper where each has few fresh pages.

    Args:
        plan_address: the address of the plan.
        indices: which batches; each is asked for when all but one of those before are done or wait for it.

    Yields:
        the result of each, not always in the order of the indices.

    Raises:
        PipelineError: as :func:`build_batch` does.
    """
    require_validation()
    workspace = open_workspace(plan_address)
    said = workspace.read("source")
    source = reopen_source(said["address"])

    def read(index: int) -> Batch:
        planned = read_batch_plan(workspace, index)
        return Batch(index, source.read_pages(planned.pages), planned.old)

    with only_new_collected():
        yield from make_parts(one_ahead(map(read, indices)), workspace.parts, full=said["full"])


@only_new_collected()
def publish_release(plan_address: str, results: Sequence[BatchResult]) -> Outcome:
    """Gates, tables, documents, comparison with the latest release; publish, unless nothing has changed.

    Args:
        plan_address: the address of the plan.
        results: of every batch, in any order.

    Raises:
        ContractBroken: a table breaks its promise; all failures of all tables and batches are named.
        SchemaBroken: the tables would break readers of the latest release unannounced.
        GateClosed: a limit is passed.
        ReleaseDamaged: the latest release cannot be read.
        WrongUse: the version is there already, or results are missing.
        AlreadyRunning: another run has taken over.
        WorldBroken: the outputs could not be reached or written.
    """
    workspace = open_workspace(plan_address)
    return publish(workspace, read_facts(workspace), results)


def build(request: BuildRequest, progress: Watcher | None = None) -> Outcome:
    """A whole run, in ``request.jobs`` processes where there is work for them.

    Args:
        request: what shall be done.
        progress: is called as the run goes on, possibly from other threads.

    Raises:
        PipelineError: as the stages do; nothing is published then.
    """
    tell = progress or (lambda _: None)
    with exclusive_run(request):
        tell(Progress("plan", 0, 0, 0))
        plan = plan_build(request)
        tell(Progress("batch", 0, plan.batches, 0))
        results = _build_batches(plan, _useful_jobs(request, plan), tell)
        tell(Progress("publish", plan.batches, plan.batches, plan.pages))
        return publish_release(plan.address, results)


def _useful_jobs(request: BuildRequest, plan: Plan) -> int:
    shared = not request.outputs.startswith("memory://") and not request.raw.startswith("memory://")
    return min(request.jobs, plan.batches) if shared and plan.pages >= SMALL_COLLECTION else 1


def _build_batches(plan: Plan, jobs: int, tell: Watcher) -> list[BatchResult]:
    results: list[BatchResult] = []

    def done(result: BatchResult) -> None:
        results.append(result)
        tell(Progress("batch", len(results), plan.batches, sum(result.pages for result in results)))

    # The longest first, so that no process is left alone with one at the end.
    waiting = sorted(range(plan.batches), key=lambda index: (-plan.sizes[index], index))

    def while_alone() -> Iterator[int]:
        while waiting and (jobs == 1 or not (plan.is_anew or (results and _is_mostly_fresh(results[-1])))):
            yield waiting.pop(0)

    for result in build_batches(plan.address, while_alone()):
        done(result)
    if waiting:
        run_in_processes(build_batch, plan.address, waiting, jobs - 1, done)
    return results


def _is_mostly_fresh(result: BatchResult) -> bool:
    """Whether a batch says that there is much to read, and other processes are worth their start."""
    return 2 * result.parsed >= result.pages
