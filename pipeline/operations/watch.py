"""Which commit of an upstream repository a folder of releases has last looked at."""

from pipeline.errors import ReleaseDamaged
from pipeline.release.publish import Releases, open_releases

SEEN = ".cache/upstream"
"""``VERSION COMMIT``: the pages of this commit are those of this release, though it may bear an earlier commit."""


def still_stands(outputs: str, commit: str) -> bool:
    """Whether the latest release is what a commit asks for; if so, it is noted that it is still right.

    Raises:
        WrongUse: the outputs are no place for releases.
        WorldBroken: they could not be reached or written.
    """
    releases = open_releases(outputs)
    latest = releases.latest()
    if latest is None or (_seen(releases) != f"{latest} {commit}" and _built(releases, latest) != commit):
        return False
    releases.confirm(latest)
    return True


def note_seen(outputs: str, version: str, commit: str) -> None:
    """Remember that a release is what a commit asks for.

    Raises:
        WorldBroken: the outputs could not be written.
    """
    open_releases(outputs).store.write(SEEN, f"{version} {commit}".encode())


def _seen(releases: Releases) -> str | None:
    try:
        return releases.store.read(SEEN).decode("utf-8", "replace")
    except FileNotFoundError:
        return None


def _built(releases: Releases, version: str) -> str | None:
    try:
        commit = releases.manifest(version).get("source", {}).get("commit")
    except ReleaseDamaged:
        # The build that follows says what is wrong with it.
        return None
    return str(commit) if commit else None
