"""`make schedule` brings everything up, shows where, and leaves no process behind, even with a run at work."""

import os
import re
import runpy
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from made_pages import many_names, write_pages
from prefect_server import PROJECT, Server, wait_for
from test_deployments import processes_with

SCRIPT = PROJECT / "scripts" / "schedule.py"


@contextmanager
def scheduling(home: Path) -> Iterator[tuple["subprocess.Popen[bytes]", Path]]:
    command = [sys.executable, str(SCRIPT), "--home", str(home), "--outputs", str(home / "out")]
    env = os.environ | {"PYTHONPATH": str(PROJECT), "PREFECT_API_URL": "http://127.0.0.1:1/api"}
    said = home.with_suffix(".said")
    with said.open("wb") as output:
        script = subprocess.Popen(command, cwd=home.parent, env=env, stdout=output, stderr=output)
    try:
        yield script, said
    finally:
        script.send_signal(signal.SIGTERM)
        script.wait(90)


@pytest.mark.parametrize("farewell", [signal.SIGINT, signal.SIGTERM])
def test_it_starts_everything_and_ends_without_a_trace(tmp_path: Path, farewell: signal.Signals) -> None:
    home = tmp_path / "home"
    with scheduling(home) as (script, said):
        api = wait_for(lambda: address(said, script), 240).replace("/deployments", "/api")
        server = Server(api, home, {})
        assert len(server.call("POST", "deployments/filter")) == 4
        check_reports(re.findall(r"releases +(\S+)", said.read_text())[0], home / "out")
        raw = write_pages(tmp_path / "raw", many_names(3_000))
        run = server.trigger("monograph-release/daily-incremental", raw=str(raw), outputs=str(tmp_path / "out"))
        wait_for(lambda: list((tmp_path / "out" / ".cache" / "parts").glob("[!.]*")), pause=0.05)
        assert server.run(run)["state_type"] == "RUNNING"
        script.send_signal(farewell)
        assert script.wait(90) == 0
    assert said.read_text().endswith("stopped\n")
    assert not processes_with(f"PREFECT_HOME={home}")
    assert not (tmp_path / "out" / "latest").exists()


def check_reports(served: str, outputs: Path) -> None:
    """Releases are listed and served, what the pipeline keeps for itself is not."""
    (outputs / "releases" / "2026.1.0").mkdir(parents=True)
    (outputs / "releases" / "2026.1.0" / "report.html").write_text("<p>A & B</p>")
    (outputs / "latest").symlink_to("releases/2026.1.0")
    (outputs / ".lock").write_text("{}")
    (outputs / ".cache").mkdir()
    (outputs / ".cache" / "upstream").write_text("x")
    listed = httpx.get(served).text
    assert re.findall(r'href="./([^"]+)"', listed) == ["latest/", "releases/"]
    assert httpx.get(f"{served}latest/report.html").text == "<p>A & B</p>"
    for hidden in (".lock", ".cache/", ".cache/upstream", "releases/../.lock", "%2elock"):
        assert httpx.get(served + hidden).status_code == 404


def address(said: Path, script: "subprocess.Popen[bytes]") -> str | None:
    assert script.poll() is None, said.read_text()
    found = re.search(r"Prefect UI +(\S+)", said.read_text())
    return found[1] if found else None


def test_a_server_that_cannot_start_is_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        command = [sys.executable, str(SCRIPT), "--home", str(tmp_path), "--port", str(taken.getsockname()[1])]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 1
    assert "schedule: the Prefect server ended while starting; see" in done.stderr
    assert not processes_with(f"PREFECT_HOME={tmp_path}")


def test_a_command_that_does_not_end_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    script = runpy.run_path(str(SCRIPT))
    namespace = script["main"].__globals__
    monkeypatch.setitem(namespace, "PREFECT", (sys.executable, "-c", "import time; print('begun'); time.sleep(60)"))
    monkeypatch.setitem(namespace, "COMMAND_SECONDS", 1)
    monkeypatch.setitem(namespace, "schedule", lambda *_: script["prefect"]("work-pool", "create", env={}))
    monkeypatch.setattr(sys, "argv", ["schedule.py", "--home", str(tmp_path)])
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    assert script["main"]() == 1
    assert capsys.readouterr().err == "schedule: prefect work-pool create did not end within 1 s\n"
