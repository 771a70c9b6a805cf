"""Batches: runs of neighbouring pages whose borders are found from the ids themselves.

A page whose id hashes to a border value begins a batch (content-defined chunking, as rsync and restic cut files), so
a page that comes or goes moves no other border, and the batches depend on neither workers nor cache.
"""

import hashlib
from collections.abc import Iterable, Sequence

from pipeline.sources.page import drug_id_of

AVERAGE_PAGES = 1024
"""What a batch costs whatever its size is then a few per cent of what its pages cost; larger ones only take memory."""

MOST_PAGES = 2 * AVERAGE_PAGES
"""Where no id has begun a batch for so long, one begins all the same: memory stays bounded."""


def begins_batch(drug_id: str) -> bool:
    """Whether a page's id hashes to a border."""
    digest = hashlib.sha256(drug_id.encode("utf-8")).digest()
    return int.from_bytes(digest[:8], "big") % AVERAGE_PAGES == 0


def cut_batches(paths: Iterable[str]) -> list[list[str]]:
    """Cut pages in the order of ``(drug_id, path)`` into batches, none of which is empty."""
    batches: list[list[str]] = []
    for path in paths:
        if not batches or len(batches[-1]) == MOST_PAGES or begins_batch(drug_id_of(path)):
            batches.append([])
        batches[-1].append(path)
    return batches


def digest_lines(lines: Iterable[Sequence[str]]) -> str:
    """SHA-256 of a list of short lists of texts; lists that differ have digests that differ."""
    digest = hashlib.sha256()
    for line in lines:
        for text in line:
            data = text.encode("utf-8", "surrogateescape")
            digest.update(b"%d:%s," % (len(data), data))
        digest.update(b"\n")
    return digest.hexdigest()
