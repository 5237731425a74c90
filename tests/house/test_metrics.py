"""Metrics are defined once, in dbt: what MetricFlow makes of them is worked out by hand on small copies, and pages and
what a build prints say the same.
"""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from metricflow_semantic_interfaces.implementations.semantic_manifest import PydanticSemanticManifest
from metricflow_semantic_interfaces.validations.semantic_manifest_validator import SemanticManifestValidator
from metricflow_semantics.model.dbt_manifest_parser import parse_manifest_from_dbt_generated_manifest
from rich.console import Console

from orchestration.report import rendering
from orchestration.report.declared import Page
from orchestration.report.pages import PAGES
from orchestration.sql import identifier
from orchestration.terminal import summary
from tests.house.test_pages import published
from tests.metrics import COPIES, MANIFEST, Asked, parted, told

Node = dict[str, Any]
ALL_MONTHS = "{{ Dimension('team_month__team_id') }} = 'all'"
ALL_WEEKS = "{{ Dimension('team_week__team_id') }} = 'all'"


def month(
    day: str,
    team: str,
    cost: Any,
    merged: Any,
    changes: Any = None,
    assisted: Any = None,
    withheld: int = 0,
    **more: Any,
) -> Node:
    """A row as it is published: what it divides, where both are known and there is something to divide by."""
    per, per_change = (
        None if team == "other" or cost is None or not parts else round(cost / parts, 12) for parts in (merged, changes)
    )
    return {
        "month": day,
        "team_id": team,
        "ai_cost_usd": cost,
        "merged_pull_request_count": merged,
        "change_set_count": changes,
        "ai_assisted_pull_request_count": assisted,
        "cost_per_merged_pull_request_usd": per,
        "cost_per_counted_change_set_usd": per_change,
        "is_complete": day < "2026-06",
        "withheld_count": withheld,
        **more,
    }


def week(
    day: str, team: str, people: Any, used: Any, known: Any, meant: Any, outcome: Any, only: Any = None, **more: Any
) -> Node:
    shares = {
        "weekly_usage_share": (used, people),
        "intentional_usage_share": (meant, known),
        "outcome_usage_share": (outcome, known),
        "compliance_only_share": (only, known),
    }
    return {
        "week_start_date": day,
        "team_id": team,
        "scheduled_people": people,
        "touched_people": used,
        "intent_known_people": known,
        "intentional_people": meant,
        "outcome_people": outcome,
        "compliance_only_people": only,
        **{name: None if a is None or not b else round(a / b, 6) for name, (a, b) in shares.items()},
        "is_complete": outcome is not None,
        "withheld_count": 0,
        **more,
    }


def spend(day: str, issuer: str, currency: str, cost: float, is_ai: bool | None = True, model: Any = None) -> Node:
    names = {"issuer": issuer, "service_name": issuer, "model": model, "is_ai": is_ai, "cost_basis": "billed"}
    return {"month": day, "currency": currency, "billed_cost": cost, **names}


SPEND = [
    spend("2026-05-01", "house", "USD", 10, model="m"),
    spend("2026-05-01", "other", "USD", 20, is_ai=None, model="other"),
    spend("2026-05-01", "cloud", "USD", 100, is_ai=False),
    spend("2026-05-01", "house", "EUR", 7),
    spend("2026-06-01", "house", "USD", 4),
]
COPY = {
    "analyst": {
        "mart_team_monthly_pull_request_cost": [
            month("2026-04-01", "core", 100, 10, 5, 4),
            month("2026-04-01", "apps", 50, 0, 0, 0),
            month("2026-04-01", "unattributed", 5, 0, 0, 0),
            month("2026-04-01", "all", 155, 10, 5, 4),
            # what is withheld of core and docs is in `other`
            month("2026-05-01", "core", None, 20, 10, None, withheld=2),
            month("2026-05-01", "docs", None, None, 3, 2, withheld=2),
            # the two numbers of apps are not of one day, so that nothing is made of them
            month("2026-05-01", "apps", 60, 5, 4, 1, cost_per_counted_change_set_usd=None),
            month("2026-05-01", "other", 40, 6, None, 9),
            month("2026-05-01", "unattributed", 3, 0, 0, 0),
            month("2026-05-01", "all", 103, 31, 17, 12),
            # nothing of people is told, and what is nobody's is no sum of the company
            month("2026-06-01", "unattributed", 7, 1, 1, 0),
            month("2026-06-01", "all", None, None, None, None, withheld=4),
        ],
        "mart_team_weekly_adoption": [
            week("2026-05-25", "core", 20, 16, 18, 9, 6, 3),
            week("2026-05-25", "all", 20, 16, 18, 9, 6, 3),
            week("2026-06-01", "core", 25, None, 25, 20, None, withheld_count=1),
            week("2026-06-01", "other", 5, 4, 5, 5, None, weekly_usage_share=None, intentional_usage_share=None),
            week("2026-06-01", "all", 30, 12, 30, 25, None),
        ],
        "mart_monthly_spend": SPEND,
        "mart_daily_tool_usage": [
            {"usage_date": "2026-05-31", "tool": "cli", "model": "m", "team_id": "core", "output_tokens": 1_000_000},
            {"usage_date": "2026-06-01", "tool": "cli", "model": "m", "team_id": "core", "cache_read_tokens": 250_000},
            {"usage_date": "2026-06-02", "tool": "cli", "model": "m", "team_id": "apps", "output_tokens": 500_000}
            | {"uncached_input_tokens": 250_000, "request_count": 3, "list_cost_usd": 1.5},
            {"usage_date": "2026-06-02", "tool": "ide", "model": "all", "team_id": "apps", "request_count": 2},
        ],
    },
    "finance": {
        "mart_monthly_spend": SPEND,
        "mart_cost_center_monthly_chargeback": [
            {"month": "2026-05-01", "cost_center": name, "tool": "cli", "currency": currency, "charged_cost": cost}
            for name, currency, cost in (("a", "USD", 10), ("b", "USD", 20), ("b", "EUR", 7))
        ],
        "mart_monthly_accruals": [
            {"month": "2026-06-01", "tool": "cli", "currency": "USD", "issuer": "house", "open_accrual_cost": 5},
            {"month": "2026-06-01", "tool": "ide", "currency": "USD", "issuer": None, "open_accrual_cost": 6},
        ],
        "mart_invoice_reconciliation": [
            {"billing_period": "2026-05", "issuer": "house", "reason": reason, "currency": "USD", "status": status}
            for reason, status in (("price", "escalate"), ("rounding", "matched"), ("credit", "escalate"))
        ],
        "fct_billing_periods": [
            {"billing_period": "2026-05", "issuer": "house", "is_over": True, "status": "provisional"},
            {"billing_period": "2026-04", "issuer": "house", "is_over": True, "status": "closed"},
            {"billing_period": "2026-06", "issuer": "house", "is_over": False, "status": "open"},
        ],
    },
    "reviewer": {
        "mart_monthly_seats": [
            {"month": "2026-05-01", "tool": "ide", "currency": "USD", "cost_center": name}
            | {"billed_seats": billed, "idle_seats": idle, "seat_cost": 10, "idle_cost": cost}
            for name, billed, idle, cost in (("a", 8, 2, 4), ("b", 2, 1, 2))
        ]
        + [
            {"month": "2026-06-01", "tool": "ide", "currency": "USD", "cost_center": name}
            | {"billed_seats": billed, "idle_seats": idle, "seat_cost": 10, "idle_cost": cost}
            for name, billed, idle, cost in (("a", 8, 2, 4), ("b", 2, None, None))
        ]
    },
}


@pytest.fixture(scope="module")
def copies(manifest: Node, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copies of the shape that contracts give them, with those rows."""
    models = [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]
    folder = tmp_path_factory.mktemp("copies")
    for audience in COPIES.values():
        with duckdb.connect(str(folder / f"{audience}.duckdb")) as connection:
            connection.execute("create schema marts")
            connection.execute("create table marts.about as select 'v1' as version, date '2026-06-21' as as_of_date")
            for table, columns in published(models, audience).items():
                shape = ", ".join(f"{identifier(name)} {kind}" for name, kind in columns)
                connection.execute(f"create table marts.{identifier(table)} ({shape})")
                for row in COPY[audience].get(table, []):
                    connection.execute(
                        f"insert into marts.{identifier(table)} ({', '.join(map(identifier, row))})"
                        f" values ({', '.join('?' * len(row))})",
                        [*row.values()],
                    )
    return folder


@pytest.fixture(scope="module")
def asked(copies: Path) -> Asked:
    return Asked(copies)


def opened(copies: Path, audience: str) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(str(copies / f"{audience}.duckdb"), read_only=True)
    connection.execute(rendering.MACROS)
    return connection


def one(asked: Asked, metric: str, where: str = "") -> Any:
    (row,) = asked([metric], where=where)
    return row[metric]


def by(asked: Asked, metric: str, *names: str, where: str = "") -> dict[Any, Any]:
    """A metric by names; days are written as such."""
    rows = asked([metric], names, where)
    keys = [tuple(str(row[n])[:10] if n.startswith("metric_time") else row[n] for n in names) for row in rows]
    return {key if len(key) > 1 else key[0]: row[metric] for key, row in zip(keys, rows, strict=True)}


def test_the_row_of_the_company_doubles_nothing(asked: Asked) -> None:
    cost = by(asked, "ai_cost_usd", "metric_time__month", where=ALL_MONTHS)
    assert cost == {"2026-04-01": 155, "2026-05-01": 103, "2026-06-01": None}
    first = "{{ TimeDimension('metric_time', 'month') }} = '2026-04-01'"  # of which all is told
    for metric in ("ai_cost_usd", "merged_pull_requests", "counted_change_sets", "ai_assisted_pull_requests"):
        assert one(asked, metric, first) is None
    first = "{{ TimeDimension('metric_time', 'week') }} = '2026-05-25'"
    for metric in ("people_at_work", "adoption_share", "intent_share", "outcome_share", "compliance_only_share"):
        assert one(asked, metric, first) is None and one(asked, metric, f"{first} and {ALL_WEEKS}") is not None


def test_a_ratio_is_of_sums(asked: Asked) -> None:
    first_two = f"{ALL_MONTHS} and {{{{ TimeDimension('metric_time', 'month') }}}} < '2026-06-01'"
    assert one(asked, "cost_per_merged_pull_request_usd", first_two) == pytest.approx(258 / 41)  # not (15.5 + 3.3) / 2
    assert one(asked, "ai_assisted_share", first_two) == pytest.approx(16 / 41)
    assert one(asked, "adoption_share", ALL_WEEKS) == pytest.approx(28 / 50)


def test_what_is_withheld_makes_no_smaller_sum(asked: Asked) -> None:
    assert one(asked, "ai_cost_usd", ALL_MONTHS) is None
    cost = by(asked, "cost_per_merged_pull_request_usd", "metric_time__month", "team_month__team_id")
    assert cost["2026-05-01", "core"] is None and cost["2026-05-01", "apps"] == 12
    assert cost["2026-05-01", "other"] is None and cost["2026-04-01", "apps"] is None
    per_change = by(asked, "cost_per_counted_change_set_usd", "metric_time__month", "team_month__team_id")
    assert per_change["2026-05-01", "apps"] is None and per_change["2026-04-01", "core"] == 20
    assert by(asked, "cost_per_merged_pull_request_usd", "team_month__team_id")["core"] is None
    assert by(asked, "ai_assisted_share", "metric_time__month", "team_month__team_id")["2026-05-01", "other"] is None
    assert by(asked, "withheld_month_numbers", "metric_time__month") == {
        "2026-04-01": 0,
        "2026-05-01": 4,
        "2026-06-01": 4,
    }
    for share in ("adoption_share", "intent_share"):
        weeks = by(asked, share, "metric_time__week", "team_week__team_id")
        assert weeks["2026-06-01", "other"] is None and weeks["2026-05-25", "core"] is not None
    assert by(asked, "adoption_share", "metric_time__week", "team_week__team_id")["2026-06-01", "core"] is None
    assert one(asked, "outcome_share", ALL_WEEKS) is None  # the second week's are not all known
    assert one(asked, "withheld_week_numbers") == 1
    # a month of which nothing is told leaves no trace but this
    assert by(asked, "told_months", "team_month__team_id")["core"] == 2 and one(asked, "told_months", ALL_MONTHS) == 3
    assert by(asked, "told_weeks", "team_week__team_id")["other"] == 1


def test_nothing_is_added_over_currencies(asked: Asked) -> None:
    assert one(asked, "ai_spend") is None and one(asked, "charged_cost") is None
    assert by(asked, "ai_spend", "spend_month__currency") == {"USD": 34, "EUR": 7}
    assert by(asked, "charged_cost", "charged_month__currency") == {"USD": 30, "EUR": 7}
    assert one(asked, "open_accrual_cost") == 11


def test_the_others_count_what_their_tables_say(asked: Asked) -> None:
    assert by(asked, "million_tokens", "metric_time__week") == {"2026-05-25": 1, "2026-06-01": 1}
    assert one(asked, "model_requests") == 5 and one(asked, "list_cost_usd") == 1.5
    assert one(asked, "differences_to_look_at") == 2 and one(asked, "periods_to_close") == 1
    assert by(asked, "idle_seat_share", "metric_time__month") == {"2026-05-01": 0.3, "2026-06-01": None}
    assert one(asked, "billed_seats") is None  # seats of two months are no more seats
    assert one(asked, "idle_seat_cost") is None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.audience)
def test_a_page_says_what_its_metrics_say(page: Page, copies: Path, asked: Asked) -> None:
    for figure in page.figures:
        if figure.metrics:
            # a table that is not in this audience's copy yet stands in the reviewers'
            has = figure.table in rendering.tables(opened(copies, page.audience))
            number, wrong = parted(figure, asked, opened(copies, page.audience if has else "reviewer"))
            assert number > 0 and wrong == [], figure.question


def test_a_number_that_is_another_is_seen(copies: Path, asked: Asked) -> None:
    figure = next(f for f in PAGES[0].figures if "merged" in f.metrics)
    another = replace(figure, query=figure.query.replace("where team_id = 'all'", "where team_id = 'core'"))
    assert parted(another, asked, opened(copies, "analyst"))[1]


def test_headlines_are_metrics(copies: Path, asked: Asked) -> None:
    of = {
        "cost_per_merged_pull_request_usd": ("metric_time__month", "2026-05-01", ALL_MONTHS),
        "merged_pull_requests": ("metric_time__month", "2026-05-01", ALL_MONTHS),
        "adoption_share": ("metric_time__week", "2026-05-25", ALL_WEEKS),
        "outcome_share": ("metric_time__week", "2026-05-25", ALL_WEEKS),
    }
    for page in PAGES:
        connection = opened(copies, page.audience)
        for headlines in filter(lambda one: one.metrics, page.headlines):
            (*shown, _), *_ = connection.sql(headlines.query).fetchall()
            for metric, number in zip(headlines.metrics, shown, strict=True):
                time, day, where = of.get(metric, ("", "", ""))
                said = by(asked, metric, time, where=where)[day] if time else one(asked, metric)
                assert float(number) == pytest.approx(float(said), abs=1e-6), metric


def test_what_a_build_prints_are_metrics(copies: Path, asked: Asked) -> None:
    out = io.StringIO()
    for told_by in (summary._cost_table, summary._adoption_line):
        told_by(Console(file=out, width=200), opened(copies, "analyst"))
    printed = {line.split("│")[1].strip(): line.split("│")[2:5] for line in out.getvalue().splitlines() if "│" in line}
    cost, merged, per = (
        by(asked, metric, "metric_time__month", "team_month__team_id")
        for metric in ("ai_cost_usd", "merged_pull_requests", "cost_per_merged_pull_request_usd")
    )
    assert {team for _, team in cost} == printed.keys()
    for (day, team), amount in cost.items():
        cell = printed[team][int(day[5:7]) - 4].strip()
        parts = (amount, merged[day, team])
        assert cell.endswith("({})".format(" / ".join("?" if part is None else f"{part:,.0f}" for part in parts)))
        ratio = per[day, team]
        assert ratio is None or cell.startswith(f"{ratio:.2f} ")
        assert ratio is not None or not cell[0].isdigit()
    for day, people, used, meant in (("2026-05-25", 20, "80%", "50%"), ("2026-06-01", 30, "40%", "83%")):
        (said,) = asked(
            ["people_at_work", "adoption_share", "intent_share"],
            where=f"{ALL_WEEKS} and {{{{ TimeDimension('metric_time', 'week') }}}} = '{day}'",
        )
        shares = f"{said['adoption_share']:.0%}", f"{said['intent_share']:.0%}"
        assert (said["people_at_work"], *shares) == (people, used, meant)
        line = next(line for line in out.getvalue().splitlines() if line.startswith(f"Week of {day}"))
        assert f"of {people} people at work {used} used AI, {meant} " in line


def test_metricflow_takes_all_of_it() -> None:
    """Rules of a newer make than those by which dbt refuses to parse."""
    semantics = parse_manifest_from_dbt_generated_manifest(MANIFEST.read_text())
    SemanticManifestValidator[PydanticSemanticManifest]().checked_validations(semantics)


def test_every_metric_is_described_owned_and_has_a_unit(manifest: Node) -> None:
    """Those that dbt makes of measures are parts of others, and say so by their name."""
    parts = r"_(unguarded|untold|unknown)$|^(teams|months|currencies)_of_"
    for metric in manifest["metrics"].values():
        if not metric["config"]["meta"]:
            assert re.search(parts, metric["name"]), metric["name"]
            continue
        assert metric["config"]["meta"].keys() == {"owner", "unit"}
        assert metric["description"].endswith(".") and metric["label"] != metric["name"]


def test_every_metric_of_a_page_is_one(manifest: Node) -> None:
    known = told().keys()
    used = {m for page in PAGES for figure in page.figures for m in figure.metrics.values()}
    used |= {m for page in PAGES for headlines in page.headlines for m in headlines.metrics}
    assert used <= known
