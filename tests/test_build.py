"""A build as a whole: the same bytes however it is done, nothing where nothing changed, clear words otherwise."""

import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import fsspec
import pyarrow.parquet as pq
import pytest
from made_pages import many_names, page_text, write_pages

from pipeline.build import (
    BuildRequest,
    Outcome,
    Progress,
    build,
    build_batch,
    exclusive_run,
    plan_build,
    publish_release,
)
from pipeline.errors import ContractBroken, GateClosed, ReleaseDamaged, SchemaBroken, WorldBroken, WrongUse
from pipeline.release.changes import comparison_json
from pipeline.release.diff import compare_releases
from pipeline.release.places import PARTS
from pipeline.stages import workspace
from pipeline.stages.gates import Limits
from pipeline.stages.parts import Contents
from pipeline.storage.folder import LocalStore

V = "2026.11.0"


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """Three pages, one that is none, and one that comes twice."""
    folder = write_pages(tmp_path / "raw", ["a/aspirin", "zinc", "b/ibuprofen", "z/zinc"])
    (folder / "empty.md").write_text(" \n")
    return folder


def run(raw: Path | str, outputs: Path | str, **options: Any) -> Outcome:
    return build(BuildRequest(str(raw), str(outputs), **options))


def sums(outputs: Path) -> str:
    return (outputs / "latest" / "SHA256SUMS").read_text()


def rows(outputs: Path, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(outputs / "latest" / "parquet" / f"{table}.parquet").to_pylist()
    return found


class TestRelease:
    def test_every_input_is_a_drug_or_in_quarantine(self, raw: Path, tmp_path: Path) -> None:
        outcome = run(raw, tmp_path / "out", version=V)
        assert (outcome.published, outcome.version, outcome.previous) == (True, V, None)
        assert outcome.release == str(tmp_path / "out" / "releases" / V)
        assert outcome.inputs == 5
        assert [row["drug_id"] for row in rows(tmp_path / "out", "drugs")] == ["aspirin", "ibuprofen", "zinc"]
        quarantine = {row["source_path"]: row for row in rows(tmp_path / "out", "quarantine")}
        assert list(quarantine) == ["empty.md", "zinc.md"]
        assert outcome.quarantine == {"empty": 1, "duplicate_id": 1}
        assert outcome.statuses == {"complete": 3}

    def test_what_the_manifest_says(self, raw: Path, tmp_path: Path) -> None:
        (raw / "source.yaml").write_text("title: Ours\nlicense: {name: CC0-1.0}\ndisclaimer: No advice.\n")
        outcome = run(raw, tmp_path / "out", version=V)
        manifest = json.loads((tmp_path / "out" / "latest" / "manifest.json").read_text())
        assert manifest["version"] == V
        assert manifest["date"] == "2026-11-01"
        assert manifest["source"]["title"] == "Ours"
        assert {name: table["rows"] for name, table in manifest["tables"].items()} == outcome.rows
        assert manifest["tables"]["drugs"]["columns"][0]["name"] == "drug_id"
        folder = tmp_path / "out" / "latest"
        paths = {
            path.relative_to(folder.resolve()).as_posix() for path in folder.resolve().rglob("*") if path.is_file()
        }
        assert {file["path"] for file in manifest["files"]} == paths - {"manifest.json", "SHA256SUMS"}
        metadata = pq.read_schema(folder / "parquet" / "drugs.parquet").metadata
        assert (metadata[b"version"], metadata[b"license"], metadata[b"disclaimer"]) == (
            *(V.encode(), b"CC0-1.0", b"No advice."),
        )
        assert b"pandas" not in metadata

    def test_the_sums_are_right(self, raw: Path, tmp_path: Path) -> None:
        run(raw, tmp_path / "out", csv_safe=True, database=True)
        folder = tmp_path / "out" / "latest"
        subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=folder, check=True)
        summed = {line.split("  ", 1)[1] for line in sums(tmp_path / "out").splitlines()}
        paths = {
            path.relative_to(folder.resolve()).as_posix() for path in folder.resolve().rglob("*") if path.is_file()
        }
        assert summed == paths - {"SHA256SUMS"}
        assert {"csv-safe/drugs.csv", "monographs.sqlite"} <= summed

    def test_nothing_but_releases_and_the_cache_is_left(self, raw: Path, tmp_path: Path) -> None:
        run(raw, tmp_path / "out")
        assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [".cache", ".lock", "latest", "releases"]
        assert (tmp_path / "out" / "latest").readlink().parent == Path("releases")

    def test_pages_lead_to_their_commit(self, tmp_path: Path) -> None:
        raw = write_pages(tmp_path / "raw", ["aspirin"])
        for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"]):
            subprocess.run(["git", *command], cwd=raw, check=True)
        (raw / "source.yaml").write_text("page_url: 'https://example.org/{commit}/{path}'")
        outcome = run(raw, tmp_path / "out")
        assert outcome.version == "2026.11.0"
        (drug,) = rows(tmp_path / "out", "drugs")
        assert drug["source_url"] == f"https://example.org/{drug['source_commit']}/aspirin.md"
        manifest = json.loads((tmp_path / "out" / "latest" / "manifest.json").read_text())
        assert (manifest["date"], manifest["source"]["commit"]) == ("2026-11-06", drug["source_commit"])

    def test_a_git_address_is_cloned_built_and_left_nowhere(self, tmp_path: Path) -> None:
        raw = write_pages(tmp_path / "raw", ["pages/aspirin"])
        for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"]):
            subprocess.run(["git", *command], cwd=raw, check=True)
        assert run(f"git+file://{raw}#pages", tmp_path / "out").published
        assert not (tmp_path / "out" / ".work").exists()
        assert rows(tmp_path / "out", "drugs")[0]["source_commit"]
        subprocess.run(["git", "commit", "-q", "--allow-empty", "-m", "y"], cwd=raw, check=True)
        assert run(f"git+file://{raw}#pages", tmp_path / "out").reason == "no change since 2026.11.0"


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Enough pages for several batches."""
    return write_pages(tmp_path_factory.mktemp("many") / "raw", many_names(1_300))


@pytest.fixture(scope="module")
def once(many: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The sums of a release of them, built in one process without a cache."""
    outputs = tmp_path_factory.mktemp("once")
    run(many, outputs, version=V)
    return sums(outputs)


def csv_sums(text: str) -> list[str]:
    """The sums of the tables that do not name their release."""
    return [line for line in text.splitlines() if "  csv/" in line]


def sums_of_values(text: str) -> list[str]:
    """The sums of the tables alone; documents also tell of the release before."""
    return [line for line in text.splitlines() if "  csv/" in line or "  parquet/" in line]


class TestSameBytes:
    def test_with_two_processes(self, many: Path, once: str, tmp_path: Path) -> None:
        run(many, tmp_path, version=V, jobs=2)
        assert sums(tmp_path) == once

    def test_in_any_order_of_stages_and_files(self, many: Path, once: str, tmp_path: Path) -> None:
        raw = tmp_path / "elsewhere"
        for path in sorted(many.rglob("*.md"), reverse=True):
            place = raw / path.relative_to(many)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(path.read_bytes())
        request = BuildRequest(str(raw), str(tmp_path / "out"), version=V)
        with exclusive_run(request):
            plan = plan_build(request)
            assert plan.batches > 2
            results = [build_batch(plan.address, index) for index in reversed(range(plan.batches))]
            publish_release(plan.address, results)
        assert sums(tmp_path / "out") == once

    def test_with_a_warm_cache_of_other_pages(self, once: str, tmp_path: Path) -> None:
        raw = write_pages(tmp_path / "raw", many_names(1_300))
        for name in many_names(1_300)[:40]:
            (raw / f"{name}.md").unlink()
        for name in many_names(1_300)[40:80]:
            (raw / f"{name}.md").write_text(page_text(name, "Otherwise."))
        write_pages(raw, ["0-first", "b/tablet-00500-more", "z-last"])
        (raw / many_names(1_300)[90]).with_suffix(".md").rename(raw / "renamed.md")
        run(raw, tmp_path / "out", version="2026.10.0")
        for path in list(raw.rglob("*.md")):
            path.unlink()
        write_pages(raw, many_names(1_300))
        outcome = run(raw, tmp_path / "out", version=V)
        assert outcome.parsed == 40 + 40 + 1
        # Three batches, each a part of the first build and a supplement.
        assert len(list((tmp_path / "out" / PARTS).glob("*.part"))) == 6
        assert sums_of_values(sums(tmp_path / "out")) == sums_of_values(once)

    def test_with_a_damaged_cache(self, many: Path, once: str, tmp_path: Path) -> None:
        run(many, tmp_path, version="2026.10.0")
        for number, part in enumerate(sorted((tmp_path / PARTS).glob("*.part"))):
            data = bytearray(part.read_bytes())
            data[len(data) // 2] ^= 1
            part.write_bytes(data if number % 2 else data[: len(data) // 3])
        (many / "new.md").write_text(page_text("new"))
        try:
            assert run(many, tmp_path).parsed == 1_301
        finally:
            (many / "new.md").unlink()
        run(many, tmp_path, version="2027.1.0")
        assert csv_sums(sums(tmp_path)) == csv_sums(once)

    def test_a_day_later_in_another_zone(self, raw: Path, tmp_path: Path) -> None:
        program = f"from pipeline.build import *; build(BuildRequest({str(raw)!r}, sys.argv[1], csv_safe=True))"
        for number, zone in enumerate(("Pacific/Kiritimati", "America/Adak")):
            environment = os.environ | {"SOURCE_DATE_EPOCH": "1795000000", "TZ": zone, "PYTHONHASHSEED": str(number)}
            command = [sys.executable, "-c", f"import sys; {program}", str(tmp_path / f"out{number}")]
            subprocess.run(command, check=True, env=environment)
        assert sums(tmp_path / "out0") == sums(tmp_path / "out1")
        assert (tmp_path / "out0" / "releases" / "2026.11.0").is_dir()


class TestNoChange:
    def test_nothing_is_published_twice(self, raw: Path, tmp_path: Path) -> None:
        run(raw, tmp_path / "out", version=V)
        again = run(raw, tmp_path / "out")
        assert (again.published, again.version, again.parsed) == (False, V, 0)
        assert again.reason == f"no change since {V}"
        assert again.release == str(tmp_path / "out" / "releases" / V)
        assert [path.name for path in (tmp_path / "out" / "releases").iterdir()] == [V]
        assert (tmp_path / "out" / ".cache" / "confirmed").read_text() == f"{V}\n"

    @pytest.mark.parametrize("full", [False, True])
    def test_a_version_that_is_not_used_is_named(self, full: bool, raw: Path, tmp_path: Path) -> None:
        run(raw, tmp_path / "out", version=V)
        again = run(raw, tmp_path / "out", version="2099.1.0", full=full)
        assert again.reason == f"no change since {V}: the version 2099.1.0 is not used"

    @pytest.mark.parametrize("spoiled", ["input digest", "cache", "full"])
    def test_equal_tables_are_seen_without_the_digest(self, spoiled: str, raw: Path, tmp_path: Path) -> None:
        run(raw, tmp_path / "out", version=V)
        if spoiled == "input digest":
            manifest = tmp_path / "out" / "latest" / "manifest.json"
            said = json.loads(manifest.read_text())
            manifest.write_text(json.dumps(said | {"input_digest": "of another parser"}))
        elif spoiled == "cache":
            for path in (tmp_path / "out" / PARTS).iterdir():
                path.unlink()
        assert run(raw, tmp_path / "out", full=spoiled == "full").reason == f"no change since {V}"

    @pytest.mark.parametrize("change", ["page", "added", "removed", "renamed", "quarantine", "description", "option"])
    def test_a_change_is_noticed(self, change: str, raw: Path, tmp_path: Path) -> None:
        first = run(raw, tmp_path / "out", version=V)
        if change == "page":
            (raw / "zinc.md").write_text(page_text("zinc", "Changed."))
        elif change == "added":
            write_pages(raw, ["new"])
        elif change == "removed":
            (raw / "a" / "aspirin.md").unlink()
        elif change == "renamed":
            (raw / "a" / "aspirin.md").rename(raw / "b" / "aspirin.md")
        elif change == "quarantine":
            (raw / "empty.md").write_bytes(b"\xff")
        elif change == "description":
            (raw / "source.yaml").write_text("title: New")
        outcome = run(raw, tmp_path / "out", csv_safe=change == "option")
        assert (outcome.published, outcome.previous) == (True, V)
        assert "No change" not in outcome.changes[0]
        assert first.version != outcome.version
        assert rows(tmp_path / "out", "drugs")[-1]["drug_id"] == "zinc"


class TestBesideTheTables:
    """What a release says of its source, and its files, are told where they change though all pages say the same."""

    def test_a_lost_licence_and_lost_files_are_told(self, raw: Path, tmp_path: Path) -> None:
        source = raw / "source.yaml"
        source.write_text("publisher: Us & co\nlicense: {name: CC0-1.0}\ndisclaimer: No advice.\n")
        run(raw, tmp_path / "out", version=V, csv_safe=True, database=True)
        source.unlink()
        outcome = run(raw, tmp_path / "out")
        assert outcome.changes[0] == (
            f"Changes since {V}. Pages: none changed. Rows: none changed. Description: source.publisher, "
            "source.license_name, source.disclaimer, options. Files: 9 removed."
        )
        latest = tmp_path / "out" / "latest"
        changes = (latest / "CHANGES.md").read_text()
        assert "- `source.publisher`: `Us & co` → `null`\n" in changes
        assert "- `options`: `csv_safe, database` → `null`\n- Files removed: `csv-safe/bullets.csv`, " in changes
        said = json.loads((latest / "diff.json").read_text())
        assert said["is_same"] is False
        assert {"field": "source.license_name", "old": "CC0-1.0", "new": None} in said["description"]
        assert len(said["files"]["removed"]) == 9

    def test_a_build_tells_what_a_comparison_of_both_releases_tells(self, raw: Path, tmp_path: Path) -> None:
        run(raw, tmp_path / "out", version=V)
        (raw / "source.yaml").write_text(f"title: New\ndisclaimer: {'No advice. ' * 50}\n")
        (raw / "zinc.md").write_text(page_text("zinc", "Changed."))
        run(raw, tmp_path / "out", database=True)
        latest = tmp_path / "out" / "latest"
        compared = compare_releases(tmp_path / "out" / "releases" / V, latest)
        assert comparison_json(compared) == (latest / "diff.json").read_text()
        assert compared.files_added == ("monographs.sqlite",)

    def test_of_new_addresses_it_is_said_what_they_are(self, tmp_path: Path) -> None:
        raw = write_pages(tmp_path / "raw", ["aspirin"])
        run(raw, tmp_path / "out", version=V)
        git(raw, "init", "-q")
        git(raw, "add", ".")
        git(raw, "commit", "-qm", "x")
        assert run(raw, tmp_path / "out").changes[0].endswith("Description: origin_digest.")
        changes = (tmp_path / "out" / "latest" / "CHANGES.md").read_text()
        assert "(pages have other public addresses, or others of them stand at a commit)" in changes


class Hesitant(dict[str, Contents]):
    """Lets other threads go first before anything is forgotten."""

    def __delitem__(self, name: str) -> None:
        time.sleep(0.05)
        super().__delitem__(name)


def test_threads_share_what_is_known_of_the_parts(many: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(many, tmp_path, version=V)
    monkeypatch.setattr(workspace, "MOST_REMEMBERED", 1)
    parts = workspace.Parts(LocalStore(tmp_path))
    names = [path.name for path in (tmp_path / PARTS).glob("*.part")]
    assert len(names) == 3
    parts._contents = Hesitant()
    parts.open(names[0])
    with ThreadPoolExecutor(2) as threads:
        assert [file.contents.name for file in threads.map(parts.open, names[1:])] == names[1:]
    assert len(parts._contents) == 1


class TestDamage:
    """A latest release that lacks something is neither confirmed nor followed, and it is said how to go on."""

    @pytest.mark.parametrize("way", ["nothing changed", "full", "page changed"])
    @pytest.mark.parametrize(
        ("name", "left", "fault"),
        [
            ("csv/drugs.csv", b"", r"csv/drugs\.csv has 0 bytes instead of [0-9,]+; "),
            ("parquet/drugs.parquet", b"", r"parquet/drugs\.parquet has 0 bytes instead of [0-9,]+; "),
            ("README.md", None, r"README\.md is gone; "),
            ("SHA256SUMS", b"short", r"SHA256SUMS has 5 bytes instead of [0-9,]+; "),
            ("manifest.json", b"{", r"manifest\.json is no JSON"),
            ("manifest.json", None, r"the release 2026\.11\.0 has no manifest\.json"),
        ],
    )
    def test_the_file_and_the_way_out_are_named(
        self, way: str, name: str, left: bytes | None, fault: str, raw: Path, tmp_path: Path
    ) -> None:
        run(raw, tmp_path / "out", version=V)
        damaged = tmp_path / "out" / "latest" / name
        whole = damaged.read_bytes()
        damaged.unlink() if left is None else damaged.write_bytes(left)
        if way == "page changed":
            (raw / "zinc.md").write_text(page_text("zinc", "Changed."))
        with pytest.raises(ReleaseDamaged, match=rf"{fault}.* a copy, or move .*/releases/{V} away and build again"):
            run(raw, tmp_path / "out", full=way == "full")
        assert not (tmp_path / "out" / ".cache" / "confirmed").exists()
        damaged.write_bytes(whole)
        assert run(raw, tmp_path / "out").published is (way == "page changed")

    def test_a_damaged_release_that_is_moved_away_is_made_again(self, raw: Path, tmp_path: Path) -> None:
        run(raw, tmp_path / "out", version=V)
        before = sums(tmp_path / "out")
        (tmp_path / "out" / "releases" / V).rename(tmp_path / "damaged")
        assert run(raw, tmp_path / "out", version=V).published
        assert sums(tmp_path / "out") == before

    def test_many_lost_files_are_counted(self, raw: Path, tmp_path: Path) -> None:
        run(raw, tmp_path / "out", version=V)
        for path in (tmp_path / "out" / "latest" / "csv").iterdir():
            path.unlink()
        with pytest.raises(ReleaseDamaged, match=r"(csv/\w+\.csv is gone, ){2}csv/\w+\.csv is gone and 5 more; "):
            run(raw, tmp_path / "out")

    def test_in_a_store_too(self, raw: Path) -> None:
        outputs = "memory://test-build/damaged"
        run(raw, outputs, version=V)
        fsspec.filesystem("memory").pipe_file(f"/test-build/damaged/releases/{V}/csv/drugs.csv", b"")
        with pytest.raises(ReleaseDamaged, match=rf"csv/drugs\.csv has 0 bytes .* move {outputs}/releases/{V} away"):
            run(raw, outputs)


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)


class TestCommits:
    """A commit is a change where the tables tell of it."""

    @pytest.fixture
    def checkout(self, tmp_path: Path) -> Path:
        folder = write_pages(tmp_path / "raw", ["aspirin", "zinc"])
        git(folder, "init", "-q")
        git(folder, "remote", "add", "origin", "git@github.com:who/what.git")
        return folder

    def commit(self, folder: Path, *names: str) -> None:
        git(folder, "add", *names or ["."])
        git(folder, "commit", "-q", "--allow-empty", "-m", "x")

    @pytest.mark.parametrize("full", [False, True])
    def test_pages_that_are_committed_at_last(self, full: bool, checkout: Path, tmp_path: Path) -> None:
        run(checkout, tmp_path / "out")
        told = []
        for name in ("aspirin.md", "zinc.md"):
            self.commit(checkout, name)
            assert run(checkout, tmp_path / "out", full=full).published
            told.append([(row["source_commit"] is None, row["source_url"]) for row in rows(tmp_path / "out", "drugs")])
        assert [[is_null for is_null, _ in drugs] for drugs in told] == [[False, True], [False, False]]
        assert all(url.startswith("https://github.com/who/what/blob/") for _, url in told[-1])
        assert not run(checkout, tmp_path / "out", full=full).published

    @pytest.mark.parametrize("full", [False, True])
    def test_a_commit_that_touches_no_page_is_no_change(self, full: bool, checkout: Path, tmp_path: Path) -> None:
        self.commit(checkout)
        run(checkout, tmp_path / "out")
        before = rows(tmp_path / "out", "drugs")
        (checkout / "README.md").write_text("Nothing of a page.\n")
        self.commit(checkout)
        assert run(checkout, tmp_path / "out", full=full).reason.startswith("no change since")
        assert rows(tmp_path / "out", "drugs") == before

    @pytest.mark.parametrize("full", [False, True])
    def test_a_new_address_is_a_change(self, full: bool, checkout: Path, tmp_path: Path) -> None:
        self.commit(checkout)
        run(checkout, tmp_path / "out")
        git(checkout, "remote", "set-url", "origin", "git@gitlab.com:who/what.git")
        assert run(checkout, tmp_path / "out", full=full).published
        assert rows(tmp_path / "out", "drugs")[0]["source_url"].startswith("https://gitlab.com/who/what/-/blob/")


class TestVersions:
    def test_an_existing_version_is_never_overwritten(self, raw: Path, tmp_path: Path) -> None:
        run(raw, tmp_path / "out", version=V)
        before = sums(tmp_path / "out")
        write_pages(raw, ["new"])
        with pytest.raises(WrongUse, match=f"{V} is there already"):
            run(raw, tmp_path / "out", version=V)
        assert sums(tmp_path / "out") == before

    def test_the_next_one_is_free(self, raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795000000")
        for number in range(3):
            write_pages(raw, [f"new{number}"])
            assert run(raw, tmp_path / "out").version == f"2026.11.{number}"

    def test_a_release_of_an_earlier_day_is_the_newest_all_the_same(
        self, raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run(raw, tmp_path / "out", version=V)
        write_pages(raw, ["new"])
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1784000000")
        outcome = run(raw, tmp_path / "out")
        assert (outcome.version, outcome.previous) == ("2026.11.1", V)
        assert (tmp_path / "out" / "latest").readlink() == Path("releases", "2026.11.1")
        assert json.loads((tmp_path / "out" / "latest" / "manifest.json").read_text())["date"] == "2026-07-14"

    @pytest.mark.parametrize("version", ["1.0", "2026.13.0", "../x"])
    def test_another_manner_is_refused(self, version: str, raw: Path, tmp_path: Path) -> None:
        with pytest.raises(WrongUse, match="is no version"):
            run(raw, tmp_path / "out", version=version)


def everything_in(folder: Path) -> set[Path]:
    return set(folder.rglob("*"))


class TestRefusals:
    def test_a_broken_contract_names_all_failures_and_publishes_nothing(self, raw: Path, tmp_path: Path) -> None:
        request = BuildRequest(str(raw), str(tmp_path / "out"))
        with exclusive_run(request):
            plan = plan_build(request)
            result = build_batch(plan.address, 0)
            broken = replace(result, failures=("drugs.title is odd", "bullets.text is odd"))
            with pytest.raises(ContractBroken) as caught:
                publish_release(plan.address, [broken])
        assert caught.value.failures == broken.failures
        assert not (tmp_path / "out" / "latest").exists()

    def test_what_was_refused_by_its_name_is_checked_like_all_rows(self, raw: Path, tmp_path: Path) -> None:
        request = BuildRequest(str(raw), str(tmp_path / "out"))
        with exclusive_run(request):
            plan = plan_build(request)
            result = build_batch(plan.address, 0)
            facts = Path(plan.address, "facts.json")
            said = json.loads(facts.read_text())
            facts.write_text(json.dumps(said | {"refused": said["refused"] * 2}))
            with pytest.raises(ContractBroken, match=r"quarantine\.source_path has each value once.*zinc\.md"):
                publish_release(plan.address, [result])
        assert not (tmp_path / "out" / "latest").exists()

    def test_results_must_be_whole(self, raw: Path, tmp_path: Path) -> None:
        request = BuildRequest(str(raw), str(tmp_path / "out"))
        with exclusive_run(request):
            plan = plan_build(request)
            result = build_batch(plan.address, 0)
            for results in ([], [result, result]):
                with pytest.raises(WrongUse, match="each once"):
                    publish_release(plan.address, results)
            (tmp_path / "out" / PARTS / result.part).unlink()
            with pytest.raises(WorldBroken, match="part of batch 0 is gone"):
                publish_release(plan.address, [result])
        with pytest.raises(WrongUse, match="may have ended"):
            build_batch(plan.address, 0)

    @pytest.mark.parametrize(
        ("setting", "said"),
        [
            ("PANDERA_VALIDATION_ENABLED=False", "validation is switched off"),
            ("PANDERA_VALIDATION_DEPTH=SCHEMA_ONLY", "validation is switched off"),
            ("PYTHONOPTIMIZE=2", "PYTHONOPTIMIZE=2 (or python -OO) takes the descriptions of the tables away"),
        ],
    )
    def test_without_validation_or_descriptions_nothing_is_built(
        self, setting: str, said: str, raw: Path, tmp_path: Path
    ) -> None:
        run(raw, tmp_path / "out", version=V)
        write_pages(raw, ["new"])
        name, value = setting.split("=")
        program = f"from pipeline.build import *; build(BuildRequest({str(raw)!r}, {str(tmp_path / 'out')!r}))"
        done = subprocess.run(
            [sys.executable, "-c", program], env=os.environ | {name: value}, capture_output=True, text=True, check=False
        )
        assert f"WrongUse: {said}" in done.stderr
        assert [path.name for path in (tmp_path / "out" / "releases").iterdir()] == [V]

    def test_a_closed_gate_publishes_nothing(self, raw: Path, tmp_path: Path) -> None:
        with pytest.raises(GateClosed, match=r"2 of 5 \(40\.0%\) input files are quarantined.*zinc\.md"):
            run(raw, tmp_path / "out", limits=Limits(quarantined=0.3))
        assert run(raw, tmp_path / "out", limits=Limits(quarantined=0.4), version=V).published
        (raw / "a" / "aspirin.md").unlink()
        with pytest.raises(GateClosed, match="table drugs is shorter by 1 of 3"):
            run(raw, tmp_path / "out", limits=Limits(lost_rows=0.1))
        assert (tmp_path / "out" / "latest").readlink() == Path("releases", V)

    @pytest.mark.parametrize("full", [False, True])
    def test_a_closed_gate_confirms_nothing(self, full: bool, raw: Path, tmp_path: Path) -> None:
        run(raw, tmp_path / "out", version=V)
        with pytest.raises(GateClosed, match=r"2 of 5 \(40\.0%\) input files are quarantined"):
            run(raw, tmp_path / "out", full=full, limits=Limits(quarantined=0.3))
        assert not (tmp_path / "out" / ".cache" / "confirmed").exists()
        assert not run(raw, tmp_path / "out", full=full, limits=Limits(quarantined=0.4)).published

    def test_an_unannounced_schema_publishes_nothing(self, raw: Path, tmp_path: Path) -> None:
        run(raw, tmp_path / "out", version=V)
        manifest = tmp_path / "out" / "latest" / "manifest.json"
        said = json.loads(manifest.read_text())
        said["tables"]["drugs"]["columns"].append(said["tables"]["drugs"]["columns"][0] | {"name": "gone"})
        manifest.write_text(json.dumps(said | {"input_digest": ""}))
        with pytest.raises(SchemaBroken, match=r"drugs\.gone"):
            run(raw, tmp_path / "out")

    def test_outputs_in_the_raw_folder(self, raw: Path, tmp_path: Path) -> None:
        with pytest.raises(WrongUse, match="would be read as pages"):
            run(raw, raw / "out")
        assert run(raw, raw / ".out").published

    @pytest.mark.parametrize("there", ["", "out", "out/deeper", "out/deeper/notes"])
    def test_a_raw_folder_that_is_not_there_leaves_nothing_new(self, there: str, tmp_path: Path) -> None:
        (tmp_path / there).mkdir(parents=True, exist_ok=True)
        before = everything_in(tmp_path)
        with pytest.raises(WrongUse, match="there is no folder"):
            run(tmp_path / "raw", tmp_path / "out" / "deeper")
        assert everything_in(tmp_path) == before

    @pytest.mark.parametrize("kind", ["folder", "store", "git"])
    def test_a_description_under_a_name_that_is_not_read(self, kind: str, raw: Path, tmp_path: Path) -> None:
        (raw / "source.yml").write_text("license: {name: CC0-1.0}\n")
        address = str(raw)
        if kind == "store":
            fsspec.filesystem("memory").put(str(raw), "/test-build/misnamed", recursive=True)
            address = "memory://test-build/misnamed"
        elif kind == "git":
            for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"]):
                git(raw, *command)
            address = f"git+file://{raw}"
        with pytest.raises(WrongUse, match=r"source\.yml beside the pages is not read: name it source\.yaml"):
            run(address, tmp_path / "out")
        assert not (tmp_path / "out").exists()

    @pytest.mark.parametrize("pages", [[], ["new"]])
    @pytest.mark.parametrize(("version", "wrong"), [("2026.10.0", "is older than"), (V, "is there already")])
    def test_a_version_that_no_release_may_bear_leaves_nothing_new(
        self, version: str, wrong: str, pages: list[str], raw: Path, tmp_path: Path
    ) -> None:
        run(raw, tmp_path / "out", version=V)
        write_pages(raw, pages)
        before = everything_in(tmp_path)
        with pytest.raises(WrongUse, match=wrong):
            run(raw, tmp_path / "out", version=version)
        assert everything_in(tmp_path) == before


def test_progress_is_told(raw: Path, tmp_path: Path) -> None:
    told: list[Progress] = []
    build(BuildRequest(str(raw), str(tmp_path / "out")), told.append)
    assert [progress.stage for progress in told] == ["plan", "batch", "batch", "publish"]
    assert told[-1] == Progress("publish", 1, 1, 4)


def test_a_request_travels_as_text() -> None:
    request = BuildRequest("raw", "out", V, 3, ("a",), ("b", "c"), True, True, True, Limits(0.1, None, 0.2))
    assert BuildRequest.from_json(request.to_json()) == request


def test_memory_is_a_place_too(raw: Path, tmp_path: Path) -> None:
    run(raw, tmp_path / "out", version=V)
    memory = fsspec.filesystem("memory")
    memory.put(str(raw), "/test-build/raw", recursive=True)
    assert run("memory://test-build/raw", "memory://test-build/out", version=V, jobs=2).published
    assert memory.cat(f"/test-build/out/releases/{V}/SHA256SUMS").decode() == sums(tmp_path / "out")
    assert memory.cat("/test-build/out/latest") == f"releases/{V}".encode()
    assert run("memory://test-build/raw", "memory://test-build/out").reason == f"no change since {V}"
