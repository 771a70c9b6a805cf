"""Every way in which a run may fail.

What is odd about a page is never an exception: it is a finding or a quarantine row. An exception says that the
caller asked for something impossible (:class:`WrongUse`), that the contract of the dataset would be broken
(:class:`ContractBroken`), that a gate keeps the release from being published (:class:`GateClosed`), or that the
world outside failed (:class:`WorldBroken`), and only that is worth a retry.
"""

from collections.abc import Sequence


class PipelineError(Exception):
    """A run that failed; its message is one clear sentence, ``kind`` names it for programs."""

    exit_status = 1
    kind = "failed"


class WrongUse(PipelineError):
    """The request cannot be carried out as it was put: a missing folder, a version that exists, a bad option."""

    exit_status = 2
    kind = "wrong_use"


class ContractBroken(PipelineError):
    """The tables do not keep the contract; nothing is published.

    ``failures`` holds one sentence for each broken promise, of all tables.
    """

    kind = "contract_broken"

    def __init__(self, failures: Sequence[str]) -> None:
        self.failures = tuple(failures)
        shown = "\n".join(f"  - {failure}" for failure in self.failures[:20])
        more = len(self.failures) - 20
        tail = f"\n  … and {more} more" if more > 0 else ""
        ways = "1 way" if len(self.failures) == 1 else f"{len(self.failures)} ways"
        super().__init__(f"the dataset breaks its contract in {ways}:\n{shown}{tail}")

    def __reduce__(self) -> tuple[type["ContractBroken"], tuple[tuple[str, ...]]]:
        return (type(self), (self.failures,))


class SchemaBroken(PipelineError):
    """The schema would break readers of the latest release and the schema version does not announce it."""

    kind = "schema_broken"


class GateClosed(PipelineError):
    """A limit that the run was given (share of quarantined pages, missing rows, …) is passed; nothing is published."""

    kind = "gate_closed"


class ReleaseDamaged(PipelineError):
    """A release on disk is not what its own manifest says."""

    kind = "release_damaged"


class AlreadyRunning(PipelineError):
    """Another run holds the lock of the same outputs."""

    kind = "already_running"


class WorldBroken(PipelineError):
    """A disk, network, store or program outside failed; the same run may succeed later."""

    kind = "world_broken"
