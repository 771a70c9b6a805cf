"""Limits that a run is given: past them the tables may be sound, but a person should look before anybody else does.

A gate compares a share with its limit. All gates are looked at, so that one failed run names everything that is wrong.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.errors import GateClosed, WrongUse

CONTENT_TABLES = ("drugs", "ingredients", "sections", "paragraphs", "bullets", "faqs")
"""The tables that are missed where they become shorter. Fewer findings or quarantined files are good news."""

SHOWN_CASES = 3


@dataclass(frozen=True)
class Limits:
    """The largest shares (0 to 1) that still let a release out; ``None`` leaves the gate open.

    Args:
        quarantined: of the input files, those that could not be accepted.
        no_content: of the accepted pages, those that hold no section.
        lost_rows: of a table's rows in the latest release, those by which the table has become shorter; new rows make
            up for others that are gone.

    Raises:
        WrongUse: a limit is no share.
    """

    quarantined: float | None = None
    no_content: float | None = None
    lost_rows: float | None = None

    def __post_init__(self) -> None:
        for name, limit in vars(self).items():
            if limit is not None and not 0 <= limit <= 1:
                raise WrongUse(f"the limit {name} must be a share from 0 to 1 (or from 0% to 100%), not {limit:g}")


@dataclass(frozen=True)
class Measured:
    """What the gates look at: counts of this run, row counts of the latest release, a few names to begin with."""

    inputs: int
    quarantined: int
    no_content: int
    rows: Mapping[str, int]
    rows_before: Mapping[str, int] = field(default_factory=dict)
    first_quarantined: Sequence[str] = ()
    first_no_content: Sequence[str] = ()


def check_gates(limits: Limits, measured: Measured) -> None:
    """Let a release out, or say why not.

    Raises:
        GateClosed: at least one share is past its limit; the message has a sentence for each.
    """
    closed = [*_page_gates(limits, measured), *_row_gates(limits, measured)]
    if closed:
        raise GateClosed("nothing is published: " + "; ".join(closed))


def parse_share(text: str) -> float:
    """``5%`` or ``0.05`` → ``0.05``.

    Raises:
        WrongUse: the text is neither.
    """
    try:
        share = float(text[:-1]) / 100 if text.endswith("%") else float(text)
    except ValueError as error:
        raise WrongUse(f"{text!r} is no share: write 5% or 0.05") from error
    if not 0 <= share <= 1:
        raise WrongUse(f"{text!r} is no share: it must lie between 0% and 100%")
    return share


def _page_gates(limits: Limits, measured: Measured) -> Iterator[str]:
    accepted = measured.inputs - measured.quarantined
    if _passed(measured.quarantined, measured.inputs, limits.quarantined):
        yield (
            f"{_share(measured.quarantined, measured.inputs)} input files are quarantined, "
            f"the limit is {limits.quarantined:.1%}{_cases(measured.first_quarantined)}"
        )
    if _passed(measured.no_content, accepted, limits.no_content):
        yield (
            f"{_share(measured.no_content, accepted)} pages have no content, "
            f"the limit is {limits.no_content:.1%}{_cases(measured.first_no_content)}"
        )


def _row_gates(limits: Limits, measured: Measured) -> Iterator[str]:
    for table in CONTENT_TABLES:
        before = measured.rows_before.get(table, 0)
        shorter_by = before - measured.rows.get(table, 0)
        if _passed(shorter_by, before, limits.lost_rows):
            yield (
                f"table {table} is shorter by {_share(shorter_by, before)} rows than in the latest release, "
                f"the limit is {limits.lost_rows:.1%}"
            )


def _passed(part: int, whole: int, limit: float | None) -> bool:
    return limit is not None and whole > 0 and part / whole > limit


def _share(part: int, whole: int) -> str:
    return f"{part:,} of {whole:,} ({part / whole:.1%})"


def _cases(names: Sequence[str]) -> str:
    shown = ", ".join(names[:SHOWN_CASES])
    return f" (first: {shown})" if shown else ""
