"""An object on its way into the landing zone: as it is, or unpacked without what must not land."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO

from orchestration.connectors.delivery import name_of, partition_of
from orchestration.connectors.listed import Found
from orchestration.connectors.objects import CHUNK, Bucket, Object
from orchestration.connectors.session import as_json
from orchestration.connectors.unpacked import GZIP, UnreadableError, rows_of_parquet, rows_of_text
from orchestration.loading.landing import format_of
from orchestration.loading.rows import as_declared, header_problem
from orchestration.sources import Stream

HELD_BYTES = 8 << 20  # of rows, before they are written


@dataclass(frozen=True)
class Brought:
    """An object as it was read, and what lands of it: by partition a file that waits to be moved, with its suffix.

    Without a stream it is a file of none.
    """

    read: Object
    stream: Stream | None
    suffix: str = ""
    parts: dict[str, Path] = field(default_factory=dict)


def bring(bucket: Bucket, found: Found, work: Path) -> Brought:
    """An object in the folder `work`.

    Raises:
        FetchError: it cannot be had.
        UnreadableError: it cannot be read.
    """
    is_unpacked = found.deliveries[0].stream.forbidden
    return _unpacked(bucket, found, work) if is_unpacked else _as_it_is(bucket, found, work)


def _as_it_is(bucket: Bucket, found: Found, work: Path) -> Brought:
    """The bytes, under the partition of their first row: a report is about one day, a bill about one month.

    Where several streams may be meant, the header says which; of what is none of them no more is brought.
    """
    listed, kind = found.listed, format_of(found.listed.key)
    if kind == "parquet":
        with bucket.opened(listed) as opened:
            part = _first_part(found, *_first_of_parquet(opened, found))
        if part is None:
            return Brought(listed, None)
    read, chunks = bucket.read(listed.key)
    begun = next(chunks, b"")
    if kind != "parquet":
        part = _first_part(found, *_first_of_csv(begun))
    if part is None:
        return Brought(read, None)
    stream, name = part
    file = work / "object"
    with file.open("wb") as target:
        target.writelines(chain([begun], chunks))
    return Brought(read, stream, f".{kind}.gz" if begun.startswith(GZIP) else f".{kind}", {name: file})


def _first_part(found: Found, header: list[str], row: list[Any]) -> tuple[Stream, str] | None:
    """Whose table this is, and the partition of its first row. What only one stream claims by its key is that one's,
    also where a column is missing: the loader says so."""
    for stream in (delivery.stream for delivery in found.deliveries):
        if len(found.deliveries) == 1 or not header_problem(stream, header):
            told = dict(zip(as_declared(stream, header), row, strict=False))
            return stream, partition_of(told, stream) or name_of(found.day, stream)
    return None


def _first_of_csv(begun: bytes) -> tuple[list[str], list[str]]:
    """The header and the first row; [] where there is none."""
    try:
        plain = zlib.decompressobj(wbits=31).decompress(begun, CHUNK) if begun.startswith(GZIP) else begun
        lines = csv.reader(io.StringIO(plain.decode("utf-8-sig", "replace"), newline=""))
        header, row = [*islice(lines, 2), [], []][:2]
    except (zlib.error, csv.Error):
        raise UnreadableError("it is no CSV that can be read") from None
    return header, row


def _first_of_parquet(opened: BinaryIO, found: Found) -> tuple[list[str], list[Any]]:
    """The header, and of the first row the day."""
    days = {str(delivery.stream.day).lower() for delivery in found.deliveries}
    names: list[str] = []

    def picked(columns: list[str]) -> list[str]:
        names.extend(columns)
        return [name for name in columns if name.lower() in days]

    row = next(rows_of_parquet(opened, picked), {})
    return names, [row.get(name) for name in names]


def _unpacked(bucket: Bucket, found: Found, work: Path) -> Brought:
    """Of each row what may land, in the file of the partition that it is about."""
    delivery, kind = found.deliveries[0], str(format_of(found.listed.key))
    stream, listed = delivery.stream, found.listed
    parts = _Parts(work, name_of(found.day, stream))
    if kind == "parquet":
        named = {name for column in stream.columns for name in (column.name, *column.also)}
        with bucket.opened(listed) as file:
            _sort(rows_of_parquet(file, lambda names: [name for name in names if name in named]), found, parts)
        read = listed
    else:
        read, chunks = bucket.read(listed.key)
        _sort(rows_of_text(kind, chunks, stream.null_text), found, parts)
    return Brought(read, stream, ".jsonl.gz", parts.files())


def _sort(rows: Iterable[Any], found: Found, parts: _Parts) -> None:
    for value in rows:
        for part, row in found.deliveries[0].rows(value):
            parts.add(part, row)


class _Parts:
    """Rows by partition, written when there are many: neither memory nor open files grow with the object.

    Args:
        else_: the partition of rows that say of none, where the loader refuses them.
    """

    def __init__(self, work: Path, else_: str) -> None:
        self._work, self._else = work, else_
        self._waiting: dict[str, list[bytes]] = {}
        self._size = 0
        self._written: set[str] = set()

    def add(self, part: str | None, row: Any) -> None:
        line = as_json(row) + b"\n"
        self._waiting.setdefault(part or self._else, []).append(line)
        self._size += len(line)
        if self._size > HELD_BYTES:
            self._write()

    def files(self) -> dict[str, Path]:
        """All that was added; of an object without rows an empty file, which says that it was read."""
        if not self._waiting and not self._written:
            self._waiting[self._else] = []
        self._write()
        return {part: self._work / part for part in sorted(self._written)}

    def _write(self) -> None:
        for part, lines in self._waiting.items():
            with (self._work / part).open("ab") as file:  # members of a gzip may follow each other
                file.write(gzip.compress(b"".join(lines), mtime=0))
        self._written |= self._waiting.keys()
        self._waiting, self._size = {}, 0
