"""Superset's boards name what their audiences have, and its metrics are dbt's."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration import publish
from orchestration.serving.superset import assets, metrics
from tests.house.small_copies import COPY, Node, made
from tests.house.test_dictionary import Depends
from tests.metrics import COPIES, ROWS, Asked

AUDIENCES = [audience.name for audience in publish.AUDIENCES]
#: Of tables without names to ask by.
OTHERS = {"mart_invoice_reconciliation": "difference", "fct_billing_periods": "period"}
#: What parts the rows of a table, so that nothing doubles: names, of which each alone and all together are asked.
NAMES = ("team_id", "currency", "tool", "issuer", "cost_center", "model")


@pytest.fixture(scope="module")
def copies(manifest: Node, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("copies"), manifest, COPY)


@pytest.fixture(scope="module")
def given(manifest: Node) -> assets.Assets:
    return assets.made(manifest, {audience: f"postgresql://{audience}@/db" for audience in AUDIENCES})


@pytest.mark.parametrize("audience", AUDIENCES)
def test_an_audience_is_given_what_is_its_own(audience: str, given: assets.Assets, manifest: Node) -> None:
    datasets = {name: one for name, one in given.items() if name.startswith(f"datasets/{audience}/")}
    assert {one["table_name"] for one in datasets.values()} == {
        model["alias"] for model in Depends(manifest, f"{audience}_copy").models
    }
    database = given[f"databases/{audience}.yaml"]
    assert {(one["database_uuid"], one["schema"]) for one in datasets.values()} == {
        (database["uuid"], f"assay_{audience}")
    }
    own = {one["uuid"] for one in datasets.values()}
    charts = [one for name, one in given.items() if name.startswith(f"charts/{audience}_")]
    assert charts and {one["dataset_uuid"] for one in charts} <= own
    assert not any(database[f"allow_{what}"] for what in ("dml", "ctas", "cvas", "file_upload", "run_async"))


def test_nothing_is_there_twice(given: assets.Assets) -> None:
    uuids = [one["uuid"] for one in given.values() if "uuid" in one]
    assert len(uuids) == len({*uuids})


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_chart_can_be_asked(audience: str, given: assets.Assets, copies: Path) -> None:
    """Its condition too, which is SQL that PostgreSQL and DuckDB both know."""
    written = assets.board(audience)["charts"]
    assert written
    with duckdb.connect(str(copies / f"{audience}.duckdb"), read_only=True) as copy:
        for chart in written:
            told = {m["metric_name"]: m["expression"] for m in dataset(given, audience, chart["table"])["metrics"]}
            for name in assets.named(chart):
                copy.execute(
                    f"select {told.get(name, name)} from marts.{chart['table']} where {chart.get('where', 'true')}"
                )


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"table": "mart_review_queue"}, "analysts have no table mart_review_queue"),
        ({"params": {"metrics": ["ai_cost"]}}, "has no ai_cost"),
        ({"params": {"all_columns": ["month", "person_key"]}}, "has no person_key"),
        ({"params": {"groupby": ["team"]}}, "has no team"),
    ],
)
def test_what_an_audience_has_not_is_said(
    monkeypatch: pytest.MonkeyPatch, manifest: Node, changes: Node, problem: str
) -> None:
    chart = {"name": "A", "table": "mart_team_monthly_pull_request_cost", "viz_type": "table", "params": {}, **changes}
    monkeypatch.setattr(assets, "board", lambda audience: {"title": "T", "reading": "R", "charts": [chart]})
    with pytest.raises(assets.BoardError, match=f"analyst's board, 'A': .*{problem}"):
        assets.made(manifest, {"analyst": "postgresql://"})


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_board_is_told_of_whole(audience: str, manifest: Node, given: assets.Assets) -> None:
    depends = Depends(manifest, f"{audience}_board")
    written = assets.board(audience)["charts"]
    assert {model["alias"] for model in depends.models} == {chart["table"] for chart in written}
    assert depends.metrics == {
        metric["metric_name"]
        for chart in written
        for metric in dataset(given, audience, chart["table"])["metrics"]
        if metric["metric_name"] in (*chart["params"].get("metrics", ()), chart["params"].get("metric"))
    }


def test_where_a_sum_would_double_only_metrics_are_asked_for(given: assets.Assets) -> None:
    locked = {name for name, one in given.items() if one.get("extra", {}).get("disallow_adhoc_metrics")}
    for table in ("mart_team_monthly_pull_request_cost", "mart_team_weekly_adoption", "mart_monthly_spend"):
        assert f"datasets/analyst/{table}.yaml" in locked
    assert "datasets/reviewer/mart_review_queue.yaml" not in locked


def test_a_metric_is_what_metricflow_makes_of_it(manifest: Node, copies: Path) -> None:
    """Over everything, by each name and by all of them, on rows of every kind that a sum can go wrong over."""
    asked, compared = Asked(copies), 0
    whose = {table: audience for audience, tables in COPY.items() for table in tables}
    nodes = {
        m["node_relation"]["alias"]: m["node_relation"]["schema_name"] for m in manifest["semantic_models"].values()
    }
    for table, told in metrics.by_table(manifest).items():
        audience = COPIES[nodes[table]]
        assert table in whose
        with duckdb.connect(str(copies / f"{audience}.duckdb"), read_only=True) as copy:
            columns = {name for name, *_ in copy.execute(f"describe marts.{table}").fetchall()}
            known = [name for name in NAMES if name in columns and _asks(manifest, table, name)]
            for names in ([], *([name] for name in known), *([known] if len(known) > 1 else [])):
                by = [f"{(ROWS | OTHERS)[table]}__{name}" for name in names]
                for metric in told:
                    listed = ", ".join((*names, f"{metric.sql} as told"))
                    grouping = f"group by {', '.join(names)}" if names else ""
                    own = copy.execute(f"select {listed} from marts.{table} {grouping}").fetchall()
                    theirs = [tuple(row[name] for name in (*by, metric.name)) for row in asked([metric.name], by)]
                    assert _rounded(own) == _rounded(theirs), (metric.name, names)
                    compared += len(own)
    assert compared > 150


def dataset(given: assets.Assets, audience: str, table: str) -> Node:
    return given[f"datasets/{audience}/{table}.yaml"]


def _asks(manifest: Node, table: str, name: str) -> bool:
    """Whether dbt's metrics of a table may be asked for by a name."""
    (model,) = (m for m in manifest["semantic_models"].values() if m["node_relation"]["alias"] == table)
    return any(dimension["name"] == name for dimension in model["dimensions"])


def _rounded(rows: list[tuple[Any, ...]]) -> list[tuple[str, ...]]:
    """MetricFlow divides in binary fractions."""
    return sorted(
        tuple(f"{value:.9g}" if isinstance(value, int | float | Decimal) else str(value) for value in row)
        for row in rows
    )
