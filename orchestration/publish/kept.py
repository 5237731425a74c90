"""What the kept versions told, and who was behind it: files beside the copies that only the owner of the home reads."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import duckdb

from orchestration.publish.told import TOLD_AS_OF, Told
from orchestration.sql import identifier, literal


def read(connection: duckdb.DuckDBPyConnection, told: Told, table: str, version: Path) -> set[date]:
    """A version's rows as `standing`; none where it was told by other rules, and no number of it is one of these."""
    connection.execute(f"create or replace temp table standing as from {table} limit 0")
    path = version / told.audience / f"{told.table}.parquet"
    if path.exists():
        source = f"read_parquet({literal(str(path))})"
        if columns(connection, source) == columns(connection, table):
            connection.execute(f"insert into standing by name from {source}")
    return days_of(connection, f"select distinct {identifier(told.period)} from standing")


def today(connection: duckdb.DuckDBPyConnection) -> date:
    found: list[tuple[date]] = connection.execute("select as_of_date from warehouse.intermediate.int_as_of").fetchall()
    return found[0][0]


def incomparable(connection: duckdb.DuckDBPyConnection, tables: Iterable[Told], version: Path) -> list[str]:
    """Tables of a version that nothing can be held against: another Assay wrote them, with other columns, or before
    anybody wrote down who is behind them."""
    found = []
    for told in tables:
        path = version / told.audience / f"{told.table}.parquet"
        if not path.exists():
            continue
        source = f"read_parquet({literal(str(path))})"
        relation = f"warehouse.{told.audience}.{identifier(told.table)}"
        if columns(connection, source) != columns(connection, relation):
            found.append(told.table)
            continue
        oldest = told.oldest_remembered(today(connection))
        days = days_of(connection, f"select distinct {identifier(told.period)} from {source}")
        if any(day >= oldest for day in days - told.contributors(version).keys()):
            found.append(told.table)
    return found


def columns(connection: duckdb.DuckDBPyConnection, relation: str) -> dict[str, str]:
    found = connection.execute(f"describe select * from {relation}").fetchall()
    return {row[0]: row[1] for row in found}


def days_of(connection: duckdb.DuckDBPyConnection, query: str) -> set[date]:
    return {row[0] for row in connection.execute(query).fetchall()}


def different(connection: duckdb.DuckDBPyConnection, told: Told, table: str) -> set[date]:
    """Periods of which any row is not the same in both."""
    now = f"select * exclude ({TOLD_AS_OF}) from {table}"
    then = f"select * exclude ({TOLD_AS_OF}) from standing"
    return days_of(
        connection,
        f"select distinct {identifier(told.period)} from (({now} except {then}) union all ({then} except {now}))",
    )


def replace(
    connection: duckdb.DuckDBPyConnection, table: str, where: str, days: Sequence[date], source: str = "standing"
) -> None:
    connection.execute(f"delete from {table} where {where}", [list(days)])
    connection.execute(f"insert into {table} by name from {source} where {where}", [list(days)])


def states(told: Told, day: date, kept: Sequence[Path]) -> list[Path]:
    """The different files that say who is behind a period, oldest first."""
    found: dict[int, Path] = {}
    for version in kept:
        path = told.file(version, day)
        if path.exists():
            found.pop(path.stat().st_ino, None)
            found[path.stat().st_ino] = path
    return list(found.values())


def write(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    _folder(path)
    connection.execute(f"copy ({query}) to {literal(str(path))} (format parquet)")
    path.chmod(0o600)


def link(before: Path, path: Path) -> None:
    _folder(path)
    os.link(before, path)


def _folder(path: Path) -> None:
    for folder in (path.parent.parent, path.parent):
        folder.mkdir(exist_ok=True)
        folder.chmod(0o700)
