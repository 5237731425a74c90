"""Two tables that say what a month cost: what they differ by is a number as well, and nobody's either."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb

from orchestration.publish import kept
from orchestration.publish.told import LEAST, TIED, TOLD
from orchestration.sql import identifier, literal


def tie(connection: duckdb.DuckDBPyConnection, schema: str, versions: Sequence[Path], target: Path) -> None:
    """Tell spend only of months in which it differs from the cost of teams by nobody or by many.

    A team's row that stands, or an as-of before the bill's end, would else be the difference of the two. The spend of
    such a month stays as it stands, or is not told where that does not help.
    """
    told = TOLD[TIED[0][0]]
    table, period = f"{schema}.{identifier(told.table)}", identifier(told.period)
    for day in _apart(connection, target):
        file = told.file(target, day)
        standing = [version for version in versions if told.file(version, day).exists()]
        if standing and not file.samefile(told.file(standing[-1], day)):
            kept.read(connection, told, table, standing[-1])
            kept.replace(connection, table, f"list_contains(?, {period})", [day])
            file.unlink()
            kept.link(told.file(standing[-1], day), file)
        if day in _apart(connection, target):
            connection.execute(f"create or replace temp table lines as from read_parquet({literal(str(file))})")
            connection.execute("create or replace temp table of_people as from lines where person_key is not null")
            keys = map(identifier, told.keys)
            same_row = " and ".join(f"of_people.{key} is not distinct from rows.{key}" for key in keys)
            is_of_people = f"exists (select 1 from of_people where {same_row})"
            for rows in (table, "lines"):
                connection.execute(f"delete from {rows} as rows where {period} = ? and {is_of_people}", [day])
            file.unlink()
            kept.write(connection, "from lines", file)


def _apart(connection: duckdb.DuckDBPyConnection, target: Path) -> list[date]:
    """Months in which spend and cost of teams differ by what few people did."""
    files = [TOLD[table].contributors(target) for table, _, _ in TIED]
    days = sorted(files[0].keys() & files[1].keys())
    if not days:
        return []
    lines = " union all ".join(
        f"select {identifier(TOLD[table].period)} as period, person_key, {sign} * {identifier(number)} as amount"
        f" from read_parquet([{', '.join(literal(str(found[day])) for day in days)}]) where {which}"
        for (table, number, which), found, sign in zip(TIED, files, (1, -1), strict=True)
    )
    return [
        row[0]
        for row in connection.execute(
            "select period from (select period, person_key, sum(amount) as amount"
            f" from ({lines}) where person_key is not null group by all having sum(amount) != 0) group by period"
            f" having count(*) < {LEAST} or 2 * max(abs(amount)) > sum(abs(amount)) order by period"
        ).fetchall()
    ]
