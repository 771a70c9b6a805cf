"""The git program's one door: a command, and a private shallow clone of one revision."""

import os
import re
import subprocess
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

from pipeline.errors import WorldBroken, WrongUse

PREFIX = "git+"
_SCHEMES = ("https", "http", "ssh", "git", "file")

# No question may stop a run that nobody watches, and nobody's checkout may change because it was read.
_ENVIRONMENT = {"GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
_KEPT = frozenset({"GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS"})
"""Settings, such as of credentials, that git itself hands on to the commands that it runs in another repository."""

_NOT_GIVEN_OUT = ("couldn't find remote ref", "unadvertised object", "remote error: ", "Unable to find ")
"""What git says where a server answers and does not give out what is asked for by this name; all else may pass."""

_SAME_BYTES_EVERYWHERE = ("-c", "core.autocrlf=false", "-c", "core.eol=lf", "-c", "advice.detachedHead=false")


class GitFailed(Exception):
    """Git ended with an error; the message is what it says of it, on one line."""


class GitAddress(NamedTuple):
    """``git+https://host/repository@REVISION#folder`` in its parts."""

    url: str
    revision: str
    folder: str

    def at(self, commit: str) -> str:
        """The address of the same folder at one commit."""
        return f"{PREFIX}{self.url}@{commit}" + (f"#{self.folder}" if self.folder else "")


def parse_git_address(address: str) -> GitAddress:
    """Take an address apart; without a revision it means the default branch (``HEAD``).

    Raises:
        WrongUse: it is no address of a repository, or its folder leaves the repository.
    """
    scheme, host, path, query, folder = urlsplit(address.removeprefix(PREFIX))
    if scheme not in _SCHEMES or not path.strip("/"):
        raise WrongUse(
            f"{without_secrets(address)} is no git address: write git+https://host/repository@REVISION#folder "
            f"({', '.join(_SCHEMES)})"
        )
    path, _, revision = path.rpartition("@") if "@" in path else (path, "", "HEAD")
    if not revision or revision.startswith("-"):
        raise WrongUse(f"{revision!r} is no git revision")
    if ".." in folder.split("/") or folder.startswith("/"):
        raise WrongUse(f"the folder {folder!r} of a git address must lie inside the repository")
    return GitAddress(urlunsplit((scheme, host, path, query, "")), revision, folder.strip("/"))


def without_secrets(address: str) -> str:
    """An address without the user and password that may stand before its host."""
    return re.sub(r"(?<=://)[^/@]*@", "", address)


def run_git(folder: Path, *arguments: str) -> bytes:
    """The output of a git command about the repository that ``folder`` lies in, whatever one the environment names.

    Raises:
        WrongUse: the git program is not installed.
        GitFailed: git ended with an error.
    """
    strange = _names_of_a_repository()
    environment = {name: value for name, value in os.environ.items() if name not in strange}
    done = _run(folder, environment, *_SAME_BYTES_EVERYWHERE, *arguments)
    if done.returncode:
        said = _complaint(done.stderr.decode("utf-8", "replace")) or f"exit status {done.returncode}"
        raise GitFailed(without_secrets(said))
    return done.stdout


def _complaint(stderr: str) -> str:
    """The error and what follows it, which may be the reason or the remedy."""
    for sign in ("fatal: ", "error: "):
        _, found, error = f"\n{stderr}".partition(f"\n{sign}")
        if found:
            return " ".join(error.split())
    return " ".join(stderr.split())


@cache
def _names_of_a_repository() -> frozenset[str]:
    """The variables by which a program that git runs, such as a hook, is told which repository it works in."""
    asked = _run(Path("/"), dict(os.environ), "rev-parse", "--local-env-vars")
    return frozenset(asked.stdout.decode().split()) - _KEPT


def _run(folder: Path, environment: dict[str, str], *arguments: str) -> "subprocess.CompletedProcess[bytes]":
    try:
        return subprocess.run(
            ["git", *arguments],
            cwd=folder,
            env=environment | _ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError as error:
        raise WrongUse("a git address needs the git program, which is not installed") from error


def clone(address: GitAddress, into: Path) -> Path:
    """Fetch one revision into an empty folder, with as little history as the server allows.

    Returns:
        the folder of the address inside the clone.

    Raises:
        WrongUse: the repository has no such revision or no such folder in it.
        WorldBroken: the repository could not be fetched, or not be written out.
    """
    shown = without_secrets(address.url)
    try:
        run_git(into, "init", "--quiet")
        run_git(into, "remote", "add", "origin", address.url)
        revision = _fetch(into, address.revision)
    except GitFailed as error:
        raise WorldBroken(f"{shown} could not be fetched: {error}") from error
    try:
        run_git(into, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    except GitFailed as error:
        raise WrongUse(f"{shown} has no revision {address.revision}") from error
    try:
        run_git(into, "checkout", "--quiet", "--detach", revision, "--")
    except GitFailed as error:
        raise WorldBroken(f"{shown} could not be checked out: {error}") from error
    folder = into / address.folder
    if not folder.is_dir():
        raise WrongUse(f"{shown} has no folder {address.folder} at {address.revision}")
    return folder


def _fetch(into: Path, revision: str) -> str:
    """Fetch the revision alone, or everything where the server gives out branches and tags only.

    Returns:
        what names the revision in the clone, if the repository has it.

    Raises:
        GitFailed: the server could not be reached, or broke off.
    """
    fetch = ("fetch", "--quiet", "--no-tags", "origin", revision)
    try:
        run_git(into, *fetch, "--depth=1")
    except GitFailed:
        # A web server that knows nothing of git (the "dumb" protocol) cannot cut off history.
        try:
            run_git(into, *fetch)
        except GitFailed as error:
            if not any(words in str(error) for words in _NOT_GIVEN_OUT):
                raise
            run_git(into, "fetch", "--quiet", "--tags", "origin", "+refs/heads/*:refs/remotes/origin/*")
            return revision
    return "FETCH_HEAD"
