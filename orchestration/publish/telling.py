"""The rows of a table, made of who is behind them, as they were settled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import duckdb

from orchestration.publish import kept
from orchestration.publish.told import ALL, OTHER, TOLD_AS_OF, Told
from orchestration.sql import identifier, literal


def tell(connection: duckdb.DuckDBPyConnection, told: Told, table: str, days: Sequence[date]) -> None:
    """The rows of `table` for the periods that were settled, made of the lines in `final`."""
    kinds = kept.columns(connection, table)
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
    # one that all rows of a period share is as it is now, also of a row that this build would not tell
    attribute = "".join(f", case when min({name}) = max({name}) then min({name}) end as {name}" for name in attributes)
    of_now = "".join(f"coalesce(now.{name}, rows.{name}, standing.{name}) as {name}, " for name in attributes)
    same_now = " and ".join(f"rows.{key} is not distinct from told_rows.{key}" for key in [period, *keys])
    same_row = " and ".join(f"standing.{key} is not distinct from told_rows.{key}" for key in [period, *keys])
    same = " and ".join(f"standing.{number} is not distinct from told_rows.{number}" for number in numbers)
    connection.execute(
        f"create or replace temp table settled as"
        f" with now as (select {period}{attribute} from {table} group by {period}),"
        f" known as (select period as {period}, list(distinct number) as known from now_lines group by period)"
        f" select {', '.join([f'told_rows.{name}' for name in [period, *keys, *numbers]])},"
        f" {of_now}{''.join(f'{name}, ' for name in made_of)}"
        # what did not change was told then, and does not say that few changed something
        f" case when is_held or {same} then coalesce(standing.{TOLD_AS_OF}, as_of_date) else as_of_date end"
        f" as {TOLD_AS_OF}"
        f" from told_rows left join now using ({period}) left join known using ({period})"
        f" left join {table} as rows on {same_now} left join standing on {same_row}"
        " cross join warehouse.intermediate.int_as_of"
    )
    if told.with_all:  # the sum is told anew with any of its rows
        connection.execute(
            f"update settled set {TOLD_AS_OF} = newest from (select {period} as day, max({TOLD_AS_OF}) as newest"
            f" from settled where {keys[0]} != {literal(ALL)} group by {period})"
            f" where {period} = day and {keys[0]} = {literal(ALL)}"
        )
    kept.replace(connection, table, f"list_contains(?, {period})", days, source="settled")


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
