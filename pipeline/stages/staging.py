"""A release while it is written aside: its tables from the parts, then all that is made from them."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pipeline
from pipeline.errors import ContractBroken, WorldBroken
from pipeline.release.assemble import Assembled, assemble_tables, parquet_metadata, with_origin
from pipeline.release.comparison import Comparison
from pipeline.release.database import write_database
from pipeline.release.documents import DOCUMENTS, write_documents
from pipeline.release.facts import FileFacts, ReleaseFacts
from pipeline.release.manifest import Manifest, list_files, make_manifest, write_manifest
from pipeline.release.places import DATABASE
from pipeline.release.version import Version, written_day
from pipeline.release.write import file_facts
from pipeline.stages.changed_parts import QUARANTINE, Side
from pipeline.stages.fingerprint import parser_fingerprint
from pipeline.stages.parts import PartGone
from pipeline.stages.plan import Facts
from pipeline.stages.results import Gathered
from pipeline.stages.workspace import Parts
from pipeline.tables.checks import Tables, Validation, merge
from pipeline.tables.rows import SCHEMA_VERSION
from pipeline.tables.validate import validate_tables


class Staged(NamedTuple):
    """A release whose tables are written: its folder, what it is made from, and what was found out on the way."""

    folder: Path
    run: Gathered
    facts: ReleaseFacts
    assembled: Assembled
    validation: Validation

    @property
    def side(self) -> Side:
        """What it is compared by."""
        quarantine = (self.folder / QUARANTINE).read_bytes()
        return Side(self.facts.version, self.run.covered, quarantine, self.facts.rows)

    @property
    def files(self) -> set[str]:
        """The paths of all files that it has in the end, but for its manifest and ``SHA256SUMS``."""
        database = [DATABASE] if self.run.facts.request.database else []
        return {*(file.path for file in self.assembled.files), *DOCUMENTS, *database}

    def manifest(self, files: Sequence[FileFacts] = ()) -> Manifest:
        asked = self.run.facts.request
        made_by = {
            "parser_fingerprint": parser_fingerprint(),
            "input_digest": self.run.input_digest,
            "origin_digest": self.run.origin_digest,
            "options": [name for name in ("csv_safe", "database") if getattr(asked, name)],
            "include": list(asked.include),
            "exclude": list(asked.exclude),
        }
        return make_manifest(self.facts, files, self.assembled.content, made_by)


def stage_tables(folder: Path, run: Gathered, parts: Parts, version: Version, previous: str | None) -> Staged:
    """Write the tables of a release.

    Args:
        folder: where to.
        run: what it is made from.
        parts: where its parts are kept.
        version: its version.
        previous: the version that it follows.

    Raises:
        ContractBroken: what was refused by its name makes rows that break a promise.
        WorldBroken: a part is gone.
    """
    asked = run.facts.request
    facts = _facts(run.facts, version, previous)
    validations: list[Validation] = []
    tables = _read_tables(run, parts, validations)
    assembled = assemble_tables(folder, tables, parquet_metadata(facts), csv_safe=asked.csv_safe)
    facts = facts._replace(rows=assembled.rows, files=assembled.files)
    return Staged(folder, run, facts, assembled, merge(validations))


def _facts(facts: Facts, version: Version, previous: str | None) -> ReleaseFacts:
    return ReleaseFacts(
        str(version),
        SCHEMA_VERSION,
        pipeline.__version__,
        written_day(facts.day, version),
        facts.description,
        # A commit that does not hold every page as it was read is not where the release comes from.
        None if facts.origin.strangers else facts.origin.commit,
        {},
        (),
        previous,
    )


def _read_tables(run: Gathered, parts: Parts, validations: list[Validation]) -> Iterator[Tables]:
    """The tables of every part in order, and of what was refused; ``validations`` gathers what was checked."""
    for result in run.results:
        try:
            part = parts.read(result.part)
        except PartGone as error:
            raise WorldBroken(f"the part of batch {result.index} {error}; run the build again") from error
        validations.append(part.header.validation)
        yield with_origin(part.tables, run.facts.origin)
    if run.facts.refused:
        validations.append(validate_tables(run.refused))
        if failures := validations[-1].failures:
            raise ContractBroken(failures)
        yield run.refused


def stage_documents(staged: Staged, comparison: Comparison) -> None:
    """Write what is made from the tables: the database where it is asked for, the documents, the manifest last."""
    folder, facts = staged.folder, staged.facts
    if staged.run.facts.request.database:
        write_database(folder, folder / DATABASE)
        facts = facts._replace(files=(*facts.files, file_facts(folder, DATABASE)))
    write_documents(folder, facts, staged.assembled.statistics, staged.validation, comparison)
    write_manifest(folder, staged._replace(facts=facts).manifest(list_files(folder, facts.files)))
