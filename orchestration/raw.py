"""Landing to raw: load what is new or changed, quarantine what cannot be read, replace a partition in one step.

`raw/<source>/<stream>/partition=<partition>/rows.parquet` holds a partition's rows in the order in which they win
(first seen, then name, then line); `raw/_quarantine/<source>/<stream>/<partition>.parquet` what was refused.
Loading is set-based: a partition is one statement as long as all its lines fit. Only when one does not is each file
looked at line by line, in SQL, and loaded again without the bad ones.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from orchestration import landing, manifest
from orchestration.landing import LandedFile
from orchestration.manifest import FileVersion
from orchestration.reading import (
    extra_columns,
    identifier,
    json_problem,
    json_reader,
    line_reader,
    literal,
    may_quote,
    quarantined_text,
    table_columns,
    table_problem,
    typed_problem,
)
from orchestration.sources import Stream, duckdb_type, streams

EMPTY_PARTITION = "none"  # holds no rows, only the schema, so that every model compiles
QUARANTINE = "_quarantine"
_JOURNAL = "_loading.json"
_ROWS = ".rows.jsonl"
# A full disk or a lack of memory says nothing about the file that was being read.
_OUR_FAULT = (duckdb.OperationalError, duckdb.InternalError)
_QUARANTINE_SCHEMA = (
    "source VARCHAR, stream VARCHAR, partition VARCHAR, file_name VARCHAR,"
    " line_number BIGINT, reason VARCHAR, raw_text VARCHAR"
)


@dataclass(frozen=True)
class LoadedPartition:
    """What became of one partition in this load."""

    partition: str
    rows_loaded: int
    rows_quarantined: int
    files: int
    is_restated: bool
    is_removed: bool = False
    version: str | None = None


@dataclass
class LoadReport:
    """What a load did, by stream key."""

    partitions: dict[str, list[LoadedPartition]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


class Loader:
    """Brings raw to what the landing zone holds. Safe to kill at any instant and run again.

    Args:
        now: the moment of this load, UTC and naive; files first seen now carry it.
    """

    def __init__(self, landing_dir: Path, raw: Path, now: datetime, memory_limit: str = "4GB", threads: int = 2):
        self.landing_dir, self.raw, self.now = landing_dir, raw, now
        self.connection = duckdb.connect()
        self.connection.execute(f"set TimeZone = 'UTC'; set threads = {threads}; set memory_limit = '{memory_limit}'")
        self.connection.execute(f"create temp table quarantine ({_QUARANTINE_SCHEMA})")

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
        on_record = manifest.read(self.connection, self.raw)
        interrupted = self._interrupted()
        report = LoadReport()
        found: dict[str, list[LandedFile]] = {}
        for file in landing.listing(self.landing_dir):
            found.setdefault(f"{file.source}/{file.stream}", []).append(file)
        recorded: dict[str, list[FileVersion]] = {}
        for version in on_record:
            recorded.setdefault(f"{version.source}/{version.stream}", []).append(version)
        for key in sorted(found.keys() | recorded.keys()):
            stream = streams().get(key)
            forced = (force or {}).get(key, set()) | interrupted.get(key, set())
            if stream is None:
                self._record_unknown(key, found.get(key, []), recorded.get(key, []), report)
            else:
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
        known = {partition for partition, _ in current}
        renewed, before = self._renew(stream, found, current, past)
        versions: dict[str, list[FileVersion]] = {}
        for version in renewed:
            versions.setdefault(version.partition, []).append(version)
        for files in versions.values():
            fresh = manifest.partition_version(stream.fingerprint, files)
            for version in files:
                version.partition_version = fresh
        stale = sorted(
            partition
            for partition in versions.keys() | known
            if partition in forced
            or partition not in versions
            or before.get(partition) != versions[partition][0].partition_version
            or not self._is_stored(stream, partition)
        )
        self._mark(stream.key, stale)
        for done, partition in enumerate(stale, start=1):
            files = manifest.precedence(versions.get(partition, []))
            self._load_partition(stream, partition, files)
            report.partitions.setdefault(stream.key, []).append(
                LoadedPartition(
                    partition,
                    sum(f.rows_loaded for f in files),
                    sum(f.rows_quarantined for f in files),
                    len(files),
                    is_restated=partition in known and before.get(partition) is not None,
                    is_removed=not files,
                    version=files[0].partition_version if files else None,
                )
            )
            if done % 100 == 0:
                progress(f"{stream.key}: {done} of {len(stale)} partitions")
        if stale or [v.stamp for v in renewed] != [current[k].stamp for k in sorted(current)]:
            manifest.write(self.connection, self.raw, stream.source, stream.name, past + renewed)
        if stale:
            rows = sum(p.rows_loaded for p in report.partitions[stream.key])
            progress(f"{stream.key}: {rows:,} rows in {len(stale)} partitions")

    def _renew(
        self,
        stream: Stream,
        found: list[LandedFile],
        current: dict[tuple[str, str], FileVersion],
        past: list[FileVersion],
    ) -> tuple[list[FileVersion], dict[str, str | None]]:
        """The file versions that hold now; what they replace moves to `past`. Also each partition's version before."""
        before = {v.partition: v.partition_version for v in current.values()}
        touched = [f for f in found if (v := current.get((f.partition, f.file_name))) is None or v.stamp != f.stamp]
        read = {(f.partition, f.file_name): f for f in landing.read_through(touched)}
        renewed = []
        for file in found:
            key = (file.partition, file.file_name)
            old, file = current.get(key), read.get(key, file)
            error = landing.partition_problem(stream.partition, file.partition, self.now.date())
            if error is None and file.format is None:
                error = "the name ends in none of .json, .jsonl, .csv, .parquet (or these with .gz); rename the file"
            if old is not None and file.sha256 in (None, old.sha256):
                # known bytes: only what the calendar says about the folder may have changed
                kept = old.error if old.error and not old.error.startswith("the partition") else None
                renewed.append(replace(old, stamp=file.stamp, error=error or kept))
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
                    error=error or file.error,
                )
            )
        seen = {(f.partition, f.file_name) for f in found}
        past += [replace(old, superseded_at=self.now) for key, old in current.items() if key not in seen]
        return renewed, before

    def _record_unknown(
        self, key: str, found: list[LandedFile], recorded: list[FileVersion], report: LoadReport
    ) -> None:
        """Files under a folder that no stream owns: each is one row read and one quarantined."""
        source, name = key.split("/", 1)
        orphan = Stream(source=source, name=name, rows="unknown", columns=())
        reason = f"no stream '{key}' is known; known streams: {', '.join(sorted(streams()))}"
        kept = [v for v in recorded if v.superseded_at is None]
        versions = []
        for file in landing.read_through(found):
            old = next((v for v in kept if (v.partition, v.file_name) == (file.partition, file.file_name)), None)
            seen = old.first_seen_at if old and old.sha256 == file.sha256 else self.now
            versions.append(
                FileVersion(source, name, file.partition, file.file_name, file.sha256 or "", file.size_bytes, file.stamp,
                            seen, rows_read=1, rows_quarantined=1, error=reason)
            )  # fmt: skip
        for partition in sorted({v.partition for v in versions} | {v.partition for v in kept}):
            refused = [v for v in versions if v.partition == partition]
            for version in refused:
                self._refuse_file(version, reason)
            self._store_quarantine(orphan, partition)
        if versions:
            report.warnings.append(f"landing/{key}: {reason}; move or remove its {len(versions)} file(s)")
        manifest.write(self.connection, self.raw, source, name, versions)

    # ---------------------------------------------------------------- one partition

    def _load_partition(self, stream: Stream, partition: str, files: list[FileVersion]) -> None:
        """Make raw and quarantine hold exactly what these files say, and count what happened on each of them."""
        self.connection.execute("truncate quarantine")
        for file in files:
            file.rows_read = file.rows_loaded = file.rows_quarantined = 0
            file.extra_columns = None
        work = self.raw / "_work"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        reader = _PartitionReader(self.connection, stream, partition, self.landing_dir, work)
        for file in files:
            if file.error:
                self._refuse_file(file, file.error)
        loaded = reader.read([f for f in files if not f.error])
        refused = dict(
            self.connection.execute("select file_name, count(*) from quarantine group by file_name").fetchall()
        )
        for file in files:
            file.error = file.error or reader.unreadable.get(file.file_name)
            file.extra_columns = reader.extra.get(file.file_name)
            file.rows_loaded = loaded.get(file.file_name, 0)
            file.rows_quarantined = refused.get(file.file_name, 0)
            file.rows_read = file.rows_loaded + file.rows_quarantined
        target = self._path(stream, partition)
        self._store_quarantine(stream, partition)
        if files:
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(reader.output, target)  # noqa: PTH105
        else:
            target.unlink(missing_ok=True)
            if target.parent.is_dir():
                target.parent.rmdir()
        shutil.rmtree(work)

    def _refuse_file(self, file: FileVersion, reason: str) -> None:
        self.connection.execute(
            "insert into quarantine values (?, ?, ?, ?, 1, ?, null)",
            [file.source, file.stream, file.partition, file.file_name, reason],
        )

    def _store_quarantine(self, stream: Stream, partition: str) -> None:
        target = self.raw / QUARANTINE / stream.source / stream.name / f"{partition}.parquet"
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

    def _path(self, stream: Stream, partition: str) -> Path:
        return self.raw / stream.source / stream.name / f"partition={partition}" / "rows.parquet"

    def _is_stored(self, stream: Stream, partition: str) -> bool:
        return self._path(stream, partition).exists()

    def _prepare(self) -> None:
        """Give every stream a dataset with its schema, also where no file ever came."""
        manifest.write_empty(self.connection, self.raw)
        nothing = self.raw / QUARANTINE / "_none" / "_none" / "_none.parquet"
        if not nothing.exists():
            self._copy_empty(_QUARANTINE_SCHEMA, nothing)
        for stream in streams().values():
            target = self._path(stream, EMPTY_PARTITION)
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
        """Write down what is about to be replaced, so that a kill before the manifest is written is noticed."""
        journal = self._interrupted()
        journal.setdefault(key, set()).update(stale)
        landing.write(
            self.raw, _JOURNAL, json.dumps({k: sorted(v) for k, v in journal.items() if v}, indent=1).encode()
        )

    def _interrupted(self) -> dict[str, set[str]]:
        path = self.raw / _JOURNAL
        return {k: set(v) for k, v in json.loads(path.read_text()).items()} if path.exists() else {}


class _PartitionReader:
    """Reads the files of one partition into one Parquet file, in order, leaving bad rows in the table `quarantine`."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, stream: Stream, partition: str, landing_dir: Path, work: Path
    ):
        self.connection, self.stream, self.partition, self.work = connection, stream, partition, work
        self.folder = landing_dir / stream.source / stream.name / partition
        self.output = work / "rows.parquet"
        self.unreadable: dict[str, str] = {}
        self.extra: dict[str, str] = {}

    def read(self, files: list[FileVersion]) -> dict[str, int]:
        """Write `self.output`; return the number of rows loaded by file name."""
        parts: dict[str, str] = {}  # file name → path of JSON lines, or a select over a table
        for file in files:
            if file.size_bytes == 0:  # delivered, and empty: nothing was read
                continue
            self._guard(file.file_name, lambda name=file.file_name: parts.update({name: self._prepare(name)}))
        try:
            return self._write(parts)
        except _OUR_FAULT:
            raise
        except duckdb.Error:
            pass  # some line does not fit: find which
        for name, part in list(parts.items()):
            if not part.startswith("select"):
                del parts[name]
                self._guard(name, lambda name=name, part=part: parts.update({name: self._sift(name, part)}))
        return self._write(parts)

    def _guard(self, name: str, step: Callable[[], None]) -> None:
        """Run a step that reads one whole file; what it cannot read is one quarantined row, and the rest goes on."""
        try:
            step()
        except _OUR_FAULT:
            raise
        except (duckdb.Error, OSError, UnicodeError, csv.Error, ValueError) as problem:
            reason = f"the file cannot be read: {_first_line(problem)}; deliver it again"
            self.unreadable[name] = reason
            self._quarantine(
                f"select {literal(name)} as file_name, 1 as line_number, {literal(reason)} as reason, null"
            )

    def _prepare(self, name: str) -> str:
        path = self.folder / name
        plain = name.lower().removesuffix(".gz")
        if plain.endswith(".csv"):
            return self._csv(name, path)
        if plain.endswith(".parquet"):
            return self._table(name, f"select columns(*)::varchar from read_parquet({literal(str(path))})")
        if plain.endswith(".jsonl") and self.stream.records is None:
            return str(path)
        return self._pages(name, path, "newline_delimited" if plain.endswith(".jsonl") else "unstructured")

    def _write(self, parts: dict[str, str]) -> dict[str, int]:
        """One statement for the partition. Raises duckdb.Error when a line does not fit, or breaks a rule of its row."""
        selects: list[str] = []
        paths: list[str] = []
        for part in [*parts.values(), "select"]:
            if part.startswith("select"):
                if paths:
                    selects.append(json_reader(paths, self.stream))
                    paths = []
                selects += [part] if part != "select" else []
            else:
                paths.append(part)
        if not selects:
            selects = [f"from read_parquet({literal(str(self._empty()))})"]
        output = literal(str(self.output))
        self.connection.execute(
            f"copy ({' union all by name '.join(selects)}) to {output} (format parquet, codec zstd)"
        )
        problem = typed_problem(self.stream, self.partition)
        # `file_name` of a prepared file carries a suffix; the Parquet is written again only then (see _rename)
        counted = self.connection.execute(
            f"select file_name, count(*), count({problem}) from read_parquet({output}) group by file_name"
        ).fetchall()
        if any(bad for _, _, bad in counted):
            raise duckdb.InvalidInputException("a row breaks a rule of its stream")
        if any(name.endswith(_ROWS) for name, _, _ in counted):
            self._rename()
        return {name.removesuffix(_ROWS): count for name, count, _ in counted}

    def _rename(self) -> None:
        renamed = literal(str(self.output) + ".renamed")
        self.connection.execute(
            f"copy (select * replace (regexp_replace(file_name, '{_ROWS.replace('.', '[.]')}$', '') as file_name)"
            f" from read_parquet({literal(str(self.output))})) to {renamed} (format parquet, codec zstd)"
        )
        os.replace(str(self.output) + ".renamed", self.output)  # noqa: PTH105

    def _empty(self) -> Path:
        raw = self.work.parent
        return raw / self.stream.source / self.stream.name / f"partition={EMPTY_PARTITION}" / "rows.parquet"

    # ---------------------------------------------------------------- JSON

    def _pages(self, name: str, path: Path, form: str) -> str:
        """The rows of pages or lists, one a line. A page that holds no rows says why it does not."""
        records = self.stream.records
        listed = f"json_extract(json, {literal(f'$.{records}')})" if records else "null::json"
        documents = (
            f"select json, case when json_type(json) = 'ARRAY' then json when json_type({listed}) = 'ARRAY' then {listed}"
            f" when json_type(json) = 'OBJECT' and {records is None or form == 'newline_delimited'}"
            " and json_extract(json, '$.error') is null then json_array(json) end as rows"
            f" from read_json_objects({literal(str(path))}, format = '{form}', maximum_object_size = 268435456)"
        )
        found = self.connection.execute(
            "select count(*) filter (where rows is null), any_value(json_extract_string(json,"
            " ['$.error.type', '$.error.message'])) filter (where rows is null) from (" + documents + ")"
        ).fetchall()[0]
        if found[0]:
            told = ": ".join(text for text in found[1] or [] if text) or "no error is given"
            raise ValueError(f"a page holds no list `{records or '[…]'}` but an error or another shape ({told})")
        return self._lines(name, f"select unnest(json_extract(rows, '$[*]'))::varchar from ({documents})")

    def _lines(self, name: str, select: str) -> str:
        target = self.work / f"{name}{_ROWS}"
        self.connection.execute(
            f"copy ({select}) to {literal(str(target))}"
            " (format csv, header false, delimiter '\x1f', quote '', escape '', compression 'none')"
        )
        return str(target)

    def _sift(self, name: str, path: str) -> str:
        """The good lines of a file; the bad ones go to quarantine, each with its number and reason."""
        problem = json_problem(self.stream, self.partition)
        try:
            self._judge(path, problem)
        except duckdb.InvalidInputException:
            self._judge(str(self._as_utf8(path)), problem)
        text = quarantined_text(self.stream, lambda field: f"json_extract(doc, {literal(f'$.{field}')})")
        whole = "line" if may_quote(self.stream) else "null"
        self._quarantine(
            f"select {literal(name)} as file_name, line_number, reason,"
            f" left(case when json_type(doc) = 'OBJECT' then {text} else {whole} end, 4000)"
            " from judged where reason is not null"
        )
        lines = self._lines(name, "select line from judged where reason is null order by line_number")
        self._write({name: lines})  # what still does not read is the fault of the file as a whole
        return lines

    def _judge(self, path: str, problem: str) -> None:
        self.connection.execute(
            "create or replace temp table judged as"
            f" select line_number, line, doc, {problem} as reason from ("
            "   select line_number, line, case when json_valid(line) then line::json end as doc"
            f"  from ({line_reader(path)}) where trim(line) != '')"
        )

    def _as_utf8(self, path: str) -> Path:
        """A copy in which what is not UTF-8 is U+FFFD, so that only the lines that hold it are refused."""
        target = self.work / "utf8.txt"
        opened = gzip.open(path, "rt", encoding="utf-8", errors="replace") if path.endswith(".gz") else None
        with opened or Path(path).open(encoding="utf-8", errors="replace") as source, target.open("w") as copy:
            shutil.copyfileobj(source, copy)
        return target

    # ---------------------------------------------------------------- tables

    def _csv(self, name: str, path: Path) -> str:
        """A CSV by its own header; lines with another number of fields go to quarantine."""
        opened = gzip.open(path, "rt", encoding="utf-8-sig", newline="") if name.lower().endswith(".gz") else None
        with opened or path.open(encoding="utf-8-sig", newline="") as handle:
            header = next(csv.reader(handle), [])
        if len(set(header)) != len(header):
            raise ValueError("a column stands twice in the header")
        columns = ", ".join(f"{literal(column)}: 'VARCHAR'" for column in header)
        nulls = ", ".join(literal(text) for text in self.stream.null_text)
        self.connection.execute("drop table if exists reject_errors; drop table if exists reject_scans")
        part = self._table(
            name,
            f"select * from read_csv({literal(str(path))}, columns = {{{columns}}}, auto_detect = false, header = true,"
            f" delim = ',', quote = '\"', escape = '\"', nullstr = [{nulls}], store_rejects = true,"
            " max_line_size = 20000000)",
        )
        quoted = "csv_line" if may_quote(self.stream) else "null"
        self._quarantine(
            f"select {literal(name)} as file_name, line, 'the line does not fit the header: ' || min(error_message),"
            f" any_value({quoted}) from reject_errors group by line"
        )
        return part

    def _table(self, name: str, select: str) -> str:
        table = f"file_{len(list(self.work.glob('*.table')))}"
        (self.work / f"{table}.table").touch()
        self.connection.execute(
            f"create or replace temp table {table} as select row_number() over () as _n, * from ({select})"
        )
        header = {row[0] for row in self.connection.execute(f"describe {table}").fetchall()} - {"_n"}
        if extra := extra_columns(self.stream, header):
            self.extra[name] = ", ".join(extra)
        problem = table_problem(self.stream, self.partition, header)
        text = quarantined_text(self.stream, identifier, header)
        self._quarantine(
            f"select {literal(name)} as file_name, _n + 1, reason, left({text}, 4000) from"
            f" (select *, {problem} as reason from {table}) where reason is not null"
        )
        return (
            f"select {table_columns(self.stream, header)}, {literal(name)} as file_name"
            f" from {table} where {problem} is null"
        )

    def _quarantine(self, select: str) -> None:
        where = f"{literal(self.stream.source)}, {literal(self.stream.name)}, {literal(self.partition)}"
        self.connection.execute(f"insert into quarantine select {where}, * from ({select})")


def _first_line(problem: BaseException) -> str:
    return str(problem).strip().splitlines()[0][:300] if str(problem).strip() else type(problem).__name__


def utc_now() -> datetime:
    """The one clock of the loader; everything else is told the moment."""
    return datetime.now(UTC).replace(tzinfo=None)
