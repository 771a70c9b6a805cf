"""The flow, run for real against a Prefect server: the same bytes as a plain build, whatever runs the batches."""

import hashlib
import json
import logging
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flow_runs import Runs, flow_process
from made_pages import many_names, page_text, write_pages
from prefect_server import Server, wait_for

from benchmarks.prefect_server import process
from pipeline.build import BuildRequest, build, exclusive_run
from pipeline.errors import GateClosed, WorldBroken, WrongUse
from pipeline.operations.freshness import read_age

PAGES = 1_500


@pytest.fixture(scope="module")
def flow(server: Server) -> Iterator[Runs]:
    patience = {"DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "5s"}
    with flow_process(server.env | patience) as runs:
        yield runs


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Enough pages for several batches."""
    return write_pages(tmp_path_factory.mktemp("raw"), many_names(PAGES))


@pytest.fixture(scope="module")
def built(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    outputs = tmp_path_factory.mktemp("built")
    build(BuildRequest(str(raw), str(outputs)))
    return sums(outputs)


def sums(outputs: Path) -> dict[str, str]:
    """The SHA-256 of every file of the latest release."""
    release = outputs / "latest"
    files = (path for path in sorted(release.rglob("*")) if path.is_file())
    return {str(path.relative_to(release)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_a_run_publishes_what_a_build_does_and_tells_a_steward(
    flow: Runs, server: Server, raw: Path, built: dict[str, str], tmp_path: Path
) -> None:
    run = flow(raw=raw, outputs=tmp_path)
    assert run.state == "COMPLETED"
    assert sums(tmp_path) == built
    seen = server.run(run.id)
    version = (tmp_path / "latest").readlink().name
    assert seen["name"] == version
    assert seen["state"]["message"].startswith(f"published {version}: {PAGES:,} pages")
    told = server.artifacts(run.id)
    assert f"{PAGES:,} input files = {PAGES:,} pages + 0 quarantined" in told["release-summary"]
    assert f"{tmp_path}/releases/{version}/report.html" in told["release-summary"]
    assert "This is the first release" in told["release-summary"]
    assert told["release-batches"] == 100.0
    assert "release-findings" in told


def test_a_run_without_a_change_publishes_nothing_and_says_so(flow: Runs, server: Server, tmp_path: Path) -> None:
    raw, outputs = write_pages(tmp_path / "raw", ["aspirin", "b/ibuprofen"]), tmp_path / "out"
    flow(raw=raw, outputs=outputs)
    before = sums(outputs)
    run = flow(raw=raw, outputs=outputs)
    seen = server.run(run.id)
    assert run.state == "COMPLETED"
    assert "no change" in seen["state"]["message"]
    assert seen["name"].endswith("(no change)")
    assert sums(outputs) == before
    assert len(list((outputs / "releases").iterdir())) == 1


def test_a_closed_gate_fails_the_run_with_its_sentence_and_publishes_nothing(
    flow: Runs, server: Server, tmp_path: Path
) -> None:
    raw, outputs = write_pages(tmp_path / "raw", ["aspirin", "ibuprofen"]), tmp_path / "out"
    flow(raw=raw, outputs=outputs)
    before = sums(outputs)
    (raw / "scan.md").write_bytes(b"\x00\x01")
    run = flow(raw=raw, outputs=outputs, max_quarantined=0.1)
    seen = server.run(run.id)
    sentence = "1 of 3 (33.3%) input files are quarantined, the limit is 10.0% (first: scan.md)"
    assert seen["state_type"] == "FAILED"
    assert sentence in seen["state"]["message"]
    assert sentence in server.artifacts(run.id)["release-summary"]
    assert sums(outputs) == before
    assert len(list((outputs / "releases").iterdir())) == 1
    assert isinstance(run.error, GateClosed)


def test_findings_are_shown_as_text(flow: Runs, server: Server, tmp_path: Path) -> None:
    raw = write_pages(tmp_path / "raw", ["aspirin"])
    evil = "### <script>alert(1)</script> | [x](javascript:1)\n\n<div onclick='alert(1)'>\ntext\n</div>\n"
    (raw / "evil.md").write_text(page_text("evil") + evil)
    run = flow(raw=raw, outputs=tmp_path / "out")
    told = server.artifacts(run.id)
    assert "<" not in told["release-summary"].replace("<br>", "")
    assert "<" not in told["release-findings"]
    assert r"alert\\(1\\)" in told["release-findings"]


def test_wrong_use_is_not_tried_again(flow: Runs, server: Server, tmp_path: Path) -> None:
    run = flow(raw=tmp_path / "nowhere", outputs=tmp_path / "out")
    assert run.state == "FAILED"
    assert isinstance(run.error, WrongUse)
    assert "there is no folder" in run.message
    tasks = server.call("POST", "task_runs/filter", flow_runs={"id": {"any_": [run.id]}})
    assert [task["run_count"] for task in tasks if task["name"] == "plan"] == [1]


def test_a_broken_world_is_tried_again(flow: Runs, tmp_path: Path) -> None:
    """The repository appears while the run waits for its next try."""
    repository = tmp_path / "upstream"
    appear = threading.Timer(1.0, make_repository, [repository])
    appear.start()
    run = flow(raw=f"git+file://{repository}#raw", outputs=tmp_path / "out")
    appear.join()
    assert run.state == "COMPLETED"


def test_only_a_new_commit_is_built(flow: Runs, server: Server, tmp_path: Path) -> None:
    repository, outputs = tmp_path / "upstream", tmp_path / "out"
    make_repository(repository)

    def message() -> str:
        run = flow(raw=f"git+file://{repository}#raw", outputs=outputs, only_new_commit=True)
        return run.message

    assert message().startswith("published ")
    assert read_age(str(outputs)).confirmed is None
    assert message().startswith("No change: upstream still stands at commit ")
    assert read_age(str(outputs)).confirmed
    (repository / "README.md").write_text("Nothing of a page.\n")
    commit(repository)
    assert message().startswith("no change since ")
    assert message().startswith("No change: upstream still stands at commit ")
    write_pages(repository / "raw", ["ibuprofen"])
    commit(repository)
    assert message().startswith("published ")


def test_a_release_is_told_though_its_commit_cannot_be_remembered(flow: Runs, server: Server, tmp_path: Path) -> None:
    repository, outputs = tmp_path / "upstream", tmp_path / "out"
    make_repository(repository)
    (outputs / ".cache" / "upstream" / "in the way").mkdir(parents=True)
    run = flow(raw=f"git+file://{repository}#raw", outputs=outputs, only_new_commit=True)
    assert run.state == "COMPLETED"
    assert run.message.startswith("published ")
    assert server.artifacts(run.id)["release-summary"].startswith("# Release ")
    assert "the commit is not remembered, so that the next run builds it again: " in warned(server, run.id)


def test_a_run_that_cannot_show_all_ends_well(flow: Runs, server: Server, tmp_path: Path) -> None:
    raw, outputs = write_pages(tmp_path / "raw", ["aspirin"]), tmp_path / "out"
    flow(raw=raw, outputs=outputs)
    findings = outputs / "latest" / "parquet" / "findings.parquet"
    # Of the right size, so that the release is confirmed.
    findings.write_bytes(bytes(findings.stat().st_size))
    run = flow(raw=raw, outputs=outputs)
    assert run.state == "COMPLETED"
    assert run.message.startswith("no change since ")
    assert set(server.artifacts(run.id)) == {"release-batches", "release-summary"}
    assert server.run(run.id)["name"].endswith("(no change)")
    assert "the findings are not shown: " in warned(server, run.id)


def test_a_cache_that_cannot_be_kept_does_not_publish_twice(flow: Runs, raw: Path, tmp_path: Path) -> None:
    """Something comes to stand where the index of the cache is written, once the run has looked for one."""
    parts = tmp_path / ".cache" / "parts"
    blocker = threading.Thread(target=block_when_a_part_is_there, args=[parts])
    blocker.start()
    run = flow(raw=raw, outputs=tmp_path)
    blocker.join()
    assert run.state == "COMPLETED"
    assert run.message.startswith("published ")
    assert "the next build may have to read pages again" in run.message
    assert len(list((tmp_path / "releases").iterdir())) == 1


def test_a_run_waits_for_another_one_to_end(flow: Runs, server: Server, tmp_path: Path) -> None:
    raw, outputs = write_pages(tmp_path / "raw", ["aspirin"]), tmp_path / "out"
    other = exclusive_run(BuildRequest(str(raw), str(outputs)))
    other.__enter__()
    threading.Timer(2.0, other.__exit__, [None, None, None]).start()
    run = flow(raw=raw, outputs=outputs)
    assert run.state == "COMPLETED"
    waited = wait_for(lambda: [line for line in server.logs(run.id) if line.startswith("waiting: ")])
    assert "another run" in waited[0]


def test_processes_write_the_same_bytes_even_where_one_is_killed(
    flow: Runs, server: Server, raw: Path, built: dict[str, str], tmp_path: Path
) -> None:
    run = flow(raw=raw, outputs=tmp_path, runner="process", jobs=2, kill_a_worker_process=True)
    assert run.state == "COMPLETED"
    assert sums(tmp_path) == built
    assert wait_for(lambda: [line for line in server.logs(run.id) if "a worker process was lost" in line])


def test_a_dask_cluster_of_the_runs_own_writes_the_same_bytes(
    flow: Runs, raw: Path, built: dict[str, str], tmp_path: Path
) -> None:
    run = flow(raw=raw, outputs=tmp_path, runner="dask", jobs=2)
    assert run.state == "COMPLETED"
    assert sums(tmp_path) == built


def test_a_standing_dask_cluster_survives_the_loss_of_a_worker(
    flow: Runs, server: Server, raw: Path, built: dict[str, str], tmp_path: Path
) -> None:
    dask = (sys.executable, "-m", "dask")
    logs = tmp_path / "log"
    scheduler_file = tmp_path / "scheduler.json"
    outputs = tmp_path / "out"
    worker = (*dask, "worker", "--scheduler-file", str(scheduler_file), "--host", "127.0.0.1", "--nthreads", "1")
    scheduler = (*dask, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    with (
        process((*scheduler, "--scheduler-file", str(scheduler_file)), server.env, logs, tmp_path),
        process((*worker, "--no-nanny", "--no-dashboard"), server.env, logs, tmp_path) as victim,
        process((*worker, "--no-nanny", "--no-dashboard"), server.env, logs, tmp_path),
    ):
        wait_for(lambda: logs.read_text().count("Registered to") == 2)
        killer = threading.Thread(target=kill_when_a_part_is_there, args=[victim, outputs])
        killer.start()
        address = json.loads(scheduler_file.read_text())["address"]
        run = flow(raw=raw, outputs=outputs, runner="dask", dask_address=address)
        killer.join()
        assert victim.wait(10) == -signal.SIGKILL
    assert run.state == "COMPLETED"
    assert sums(outputs) == built


def test_a_cluster_that_is_not_there_is_a_broken_world(flow: Runs, tmp_path: Path) -> None:
    raw = write_pages(tmp_path / "raw", ["aspirin"])
    run = flow(raw=raw, outputs=tmp_path / "out", runner="dask", dask_address="tcp://127.0.0.1:9")
    assert isinstance(run.error, WorldBroken)
    assert "the Dask cluster tcp://127.0.0.1:9 failed" in run.message


def make_repository(folder: Path) -> None:
    aside = folder.with_name("aside")
    write_pages(aside / "raw", ["aspirin"])
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main"], cwd=aside, check=True)
    commit(aside)
    aside.rename(folder)


def commit(repository: Path) -> None:
    subprocess.run(["git", "add", "--all"], cwd=repository, check=True)
    subprocess.run(["git", "commit", "--quiet", "--message=change"], cwd=repository, check=True)


def kill_when_a_part_is_there(victim: "subprocess.Popen[bytes]", outputs: Path) -> None:
    wait_for(lambda: list((outputs / ".cache" / "parts").glob("[!.]*")), pause=0.02)
    victim.kill()


def block_when_a_part_is_there(parts: Path) -> None:
    wait_for(lambda: list(parts.glob("*.part")), pause=0.02)
    (parts / "index.json").mkdir()


def warned(server: Server, run: str) -> str:
    """The first warning in a run's log, once it has come."""

    def found() -> str | None:
        levels = {"flow_run_id": {"any_": [run]}, "level": {"ge_": logging.WARNING}}
        entries = server.call("POST", "logs/filter", logs=levels)
        return entries[0]["message"] if entries else None

    return wait_for(found)
