"""A repository is asked for the commit of a branch, a tag or HEAD; real git, repositories on this machine."""

import subprocess
from pathlib import Path

import pytest

from pipeline.errors import WorldBroken, WrongUse
from pipeline.sources.upstream import commit_upstream


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
