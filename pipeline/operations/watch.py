"""What a folder of releases was last asked for by runs that build only what is new upstream."""

from dataclasses import astuple

from pipeline.release.publish import Releases, open_releases
from pipeline.release.whole import read_whole
from pipeline.sources.git import without_secrets
from pipeline.stages.batches import digest_lines
from pipeline.stages.fingerprint import made_with
from pipeline.stages.run import BuildRequest

SEEN = ".cache/upstream"
"""``VERSION DIGEST``: what was asked for is in this release, though it may have been made of an earlier commit."""


def still_stands(request: BuildRequest) -> bool:
    """Whether the latest release is known to be what is asked for; if so, it is noted that it is still right.

    Args:
        request: what would be built; ``raw`` is a git address at one commit.

    Raises:
        WrongUse: the outputs are no place for releases.
        ReleaseDamaged: as :func:`pipeline.release.whole.read_whole` says.
        WorldBroken: they could not be reached or written.
    """
    releases = open_releases(request.outputs)
    latest = releases.latest()
    if latest is None or _seen(releases) != _mark(request, latest):
        return False
    read_whole(releases, latest)
    releases.confirm(latest)
    return True


def note_seen(request: BuildRequest, version: str) -> None:
    """Remember that a release is what is asked for.

    Raises:
        WorldBroken: the outputs could not be written.
    """
    open_releases(request.outputs).store.write(SEEN, _mark(request, version).encode())


def _mark(request: BuildRequest, version: str) -> str:
    limits = tuple(map(str, astuple(request.limits)))
    asked = made_with(request), (without_secrets(request.raw),), request.include, request.exclude, limits
    return f"{version} {digest_lines(asked)}"


def _seen(releases: Releases) -> str | None:
    try:
        return releases.store.read(SEEN).decode("utf-8", "replace")
    except FileNotFoundError:
        return None
