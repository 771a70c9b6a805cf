"""The plan of a run: which pages there are, in which batches, and what else every stage must agree on."""

import os
import secrets
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.errors import WrongUse
from pipeline.release.publish import open_releases
from pipeline.release.version import ReleaseDay, check_version, release_day
from pipeline.scratch import process_scratch
from pipeline.sources.address import is_git, open_source
from pipeline.sources.description import SOURCE_FILE, SourceDescription
from pipeline.sources.git import parse_git_address
from pipeline.sources.page import Listing, Origin, Page, Refusal, Source, drug_id_of
from pipeline.stages.batches import cut_batches
from pipeline.stages.fingerprint import cache_fingerprint
from pipeline.stages.run import BuildRequest, Plan
from pipeline.stages.workspace import Covered, Workspace, overlapping
from pipeline.storage.address import is_local, local_path
from pipeline.storage.folder import LocalStore
from pipeline.vocabulary import QuarantineReason


class Facts(NamedTuple):
    """What the last stage needs beside the results of the batches."""

    request: BuildRequest
    batches: int
    description: SourceDescription
    origin: Origin
    refused: tuple[Refusal, ...]
    day: ReleaseDay


class BatchPlan(NamedTuple):
    """The pages of a batch, and the parts of the last build that may hold their rows."""

    pages: list[str]
    old: list[str]


def make_plan(request: BuildRequest) -> Plan:
    """List the pages, refuse what is no page, cut batches, and write all of it to the work area.

    Raises:
        WrongUse: what is asked for cannot be done: nothing to read, or a version that is there already or too old.
        WorldBroken: source or outputs could not be reached.
    """
    releases = open_releases(request.outputs)
    if request.version is not None:
        check_version(request.version, releases.versions())
    workspace = Workspace(releases.store, secrets.token_hex(8))
    source, address = _open(request, workspace)
    listing = source.list(request.include, request.exclude)
    _refuse_misnamed(source)
    description = source.description()
    origin = source.origin(description, listing.pages)
    batches = cut_batches(listing.pages)
    covered = [] if request.full else workspace.parts.covered(cache_fingerprint())
    _write_batches(workspace, batches, covered)
    day = release_day(os.environ, origin.commit_date)
    facts = Facts(request, len(batches), description, origin, _with_sums(source, listing), day)
    workspace.write("facts", _facts_to_json(facts))
    workspace.write("source", {"address": _pinned(address, origin), "full": request.full})
    return Plan(workspace.address, tuple(map(len, batches)), len(listing.refused), not covered)


MISNAMED = "source.yml"
"""What a description of the source is called by mistake; left unread, a licence would be lost without a word."""


def _refuse_misnamed(source: Source) -> None:
    if isinstance(source.read(MISNAMED), bytes):
        raise WrongUse(f"{MISNAMED} beside the pages is not read: name it {SOURCE_FILE}, or move it away")


_REASONS = {str(reason): reason for reason in QuarantineReason}

_clones: dict[str, Source] = {}
"""What this process has cloned. Only the workers of a run whose outputs are no folder need clones of their own."""


def _open(request: BuildRequest, workspace: Workspace) -> tuple[Source, str]:
    """The source, and the address that workers open it by."""
    if is_git(request.raw):
        if isinstance(workspace.store, LocalStore):
            source = open_source(request.raw, workspace.store.root / workspace.place("source"))
            return source, source.address
        return open_source(request.raw, process_scratch(secrets.token_hex(8))), request.raw
    if is_local(request.raw) and isinstance(workspace.store, LocalStore):
        _keep_apart(local_path(request.raw), workspace.store.root)
    source = open_source(request.raw, Path())
    return source, source.address


def _keep_apart(raw: Path, outputs: Path) -> None:
    inside = (
        outputs.resolve().relative_to(raw.resolve()).parts if outputs.resolve().is_relative_to(raw.resolve()) else ()
    )
    if outputs.resolve() == raw.resolve() or (inside and not any(part.startswith(".") for part in inside)):
        raise WrongUse(f"the outputs {outputs} lie in the raw folder {raw}: their documents would be read as pages")


def _pinned(address: str, origin: Origin) -> str:
    """A git address at the commit that was listed, so that a worker reads the same pages later."""
    return parse_git_address(address).at(origin.commit) if is_git(address) and origin.commit else address


def reopen_source(address: str) -> Source:
    """The source of a plan, in any process.

    Raises:
        WrongUse, WorldBroken: as for :func:`pipeline.sources.address.open_source`.
    """
    if not is_git(address):
        return open_source(address, Path())
    if address not in _clones:
        _clones[address] = open_source(address, process_scratch(secrets.token_hex(8)))
    return _clones[address]


def _with_sums(source: Source, listing: Listing) -> tuple[Refusal, ...]:
    """Refusals with the SHA-256 of those files that can be read: the second ones with one stem."""
    second = [refusal.path for refusal in listing.refused if refusal.reason is QuarantineReason.DUPLICATE_ID]
    sums = {page.path: page.sha256 for page in source.read_pages(second) if isinstance(page, Page)}
    return tuple(refusal._replace(sha256=sums.get(refusal.path)) for refusal in listing.refused)


def _write_batches(workspace: Workspace, batches: Sequence[list[str]], covered: Sequence[Covered]) -> None:
    for index, pages in enumerate(batches):
        old = overlapping(covered, drug_id_of(pages[0]), drug_id_of(pages[-1]))
        workspace.write(f"batch-{index}", {"pages": pages, "old": old})


def read_batch_plan(workspace: Workspace, index: int) -> BatchPlan:
    """One batch of a plan."""
    return BatchPlan(**workspace.read(f"batch-{index}"))


def _facts_to_json(facts: Facts) -> dict[str, Any]:
    return {
        "request": facts.request.to_json(),
        "batches": facts.batches,
        "description": asdict(facts.description),
        "origin": {**facts.origin._asdict(), "strangers": sorted(facts.origin.strangers)},
        "refused": facts.refused,
        "day": [facts.day.day.isoformat(), facts.day.is_given],
    }


def read_facts(workspace: Workspace) -> Facts:
    """What :func:`make_plan` found out."""
    said = workspace.read("facts")
    origin = said["origin"]
    return Facts(
        BuildRequest.from_json(said["request"]),
        said["batches"],
        SourceDescription(**said["description"]),
        Origin(**origin | {"strangers": frozenset(origin["strangers"])}),
        tuple(Refusal(path, _REASONS[why], message, sha) for path, why, message, sha in said["refused"]),
        ReleaseDay(date.fromisoformat(said["day"][0]), said["day"][1]),
    )
