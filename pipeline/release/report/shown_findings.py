"""Which findings the report shows, so that the page stays small: of every code some, up to a number of bytes."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest
from typing import NamedTuple
from urllib.parse import urlsplit

from pipeline.release.statistics import FindingExample
from pipeline.vocabulary import FindingCode, Severity

BYTES = 1_500_000
"""Room for all rows: half of what the whole page may take."""

_ROW_BYTES = 160
_MESSAGE_LENGTH = 300
_SEVERITIES = {str(severity): place for place, severity in enumerate(Severity)}
_CODES = {str(code): place for place, code in enumerate(FindingCode)}


class ShownFinding(NamedTuple):
    """A row of the report's table; ``url`` leads to the line, where the page has a public address."""

    severity: str
    code: str
    page: str
    url: str
    line: str
    message: str
    excerpt: str


def choose_findings(findings: Sequence[FindingExample]) -> list[ShownFinding]:
    """The findings that there is room for, the worst first, then by code and page.

    Where there is no room for all, every code gives its first rows in turn.
    """
    room, chosen = BYTES, []
    for example in _in_turn(findings):
        shown = _show(example)
        room -= _ROW_BYTES + sum(map(_size, shown))
        if room < 0:
            break
        chosen.append(shown)
    return sorted(chosen, key=lambda row: (_SEVERITIES[row.severity], _CODES[row.code], row.page))


def _in_turn(findings: Sequence[FindingExample]) -> Iterator[FindingExample]:
    by_code: defaultdict[str, list[FindingExample]] = defaultdict(list)
    for finding in findings:
        by_code[finding.code].append(finding)
    return (finding for finding in chain.from_iterable(zip_longest(*by_code.values())) if finding is not None)


def _show(finding: FindingExample) -> ShownFinding:
    message = finding.message
    if len(message) > _MESSAGE_LENGTH:
        message = message[:_MESSAGE_LENGTH] + "…"
    return ShownFinding(
        finding.severity,
        finding.code,
        finding.source_path,
        _line_address(finding.source_url, finding.line),
        str(finding.line) if finding.line else "",
        message,
        finding.excerpt or "",
    )


def _line_address(page: str | None, line: int | None) -> str:
    """The address of a line on the page; empty for what is no web address, so that no link can run a script."""
    if not page or urlsplit(page).scheme not in ("http", "https"):
        return ""
    return f"{page}#L{line}" if line else page


def _size(text: str) -> int:
    """The bytes of a text at most, once it is escaped: five for a character reference."""
    return len(text.encode()) + 4 * sum(map(text.count, "&<>\"'"))
