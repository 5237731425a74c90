"""The sample from landing to published, every number worked out by hand.

June 2026, AI charges in US dollars:
    10.00  model-a input  06-01: ada 300 of 500 tokens 6.00, fay 100 2.00, a ghost 100 2.00
     4.00  model-a output 06-01: ada  30 of  40 tokens 3.00, fay  10 1.00
     7.00  model-a input  06-02: the CI robot alone
    -2.10  a credit without model, over the 21.00 above: ada -0.90, fay -0.30, ghost -0.20, robot -0.70
    19.00  a seat that names ben
    37.90  in all; 5.00 EUR and 100.00 for a machine are no part of it
"""

from __future__ import annotations

import json
import stat
from datetime import date
from decimal import Decimal

import pytest

from tests.integration.conftest import Home


def money(value: str) -> Decimal:
    return Decimal(value).quantize(Decimal("0.000000000001"))


def people(home: Home) -> dict[str, str]:
    """Person keys by the name before the @."""
    rows = home.query("select person_key, split_part(email, '@', 1) as name from restricted.person_identities")
    return {row["person_key"]: row["name"] for row in rows} | {"unattributed": "nobody"}


def test_every_charge_is_allocated_to_the_last_digit(sample: Home) -> None:
    names = people(sample)
    rows = sample.query(
        "select person_key, allocation_method, sum(allocated_cost) as cost from marts.fct_cost_allocations"
        " where currency = 'USD' group by all"
    )
    found = {(names[r["person_key"]], r["allocation_method"]): r["cost"] for r in rows}
    assert found == {
        ("ada", "usage_share"): money("8.10"),
        ("fay", "usage_share"): money("2.70"),
        ("nobody", "usage_share"): money("1.80"),
        ("ci", "usage_share"): money("6.30"),
        ("ben", "direct"): money("19.00"),
    }
    unbalanced = sample.query(
        "select charge_id from marts.fct_charges left join marts.fct_cost_allocations using (charge_id)"
        " where is_ai group by charge_id, billed_cost having coalesce(sum(allocated_cost), 0) != billed_cost"
    )
    assert unbalanced == []


def test_euros_stay_euros_and_out_of_dollars(sample: Home) -> None:
    rows = sample.query("select allocated_cost, person_key from marts.fct_cost_allocations where currency = 'EUR'")
    assert rows == [{"allocated_cost": money("5.00"), "person_key": "unattributed"}]
    status = json.loads(sample.assay("status", "--json").stdout)
    assert status["charges_not_in_usd"] == {"EUR": 1}


def test_the_cost_of_a_day_goes_to_the_pulls_open_that_day(sample: Home) -> None:
    rows = sample.query(
        "select coalesce(cast(number as varchar), residual) as what, allocated_cost_usd as cost"
        " from marts.fct_pull_request_costs left join marts.fct_pull_requests using (pull_request_key)"
    )
    assert {row["what"]: row["cost"] for row in rows} == {
        "1": money("8.10"),
        "2": money("2.70"),
        "unmerged_work": money("19.00"),
        "no_pull_request": money("6.30"),
        "unattributed": money("1.80"),
    }


def test_what_counts_as_an_outcome(sample: Home) -> None:
    rows = sample.query(
        "select number, author_type, is_counted, not_counted_reason, is_trivial, is_reverted, effective_line_count,"
        " human_review_count, ai_evidence from marts.fct_pull_requests order by number"
    )
    found = {row.pop("number"): tuple(row.values()) for row in rows}
    assert found == {
        1: ("human", True, None, False, False, 20, 1, "trailer"),
        2: ("human", False, "trivial", True, False, 3, 0, "none"),
        3: ("bot", False, "bot", True, False, 0, 0, "none"),
        4: ("human", False, "not_merged", False, False, 310, 0, "none"),
        6: ("human", False, "reverted", False, True, 30, 1, "none"),
        7: ("human", False, "revert", False, False, 30, 0, "none"),
    }


def test_cost_per_merged_pull_request(sample: Home) -> None:
    rows = sample.query(
        "select team_id, ai_cost_usd, merged_pull_request_count as merged, counted_pull_request_count as counted,"
        " cost_per_merged_pull_request_usd as per_merged, cost_per_counted_change_set_usd as per_change,"
        " reverted_count, people_count from marts.mart_team_monthly_pull_request_cost"
    )
    found = {row.pop("team_id"): tuple(row.values()) for row in rows}
    assert found == {
        "core": (money("33.40"), 3, 1, Decimal("11.133333333333"), money("33.40"), 1, 4),
        "tiny": (money("2.70"), 1, 0, money("2.70"), None, 0, 1),
        "unattributed": (money("1.80"), 1, 0, money("1.80"), None, 0, 0),
        "all": (money("37.90"), 5, 1, money("7.58"), money("37.90"), 1, 5),
    }


def test_adoption_of_the_week(sample: Home) -> None:
    rows = sample.query(
        "select team_id, scheduled_people, touched_people, intent_known_people, intentional_people,"
        " compliance_only_people, outcome_people, is_complete from marts.mart_team_weekly_adoption"
    )
    found = {row.pop("team_id"): tuple(row.values()) for row in rows}
    # gus is on leave; ben's Kiro report cannot tell intent; ada and fay have one session a day, eve four edits
    assert found == {
        "core": (5, 3, 4, 2, 1, None, False),
        "tiny": (1, 1, 1, 1, 1, None, False),
        "all": (6, 4, 5, 3, 2, None, False),
    }


def test_the_analyst_sees_no_group_under_five(sample: Home) -> None:
    file = "published/current/analyst.duckdb"
    cost = sample.query(
        "select team_id, ai_cost_usd, merged_pull_request_count as merged, people_count as people, withheld_count"
        " from marts.mart_team_monthly_pull_request_cost",
        file,
    )
    # three people are behind all of June's cost, and four behind its pull requests; that five are in it is told
    assert {row["team_id"]: tuple(row.values())[1:] for row in cost} == {
        "other": (None, None, 5, 0),
        "unattributed": (money("1.80"), 1, 0, 0),
        "all": (None, None, 5, 6),
    }
    # the week is not over
    assert sample.query("from marts.mart_team_weekly_adoption", file) == []
    tables = sample.query("select table_name from information_schema.tables order by all", file)
    assert [row["table_name"] for row in tables] == [
        "about",
        "about_withheld",
        "dim_models",
        "dim_teams",
        "dim_tools",
        "mart_daily_tool_usage",
        "mart_monthly_spend",
        "mart_team_monthly_pull_request_cost",
        "mart_team_weekly_adoption",
    ]
    columns = sample.query("select column_name from information_schema.columns where column_name like '%person%'", file)
    assert columns == []
    # three people are behind all of June's AI, one or two behind any day of a tool; the robot is nobody
    usage = sample.query("select usage_date, list_cost_usd, people_count from marts.mart_daily_tool_usage", file)
    assert [tuple(row.values()) for row in usage] == [(date(2026, 6, 2), money("0.01"), 0)]
    spend = sample.query("select service_name, currency, billed_cost from marts.mart_monthly_spend", file)
    assert {tuple(row.values()) for row in spend} == {
        ("Machines", "USD", money("100.00")),
        ("Model API", "EUR", money("5.00")),
    }


def test_only_the_reviewer_sees_who_is_who(sample: Home) -> None:
    current = sample.path / "published" / "current"
    assert stat.S_IMODE((current / "reviewer.duckdb").stat().st_mode) == 0o600
    names = sample.query("select display_name from restricted.person_identities", "published/current/reviewer.duckdb")
    assert {row["display_name"] for row in names} >= {"Ada", "CI robot"}
    assert {path.name for path in (current / "analyst").iterdir()} == {
        "dim_models.parquet",
        "dim_teams.parquet",
        "dim_tools.parquet",
        "mart_daily_tool_usage.parquet",
        "mart_monthly_spend.parquet",
        "mart_team_monthly_pull_request_cost.parquet",
        "mart_team_weekly_adoption.parquet",
    }


def test_a_name_space_of_ids_is_nowhere_but_in_restricted(sample: Home) -> None:
    for table in sample.query(
        "select table_schema || '.' || table_name as name from information_schema.tables"
        " where table_schema in ('marts', 'analyst', 'audit')"
    ):
        text = json.dumps(sample.query(f"from {table['name']}"), default=str)
        assert "@sample.example" not in text, table["name"]
        assert "-dev" not in text, table["name"]


@pytest.mark.parametrize("column", ["partitions", "rows"])
def test_status_says_what_is_loaded(sample: Home, column: str) -> None:
    status = json.loads(sample.assay("status", "--json").stdout)
    assert status["streams"]["litellm/spend_logs"][column] == {"partitions": 2, "rows": 5}[column]
    assert status["streams"]["github/pulls"]["missing"] == []
    assert status["last_build"]["status"] == "SUCCESS"
    assert status["published_version"]
