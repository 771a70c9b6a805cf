"""Parts: the file that the tables of one batch are kept in, between the workers of a build and from build to build.

A part is an Arrow IPC stream for each table, the header as JSON, which holds their CRC-32, the length of the header,
the CRC-32 of both, and ``MAGIC``. A part that is damaged, half-written, or made by another program or by another
version of the parser is no part.

A part that is a supplement names another one, its base, and holds the rows of those of its pages alone that the base
does not have. No base is a supplement.
"""

import json
import zlib
from dataclasses import asdict
from typing import BinaryIO, NamedTuple

import numpy as np
import pyarrow as pa

from pipeline.collector import no_collection
from pipeline.stages.batches import digest_lines
from pipeline.stages.counts import Counts, read_counts
from pipeline.stages.page_rows import PageMark, PageRows, RowCounts
from pipeline.tables.checks import Check, Tables, Validation
from pipeline.tables.rows import SCHEMA_VERSION, TABLES

MAGIC = b"MONOPART3\n"
_SUM_BYTES = 4
_LENGTH_BYTES = 8
_TRAILER = _LENGTH_BYTES + _SUM_BYTES + len(MAGIC)
_ALIGNMENT = 64
"""Streams are used where they stand, on addresses that Arrow likes."""

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


def write_part(
    file: BinaryIO, header: PartHeader, rows: PageRows, fingerprint: str, *, compressed: bool = False
) -> None:
    """Write a part. Compressing takes longer than writing to a disk, and less than sending.

    Args:
        file: where to.
        header: what is known of the whole batch.
        rows: those of its pages, or where it has a base, of those that the base does not have.
        fingerprint: of what pages are read with.
        compressed: whether the tables are compressed.
    """
    options = pa.ipc.IpcWriteOptions(compression="lz4" if compressed else None)
    body = _SummedFile(file)
    starts = [_write_table(body, rows.tables[name], options) for name in TABLES]
    said = json.dumps(
        {
            "name": part_name(fingerprint, digest_lines(header.pages)),
            "fingerprint": fingerprint,
            "schema_version": SCHEMA_VERSION,
            "base": header.base,
            # Flat lists are read in a fraction of the time that lists of lists take.
            "paths": [path for path, _ in header.pages],
            "marks": [mark for _, mark in header.pages],
            "own": [index for index, page in enumerate(header.pages) if page in rows],
            "rows": rows.counts.ravel().tolist(),
            "counts": asdict(header.counts),
            "checks": header.validation.checks,
            "streams": starts,
            "sum": body.sum,
        }
    ).encode()
    end = said + len(said).to_bytes(_LENGTH_BYTES, "big")
    file.write(end + zlib.crc32(end).to_bytes(_SUM_BYTES, "big") + MAGIC)


class _SummedFile:
    """A file that knows how many bytes have been written to it, and their CRC-32."""

    closed = False

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.size = self.sum = 0

    def write(self, data: Bytes) -> int:
        self.sum = zlib.crc32(data, self.sum)
        self.size += len(data)
        return self._file.write(data)

    def flush(self) -> None:
        """Whoever opened the file flushes it."""


def _write_table(file: _SummedFile, table: pa.Table, options: pa.ipc.IpcWriteOptions) -> int:
    """Write a table as a stream; where it starts."""
    file.write(b"\0" * (-file.size % _ALIGNMENT))
    start = file.size
    with pa.ipc.new_stream(pa.PythonFile(file, "w"), table.schema, options=options) as writer:
        writer.write_table(table.combine_chunks())
    return start


class Contents(NamedTuple):
    """What a part file says of what it holds.

    ``pages`` are those of the whole batch; ``own`` those whose rows the file itself holds, and ``rows`` how many of
    them each has in each table. ``streams`` are the places where the tables start, ``size`` and ``sum`` the length and
    the CRC-32 of all of them, and ``end`` the last bytes of the file, which tell it from any other.
    """

    name: str
    base: str | None
    pages: tuple[PageMark, ...]
    own: tuple[PageMark, ...]
    rows: RowCounts
    counts: Counts
    validation: Validation
    streams: tuple[int, ...]
    size: int
    sum: int
    end: bytes

    def header(self) -> PartHeader:
        return PartHeader(self.pages, self.counts, self.validation, self.base)

    def are_of(self, data: Bytes) -> bool:
        """Whether they are those of the file with these bytes."""
        return bytes(data[-_TRAILER:]) == self.end


def read_contents(data: Bytes, fingerprint: str) -> Contents:
    """Read what a part file says of itself.

    Args:
        data: the bytes of the file, of which its end is looked at.
        fingerprint: of what pages are read with.

    Raises:
        PartGone: it is damaged, or of another parser or schema.
    """
    view = memoryview(data)
    end = len(view) - _TRAILER
    length = int.from_bytes(view[max(end, 0) :][:_LENGTH_BYTES], "big")
    size = end - length
    if size < 0 or bytes(view[-len(MAGIC) :]) != MAGIC or not _is_whole(view, size, end):
        raise PartGone("is damaged or no part at all")
    with no_collection():
        said = json.loads(bytes(view[size:end]))
    if (said["fingerprint"], said["schema_version"]) != (fingerprint, SCHEMA_VERSION):
        raise PartGone("was made by another parser")
    pages = tuple(zip(said["paths"], said["marks"], strict=True))
    checks = (Check(*check) for check in said["checks"])
    return Contents(
        said["name"],
        said["base"],
        pages,
        tuple(pages[index] for index in said["own"]),
        np.array(said["rows"], np.int64).reshape(-1, len(TABLES)),
        read_counts(said["counts"]),
        Validation(tuple(check._replace(cases=tuple(check.cases)) for check in checks)),
        tuple(said["streams"]),
        size,
        said["sum"],
        bytes(view[end:]),
    )


def _is_whole(view: memoryview, start: int, end: int) -> bool:
    """Whether the header, which stands between these places, is what was written."""
    stop = end + _LENGTH_BYTES
    return zlib.crc32(view[start:stop]) == int.from_bytes(view[stop : stop + _SUM_BYTES], "big")


class PartFile:
    """The bytes of a part file, of which only as much is read as is asked for."""

    def __init__(self, data: Bytes, contents: Contents) -> None:
        self._data = memoryview(data)
        self.contents = contents

    def check(self) -> None:
        """Look at all bytes.

        Raises:
            PartGone: the file is not whole.
        """
        if zlib.crc32(self._data[: self.contents.size]) != self.contents.sum:
            raise PartGone("is damaged")

    def rows(self) -> PageRows:
        """The rows that the file itself holds, used where they stand in it; the file must be known to be whole."""
        data, tables = pa.py_buffer(self._data), {}
        for name, start in zip(TABLES, self.contents.streams, strict=True):
            table = pa.ipc.open_stream(data.slice(start)).read_all()
            # The schema of the stream may word the descriptions of the same columns in another way.
            tables[name] = pa.Table.from_arrays(table.columns, schema=TABLES[name].arrow_schema)
        return PageRows(tables, self.contents.own, self.contents.rows)
