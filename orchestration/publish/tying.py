"""Two tables that tell of the same sum: what they differ by is a number as well, and nobody's either."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb

from orchestration.publish import kept
from orchestration.publish.tables import TIED, TOLD
from orchestration.publish.told import LEAST, Tie, Told
from orchestration.sql import identifier, literal


def tie(
    connection: duckdb.DuckDBPyConnection, audience: str, schema: str, versions: Sequence[Path], target: Path
) -> None:
    """Tell the one of two tables only of what it differs in from the other by nobody or by many.

    A row that stands, or an as-of before a bill's end, would else be the difference of the two. Such a month stays as
    it stands, or what of it differs is not told, where that does not help.
    """
    for tied in TIED:
        told = TOLD[tied.gives_way.table]
        if told.audience == audience:
            _give_way(connection, tied, told, f"{schema}.{identifier(told.table)}", versions, target)


def _give_way(
    connection: duckdb.DuckDBPyConnection, tied: Tie, told: Told, table: str, versions: Sequence[Path], target: Path
) -> None:
    period = identifier(told.period)
    for day in _apart(connection, tied, target):
        file = told.file(target, day)
        standing = [version for version in versions if told.file(version, day).exists()]
        if standing and not file.samefile(told.file(standing[-1], day)):
            kept.read(connection, told, table, standing[-1])
            kept.replace(connection, table, f"list_contains(?, {period})", [day])
            file.unlink()
            kept.link(told.file(standing[-1], day), file)
        if apart := _apart(connection, tied, target).get(day):
            connection.execute(f"create or replace temp table lines as from read_parquet({literal(str(file))})")
            connection.execute("create or replace temp table of_people as from lines where person_key is not null")
            keys = map(identifier, told.keys)
            same_row = " and ".join(f"of_people.{key} is not distinct from rows.{key}" for key in keys)
            is_apart = f"list_contains(?, {_values(tied)})"
            for rows in (table, "lines"):
                connection.execute(
                    f"delete from {rows} as rows where {period} = ? and {tied.gives_way.which} and {is_apart}"
                    f" and exists (select 1 from of_people where {same_row})",
                    [day, apart],
                )
            file.unlink()
            kept.write(connection, "from lines", file)


def _values(tied: Tie) -> str:
    """What a row has in the columns `by`, as one text."""
    columns = ", ".join(f"cast({identifier(column)} as varchar)" for column in tied.by)
    return f"cast(to_json([{columns}]) as varchar)" if columns else "''"


def _apart(connection: duckdb.DuckDBPyConnection, tied: Tie, target: Path) -> dict[date, list[str]]:
    """Periods in which the two differ by what few people did, and in which values."""
    sides = (tied.gives_way, tied.stands)
    files = [TOLD[side.table].contributors(target) for side in sides]
    days = sorted(files[0].keys() & files[1].keys())
    if not days:
        return {}
    lines = " union all ".join(
        f"select {identifier(TOLD[side.table].period)} as period, {_values(tied)} as part, person_key,"
        f" {sign} * {identifier(side.number)} as amount"
        f" from read_parquet([{', '.join(literal(str(found[day])) for day in days)}]) where {side.which}"
        for side, found, sign in zip(sides, files, (1, -1), strict=True)
    )
    found = connection.execute(
        "select period, list(part) from (select period, part from (select period, part, person_key,"
        f" sum(amount) as amount from ({lines}) where person_key is not null group by all having sum(amount) != 0)"
        f" group by period, part having count(*) < {LEAST} or 2 * max(abs(amount)) > sum(abs(amount)))"
        " group by period order by period"
    ).fetchall()
    return dict(found)
