"""What has been told stands: a number changes only by what at least five people did, none of them above half of it.

Two versions that can be read are two numbers of the same thing, and what they differ by is a number as well. So each
row is compared with what every kept version told of the same groups. Where a change is of few people the row stays as
it is told, and `told_as_of` says of when; it is told as soon as what has come together is of enough people. A group
that was part of `other` gets a row of its own only if what is left, and what left and rest changed by together, tell
of nobody. What has a row of its own keeps it. `all` is the sum of the rows as they are told, so that it gives none of
them back.

Whose change it is follows from what each person put into a row when it was told. That lies beside the copies, in
`<version>/contributors/` (mode 0600), a file a period; a version that tells the same links to the same file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import duckdb

from orchestration.publish import kept
from orchestration.publish.settling import settle
from orchestration.publish.telling import tell
from orchestration.publish.told import Told
from orchestration.sql import identifier, literal


def hold(connection: duckdb.DuckDBPyConnection, told: Told, table: str, versions: Sequence[Path], target: Path) -> None:
    """Give the rows of `table` that may not change the numbers that stand, and keep who is behind what is told.

    Args:
        table: the copy with the rows of this build, in the catalog `copy`; `warehouse` is attached too.
        versions: those that can be read, oldest first.
        target: the folder of the version that is being made.
    """
    period = identifier(told.period)
    now = kept.days_of(connection, f"select distinct {period} from {table}")
    newest: dict[date, Path] = {}
    for version in versions:
        newest |= dict.fromkeys(kept.read(connection, told, table, version) & now, version)
    changed: dict[date, Path] = {}
    for version in sorted(set(newest.values())):
        kept.read(connection, told, table, version)
        ours = {day for day, latest in newest.items() if latest == version}
        different = kept.different(connection, told, table) & ours
        files = told.contributors(version)
        changed |= {day: version for day in different if day in files}
        whole = sorted(ours - changed.keys())
        kept.replace(connection, table, f"list_contains(?, {period})", whole)
        for day in whole:
            if day in files:
                kept.link(files[day], told.file(target, day))
    if changed:
        _settle(connection, told, table, changed, versions, target)
    oldest = told.oldest_remembered(kept.today(connection))
    fresh = {day for day in now - newest.keys() if day >= oldest}
    connection.execute(
        "create or replace temp table lines as"
        f" from warehouse.intermediate.{identifier(told.lines)} where list_contains(?, {period}) and level is not null",
        [sorted(fresh)],
    )
    for day in sorted(fresh):
        kept.write(connection, f"from lines where {period} = {literal(day)}", told.file(target, day))


def _settle(
    connection: duckdb.DuckDBPyConnection,
    told: Told,
    table: str,
    changed: Mapping[date, Path],
    versions: Sequence[Path],
    target: Path,
) -> None:
    """Tell of changed periods what may be told anew, and leave the other rows as they stand."""
    days = sorted(changed)
    settle(connection, told, {day: kept.states(told, day, versions) for day in days})
    connection.execute(f"create or replace temp table all_standing as from {table} limit 0")
    for version in sorted(set(changed.values())):
        kept.read(connection, told, table, version)
        ours = [day for day in days if changed[day] == version]
        connection.execute(
            f"insert into all_standing by name from standing where list_contains(?, {identifier(told.period)})", [ours]
        )
    connection.execute("create or replace temp table standing as from all_standing")
    tell(connection, told, table, days)
    different = kept.different(connection, told, table)
    numbers = ", ".join(
        f"max(amount) filter (where number = {literal(number)}) as {identifier(number)}" for number in told.numbers
    )
    keys = ", ".join([f"period as {identifier(told.period)}", *map(identifier, told.keys)])
    for day in days:
        if day not in different:
            kept.link(told.file(changed[day], day), told.file(target, day))
            continue
        kept.write(
            connection,
            f"select {keys}, level, cell, person_key, {numbers} from final join row_keys using (row)"
            f" where period = {literal(day)} group by all",
            told.file(target, day),
        )
