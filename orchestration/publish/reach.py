"""How far the rules let readers see: of the newest month that is over, which part of each table stands by itself.

In tenths, rounded down: what is not told at all is of few people, and a finer number would say how much they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb

from orchestration.publish import kept
from orchestration.publish.told import Told
from orchestration.sql import identifier, literal

TABLE = "about_withheld"
COLUMNS = {
    "table_name": ("varchar", "the table of this copy"),
    "number": ("varchar", "the first of its numbers that is about people"),
    "month": ("date", "of which month it is said: the newest that is over, or the one that runs where there is none"),
    "own_share": ("decimal(9,4)", "how much of the number stands in rows of their own; in tenths, rounded down"),
    "told_share": ("decimal(9,4)", "the same with what is told together as `other`"),
    "own_people_share": ("decimal(9,4)", "how many of the people behind it stand in rows of their own"),
    "told_people_share": ("decimal(9,4)", "the same with `other`"),
}


@dataclass(frozen=True)
class Reach:
    table_name: str
    number: str
    month: date
    own_share: str | None
    told_share: str | None
    own_people_share: str | None
    told_people_share: str | None


def write(connection: duckdb.DuckDBPyConnection, schema: str, tables: Iterable[Told], target: Path) -> None:
    """Make `about_withheld` in the copy, of its tables that are told by group."""
    name = f"{schema}.{identifier(TABLE)}"
    columns = ", ".join(f"{identifier(column)} {kind}" for column, (kind, _) in COLUMNS.items())
    connection.execute(f"create table {name} ({columns})")
    for column, (_, said) in COLUMNS.items():
        connection.execute(f"comment on column {name}.{identifier(column)} is {literal(said)}")
    connection.execute(
        f"comment on table {name} is"
        " 'One row per table that withholds what few people are behind, with how much of it stands by itself.'"
    )
    rows = [list(asdict(found).values()) for told in tables if (found := _reach(connection, told, target))]
    if rows:
        connection.executemany(f"insert into {name} values ({', '.join('?' * len(COLUMNS))})", rows)


def read(folder: Path, audiences: Iterable[str]) -> list[dict[str, Any]]:
    """What the copies in `folder` say, for the manifest."""
    found: list[dict[str, Any]] = []
    for audience in audiences:
        with duckdb.connect(str(folder / f"{audience}.duckdb"), read_only=True) as connection:
            said = connection.execute(f"from marts.{identifier(TABLE)} order by table_name")
            names = [column[0] for column in said.description]
            found += [
                {"audience": audience}
                | {name: value if value is None else str(value) for name, value in zip(names, row, strict=True)}
                for row in said.fetchall()
            ]
    return found


def _reach(connection: duckdb.DuckDBPyConnection, told: Told, target: Path) -> Reach | None:
    today = kept.today(connection)
    this_month = today.replace(day=1)
    last_month = (this_month - timedelta(days=1)).replace(day=1)
    told_months = {day.replace(day=1) for day in told.contributors(target)}
    for month in (
        last_month,
        *sorted((month for month in told_months if month < last_month), reverse=True),
        this_month,
    ):
        # who is behind older ones is not kept
        first = max(month, told.oldest_remembered(today))
        files = [
            str(path) for day, path in told.contributors(target).items() if day >= first and day.replace(day=1) == month
        ]
        lines = f"select * exclude (level), -1 as level from warehouse.intermediate.{identifier(told.lines)}"
        lines += (
            f" where {identifier(told.period)} between {literal(first)} and last_day(cast({literal(month)} as date))"
        )
        if files:
            lines += f" union all by name from read_parquet([{', '.join(map(literal, files))}], union_by_name = true)"
        number = identifier(told.audited[0])
        parts = connection.execute(
            f"""
            with people as (
                select level, person_key, sum({number}) as amount from ({lines})
                where person_key is not null group by level, person_key having sum({number}) != 0
            )
            select
                {
                ", ".join(
                    f"{measure} filter (where {which})"
                    for measure in ("sum(abs(amount))", "count(distinct person_key)")
                    for which in ("level = 0", "level >= 0", "level = -1")
                )
            }
            from people
            """
        ).fetchall()[0]
        if parts[2]:
            tenths = [_tenths(part, parts[2]) for part in parts[:2]] + [_tenths(part, parts[5]) for part in parts[3:5]]
            return Reach(told.table, told.audited[0], month, *tenths)
    return None


def _tenths(part: Any, whole: Any) -> str:
    """What stands is of another day than what there is now, so it may be more."""
    return f"{min(10, int(10 * (part or 0) / whole)) / 10}"
