"""flows.yaml deployed on a real server from a fresh clone, every deployment run by a real worker."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from made_pages import many_names, write_pages
from prefect_server import PREFECT, PROJECT, Server, wait_for

from benchmarks.prefect_server import process

WEEKLY, DAILY = "monograph-release/weekly-full", "monograph-release/daily-incremental"
WATCH, FRESHNESS = "monograph-release/watch-upstream", "release-freshness/freshness"


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as a fresh clone of it would be, at a path that nobody thought of."""
    folder = tmp_path_factory.mktemp("somebody else") / "a clone"
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("pipeline", "raw"):
        shutil.copytree(PROJECT / name, folder / name, ignore=ignored)
    shutil.copy(PROJECT / "flows.yaml", folder)
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
    subprocess.run(["git", "add", "raw"], cwd=folder, check=True)
    subprocess.run(["git", "commit", "--quiet", "--message=one"], cwd=folder, check=True)
    return folder


@pytest.fixture(scope="module")
def deployed(server: Server, clone: Path) -> Server:
    prefect(server, clone, "work-pool", "create", "monographs", "--type", "process")
    deploy(server, clone)
    return server


@pytest.fixture(scope="module")
def working(deployed: Server, clone: Path) -> Iterator[Server]:
    """A worker started somewhere else than in the clone, which it knows by its environment alone."""
    env = deployed.env | {"MONOGRAPHS_HOME": str(clone), "MONOGRAPHS_REPORTS_URL": "http://127.0.0.1:1/"}
    command = (*PREFECT, "worker", "start", "--pool", "monographs", "--name", "one", "--type", "process")
    with process(command, env, deployed.home / "worker.log", deployed.home):
        yield deployed


def prefect(server: Server, folder: Path, *arguments: str) -> str:
    command = [*PREFECT, "--no-prompt", *arguments]
    done = subprocess.run(command, cwd=folder, env=server.env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def deploy(server: Server, folder: Path) -> None:
    prefect(server, folder, "deploy", "--prefect-file", "flows.yaml", "--all")


def test_every_entry_becomes_a_deployment_and_nothing_of_the_machine_is_written_in(
    deployed: Server, clone: Path
) -> None:
    entries = yaml.safe_load((clone / "flows.yaml").read_text())["deployments"]
    made = deployed.call("POST", "deployments/filter")
    assert {deployment["name"] for deployment in made} == {entry["name"] for entry in entries}
    text = json.dumps(made)
    assert str(clone) not in text
    assert str(PROJECT) not in text
    for entry in entries:
        deployment = next(found for found in made if found["name"] == entry["name"])
        assert deployment["parameters"] == entry["parameters"]
        assert deployment["enforce_parameter_schema"]
        assert deployment["global_concurrency_limit"]["limit"] == 1
        strategy = entry["concurrency_limit"]["collision_strategy"]
        assert deployment["concurrency_options"]["collision_strategy"] == strategy
        (schedule,), (wanted,) = deployment["schedules"], entry["schedules"]
        assert schedule["schedule"]["cron"] == wanted["cron"]
        assert schedule["schedule"]["timezone"] == wanted["timezone"]
        assert schedule["active"] == wanted["active"]


def test_deploying_again_changes_nothing(deployed: Server, clone: Path) -> None:
    def shape() -> list[tuple[str, str, int]]:
        found = deployed.call("POST", "deployments/filter")
        return sorted((each["name"], each["id"], len(each["schedules"])) for each in found)

    before = shape()
    deploy(deployed, clone)
    assert shape() == before


def test_the_server_plans_runs_for_active_schedules_and_only_for_them(deployed: Server) -> None:
    """A server whose scheduler fails at every turn shows the schedules all the same."""
    active = {deployed.deployment(name)["id"] for name in (WEEKLY, DAILY, FRESHNESS)}

    def planned() -> set[str]:
        runs = deployed.call("POST", "flow_runs/filter", flow_runs={"state": {"type": {"any_": ["SCHEDULED"]}}})
        return {run["deployment_id"] for run in runs if run["auto_scheduled"]}

    assert wait_for(lambda: found if active <= (found := planned()) else None) == active


@pytest.mark.parametrize("parameters", [{"jobs": 0}, {"max_quarantined": 1.5}, {"runner": "ray"}])
def test_a_wrong_parameter_is_refused_before_anything_runs(deployed: Server, parameters: dict[str, Any]) -> None:
    with pytest.raises(httpx.HTTPStatusError) as refused:
        deployed.trigger(DAILY, **parameters)
    assert refused.value.response.status_code in {409, 422}


def test_every_deployment_completes_and_leaves_what_a_steward_reads(working: Server, clone: Path) -> None:
    told = {}
    for name in (WEEKLY, DAILY, WATCH, FRESHNESS):
        run = working.final(working.trigger(name))
        assert run["state_type"] == "COMPLETED", (name, run["state"]["message"])
        told[name] = (run, working.artifacts(run["id"]))
    run, artifacts = told[WEEKLY]
    version = (clone / "outputs" / "latest").readlink().name
    assert run["name"] == version
    assert f"http://127.0.0.1:1/releases/{version}/report.html" in artifacts["release-summary"]
    for part in ("What is in it", "Change", "Findings by code", "Quarantine"):
        assert f"## {part}" in artifacts["release-summary"]
    codes = {finding["code"].replace("\\", "") for finding in json.loads(artifacts["release-findings"])}
    assert codes
    assert all(f"`{code}`" in artifacts["release-summary"] for code in codes)
    assert artifacts["release-batches"] == 100.0
    assert told[DAILY][0]["name"] == f"{version} (no change)"
    # The first watch confirms what was built without it; from then on, the commit is enough.
    assert told[WATCH][0]["state"]["message"] == f"no change since {version}"
    again = working.final(working.trigger(WATCH))
    assert again["name"] == f"release of git+file://{clone}#raw"
    assert again["state"]["message"].startswith("No change: upstream still stands at commit ")
    assert f"release {version} is fresh" in told[FRESHNESS][1]["release-freshness"]
    assert wait_for(lambda: [line for line in working.logs(run["id"]) if "pages in 1 batch, 0 files refused" in line])


def test_a_closed_gate_fails_the_run_with_its_sentence(working: Server, clone: Path, tmp_path: Path) -> None:
    raw, outputs = write_pages(tmp_path / "raw", ["aspirin"]), tmp_path / "out"
    (raw / "scan.md").write_bytes(b"\xff\xfe")
    run = working.final(working.trigger(DAILY, raw=str(raw), outputs=str(outputs), max_quarantined=0.05))
    assert run["state_type"] == "FAILED"
    assert "1 of 2 (50.0%) input files are quarantined, the limit is 5.0% (first: scan.md)" in run["state"]["message"]
    assert not (outputs / "latest").exists()
    assert not list((outputs / "releases").glob("*"))


def test_no_release_for_too_long_fails_the_freshness_run(working: Server, tmp_path: Path) -> None:
    run = working.final(working.trigger(FRESHNESS, outputs=str(tmp_path)))
    assert run["state_type"] == "FAILED"
    assert run["state"]["message"] == "there is no release yet"


@pytest.mark.parametrize(("deployment", "second"), [(WEEKLY, "CANCELLED"), (DAILY, "COMPLETED")])
def test_two_runs_at_once(working: Server, tmp_path: Path, deployment: str, second: str) -> None:
    """One builds; the other is cancelled or waits, as the deployment says; the latest release is right."""
    raw, outputs = write_pages(tmp_path / "raw", many_names(600)), tmp_path / "out"
    ids = [working.trigger(deployment, raw=str(raw), outputs=str(outputs)) for _ in range(2)]
    ended = [working.final(run) for run in ids]
    assert sorted(run["state_type"] for run in ended) == sorted(["COMPLETED", second])
    assert sum(run["state"]["message"].startswith("published") for run in ended) == 1
    assert [path.name for path in (outputs / "releases").iterdir()] == [(outputs / "latest").readlink().name]


def test_a_killed_run_is_marked_crashed_and_the_next_one_succeeds(working: Server, tmp_path: Path) -> None:
    raw, outputs = write_pages(tmp_path / "raw", many_names(3_000)), tmp_path / "out"
    run = working.trigger(WEEKLY, raw=str(raw), outputs=str(outputs))
    wait_for(lambda: list((outputs / ".cache" / "parts").glob("[!.]*")), pause=0.02)
    for process_id in processes_with(f"PREFECT__FLOW_RUN_ID={run}"):
        os.kill(process_id, signal.SIGKILL)
    assert working.final(run)["state_type"] == "CRASHED"
    assert not (outputs / "latest").exists()
    following = working.final(working.trigger(WEEKLY, raw=str(raw), outputs=str(outputs)))
    assert following["state_type"] == "COMPLETED"
    assert following["state"]["message"].startswith("published")
    assert [path.name for path in (outputs / "releases").iterdir()] == [(outputs / "latest").readlink().name]


def processes_with(variable: str) -> list[int]:
    """The processes whose environment has this setting."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if variable.encode() in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
    return found


def test_a_failed_run_is_told_to_the_address_that_asked_for_it(working: Server, tmp_path: Path) -> None:
    heard: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["text"])
            self.send_response(200)
            self.end_headers()

    with HTTPServer(("127.0.0.1", 0), Listener) as listener:
        threading.Thread(target=listener.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{listener.server_port}/"
        for _ in range(2):
            assert notify(working.env, address).returncode == 0
        for wrong in (["notanurl"], ["http://"], ["--silence-days=-3", address], ["--silence-days=999999999", address]):
            refused = notify(working.env, *wrong)
            assert (refused.returncode, refused.stdout, refused.stderr.count("\n")) == (2, "", 1), refused.stderr
        assert len(working.call("POST", "automations/filter")) == 2
        working.final(working.trigger(FRESHNESS, outputs=str(tmp_path)))
        wait_for(lambda: heard)
        listener.shutdown()
    assert heard == [f"release-freshness: run freshness of {tmp_path} is Failed: there is no release yet"]


def test_a_server_that_is_none_is_one_sentence() -> None:
    class Other(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"hello")

        do_GET = do_PATCH = do_POST  # noqa: N815 - the names that the library calls

    with HTTPServer(("127.0.0.1", 0), Other) as other:
        api = f"http://127.0.0.1:{other.server_port}/api"
        threading.Thread(target=other.serve_forever, daemon=True).start()
        answers = [notify(os.environ | {"PREFECT_API_URL": api}, "http://127.0.0.1:1/")]
        other.shutdown()
    answers.append(notify(os.environ | {"PREFECT_API_URL": api}, "http://127.0.0.1:1/"))
    for done in answers:
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1), done.stderr
        assert done.stderr.startswith(f"notify: the Prefect server at {api} cannot be asked: ")


def notify(env: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    script = [sys.executable, str(PROJECT / "scripts" / "notify.py")]
    return subprocess.run([*script, *arguments], env=env, check=False, capture_output=True, text=True)
