"""`make schedule`: everything that scheduled runs need, on this machine, until Ctrl-C.

Brings up a Prefect server on a free loopback port with a home (and so a database) of its own, the work pool, the
deployments of flows.yaml, a worker, and a small web server for the releases' reports. Runs and schedules are kept in
the home, so a later start goes on where the last one ended. docs/operations.md has the standing installation.
"""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import FrameType

PROJECT = Path(__file__).resolve().parent.parent
POOL = "monographs"
PREFECT = (sys.executable, "-m", "prefect")
SERVER_START_SECONDS = 180
COMMAND_SECONDS = 300
STOP_SECONDS = 20


class StopAsked(Exception):
    """Somebody asked for the end: Ctrl-C or a polite kill."""


class PartError(Exception):
    """A part could not be started or ended by itself; the message says which and where its log is."""


def free_port() -> int:
    """A port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(home: Path, api: str, reports: str) -> dict[str, str]:
    """The environment of every part: the server of this script and no other, nothing sent outside."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return kept | {
        "DO_NOT_TRACK": "1",
        "MONOGRAPHS_HOME": str(PROJECT),
        "MONOGRAPHS_REPORTS_URL": reports,
        "PREFECT_API_URL": api,
        "PREFECT_HOME": str(home),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PYTHONUNBUFFERED": "1",
    }


@contextmanager
def started(name: str, command: tuple[str, ...], home: Path, env: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A part in a process group of its own, its output in the home; at the end the whole group is gone."""
    with (home / f"{name}.log").open("ab") as log:
        part = subprocess.Popen(command, cwd=PROJECT, env=env, stdout=log, stderr=log, start_new_session=True)
    try:
        yield part
    finally:
        stop(name, part)


def stop(name: str, part: subprocess.Popen[bytes]) -> None:
    """Ask politely, wait, then leave nothing of the group behind."""
    if part.poll() is None:
        part.send_signal(signal.SIGINT)
        try:
            part.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            print(f"the {name} takes too long to stop and is killed", file=sys.stderr)
    # What it started may live on when it has ended.
    with suppress(ProcessLookupError):
        os.killpg(part.pid, signal.SIGKILL)
    part.wait()


def wait_for_server(server: subprocess.Popen[bytes], api: str, log: Path) -> None:
    """Return as soon as the server answers.

    Raises:
        PartError: it ends, or does not answer in time.
    """
    deadline = time.monotonic() + SERVER_START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise PartError(f"the Prefect server ended while starting; see {log}")
        try:
            with urllib.request.urlopen(f"{api}/health", timeout=5):  # noqa: S310 (our own loopback address)
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.3)
    raise PartError(f"the Prefect server did not answer within {SERVER_START_SECONDS} s; see {log}")


def prefect(*arguments: str, env: dict[str, str]) -> None:
    """Run one Prefect command to its end.

    Raises:
        PartError: it fails, and its output is in the message, or it does not end in time.
    """
    try:
        done = subprocess.run(
            [*PREFECT, *arguments],
            cwd=PROJECT, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
            timeout=COMMAND_SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise PartError(f"prefect {' '.join(arguments)} did not end within {COMMAND_SECONDS} s") from error
    if done.returncode != 0:
        raise PartError(f"prefect {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")


def watch(parts: dict[str, subprocess.Popen[bytes]], home: Path) -> None:
    """Stay until a signal comes.

    Raises:
        PartError: a part ends by itself.
    """
    while True:
        for name, part in parts.items():
            if part.poll() is not None:
                raise PartError(f"the {name} ended with status {part.returncode}; see {home / name}.log")
        time.sleep(0.5)


def schedule(home: Path, port: int, outputs: Path) -> None:
    """Bring everything up, say where it is, stay."""
    home.mkdir(parents=True, exist_ok=True)
    (home / ".gitignore").write_text("*\n")
    outputs.mkdir(parents=True, exist_ok=True)
    api, reports_port = f"http://127.0.0.1:{port}/api", free_port()
    reports = f"http://127.0.0.1:{reports_port}"
    env = environment(home, api, reports)
    with ExitStack() as parts:
        print(f"starting a Prefect server (home {home}) …", flush=True)
        server_command = (*PREFECT, "server", "start", "--host", "127.0.0.1", "--port", str(port))
        server = parts.enter_context(started("server", server_command, home, env))
        wait_for_server(server, api, home / "server.log")
        print("creating the work pool and the deployments of flows.yaml …", flush=True)
        prefect("work-pool", "create", POOL, "--type", "process", "--overwrite", env=env)
        prefect("--no-prompt", "deploy", "--prefect-file", "flows.yaml", "--all", env=env)
        worker_command = (*PREFECT, "worker", "start", "--pool", POOL, "--name", "local")
        worker = parts.enter_context(started("worker", worker_command, home, env))
        web_command = (
            sys.executable, str(PROJECT / "scripts" / "reports.py"), str(reports_port), str(outputs),
        )  # fmt: skip
        web = parts.enter_context(started("reports", web_command, home, env))
        print(f"Prefect UI  http://127.0.0.1:{port}/deployments\nreleases    {reports}/\nlogs        {home}")
        print("Schedules run as long as this does; press Ctrl-C to stop.", flush=True)
        watch({"server": server, "worker": worker, "reports": web}, home)


def _on_signal(number: int, _frame: FrameType | None) -> None:
    # A second Ctrl-C must not break the tidying that the first one began.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise StopAsked(signal.Signals(number).name)


def main() -> int:
    """Run until Ctrl-C; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, default=PROJECT / ".schedule", help="where server and logs live")
    parser.add_argument("--port", type=int, help="port of the server and its UI (default: a free one)")
    parser.add_argument("--outputs", type=Path, default=PROJECT / "outputs", help="folder whose reports are shown")
    arguments = parser.parse_args()
    signal.signal(signal.SIGINT, _on_signal)
    signal.signal(signal.SIGTERM, _on_signal)
    try:
        schedule(arguments.home.resolve(), arguments.port or free_port(), arguments.outputs.resolve())
    except StopAsked:
        print("stopped", flush=True)
        return 0
    except PartError as error:
        print(f"schedule: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
