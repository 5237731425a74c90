"""The rows of a file that is read while it comes, so that what must not land never lies on a disk.

No more of it is held than a chunk and one row. Of Parquet only the columns that a stream declares are even asked for.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
import zlib
from collections.abc import Callable, Collection, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

MOST_BYTES = 1 << 28  # of one row, and as the loader says, of one line
CHUNK = 1 << 20
GZIP = b"\x1f\x8b"
_BETWEEN = re.compile(r"[\s,\[\]]*")  # the elements of a list, or documents one after another


class UnreadableError(Exception):
    """What is wrong with a file; never what stands in it."""


def rows_of_text(format_: str, chunks: Iterator[bytes], null_text: Collection[str]) -> Iterator[Any]:
    """The JSON values of a `json`, `jsonl` or `csv`, gzipped or not. A line that is no JSON comes as None.

    Raises:
        UnreadableError: it is cut, or a document is no JSON.
    """
    plain = _inflated(chunks)
    if format_ == "csv":
        return _table(plain, null_text)
    return _lines(plain) if format_ == "jsonl" else _documents(plain)


def rows_of_parquet(file: BinaryIO, columns: Callable[[list[str]], list[str]]) -> Iterator[Any]:
    """The rows of a Parquet file, with the columns that `columns` picks of its own.

    Raises:
        UnreadableError: it is none.
    """
    import pyarrow as pa
    from pyarrow import parquet

    try:
        table = parquet.ParquetFile(file)
        picked = columns(table.schema_arrow.names)
        for batch in table.iter_batches(batch_size=1000, columns=picked):
            yield from (_plain(row) for row in batch.to_pylist())
    except (pa.ArrowException, ValueError) as error:
        raise UnreadableError(f"it is no Parquet that can be read ({type(error).__name__})") from None


def _plain(value: Any) -> Any:
    """A value of Parquet as JSON has it: a map is a list of pairs, a decimal keeps its digits as a text."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        if value and all(isinstance(pair, tuple) for pair in value):
            return {str(name): _plain(inner) for name, inner in value}
        return [_plain(inner) for inner in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def _inflated(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Bytes, of a gzip what is in it; also of one that its name does not tell of."""
    first = next(chunks, b"")
    if not first.startswith(GZIP):
        yield first
        yield from chunks
        return
    inflater = zlib.decompressobj(wbits=31)
    waiting = first
    try:
        while waiting:
            if inflater.eof:  # a further member of the same gzip
                inflater = zlib.decompressobj(wbits=31)
            yield inflater.decompress(waiting, CHUNK)
            waiting = inflater.unconsumed_tail or inflater.unused_data or next(chunks, b"")
    except zlib.error:
        raise UnreadableError("it is no readable gzip") from None
    yield inflater.flush()
    if not inflater.eof:
        raise UnreadableError("the gzip ends before its data does")


def _lines(plain: Iterator[bytes]) -> Iterator[Any]:
    begun: list[bytes] = []
    for chunk in plain:
        *whole, rest = chunk.split(b"\n")
        for line in whole:
            yield from _line(b"".join([*begun, line]))
            begun.clear()
        begun.append(rest)
        if len(begun) > MOST_BYTES // CHUNK and sum(map(len, begun)) > MOST_BYTES:
            raise UnreadableError(f"a line is longer than {MOST_BYTES >> 20} MB")
    yield from _line(b"".join(begun))


def _line(line: bytes) -> Iterator[Any]:
    if not line.strip():
        return
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        value = None
    yield from value if isinstance(value, list) else [value]


def _documents(plain: Iterator[bytes]) -> Iterator[Any]:
    """The elements of a list, or documents one after another. What is no JSON is known when more makes it no better."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
    scan = json.JSONDecoder().raw_decode
    text, at, is_end = "", 0, False
    while True:
        match = _BETWEEN.match(text, at)
        at = match.end() if match else at
        if at < len(text):
            try:
                value, after = scan(text, at)
            except (ValueError, RecursionError):
                if is_end:
                    raise UnreadableError("it is no JSON, or it is cut") from None
            else:
                if after < len(text) or is_end:  # a number at the end may go on
                    yield value
                    at = after
                    continue
        elif is_end:
            return
        parts = [text[at:]]
        size, wanted = 0, max(CHUNK, len(parts[0]))  # twice as much each time, so that a long row is not read for ever
        if wanted > MOST_BYTES:
            raise UnreadableError(f"it is no JSON, or a row is longer than {MOST_BYTES >> 20} MB")
        while size < wanted and not is_end:
            chunk = next(plain, None)
            is_end = chunk is None
            parts.append(decoder.decode(chunk or b"", final=is_end))
            size += len(parts[-1])
        text, at = "".join(parts), 0


def _table(plain: Iterator[bytes], null_text: Collection[str]) -> Iterator[Any]:
    csv.field_size_limit(MOST_BYTES)  # a prompt is longer than what Python expects; it is passed by, not kept
    text = io.TextIOWrapper(io.BufferedReader(_Chunks(plain), CHUNK), "utf-8-sig", errors="replace", newline="")
    try:
        for row in csv.DictReader(text):
            yield {name: None if value in null_text else value for name, value in row.items() if isinstance(name, str)}
    except csv.Error:
        raise UnreadableError("it is no CSV that can be read") from None


class _Chunks(io.RawIOBase):
    """Chunks as a file to read on in."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks, self._rest = chunks, memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = memoryview(chunk)
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size
