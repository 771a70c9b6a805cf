"""Prefect's one door: the stages of ``build.py`` as tasks, and the flows that deployments run. Nothing else.

Only addresses, indices and counts travel through Prefect. A failure that was foreseen ends in the state ``Failed`` with
its sentence as the message and without a traceback; only a broken world is tried again.
"""

import io
import os
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal, cast
from uuid import UUID

import pyarrow.parquet as pq
from prefect import flow, get_run_logger, runtime, task
from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State, TaskRun
from prefect.context import refresh_global_settings_context
from prefect.settings import PREFECT_API_URL, PREFECT_HOME, PREFECT_SERVER_EPHEMERAL_ENABLED
from prefect.states import Completed, Failed
from prefect.task_runners import ProcessPoolTaskRunner, ThreadPoolTaskRunner
from prefect.tasks import Task
from prefect.utilities.annotations import unmapped
from pydantic import Field, PositiveInt

from pipeline import build
from pipeline.errors import PipelineError, WorldBroken, WrongUse
from pipeline.operations.artifacts import failure_markdown, finding_rows, report_address, summary_markdown
from pipeline.operations.cluster import check_dask_address, dask_workers
from pipeline.operations.ctrl_c import deaf_to_ctrl_c
from pipeline.operations.freshness import Verdict, check_freshness, parse_age
from pipeline.operations.temporary_server import start_temporary_server
from pipeline.operations.turn import in_turn
from pipeline.operations.watch import note_seen, still_stands
from pipeline.release.places import parquet_path
from pipeline.sources.git import parse_git_address, without_secrets
from pipeline.sources.upstream import commit_upstream
from pipeline.stages.gates import Limits
from pipeline.stages.processes import no_process_left_behind
from pipeline.stages.run import BatchResult, BuildRequest, Outcome, Plan
from pipeline.storage.store import open_store
from pipeline.wording import counted

HOME_VARIABLE = "MONOGRAPHS_HOME"
REPORTS_VARIABLE = "MONOGRAPHS_REPORTS_URL"
TURN_SECONDS = 900

Share = Annotated[float, Field(ge=0, le=1)]
Age = Annotated[str, Field(pattern=r"^\d{1,6}[mhdw]$")]
Runner = Literal["thread", "process", "dask"]


def _worth_another_try(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    return isinstance(state.result(raise_on_failure=False), WorldBroken)


_STAGE: dict[str, Any] = {
    "retries": 3,
    "retry_delay_seconds": [2, 10, 30],
    "retry_condition_fn": _worth_another_try,
    # Addresses and indices say nothing about bytes: the pipeline's own cache knows what can be used again.
    "cache_policy": NO_CACHE,
    "persist_result": False,
}


def _foreseen(stage: Callable[[], Any]) -> Any:
    """The result of a stage, or its failure as a state: raised, it would fill the log with a traceback."""
    try:
        return stage()
    except PipelineError as error:
        return Failed(message=str(error), data=error)


@task(name="plan", task_run_name="plan", **_STAGE)
def plan_task(request: BuildRequest) -> Plan:
    """List the pages and cut them into batches."""
    return cast("Plan", _foreseen(lambda: build.plan_build(request)))


@task(name="batch", task_run_name="batch {index}", **_STAGE)
def batch_task(plan_address: str, index: int) -> BatchResult:
    """Read, parse, tabulate and check one batch, and write its part to the shared storage."""
    return cast("BatchResult", _foreseen(lambda: build.build_batch(plan_address, index)))


@task(name="publish", task_run_name="publish", **_STAGE)
def publish_task(plan_address: str, results: list[BatchResult]) -> Outcome:
    """Check what needs the whole, compare with the latest release, publish."""
    return cast("Outcome", _foreseen(lambda: build.publish_release(plan_address, results)))


@task(name="ask upstream", **_STAGE)
def upstream_task(address: str) -> str:
    """The commit that a git address stands at now."""
    return cast("str", _foreseen(lambda: commit_upstream(address)))


def _name_of_run() -> str:
    asked = runtime.flow_run.parameters
    return str(asked["version"] or f"release of {without_secrets(_with_home(asked['raw']))}")


def _with_home(raw: str) -> str:
    return raw.replace("{home}", str(Path.cwd()))


@flow(name="monograph-release", flow_run_name=_name_of_run, persist_result=False)
def monograph_release(
    raw: str = "raw",
    outputs: str = "outputs",
    version: str | None = None,
    jobs: PositiveInt = 1,
    include: tuple[str, ...] = (),
    exclude: tuple[str, ...] = (),
    full: bool = False,
    csv_safe: bool = False,
    database: bool = False,
    max_quarantined: Share | None = None,
    max_no_content: Share | None = None,
    max_lost_rows: Share | None = None,
    runner: Runner | None = None,
    dask_address: str | None = None,
    only_new_commit: bool = False,
) -> Any:
    """Build a release from a collection of monographs and publish it if anything changed.

    Args:
        raw: folder, fsspec address or git address of the collection; `{home}` stands for the working directory.
        outputs: folder or fsspec address of the releases.
        version: version of the release, `YYYY.M.PATCH`; the next one of the month where nothing is said.
        jobs: number of threads, processes or workers of a Dask cluster of its own.
        include: patterns of the pages; every `*.md` where nothing is said.
        exclude: patterns of files that are no pages.
        full: read every page again, whatever the cache holds.
        csv_safe: write a second set of CSV files, for spreadsheets.
        database: write a database file beside the tables.
        max_quarantined: largest share of input files that may be quarantined.
        max_no_content: largest share of pages that may be without content.
        max_lost_rows: largest share by which a table may be shorter than in the latest release.
        runner: where batches run; `process` for more than one job and enough pages, else `thread`.
        dask_address: scheduler of a standing Dask cluster, `tcp://…`.
        only_new_commit: `raw` is a git address; do nothing unless its commit or what is asked for is new.
    """
    try:
        _check_home()
        check_dask_address(runner, dask_address)
        limits = Limits(max_quarantined, max_no_content, max_lost_rows)
        raw, commit = _with_home(raw), None
        if only_new_commit:
            commit = upstream_task(raw, return_state=True).result()
            raw = parse_git_address(raw).at(commit)
        request = BuildRequest(raw, outputs, version, jobs, include, exclude, full, csv_safe, database, limits)
        if commit and still_stands(request):
            return Completed(message=f"No change: upstream still stands at commit {commit[:12]}")
        outcome = _release(request, runner, dask_address)
    except PipelineError as error:
        create_markdown_artifact(failure_markdown(str(error)), key="release-summary", description="Nothing published")
        return Failed(message=str(error), data=error)
    if commit:
        with _where_possible("the commit is not remembered, so that the next run builds it again"):
            note_seen(request, outcome.version)
    _show(outcome)
    return Completed(message=outcome.reason, data=outcome)


@flow(name="release-freshness", flow_run_name="freshness of {outputs}", persist_result=False)
def release_freshness(outputs: str = "outputs", warn_after: Age = "8d", error_after: Age = "15d") -> Any:
    """Fail when the latest release is stale or damaged, or there is none.

    Args:
        outputs: folder or fsspec address of the releases.
        warn_after: age from which the release is ageing, such as `8d` or `12h`; the run's log has a warning.
        error_after: age from which it is stale, written likewise; the run fails.
    """
    try:
        _check_home()
        fresh = check_freshness(outputs, datetime.now(UTC), parse_age(warn_after), parse_age(error_after))
    except PipelineError as error:
        return Failed(message=str(error), data=error)
    create_markdown_artifact(f"# {fresh.verdict.capitalize()}\n\n{fresh.sentence}\n", key="release-freshness")
    if fresh.verdict is Verdict.AGEING:
        get_run_logger().warning(fresh.sentence)
    return (Failed if fresh.verdict is Verdict.STALE else Completed)(message=fresh.sentence)


def require_server() -> None:
    """Make sure that a Prefect server answers: the one that is named, else one for this process and those it starts.

    Raises:
        WrongUse: none is named, and the settings do not allow one of its own.
        WorldBroken: none answers.
    """
    if not PREFECT_API_URL.value():
        if not PREFECT_SERVER_EPHEMERAL_ENABLED.value():
            raise WrongUse("PREFECT_API_URL names no Prefect server, and Prefect's settings allow no temporary one")
        if not os.access(PREFECT_HOME.value(), os.W_OK):
            raise WorldBroken(
                f"no Prefect server can be started: PREFECT_HOME, {PREFECT_HOME.value()}, is not writable"
            )
        os.environ[PREFECT_API_URL.name] = start_temporary_server()
        refresh_global_settings_context()
    with get_client(sync_client=True) as client:
        problem = client.api_healthcheck()
    if problem:
        raise WorldBroken(f"no Prefect server at {PREFECT_API_URL.value()}: {problem}") from problem


def _check_home() -> None:
    if runtime.deployment.id and not os.environ.get(HOME_VARIABLE):
        raise WrongUse(f"the worker's environment lacks {HOME_VARIABLE}, the folder that relative addresses start from")


def _release(request: BuildRequest, runner: Runner | None, dask_address: str | None) -> Outcome:
    logger = get_run_logger()
    with in_turn(request, TURN_SECONDS, logger.info):
        plan = plan_task(request, return_state=True).result()
        logger.info(f"{counted(plan.pages, 'page')} in {_batches(plan)}, {counted(plan.refused, 'file')} refused")
        many = request.jobs > 1 and plan.pages >= build.SMALL_COLLECTION
        results = _run_batches(plan, runner or ("process" if many else "thread"), request.jobs, dask_address)
        logger.info(f"pages that were read anew: {sum(result.parsed for result in results):,}")
        return publish_task(plan.address, results, return_state=True).result()


def _batches(plan: Plan) -> str:
    return counted(plan.batches, "batch", "batches")


def _run_batches(plan: Plan, runner: Runner, jobs: int, dask_address: str | None) -> list[BatchResult]:
    """Run all batches; those that a lost worker process took with it are begun again."""
    done: dict[int, BatchResult] = {}
    progress = cast("UUID", create_progress_artifact(0.0, key="release-batches", description=_batches(plan)))
    for _ in range(3):
        left = [index for index in range(plan.batches) if index not in done]
        try:
            with ExitStack() as until_done:
                with deaf_to_ctrl_c():
                    workers = until_done.enter_context(_workers(runner, jobs, dask_address))
                    until_done.enter_context(no_process_left_behind())
                # Again: the resource tracker that the first process of a pool starts ends the first time.
                with deaf_to_ctrl_c():
                    futures = workers.map(batch_task, {"plan_address": unmapped(plan.address), "index": left})
                for future in futures:
                    result: BatchResult = future.result()
                    done[result.index] = result
                    update_progress_artifact(progress, 100.0 * len(done) / plan.batches)
            return list(done.values())
        except BrokenExecutor:
            get_run_logger().warning("a worker process was lost; the batches that it took along are begun again")
    raise WorldBroken("worker processes were lost three times, perhaps for want of memory")


def _workers(runner: Runner, jobs: int, dask_address: str | None) -> AbstractContextManager[Any]:
    if runner == "dask":
        return dask_workers(jobs, dask_address)
    return ProcessPoolTaskRunner(max_workers=jobs) if runner == "process" else ThreadPoolTaskRunner(max_workers=jobs)


def _show(outcome: Outcome) -> None:
    """Leave the summary and the findings where the run is looked at, and name the run after its version."""
    with _where_possible("the summary is not shown"):
        report = report_address(outcome, os.environ.get(REPORTS_VARIABLE))
        create_markdown_artifact(summary_markdown(outcome, report), key="release-summary", description=outcome.reason)
    with _where_possible("the findings are not shown"):
        findings = pq.read_table(io.BytesIO(open_store(outcome.release).read(parquet_path("findings"))))
        create_table_artifact(finding_rows(findings), key="release-findings", description=f"Release {outcome.version}")
    with _where_possible("the run is not named after its version"), get_client(sync_client=True) as client:
        name = outcome.version if outcome.published else f"{outcome.version} (no change)"
        client.update_flow_run(runtime.flow_run.id, name=name)


@contextmanager
def _where_possible(otherwise: str) -> Iterator[None]:
    """What is done for a run that has ended well; where it fails, the run's log warns with these words, and why."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 (whatever it is, the release stands)
        get_run_logger().warning(f"{otherwise}: {error}")
