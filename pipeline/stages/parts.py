"""Parts: the file that the tables of one batch are kept in, between the workers of a build and from build to build.

A part is ``MAGIC``, the CRC-32 of the header with its length, the length, the header as JSON, and an Arrow IPC stream
for each table, whose CRC-32 is in the header. A part that is damaged, half-written, or made by another program or by
another version of the parser is no part.

A part that is a supplement names another one, its base, and holds the rows of those of its pages alone that the base
does not have. No base is a supplement.
"""

import json
import zlib
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from pipeline.collector import no_collection
from pipeline.stages.batches import digest_lines
from pipeline.stages.counts import Counts, read_counts
from pipeline.stages.page_rows import PageMark, PageRows
from pipeline.tables.checks import Check, Tables, Validation
from pipeline.tables.rows import SCHEMA_VERSION, TABLES

MAGIC = b"MONOPART2\n"
_SUM_BYTES = 4
_LENGTH_BYTES = 8
_START = len(MAGIC) + _SUM_BYTES
_ALIGNMENT = 64

Bytes = bytes | memoryview


class PartGone(Exception):
    """A part is not there or damaged."""


class PartHeader(NamedTuple):
    """What is known of a part without reading its tables.

    ``pages`` are in the order of their rows; ``counts`` are numbers and first cases for the summary of the run. Both
    are of the whole batch, whatever ``base`` holds of it.
    """

    pages: tuple[PageMark, ...]
    counts: Counts
    validation: Validation
    base: str | None = None


class Part(NamedTuple):
    """The tables of one batch."""

    header: PartHeader
    tables: Tables


def part_name(fingerprint: str, digest: str) -> str:
    """The name that a part of pages with this digest of their marks has, whoever makes it."""
    return f"{digest_lines([(fingerprint, SCHEMA_VERSION, digest)])}.part"


def encode_part(header: PartHeader, rows: PageRows, fingerprint: str, *, compressed: bool = False) -> bytes:
    """The bytes of a part file. Compressing takes longer than writing to a disk, and less than sending.

    Args:
        header: what is known of the whole batch.
        rows: those of its pages, or where it has a base, of those that the base does not have.
        fingerprint: of what pages are read with.
        compressed: whether the tables are compressed.
    """
    options = pa.ipc.IpcWriteOptions(compression="lz4" if compressed else None)
    streams = [_encode_table(rows.tables[name], options) for name in TABLES]
    counts = iter(rows.counts.tolist())
    said = json.dumps(
        {
            "name": part_name(fingerprint, digest_lines(header.pages)),
            "fingerprint": fingerprint,
            "schema_version": SCHEMA_VERSION,
            "base": header.base,
            "pages": header.pages,
            "rows": [next(counts) if page in rows else None for page in header.pages],
            "counts": asdict(header.counts),
            "checks": header.validation.checks,
            "streams": [len(stream) for stream in streams],
            "sum": _sum(streams),
        }
    ).encode()
    # JSON may end in spaces; they put the streams, which are used where they stand, on addresses that Arrow likes.
    said += b" " * (-(_START + _LENGTH_BYTES + len(said)) % _ALIGNMENT)
    head = len(said).to_bytes(_LENGTH_BYTES, "big") + said
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
        with no_collection():
            self._said: dict[str, Any] = json.loads(bytes(self._data[_START + _LENGTH_BYTES : self._body]))
        if (self._said["fingerprint"], self._said["schema_version"]) != (fingerprint, SCHEMA_VERSION):
            raise PartGone("was made by another parser")

    @property
    def name(self) -> str:
        """The name that the part has been given."""
        return str(self._said["name"])

    @property
    def base(self) -> str | None:
        """The name of the part that this one supplements; null where it holds all rows itself."""
        base: str | None = self._said["base"]
        return base

    @property
    def pages(self) -> list[PageMark]:
        return [(path, mark) for path, mark in self._said["pages"]]

    def header(self) -> PartHeader:
        checks = (Check(*check) for check in self._said["checks"])
        return PartHeader(
            tuple(self.pages),
            read_counts(self._said["counts"]),
            Validation(tuple(check._replace(cases=tuple(check.cases)) for check in checks)),
            self.base,
        )

    def check(self) -> None:
        """Look at all bytes.

        Raises:
            PartGone: the file is not whole.
        """
        if _sum([self._data[self._body :]]) != self._said["sum"]:
            raise PartGone("is damaged")

    def rows(self) -> PageRows:
        """The rows that the file itself holds, used where they stand in it; the file must be known to be whole."""
        data, start, tables = pa.py_buffer(self._data), self._body, {}
        for name, length in zip(TABLES, self._said["streams"], strict=True):
            table = pa.ipc.open_stream(data.slice(start, length)).read_all()
            # The schema of the stream may word the descriptions of the same columns in another way.
            tables[name] = pa.Table.from_arrays(table.columns, schema=TABLES[name].arrow_schema)
            start += length
        own = [(page, rows) for page, rows in zip(self.pages, self._said["rows"], strict=True) if rows is not None]
        counts = np.array([rows for _, rows in own], np.int64).reshape(-1, len(TABLES))
        return PageRows(tables, [page for page, _ in own], counts)
