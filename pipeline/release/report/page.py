"""The report as one HTML page that needs nothing but itself.

All that comes from pages is put in by a template that escapes it, and the page's content policy lets nothing run or
load but the one script and the one style sheet whose digests it names.
"""

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from importlib.resources import files
from itertools import groupby
from typing import Any, NamedTuple

from pipeline.release.changes import MOVED, summarize
from pipeline.release.comparison import Comparison
from pipeline.release.facts import ReleaseFacts
from pipeline.release.report.notices import write_notices
from pipeline.release.report.plots import Plot, plot_distribution, plot_shares
from pipeline.release.report.shown_findings import choose_findings
from pipeline.release.statements import title_of, web_address
from pipeline.release.statistics import Statistics
from pipeline.tables.checks import Validation
from pipeline.vocabulary import FindingCode, QuarantineReason, SectionKind, Severity, Status
from pipeline.wording import counted

PAGES_NAMED = 200


class Figure(NamedTuple):
    """A number that the report opens with."""

    name: str
    value: str
    more: str = ""


def render_report(facts: ReleaseFacts, statistics: Statistics, validation: Validation, comparison: Comparison) -> str:
    """``report.html`` of a release.

    Args:
        facts: versions, date, source, and the files that were written before.
        statistics: what was counted in the tables.
        validation: what was checked.
        comparison: what changed since the release before.

    Returns:
        an HTML page of less than three megabytes that loads nothing; the same for the same arguments.
    """
    css, js = _resource("page.css"), _resource("page.js")
    return str(
        _template().render(
            css=css,
            js=js,
            policy=_content_policy(css, js),
            name=title_of(facts),
            facts=facts,
            figures=list(_figures(statistics)),
            notices=write_notices(statistics, validation, comparison),
            changes=_changes(comparison),
            plots=list(_plots(statistics)),
            versions=list(_versions(facts)),
            checks=_checks(validation),
            parts=_PARTS,
            formulas=[(table, column, count) for (table, column), count in sorted(statistics.formula_cells.items())],
            **_findings(statistics),
            **_quarantine(statistics),
        )
    )


class Part(NamedTuple):
    """A part of the page that can be jumped to."""

    anchor: str
    title: str


_PARTS = (
    Part("overview", "Overview"),
    Part("changes", "Changes"),
    Part("content", "Content"),
    Part("findings", "Findings"),
    Part("quarantine", "Quarantine"),
    Part("formulas", "Spreadsheet formulas"),
    Part("checks", "Checks"),
    Part("release", "Release"),
)


def _resource(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _template() -> Any:
    # Only a release that is published has a report: nothing else pays for the import.
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415

    environment = Environment(autoescape=True, undefined=StrictUndefined)
    environment.filters["number"] = lambda number: f"{number:,}"
    return environment.from_string(_resource("page.html"))


def _content_policy(css: str, js: str) -> str:
    digests = [b64encode(sha256(text.encode()).digest()).decode() for text in (css, js)]
    return (
        f"default-src 'none'; style-src 'sha256-{digests[0]}'; script-src 'sha256-{digests[1]}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _figures(statistics: Statistics) -> Iterator[Figure]:
    pages, rows = statistics.pages, statistics.rows
    complete = statistics.status[Status.COMPLETE]
    yield Figure("Pages", f"{pages:,}", f"of {counted(statistics.inputs, 'input')}")
    yield Figure("Complete", f"{_share(complete, pages)}", f"{complete:,} with all core sections")
    yield Figure("Combinations", f"{statistics.combinations:,}", "of several ingredients")
    for name in ("sections", "paragraphs", "bullets"):
        yield Figure(name.title(), f"{rows[name]:,}")
    yield Figure("Questions", f"{rows['faqs']:,}", f"{statistics.answer_words.n:,} with an answer")
    worst = ", ".join(
        counted(statistics.severities[severity], str(severity)) for severity in (Severity.ERROR, Severity.WARNING)
    )
    yield Figure("Findings", f"{rows['findings']:,}", worst)
    yield Figure("Quarantined", f"{rows['quarantine']:,}")


def _share(count: int, total: int) -> str:
    return f"{100 * count / total:.1f} %" if total else "–"


def _plots(statistics: Statistics) -> Iterator[Plot]:
    status = [(str(status), statistics.status[status]) for status in Status]
    sections = [(str(kind), statistics.section_pages[kind]) for kind in SectionKind]
    sections.sort(key=lambda entry: -entry[1])
    pages = statistics.pages
    yield plot_shares("Sections", f"The share of {counted(pages, 'page')} with the section.", sections, pages)
    yield plot_shares("Status", "Complete pages have usage, side effects, how it works and questions.", status, pages)
    for title, distribution in (
        ("Bullets a page", statistics.bullets),
        ("Questions a page", statistics.questions),
        ("Ingredients a page", statistics.ingredients),
        ("Words a page", statistics.words),
        ("Words an answer", statistics.answer_words),
    ):
        if distribution.n:
            yield plot_distribution(title, distribution)


def _changes(comparison: Comparison) -> dict[str, Any]:
    names = (
        ("added", comparison.pages_added),
        ("removed", comparison.pages_removed),
        ("changed", comparison.pages_changed),
    )
    return {
        "summary": summarize(comparison),
        "moved": MOVED,
        "tables": [] if comparison.is_first or comparison.is_same else comparison.tables,
        "pages": [(name, pages[:PAGES_NAMED], len(pages[PAGES_NAMED:])) for name, pages in names if pages],
        "kinds": [(name, kind) for name in ("findings", "quarantine") for kind in comparison.table(name).kinds],
    }


def _findings(statistics: Statistics) -> dict[str, Any]:
    shown = choose_findings(statistics.findings_shown)
    severities = list(Severity)
    codes = [
        {
            "code": str(code),
            "severity": str(code.severity),
            "sentence": code.sentence,
            "findings": statistics.finding_codes[code],
            "pages": statistics.finding_pages[code],
        }
        for code in sorted(FindingCode, key=lambda code: severities.index(code.severity))
        if statistics.finding_codes[code]
    ]
    return {
        "codes": codes,
        "severities": [str(severity) for severity in Severity],
        "findings": shown,
        "findings_total": statistics.rows["findings"],
        "findings_left_out": len(shown) < statistics.rows["findings"],
    }


def _quarantine(statistics: Statistics) -> dict[str, Any]:
    counts = statistics.quarantine_reasons
    shown = statistics.quarantine_shown
    return {
        "reasons": [(str(reason), counts[reason], reason.sentence) for reason in QuarantineReason if counts[reason]],
        "quarantine": shown,
        "quarantine_left_out": len(shown) < statistics.rows["quarantine"],
    }


def _checks(validation: Validation) -> dict[str, Any]:
    checks = sorted(validation.checks, key=lambda check: check.table)
    broken = len(validation.failures)
    said = f"{broken:,} are broken" if broken else "none is broken"
    cells = sum(check.rows for check in checks)
    return {
        "summary": f"{len(checks):,} rules were checked, {cells:,} times in all: {said}.",
        "failures": validation.failures,
        "tables": [(table, list(rules)) for table, rules in groupby(checks, key=lambda check: check.table)],
    }


def _versions(facts: ReleaseFacts) -> Iterator[tuple[str, str, str]]:
    source = facts.source
    yield "Data", facts.version, ""
    yield "Compared with", facts.previous or "no earlier release", ""
    yield "Schema", facts.schema_version, ""
    yield "Parser", facts.parser_version, ""
    yield "Date", facts.date, ""
    yield "Publisher of the pages", source.publisher or "not stated", ""
    yield "Licence of the pages", source.license_name or "not stated", web_address(source.license_url) or ""
    yield "Repository", source.repository or "not stated", web_address(source.repository) or ""
    yield "Commit", facts.commit or "none", ""
