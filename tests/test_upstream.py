"""A repository is asked for its commit, a release whether it is made of it; real git, repositories on this machine."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from made_pages import write_pages

import pipeline
from pipeline.build import BuildRequest, build
from pipeline.errors import ReleaseDamaged, WorldBroken, WrongUse
from pipeline.operations.freshness import read_age
from pipeline.operations.watch import note_seen, still_stands
from pipeline.release.places import CONFIRMED
from pipeline.sources.upstream import commit_upstream
from pipeline.stages.gates import Limits


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "--quiet", "--initial-branch=trunk")
    git(tmp_path, "commit", "--quiet", "--allow-empty", "--message=one")
    return tmp_path


def test_head_branch_and_tags_name_their_commit(repository: Path) -> None:
    first = git(repository, "rev-parse", "HEAD")
    git(repository, "tag", "light")
    git(repository, "tag", "--annotate", "--message=heavy", "heavy")
    git(repository, "commit", "--quiet", "--allow-empty", "--message=two")
    second = git(repository, "rev-parse", "HEAD")
    address = f"git+file://{repository}"
    assert commit_upstream(address) == second
    assert commit_upstream(f"{address}@trunk#raw") == second
    assert commit_upstream(f"{address}@light") == first
    assert commit_upstream(f"{address}@heavy") == first
    assert commit_upstream(f"{address}@refs/heads/trunk") == second


def test_what_git_says_of_a_failure_is_told_with_its_reason(tmp_path: Path) -> None:
    """The reason may stand before the last line."""
    with pytest.raises(
        WorldBroken, match=r"nowhere' does not appear to be a git repository .* the repository exists\.$"
    ):
        commit_upstream(f"git+file://{tmp_path}/nowhere")


def test_a_full_commit_names_itself_without_asking(tmp_path: Path) -> None:
    commit = "0123456789" * 4
    assert commit_upstream(f"git+file://{tmp_path}/nowhere@{commit}") == commit


def test_a_branch_whose_name_ends_alike_is_another_one(repository: Path) -> None:
    git(repository, "branch", "feature/trunkless")
    git(repository, "branch", "old/release")
    with pytest.raises(WrongUse, match="no branch or tag release"):
        commit_upstream(f"git+file://{repository}@release")


def test_what_cannot_be_asked(repository: Path, tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="is no git address"):
        commit_upstream(str(repository))
    with pytest.raises(WorldBroken, match="could not be asked"):
        commit_upstream(f"git+file://{tmp_path}/nowhere")


class TestWatch:
    @pytest.fixture
    def request_seen(self, repository: Path) -> BuildRequest:
        """What a release was made of that has been noted."""
        write_pages(repository, ["raw/aspirin", "more/zinc"])
        git(repository, "add", ".")
        git(repository, "commit", "--quiet", "--message=pages")
        commit = commit_upstream(f"git+file://{repository}")
        request = BuildRequest(f"git+file://{repository}@{commit}#raw", str(repository / "out"))
        assert not still_stands(request)
        note_seen(request, build(request).version)
        return request

    def test_the_same_question_has_the_same_answer(self, request_seen: BuildRequest) -> None:
        assert read_age(request_seen.outputs).confirmed is None
        assert still_stands(request_seen)
        assert read_age(request_seen.outputs).confirmed
        assert still_stands(replace(request_seen, raw=request_seen.raw.replace("file://", "file://me:secret@"), jobs=2))

    @pytest.mark.parametrize(
        "change", ["commit", "folder", "include", "exclude", "csv_safe", "database", "limits", "another release"]
    )
    def test_another_question_is_asked_anew(self, change: str, request_seen: BuildRequest) -> None:
        repository, _, folder = request_seen.raw.partition("#")
        changed = {
            "commit": {"raw": f"{repository.rpartition('@')[0]}@{'0' * 40}#{folder}"},
            "folder": {"raw": f"{repository}#more"},
            "include": {"include": ("a*",)},
            "exclude": {"exclude": ("b*",)},
            "csv_safe": {"csv_safe": True},
            "database": {"database": True},
            "limits": {"limits": Limits(quarantined=0.01)},
            "another release": {},
        }
        if change == "another release":
            assert build(replace(request_seen, database=True)).published
        assert not still_stands(replace(request_seen, **changed[change]))

    def test_a_damaged_release_does_not_stand(self, request_seen: BuildRequest) -> None:
        (Path(request_seen.outputs) / "latest" / "csv" / "drugs.csv").write_bytes(b"")
        with pytest.raises(ReleaseDamaged, match=r"csv/drugs\.csv"):
            still_stands(request_seen)
        assert not (Path(request_seen.outputs) / CONFIRMED).exists()

    def test_another_parser_asks_anew(self, request_seen: BuildRequest, tmp_path: Path) -> None:
        program = f"""
from pipeline.operations.watch import still_stands
from pipeline.stages.run import BuildRequest
print(still_stands(BuildRequest({request_seen.raw!r}, {request_seen.outputs!r})))
"""
        shutil.copytree(Path(pipeline.__file__).parent, tmp_path / "other" / "pipeline")
        told = []
        for _ in range(2):
            around = os.environ | {"PYTHONPATH": str(tmp_path / "other")}
            done = subprocess.run(
                [sys.executable, "-c", program], cwd=tmp_path, env=around, capture_output=True, text=True, check=True
            )
            told.append(done.stdout.strip())
            with (tmp_path / "other" / "pipeline" / "vocabulary.py").open("a") as code:
                code.write("# other\n")
        assert told == ["True", "False"]
