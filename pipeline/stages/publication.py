"""The last stage: from the parts of all batches to a published release, or to the news that nothing has changed."""

from collections.abc import Sequence

from pipeline.errors import WorldBroken
from pipeline.release.compatibility import check_schema
from pipeline.release.manifest import same_tables
from pipeline.release.places import release_place
from pipeline.release.publish import Releases, open_releases
from pipeline.release.version import Version, check_version, next_version
from pipeline.stages.fingerprint import cache_fingerprint
from pipeline.stages.gates import check_gates
from pipeline.stages.latest import Latest, compare_with_latest, find_latest
from pipeline.stages.outcome import noted, published, read_outcome, unchanged
from pipeline.stages.plan import Facts
from pipeline.stages.results import Gathered, gather
from pipeline.stages.run import BatchResult, Outcome
from pipeline.stages.staging import stage_documents, stage_tables
from pipeline.stages.workspace import Workspace
from pipeline.storage.world import world

BEGUN = "publication"
"""The outcome of a run in its work area; it holds as soon as its release is in its place."""


def publish(workspace: Workspace, facts: Facts, results: Sequence[BatchResult]) -> Outcome:
    """Publish the release that the batches make, unless the latest one holds the same.

    Raises:
        PipelineError: as :func:`pipeline.build.publish_release` says.
    """
    run = gather(facts, results)
    releases = open_releases(facts.request.outputs)
    outcome = _end_begun(workspace, releases) or _publish(run, releases, workspace)
    try:
        workspace.parts.keep(run.covered, cache_fingerprint(), outcome.version)
    except WorldBroken as error:
        return noted(outcome, f"the next build may have to read pages again: {error}")
    return outcome


def _end_begun(workspace: Workspace, releases: Releases) -> Outcome | None:
    """How the run ended, where an earlier try of it had its release in its place before the world broke."""
    begun = workspace.find(BEGUN)
    if begun is None:
        return None
    releases.require()
    releases.end_publishing()
    return read_outcome(begun) if releases.latest() == begun["version"] else None


def _publish(run: Gathered, releases: Releases, workspace: Workspace) -> Outcome:
    latest = find_latest(releases)
    _check(run, latest)
    if latest and latest.manifest.get("input_digest") == run.input_digest and not run.facts.request.full:
        return _confirm(run, releases, latest)
    return _release(run, releases, workspace, latest)


def _check(run: Gathered, latest: Latest | None) -> None:
    """What keeps a release from being published or confirmed, before any file is written."""
    if latest:
        check_schema(latest.manifest["tables"], latest.manifest["schema_version"])
    check_gates(run.facts.request.limits, run.measured(latest.rows if latest else {}))


def _release(run: Gathered, releases: Releases, workspace: Workspace, latest: Latest | None) -> Outcome:
    version, parts = _choose_version(run.facts, releases), workspace.parts
    with releases.staging() as folder, world("the release could not be written"):
        staged = stage_tables(folder, run, parts, version, latest.version if latest else None)
        if latest and same_tables(staged.manifest(), latest.manifest):
            return _confirm(run, releases, latest)
        comparison = compare_with_latest(latest, releases, parts, staged)
        stage_documents(staged, comparison)
        outcome = published(staged, _address(releases, str(version)), comparison)
        workspace.write(BEGUN, outcome._asdict())
        releases.publish(folder, str(version))
    return outcome


def _choose_version(facts: Facts, releases: Releases) -> Version:
    existing, asked = releases.versions(), facts.request.version
    return next_version(facts.day.day, existing) if asked is None else check_version(asked, existing)


def _confirm(run: Gathered, releases: Releases, latest: Latest) -> Outcome:
    releases.require()
    releases.confirm(latest.version)
    return unchanged(run, latest, _address(releases, latest.version))


def _address(releases: Releases, version: str) -> str:
    return f"{releases.store.address}/{release_place(version)}"
