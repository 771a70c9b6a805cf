"""Pages → Monographs: the bytes of files, understood. Any bytes give a monograph or a reason, never an exception."""

import re
from collections.abc import Iterable

from pipeline.monograph.draft import STAGES, Draft
from pipeline.monograph.tree import Finding, Monograph, Rejected
from pipeline.vocabulary import FindingCode, QuarantineReason

_BOM = "\ufeff"
_CR = re.compile(r"\r\n?")


def parse_page(data: bytes) -> Monograph | Rejected:
    """Read the bytes of one page.

    Returns:
        The monograph with its findings, or why the bytes are none: nothing in them, NUL bytes, not UTF-8.
    """
    return parse_pages([data])[0]


def parse_pages(pages: Iterable[bytes]) -> list[Monograph | Rejected]:
    """Read the bytes of some pages, as :func:`parse_page` does.

    All pages go through one stage before the next: the code of all stages is too large for the fastest memory of a
    processor, and some tens of pages are not, so this takes a sixth less than page by page.
    """
    opened = [_open(data) for data in pages]
    drafts = [page for page in opened if isinstance(page, Draft)]
    for stage in STAGES:
        for draft in drafts:
            stage(draft)
    return [page.monograph() if isinstance(page, Draft) else page for page in opened]


def _open(data: bytes) -> Draft | Rejected:
    if b"\0" in data:
        line = data[: data.index(b"\0")].count(b"\n") + 1
        return Rejected(QuarantineReason.BINARY, "the file holds a NUL byte", line)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return Rejected(QuarantineReason.NOT_UTF8, f"byte {error.start} is not UTF-8: {error.reason}", line)
    findings = []
    if text.startswith(_BOM):
        text = text[1:]
        findings.append(Finding(FindingCode.BYTE_ORDER_MARK, 1, "a byte order mark is dropped"))
    if not text or text.isspace():
        return Rejected(QuarantineReason.EMPTY, "the file holds no text")
    if "\r" in text:
        text = _CR.sub("\n", text)
        findings.append(Finding(FindingCode.LINE_ENDINGS, None, "lines end with CR or CRLF and are read as LF"))
    return Draft(text, findings)
