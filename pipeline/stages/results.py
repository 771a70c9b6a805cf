"""What all batches gave, taken together."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import NamedTuple

from pipeline.errors import ContractBroken, WrongUse
from pipeline.stages.batch import quarantine_table
from pipeline.stages.batches import digest_lines
from pipeline.stages.counts import Counts, add_counts, count_rows
from pipeline.stages.fingerprint import made_with
from pipeline.stages.gates import Measured
from pipeline.stages.plan import Facts
from pipeline.stages.run import BatchResult
from pipeline.stages.workspace import Covered
from pipeline.tables.checks import Tables
from pipeline.tables.rows import TABLES


class Gathered(NamedTuple):
    """What all batches together gave, in order, and what was ``refused`` by its name before there were batches.

    ``counts`` are of both.
    """

    facts: Facts
    results: tuple[BatchResult, ...]
    refused: Tables
    counts: Counts
    input_digest: str

    @property
    def origin_digest(self) -> str:
        """SHA-256 over what the tables show of where the pages come from, whichever commit it is."""
        return digest_lines([self.facts.origin.shown])

    @property
    def covered(self) -> list[Covered]:
        return [Covered(result.part, result.first, result.last, result.base) for result in self.results]

    def measured(self, rows_before: Mapping[str, int]) -> Measured:
        """What the gates look at; ``rows_before`` are those of the latest release."""
        counts = self.counts
        return Measured(
            inputs=counts.rows["drugs"] + counts.rows["quarantine"],
            quarantined=counts.rows["quarantine"],
            no_content=counts.statuses.get("no_content", 0),
            rows=counts.rows,
            rows_before=rows_before,
            first_quarantined=counts.first_quarantined,
            first_no_content=counts.first_no_content,
        )


def gather(facts: Facts, results: Sequence[BatchResult]) -> Gathered:
    """Put the results of all batches together.

    Raises:
        ContractBroken: a table breaks its promise; all failures of all batches are named.
        WrongUse: results are missing, or come twice.
    """
    in_order = tuple(sorted(results, key=lambda result: result.index))
    if [result.index for result in in_order] != list(range(facts.batches)):
        raise WrongUse(f"a release is made of the results of {facts.batches} batches, each once")
    if failures := [failure for result in in_order for failure in result.failures]:
        raise ContractBroken(failures)
    none = {name: spec.arrow_schema.empty_table() for name, spec in TABLES.items()}
    refused = none | {"quarantine": quarantine_table(facts.refused)}
    counts = add_counts([count_rows(refused), *(result.counts for result in in_order)])
    return Gathered(facts, in_order, refused, counts, _digest(facts, in_order))


def _digest(facts: Facts, results: Sequence[BatchResult]) -> str:
    """SHA-256 over all that a release's tables and its description of them are made from, but for which commit it is.

    Where it is equal, there is nothing to publish: a commit that changes no page makes no release.
    """
    made_from = (*made_with(facts.request), json.dumps(asdict(facts.description), sort_keys=True))
    refused = ((path, str(reason), message, sha256 or "") for path, reason, message, sha256 in facts.refused)
    return digest_lines([made_from, facts.origin.shown, *((result.input_digest,) for result in results), *refused])
