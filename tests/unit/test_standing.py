"""Two versions that can be read lie side by side; their difference is nobody's."""

from __future__ import annotations

import stat
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from orchestration import home, publish
from orchestration.settings import Settings

CORE = dict.fromkeys(("ada", "ben", "cyd", "dan", "eve"), 5)
APPS = dict.fromkeys(("fay", "gus", "hal", "ian", "joe"), 4)


class Company:
    """A home whose warehouse holds one month of people's cost, by team; each publication is a day later."""

    def __init__(self, path: Path) -> None:
        self.settings = Settings(home=path)
        home.prepare(self.settings)
        self.day = 0

    def publish(
        self, teams: dict[str, dict[str, int]], other: tuple[str, ...] = (), bill: dict[str, int] | None = None
    ) -> None:
        """Publish what these people cost, of the teams in `other` only as a sum; `bill` is their vendor's."""
        self.day += 1
        rows = [(team, person, cost) for team, people in teams.items() for person, cost in people.items()]
        with duckdb.connect(str(self.settings.warehouse)) as connection:
            for schema in ("analyst", "marts", "restricted", "intermediate"):
                connection.execute(f"create schema if not exists {schema}")
            connection.execute(
                "create or replace table intermediate.int_as_of as select date '2026-07-31' + ? as as_of_date",
                [self.day],
            )
            connection.execute(
                "create or replace table intermediate.int_told_team_months as select"
                " date '2026-06-01' as month, case when list_contains(?, r[1]) then 'other' else r[1] end as team_id,"
                " cast(list_contains(?, r[1]) as integer) as level, r[1] as cell, r[2] as person_key,"
                " cast(r[3] as decimal(38, 12)) as ai_cost_usd, cast(0 as decimal(38, 12)) as unattributed_cost_usd,"
                " cast(null as bigint) as merged_pull_request_count,"
                " cast(null as bigint) as counted_pull_request_count,"
                " cast(null as bigint) as change_set_count, cast(null as bigint) as reverted_count,"
                " cast(null as bigint) as ai_assisted_pull_request_count, 1 as people_count"
                " from (select unnest(?) as r)",
                [list(other), list(other), [[str(value) for value in row] for row in rows]],
            )
            connection.execute(
                "create or replace table analyst.mart_team_monthly_pull_request_cost as select month,"
                " coalesce(team_id, 'all') as team_id, cast(sum(ai_cost_usd) as decimal(38, 12)) as ai_cost_usd,"
                " cast(0 as decimal(38, 12)) as unattributed_cost_usd,"
                " cast(null as bigint) as merged_pull_request_count,"
                " cast(null as bigint) as counted_pull_request_count,"
                " cast(null as bigint) as change_set_count, cast(null as bigint) as reverted_count,"
                " cast(null as bigint) as ai_assisted_pull_request_count,"
                " cast(null as decimal(38, 12)) as cost_per_merged_pull_request_usd,"
                " cast(null as decimal(38, 12)) as cost_per_counted_change_set_usd,"
                " cast(sum(people_count) as bigint) as people_count, true as is_complete,"
                " any_value(as_of_date) as told_as_of"
                " from intermediate.int_told_team_months, intermediate.int_as_of"
                " group by grouping sets ((month, team_id), (month))"
            )
            if bill is not None:
                self._bill(connection, bill)
        publish.publish(self.settings, f"v{self.day}")

    @staticmethod
    def _bill(connection: duckdb.DuckDBPyConnection, bill: dict[str, int]) -> None:
        connection.execute(
            "create or replace table intermediate.int_told_spend_months as select date '2026-06-01' as month,"
            " 'house' as issuer, 'api' as service_name, 'm' as model, true as is_ai, 'USD' as currency,"
            " 'billed' as cost_basis, 0 as level, 'm' as cell, r[1] as person_key,"
            " cast(r[2] as decimal(38, 12)) as billed_cost from (select unnest(?) as r)",
            [[[person, str(cost)] for person, cost in bill.items()]],
        )
        connection.execute(
            "create or replace table analyst.mart_monthly_spend as select month, issuer, service_name, model, is_ai,"
            " currency, cost_basis, cast(sum(billed_cost) as decimal(38, 12)) as billed_cost,"
            " any_value(as_of_date) as told_as_of from intermediate.int_told_spend_months, intermediate.int_as_of"
            " group by all"
        )
        connection.execute("create schema if not exists finance")
        connection.execute(
            "create or replace table finance.mart_monthly_spend as"
            " select * exclude (told_as_of) from analyst.mart_monthly_spend"
        )

    def spent(self) -> list[Decimal]:
        """What was spent, of which finance is told what analysts are told."""
        found = {}
        for audience in ("analyst", "finance"):
            copy = self.settings.published / "current" / f"{audience}.duckdb"
            with duckdb.connect(str(copy), read_only=True) as connection:
                rows = connection.execute("select billed_cost from marts.mart_monthly_spend").fetchall()
            found[audience] = [row[0] for row in rows]
        assert found["finance"] == found["analyst"]
        return found["analyst"]

    def told(self) -> dict[str, Decimal]:
        with duckdb.connect(str(self.settings.published / "current" / "analyst.duckdb"), read_only=True) as connection:
            found = connection.execute(
                "select team_id, ai_cost_usd, told_as_of from marts.mart_team_monthly_pull_request_cost"
            ).fetchall()
        self.as_of = {row[0]: str(row[2])[-2:] for row in found}
        return {row[0]: row[1] for row in found}


@pytest.fixture
def company(tmp_path: Path) -> Company:
    made = Company(tmp_path / "home")
    made.publish({"core": CORE, "apps": APPS})
    assert made.told() == {"core": 25, "apps": 20, "all": 45}
    return made


def test_who_worked_alone_on_saturday_changes_nothing_until_five_have(company: Company) -> None:
    company.publish({"core": CORE | {"ada": 15}, "apps": APPS})
    assert company.told() == {"core": 25, "apps": 20, "all": 45}
    assert company.as_of == {"core": "01", "apps": "01", "all": "01"}
    company.publish({"core": CORE | {"ada": 15, "ben": 10, "cyd": 10, "dan": 10, "eve": 10}, "apps": APPS})
    assert company.told() == {"core": 55, "apps": 20, "all": 75}
    assert company.as_of == {"core": "03", "apps": "01", "all": "03"}


def test_of_a_change_nobody_carries_more_than_half(company: Company) -> None:
    company.publish({"core": {**dict.fromkeys(CORE, 6), "ada": 10}, "apps": APPS})
    assert company.told()["core"] == 25
    company.publish({"core": {**dict.fromkeys(CORE, 6), "ada": 9}, "apps": APPS})
    assert company.told()["core"] == 33


@pytest.mark.parametrize(
    "teams",
    [
        {"core": CORE | {"kim": 5}, "apps": APPS},
        {"core": {p: c for p, c in CORE.items() if p != "ada"}, "apps": APPS | {"ada": 5}},
        {"core": CORE | {"kim": 5}, "apps": {**APPS, "fay": 5}},
    ],
    ids=["joins", "moves", "joins while another changes"],
)
def test_one_person_who_comes_or_goes_changes_nothing(company: Company, teams: dict[str, dict[str, int]]) -> None:
    company.publish(teams)
    assert company.told() == {"core": 25, "apps": 20, "all": 45}


def test_a_group_that_is_merged_or_split_later_is_not_told_twice(tmp_path: Path) -> None:
    company = Company(tmp_path / "home")
    teams = {"core": CORE, "apps": APPS, "four": dict.fromkeys("wxyz", 3)}
    company.publish(teams, other=("four", "apps"))
    assert company.told() == {"core": 25, "other": 32, "all": 57}
    # a fifth joins the four, who then could stand by themselves; told of all, both would give the four and the fifth
    company.publish({**teams, "four": dict.fromkeys("vwxyz", 3)})
    assert company.told() == {"core": 25, "other": 32, "all": 57}


def test_a_change_is_safe_against_every_version_that_can_be_read(tmp_path: Path) -> None:
    company = Company(tmp_path / "home")
    company.publish({"core": CORE | {"kim": 0}, "apps": APPS})
    more = {person: cost + 4 for person, cost in CORE.items()}
    company.publish({"core": more | {"kim": 3}, "apps": APPS})
    assert company.told()["core"] == 48
    # all five take theirs back: against v2 five people, against v1 kim alone
    company.publish({"core": CORE | {"kim": 3}, "apps": APPS})
    assert company.told()["core"] == 48
    company.publish({"core": CORE | {"kim": 3}, "apps": APPS})
    assert company.told()["core"] == 48  # v1 is dropped only when v4 is there
    company.publish({"core": CORE | {"kim": 3}, "apps": APPS})
    assert company.told()["core"] == 28


def test_who_is_behind_a_number_lies_where_its_owner_alone_looks(company: Company) -> None:
    company.publish({"core": CORE | {"ada": 15}, "apps": APPS})
    files = list(company.settings.published.glob("v*/contributors/*/*"))
    assert len(files) == 2
    assert len({file.stat().st_ino for file in files}) == 1  # what stands links to what it was told of
    for file in files:
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == stat.S_IMODE(file.parent.parent.stat().st_mode) == 0o700


def test_a_team_leaves_other_when_what_is_left_and_what_changed_are_of_many(tmp_path: Path) -> None:
    company = Company(tmp_path / "home")
    docs = dict.fromkeys("klmno", 3)
    teams = {"core": CORE, "apps": APPS, "docs": docs, "four": dict.fromkeys("wxyz", 3)}
    company.publish(teams, other=("four", "apps", "docs"))
    assert company.told() == {"core": 25, "other": 47, "all": 72}
    # nothing changed: apps' five are told, and of what is left five and more are behind docs and the four
    company.publish(teams, other=("four", "docs"))
    assert company.told() == {"core": 25, "apps": 20, "other": 27, "all": 72}
    # this build would hide the four with core, whose number is told: docs would leave four people behind
    company.publish(teams, other=("four", "core"))
    assert company.told() == {"core": 25, "apps": 20, "other": 27, "all": 72}


def test_what_has_a_row_of_its_own_does_not_go_back_into_other(tmp_path: Path) -> None:
    company = Company(tmp_path / "home")
    company.publish({"core": CORE, "apps": APPS})
    teams = {"core": CORE, "apps": APPS, "four": dict.fromkeys("wxyz", 3)}
    company.publish(teams, other=("four", "apps"))  # 32 less the 20 of yesterday would be the four's
    assert company.told() == {"core": 25, "apps": 20, "all": 45}


def test_a_team_that_came_is_told_and_one_that_went_goes(tmp_path: Path) -> None:
    company = Company(tmp_path / "home")
    company.publish({"core": CORE, "apps": APPS})
    company.publish({"core": CORE, "docs": APPS})
    assert company.told() == {"core": 25, "docs": 20, "all": 45}


def test_spend_less_the_cost_of_teams_is_nobodys_either(tmp_path: Path) -> None:
    company = Company(tmp_path / "home")
    company.publish({"core": CORE, "apps": APPS}, bill=CORE | APPS)
    assert company.spent() == [45]
    # six people worked, and five of apps: their row moves, ada's team's does not, and 65 less 55 would be ada's
    apps, core = {person: cost + 2 for person, cost in APPS.items()}, CORE | {"ada": 15}
    company.publish({"core": core, "apps": apps}, bill=core | apps)
    assert company.told() == {"core": 25, "apps": 30, "all": 55}
    assert company.spent() == [45]
    core = {**dict.fromkeys(CORE, 9), "ada": 15}
    company.publish({"core": core, "apps": apps}, bill=core | apps)
    assert company.told() == {"core": 51, "apps": 30, "all": 81}
    assert company.spent() == [81]


def test_a_bill_that_runs_ahead_by_one_person_is_not_told(tmp_path: Path) -> None:
    company = Company(tmp_path / "home")
    company.publish({"core": CORE, "apps": APPS}, bill=CORE | APPS | {"ada": 15})
    assert company.told()["all"] == 45
    assert company.spent() == []
    company.publish({"core": CORE, "apps": APPS}, bill=CORE | APPS)
    assert company.spent() == [45]
