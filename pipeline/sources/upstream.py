"""Which commit a git address stands at now, asked of the repository without fetching it."""

import re
import tempfile
from pathlib import Path

from pipeline.errors import WorldBroken, WrongUse
from pipeline.sources.git import GitFailed, parse_git_address, run_git, without_secrets

_FULL_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


def commit_upstream(address: str) -> str:
    """The commit that a branch or tag of a repository names now; a full commit names itself.

    Args:
        address: ``git+https://host/repository@REVISION#folder``.

    Raises:
        WrongUse: it is no git address, or the repository has no such branch or tag.
        WorldBroken: the repository could not be asked.
    """
    wanted = parse_git_address(address)
    if _FULL_COMMIT.fullmatch(wanted.revision):
        return wanted.revision
    shown = without_secrets(wanted.url)
    try:
        # Outside every checkout, so that no configuration of one takes part.
        with tempfile.TemporaryDirectory() as nowhere:
            answer = run_git(Path(nowhere), "ls-remote", wanted.url, wanted.revision, f"{wanted.revision}^{{}}")
    except GitFailed as error:
        raise WorldBroken(f"{shown} could not be asked for its commit: {error}") from error
    commits = _commits(answer.decode("utf-8", "replace"))
    for name in _names(wanted.revision):
        if name in commits:
            return commits[name]
    raise WrongUse(f"{shown} has no branch or tag {wanted.revision}")


def _commits(answer: str) -> dict[str, str]:
    lines = (line.split("\t", 1) for line in answer.splitlines())
    return {name: commit for commit, name in lines}


def _names(revision: str) -> tuple[str, ...]:
    """The full names that git tries for a short one, an annotated tag's commit (``^{}``) before the tag itself."""
    return (revision, f"refs/tags/{revision}^{{}}", f"refs/tags/{revision}", f"refs/heads/{revision}")
