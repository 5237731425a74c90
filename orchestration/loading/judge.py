"""Judges the rows of one file: keeps them as text in a table, and quarantines those that do not fit their stream."""

from __future__ import annotations

import codecs
import errno
import os
from dataclasses import dataclass

import duckdb

from orchestration.loading.rows import misfit, quarantined_text, rules, typed_columns
from orchestration.sources import Stream
from orchestration.sql import literal

#: The engine is of no use after one of these; its next statement needs a fresh connection.
ENGINE_FAILED = (duckdb.InternalError, duckdb.FatalException)
#: Stands in a clean copy for what is no UTF-8: two of the code points that are no characters, and never lawful text.
NOT_UTF8 = "\ufdd0\ufdd1"
MARK_ERRORS = "mark"  # how a codec is told to put it there
codecs.register_error(MARK_ERRORS, lambda error: (NOT_UTF8, error.end))  # type: ignore[attr-defined]
_OURS = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM)


class RefusedError(ValueError):
    """A file that is readable and not what its stream delivers. The message holds nothing of the file but names."""


class EngineError(Exception):
    """DuckDB failed inside. `file_name` is the file it was reading; None where it read several at once."""

    def __init__(self, file_name: str | None) -> None:
        super().__init__(f"DuckDB failed inside while reading {file_name or 'several files'}")
        self.file_name = file_name


def is_ours(problem: Exception) -> bool:
    """A full disk or a lack of memory says nothing about the file that was being read."""
    if isinstance(problem, OSError):
        return problem.errno in _OURS
    if isinstance(problem, duckdb.IOException):  # which a torn Parquet is to DuckDB, too
        return any(os.strerror(code) in str(problem) for code in _OURS)
    return isinstance(problem, (MemoryError, duckdb.OperationalError, duckdb.InterruptException))


@dataclass
class FileRead:
    """What became of one file.

    Args:
        rows: a select of those that fit; None where there is nothing to select.
        is_partial: whether every page in it says that another one follows; None where that is no page's to say.
    """

    rows_read: int = 0
    error: str | None = None
    extra_columns: str | None = None
    rows: str | None = None
    is_partial: bool | None = None


class Judge:
    """What the readers of all formats share: a table of text rows for each file, and the table `quarantine`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, stream: Stream, partition: str) -> None:
        self.connection, self.stream, self.partition = connection, stream, partition
        self._tables: dict[str, str] = {}

    def hold(self, name: str, select: str) -> FileRead:
        """Keep the rows of `select` (`_line`, `_raw`, `_problem` and text columns), quarantine those that do not fit.

        A row that is refused keeps its place in the table: `_reason` tells.
        """
        table = self._tables.setdefault(name, f"held_{len(self._tables)}")
        reason = f"coalesce(_problem, {misfit(self.stream)}, {rules(self.stream, self.partition, 'try_cast')})"
        self.connection.execute(
            f"create or replace temp table {table} as select *, {reason} as _reason from ({select})"
        )
        read = self.connection.execute(f"select count(*) from {table}").fetchall()[0][0]
        self.quarantine(
            name,
            f"select _line, _reason, left({quarantined_text(self.stream)}, 4000) from {table}"
            " where _reason is not null",
        )
        typed = f"select {typed_columns(self.stream)}, {literal(name)} as file_name from {table} where _reason is null"
        return FileRead(rows_read=read, rows=typed)

    def refuse(self, name: str, reason: str, extra_columns: str | None = None) -> FileRead:
        """A file that cannot be read at all is one row read and one quarantined, whatever was held of it before."""
        self.connection.execute("delete from quarantine where file_name = ?", [name])
        self.quarantine(name, f"select 1, {literal(reason)}, null")
        return FileRead(rows_read=1, error=reason, extra_columns=extra_columns)

    def quarantine(self, name: str, select: str) -> None:
        """Quarantine what `select` gives of a file: line number, reason and text."""
        where = ", ".join(map(literal, (self.stream.source, self.stream.name, self.partition, name)))
        self.connection.execute(
            f"insert into quarantine select {where}, line, reason, replace(text, {literal(NOT_UTF8)}, '\ufffd')"
            f" from ({select}) as refused (line, reason, text)"
        )

    def drop(self) -> None:
        """Let go of the rows."""
        for table in self._tables.values():
            self.connection.execute(f"drop table if exists {table}")
