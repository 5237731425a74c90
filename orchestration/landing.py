"""The landing zone: vendor files as delivered. List them, tell which are new or changed, write one in one step.

Nothing here reads what a file means; that is raw.py with the stream's declaration.
"""

from __future__ import annotations

import codecs
import gzip
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, timedelta
from io import TextIOWrapper
from pathlib import Path
from typing import IO

from isal import isal_zlib

from orchestration import calendar

SUFFIXES = (".json", ".jsonl", ".csv", ".parquet")
_CHUNK = 1 << 20
# Bytes that JSON holds only as escapes, and that have a meaning in a clean copy: U+001F (separates fields for the line
# reader), U+001D (stands for what is no UTF-8) and U+001C (stands for a carriage return). What was one becomes U+001E.
_CONTROLS = bytes.maketrans(b"\x00\x1c\x1d\x1f\r", b"\x1e\x1e\x1e\x1e\x1c")
codecs.register_error("assay", lambda error: ("\x1d", error.end))  # type: ignore[attr-defined]


@dataclass(frozen=True)
class LandedFile:
    """A file as it lies in the landing zone. `stamp` changes whenever the bytes may have changed."""

    path: Path
    source: str
    stream: str
    partition: str
    size_bytes: int
    stamp: str
    sha256: str | None = None
    error: str | None = None

    @property
    def file_name(self) -> str:
        return shown(self.path.name)

    @property
    def name_problem(self) -> str | None:
        if format_of(self.path.name) is None:
            return "the name ends in none of .json, .jsonl, .csv, .parquet (or these with .gz); rename the file"
        return None


def format_of(name: str) -> str | None:
    """'json', 'jsonl', 'csv' or 'parquet', gzipped or not; None for a name that says nothing."""
    plain = name.lower().removesuffix(".gz")
    return next((suffix[1:] for suffix in SUFFIXES if plain.endswith(suffix)), None)


def shown(name: str) -> str:
    """A name as text that can be stored: bytes that are no UTF-8, which Linux allows in a name, become escapes."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def listing(landing: Path) -> Iterator[LandedFile]:
    """Every file at `<source>/<stream>/<partition>/<name>`; a leading dot or a final .tmp means unfinished."""
    for source in _folders(landing):
        for stream in _folders(source.path):
            for partition in _folders(stream.path):
                for entry in sorted(os.scandir(partition.path), key=lambda e: e.name):
                    if entry.is_file() and not entry.name.startswith(".") and not entry.name.endswith(".tmp"):
                        info = entry.stat()
                        yield LandedFile(
                            Path(entry.path),
                            shown(source.name),
                            shown(stream.name),
                            shown(partition.name),
                            info.st_size,
                            # ctime cannot be set back by ordinary tools, so a restated file of the same size is seen
                            f"{info.st_size}-{info.st_mtime_ns}-{info.st_ctime_ns}",
                        )


def _folders(path: Path | str) -> list[os.DirEntry[str]]:
    if not Path(path).is_dir():
        return []
    return sorted((e for e in os.scandir(path) if e.is_dir() and not e.name.startswith(".")), key=lambda e: e.name)


def read_through(files: Iterable[LandedFile]) -> list[LandedFile]:
    """The same files with their sha256, and with `error` set where the bytes cannot be whole.

    A gzip that was cut at the end of a line looks complete to DuckDB, which never sees the missing trailer;
    so every .gz is inflated here once, beside the hash (isal: 0.4 s for the 600 MB of a million requests).
    """
    with ThreadPoolExecutor(max_workers=2) as pool:
        return list(pool.map(_read_through, files))


def _read_through(file: LandedFile) -> LandedFile:
    digest = hashlib.sha256()
    inflater = isal_zlib.decompressobj(wbits=31) if file.path.name.lower().endswith(".gz") else None
    error = None
    try:
        with file.path.open("rb") as handle:
            while chunk := handle.read(_CHUNK):
                digest.update(chunk)
                while inflater is not None and error is None and chunk:
                    if inflater.eof:  # a further member of the same gzip
                        inflater = isal_zlib.decompressobj(wbits=31)
                    inflater.decompress(chunk)
                    chunk = inflater.unused_data
    except isal_zlib.error as problem:
        error = f"not a readable gzip ({problem}); deliver the file again"
        with file.path.open("rb") as handle:
            return replace(file, sha256=hashlib.file_digest(handle, "sha256").hexdigest(), error=error)
    except OSError as problem:
        return replace(file, sha256="unreadable", error=f"cannot be opened ({problem.strerror}); check its permissions")
    if inflater is not None and file.size_bytes and not inflater.eof:
        error = "the gzip ends before its data does; it was cut in transfer: deliver the file again"
    return replace(file, sha256=digest.hexdigest(), error=error)


def open_bytes(path: Path) -> IO[bytes]:
    """A file opened for reading its bytes, inflated when its name ends in .gz."""
    return gzip.open(path) if path.name.endswith(".gz") else path.open("rb")  # type: ignore[return-value]


def copy_as_utf8(path: Path, target: Path) -> Path:
    """A plain copy that any reader of lines can read: see _CONTROLS."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")("assay")
    with open_bytes(path) as source, target.open("w", encoding="utf-8", newline="") as copy:
        while chunk := source.read(_CHUNK):
            copy.write(decoder.decode(chunk.translate(_CONTROLS)))
        copy.write(decoder.decode(b"", final=True))
    return target


def copy_with_like_ends(path: Path, target: Path) -> Path:
    """A plain copy whose lines all end in a line feed."""
    with (
        TextIOWrapper(open_bytes(path), encoding="latin-1", newline=None) as source,
        target.open("w", encoding="latin-1", newline="") as copy,
    ):
        shutil.copyfileobj(source, copy)
    return target


def partition_problem(kind: str, partition: str, today: date) -> str | None:
    """Why this folder cannot be a partition; None where it can. Tomorrow (UTC) is allowed, later is not."""
    if not calendar.is_of_form(kind, partition):
        form = calendar.FORMS[kind]
        return f"the folder '{partition}' is no partition of the form {form}; move the file into one"
    first = calendar.first_day(kind, partition)
    if first is None:
        return f"the folder '{partition}' is no date of the calendar; move the file into the right one"
    if first < calendar.FIRST:
        return f"the partition {partition} lies before {calendar.FIRST}; rename the folder to the day meant"
    if first > newest(today):
        return f"the partition {partition} lies in the future; rename the folder to the day meant"
    return None


def newest(today: date) -> date:
    """The last day (UTC) about which something may be delivered: tomorrow."""
    return today + timedelta(days=1)


def write(folder: Path, name: str, content: bytes) -> bool:
    """Write `content` to `folder/name` in one step: a reader sees the old file or the new one, never a part.

    A new file is the owner's alone (0600).

    Returns:
        False when the very same bytes lie there already, which are then left untouched.
    """
    target = folder / name
    if target.exists() and target.stat().st_size == len(content) and target.read_bytes() == content:
        return False
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".", suffix=".tmp", delete=False) as handle:
        try:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
            Path(handle.name).replace(target)
        except BaseException:
            Path(handle.name).unlink(missing_ok=True)
            raise
    return True
