"""Pages → Monographs: the bytes of files, understood. Any bytes give a monograph or a reason, never an exception."""

import re
from collections.abc import Iterable

from pipeline.monograph.draft import STAGES, Draft
from pipeline.monograph.tree import Finding, Monograph, Rejected
from pipeline.vocabulary import FindingCode, QuarantineReason
from pipeline.wording import EXCERPT_LENGTH

_BOM = "\ufeff"
_LEAD_IN = EXCERPT_LENGTH // 2
"""Bytes before what is wrong that are shown with it."""
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
        return _reject(QuarantineReason.BINARY, "the file holds a NUL byte", data, data.index(b"\0"))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"byte {error.start} is not UTF-8: {error.reason}"
        return _reject(QuarantineReason.NOT_UTF8, message, data, error.start)
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


def _reject(reason: QuarantineReason, message: str, data: bytes, place: int) -> Rejected:
    """The refusal of bytes for what stands at one place, with the line around it: what is no text in it is replaced."""
    start = max(data.rfind(b"\n", 0, place) + 1, place - _LEAD_IN)
    while start < place and data[start] & 0xC0 == 0x80:
        start += 1  # into the next character of UTF-8
    around, _, _ = data[start : place + EXCERPT_LENGTH].partition(b"\n")
    excerpt = around.decode(errors="replace").replace("\0", "\ufffd")
    return Rejected(reason, message, data.count(b"\n", 0, place) + 1, excerpt)
