"""Parts: the file that the tables of one batch are kept in, between the workers of a build and from build to build.

A part is ``MAGIC``, the CRC-32 of all that follows, the length of the header, the header as JSON, and an Arrow IPC
stream for each table. A part that is damaged, half-written, or made by another program or another
version of the parser is no part.
"""

import json
import zlib
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, NamedTuple

import pyarrow as pa

from pipeline.batches import digest_lines
from pipeline.counts import Counts, read_counts
from pipeline.tables.checks import Check, Tables, Validation
from pipeline.tables.rows import SCHEMA_VERSION, TABLES

MAGIC = b"MONOPART1\n"
_SUM_BYTES = 4
_LENGTH_BYTES = 8
_BODY = len(MAGIC) + _SUM_BYTES
_ALIGNMENT = 64

PageMark = tuple[str, str]
"""A page's path and the SHA-256 of its bytes, or why it has none."""


class PartGone(Exception):  # noqa: N818 -- named like the other errors: by what happened
    """A part is not there or damaged."""


class PartHeader(NamedTuple):
    """What is known of a part without reading its tables.

    ``pages`` are in the order of their rows; ``counts`` are numbers and first cases for the summary of the run.
    """

    pages: tuple[PageMark, ...]
    counts: Counts
    validation: Validation


class Part(NamedTuple):
    """The tables of one batch."""

    header: PartHeader
    tables: Tables


def part_name(fingerprint: str, pages: tuple[PageMark, ...]) -> str:
    """The name that a part of these pages has, whoever makes it."""
    return f"{digest_lines([(fingerprint, SCHEMA_VERSION), *pages])}.part"


def encode_part(part: Part, fingerprint: str, *, compressed: bool = False) -> bytes:
    """The bytes of a part file. Compressing takes longer than writing to a disk, and less than sending."""
    options = pa.ipc.IpcWriteOptions(compression="lz4" if compressed else None)
    streams = [_encode_table(part.tables[name], options) for name in TABLES]
    header = json.dumps(
        {
            "fingerprint": fingerprint,
            "schema_version": SCHEMA_VERSION,
            "pages": part.header.pages,
            "counts": asdict(part.header.counts),
            "checks": part.header.validation.checks,
            "streams": [len(stream) for stream in streams],
        }
    ).encode()
    # JSON may end in spaces; they put the streams, which are used where they stand, on addresses that Arrow likes.
    header += b" " * (-(_BODY + _LENGTH_BYTES + len(header)) % _ALIGNMENT)
    body: list[bytes | memoryview] = [len(header).to_bytes(_LENGTH_BYTES, "big"), header, *streams]
    return b"".join([MAGIC, _sum(body), *body])


def _sum(pieces: Iterable[bytes | memoryview]) -> bytes:
    value = 0
    for piece in pieces:
        value = zlib.crc32(piece, value)
    return value.to_bytes(_SUM_BYTES, "big")


def _encode_table(table: pa.Table, options: pa.ipc.IpcWriteOptions) -> memoryview:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=options) as writer:
        writer.write_table(table.combine_chunks())
    return memoryview(sink.getvalue())


def _check(*said: Any) -> Check:
    check = Check(*said)
    return check._replace(cases=tuple(check.cases))


def decode_header(data: bytes, fingerprint: str) -> PartHeader | None:
    """The header of a part file that is whole and of this parser and schema; else null."""
    found = _open(data, fingerprint)
    return found[0] if found else None


def decode_part(data: bytes, fingerprint: str) -> Part | None:
    """The part in a part file that is whole and of this parser and schema; else null."""
    found = _open(data, fingerprint)
    if found is None:
        return None
    header, lengths, start = found
    tables = {}
    for name, length in zip(TABLES, lengths, strict=True):
        stream = pa.ipc.open_stream(pa.py_buffer(data).slice(start, length))
        # Cast without a copy: streams carry the schema, whose field descriptions an equal promise may have reworded.
        tables[name] = stream.read_all().cast(TABLES[name].arrow_schema)
        start += length
    return Part(header, tables)


def _open(data: bytes, fingerprint: str) -> tuple[PartHeader, list[int], int] | None:
    """The header, the lengths of the streams, and where the first one begins."""
    body = memoryview(data)[_BODY:]
    if not data.startswith(MAGIC) or _sum([body]) != data[len(MAGIC) : _BODY]:
        return None
    start = _LENGTH_BYTES + int.from_bytes(body[:_LENGTH_BYTES], "big")
    said = json.loads(bytes(body[_LENGTH_BYTES:start]))
    if (said["fingerprint"], said["schema_version"]) != (fingerprint, SCHEMA_VERSION):
        return None
    header = PartHeader(
        tuple((path, mark) for path, mark in said["pages"]),
        read_counts(said["counts"]),
        Validation(tuple(_check(*check) for check in said["checks"])),
    )
    return header, said["streams"], _BODY + start
