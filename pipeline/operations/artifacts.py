"""What a data steward reads of a run: Markdown and table rows, made from how the run ended.

Words of pages are data: they are written so that no browser and no Markdown reader takes them for mark-up.
"""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.release.places import release_place
from pipeline.stages.run import Outcome
from pipeline.vocabulary import FindingCode, QuarantineReason, Severity, Status, Term
from pipeline.wording import counted

FINDINGS_SHOWN = 200
FINDING_COLUMNS = ("severity", "code", "source_path", "line", "message", "excerpt")

Cell = str | int | None
Member = TypeVar("Member", bound=Term)

_MARKDOWN = re.compile(r"([\\`*_\[\]()#|~]|:(?=//))")


def summary_markdown(outcome: Outcome, report: str | None) -> str:
    """The summary of a run that ended well.

    Args:
        outcome: how it ended.
        report: the address of the release's ``report.html``, where there is one.
    """
    parts = [
        f"# {_title(outcome)}",
        escaped(outcome.reason),
        *_report_link(report),
        *_counts(outcome),
        *_changes(outcome),
        *_findings(outcome),
        *_quarantine(outcome),
    ]
    return "\n\n".join(parts) + "\n"


def failure_markdown(sentence: str) -> str:
    """What a failed run leaves: the sentence with its cases, and what did not happen."""
    literal = "\n".join(f"    {line}" for line in sentence.splitlines())
    return f"# Nothing was published\n\n{literal}\n\nWhat was published before, if anything, is as it was.\n"


def finding_rows(findings: pa.Table) -> list[dict[str, Cell]]:
    """The findings of a release for a table, the worst first, at most :data:`FINDINGS_SHOWN`.

    Prefect's UI reads the cells as Markdown.
    """
    rows: list[dict[str, Cell]] = []
    for severity in Severity:
        of_this = findings.filter(pc.field("severity") == severity.value).select(FINDING_COLUMNS)
        rows += of_this.slice(0, FINDINGS_SHOWN - len(rows)).to_pylist()
    return [{name: escaped(cell) if isinstance(cell, str) else cell for name, cell in row.items()} for row in rows]


def report_address(outcome: Outcome, served: str | None) -> str:
    """Where the quality report of a run's release is read.

    Args:
        outcome: how the run ended.
        served: the web address that the folder of releases is served at, where it is.
    """
    return (
        f"{served.rstrip('/')}/{release_place(outcome.version)}/report.html"
        if served
        else f"{outcome.release}/report.html"
    )


def escaped(text: str) -> str:
    """Text on one line that reads as itself in Markdown."""
    return _MARKDOWN.sub(r"\\\1", html.escape(" ".join(text.split()), quote=False))


def _title(outcome: Outcome) -> str:
    return f"Release {outcome.version}" if outcome.published else f"No change since release {outcome.version}"


def _report_link(report: str | None) -> Iterator[str]:
    if report:
        is_link = report.startswith(("http://", "https://"))
        yield f"**Read first:** [report.html](<{report}>)" if is_link else f"**Read first:** `{report}`"


def _counts(outcome: Outcome) -> Iterator[str]:
    pages, quarantined = outcome.rows.get("drugs", 0), outcome.rows.get("quarantine", 0)
    yield "## What is in it"
    yield (
        f"{counted(outcome.inputs, 'input file')} = {counted(pages, 'page')} + {quarantined:,} quarantined; "
        f"{outcome.parsed:,} of them {'was' if outcome.parsed == 1 else 'were'} read anew."
    )
    yield _table(("table", "rows"), [(table, f"{count:,}") for table, count in outcome.rows.items()])
    status = [(name, f"{n:,}", f"{n / pages:.1%}", escaped(name.sentence)) for name, n in _by(Status, outcome.statuses)]
    yield _table(("status", "pages", "share", "meaning"), status)


def _changes(outcome: Outcome) -> Iterator[str]:
    yield f"## Change since {outcome.previous}" if outcome.previous else "## Change"
    if outcome.previous is None:
        yield "This is the first release."
    else:
        yield "\n".join(f"- {escaped(change)}" for change in outcome.changes) or "No change."


def _findings(outcome: Outcome) -> Iterator[str]:
    yield "## Findings by code"
    ranks = list(Severity)
    found = sorted(_by(FindingCode, outcome.findings), key=lambda item: (ranks.index(item[0].severity), -item[1]))
    rows = [(code.severity, f"`{code}`", f"{count:,}", escaped(code.sentence)) for code, count in found]
    yield _table(("severity", "code", "findings", "meaning"), rows) if rows else "None."


def _quarantine(outcome: Outcome) -> Iterator[str]:
    yield "## Quarantine"
    reasons = [(f"`{why}`", f"{n:,}", escaped(why.sentence)) for why, n in _by(QuarantineReason, outcome.quarantine)]
    yield _table(("reason", "files", "meaning"), reasons) if reasons else "Empty."


def _by(terms: type[Member], counts: dict[str, int]) -> Iterator[tuple[Member, int]]:
    return ((term, counts[term]) for term in terms if counts.get(term))


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
