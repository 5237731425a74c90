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
from metricflow_semantic_interfaces.validations.validator_helpers import SemanticManifestValidationException
from metricflow_semantics.model.dbt_manifest_parser import parse_manifest_from_dbt_generated_manifest
from rich.console import Console

from orchestration.report import rendering
from orchestration.report.declared import Page
from orchestration.report.pages import PAGES
from orchestration.terminal import summary
from tests.house.small_copies import COPY, SPEND, Node, made
from tests.metrics import MANIFEST, Asked, parted, told

ALL_MONTHS = "{{ Dimension('team_month__team_id') }} = 'all'"
ALL_WEEKS = "{{ Dimension('team_week__team_id') }} = 'all'"


@pytest.fixture(scope="module")
def copies(manifest: Node, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("copies"), manifest, COPY)


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
    for metric in ("ai_cost_usd", "merged_pull_requests", "counted_change_sets", "ai_assisted_pull_requests"):
        assert one(asked, metric, ALL_MONTHS) is None
    for metric in ("people_at_work", "adoption_share", "intent_share", "outcome_share", "compliance_only_share"):
        assert by(asked, metric, "team_week__team_id")["docs"] is None
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
    assert by(asked, "open_accrual_cost", "accrued_month__currency") == {"USD": 11, "EUR": 2}
    assert one(asked, "open_accrual_cost") is None


def test_the_others_count_what_their_tables_say(asked: Asked) -> None:
    assert by(asked, "million_tokens", "metric_time__week") == {"2026-05-25": 1, "2026-06-01": 1}
    assert one(asked, "model_requests") == 5 and one(asked, "list_cost_usd") == 1.5
    assert one(asked, "differences_to_look_at") == 2 and one(asked, "periods_to_close") == 1
    assert by(asked, "idle_seat_share", "metric_time__month") == {"2026-05-01": 4 / 11, "2026-06-01": None}
    assert by(asked, "billed_seats", "metric_time__month") == {"2026-05-01": 11, "2026-06-01": None}
    for seats in ("billed_seats", "idle_seats"):  # those of two months are no more seats
        assert by(asked, seats, "seat_month__cost_center")["a"] is None
    idle_cost = by(asked, "idle_seat_cost", "metric_time__month", "seat_month__currency")
    assert idle_cost == {("2026-05-01", "USD"): 6, ("2026-05-01", "EUR"): 9, ("2026-06-01", "USD"): None}
    assert by(asked, "idle_seat_cost", "metric_time__month")["2026-05-01"] is None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.audience)
def test_a_page_says_what_its_metrics_say(page: Page, copies: Path, asked: Asked) -> None:
    for figure in page.figures:
        if figure.metrics:
            number, wrong = parted(figure, asked, opened(copies, page.audience))
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
    printed = {team: cells for team, *cells in cells_of(out)}
    cost, merged, per = (
        by(asked, metric, "metric_time__month", "team_month__team_id")
        for metric in ("ai_cost_usd", "merged_pull_requests", "cost_per_merged_pull_request_usd")
    )
    assert {team for _, team in cost} == printed.keys()
    for (day, team), amount in cost.items():
        cell = printed[team][int(day[5:7]) - 4]
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


def test_what_a_build_prints_of_one_source_are_metrics(manifest: Node, tmp_path: Path) -> None:
    usage = COPY["analyst"]["mart_daily_tool_usage"]
    for name, rows in (("mart_monthly_spend", SPEND), ("mart_daily_tool_usage", usage)):
        (tmp_path / name).mkdir()
        made(tmp_path / name, manifest, {"analyst": {name: rows}})
    out = io.StringIO()
    summary._spend_table(Console(file=out, width=200), opened(tmp_path / "mart_monthly_spend", "analyst"))
    names = ("issuer", "service_name", "model", "currency")
    spent = by(
        Asked(tmp_path / "mart_monthly_spend"), "ai_spend", *(f"spend_month__{n}" for n in names), "metric_time__month"
    )
    printed = {
        (what, currency, day): cell
        for what, currency, *cells in cells_of(out)
        for day, cell in zip(("2026-05-01", "2026-06-01"), cells, strict=True)
    }
    for (issuer, service, model, currency, day), amount in spent.items():
        if amount is not None:  # what is not for AI has no line
            what = " · ".join(filter(None, (issuer, service, model)))
            assert printed.pop((what, currency, day)) == f"{amount:,.2f}"
    assert {*printed.values()} == {"-"}
    out = io.StringIO()
    summary._usage_table(Console(file=out, width=200), opened(tmp_path / "mart_daily_tool_usage", "analyst"))
    used = Asked(tmp_path / "mart_daily_tool_usage")(
        ["model_requests", "used_tokens", "list_cost_usd"],
        ["tool_day__tool", "tool_day__model"],
        "{{ TimeDimension('metric_time', 'month') }} = '2026-06-01'",
    )
    written = {tuple("-" if value is None else f"{value:,}" for value in [*row.values()][2:4]) for row in used}
    assert (
        {(requests, tokens) for _, _, requests, tokens, _ in cells_of(out)}
        == written
        == {("3", "1,000,000"), ("2", "-")}
    )


def cells_of(out: io.StringIO) -> list[list[str]]:
    """The lines of the printed tables, without their headings."""
    lines = [line.split("│")[1:-1] for line in out.getvalue().splitlines() if line.startswith("│")]
    return [[cell.strip() for cell in line] for line in lines]


def test_what_a_page_says_is_withheld_is_a_metric(copies: Path, asked: Asked) -> None:
    for table, metric in (
        ("mart_team_monthly_pull_request_cost", "withheld_month_numbers"),
        ("mart_team_weekly_adoption", "withheld_week_numbers"),
    ):
        figure = next(figure for page in PAGES for figure in page.figures if figure.table == table)
        notes = rendering.answer(opened(copies, "analyst"), figure).notes
        assert any(note.startswith(f"{one(asked, metric)} of its numbers are withheld") for note in notes)


def validate(semantics: str) -> None:
    parsed = parse_manifest_from_dbt_generated_manifest(semantics)
    SemanticManifestValidator[PydanticSemanticManifest]().checked_validations(parsed)


def test_metricflow_takes_all_of_it() -> None:
    """Rules of a newer make than those by which dbt refuses to parse."""
    validate(MANIFEST.read_text())
    for right, wrong in (("month_start", "month"), ("list_cost_usd", "used_tokens")):
        with pytest.raises(SemanticManifestValidationException):
            validate(MANIFEST.read_text().replace(f'"{right}"', f'"{wrong}"'))


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
