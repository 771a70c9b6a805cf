"""Whether a release has the files that its manifest names, as far as their sizes tell; ``verify/`` looks into them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from pipeline.errors import ReleaseDamaged
from pipeline.release.manifest import Manifest, sums_text
from pipeline.release.places import MANIFEST, SUMS, release_place
from pipeline.release.publish import Releases

SHOWN_FILES = 3


def read_whole(releases: Releases, version: str) -> Manifest:
    """The manifest of a release whose files are all there, in the sizes that it tells.

    Raises:
        ReleaseDamaged: it has no manifest, or one that is none, or files are gone or have other sizes; the message says
            how to go on.
        WorldBroken: it could not be read.
    """
    with told_how_to_go_on(releases, version):
        manifest = releases.manifest(version)
        faults = list(_faults(manifest, releases.sizes(version)))
        if faults:
            more = f" and {len(faults) - SHOWN_FILES:,} more" if len(faults) > SHOWN_FILES else ""
            raise ReleaseDamaged(f"the release {version} is damaged: {', '.join(faults[:SHOWN_FILES])}{more}")
    return manifest


@contextmanager
def told_how_to_go_on(releases: Releases, version: str) -> Iterator[None]:
    """What is found out about a damaged release is said with what a person can do about it.

    Raises:
        ReleaseDamaged: the block raised it.
    """
    try:
        yield
    except ReleaseDamaged as error:
        place = f"{releases.store.address}/{release_place(version)}"
        advice = f"put it back as it was from a copy, or move {place} away and build again"
        raise ReleaseDamaged(f"{error}; {advice}") from error


def _faults(manifest: Manifest, sizes: Mapping[str, int]) -> Iterator[str]:
    told = {file["path"]: file["bytes"] for file in manifest["files"]}
    told[SUMS] = len(sums_text({file["path"]: file["sha256"] for file in manifest["files"]} | {MANIFEST: "0" * 64}))
    for path, size in told.items():
        if path not in sizes:
            yield f"{path} is gone"
        elif sizes[path] != size:
            yield f"{path} has {sizes[path]:,} bytes instead of {size:,}"
