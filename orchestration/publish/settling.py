"""Which row of a period that has been told may change, by who is behind it now and in every version that can be read.

A group (`cell`) is told in a row: its own, or one that is made of several. Each number of a group goes to the row
that it stands in, or to a finer one that this build has for it. Then, until nothing more is found:

- a row that is made of other groups than this build had for it must be of many by itself;
- against every kept version, what the groups of one of its rows are told as together changed by nobody or by many.

Where that fails, nothing leaves the row for a finer one; where it fails again, the row stays as it stands. A version
that changes nothing tells nothing, so this ends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import duckdb

from orchestration.publish.told import LEAST, Says, Told
from orchestration.sql import identifier, literal

BLOCKED, HELD = 1, 2
#: A row, and those of its numbers that are told of one day.
Key = tuple[date, str, int]


def settle(connection: duckdb.DuckDBPyConnection, told: Told, states: Mapping[date, Sequence[Path]]) -> None:
    """Make `final`: a row a period, row, cell, person and number with the amount that is told.

    Args:
        states: the files of periods that say who is behind what the kept versions tell, oldest first.
    """
    _read(connection, told, states)
    _describe(connection, told)
    severity: dict[Key, int] = {}
    while True:
        _place(connection, severity)
        found = {(day, row, bundle): level for day, row, bundle, level in _too_few(connection)}
        worse = {key: level for key, level in found.items() if severity.get(key, 0) < HELD}
        if not worse:
            return
        severity |= {key: HELD if level == 0 else severity.get(key, 0) + 1 for key, level in worse.items()}


def _read(connection: duckdb.DuckDBPyConnection, told: Told, states: Mapping[date, Sequence[Path]]) -> None:
    """`now_lines`, `kept_lines` (with `state`, 0 for what stands) and `row_keys`."""
    period = identifier(told.period)
    lines = f"warehouse.intermediate.{identifier(told.lines)}"
    connection.execute(
        f"create or replace temp table now_wide as select *, null as state from {lines}"
        f" where list_contains(?, {period})",
        [sorted(states)],
    )
    files = [(str(path), state) for paths in states.values() for state, path in enumerate(reversed(paths))]
    connection.execute(
        "create or replace temp table kept_wide as select lines.* exclude (filename), states.state"
        " from read_parquet(?, filename = true, union_by_name = true) as lines"
        " join (select unnest(?) as filename, unnest(?) as state) as states using (filename)",
        [[path for path, _ in files], [path for path, _ in files], [state for _, state in files]],
    )
    keys = ", ".join(f"cast({identifier(key)} as varchar)" for key in told.keys)
    for wide, long in (("now_wide", "now_lines"), ("kept_wide", "kept_lines")):
        by_number = " union all ".join(
            f"select {period} as period,"
            f" case when level is not null then cast(to_json([{keys}]) as varchar) end as row,"
            f" level, cell, person_key, state, {literal(number)} as number,"
            f" cast({identifier(number)} as decimal(38, 12)) as amount from {wide}"
            f" where {identifier(number)} is not null"
            for number in told.numbers
        )
        connection.execute(f"create or replace temp table {long} as {by_number}")
    own = ", ".join(identifier(key) for key in told.keys)
    connection.execute(
        f"create or replace temp table row_keys as select distinct cast(to_json([{keys}]) as varchar) as row, {own}"
        f" from (select {own} from now_wide where level is not null union select {own} from kept_wide)"
    )


def _describe(connection: duckdb.DuckDBPyConnection, told: Told) -> None:
    """`bundles`, and `says`: what each number says (`measure` 0 is the number itself), as sums of numbers."""
    bundles = [(number, told.bundle_of(number)) for number in told.numbers]
    says = [
        (number, measure, of, sign, said.may_be_none, len(said.of))
        for number in told.numbers
        for measure, said in enumerate((Says({number: 1}), *told.says.get(number, ())))
        for of, sign in said.of.items()
    ]
    connection.execute("create or replace temp table bundles (number varchar, bundle integer)")
    connection.executemany("insert into bundles values (?, ?)", bundles)
    connection.execute(
        "create or replace temp table says (number varchar, measure integer, of_number varchar, sign integer,"
        " may_be_none boolean, of_count integer)"
    )
    connection.executemany("insert into says values (?, ?, ?, ?, ?, ?)", says)


def _place(connection: duckdb.DuckDBPyConnection, severity: Mapping[Key, int]) -> None:
    """`place`, where each group's numbers go, and with it `final`."""
    connection.execute(
        "create or replace temp table severity (period date, row varchar, bundle integer, severity integer)"
    )
    if severity:
        connection.executemany(
            "insert into severity values (?, ?, ?, ?)", [[*key, grade] for key, grade in severity.items()]
        )
    connection.execute(
        f"""
        create or replace temp table place as
        with
        old as (select distinct period, cell, number, row, level from kept_lines where state = 0),
        now as (select distinct period, cell, number, row, level from now_lines),
        candidates as (
            select period, cell, number, bundles.bundle, old.row as old_row, old.level as old_level, now.row as now_row,
                now.level as now_level, coalesce(grades.severity, 0) as severity,
                old.row is not null and (coalesce(old.level <= now.level, true) or severity >= {BLOCKED}) as is_old
            from old
            full join now using (period, cell, number)
            join bundles using (number)
            left join severity as grades
                on period = grades.period and old.row = grades.row
                and bundles.bundle = grades.bundle
        )
        select period, cell, number, bundle, old_row, old_level, now_row, severity = {HELD} as is_held,
            now_level,
            case when is_old then old_row else now_row end as row,
            case when is_old then old_level else now_level end as level
        from candidates
        """
    )
    connection.execute(
        f"""
        create or replace temp table final as
        select lines.period, lines.row, lines.level, lines.cell, lines.person_key, lines.number, lines.amount,
            true as is_held
        from kept_lines as lines
        join place on lines.state = 0 and lines.period = place.period and lines.cell = place.cell
            and lines.number = place.number and lines.row = place.old_row and place.is_held
        union all
        select lines.period, place.row, place.level, lines.cell, lines.person_key, lines.number, lines.amount, false
        from now_lines as lines
        join place using (period, cell, number)
        left join severity
            on place.period = severity.period and place.row = severity.row and place.bundle = severity.bundle
        where place.row is not null and not place.is_held and coalesce(severity.severity, 0) < {HELD}
        """
    )


def _too_few(connection: duckdb.DuckDBPyConnection) -> list[tuple[date, str, int, int]]:
    """Rows, by bundle and with their level, that would tell of few."""
    return connection.execute(
        f"""
        with
        final_places as (select distinct period, row, level, cell, number from final),
        moved as (select period, row, number from final group by all having not bool_or(is_held)),

        -- rows made of other groups than this build had for them
        mixed as (
            select period, row, level, number from place
            where row is not null and row is distinct from now_row
            union
            select period, now_row, now_level, number from place
            where now_row is distinct from row and now_row is not null
        ),
        suspects as (select mixed.* from mixed semi join moved using (period, row, number)),
        people as (
            select suspects.period, suspects.row, suspects.level, suspects.number, measure, may_be_none, person_key,
                sum(sign * amount) as amount
            from suspects
            join final_places using (period, row, number)
            join says using (number)
            join now_lines as lines
                on lines.period = suspects.period and lines.cell = final_places.cell and lines.number = says.of_number
            where person_key is not null
            group by all
        ),
        not_of_many as (
            select period, row, level, number from people
            group by period, row, level, number, measure, may_be_none
            having count(*) filter (where amount != 0) < {LEAST}
                and not (may_be_none and count(*) filter (where amount != 0) = 0)
                or measure = 0 and 2 * max(abs(amount)) > abs(sum(amount))
            union
            -- a group that this build would not tell by itself
            select period, row, level, number from suspects semi join (
                select period, row, number from place where level = 0 and row is distinct from now_row
            ) using (period, row, number) where level = 0
        ),

        -- what the groups of a kept version's row are told in now
        kept_places as (select distinct state, period, row, cell, number from kept_lines),
        links as (
            select state, final_places.period, final_places.row, final_places.number,
                min(kept_places.row) as label, count(distinct kept_places.row) as label_count
            from final_places join kept_places using (period, cell, number)
            group by all
        ),
        states as (select distinct state, period from kept_lines),
        changes as (
            select state, period, label, number, person_key, sum(amount) as amount
            from (
                select states.state, final.period, coalesce(links.label, final.row) as label, final.number,
                    person_key, amount
                from final
                join states using (period)
                left join links on states.state = links.state and final.period = links.period
                    and final.row = links.row and final.number = links.number
                union all
                select state, period, row, number, person_key, -amount from kept_lines
            )
            where person_key is not null
            group by all
            having sum(amount) != 0
        ),
        by_few as (
            select state, period, label, number from changes
            group by all
            having count(*) < {LEAST} or 2 * max(abs(amount)) > sum(abs(amount))
            union
            select state, period, label, number from links where label_count > 1
            union
            -- what two numbers of one row differ by
            select state, period, label, number
            from (
                select state, changes.period, label, says.number, measure, person_key
                from changes
                join says on changes.number = says.of_number and of_count > 1
                join (select period, row from final_places group by all having max(level) = 0) as own
                    on changes.period = own.period and changes.label = own.row
                group by all
                having sum(sign * amount) != 0
            )
            group by state, period, label, number, measure
            having count(*) < {LEAST}
        ),
        bad as (
            select period, row, number from not_of_many
            union
            select links.period, links.row, links.number from by_few join links using (state, period, label, number)
            union
            select by_few.period, by_few.label, by_few.number from by_few
        ),
        -- with a row those that its groups stand in
        cells as (
            select distinct place.* from place join bad on place.period = bad.period and place.number = bad.number
                and (place.row = bad.row or place.old_row = bad.row)
        )
        select distinct period, old_row, bundle, old_level from cells where old_row is not null
        union
        select distinct period, row, bundle, level from cells where old_row is null and row is not null
        """
    ).fetchall()
