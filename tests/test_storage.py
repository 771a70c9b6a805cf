"""Object stores: the same release as in a folder, whole to every reader, whoever is killed when."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gcsfs
import pytest
import s3fs
from made_pages import many_names, page_text, write_pages
from object_stores import gcs_server, s3_server

from pipeline.build import BuildRequest, Outcome, build, build_batch, exclusive_run, plan_build, publish_release
from pipeline.errors import AlreadyRunning, WorldBroken, WrongUse
from pipeline.release.lock import LOCK
from pipeline.release.places import CONFIRMED, PARTS, WORK
from pipeline.release.publish import open_releases
from pipeline.scratch import scratch_folder
from pipeline.storage.address import is_local
from pipeline.storage.bucket import ObjectStore
from pipeline.storage.folder import LocalStore
from pipeline.storage.store import open_store

V = "2026.11.0"


@pytest.fixture(scope="module")
def s3() -> Iterator[s3fs.S3FileSystem]:
    """A real S3 server on loopback, with its address in the environment as for any program."""
    with s3_server():
        files = s3fs.S3FileSystem(skip_instance_cache=True)
        files.mkdir("bucket")
        yield files


@pytest.fixture(scope="module")
def gcs() -> Iterator[gcsfs.GCSFileSystem]:
    """A real server of Google's storage protocol on loopback; it holds ``bucket``."""
    with gcs_server():
        yield gcsfs.GCSFileSystem(skip_instance_cache=True)


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = write_pages(tmp_path / "raw", ["a/aspirin", "zinc", "ibuprofen"])
    (folder / "empty.md").write_bytes(b"")
    return folder


def run(raw: Path | str, outputs: Path | str, **options: Any) -> Outcome:
    return build(BuildRequest(str(raw), str(outputs), **options))


def check_latest(files: Any, outputs: str, folder: Path) -> str:
    """Fetch what ``latest`` points at, check it with the program that users have, and tell its version."""
    place = files.cat(f"{outputs}/latest").decode()
    files.invalidate_cache()
    files.get(f"{outputs}/{place}/", f"{folder}/", recursive=True)
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=folder, check=True)
    return str(place).removeprefix("releases/")


def build_with_one_change(raw: Path, outputs: str) -> None:
    """Build, build again with nothing changed, and once more with one page changed."""
    run(raw, outputs, version=V)
    assert run(raw, f"{outputs}/").reason == f"no change since {V}"
    (raw / "zinc.md").write_text(page_text("zinc", "Changed."))
    outcome = run(raw, outputs, version="2026.11.5")
    assert (outcome.parsed, outcome.previous) == (1, V)
    assert "1 changed" in outcome.changes[0]


class TestS3:
    def test_from_s3_to_s3_the_bytes_are_those_of_folders(
        self, raw: Path, s3: s3fs.S3FileSystem, tmp_path: Path
    ) -> None:
        s3.put(str(raw), "bucket/one/raw", recursive=True)
        outcome = run("s3://bucket/one/raw", "s3://bucket/one/out", version=V, csv_safe=True)
        assert outcome.release == f"s3://bucket/one/out/releases/{V}"
        run(raw, tmp_path / "out", version=V, csv_safe=True)
        assert check_latest(s3, "bucket/one/out", tmp_path / "fetched") == V
        assert (tmp_path / "fetched" / "SHA256SUMS").read_text() == (tmp_path / "out/latest/SHA256SUMS").read_text()
        assert sorted(path.rpartition("/")[2] for path in s3.ls("bucket/one/out", refresh=True)) == [
            *(".cache", "latest", "releases"),
        ]

    def test_a_second_build_uses_the_cache_there_and_compares(
        self, raw: Path, s3: s3fs.S3FileSystem, tmp_path: Path
    ) -> None:
        build_with_one_change(raw, "s3://bucket/two")
        assert check_latest(s3, "bucket/two", tmp_path / "fetched") == "2026.11.5"
        with pytest.raises(WrongUse, match="is there already"):
            run(raw, "s3://bucket/two", version=V)

    def test_two_processes_share_the_store(self, s3: s3fs.S3FileSystem, tmp_path: Path) -> None:
        raw = write_pages(tmp_path / "raw", many_names(1_300))
        run(raw, "s3://bucket/jobs", version=V, jobs=2)
        run(raw, tmp_path / "out", version=V)
        there = s3.cat(f"bucket/jobs/releases/{V}/SHA256SUMS").decode()
        assert there == (tmp_path / "out" / "latest" / "SHA256SUMS").read_text()

    def test_a_reader_never_sees_half_and_the_next_build_cleans_up(
        self, raw: Path, s3: s3fs.S3FileSystem, tmp_path: Path
    ) -> None:
        run(raw, "s3://bucket/killed", version="2026.10.0")
        (raw / "zinc.md").unlink()
        for number, wait in enumerate((0.9, 1.2, 1.5, 1.8, 2.1)):
            program = f"from pipeline.build import *; build(BuildRequest({str(raw)!r}, 's3://bucket/killed', {V!r}))"
            running = subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.DEVNULL)
            time.sleep(wait)
            running.send_signal(signal.SIGKILL)
            running.wait()
            assert check_latest(s3, "bucket/killed", tmp_path / f"fetched-{number}") in ("2026.10.0", V)
        run(raw, "s3://bucket/killed")
        assert check_latest(s3, "bucket/killed", tmp_path / "fetched") != "2026.10.0"
        s3.invalidate_cache()
        left = {path.removeprefix("bucket/killed/").partition("/")[0] for path in s3.find("bucket/killed")}
        assert left == {".cache", "latest", "releases"}
        for release in s3.ls("bucket/killed/releases"):
            assert s3.exists(f"{release}/manifest.json")

    def test_a_release_is_there_when_its_manifest_is(self, raw: Path, s3: s3fs.S3FileSystem) -> None:
        s3.pipe("bucket/half/releases/2026.1.0/csv/drugs.csv", b"half")
        s3.pipe("bucket/half/releases/2026.2.0/manifest.json", b"{}")
        s3.pipe("bucket/half/.latest.next", b"releases/2026.2.0")
        s3.pipe("bucket/half/.work/old/plan.json", b"{}")
        with open_releases("s3://bucket/half").hold():
            assert open_releases("s3://bucket/half").latest() == "2026.2.0"
        s3.invalidate_cache()
        assert sorted(s3.find("bucket/half")) == ["bucket/half/latest", "bucket/half/releases/2026.2.0/manifest.json"]

    def test_a_missing_bucket(self, raw: Path, s3: s3fs.S3FileSystem) -> None:
        with pytest.raises(WorldBroken, match="s3://no-such-bucket"):
            run(raw, "s3://no-such-bucket/out")
        with pytest.raises((WorldBroken, WrongUse), match="s3://no-such-bucket"):
            run("s3://no-such-bucket/raw", "memory://test-storage/missing")

    def test_a_store_that_does_not_answer_is_a_broken_world(self, raw: Path) -> None:
        program = f"from pipeline.build import *; build(BuildRequest({str(raw)!r}, 's3://bucket/out'))"
        settings = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_MAX_ATTEMPTS": "1", "AWS_ACCESS_KEY_ID": "x"}
        done = subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | settings | {"AWS_SECRET_ACCESS_KEY": "x"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert "WorldBroken" in done.stderr


class TestGoogle:
    def test_from_a_bucket_to_a_bucket_the_bytes_are_those_of_folders(
        self, raw: Path, gcs: gcsfs.GCSFileSystem, tmp_path: Path
    ) -> None:
        gcs.put(str(raw), "bucket/one/raw", recursive=True)
        run("gs://bucket/one/raw", "gs://bucket/one/out", version=V)
        run(raw, tmp_path / "out", version=V)
        assert check_latest(gcs, "bucket/one/out", tmp_path / "fetched") == V
        assert (tmp_path / "fetched" / "SHA256SUMS").read_text() == (tmp_path / "out/latest/SHA256SUMS").read_text()

    def test_a_second_build_uses_the_cache_there_and_compares(
        self, raw: Path, gcs: gcsfs.GCSFileSystem, tmp_path: Path
    ) -> None:
        build_with_one_change(raw, "gs://bucket/two")
        assert check_latest(gcs, "bucket/two", tmp_path / "fetched") == "2026.11.5"


@pytest.mark.parametrize("left", [None, b"releases/2025.1.0", b"?"])
def test_without_its_mark_the_newest_whole_release_is_the_latest(left: bytes | None, raw: Path) -> None:
    outputs = f"memory://test-storage/unmarked-{left!r}"
    run(raw, outputs, version="2026.10.0")
    run(write_pages(raw, ["new"]), outputs, version=V)
    store, releases = open_store(outputs), open_releases(outputs)
    store.write("releases/2026.12.0/csv/drugs.csv", b"half")
    store.remove("latest")
    if left is not None:
        store.write("latest", left)
    assert releases.latest() == V
    assert run(raw, outputs).reason == f"no change since {V}"
    assert store.read("latest") == f"releases/{V}".encode()
    assert store.names("releases") == ["2026.10.0", V]


class TestPublishingAgain:
    """A store that fails while a release is published, and the same run's next try."""

    @pytest.mark.parametrize(
        ("step", "told"),
        [
            ("put", "could not be written"),
            (".latest.next", "could not be written"),
            ("manifest.json", "could not be written"),
            ("latest", f"the release {V} is in its place, but latest may not point at it yet; the next run ends this"),
        ],
    )
    def test_the_next_try_ends_what_was_begun(
        self, step: str, told: str, raw: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        outputs = f"memory://test-storage/again-{step}"
        request, store = BuildRequest(str(raw), outputs, version=V), open_store(outputs)
        assert isinstance(store, ObjectStore)
        with exclusive_run(request):
            plan = plan_build(request)
            results = [build_batch(plan.address, 0)]
            with monkeypatch.context() as broken:
                break_once(broken, store, step)
                with pytest.raises(WorldBroken, match=told):
                    publish_release(plan.address, results)
            outcome = publish_release(plan.address, results)
            assert outcome == publish_release(plan.address, results)
        assert (outcome.published, outcome.version, outcome.release) == (True, V, f"{outputs}/releases/{V}")
        assert outcome.changes
        assert store.names("releases") == [V]
        assert store.read("latest") == f"releases/{V}".encode()
        assert store.names("") == [".cache", "latest", "releases"]
        assert run(raw, outputs).reason == f"no change since {V}"

    def test_a_manifest_that_was_written_though_no_answer_came(
        self, raw: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Clients of stores ask again by themselves, and then hear that the object is there."""
        create = ObjectStore.create
        monkeypatch.setattr(ObjectStore, "create", lambda *asked: create(*asked) and asked[1] == LOCK)
        assert run(raw, "memory://test-storage/unanswered", version=V).published

    def test_what_cannot_be_removed_afterwards_is_left_to_the_next_run(
        self, raw: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        outputs = "memory://test-storage/left"
        store, remove = open_store(outputs), ObjectStore.remove

        def fail_once_published(store: ObjectStore, name: str) -> None:
            if "latest" in store.names(""):
                raise WorldBroken(f"{name} could not be removed")
            remove(store, name)

        with monkeypatch.context() as broken:
            broken.setattr(ObjectStore, "remove", fail_once_published)
            assert run(raw, outputs, version=V).published
        assert {".latest.next", WORK, LOCK} < set(store.names(""))
        # As when its process has ended.
        store.remove(LOCK)
        assert run(raw, outputs).reason == f"no change since {V}"
        assert store.names("") == [".cache", "latest", "releases"]


def break_once(broken: pytest.MonkeyPatch, store: ObjectStore, step: str) -> None:
    """Have the store fail the next time that it puts files, or writes one of this name."""
    files = store.filesystem
    put, pipe, left = files.put, files.pipe_file, [step]

    def fail_at(is_it: bool) -> None:
        if is_it and left:
            left.clear()
            raise OSError("the store is away")

    def put_or_fail(*asked: Any, **options: Any) -> Any:
        fail_at(step == "put")
        return put(*asked, **options)

    def pipe_or_fail(path: str, *asked: Any, **options: Any) -> Any:
        fail_at(path.endswith(f"/{step}"))
        return pipe(path, *asked, **options)

    broken.setattr(files, "put", put_or_fail)
    broken.setattr(files, "pipe_file", pipe_or_fail)


class TestLease:
    def test_one_run_at_a_time(self, raw: Path, s3: s3fs.S3FileSystem) -> None:
        with (
            exclusive_run(BuildRequest(str(raw), "s3://bucket/lease")),
            pytest.raises(AlreadyRunning, match=rf"process {os.getpid()} on .* is building into s3://bucket/lease"),
        ):
            run(raw, "s3://bucket/lease")
        assert run(raw, "s3://bucket/lease").published

    @pytest.mark.parametrize(
        "holder",
        [
            {
                "token": "x",
                "pid": 2**22 + 1,
                "host": socket.gethostname(),
                "since": "2026",
                "renewed": "2999-01-01T00:00Z",
            },
            {"token": "x", "pid": 1, "host": "elsewhere", "since": "2026", "renewed": "2026-01-01T00:00:00+00:00"},
            {"token": "x"},
            None,
        ],
    )
    def test_the_lease_of_a_run_that_is_gone_is_taken(self, holder: Any, raw: Path) -> None:
        store = open_store("memory://test-storage/gone")
        store.write(LOCK, json.dumps(holder).encode() if holder else b"")
        assert run(raw, "memory://test-storage/gone", full=True)
        assert LOCK not in store.names("")

    def test_the_lease_of_a_run_elsewhere_is_respected(self, raw: Path) -> None:
        store = open_store("memory://test-storage/held")
        holder = {"token": "x", "pid": 1, "host": "elsewhere", "since": "now", "renewed": "2999-01-01T00:00:00+00:00"}
        store.write(LOCK, json.dumps(holder).encode())
        with pytest.raises(AlreadyRunning, match="process 1 on elsewhere"):
            run(raw, "memory://test-storage/held")

    def test_a_run_that_lost_its_lease_publishes_nothing(self, raw: Path) -> None:
        releases = open_releases("memory://test-storage/lost")
        with releases.hold(), releases.staging() as folder:
            (folder / "manifest.json").write_text("{}")
            releases.store.write(LOCK, b"another's")
            with pytest.raises(AlreadyRunning, match="lost the lock"):
                releases.publish(folder, V)
        assert releases.latest() is None

    @pytest.mark.parametrize("change", [True, False])
    def test_a_build_that_lost_its_lease_publishes_and_removes_nothing(self, change: bool, raw: Path) -> None:
        outputs = f"memory://test-storage/overtaken-{change}"
        run(raw, outputs, version=V)
        if change:
            (raw / "zinc.md").write_text(page_text("zinc", "Changed."))
        request, store = BuildRequest(str(raw), outputs), open_store(outputs)
        with exclusive_run(request):
            plan = plan_build(request)
            results = [build_batch(plan.address, 0)]
            store.write(LOCK, b"another's")
            store.write(f"{PARTS}/another.part", b"")
            with pytest.raises(AlreadyRunning, match="lost the lock"):
                publish_release(plan.address, results)
        assert store.names("releases") == [V]
        assert "another.part" in store.names(PARTS)
        assert CONFIRMED.rpartition("/")[2] not in store.names(".cache")

    def test_a_run_that_lost_its_lease_leaves_the_next_one_its_work(self) -> None:
        releases = open_releases("memory://test-storage/taken")
        with releases.hold():
            releases.store.write(LOCK, b"another's")
            releases.store.write(f"{WORK}/another/plan.json", b"{}")
        assert releases.store.names(WORK) == ["another"]
        assert releases.store.read(LOCK) == b"another's"


class TestStores:
    @pytest.fixture(params=["folder", "memory", "s3", "gcs"])
    def store(self, request: pytest.FixtureRequest, tmp_path: Path) -> LocalStore | ObjectStore:
        if request.param in ("s3", "gcs"):
            request.getfixturevalue(request.param)
        addresses = {
            "folder": str(tmp_path),
            "memory": "memory://test-stores",
            "s3": "s3://bucket/stores",
            "gcs": "gs://bucket/stores",
        }
        return open_store(addresses[request.param])

    def test_files_come_and_go(self, store: LocalStore | ObjectStore) -> None:
        store.write("a/b/one", b"1")
        store.write("a/two", b"2")
        store.write("a/two", b"22")
        assert store.read("a/two") == b"22"
        assert store.names("a") == ["b", "two"]
        assert store.names("nothing") == []
        store.remove("a/b")
        assert store.names("a") == ["two"]
        store.remove("a/b")
        store.remove("a/two")
        for missing in ("a/b/one", "a/two"):
            with pytest.raises(FileNotFoundError):
                store.read(missing)

    def test_a_file_is_created_once(self, s3: s3fs.S3FileSystem) -> None:
        for address in ("memory://test-stores/once", "s3://bucket/once"):
            store = open_store(address)
            assert isinstance(store, ObjectStore)
            assert store.create("x", b"mine")
            assert not store.create("x", b"yours")
            assert store.read("x") == b"mine"

    @pytest.mark.parametrize(
        ("address", "local"),
        [("raw", True), ("/raw", True), ("file:///raw", True), ("s3://b/raw", False), ("zip://::raw.zip", False)],
    )
    def test_what_is_on_this_machine(self, address: str, local: bool) -> None:
        assert is_local(address) is local

    @pytest.mark.parametrize("address", ["zip://::out.zip", "git+https://h/what", "nosuch://x"])
    def test_outputs_must_be_a_place_to_write(self, address: str, raw: Path) -> None:
        with pytest.raises(WrongUse):
            run(raw, address)


def test_a_git_address_and_a_store_are_cloned_by_every_worker(tmp_path: Path) -> None:
    raw = write_pages(tmp_path / "repository", ["aspirin", "zinc"])
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"]):
        subprocess.run(["git", *command], cwd=raw, check=True)
    request = BuildRequest(f"git+file://{raw}", "memory://test-storage/git")
    with exclusive_run(request):
        plan = plan_build(request)
        write_pages(raw, ["later"])
        subprocess.run("git add . && git commit -qm y", cwd=raw, check=True, shell=True)
        outcome = publish_release(plan.address, [build_batch(plan.address, 0)])
    assert outcome.rows["drugs"] == 2


def test_scratch_folders_of_the_living_are_left_alone(tmp_path: Path) -> None:
    program = """
from pipeline.scratch import scratch_folder
for number in range(400):
    with scratch_folder() as folder:
        (folder / "mine").write_text(str(number))
"""
    runs = [
        subprocess.Popen([sys.executable, "-c", program], env=os.environ | {"TMPDIR": str(tmp_path)}) for _ in range(4)
    ]
    assert [run.wait() for run in runs] == [0, 0, 0, 0]
    assert not list(tmp_path.iterdir())


def test_a_verification_that_is_killed_leaves_its_clone_to_the_next_one(raw: Path, tmp_path: Path) -> None:
    run(raw, tmp_path / "out")
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"]):
        subprocess.run(["git", *command], cwd=raw, check=True)
    program = f"""
import os, sys
from pathlib import Path
from pipeline.release.verify import release
if "die" in sys.argv:
    release.read_runs = lambda folder: os.kill(os.getpid(), 9)
release.verify_release(Path({str(tmp_path / "out" / "latest")!r}), {f"git+file://{raw}"!r})
"""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    left = []
    for argument in ("die", "live"):
        command = [sys.executable, "-c", program, argument]
        subprocess.run(command, env=os.environ | {"TMPDIR": str(temporary)}, check=argument == "live")
        left.append([path.name for path in temporary.iterdir()])
    assert len(left[0]) == 1
    assert left[1] == []


def test_scratch_folders_of_the_dead_are_removed() -> None:
    program = """
import os
from pipeline.scratch import scratch_folder
with scratch_folder() as folder:
    print(folder, flush=True)
    os.kill(os.getpid(), 9)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    abandoned = Path(done.stdout.strip())
    assert abandoned.is_dir()
    with scratch_folder() as ours:
        assert not abandoned.exists()
        with scratch_folder() as other:
            assert ours.is_dir()
            assert other != ours
    assert not ours.exists()
