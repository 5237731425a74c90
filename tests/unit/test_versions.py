"""The macros that say what a piece is made of, rendered as dbt would, against any periods."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import duckdb
import jinja2
from hypothesis import example, given, settings
from hypothesis import strategies as st

MACROS = Path(__file__).resolve().parents[2] / "dbt_project" / "macros" / "piecewise" / "state.sql"
FIRST = date(2026, 6, 1)

Period = tuple[str, int, int]  # what holds, from which day, until which


def render(call: str) -> str:
    source = re.sub(r"\{#.*?#\}", "", MACROS.read_text(), flags=re.DOTALL)
    environment = jinja2.Environment(autoescape=False, extensions=["jinja2.ext.do"])
    return environment.from_string(source + "{{ " + call + " }}").render().strip()


VERSIONS = f"""
    with
    changes as ({render("periods_of('periods', ['valid_from', 'valid_to'])")}),
    pieces as (select 'week of 8 June' as piece, date '2026-06-08' as first_day, date '2026-06-15' as after_day)
    select cast(content as varchar) from ({render("content_in_pieces('pieces', 'changes')")})
"""


def version(periods: list[Period]) -> str | None:
    rows = [(what, FIRST + timedelta(days=begins), FIRST + timedelta(days=ends)) for what, begins, ends in periods]
    with duckdb.connect() as connection:
        connection.execute("create table periods (what varchar, valid_from date, valid_to date)")
        if rows:
            connection.executemany("insert into periods values (?, ?, ?)", rows)
        found = connection.execute(VERSIONS).fetchall()
    return found[0][0] if found else None


def held(periods: list[Period]) -> list[list[str]]:
    """What holds on each day of the week of 8 June, the eighth to fourteenth day."""
    return [sorted(what for what, begins, ends in periods if begins <= day < ends) for day in range(7, 14)]


PERIODS = st.lists(
    st.tuples(st.sampled_from("ab"), st.integers(0, 20), st.integers(0, 20)).map(
        lambda period: (period[0], min(period[1:]), max(period[1:]) + 1)
    ),
    max_size=4,
)


@settings(max_examples=60, deadline=None, derandomize=True)
@example(one=[("a", 0, 8)], other=[("a", 0, 9)])  # what ends within the week, with nothing after it
@given(one=PERIODS, other=PERIODS)
def test_a_piece_has_another_version_just_when_a_day_of_it_holds_something_else(
    one: list[Period], other: list[Period]
) -> None:
    if any(held(one)) and any(held(other)):
        assert (version(one) == version(other)) == (held(one) == held(other))


def test_a_boundary_is_seen_when_it_moves_within_the_piece_and_not_outside() -> None:
    moves_on = [version([("core", 0, day), ("apps", day, 20)]) for day in (3, 5, 9, 10, 16)]
    assert moves_on[0] == moves_on[1], "before the week"
    assert len({*moves_on[1:]}) == 4
    assert version([("core", 0, 9), ("core", 9, 20)]) == version([("core", 0, 20)]), "the same goes on"
