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

import os
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import duckdb

from orchestration.publish.settling import settle
from orchestration.publish.told import ALL, LEAST, OTHER, TIED, TOLD, TOLD_AS_OF, Told
from orchestration.sql import identifier, literal


def hold(connection: duckdb.DuckDBPyConnection, told: Told, table: str, kept: Sequence[Path], target: Path) -> None:
    """Give the rows of `table` that may not change the numbers that stand, and keep who is behind what is told.

    Args:
        table: the copy with the rows of this build, in the catalog `copy`; `warehouse` is attached too.
        kept: the versions that can be read, oldest first.
        target: the folder of the version that is being made.
    """
    period = identifier(told.period)
    now = _days(connection, f"select distinct {period} from {table}")
    newest: dict[date, Path] = {}
    for version in kept:
        newest |= dict.fromkeys(_read(connection, told, table, version) & now, version)
    changed: dict[date, Path] = {}
    for version in sorted(set(newest.values())):
        _read(connection, told, table, version)
        ours = {day for day, latest in newest.items() if latest == version}
        different = _different(connection, told, table) & ours
        files = told.contributors(version)
        changed |= {day: version for day in different if day in files}
        whole = sorted(ours - changed.keys())
        _replace(connection, table, f"list_contains(?, {period})", whole)
        for day in whole:
            if day in files:
                _link(files[day], told.file(target, day))
    if changed:
        _settle(connection, told, table, changed, kept, target)
    # what ended so long ago that nothing of it comes any more is told for good
    today = connection.execute("select as_of_date from warehouse.intermediate.int_as_of").fetchall()[0][0]
    oldest = date.min if told.remembered is None else today - timedelta(days=told.remembered)
    fresh = {day for day in now - newest.keys() if day >= oldest}
    connection.execute(
        "create or replace temp table lines as"
        f" from warehouse.intermediate.{identifier(told.lines)} where list_contains(?, {period}) and level is not null",
        [sorted(fresh)],
    )
    for day in sorted(fresh):
        _write(connection, f"from lines where {period} = {literal(day)}", told.file(target, day))


def tie(connection: duckdb.DuckDBPyConnection, schema: str, kept: Sequence[Path], target: Path) -> None:
    """Tell spend only of months in which it differs from the cost of teams by nobody or by many.

    A team's row that stands, or an as-of before the bill's end, would else be the difference of the two. The spend of
    such a month stays as it stands, or is not told where that does not help.
    """
    told = TOLD[TIED[0][0]]
    table, period = f"{schema}.{identifier(told.table)}", identifier(told.period)
    for day in _apart(connection, target):
        file = told.file(target, day)
        versions = [version for version in kept if told.file(version, day).exists()]
        if versions and not file.samefile(told.file(versions[-1], day)):
            _read(connection, told, table, versions[-1])
            _replace(connection, table, f"list_contains(?, {period})", [day])
            file.unlink()
            _link(told.file(versions[-1], day), file)
        if day in _apart(connection, target):
            connection.execute(f"create or replace temp table lines as from read_parquet({literal(str(file))})")
            connection.execute("create or replace temp table of_people as from lines where person_key is not null")
            keys = map(identifier, told.keys)
            same_row = " and ".join(f"of_people.{key} is not distinct from rows.{key}" for key in keys)
            is_of_people = f"exists (select 1 from of_people where {same_row})"
            for rows in (table, "lines"):
                connection.execute(f"delete from {rows} as rows where {period} = ? and {is_of_people}", [day])
            file.unlink()
            _write(connection, "from lines", file)


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


def _settle(
    connection: duckdb.DuckDBPyConnection,
    told: Told,
    table: str,
    changed: Mapping[date, Path],
    kept: Sequence[Path],
    target: Path,
) -> None:
    """Tell of changed periods what may be told anew, and leave the other rows as they stand."""
    days = sorted(changed)
    settle(connection, told, {day: _states(told, day, kept) for day in days})
    connection.execute(f"create or replace temp table all_standing as from {table} limit 0")
    for version in sorted(set(changed.values())):
        _read(connection, told, table, version)
        ours = [day for day in days if changed[day] == version]
        connection.execute(
            f"insert into all_standing by name from standing where list_contains(?, {identifier(told.period)})", [ours]
        )
    connection.execute("create or replace temp table standing as from all_standing")
    _tell(connection, told, table, days)
    different = _different(connection, told, table)
    numbers = ", ".join(
        f"max(amount) filter (where number = {literal(number)}) as {identifier(number)}" for number in told.numbers
    )
    keys = ", ".join([f"period as {identifier(told.period)}", *map(identifier, told.keys)])
    for day in days:
        if day not in different:
            _link(told.file(changed[day], day), told.file(target, day))
            continue
        _write(
            connection,
            f"select {keys}, level, cell, person_key, {numbers} from final join row_keys using (row)"
            f" where period = {literal(day)} group by all",
            told.file(target, day),
        )


def _tell(connection: duckdb.DuckDBPyConnection, told: Told, table: str, days: Sequence[date]) -> None:
    """The rows of `table` for the periods that were settled, made of the lines in `final`."""
    kinds = _columns(connection, table)
    period, keys = identifier(told.period), [identifier(key) for key in told.keys]
    numbers = [identifier(number) for number in told.numbers]
    made = {told.period, *told.keys, *told.numbers, *told.ratios, TOLD_AS_OF, "withheld_count"}
    attributes = [identifier(name) for name in kinds if name not in made]
    main = ", ".join(map(literal, told.bundles[0]))
    sums = ", ".join(
        f"cast(sum(amount) filter (where number = {literal(name)}) as {kinds[name]}) as {identifier(name)}"
        for name in told.numbers
    )
    sums += f", coalesce(bool_or(is_held) filter (where number in ({main})), false) as is_held"
    sums += ", list(distinct number) filter (where is_held) as held"
    rows = f"select period as {period}, {', '.join(keys)}, {sums} from final join row_keys using (row)"
    if told.with_all:
        rows += (
            f" where {keys[0]} != {literal(ALL)} group by all"
            f" union all by name select period as {period}, {literal(ALL)} as {keys[0]}, {sums} from final"
            # a sum of nobody's alone is none, but where nobody is in the period at all
            " semi join (select period, number from final where person_key is not null union"
            " select period, number from now_lines group by all having count(person_key) = 0) using (period, number)"
        )
    connection.execute(f"create or replace temp table told_rows as {rows} group by all")
    is_other = f"coalesce(told_rows.{keys[0]} = {literal(OTHER)}, false)"
    made_of = [
        f"case when {_is_same(part)} and {_is_same(whole)} then standing.{identifier(name)}"
        f" when not {is_other} and ({_are_of_one_day(told, part, whole)}) then {_ratio(part, whole, is_money)} end"
        f" as {identifier(name)}"
        for name, (part, whole, is_money) in told.ratios.items()
    ]
    if "withheld_count" in kinds:
        known = "list_count(list_intersect(known, [{}]))".format(", ".join(map(literal, told.withheld)))
        shown = " + ".join(f"cast(told_rows.{identifier(number)} is not null as integer)" for number in told.withheld)
        made_of.append(f"case when {is_other} then 0 else {known} - ({shown}) end as withheld_count")
    attribute = "".join(f", any_value({name}) as {name}" for name in attributes)
    # of what stands, also whether it is complete is of its day
    of_its_day = "".join(
        f", case when is_held then standing.{name} else now.{name} end as {name}" for name in attributes
    )
    same_row = " and ".join(f"standing.{key} is not distinct from told_rows.{key}" for key in [period, *keys])
    same = " and ".join(f"standing.{number} is not distinct from told_rows.{number}" for number in numbers)
    connection.execute(
        f"create or replace temp table settled as"
        f" with now as (select {period}{attribute} from {table} group by {period}),"
        f" known as (select period as {period}, list(distinct number) as known from now_lines group by period)"
        f" select {', '.join(f'told_rows.{name}' for name in [period, *keys, *numbers])}{of_its_day},"
        f" {''.join(f'{name}, ' for name in made_of)}"
        # what did not change was told then, and does not say that few changed something
        f" case when is_held or {same} then coalesce(standing.{TOLD_AS_OF}, as_of_date) else as_of_date end"
        f" as {TOLD_AS_OF}"
        f" from told_rows left join now using ({period}) left join known using ({period})"
        f" left join standing on {same_row} cross join warehouse.intermediate.int_as_of"
    )
    if told.with_all:  # the sum is told anew with any of its rows
        connection.execute(
            f"update settled set {TOLD_AS_OF} = newest from (select {period} as day, max({TOLD_AS_OF}) as newest"
            f" from settled where {keys[0]} != {literal(ALL)} group by {period})"
            f" where {period} = day and {keys[0]} = {literal(ALL)}"
        )
    _replace(connection, table, f"list_contains(?, {period})", days, source="settled")


def _is_same(number: str) -> str:
    return f"coalesce(standing.{identifier(number)} = told_rows.{identifier(number)}, false)"


def _are_of_one_day(told: Told, part: str, whole: str) -> str:
    """Whether one may be divided by the other; the rows of `all` are of many days anyhow."""
    if told.bundle_of(part) == told.bundle_of(whole):
        return "true"
    held = f"list_has_any(coalesce(held, []), [{literal(part)}, {literal(whole)}])"
    return f"told_rows.{identifier(told.keys[0])} = {literal(ALL)} or not {held}"


def _ratio(part: str, whole: str, is_money: bool) -> str:
    """As macros/money.sql divides."""
    part, whole = f"told_rows.{identifier(part)}", f"told_rows.{identifier(whole)}"
    if not is_money:
        return f"cast(cast({part} as double) / nullif({whole}, 0) as decimal(9, 6))"
    near = f"cast(cast({part} as double) * 1000000000000 as hugeint)"
    near_amount = _from_units(near)
    units = f"({near} + cast(cast({part} - {near_amount} as double) * 1000000000000 as hugeint))"
    return _from_units(f"{units} // nullif(cast({whole} as hugeint), 0)")


def _from_units(units: str) -> str:
    return f"cast(cast({units} as decimal(38, 0)) * cast(0.000000000001 as decimal(13, 12)) as decimal(38, 12))"


def _read(connection: duckdb.DuckDBPyConnection, told: Told, table: str, version: Path) -> set[date]:
    """A version's rows as `standing`; none where it was told by other rules, and no number of it is one of these."""
    connection.execute(f"create or replace temp table standing as from {table} limit 0")
    path = version / "analyst" / f"{told.table}.parquet"
    if path.exists():
        source = f"read_parquet({literal(str(path))})"
        if _columns(connection, source) == _columns(connection, table):
            connection.execute(f"insert into standing by name from {source}")
    return _days(connection, f"select distinct {identifier(told.period)} from standing")


def _columns(connection: duckdb.DuckDBPyConnection, relation: str) -> dict[str, str]:
    found = connection.execute(f"describe select * from {relation}").fetchall()
    return {row[0]: row[1] for row in found}


def _days(connection: duckdb.DuckDBPyConnection, query: str) -> set[date]:
    return {row[0] for row in connection.execute(query).fetchall()}


def _different(connection: duckdb.DuckDBPyConnection, told: Told, table: str) -> set[date]:
    """Periods of which any row is not the same in both."""
    now = f"select * exclude ({TOLD_AS_OF}) from {table}"
    then = f"select * exclude ({TOLD_AS_OF}) from standing"
    return _days(
        connection,
        f"select distinct {identifier(told.period)} from (({now} except {then}) union all ({then} except {now}))",
    )


def _replace(
    connection: duckdb.DuckDBPyConnection, table: str, where: str, days: Sequence[date], source: str = "standing"
) -> None:
    connection.execute(f"delete from {table} where {where}", [list(days)])
    connection.execute(f"insert into {table} by name from {source} where {where}", [list(days)])


def _states(told: Told, day: date, kept: Sequence[Path]) -> list[Path]:
    """The different files that say who is behind a period, oldest first."""
    found: dict[int, Path] = {}
    for version in kept:
        path = told.file(version, day)
        if path.exists():
            found.pop(path.stat().st_ino, None)
            found[path.stat().st_ino] = path
    return list(found.values())


def _write(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    _folder(path)
    connection.execute(f"copy ({query}) to {literal(str(path))} (format parquet)")
    path.chmod(0o600)


def _link(before: Path, path: Path) -> None:
    _folder(path)
    os.link(before, path)


def _folder(path: Path) -> None:
    for folder in (path.parent.parent, path.parent):
        folder.mkdir(exist_ok=True)
        folder.chmod(0o700)
