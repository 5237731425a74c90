"""The landing zone: vendor files as delivered. List them, tell which are new or changed, write one in one step.

Nothing here reads what a file means; that is the readers, with the stream's declaration.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import IO

from isal import isal_zlib

from orchestration import periods
from orchestration.settings import SIMULATED

SUFFIXES = (".json", ".jsonl", ".csv", ".parquet")
CHUNK = 1 << 20
_PLACE = "landing/<source>/<stream>/<YYYY-MM-DD or YYYY-MM>/"

UNREADABLE = "unreadable"  # stands for the sha256 of what could not be opened


@dataclass(frozen=True)
class LandedFile:
    """A file as it lies in the landing zone. `stamp` changes whenever the bytes may have changed.

    `lines` is counted when the bytes are read: those of a .jsonl, blank ones too; None where only a reader of lines
    may judge them (see _Lines).
    """

    path: Path
    source: str
    stream: str
    partition: str
    size_bytes: int
    stamp: str
    sha256: str | None = None
    error: str | None = None
    lines: int | None = None

    @property
    def file_name(self) -> str:
        return shown(self.path.name)

    @property
    def name_problem(self) -> str | None:
        if format_of(self.path.name) is None:
            return "the name ends in none of .json, .jsonl, .csv, .parquet (or these with .gz); rename the file"
        return None


@dataclass
class Listing:
    """What lies in the landing zone.

    Args:
        misplaced: by folder and what is wrong there, the names of what is not read.
        unseen: sources (`litellm`) and streams (`litellm/spend_logs`) whose folder cannot be listed.
    """

    files: list[LandedFile] = field(default_factory=list)
    misplaced: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    unseen: set[str] = field(default_factory=set)

    def warnings(self) -> list[str]:
        """One sentence for each kind of thing in a folder, with what to do about it."""
        return [
            f"{folder}: {', '.join(names[:3])}{f' and {len(names) - 3} more' if names[3:] else ''} {problem}"
            for (folder, problem), names in sorted(self.misplaced.items())
        ]


def format_of(name: str) -> str | None:
    """'json', 'jsonl', 'csv' or 'parquet', gzipped or not; None for a name that says nothing."""
    plain = name.lower().removesuffix(".gz")
    return next((suffix[1:] for suffix in SUFFIXES if plain.endswith(suffix)), None)


def shown(name: str) -> str:
    """A name as text that can be stored, and is nobody else's: bytes that are no UTF-8, which Linux allows in a name,
    become escapes, and so does the backslash that begins one."""
    return name.replace("\\", "\\\\").encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


# ---------------------------------------------------------------- what lies there


def listing(landing: Path) -> Listing:
    """Every file at `<source>/<stream>/<partition>/<name>`, and what lies elsewhere.

    A leading dot or a final .tmp means unfinished. No link is followed back into the landing zone, nothing but regular
    files is ever opened (a pipe would wait for its writer for ever), and nothing below a partition is looked for.
    """
    found = Listing()
    for source in _folders(landing, landing, found):
        for stream in _folders(landing, source, found):
            for partition in _folders(landing, stream, found):
                found.files += _files(landing, partition, found)
    return found


def _folders(landing: Path, folder: Path, found: Listing) -> Iterator[Path]:
    """The folders in `folder`; anything else there is misplaced."""
    try:
        entries = _entries(folder)
    except OSError as problem:
        if folder != landing:
            found.unseen.add("/".join(map(shown, folder.relative_to(landing).parts)))
            _misplace(landing, folder, f"cannot be listed ({problem.strerror}); check its permissions", found)
        return
    for entry in entries:
        problem = _problem(landing, entry)
        if problem is None and entry.is_dir():
            yield Path(entry.path)
        elif entry.name != SIMULATED:
            _misplace(landing, Path(entry.path), problem or f"lies outside a partition; move it to {_PLACE}", found)


def _files(landing: Path, folder: Path, found: Listing) -> Iterator[LandedFile]:
    source, stream, partition = map(shown, folder.relative_to(landing).parts)
    try:
        entries = _entries(folder)
    except OSError as problem:  # as good as one file that cannot be read: what it hides is missed
        yield LandedFile(folder, source, stream, partition, 1, f"not listed: {problem.strerror}")
        return
    for entry in entries:
        problem = _problem(landing, entry)
        if problem is None and entry.is_dir():
            problem = "is a folder inside a partition, which is not read; move its files up"
        if problem is not None:
            _misplace(landing, Path(entry.path), problem, found)
            continue
        info = entry.stat()
        # ctime cannot be set back by ordinary tools, so a restated file of the same size is seen
        stamp = f"{info.st_size}-{info.st_mtime_ns}-{info.st_ctime_ns}"
        yield LandedFile(Path(entry.path), source, stream, partition, info.st_size, stamp)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    if not folder.is_dir():
        return []
    with os.scandir(folder) as entries:
        finished = (e for e in entries if not e.name.startswith(".") and not e.name.endswith(".tmp"))
        return sorted(finished, key=lambda e: e.name)


def _problem(landing: Path, entry: os.DirEntry[str]) -> str | None:
    """Why an entry is neither a folder nor a file that can be read, or None."""
    try:
        mode = entry.stat().st_mode
        target = Path(entry.path).resolve() if entry.is_symlink() else None
    except (OSError, RuntimeError):  # RuntimeError: resolve() on a circle, up to Python 3.12
        return "is a link that leads nowhere, or in a circle; remove it"
    if target is not None and stat.S_ISDIR(mode):
        home = landing.resolve()
        if home.is_relative_to(target) or target.is_relative_to(home):
            return "is a link back into the landing zone, whose files would count twice; remove it"
    if not (stat.S_ISDIR(mode) or stat.S_ISREG(mode)):
        return "is no file but a pipe, socket or device; remove it"
    return None


def _misplace(landing: Path, path: Path, problem: str, found: Listing) -> None:
    folder = "/".join(["landing", *map(shown, path.parent.relative_to(landing).parts)])
    found.misplaced.setdefault((folder, problem), []).append(shown(path.name))


# ---------------------------------------------------------------- what the bytes say


class _Lines:
    """Counts the lines of a text by its bytes, so that a reader which loses some is found out.

    read_json takes a form feed or a vertical tab before or after a value for white space, which the functions that
    judge a single line do not; a file that holds one is never read as a whole.
    """

    def __init__(self) -> None:
        self.ends, self.last, self.is_plain = 0, b"\n", True

    def take(self, chunk: bytes) -> None:
        if chunk:
            self.ends += chunk.count(b"\n")
            self.is_plain = self.is_plain and b"\x0b" not in chunk and b"\x0c" not in chunk
            self.last = chunk[-1:]

    @property
    def count(self) -> int | None:
        return self.ends + (self.last != b"\n") if self.is_plain else None


def read_through(files: Iterable[LandedFile]) -> list[LandedFile]:
    """The same files with their sha256 and lines, and with `error` set where the bytes cannot be whole.

    A gzip that was cut at the end of a line looks complete to DuckDB, which never sees the missing trailer;
    so every .gz is inflated here once, beside the hash (isal: 0.4 s for the 600 MB of a million requests).
    """
    with ThreadPoolExecutor(max_workers=2) as pool:
        return list(pool.map(_read_through, files))


def _read_through(file: LandedFile) -> LandedFile:
    digest = hashlib.sha256()
    inflater = isal_zlib.decompressobj(wbits=31) if file.path.name.lower().endswith(".gz") else None
    lines = _Lines() if format_of(file.path.name) == "jsonl" else None
    error = None
    try:
        with file.path.open("rb") as handle:
            while chunk := handle.read(CHUNK):
                digest.update(chunk)
                if inflater is None and lines is not None:
                    lines.take(chunk)
                while inflater is not None and error is None and chunk:
                    if inflater.eof:  # a further member of the same gzip
                        inflater = isal_zlib.decompressobj(wbits=31)
                    plain = inflater.decompress(chunk)
                    if lines is not None:
                        lines.take(plain)
                    chunk = inflater.unused_data
    except isal_zlib.error as problem:
        error = f"not a readable gzip ({problem}); deliver the file again"
        with file.path.open("rb") as handle:
            return replace(file, sha256=hashlib.file_digest(handle, "sha256").hexdigest(), error=error)
    except OSError as problem:
        return replace(file, sha256=UNREADABLE, error=f"cannot be opened ({problem.strerror}); check its permissions")
    if inflater is not None and file.size_bytes and not inflater.eof:
        error = "the gzip ends before its data does; it was cut in transfer: deliver the file again"
    return replace(file, sha256=digest.hexdigest(), error=error, lines=lines.count if lines else None)


def open_bytes(path: Path) -> IO[bytes]:
    """A file opened for reading its bytes, inflated when its name ends in .gz."""
    return gzip.open(path) if path.name.endswith(".gz") else path.open("rb")  # type: ignore[return-value]


def is_blank(path: Path) -> bool:
    """Whether a file holds nothing but white space."""
    with open_bytes(path) as handle:
        return not any(chunk.strip() for chunk in iter(lambda: handle.read(CHUNK), b""))


# ---------------------------------------------------------------- partitions


def partition_problem(kind: str, partition: str, today: date) -> str | None:
    """Why this folder cannot be a partition; None where it can. Tomorrow (UTC) is allowed, later is not."""
    if not periods.is_of_form(kind, partition):
        form = periods.FORMS[kind]
        return f"the folder '{partition}' is no partition of the form {form}; move the file into one"
    first = periods.first_day(kind, partition)
    if first is None:
        return f"the folder '{partition}' is no date of the calendar; move the file into the right one"
    if first < periods.FIRST:
        return f"the partition {partition} lies before {periods.FIRST}; rename the folder to the day meant"
    if first > newest(today):
        return f"the partition {partition} lies in the future; rename the folder to the day meant"
    return None


def newest(today: date) -> date:
    """The last day (UTC) about which something may be delivered: tomorrow."""
    return today + timedelta(days=1)
