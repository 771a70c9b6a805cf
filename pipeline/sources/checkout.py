"""Where a folder lies in a git checkout: at which commit, since when, and at which public addresses."""

import os
import re
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from pipeline.errors import WrongUse
from pipeline.sources.description import SourceDescription
from pipeline.sources.git import GitFailed, run_git, without_secrets
from pipeline.sources.page import Origin

_BLOB_PATHS = {"github": "blob", "gitlab": "-/blob", "bitbucket": "src", "codeberg": "src/commit"}
"""How hosts address a file at a commit: ``https://HOST/REPOSITORY/<this>/COMMIT/PATH``."""

_SSH = re.compile(r"(?:ssh://)?(?:[^@/]+@)?(?P<host>[^:/]+)(?::\d+/|[:/])(?P<path>.+)")


def origin_of_checkout(root: Path, description: SourceDescription, pages: Sequence[str]) -> Origin:
    """The commit of a folder inside a git checkout, and where its pages stand in public.

    Returns:
        no commit where the folder lies in no checkout, the checkout has none of the pages, or git is not installed.

    Raises:
        WrongUse: git refuses to read the checkout.
    """
    nowhere = Origin(page_url=description.page_url)
    if not _lies_in_checkout(root) or shutil.which("git") is None:
        return nowhere
    try:
        return _read_origin(root, description, pages) or nowhere
    except GitFailed as error:
        raise WrongUse(f"git cannot read the checkout that {root} lies in: {error}") from error


def _lies_in_checkout(root: Path) -> bool:
    return any((folder / ".git").exists() for folder in (root, *root.parents))


def _read_origin(root: Path, description: SourceDescription, pages: Sequence[str]) -> Origin | None:
    if not _is_repository(root) or not _has_commit(root):
        return None
    seconds, commit = _text(run_git(root, "rev-list", "--timestamp", "--max-count=1", "HEAD")).split()
    held = _paths(run_git(root, "ls-tree", "-r", "-z", "--name-only", "HEAD"))
    changed = _changed(root)
    strangers = frozenset(page for page in pages if page not in held or page in changed)
    if len(strangers) == len(pages):
        return None
    day = datetime.fromtimestamp(int(seconds), UTC).date().isoformat()
    return Origin(commit, day, description.page_url or _permalinks(root, description), strangers)


def _changed(root: Path) -> set[str]:
    """The files of the commit that are not as they were. (``git diff`` would write to the checkout.)"""
    prefix = _text(run_git(root, "rev-parse", "--show-prefix"))
    status = run_git(
        root,
        "status",
        "--porcelain",
        "-z",
        "--untracked-files=no",
        "--no-renames",
        "--ignore-submodules=all",
        "--",
        ".",
    )
    # Each entry is two letters, a space, and the path from the top of the checkout.
    return {entry[3:].removeprefix(prefix) for entry in _paths(status)}


def _is_repository(root: Path) -> bool:
    try:
        run_git(root, "rev-parse", "--git-dir")
    except GitFailed as error:
        # A `.git` may be an empty folder, or lie beyond a mount point. All else, such as another owner, is a refusal.
        if "not a git repository (or any " in str(error):
            return False
        raise
    return True


def _has_commit(root: Path) -> bool:
    try:
        run_git(root, "rev-parse", "--verify", "--quiet", "HEAD")
    except GitFailed:
        return False
    return True


def _text(output: bytes) -> str:
    return output.decode("utf-8", "surrogateescape").strip()


def _paths(output: bytes) -> set[str]:
    return set(os.fsdecode(output).split("\0"))


def _permalinks(root: Path, description: SourceDescription) -> str | None:
    address = public_address(description.repository or _remote(root))
    if address is None:
        return None
    host = address.split("/")[2]
    for name, blob in _BLOB_PATHS.items():
        if name in host:
            prefix = quote(_text(run_git(root, "rev-parse", "--show-prefix")))
            return f"{address}/{blob}/{{commit}}/{prefix}{{path}}"
    return None


def _remote(root: Path) -> str:
    try:
        return _text(run_git(root, "config", "--get", "remote.origin.url"))
    except GitFailed:
        # `git config --get` ends with an error where the value is not set.
        return ""


def public_address(remote: str) -> str | None:
    """The web address of a remote: ``git@github.com:who/what.git`` → ``https://github.com/who/what``.

    Returns:
        null for a remote that is a path on a machine.
    """
    remote = remote.removesuffix("/").removesuffix(".git")
    if remote.startswith(("https://", "http://")):
        return without_secrets(remote)
    if remote.startswith("ssh://") or ("@" in remote and "://" not in remote):
        found = _SSH.fullmatch(remote)
        return f"https://{found['host']}/{found['path']}" if found else None
    return None
