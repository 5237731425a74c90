"""What has been told of a day or a week stands as a month does: late files and regroupings tell nothing of few."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from orchestration import home, publish
from orchestration.settings import Settings

CORE = dict.fromkeys(("ada", "ben", "cyd", "dan", "eve"), 2)
APPS = dict.fromkeys(("fay", "gus", "hal", "ian", "joe"), 3)
OPS = dict.fromkeys(("kim", "lea", "mia", "nat"), 4)
USE = "uncached_input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, credits, list_cost_usd"


class Days:
    """A home whose warehouse holds one day's requests of people, each told in a row of its tool, model and team."""

    def __init__(self, path: Path) -> None:
        self.settings = Settings(home=path)
        home.prepare(self.settings)
        self.night = 0

    def publish(self, **teams: tuple[str, int, dict[str, int]]) -> None:
        """Publish what people of teams did, by the team they are told as, and how coarse that is."""
        self.night += 1
        lines = [
            [told, str(level), team, person, str(requests)]
            for team, (told, level, people) in teams.items()
            for person, requests in people.items()
        ]
        unknown = ", ".join(f"cast(null as bigint) as {name}" for name in USE.split(", "))
        with duckdb.connect(str(self.settings.warehouse)) as connection:
            for schema in ("analyst", "marts", "restricted", "intermediate"):
                connection.execute(f"create schema if not exists {schema}")
            connection.execute(
                "create or replace table intermediate.int_as_of as select date '2026-06-01' + ? as as_of_date",
                [self.night],
            )
            connection.execute(
                "create or replace table intermediate.int_told_tool_days as select date '2026-06-01' as usage_date,"
                " 'cli' as tool, 'claude' as model, r[1] as team_id, cast(r[2] as integer) as level, r[3] as cell,"
                f" r[4] as person_key, cast(r[5] as bigint) as request_count, {unknown}, 1 as people_count"
                " from (select unnest(?) as r)",
                [lines],
            )
            connection.execute(
                "create or replace table analyst.mart_daily_tool_usage as select usage_date, tool, model, team_id,"
                f" cast(sum(request_count) as bigint) as request_count, {unknown},"
                " cast(sum(people_count) as bigint) as people_count, any_value(as_of_date) as told_as_of"
                " from intermediate.int_told_tool_days, intermediate.int_as_of where level is not null group by all"
            )
        publish.publish(self.settings, f"v{self.night}")

    def told(self) -> dict[str, tuple[int, int]]:
        with duckdb.connect(str(self.settings.published / "current" / "analyst.duckdb"), read_only=True) as connection:
            found = connection.execute(
                "select team_id, request_count, people_count from marts.mart_daily_tool_usage"
            ).fetchall()
        return {team: (requests, people) for team, requests, people in found}


@pytest.fixture
def days(tmp_path: Path) -> Days:
    made = Days(tmp_path / "home")
    made.publish(core=("core", 0, CORE), apps=("other", 1, APPS), ops=("other", 1, OPS))
    assert made.told() == {"core": (10, 5), "other": (31, 9)}
    return made


def test_what_comes_late_of_one_person_changes_nothing(days: Days) -> None:
    days.publish(core=("core", 0, CORE | {"ada": 9}), apps=("other", 1, APPS), ops=("other", 1, OPS))
    assert days.told() == {"core": (10, 5), "other": (31, 9)}
    days.publish(core=("core", 0, dict.fromkeys(CORE, 9)), apps=("other", 1, APPS), ops=("other", 1, OPS))
    assert days.told() == {"core": (45, 5), "other": (31, 9)}


def test_how_many_people_there_are_changes_with_five_of_them(days: Days) -> None:
    more = CORE | dict.fromkeys(("nia", "oda", "pia", "quy"), 2)
    days.publish(core=("core", 0, dict.fromkeys(more, 9)), apps=("other", 1, APPS), ops=("other", 1, OPS))
    assert days.told()["core"] == (81, 5)
    more |= {"ron": 2}
    days.publish(core=("core", 0, dict.fromkeys(more, 30)), apps=("other", 1, APPS), ops=("other", 1, OPS))
    assert days.told()["core"] == (300, 10)


def test_a_fifth_who_comes_late_does_not_tell_of_the_four(days: Days) -> None:
    """With five of ops both could be told by team: 31 less 15 of apps is the four's, and 20 less that the fifth's."""
    days.publish(core=("core", 0, CORE), apps=("apps", 0, APPS), ops=("ops", 0, OPS | {"zoe": 4}))
    assert days.told() == {"core": (10, 5), "other": (31, 9)}


def test_a_row_that_would_merge_into_a_coarser_one_stays(days: Days) -> None:
    days.publish(core=("other", 1, CORE | {"ada": 90}), apps=("other", 1, APPS), ops=("other", 1, OPS))
    assert days.told() == {"core": (10, 5), "other": (31, 9)}


def test_a_team_that_is_new_in_other_waits_until_it_is_of_five(days: Days) -> None:
    late = dict.fromkeys(("uma", "vic"), 1)
    days.publish(core=("core", 0, CORE), apps=("other", 1, APPS), ops=("other", 1, OPS), late=("other", 1, late))
    assert days.told() == {"core": (10, 5), "other": (31, 9)}
