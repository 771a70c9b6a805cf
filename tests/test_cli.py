"""The command line from outside: what it prints where, and how it ends."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from made_pages import many_names, write_pages
from prefect_server import PROJECT, Server, wait_for
from test_deployments import processes_with

import pipeline
from pipeline.sources.page import MAX_PAGE_BYTES
from pipeline.tables.rows import TABLES

COMMANDS = ("run", "build", "inspect", "verify", "diff", "describe", "freshness")


def monographs(
    *arguments: str | Path, env: dict[str, str] | None = None, cwd: Path | None = None
) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "pipeline", *map(str, arguments)]
    around = {**os.environ, "PYTHONPATH": str(PROJECT), "COLUMNS": "200", "NO_COLOR": "1", **(env or {})}
    return subprocess.run(command, cwd=cwd, env=around, capture_output=True, text=True, check=False, timeout=300)


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return write_pages(tmp_path / "raw", ["aspirin", "ibuprofen", "zinc"])


@pytest.fixture
def outputs(raw: Path, tmp_path: Path) -> Path:
    """A place with one release."""
    done = monographs("build", "--raw", raw, "--outputs", tmp_path / "out", "--version", "2026.1.0")
    assert done.returncode == 0, done.stderr
    return tmp_path / "out"


def test_help_names_every_command_and_every_exit_status() -> None:
    done = monographs("--help")
    assert done.returncode == 0
    assert all(f" {command} " in done.stdout for command in COMMANDS)
    assert (
        "0 it worked, 1 the run failed and nothing was published, 2 wrong use, 130 Ctrl-C, 143 SIGTERM" in done.stdout
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_shows_an_example(command: str) -> None:
    done = monographs(command, "--help")
    assert done.returncode == 0
    assert f"Example: monographs {command} " in done.stdout


def test_help_loads_nothing_that_takes_long() -> None:
    code = "import sys, pipeline.cli; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert not {"pyarrow", "pandas", "pandera", "prefect", "pyromark", "fsspec", "matplotlib"} & set(
        done.stdout.split()
    )


def test_the_program_says_its_version() -> None:
    assert monographs("--version").stdout == f"monographs {pipeline.__version__}\n"


def test_build_publishes_and_tells_where(raw: Path, tmp_path: Path) -> None:
    done = monographs("build", "--raw", raw, "--outputs", tmp_path / "out", "--version", "2026.1.0")
    assert done.returncode == 0
    assert done.stdout.splitlines()[:2] == [
        "published 2026.1.0: 3 pages, 0 files in quarantine",
        str(tmp_path / "out" / "releases" / "2026.1.0"),
    ]
    assert done.stderr.splitlines() == ["listing pages", "1 of 1 batch, 3 pages", "writing the release"]


def test_one_page_is_told_in_the_singular(tmp_path: Path) -> None:
    raw = write_pages(tmp_path / "raw", ["aspirin"])
    (raw / "scan.md").write_bytes(b"\x00")
    done = monographs("build", "--raw", raw, "--outputs", tmp_path / "out", "--version", "2026.1.0")
    assert done.stdout.splitlines()[0] == "published 2026.1.0: 1 page, 1 file in quarantine"
    assert "1 of 1 batch, 2 pages" in done.stderr


def test_build_as_json_is_one_document(raw: Path, outputs: Path) -> None:
    done = monographs("build", "--raw", raw, "--outputs", outputs, "--json")
    said = json.loads(done.stdout)
    assert (said["published"], said["version"], said["reason"]) == (False, "2026.1.0", "no change since 2026.1.0")
    assert said["rows"]["drugs"] == 3


def test_include_and_exclude_can_be_repeated(raw: Path, tmp_path: Path) -> None:
    asked = ("--include", "a*.md", "--include", "z*.md", "--exclude", "zi*")
    done = monographs("build", "--raw", raw, "--outputs", tmp_path / "out", "--json", *asked)
    assert json.loads(done.stdout)["inputs"] == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["build", "--raw", "nowhere"], "monographs: there is no folder "),
        (["build", "--version", "2026.01.0"], "monographs: '2026.01.0' is no version"),
        (["build", "--max-quarantined", "5 percent"], "monographs: '5 percent' is no share: write 5% or 0.05"),
        (["build", "--max-quarantined", ""], "monographs: '' is no share: write 5% or 0.05"),
        (["build", "--max-lost-rows", ""], "monographs: '' is no share: write 5% or 0.05"),
        (["build", "--version", "2026.13.0"], "monographs: '2026.13.0' is no version: write YYYY.M.PATCH"),
        (["build", "--raw", ""], "monographs: an address is empty"),
        (["build", "--raw", "~nobody-of-this-name/raw"], "monographs: there is no home folder for ~nobody"),
        (["build", "--raw", "s3://"], "monographs: s3:// cannot be listed"),
        (["build", "--exclude", ""], "monographs: '' is no pattern of pages"),
        (["build", "--include", "[a-m.md"], "monographs: the pattern '[a-m.md' has a [ that is not closed"),
        (["freshness", "--outputs", "nowhere"], "monographs: there is no folder nowhere"),
        (["freshness", "--warn-after", "8"], "monographs: '8' is no time span"),
        (["describe", "pills"], "monographs: there is no table pills; there are drugs, ingredients"),
    ],
)
def test_wrong_use_is_one_sentence_and_status_2(tmp_path: Path, arguments: list[str], sentence: str) -> None:
    if arguments[0] == "build":
        arguments = [*arguments, "--outputs", str(tmp_path / "out")]
    done = monographs(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.splitlines()[-1].startswith(sentence)
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_what_a_disk_does_is_one_sentence_and_status_1(raw: Path, tmp_path: Path) -> None:
    """A full disk under standard output, which nothing else expects."""
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "pipeline", "build", "--raw", str(raw), "--outputs", str(tmp_path / "out")]
        done = subprocess.run(command, cwd=PROJECT, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert "monographs: something outside failed: [Errno 28]" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_terminal_that_lacks_letters_shows_their_numbers(tmp_path: Path) -> None:
    page = tmp_path / "aspirin.md"
    page.write_text("# Aspirin\n\n### Usage\n\nCaf\u00e9.\n", encoding="utf-8")
    done = monographs("inspect", page, env={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0, done.stderr
    assert r"Caf\xe9." in done.stdout


@pytest.mark.parametrize(
    "arguments", [["build", "--jobs", "0"], ["build", "--jbos", "1"], ["run", "--runner", "ray"], ["x"]]
)
def test_what_the_command_line_does_not_know_is_status_2(arguments: list[str]) -> None:
    done = monographs(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "kind", "sentence"),
    [
        (["build", "--raw", "nowhere"], 2, "wrong_use", "there is no folder "),
        (["build", "--jobs", "0"], 2, "wrong_use", "Invalid value for '--jobs'"),
        (["build", "--jbos", "1"], 2, "wrong_use", "No such option"),
        (["build", "--max-quarantined", "0"], 1, "gate_closed", "1 of 4 (25.0%) input files are quarantined"),
        (["verify", "nowhere"], 2, "wrong_use", "nowhere is no release"),
        (["verify"], 2, "wrong_use", "Missing argument"),
        (["verify", "s3://bucket/latest"], 2, "wrong_use", "s3://bucket/latest is no folder on this machine: copy the"),
        (["diff", "s3://one/a", "s3://two/b"], 2, "wrong_use", "s3://one/a is no folder on this machine: copy the"),
        (["diff", "nowhere", "nowhere"], 2, "wrong_use", "nowhere is no release"),
        (["freshness", "--warn-after", "8"], 2, "wrong_use", "'8' is no time span"),
    ],
)
def test_a_failure_as_json_is_one_document(
    raw: Path, arguments: list[str], status: int, kind: str, sentence: str
) -> None:
    (raw / "scan.md").write_bytes(b"\x00")
    done = monographs(*arguments, "--json", cwd=raw.parent)
    assert done.returncode == status
    assert json.loads(done.stdout)["error"]["kind"] == kind
    assert sentence in json.loads(done.stdout)["error"]["sentence"]
    assert sentence in done.stderr


def test_a_version_is_never_overwritten(raw: Path, outputs: Path) -> None:
    done = monographs("build", "--raw", raw, "--outputs", outputs, "--version", "2026.1.0")
    assert done.returncode == 2
    assert "the release 2026.1.0 is there already and is never overwritten" in done.stderr


def test_a_version_never_goes_back(raw: Path, outputs: Path) -> None:
    write_pages(raw, ["codeine"])
    done = monographs("build", "--raw", raw, "--outputs", outputs, "--version", "2025.12.0")
    assert done.returncode == 2
    assert "is older than the release 2026.1.0" in done.stderr
    assert (outputs / "latest").readlink().name == "2026.1.0"


def test_a_closed_gate_is_status_1_and_publishes_nothing(raw: Path, outputs: Path) -> None:
    (raw / "scan.md").write_bytes(b"\x00")
    done = monographs("build", "--raw", raw, "--outputs", outputs, "--max-quarantined", "5%", "--max-lost-rows", "0.1")
    assert done.returncode == 1
    assert "1 of 4 (25.0%) input files are quarantined, the limit is 5.0% (first: scan.md)" in done.stderr
    assert (outputs / "latest").readlink().name == "2026.1.0"


def test_diff_says_what_changed_and_can_end_with_a_status(raw: Path, outputs: Path) -> None:
    write_pages(raw, ["codeine"])
    monographs("build", "--raw", raw, "--outputs", outputs, "--version", "2026.1.1")
    old, new = outputs / "releases" / "2026.1.0", outputs / "latest"
    assert "codeine" in monographs("diff", old, new).stdout
    said = json.loads(monographs("diff", old, new, "--json").stdout)
    assert said["pages"]["added"] == {"count": 1, "drug_ids": ["codeine"]}
    assert monographs("diff", old, new, "--exit-code").returncode == 1
    assert monographs("diff", new, new, "--exit-code").returncode == 0
    wrong = monographs("diff", old, outputs)
    assert wrong.returncode == 2
    assert f"is no release but the folder of them: the latest one is {outputs}/latest\n" in wrong.stderr


def test_verify_passes_a_release_and_fails_a_damaged_one(raw: Path, outputs: Path) -> None:
    good = monographs("verify", outputs / "latest", "--raw", raw)
    assert good.returncode == 0, good.stderr
    folder = monographs("verify", outputs)
    assert folder.returncode == 2
    assert f"the latest one is {outputs}/latest\n" in folder.stderr
    with (outputs / "latest" / "csv" / "drugs.csv").open("a") as file:
        file.write("x\n")
    bad = monographs("verify", outputs / "latest")
    assert bad.returncode == 1
    assert "csv/drugs.csv" in bad.stdout + bad.stderr
    assert "Traceback" not in bad.stderr


def test_verify_tells_pages_that_changed_from_damage(raw: Path, outputs: Path) -> None:
    (raw / "zinc.md").write_text("# Zinc\n\n### Usage\n\nOther words.\n")
    done = monographs("verify", outputs / "latest", "--raw", raw)
    assert done.returncode == 3
    assert done.stdout.splitlines()[-1] == (
        "release 2026.1.0 is whole; pages that are not those that it was made from: 1"
    )
    told = json.loads(monographs("verify", outputs / "latest", "--raw", raw, "--json").stdout)
    assert (told["is_sound"], told["is_whole"]) == (False, True)
    assert [(problem["cases"], problem["of_source"]) for problem in told["problems"]] == [(["zinc.md"], True)]


def test_inspect_shows_every_line_of_a_page(raw: Path) -> None:
    page = raw / "aspirin.md"
    done = monographs("inspect", page)
    assert done.returncode == 0, done.stderr
    for line in filter(None, page.read_text().splitlines()):
        assert line.strip()[:40] in done.stdout


def test_inspect_leaves_alone_what_a_build_sets_aside_unread(tmp_path: Path) -> None:
    large, special = tmp_path / "large.md", tmp_path / "special.md"
    with large.open("wb") as file:
        file.truncate(MAX_PAGE_BYTES + 1)
    os.mkfifo(special)
    for page, said in (
        (large, "too_large: The file has 8,388,609 bytes; a page has at most 8,388,608."),
        (special, "not_a_file: It is a special file."),
    ):
        done = monographs("inspect", page, env={"COLUMNS": "1000"})
        assert (done.returncode, done.stdout) == (0, f"{page}: set aside as {said}\n")


def test_words_of_a_page_do_nothing_to_the_terminal(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "---\nid: 1\n---\n\n### Usage\n\nTake \u202eit\x1b[31m.\n\n* **\u2066Dose\u2069:** one\n", encoding="utf-8"
    )
    done = monographs("inspect", page)
    assert done.returncode == 0, done.stderr
    assert r"Take \u202eit\x1b[31m." in done.stdout
    assert not set("\u202e\u2066\u2069\x1b") & set(done.stdout)
    assert "generic name: none" in done.stdout


@pytest.mark.parametrize("command", ["inspect", "describe"])
def test_help_and_docs_name_the_same_statuses_of_views(command: str) -> None:
    assert "Exit status: 0 it is shown, 1 it failed, 2 wrong use." in monographs(command, "--help").stdout
    assert "| `inspect`, `describe` | shown | failed | wrong use | |" in (PROJECT / "docs/operations.md").read_text()


def test_describe_names_every_column_and_every_word_of_its_lists() -> None:
    overview = monographs("describe").stdout
    assert all(f"{name}  (" in overview for name in TABLES)
    for table in TABLES.values():
        shown = monographs("describe", table.name).stdout
        for column in table.columns:
            assert f"{column.name}  (" in shown
            assert all(f"      {term} " in shown for term in column.promise.values or ())


@pytest.mark.parametrize(("days", "status", "verdict"), [(0, 0, "fresh"), (9, 3, "ageing"), (16, 1, "stale")])
def test_freshness_has_a_status_for_each_verdict(outputs: Path, days: int, status: int, verdict: str) -> None:
    then = time.time() - days * 86_400
    os.utime(outputs / "latest" / "manifest.json", (then, then))
    done = monographs("freshness", "--outputs", outputs, "--json")
    assert done.returncode == status
    assert json.loads(done.stdout)["verdict"] == verdict
    assert f"release 2026.1.0 is {verdict}" in monographs("freshness", "--outputs", outputs).stdout


def test_a_build_that_finds_nothing_new_keeps_a_release_fresh(raw: Path, outputs: Path) -> None:
    os.utime(outputs / "latest" / "manifest.json", (0, 0))
    assert monographs("freshness", "--outputs", outputs).returncode == 1
    monographs("build", "--raw", raw, "--outputs", outputs)
    assert "confirmed" in monographs("freshness", "--outputs", outputs).stdout


def test_a_place_without_a_release_is_stale(tmp_path: Path) -> None:
    done = monographs("freshness", "--outputs", tmp_path)
    assert (done.returncode, done.stdout) == (1, "there is no release yet\n")


def begun(*arguments: str | Path, outputs: Path, env: dict[str, str] | None = None) -> "subprocess.Popen[str]":
    """A command in a process group of its own that has read pages and is still at work."""
    command = [sys.executable, "-m", "pipeline", *map(str, arguments), "--outputs", str(outputs)]
    around = {**os.environ, "PYTHONPATH": str(PROJECT), **(env or {})}
    # A shell that runs the tests in the background lets its children ignore Ctrl-C.
    heed = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        command, env=around, stdout=pipe, stderr=pipe, text=True, start_new_session=True, preexec_fn=heed,  # noqa: PLW1509
    )  # fmt: skip
    wait_for(lambda: list((outputs / ".cache" / "parts").glob("[!.]*")), pause=0.02)
    return process


@pytest.mark.parametrize("as_json", [[], ["--json"]])
@pytest.mark.parametrize(("farewell", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_build_ends_in_order_and_leaves_nothing(
    tmp_path: Path, as_json: list[str], farewell: signal.Signals, status: int
) -> None:
    raw, outputs = write_pages(tmp_path / "raw", many_names(3_000)), tmp_path / "out"
    build = begun("build", "--raw", raw, "--jobs", "2", *as_json, outputs=outputs)
    build.send_signal(farewell)
    shown, said = build.communicate(timeout=60)
    assert build.returncode == status
    sentence = "interrupted; nothing was published"
    assert said.splitlines()[-1] == f"monographs: {sentence}"
    if as_json:
        assert json.loads(shown) == {"error": {"kind": "interrupted", "sentence": sentence}}
    else:
        assert shown == ""
    assert "Traceback" not in said
    assert "leaked" not in said
    assert not (outputs / ".work").exists()
    assert not list((outputs / "releases").glob("*"))


@pytest.mark.parametrize(("farewell", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_what_ends_a_whole_group_leaves_a_run_its_server_and_the_run_ends_in_order(
    tmp_path: Path, farewell: signal.Signals, status: int
) -> None:
    """As a terminal sends Ctrl-C, and `timeout` or systemd a polite kill: the run still tells its server."""
    raw, outputs, home = write_pages(tmp_path / "raw", many_names(3_000)), tmp_path / "out", tmp_path / "home"
    env = {"PREFECT_HOME": str(home), "PREFECT_API_URL": ""}
    run = begun("run", "--raw", raw, outputs=outputs, env=env)
    os.killpg(run.pid, farewell)
    shown, said = run.communicate(timeout=60)
    assert run.returncode == status
    assert shown == ""
    assert "monographs: interrupted; nothing was published" in said.splitlines()
    assert "ConnectError" not in said
    assert "Finished in state Crashed" in said
    assert not (outputs / ".work").exists()
    assert not list((outputs / "releases").glob("*"))
    assert not processes_with(f"PREFECT_HOME={home}")
    shutil.rmtree(home)


def test_a_killed_run_takes_its_server_along(tmp_path: Path) -> None:
    raw, outputs, home = write_pages(tmp_path / "raw", many_names(3_000)), tmp_path / "out", tmp_path / "home"
    run = begun("run", "--raw", raw, outputs=outputs, env={"PREFECT_HOME": str(home), "PREFECT_API_URL": ""})
    assert processes_with(f"PREFECT_HOME={home}")
    run.kill()
    run.communicate(timeout=60)
    wait_for(lambda: not processes_with(f"PREFECT_HOME={home}"))
    shutil.rmtree(home)


def test_run_brings_its_own_server_where_none_is_named(tmp_path: Path) -> None:
    """One for all of its processes."""
    raw, home = write_pages(tmp_path / "raw", many_names(1_200)), tmp_path / "home"
    env = {"PREFECT_HOME": str(home), "PREFECT_API_URL": ""}
    asked = ("--version", "2026.1.0", "--jobs", "2", "--runner", "process")
    done = monographs("run", "--raw", raw, "--outputs", tmp_path / "out", *asked, env=env)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == "published 2026.1.0: 1,200 pages, 0 files in quarantine"
    assert "Starting temporary server on" not in done.stderr
    assert "Error logging to API" not in done.stderr
    assert not processes_with(f"PREFECT_HOME={home}")
    shutil.rmtree(home)


@pytest.mark.parametrize(
    ("env", "status", "sentence"),
    [
        (
            {"PREFECT_HOME": "/proc/nowhere"},
            1,
            "no Prefect server can be started: PREFECT_HOME, /proc/nowhere, is not writable",
        ),
        (
            {"PREFECT_SERVER_DATABASE_CONNECTION_URL": "nonsense"},
            1,
            "no Prefect server could be started; what it said stands above",
        ),
        (
            {"PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false"},
            2,
            "PREFECT_API_URL names no Prefect server, and Prefect's settings allow no temporary one",
        ),
    ],
)
def test_run_says_why_it_has_no_server(
    raw: Path, tmp_path: Path, env: dict[str, str], status: int, sentence: str
) -> None:
    home = {"PREFECT_HOME": str(tmp_path / "home"), "PREFECT_API_URL": ""}
    done = monographs("run", "--raw", raw, "--outputs", tmp_path / "out", env=home | env)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (status, f"monographs: {sentence}")


def test_run_fails_with_the_same_statuses_as_build(server: Server, raw: Path, tmp_path: Path) -> None:
    (raw / "scan.md").write_bytes(b"\x00")
    asked = ("run", "--outputs", tmp_path / "out", "--max-quarantined", "5%")
    closed = monographs(*asked, "--raw", raw, env=server.env)
    assert closed.returncode == 1
    assert "input files are quarantined" in closed.stderr.splitlines()[-1]
    missing = monographs(*asked, "--raw", tmp_path / "nowhere", env=server.env)
    assert missing.returncode == 2
    assert "there is no folder" in missing.stderr.splitlines()[-1]
    assert "Traceback" not in closed.stderr + missing.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["--runner", "dask", "--dask-address", "foo"],
            "'foo' is no address of a Dask scheduler: write tcp://HOST:PORT",
        ),
        (["--runner", "dask", "--dask-address", "no://x:1"], "'no://x:1' is no address of a Dask scheduler"),
        (["--runner", "thread", "--dask-address", "tcp://x:1"], "the Dask address 'tcp://x:1' is of no use without"),
        (["--dask-address", "tcp://x:1"], "the Dask address 'tcp://x:1' is of no use without the runner dask"),
    ],
)
def test_a_wrong_dask_address_is_wrong_use(
    server: Server, raw: Path, tmp_path: Path, arguments: list[str], sentence: str
) -> None:
    done = monographs("run", "--raw", raw, "--outputs", tmp_path / "out", *arguments, env=server.env)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith(f"monographs: {sentence}")
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_run_without_the_server_that_is_named_is_one_sentence(raw: Path, tmp_path: Path) -> None:
    env = {"PREFECT_HOME": str(tmp_path / "home"), "PREFECT_API_URL": "http://127.0.0.1:9/api"}
    done = monographs("run", "--raw", raw, "--outputs", tmp_path / "out", env=env)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("monographs: no Prefect server at http://127.0.0.1:9/api: ")
