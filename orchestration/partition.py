"""Reads the files of one partition into one Parquet file: in one statement, and line by line only where that fails."""

from __future__ import annotations

import csv
import gzip
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import IO

import duckdb

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
from orchestration.sources import Stream

EMPTY_PARTITION = "none"  # holds no rows, only the schema, so that every model compiles
# A full disk or a lack of memory says nothing about the file that was being read.
OUR_FAULT = (duckdb.OperationalError, duckdb.InternalError)
_ROWS = ".rows.jsonl"


def rows_path(raw: Path, stream: Stream, partition: str) -> Path:
    """Where the rows of a partition lie."""
    return raw / stream.source / stream.name / f"partition={partition}" / "rows.parquet"


class PartitionReader:
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
        except OUR_FAULT:
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
        except OUR_FAULT:
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
        """One statement for the partition. Raises duckdb.Error when a line does not fit, or breaks a rule."""
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
            selects = [f"from read_parquet({literal(str(rows_path(self.work.parent, self.stream, EMPTY_PARTITION)))})"]
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

    # ---------------------------------------------------------------- JSON

    def _pages(self, name: str, path: Path, form: str) -> str:
        """The rows of pages or lists, one a line. A page that holds no rows says why it does not."""
        records = self.stream.records
        listed = f"json_extract(json, {literal(f'$.{records}')})" if records else "null::json"
        documents = (
            "select json, case when json_type(json) = 'ARRAY' then json"
            f" when json_type({listed}) = 'ARRAY' then {listed}"
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
        with _text(path, encoding="utf-8", errors="replace") as source, target.open("w") as copy:
            shutil.copyfileobj(source, copy)
        return target

    # ---------------------------------------------------------------- tables

    def _csv(self, name: str, path: Path) -> str:
        """A CSV by its own header; lines with another number of fields go to quarantine."""
        with _text(path, encoding="utf-8-sig", newline="") as handle:
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


def _text(path: Path | str, **how: str) -> IO[str]:
    """A text file, gzipped or not, opened for reading."""
    if str(path).lower().endswith(".gz"):
        return gzip.open(path, "rt", **how)  # type: ignore[call-overload]
    return Path(path).open(**how)  # type: ignore[call-overload]


def _first_line(problem: BaseException) -> str:
    return str(problem).strip().splitlines()[0][:300] if str(problem).strip() else type(problem).__name__
