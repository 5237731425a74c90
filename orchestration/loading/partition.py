"""Reads the files of one partition into one Parquet file: in one statement, and file by file only where that fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import groupby
from pathlib import Path

import duckdb

from orchestration.loading import landing
from orchestration.loading.judge import ENGINE_FAILED, EngineError, FileRead, Judge, RefusedError, is_ours
from orchestration.loading.landing import LandedFile
from orchestration.loading.readers import csv, json, parquet
from orchestration.loading.rows import json_lines, rules
from orchestration.sources import Stream
from orchestration.sql import literal

EMPTY_PARTITION = "none"  # holds no rows, only the schema, so that every model compiles
Reader = Callable[[Judge, str, Path], FileRead]
READERS: dict[str, Reader] = {
    "csv": csv.read,
    "json": json.read_document,
    "jsonl": json.read_lines,
    "parquet": parquet.read,
}


def rows_path(raw: Path, stream: Stream, partition: str) -> Path:
    """Where the rows of a partition lie."""
    return raw / stream.source / stream.name / f"partition={partition}" / "rows.parquet"


class PartitionReader:
    """Reads the files of one partition into one Parquet file, in order, leaving bad rows in the table `quarantine`.

    Args:
        files: those to read, by name, in the order in which they win.
        work: an empty folder. Files are read through links in it, for a name may be a glob pattern to DuckDB.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        stream: Stream,
        partition: str,
        files: Mapping[str, LandedFile],
        work: Path,
    ):
        self.connection, self.stream, self.partition, self.work = connection, stream, partition, work
        self.files = files
        self.judge = Judge(connection, stream, partition)
        self.output = work / "rows.parquet"
        self.links = {name: self._link(number, name) for number, name in enumerate(files)}
        self.reads: dict[str, FileRead] = {}

    def read(self, is_one_by_one: bool = False) -> tuple[dict[str, FileRead], dict[str, int]]:
        """Write `self.output`; return what became of each file, and how many of its rows were loaded.

        JSON lines are read together, which is fast and stops at the first line that does not fit. What is read so is
        what line by line gives: each file has one row for each of its lines, as its bytes count them, or it is read
        again, line by line.

        Raises:
            EngineError: DuckDB failed inside, and the connection is of no use any more.
        """
        together = {name for name in self.files if not is_one_by_one and self._may_read_together(name)}
        self._read_each(self.files.keys() - together)
        try:
            loaded = self._write()
            lost = {name for name in together if loaded.get(name, 0) != self.files[name].lines}
        except ENGINE_FAILED as problem:
            raise EngineError(None) from problem
        except (duckdb.Error, UnicodeError) as problem:  # UnicodeError: DuckDB quotes a value cut inside a letter
            if is_ours(problem):
                raise
            lost = together
        if lost:
            self._read_each(lost)
            loaded = self._write()
        self.judge.drop()
        for name in together - lost:
            self.reads[name] = FileRead(rows_read=loaded.get(name, 0))
        return self.reads, loaded

    def _link(self, number: int, name: str) -> Path:
        link = self.work / f"{number}.{landing.format_of(name)}{'.gz' if name.lower().endswith('.gz') else ''}"
        link.symlink_to(self.files[name].path.absolute())
        return link

    def _may_read_together(self, name: str) -> bool:
        is_plain = self.stream.records is None and not any(column.also for column in self.stream.columns)
        return landing.format_of(name) == "jsonl" and is_plain and self.files[name].lines is not None

    def _read_each(self, names: set[str]) -> None:
        """Read files by themselves; one that cannot be read is one quarantined row, and the rest goes on."""
        for name in [name for name in self.files if name in names]:
            form = landing.format_of(name)
            try:
                self.reads[name] = READERS[form or ""](self.judge, name, self.links[name])
            except ENGINE_FAILED as problem:
                raise EngineError(name) from problem
            except RefusedError as problem:
                self.reads[name] = self.judge.refuse(name, str(problem))
            except Exception as problem:
                if is_ours(problem):
                    raise
                # what the reader says may hold values of the file
                self.reads[name] = self.judge.refuse(name, f"the file cannot be read as {form}; deliver it again")

    def _write(self) -> dict[str, int]:
        """One statement for the partition. Raises duckdb.Error when a line does not fit, or breaks a rule."""
        selects: list[str] = []
        for is_read, group in groupby(self.files, lambda name: name in self.reads):
            names = list(group)
            if is_read:
                selects += [self.reads[name].rows or "" for name in names]
            else:
                selects.append(self._lines_together(names))
        empty = f"from read_parquet({literal(str(rows_path(self.work.parent, self.stream, EMPTY_PARTITION)))})"
        output = literal(str(self.output))
        self.connection.execute(
            f"copy ({' union all by name '.join(filter(None, selects)) or empty}) to {output}"
            " (format parquet, codec zstd)"
        )
        counted = self.connection.execute(
            f"select file_name, count(*), count({rules(self.stream, self.partition)}) from read_parquet({output})"
            " group by file_name"
        ).fetchall()
        if any(bad for _, _, bad in counted):
            raise duckdb.InvalidInputException("a row breaks a rule of its stream")
        return {name: count for name, count, _ in counted}

    def _lines_together(self, names: list[str]) -> str:
        listed = f"[{', '.join(map(literal, self.links))}]"  # by the number in the name of the link
        named = f"{listed}[1 + split_part(parse_filename(filename), '.', 1)::int]"
        lines = json_lines([str(self.links[name]) for name in names], self.stream)
        return f"select * exclude (filename), {named} as file_name from ({lines})"
