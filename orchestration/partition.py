"""Reads the files of one partition into one Parquet file: in one statement, and row by row only where that fails."""

from __future__ import annotations

import codecs
import csv
import errno
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb

from orchestration import landing
from orchestration.manifest import FileVersion
from orchestration.reading import (
    as_declared,
    extra_columns,
    json_columns,
    json_lines,
    line_reader,
    may_quote,
    misfit,
    more_follows,
    quarantined_text,
    rules,
    shape_problem,
    table_columns,
    table_doc,
    typed_columns,
)
from orchestration.sources import Stream
from orchestration.sql import identifier, literal

EMPTY_PARTITION = "none"  # holds no rows, only the schema, so that every model compiles
# A full disk or a lack of memory says nothing about the file that was being read.
OUR_FAULT = (duckdb.OperationalError, duckdb.InternalError)
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)


class RefusedError(ValueError):
    """A file that is readable and not what its stream delivers. The message holds nothing of the file."""


def rows_path(raw: Path, stream: Stream, partition: str) -> Path:
    """Where the rows of a partition lie."""
    return raw / stream.source / stream.name / f"partition={partition}" / "rows.parquet"


class PartitionReader:
    """Reads the files of one partition into one Parquet file, in order, leaving bad rows in the table `quarantine`.

    Args:
        paths: where each file lies, by its name.
        work: an empty folder. Files are read through links in it, for a name may be a glob pattern to DuckDB.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        stream: Stream,
        partition: str,
        paths: dict[str, Path],
        work: Path,
    ):
        self.connection, self.stream, self.partition, self.work = connection, stream, partition, work
        self.output = work / "rows.parquet"
        self.paths = paths
        self.names: list[str] = []  # by the number in the name of the link
        self.rows_read: dict[str, int] = {}
        self.unreadable: dict[str, str] = {}
        self.extra: dict[str, str] = {}
        self.partial: dict[str, bool | None] = {}

    def read(self, files: list[FileVersion]) -> dict[str, int]:
        """Write `self.output`; return the number of rows loaded by file name."""
        delivered = [file.file_name for file in files if file.size_bytes]  # an empty file: nothing to read
        links = {name: self._link(name) for name in delivered}
        parts: dict[str, str] = {}  # file name → path of JSON lines, or a select of typed rows
        for name, link in links.items():
            self._guard(name, lambda name=name, link=link: self._prepare(name, link), parts)
        try:
            loaded = self._write(list(parts.values()))
        except OUR_FAULT:
            raise
        except duckdb.Error:  # some line does not fit: look at each
            whole: dict[str, str] = {}
            for name, part in parts.items():
                if part.startswith("select"):
                    whole[name] = part
                else:
                    self._guard(name, lambda name=name, part=part: self._lines(name, Path(part)), whole)
            loaded = self._write(list(whole.values()))
        for number in range(len(self.names)):
            self.connection.execute(f"drop table if exists held_{number}")
        for name in parts:
            self.rows_read.setdefault(name, loaded.get(name, 0))
        return loaded

    def _link(self, name: str) -> Path:
        link = self.work / f"{len(self.names)}.{landing.format_of(name)}{'.gz' if name.lower().endswith('.gz') else ''}"
        link.symlink_to(self.paths[name].absolute())
        self.names.append(name)
        return link

    def _guard(self, name: str, step: Callable[[], str | None], parts: dict[str, str]) -> None:
        """Run a step that reads one whole file; what it cannot read is one quarantined row, and the rest goes on."""
        try:
            if part := step():
                parts[name] = part
            return
        except OUR_FAULT:
            raise
        except RefusedError as problem:
            reason = str(problem)
        except (duckdb.Error, OSError, EOFError, UnicodeError, csv.Error) as problem:
            if isinstance(problem, OSError) and problem.errno in _FULL:
                raise
            # what DuckDB says may hold values of the file
            reason = f"the file cannot be read as {landing.format_of(name)}; deliver it again"
        self.unreadable[name] = reason
        self.rows_read[name] = 1
        self._quarantine(f"select {literal(name)} as file_name, 1 as line_number, {literal(reason)} as reason, null")

    def _prepare(self, name: str, link: Path) -> str | None:
        form = landing.format_of(name)
        if form == "csv":
            return self._csv(name, link)
        if form == "parquet":
            return self._parquet(name, link)
        if form == "json":
            return self._document(name, link)
        return str(link) if self.stream.records is None else self._lines(name, link)

    def _write(self, parts: list[str]) -> dict[str, int]:
        """One statement for the partition. Raises duckdb.Error when a line does not fit, or breaks a rule."""
        named = f"[{', '.join(map(literal, self.names))}][1 + split_part(parse_filename(filename), '.', 1)::int]"
        selects: list[str] = []
        paths: list[str] = []
        for part in [*parts, "select"]:
            if part.startswith("select"):
                if paths:
                    lines = json_lines(paths, self.stream)
                    selects.append(f"select * exclude (filename), {named} as file_name from ({lines})")
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
        counted = self.connection.execute(
            f"select file_name, count(*), count({rules(self.stream, self.partition)}) from read_parquet({output})"
            " group by file_name"
        ).fetchall()
        if any(bad for _, _, bad in counted):
            raise duckdb.InvalidInputException("a row breaks a rule of its stream")
        return {name: count for name, count, _ in counted}

    # ---------------------------------------------------------------- JSON

    def _document(self, name: str, link: Path) -> str:
        """The rows of a page or a list. A page that holds no rows says why it does not."""
        documents = (
            f"select doc, {self._rows(is_line=False)} as rows, {more_follows(self.stream)} as is_more"
            " from (select json as doc from read_json_objects("
            f"{literal(str(link))}, format = 'unstructured', maximum_object_size = 268435456))"
        )
        refusal, self.partial[name] = self.connection.execute(
            f"select any_value({self._no_page()}) filter (where rows is null), bool_and(is_more) from ({documents})"
        ).fetchall()[0]
        if refusal:
            raise RefusedError(refusal)
        return self._hold(
            name,
            "select row_number() over () as _line, doc::varchar as _raw, doc, null::varchar as _problem"
            f" from (select unnest(rows) as doc from ({documents}))",
        )

    def _lines(self, name: str, link: Path) -> str:
        """The rows of a file of JSON lines: each its own, or that of a page, when the stream comes in pages."""
        lines = (
            "select line_number, line, case when json_valid(line) then line::json end as doc"
            f" from ({line_reader(landing.copy_as_utf8(link, self.work / f'{link.name}.txt'))}) where trim(line) != ''"
        )
        rows, line_number = "[doc]", "line_number"
        if self.stream.records is not None:
            rows, line_number = self._rows(is_line=True), "row_number() over ()"
            (self.partial[name],) = self.connection.execute(
                f"select bool_and({more_follows(self.stream)}) from ({lines}) where {rows} is not null"
            ).fetchall()[0]
        return self._hold(
            name,
            f"select {line_number} as _line, coalesce(doc::varchar, line) as _raw, doc, _problem from ("
            "   select line_number, line, unnest(coalesce(rows, [doc])) as doc,"
            f"  case when contains(line, chr(29)) then 'the line is not UTF-8' when doc is null then"
            f"  'the line is not JSON' when rows is null then {self._no_page()} end as _problem"
            f"  from (select *, {rows} as rows from ({lines})))",
        )

    def _rows(self, is_line: bool) -> str:
        """The list of rows in `doc`: itself a list, a page of the vendor's API, or one row; NULL where it is none."""
        page, is_row = f"$.{self.stream.records}", self.stream.records is None or is_line
        return (
            "case when json_type(doc) = 'ARRAY' then json_extract(doc, '$[*]')"
            f" when json_type(doc, {literal(page)}) = 'ARRAY' then json_extract(doc, {literal(page + '[*]')})"
            f" when json_type(doc) = 'OBJECT' and {is_row} and json_extract(doc, '$.error') is null then [doc] end"
        )

    def _no_page(self) -> str:
        """What is said of a `doc` without rows: of the API's error the type, if a plain word; the message may quote."""
        told = literal(f"a page holds no list `{self.stream.records or '[…]'}` but an error or another shape (")
        error = "nullif(regexp_extract(json_extract_string(doc, '$.error.type'), '^[a-z_]{1,40}$'), '')"
        return f"{told} || coalesce({error}, 'no error is given') || ')'"

    def _hold(self, name: str, select: str) -> str:
        """JSON rows as `_line`, `_raw`, `doc` and perhaps a `_problem` on record already."""
        not_object = "case when json_type(doc) != 'OBJECT' then 'the row is not a JSON object' end"
        return self._judge(
            name,
            f"select _line, _raw, coalesce(_problem, {not_object}, {shape_problem(self.stream)}) as _problem,"
            f" {json_columns(self.stream)} from ({select})",
        )

    # ---------------------------------------------------------------- tables

    def _csv(self, name: str, link: Path) -> str | None:
        """A CSV, which DuckDB only reads when all its lines end alike."""
        try:
            return self._read_csv(name, link)
        except OUR_FAULT:
            raise
        except duckdb.Error:
            return self._read_csv(name, landing.copy_with_like_ends(link, self.work / f"{link.name}.csv"))

    def _read_csv(self, name: str, link: Path) -> str | None:
        """Rows by the header; lines with another number of fields go to quarantine."""
        with landing.open_bytes(link) as binary, codecs.getreader("utf-8-sig")(binary, "replace") as handle:
            reader = csv.reader(handle)
            header = next((row for row in reader if any(row)), None)
            skipped = reader.line_num - 1
        if header is None:  # blank lines only
            return None
        header = self._header(header)
        columns = ", ".join(f"'c{number}': 'VARCHAR'" for number in range(len(header)))
        nulls = ", ".join(literal(text) for text in self.stream.null_text)
        self.connection.execute("drop table if exists reject_errors; drop table if exists reject_scans")
        part = self._table(
            name,
            {column: f"c{number}" for number, column in enumerate(header)},
            f"select row_number() over () + {skipped + 1} as _line, *"
            f" from read_csv({literal(str(link))}, columns = {{{columns}}}, auto_detect = false, header = true,"
            f" skip = {skipped}, delim = ',', quote = '\"', escape = '\"', nullstr = [{nulls}], store_rejects = true,"
            " max_line_size = 20000000)",
        )
        self._quarantine_rejects(name)
        return part

    def _quarantine_rejects(self, name: str) -> None:
        """Lines that DuckDB left out of the CSV just read; each moves the numbers of the rows after it by one."""
        self.connection.execute(
            "update quarantine set line_number = line_number + moved from ("
            " select file_name as file, line_number as line, moved from quarantine asof join ("
            "  select line - nth + 1 as first, max(nth) as moved"
            "  from (select line, row_number() over (order by line) as nth from reject_errors group by line)"
            "  group by first) on line_number >= first)"
            f" where file_name = {literal(name)} and file = file_name and line = line_number"
        )
        quoted = "any_value(csv_line)" if may_quote(self.stream) else "null"
        self._quarantine(
            f"select {literal(name)} as file_name, line, case when bool_or(error_type = 'INVALID ENCODING')"
            " then 'the line is not UTF-8' else 'the line does not fit the header: ' ||"
            f" lower(min(error_type::varchar)) end, {quoted} from reject_errors group by line"
        )
        rejected = self.connection.execute("select count(distinct line) from reject_errors").fetchall()[0][0]
        self.rows_read[name] += rejected

    def _parquet(self, name: str, link: Path) -> str:
        if link.name.endswith(".gz"):
            plain = link.with_suffix("")
            with landing.open_bytes(link) as source, plain.open("wb") as copy:
                shutil.copyfileobj(source, copy)
            link = plain
        file = f"read_parquet({literal(str(link))})"
        described = self.connection.execute(f"describe from {file}").fetchall()
        header = self._header([column for column, *_ in described])
        fields = {
            name: f"to_json({identifier(column)})::varchar"
            if kind.endswith(("]", ")")) and not kind.startswith("DECIMAL")
            else f"{identifier(column)}::varchar"
            for name, (column, kind, *_) in zip(header, described, strict=True)
        }
        return self._table(name, fields, f"select row_number() over () as _line, * from {file}")

    def _header(self, names: list[str]) -> list[str]:
        header = as_declared(self.stream, names)
        named = [name.lower() for name in header if name]
        if len(set(named)) != len(named):
            raise RefusedError("a column stands twice in the header, in whatever letters; deliver the file again")
        return header

    def _table(self, name: str, fields: dict[str, str], select: str) -> str:
        if extra := extra_columns(self.stream, fields):
            self.extra[name] = extra
        return self._judge(
            name,
            f"select _line, null::varchar as _raw, {shape_problem(self.stream)} as _problem,"
            f" {table_columns(self.stream, fields)} from (select *, {table_doc(self.stream, fields)} as doc"
            f" from ({select}))",
        )

    # ---------------------------------------------------------------- rows

    def _judge(self, name: str, select: str) -> str:
        """Keep the rows as text in a table and quarantine those that do not fit. Returns a select of the others."""
        table = f"held_{self.names.index(name)}"
        reason = f"coalesce(_problem, {misfit(self.stream)}, {rules(self.stream, self.partition, 'try_cast')})"
        self.connection.execute(
            f"create or replace temp table {table} as select *, {reason} as _reason from ({select})"
        )
        self.rows_read[name] = self.connection.execute(f"select count(*) from {table}").fetchall()[0][0]
        self._quarantine(
            f"select {literal(name)} as file_name, _line, _reason, left({quarantined_text(self.stream)}, 4000)"
            f" from {table} where _reason is not null"
        )
        return f"select {typed_columns(self.stream)}, {literal(name)} as file_name from {table} where _reason is null"

    def _quarantine(self, select: str) -> None:
        where = f"{literal(self.stream.source)}, {literal(self.stream.name)}, {literal(self.partition)}"
        self.connection.execute(f"insert into quarantine select {where}, * from ({select})")
