"""Publishing to a folder: whole or not at all, whoever is killed when, and never two runs at once."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from made_pages import many_names, write_pages

from pipeline.build import BuildRequest, Outcome, build, build_batch, exclusive_run, plan_build, publish_release
from pipeline.errors import AlreadyRunning, GateClosed, ReleaseDamaged, WorldBroken, WrongUse
from pipeline.operations.freshness import check_freshness
from pipeline.release import folder as release_folder
from pipeline.release.lock import LOCK
from pipeline.release.places import BUILDING, PARTS, WORK
from pipeline.stages.gates import Limits
from pipeline.stages.workspace import INDEX
from pipeline.storage.folder import LocalStore

FIRST, SECOND = "2026.1.0", "2026.2.0"
KILLS, ENDING = 32, 20

HERE = Path(__file__).parent


class BuildServer:
    """Builds in processes of their own, killed at will."""

    def __init__(self, scratch: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, HERE / "build_server.py", scratch / "operations"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": str(HERE.parent)},
        )

    def build(self, raw: Path, outputs: Path, version: str | None, die_at: int | None = None) -> dict[str, Any]:
        order = {"raw": str(raw), "outputs": str(outputs), "version": version, "die_at": die_at}
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def end(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BuildServer]:
    server = BuildServer(tmp_path_factory.mktemp("server"))
    yield server
    server.end()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, server: BuildServer) -> tuple[Path, Path]:
    """A raw folder, and outputs with a release of an earlier state of it."""
    place = tmp_path_factory.mktemp("world")
    raw = write_pages(place / "raw", ["aspirin", "zinc"])
    assert server.build(raw, place / "out", FIRST)["status"] == 0
    write_pages(raw, ["ibuprofen"])
    (raw / "aspirin.md").unlink()
    return raw, place / "out"


def check_sums(release: Path) -> None:
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=release, check=True)


def visible(outputs: Path) -> list[str]:
    """Everything in the outputs but the contents of releases and of the cache."""
    return sorted(path.name for path in (*outputs.iterdir(), *(outputs / "releases").iterdir()))


def test_killed_at_any_point_releases_are_whole_and_the_next_build_succeeds(
    world: tuple[Path, Path], server: BuildServer, tmp_path: Path
) -> None:
    raw, before = world
    shutil.copytree(before, tmp_path / "whole", symlinks=True)
    operations = server.build(raw, tmp_path / "whole", SECOND)["operations"]
    assert operations > KILLS
    # Every operation of the end, where it is published, and as many as there is time for before it.
    ending = range(operations - ENDING + 1, operations + 1)
    points = [*(1 + number * (operations - ENDING) // KILLS for number in range(KILLS)), *ending]
    assert len(set(points)) >= 50
    for point in points:
        outputs = tmp_path / f"killed-{point}"
        shutil.copytree(before, outputs, symlinks=True)
        assert server.build(raw, outputs, SECOND, point)["status"] == -signal.SIGKILL
        assert (outputs / "latest").readlink() in (Path("releases", FIRST), Path("releases", SECOND))
        check_sums(outputs / "latest")
        assert (outputs / "releases" / FIRST / "SHA256SUMS").read_bytes() == (
            before / "releases" / FIRST / "SHA256SUMS"
        ).read_bytes()
        check_sums(outputs / "releases" / FIRST)
        assert server.build(raw, outputs, None)["status"] == 0
        check_sums(outputs / "latest")
        published = (outputs / "latest").readlink().name
        assert visible(outputs) == sorted([".cache", ".lock", "latest", "releases", FIRST, published])
        assert not [path.name for path in (outputs / PARTS).iterdir() if path.name.startswith(".")]
        assert len(list((outputs / PARTS).glob("*.part"))) == 1
        shutil.rmtree(outputs)


def test_a_build_whose_processes_were_left_alone_leaves_none(tmp_path: Path) -> None:
    raw = write_pages(tmp_path / "raw", many_names(3_000))
    program = f"""
from pipeline.build import *
if __name__ == "__main__":
    build(BuildRequest({str(raw)!r}, {str(tmp_path / "out")!r}, jobs=2))
"""
    (tmp_path / "program.py").write_text(program)
    environment = os.environ | {"PYTHONPATH": str(HERE.parent)}
    running = subprocess.Popen([sys.executable, tmp_path / "program.py"], env=environment)
    helpers = _wait_for(lambda: [child for child in _children(running.pid) if "spawn_main" in _command(child)])
    running.kill()
    running.wait()
    _wait_for(lambda: not any(_is_running(helper) for helper in helpers))
    assert build(BuildRequest(str(raw), str(tmp_path / "out"))).published


def _wait_for(condition: Any) -> Any:
    end = time.monotonic() + 30
    while not (found := condition()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)
    return found


def _children(process: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except FileNotFoundError:
        return []


def _command(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def _is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_second_run_says_who_is_running(world: tuple[Path, Path], tmp_path: Path) -> None:
    request = BuildRequest(str(world[0]), str(tmp_path / "out"))
    with (
        exclusive_run(request),
        pytest.raises(AlreadyRunning, match=rf"another run \(process {os.getpid()}, since 20.* is building into"),
    ):
        build(request)
    assert build(request).published


def test_of_two_runs_at_once_nothing_is_mixed(tmp_path: Path) -> None:
    raws = [write_pages(tmp_path / name, [name, f"{name}-two"]) for name in ("one", "two", "three")]
    outputs = tmp_path / "out"
    program = "import sys; from pipeline.build import *; print(build(BuildRequest(*sys.argv[1:])).version)"
    runs = [
        subprocess.Popen([sys.executable, "-c", program, raw, outputs], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for raw in raws
    ]
    ended = [run.communicate() for run in runs]
    versions = [out.decode().strip() for out, _ in ended if out]
    refused = [err.decode() for out, err in ended if not out]
    assert len(versions) >= 1
    assert all("AlreadyRunning: another run" in error for error in refused)
    assert sorted(path.name for path in (outputs / "releases").iterdir()) == sorted(versions)
    for version in versions:
        check_sums(outputs / "releases" / version)


def test_a_lock_file_that_its_holder_removes_locks_nothing(tmp_path: Path) -> None:
    """The holder ends, and takes the file and the folder that it made along, after the file is opened and before it
    is locked.
    """
    holder = """
import sys
from pathlib import Path
from pipeline.release.lock import lock_folder
with lock_folder(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
    sys.exit()
"""
    program = f"""
import subprocess, sys
from pathlib import Path
from pipeline.errors import AlreadyRunning
from pipeline.release.lock import lock_folder
outputs = Path(sys.argv[1])
command = [sys.executable, "-c", {holder!r}, str(outputs)]
holder = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
holder.stdout.readline()
def watch(event, arguments):
    if event == "fcntl.flock" and holder.poll() is None:
        holder.communicate()
        print("the file is gone:", not outputs.exists())
sys.addaudithook(watch)
with lock_folder(outputs):
    try:
        with lock_folder(outputs):
            print("locked twice")
    except AlreadyRunning:
        print("locked once")
"""
    done = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "out"],
        env=os.environ | {"PYTHONPATH": str(HERE.parent)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == ["the file is gone: True", "locked once"]
    assert (tmp_path / "out" / LOCK).exists()


def test_a_staged_release_is_removed_when_the_build_fails(world: tuple[Path, Path], tmp_path: Path) -> None:
    outputs = tmp_path / "out"
    shutil.copytree(world[1], outputs, symlinks=True)
    table = outputs / "releases" / FIRST / "parquet" / "drugs.parquet"
    table.write_bytes(bytes(table.stat().st_size))
    shutil.rmtree(outputs / PARTS)
    told = rf"^{FIRST} and \S+ cannot be compared: parquet/drugs\.parquet of {FIRST} cannot be read: .*build again$"
    with pytest.raises(ReleaseDamaged, match=told):
        build(BuildRequest(str(world[0]), str(outputs)))
    assert not [path for path in (outputs / "releases").iterdir() if path.name.startswith(BUILDING)]


@pytest.mark.parametrize("largest", [2_000, 75_000])
def test_a_full_disk_breaks_the_world_and_nothing_else(largest: int, world: tuple[Path, Path], tmp_path: Path) -> None:
    outputs = tmp_path / "out"
    shutil.copytree(world[1], outputs, symlinks=True)
    program = f"""
import resource
from pipeline.build import *
resource.setrlimit(resource.RLIMIT_FSIZE, ({largest}, {largest}))
build(BuildRequest({str(world[0])!r}, {str(outputs)!r}))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert "WorldBroken" in done.stderr.splitlines()[-1]
    assert "could not be written" in done.stderr.splitlines()[-1]
    assert visible(outputs) == sorted([".cache", ".lock", "latest", "releases", FIRST])
    check_sums(outputs / "latest")


@pytest.mark.parametrize("what", ["file", "latest"])
def test_outputs_that_are_something_else(what: str, world: tuple[Path, Path], tmp_path: Path) -> None:
    outputs = tmp_path / "out"
    if what == "file":
        outputs.write_text("a file")
    else:
        (outputs / "latest").mkdir(parents=True)
    with pytest.raises(WrongUse, match="is a file, not a folder" if what == "file" else "is no link to a release"):
        build(BuildRequest(str(world[0]), str(outputs)))


def test_outputs_whose_name_is_no_utf8(world: tuple[Path, Path], tmp_path: Path) -> None:
    raw, _ = world
    with pytest.raises(WrongUse, match="has bytes that are no UTF-8"):
        build(BuildRequest(str(raw), str(tmp_path / os.fsdecode(b"out\xff"))))


def test_a_latest_that_leads_nowhere_is_no_release(world: tuple[Path, Path], tmp_path: Path) -> None:
    outputs = tmp_path / "out"
    shutil.copytree(world[1], outputs, symlinks=True)
    shutil.rmtree(outputs / "releases" / FIRST)
    assert build(BuildRequest(str(world[0]), str(outputs))).previous is None
    check_sums(outputs / "latest")


@pytest.mark.parametrize("link", [None, "releases/2025.1.0"])
def test_without_its_link_the_newest_whole_release_is_the_latest(
    link: str | None, world: tuple[Path, Path], tmp_path: Path
) -> None:
    """A copy may have lost the link, a copy may have ended in the middle, and what came next may lead nowhere."""
    raw, before = world
    outputs = tmp_path / "out"
    shutil.copytree(before / "releases", outputs / "releases")
    build(BuildRequest(str(raw), str(outputs), version=SECOND))
    (outputs / "latest").unlink()
    (outputs / "releases" / "2026.3.0" / "csv").mkdir(parents=True)
    (outputs / ".latest.next").symlink_to("releases/2026.4.0")
    if link:
        (outputs / "latest").symlink_to(link)
    assert check_freshness(str(outputs), datetime.now(UTC), timedelta(1), timedelta(1)).age.version == SECOND
    assert build(BuildRequest(str(raw), str(outputs))).reason == f"no change since {SECOND}"
    assert (outputs / "latest").readlink() == Path("releases", SECOND)
    assert not (outputs / ".latest.next").is_symlink()


def test_without_its_link_a_release_is_followed_all_the_same(world: tuple[Path, Path], tmp_path: Path) -> None:
    raw, before = world
    outputs = tmp_path / "out"
    shutil.copytree(before / "releases", outputs / "releases")
    with pytest.raises(GateClosed, match="table drugs is shorter"):
        build(BuildRequest(str(write_pages(tmp_path / "raw", ["zinc"])), str(outputs), limits=Limits(lost_rows=0.1)))
    assert (outputs / "latest").readlink() == Path("releases", FIRST)
    (outputs / "latest").unlink()
    assert build(BuildRequest(str(raw), str(outputs))).previous == FIRST
    check_sums(outputs / "latest")


def tries(request: BuildRequest, monkeypatch: pytest.MonkeyPatch, step: str) -> list[Outcome | str]:
    """How the tries to publish end, as those of the flow's task do, where the disk fails once at this step."""
    broken = {"rename": (Path, "rename"), "replace": (Path, "replace"), "flush": (release_folder, "_flush_folder")}
    owner, name = broken[step.partition(" ")[0]]
    works, left = getattr(owner, name), [step]

    def fail_once(*asked: Any) -> Any:
        ours = {"rename": asked[-1].name == SECOND, "replace": asked[-1].name == "latest"}
        flushed = {"flush releases": asked[-1].name == "releases", "flush outputs": asked[-1] == Path(request.outputs)}
        if left and (ours | flushed)[step]:
            left.clear()
            raise OSError("the disk is away")
        return works(*asked)

    ended: list[Outcome | str] = []
    with exclusive_run(request):
        plan = plan_build(request)
        results = [build_batch(plan.address, 0)]
        with monkeypatch.context() as patches:
            patches.setattr(owner, name, fail_once)
            while not ended or isinstance(ended[-1], str):
                try:
                    ended.append(publish_release(plan.address, results))
                except WorldBroken as error:
                    ended.append(str(error))
        assert not left
    return ended


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ("rename", f"{SECOND} could not be published: the disk is away"),
        ("flush releases", f"the release {SECOND} is in its place, but latest may not point at it yet; the next run"),
        ("replace", f"the release {SECOND} is in its place, but latest may not point at it yet; the next run"),
        ("flush outputs", None),
    ],
)
@pytest.mark.parametrize("full", [False, True])
def test_the_next_try_ends_the_publication_that_was_begun(
    full: bool, step: str, told: str | None, world: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw, before = world
    outputs = tmp_path / "out"
    shutil.copytree(before, outputs, symlinks=True)
    *failed, ended = tries(BuildRequest(str(raw), str(outputs), version=SECOND, full=full), monkeypatch, step)
    assert len(failed) == (told is not None)
    assert all(told in str(sentence) for sentence in failed if told)
    assert isinstance(ended, Outcome)
    assert (ended.published, ended.version, ended.previous) == (True, SECOND, FIRST)
    assert ended.release == str(outputs / "releases" / SECOND)
    assert ended.changes
    check_sums(outputs / "latest")
    assert (outputs / "latest").readlink() == Path("releases", SECOND)
    assert visible(outputs) == sorted([".cache", ".lock", "latest", "releases", FIRST, SECOND])


def test_a_cache_that_cannot_be_kept_is_told_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw, outputs = write_pages(tmp_path / "raw", ["aspirin"]), tmp_path / "out"
    write = LocalStore.write

    def fail_at_index(store: LocalStore, name: str, data: bytes) -> None:
        if name == f"{PARTS}/{INDEX}":
            raise WorldBroken(f"{name} could not be written")
        write(store, name, data)

    with monkeypatch.context() as broken:
        broken.setattr(LocalStore, "write", fail_at_index)
        published = build(BuildRequest(str(raw), str(outputs), version=FIRST))
        confirmed = build(BuildRequest(str(raw), str(outputs)))
    note = f"; the next build may have to read pages again: {PARTS}/{INDEX} could not be written"
    assert (published.published, confirmed.published) == (True, False)
    assert published.reason == f"published {FIRST}: 1 page, 0 files in quarantine{note}"
    assert confirmed.reason == f"no change since {FIRST}{note}"
    check_sums(outputs / "latest")


def test_a_work_area_that_cannot_be_removed_is_left_to_the_next_run(
    world: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outputs = tmp_path / "out"
    remove = LocalStore.remove

    def fail_once_published(store: LocalStore, name: str) -> None:
        if (outputs / "latest").exists():
            raise WorldBroken(f"{name} could not be removed")
        remove(store, name)

    request = BuildRequest(str(world[0]), str(outputs))
    with monkeypatch.context() as broken:
        broken.setattr(LocalStore, "remove", fail_once_published)
        assert build(request).published
    assert (outputs / WORK).exists()
    assert not build(request).published
    assert not (outputs / WORK).exists()
