"""Parts: the file that the tables of one batch are kept in, between the workers of a build and from build to build.

A part is ``MAGIC``, the CRC-32 of the header with its length, the length, the header as JSON, and an Arrow IPC stream
for each table, whose CRC-32 is in the header. A part that is damaged, half-written, or made by another program or by
another version of the parser is no part.
"""

import json
import zlib
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, NamedTuple

import pyarrow as pa

from pipeline.stages.batches import digest_lines
from pipeline.stages.counts import Counts, read_counts
from pipeline.tables.checks import Check, Tables, Validation
from pipeline.tables.rows import SCHEMA_VERSION, TABLES

MAGIC = b"MONOPART1\n"
_SUM_BYTES = 4
_LENGTH_BYTES = 8
_START = len(MAGIC) + _SUM_BYTES
_ALIGNMENT = 64

Bytes = bytes | memoryview

PageMark = tuple[str, str]
"""A page's path and the SHA-256 of its bytes, or why it has none."""


class PartGone(Exception):
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
            "sum": _sum(streams),
        }
    ).encode()
    # JSON may end in spaces; they put the streams, which are used where they stand, on addresses that Arrow likes.
    header += b" " * (-(_START + _LENGTH_BYTES + len(header)) % _ALIGNMENT)
    head = len(header).to_bytes(_LENGTH_BYTES, "big") + header
    return b"".join([MAGIC, _sum([head]).to_bytes(_SUM_BYTES, "big"), head, *streams])


def _sum(pieces: Iterable[Bytes]) -> int:
    value = 0
    for piece in pieces:
        value = zlib.crc32(piece, value)
    return value


def _encode_table(table: pa.Table, options: pa.ipc.IpcWriteOptions) -> memoryview:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=options) as writer:
        writer.write_table(table.combine_chunks())
    return memoryview(sink.getvalue())


class PartFile:
    """The bytes of a part file, of which only as much is read as is asked for."""

    def __init__(self, data: Bytes, fingerprint: str) -> None:
        """Read the header.

        Raises:
            PartGone: it is damaged, or of another parser or schema.
        """
        self._data = memoryview(data)
        head = self._data[_START : _START + _LENGTH_BYTES]
        self._body = _START + _LENGTH_BYTES + int.from_bytes(head, "big")
        found = bytes(self._data[:_START]), _sum([self._data[_START : self._body]])
        if found != (MAGIC + found[1].to_bytes(_SUM_BYTES, "big"), found[1]):
            raise PartGone("is damaged or no part at all")
        self._said: dict[str, Any] = json.loads(bytes(self._data[_START + _LENGTH_BYTES : self._body]))
        if (self._said["fingerprint"], self._said["schema_version"]) != (fingerprint, SCHEMA_VERSION):
            raise PartGone("was made by another parser")

    @property
    def pages(self) -> list[PageMark]:
        return [(path, mark) for path, mark in self._said["pages"]]

    def header(self) -> PartHeader:
        """What is known of the part, once all of it is known to be whole.

        Raises:
            PartGone: it is not.
        """
        if _sum([self._data[self._body :]]) != self._said["sum"]:
            raise PartGone("is damaged")
        checks = (Check(*check) for check in self._said["checks"])
        return PartHeader(
            tuple(self.pages),
            read_counts(self._said["counts"]),
            Validation(tuple(check._replace(cases=tuple(check.cases)) for check in checks)),
        )

    def part(self) -> Part:
        """The tables, used where they stand in a copy of the bytes: the file itself need not stay open.

        Raises:
            PartGone: the file is not whole.
        """
        data = pa.py_buffer(bytes(self._data))
        header, start, tables = self.header(), self._body, {}
        for name, length in zip(TABLES, self._said["streams"], strict=True):
            stream = pa.ipc.open_stream(data.slice(start, length))
            # The schema of the stream may word the descriptions of the same columns in another way.
            tables[name] = stream.read_all().cast(TABLES[name].arrow_schema)
            start += length
        return Part(header, tables)
