"""The latest release, which a new one follows and is compared with."""

from typing import NamedTuple

from pipeline.release.comparison import Comparison
from pipeline.release.described import with_description
from pipeline.release.diff import compare_releases
from pipeline.release.manifest import Manifest
from pipeline.release.places import release_place
from pipeline.release.publish import Releases
from pipeline.release.whole import read_whole, told_how_to_go_on
from pipeline.stages.changed_parts import QUARANTINE, Side, compare_parts
from pipeline.stages.fingerprint import cache_fingerprint
from pipeline.stages.staging import Staged
from pipeline.stages.workspace import Parts


class Latest(NamedTuple):
    """The latest release, as :meth:`pipeline.release.publish.Releases.latest` tells it."""

    version: str
    manifest: Manifest

    @property
    def rows(self) -> dict[str, int]:
        """Its number of rows by table."""
        return {name: table["rows"] for name, table in self.manifest["tables"].items()}


def find_latest(releases: Releases) -> Latest | None:
    """The latest release; null where there is none.

    Raises:
        ReleaseDamaged: as :func:`pipeline.release.whole.read_whole` says.
        WorldBroken: it could not be read.
    """
    version = releases.latest()
    return Latest(version, read_whole(releases, version)) if version else None


def compare_with_latest(latest: Latest | None, releases: Releases, parts: Parts, staged: Staged) -> Comparison:
    """What a new release changes, told from the parts of both where they are there.

    Args:
        latest: the release before, where there is one.
        releases: where it stands.
        parts: where the parts of both are kept.
        staged: the new one, whose tables are written.

    Raises:
        ReleaseDamaged, WorldBroken: the latest release could not be read.
    """
    if latest is None:
        return compare_releases(None, staged.folder, new_version=staged.facts.version)
    compared = _compare_tables(latest, releases, parts, staged)
    return with_description(compared, latest.manifest, staged.manifest(), staged.files)


def _compare_tables(latest: Latest, releases: Releases, parts: Parts, staged: Staged) -> Comparison:
    new = staged.side
    with told_how_to_go_on(releases, latest.version):
        if covered := parts.covered(cache_fingerprint(), latest.version):
            quarantine = releases.store.read(f"{release_place(latest.version)}/{QUARANTINE}")
            if comparison := compare_parts(parts, Side(latest.version, covered, quarantine, latest.rows), new):
                return comparison
        with releases.at_hand(latest.version) as before:
            return compare_releases(before, staged.folder, old_version=latest.version, new_version=new.version)
