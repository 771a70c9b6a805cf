"""The last stage: from the parts of all batches to a published release, or to the news that nothing has changed."""

from collections.abc import Sequence

from pipeline.release.compatibility import check_schema
from pipeline.release.manifest import same_tables
from pipeline.release.places import release_place
from pipeline.release.publish import Releases, open_releases
from pipeline.release.version import Version, check_version, next_version
from pipeline.stages.fingerprint import cache_fingerprint
from pipeline.stages.gates import check_gates
from pipeline.stages.latest import Latest, compare_with_latest, find_latest
from pipeline.stages.outcome import published, unchanged
from pipeline.stages.plan import Facts
from pipeline.stages.results import Gathered, gather
from pipeline.stages.run import BatchResult, Outcome
from pipeline.stages.staging import stage_documents, stage_tables
from pipeline.stages.workspace import Parts, Workspace
from pipeline.storage.world import world


def publish(workspace: Workspace, facts: Facts, results: Sequence[BatchResult]) -> Outcome:
    """Publish the release that the batches make, unless the latest one holds the same.

    Raises:
        PipelineError: as :func:`pipeline.build.publish_release` says.
    """
    run = gather(facts, results)
    releases = open_releases(facts.request.outputs)
    latest = find_latest(releases)
    _check(run, latest)
    if latest and latest.manifest.get("input_digest") == run.input_digest and not facts.request.full:
        outcome = _confirm(run, releases, latest)
    else:
        outcome = _release(run, releases, workspace.parts, latest)
    workspace.parts.keep(run.covered, cache_fingerprint(), outcome.version)
    return outcome


def _check(run: Gathered, latest: Latest | None) -> None:
    """What keeps a release from being published or confirmed, before any file is written."""
    if latest:
        check_schema(latest.manifest["tables"], latest.manifest["schema_version"])
    check_gates(run.facts.request.limits, run.measured(latest.rows if latest else {}))


def _release(run: Gathered, releases: Releases, parts: Parts, latest: Latest | None) -> Outcome:
    version = _choose_version(run.facts, releases)
    with releases.staging() as folder, world("the release could not be written"):
        staged = stage_tables(folder, run, parts, version, latest.version if latest else None)
        if latest and same_tables(staged.manifest(), latest.manifest):
            return _confirm(run, releases, latest)
        comparison = compare_with_latest(latest, releases, parts, staged)
        stage_documents(staged, comparison)
        address = releases.publish(folder, str(version))
    return published(staged, address, comparison)


def _choose_version(facts: Facts, releases: Releases) -> Version:
    existing, asked = releases.versions(), facts.request.version
    return next_version(facts.day.day, existing) if asked is None else check_version(asked, existing)


def _confirm(run: Gathered, releases: Releases, latest: Latest) -> Outcome:
    releases.require()
    releases.confirm(latest.version)
    return unchanged(run, latest, f"{releases.store.address}/{release_place(latest.version)}")
