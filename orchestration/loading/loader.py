"""Landing to raw: load what is new or changed, quarantine what cannot be read, replace a partition in one step.

`raw/<source>/<stream>/partition=<partition>/rows.parquet` holds a partition's rows in the order in which they win
(file name, then line); `raw/_quarantine/<source>/<stream>/<partition>.parquet` what was refused.
Loading is set-based: a partition is one statement as long as all its lines fit. Only when one does not is each file
looked at line by line, in SQL, and loaded again without the bad ones.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import duckdb

from orchestration import files, periods
from orchestration.loading import landing, record
from orchestration.loading.judge import EngineError, FileRead, Judge
from orchestration.loading.landing import LandedFile
from orchestration.loading.partition import EMPTY_PARTITION, PartitionReader, rows_path
from orchestration.loading.record import FileVersion, Partition, place
from orchestration.sources import Stream, duckdb_type, streams
from orchestration.sql import identifier, literal

QUARANTINE = "_quarantine"
#: Raise it when files are read in another way, so that every partition is loaded again.
_READING = "2"
_BROKEN = "DuckDB fails inside on this file; deliver it in another format, or look for the line that is odd"
_JOURNAL = "_loading.json"
_NOTHING = "_none"
_QUARANTINE_SCHEMA = (
    "source VARCHAR, stream VARCHAR, partition VARCHAR, file_name VARCHAR,"
    " line_number BIGINT, reason VARCHAR, raw_text VARCHAR"
)


def nothing_path(raw: Path) -> Path:
    """A quarantine without rows, so that the glob of a new home finds the columns. No partition lies there: `place`."""
    return raw / QUARANTINE / _NOTHING / _NOTHING / f"{_NOTHING}.parquet"


def quarantine_path(raw: Path, source: str, stream: str, partition: str) -> Path:
    """Where what was refused of a partition lies."""
    return raw / QUARANTINE / place(source) / place(stream) / f"{place(partition)}.parquet"


def refused_rows(raw: Path) -> dict[str, dict[str, int]]:
    """How many rows, and files that are none, were refused for which reason: by stream key, the commonest first."""
    if not nothing_path(raw).exists():
        return {}
    found: dict[str, dict[str, int]] = {}
    with duckdb.connect() as connection:
        counted = connection.execute(
            "select source || '/' || stream as key, reason, count(*) as refused"
            f" from read_parquet({literal(str(raw / QUARANTINE / '*' / '*' / '*.parquet'))})"
            " group by key, reason order by key, refused desc, reason"
        )
        for key, reason, refused in counted.fetchall():
            found.setdefault(key, {})[reason] = refused
    return found


@dataclass
class LoadReport:
    """The partitions a load changed, as raw holds them now, by stream key."""

    partitions: dict[str, list[Partition]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


class Loader:
    """Brings raw to what the landing zone holds. Safe to kill at any instant and run again.

    Args:
        now: the moment of this load, UTC and naive; files first seen now carry it.
    """

    def __init__(self, landing_dir: Path, raw: Path, now: datetime, memory_limit: str = "4GB", threads: int = 2):
        self.landing_dir, self.raw, self.now = landing_dir, raw, now
        self._settings = f"set TimeZone = 'UTC'; set threads = {threads}; set memory_limit = {literal(memory_limit)}"
        self.connection = self._connect()

    def _connect(self) -> duckdb.DuckDBPyConnection:
        connection = duckdb.connect()
        connection.execute(self._settings)
        connection.execute(f"create temp table quarantine ({_QUARANTINE_SCHEMA})")
        return connection

    def __enter__(self) -> Loader:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def load(
        self,
        force: dict[str, set[str]] | None = None,
        progress: Callable[[str], None] = lambda message: None,
    ) -> LoadReport:
        """Load every new or changed file; `force` names partitions (by stream key) to load whatever they hold."""
        self._prepare()
        on_record = record.read(self.connection, self.raw)
        interrupted = self._interrupted()
        report = LoadReport()
        listing = landing.listing(self.landing_dir)
        report.warnings += listing.warnings()
        found: dict[str, list[LandedFile]] = {}
        for file in listing.files:
            found.setdefault(f"{file.source}/{file.stream}", []).append(file)
        recorded: dict[str, list[FileVersion]] = {}
        for version in on_record:
            recorded.setdefault(f"{version.source}/{version.stream}", []).append(version)
        for key in sorted(found.keys() | recorded.keys() | interrupted.keys()):
            source, name = key.split("/", 1)
            if listing.unseen & {source, key}:  # not gone, only out of sight: raw keeps what it holds
                continue
            stream = streams().get(key, Stream(source=source, name=name, rows="unknown", columns=()))
            forced = (force or {}).get(key, set()) | interrupted.get(key, set())
            self._load_stream(stream, found.get(key, []), recorded.get(key, []), forced, report, progress)
        (self.raw / _JOURNAL).unlink(missing_ok=True)
        return report

    # ---------------------------------------------------------------- one stream

    def _load_stream(
        self,
        stream: Stream,
        found: list[LandedFile],
        recorded: list[FileVersion],
        forced: set[str],
        report: LoadReport,
        progress: Callable[[str], None],
    ) -> None:
        past = [version for version in recorded if version.superseded_at is not None]
        current = {(v.partition, v.file_name): v for v in recorded if v.superseded_at is None}
        before = {partition: v.partition_version for (partition, _), v in current.items()}
        landed = {(f.partition, f.file_name): f for f in found}
        renewed = self._renew(stream, landed, current, past)
        versions: dict[str, list[FileVersion]] = {}
        for version in renewed:
            versions.setdefault(version.partition, []).append(version)
        for partition, held in versions.items():
            is_refused = self._refusal(stream, partition) is not None
            fresh = record.partition_version(f"{stream.fingerprint}-{_READING}", is_refused, held)
            for version in held:
                version.partition_version = fresh
        stale = sorted(
            partition
            # an interrupted load may have left rows of files that are gone and were never on record
            for partition in versions.keys() | before.keys() | forced
            if partition in forced
            or partition not in versions
            or before.get(partition) != versions[partition][0].partition_version
            or not self._is_stored(stream, partition)
        )
        history: dict[str, list[FileVersion]] = {}
        for version in past:
            history.setdefault(version.partition, []).append(version)
        self._mark(stream.key, stale)
        # what the bytes are worth is not on record: it is found again with all else that is said of a file
        again = set(stale)
        self._read_through(landed, [f for f in landed.values() if f.sha256 is None and f.partition in again])
        changed = []
        for done, partition in enumerate(stale, start=1):
            ordered = record.precedence(versions.get(partition, []))
            self._load_partition(stream, partition, ordered, landed)
            changed.append(record.describe(partition, history.get(partition, []) + ordered))
            if done % 100 == 0:
                progress(f"{stream.key}: {done} of {len(stale)} partitions")
        if stale or [v.stamp for v in renewed] != [current[k].stamp for k in sorted(current)]:
            record.write(self.connection, self.raw, stream.source, stream.name, past + renewed)
        if stream.key not in streams():
            if renewed:
                said = f"{_no_stream(stream.key)}; move or remove its {len(renewed)} file(s)"
                report.warnings.append(f"landing/{stream.key}: {said}")
        elif stale:
            report.partitions[stream.key] = changed
            progress(f"{stream.key}: {sum(p.rows_loaded for p in changed):,} rows in {len(stale)} partitions")

    def _renew(
        self,
        stream: Stream,
        landed: dict[tuple[str, str], LandedFile],
        current: dict[tuple[str, str], FileVersion],
        past: list[FileVersion],
    ) -> list[FileVersion]:
        """The file versions that hold now; what they replace moves to `past`. Files that may be new are read."""
        touched = [f for key, f in landed.items() if key not in current or current[key].stamp != f.stamp]
        self._read_through(landed, touched)
        # taken away since it was listed, by a fetch that brought another in its place
        for key in [key for key, f in landed.items() if f.sha256 == landing.UNREADABLE and not f.path.exists()]:
            del landed[key]
        renewed = []
        for key, file in landed.items():
            old = current.get(key)
            if old is not None and file.sha256 in (None, old.sha256):
                renewed.append(replace(old, stamp=file.stamp))
                continue
            if old is not None:
                past.append(replace(old, superseded_at=self.now))
            renewed.append(
                FileVersion(
                    stream.source,
                    stream.name,
                    file.partition,
                    file.file_name,
                    file.sha256 or "",
                    file.size_bytes,
                    file.stamp,
                    first_seen_at=self.now,
                )
            )
        past += [replace(old, superseded_at=self.now) for key, old in current.items() if key not in landed]
        return renewed

    def _read_through(self, landed: dict[tuple[str, str], LandedFile], files: list[LandedFile]) -> None:
        landed.update({(f.partition, f.file_name): f for f in landing.read_through(files)})

    def _refusal(self, stream: Stream, partition: str) -> str | None:
        """Why nothing of a folder is read, or None."""
        if stream.key not in streams():
            return _no_stream(stream.key)
        return landing.partition_problem(stream.partition, partition, self.now.date())

    # ---------------------------------------------------------------- one partition

    def _load_partition(
        self,
        stream: Stream,
        partition: str,
        files: list[FileVersion],
        landed: dict[tuple[str, str], LandedFile],
    ) -> None:
        """Make raw and quarantine hold exactly what these files say, and record what happened on each of them.

        Where DuckDB itself fails, it is done again on a fresh connection: with each file by itself where several were
        read together, and then without the one that it fails on.
        """
        broken: set[str] = set()
        is_one_by_one = False
        while True:
            try:
                return self._try_partition(stream, partition, files, landed, broken, is_one_by_one)
            except EngineError as problem:
                if problem.file_name is None and is_one_by_one:
                    raise
                self.connection.close()
                self.connection = self._connect()
                if problem.file_name is None:
                    is_one_by_one = True
                else:
                    broken.add(problem.file_name)

    def _try_partition(
        self,
        stream: Stream,
        partition: str,
        files: list[FileVersion],
        landed: dict[tuple[str, str], LandedFile],
        broken: set[str],
        is_one_by_one: bool,
    ) -> None:
        self.connection.execute("truncate quarantine")
        work = self.raw / "_work"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        refusal = self._refusal(stream, partition)
        judge = Judge(self.connection, stream, partition)
        readable: dict[str, LandedFile] = {}
        reads: dict[str, FileRead] = {}
        for file in files:
            name, found = file.file_name, landed[partition, file.file_name]
            error = refusal or found.error or found.name_problem or (_BROKEN if name in broken else None)
            if not file.size_bytes:
                reads[name] = FileRead()
            elif error:
                reads[name] = judge.refuse(name, error)
            else:
                readable[name] = found
        loaded: dict[str, int] = {}
        if files and refusal is None:
            reader = PartitionReader(self.connection, stream, partition, readable, work)
            read, loaded = reader.read(is_one_by_one)
            reads |= read
        refused = dict(
            self.connection.execute("select file_name, count(*) from quarantine group by file_name").fetchall()
        )
        for file in files:
            read_of = reads[file.file_name]
            file.rows_read, file.error, file.extra_columns = read_of.rows_read, read_of.error, read_of.extra_columns
            file.is_partial = read_of.is_partial
            file.rows_loaded = loaded.get(file.file_name, 0)
            file.rows_quarantined = refused.get(file.file_name, 0)
        self._store_quarantine(stream, partition)
        self._store_rows(stream, partition, work / "rows.parquet" if files and refusal is None else None)
        shutil.rmtree(work)

    def _store_rows(self, stream: Stream, partition: str, rows: Path | None) -> None:
        """Put the rows in their place; None: there are none, and what lies there goes."""
        if not any(periods.is_of_form(kind, partition) for kind in periods.FORMS):
            return  # nothing was ever stored of it; `none` is the folder that gives a dataset its schema
        target = rows_path(self.raw, stream, partition)
        if rows is not None:
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(rows, target)  # noqa: PTH105
            return
        target.unlink(missing_ok=True)
        if target.parent.is_dir():
            target.parent.rmdir()

    def _store_quarantine(self, stream: Stream, partition: str) -> None:
        target = quarantine_path(self.raw, stream.source, stream.name, partition)
        if not self.connection.execute("select count(*) from quarantine").fetchall()[0][0]:
            target.unlink(missing_ok=True)
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_suffix(".tmp")
        self.connection.execute(
            f"copy (from quarantine order by file_name, line_number) to {literal(str(temporary))} (format parquet)"
        )
        os.replace(temporary, target)  # noqa: PTH105
        self.connection.execute("truncate quarantine")

    # ---------------------------------------------------------------- the folder

    def _is_stored(self, stream: Stream, partition: str) -> bool:
        """A folder that is refused has nothing to store but its quarantine."""
        return rows_path(self.raw, stream, partition).exists() or self._refusal(stream, partition) is not None

    def _prepare(self) -> None:
        """Give every stream a dataset with its schema, also where no file ever came."""
        record.write_empty(self.connection, self.raw)
        nothing = nothing_path(self.raw)
        if not nothing.exists():
            self._copy_empty(_QUARANTINE_SCHEMA, nothing)
        for stream in streams().values():
            target = rows_path(self.raw, stream, EMPTY_PARTITION)
            marker = target.parent / f".{stream.fingerprint}"
            if not (target.exists() and marker.exists()):
                columns = ", ".join(f"{identifier(c.name)} {duckdb_type(c.type)}" for c in stream.columns)
                self._copy_empty(f"{columns}, file_name VARCHAR", target)
                for old in target.parent.glob(".????????????????"):
                    old.unlink()
                marker.touch()

    def _copy_empty(self, columns: str, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        self.connection.execute(f"create or replace temp table nothing ({columns})")
        temporary = target.with_suffix(".tmp")
        self.connection.execute(f"copy nothing to {literal(str(temporary))} (format parquet)")
        os.replace(temporary, target)  # noqa: PTH105

    def _mark(self, key: str, stale: Iterable[str]) -> None:
        """Write down what is about to be replaced, so that a kill before the record is written is noticed."""
        journal = self._interrupted()
        journal.setdefault(key, set()).update(stale)
        files.write(self.raw, _JOURNAL, json.dumps({k: sorted(v) for k, v in journal.items() if v}, indent=1).encode())

    def _interrupted(self) -> dict[str, set[str]]:
        path = self.raw / _JOURNAL
        return {k: set(v) for k, v in json.loads(path.read_text()).items()} if path.exists() else {}


def _no_stream(key: str) -> str:
    return f"no stream '{key}' is known; known streams: {', '.join(sorted(streams()))}"
