"""The last stage: from the parts of all batches to a published release, or to the news that nothing has changed."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

import pipeline
from pipeline.errors import ContractBroken, WorldBroken, WrongUse
from pipeline.release.assemble import Assembled, assemble_tables, parquet_metadata, with_origin
from pipeline.release.changes import summarize
from pipeline.release.comparison import Comparison
from pipeline.release.compatibility import check_schema
from pipeline.release.database import write_database
from pipeline.release.diff import compare_releases
from pipeline.release.documents import write_documents
from pipeline.release.facts import FileFacts, ReleaseFacts
from pipeline.release.manifest import Manifest, list_files, make_manifest, same_tables, write_manifest
from pipeline.release.places import release_place
from pipeline.release.publish import Releases, open_releases
from pipeline.release.statements import DATABASE
from pipeline.release.version import next_version, parse_version, written_day
from pipeline.release.write import file_facts
from pipeline.stages.batch import quarantine_table
from pipeline.stages.batches import digest_lines
from pipeline.stages.changed_parts import QUARANTINE, Side, compare_parts
from pipeline.stages.counts import Counts, add_counts, count_rows
from pipeline.stages.fingerprint import cache_fingerprint, parser_fingerprint
from pipeline.stages.gates import Measured, check_gates
from pipeline.stages.parts import PartGone
from pipeline.stages.plan import Facts
from pipeline.stages.run import BatchResult, Outcome
from pipeline.stages.workspace import Covered, Parts, Workspace
from pipeline.storage.world import world
from pipeline.tables.checks import Tables, Validation, merge
from pipeline.tables.rows import SCHEMA_VERSION, TABLES
from pipeline.wording import counted


class Gathered(NamedTuple):
    """What all batches together gave, in order; what was refused by its name is among the counts."""

    facts: Facts
    results: tuple[BatchResult, ...]
    counts: Counts
    input_digest: str


class Latest(NamedTuple):
    """The release that ``latest`` points at."""

    version: str
    manifest: Manifest


class Ending(NamedTuple):
    """How a run ends, without its counts; the fields are those of ``Outcome``."""

    published: bool
    version: str
    release: str
    reason: str
    previous: str | None
    changes: tuple[str, ...] = ()


class Place(NamedTuple):
    """What is published, to where, and after what."""

    run: Gathered
    releases: Releases
    parts: Parts
    latest: Latest | None


def publish(workspace: Workspace, facts: Facts, results: Sequence[BatchResult]) -> Outcome:
    """Publish the release that the batches make, unless the latest one holds the same.

    Raises:
        PipelineError: as :func:`pipeline.build.publish_release` says.
    """
    run = _gather(facts, results)
    releases = open_releases(facts.request.outputs)
    version = releases.latest()
    latest = Latest(version, releases.manifest(version)) if version else None
    place = Place(run, releases, workspace.parts, latest)
    if latest and latest.manifest.get("input_digest") == run.input_digest and not facts.request.full:
        outcome = _nothing_new(place, latest)
    else:
        _check(run, latest)
        outcome = _release(place)
    place.parts.keep(_covered(run), cache_fingerprint(), outcome.version)
    return outcome


def _covered(run: Gathered) -> list[Covered]:
    return [Covered(result.part, result.first, result.last, result.base) for result in run.results]


def _gather(facts: Facts, results: Sequence[BatchResult]) -> Gathered:
    in_order = tuple(sorted(results, key=lambda result: result.index))
    if [result.index for result in in_order] != list(range(facts.batches)):
        raise WrongUse(f"a release is made of the results of {facts.batches} batches, each once")
    if failures := [failure for result in in_order for failure in result.failures]:
        raise ContractBroken(failures)
    none = {name: spec.arrow_schema.empty_table() for name, spec in TABLES.items()}
    refused = count_rows(none | {"quarantine": quarantine_table(facts.refused)})
    counts = add_counts([refused, *(result.counts for result in in_order)])
    return Gathered(facts, in_order, counts, _digest(facts, in_order))


def _digest(facts: Facts, results: Sequence[BatchResult]) -> str:
    """SHA-256 over all that a release's tables and documents are made from; where it is equal, so are they."""
    asked = facts.request
    described = json.dumps(asdict(facts.description), sort_keys=True)
    made_from = (parser_fingerprint(), SCHEMA_VERSION, str(asked.csv_safe), str(asked.database), described)
    refused = ((path, str(reason), message, sha256 or "") for path, reason, message, sha256 in facts.refused)
    return digest_lines([made_from, *((result.input_digest,) for result in results), *refused])


def _check(run: Gathered, latest: Latest | None) -> None:
    """What keeps a release from being published, before any file of it is written."""
    counts, before = run.counts, latest.manifest if latest else {}
    if latest:
        check_schema(before["tables"], before["schema_version"])
    check_gates(
        run.facts.request.limits,
        Measured(
            inputs=counts.rows["drugs"] + counts.rows["quarantine"],
            quarantined=counts.rows["quarantine"],
            no_content=counts.statuses.get("no_content", 0),
            rows=counts.rows,
            rows_before={name: table["rows"] for name, table in before.get("tables", {}).items()},
            first_quarantined=counts.first_quarantined,
            first_no_content=counts.first_no_content,
        ),
    )


def _release(place: Place) -> Outcome:
    run, releases, latest, asked = place.run, place.releases, place.latest, place.run.facts.request
    facts = _facts(run.facts, _choose_version(run.facts, releases), latest)
    validations: list[Validation] = []
    with releases.staging() as folder, world("the release could not be written"):
        tables = _read_tables(place, validations)
        assembled = assemble_tables(
            folder, tables, parquet_metadata(facts), csv_safe=asked.csv_safe, threads=asked.jobs
        )
        facts = facts._replace(rows=assembled.rows, files=assembled.files)
        if latest and same_tables(_manifest(run, facts, assembled, ()), latest.manifest):
            return _nothing_new(place, latest)
        comparison = _compare(place, folder, facts)
        if asked.database:
            write_database(folder, folder / DATABASE)
            facts = facts._replace(files=(*facts.files, file_facts(folder, DATABASE)))
        write_documents(folder, facts, assembled.statistics, merge(validations), comparison)
        write_manifest(folder, _manifest(run, facts, assembled, list_files(folder, facts.files)))
        address = releases.publish(folder, facts.version)
    told = _told(run.counts, facts.version)
    return _outcome(run, Ending(True, facts.version, address, told, facts.previous, (summarize(comparison),)))


def _choose_version(facts: Facts, releases: Releases) -> str:
    existing = releases.versions()
    if facts.request.version is None:
        return str(next_version(facts.day.day, existing))
    version = parse_version(facts.request.version)
    if version in existing:
        raise WrongUse(f"the release {version} is there already and is never overwritten")
    if existing and version < max(existing):
        raise WrongUse(f"the version {version} is older than the release {max(existing)} that is there already")
    return str(version)


def _facts(facts: Facts, version: str, latest: Latest | None) -> ReleaseFacts:
    return ReleaseFacts(
        version,
        SCHEMA_VERSION,
        pipeline.__version__,
        written_day(facts.day, parse_version(version)),
        facts.description,
        # A commit that does not hold every page as it was read is not where the release comes from.
        None if facts.origin.strangers else facts.origin.commit,
        {},
        (),
        latest.version if latest else None,
    )


def _read_tables(place: Place, validations: list[Validation]) -> Iterator[Tables]:
    """The tables of every part in order, and of what was refused; ``validations`` gathers what was checked."""
    facts = place.run.facts
    for result in place.run.results:
        try:
            part = place.parts.read(result.part)
        except PartGone as error:
            raise WorldBroken(f"the part of batch {result.index} {error}; run the build again") from error
        validations.append(part.header.validation)
        yield with_origin(part.tables, facts.origin)
    none = {name: spec.arrow_schema.empty_table() for name, spec in TABLES.items()}
    yield none | {"quarantine": quarantine_table(facts.refused)}


def _manifest(run: Gathered, facts: ReleaseFacts, assembled: Assembled, files: Sequence[FileFacts]) -> Manifest:
    asked = run.facts.request
    options = [name for name in ("csv_safe", "database") if getattr(asked, name)]
    made_by = {
        "parser_fingerprint": parser_fingerprint(),
        "input_digest": run.input_digest,
        "options": options,
    }
    return make_manifest(facts, files, assembled.content, made_by)


def _compare(place: Place, folder: Path, facts: ReleaseFacts) -> Comparison:
    latest = place.latest
    if latest is None:
        return compare_releases(None, folder, new_version=facts.version)
    new = Side(facts.version, _covered(place.run), (folder / QUARANTINE).read_bytes(), facts.rows)
    if covered := place.parts.covered(cache_fingerprint(), latest.version):
        quarantine = place.releases.store.read(f"{release_place(latest.version)}/{QUARANTINE}")
        rows = {name: table["rows"] for name, table in latest.manifest["tables"].items()}
        old = Side(latest.version, covered, quarantine, rows)
        if comparison := compare_parts(place.parts, old, new):
            return comparison
    with place.releases.at_hand(latest.version) as before:
        return compare_releases(before, folder, old_version=latest.version, new_version=facts.version)


def _nothing_new(place: Place, latest: Latest) -> Outcome:
    place.releases.confirm(latest.version)
    address = f"{place.releases.store.address}/{release_place(latest.version)}"
    ending = Ending(False, latest.version, address, f"no change since {latest.version}", latest.version)
    return _outcome(place.run, ending)


def _told(counts: Counts, version: str) -> str:
    pages, quarantined = counts.rows["drugs"], counts.rows["quarantine"]
    return f"published {version}: {counted(pages, 'page')}, {counted(quarantined, 'file')} in quarantine"


def _outcome(run: Gathered, how: Ending) -> Outcome:
    counts = run.counts
    return Outcome(
        *how[:-1],
        counts.rows["drugs"] + counts.rows["quarantine"],
        sum(result.parsed for result in run.results),
        counts.rows,
        counts.findings,
        counts.quarantine,
        counts.statuses,
        how.changes,
    )
