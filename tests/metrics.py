"""What the metrics say of published copies: MetricFlow makes the SQL, as any BI tool that knows dbt's metrics would."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
from metricflow.protocols.sql_client import SqlEngine
from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer
from metricflow_semantics.model.dbt_manifest_parser import parse_manifest_from_dbt_generated_manifest
from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

from orchestration.report.declared import Figure
from orchestration.settings import DBT_PROJECT_DIR
from orchestration.sql import identifier, literal

Row = dict[str, Any]
MANIFEST = DBT_PROJECT_DIR / "target" / "semantic_manifest.json"
#: Whose copy has what of the warehouse's schemas.
COPIES = {"analyst": "analyst", "finance": "finance", "marts": "reviewer"}


class _Dialect:
    """All that MetricFlow has to know of the database to write SQL for it."""

    sql_engine_type = SqlEngine.DUCKDB
    sql_plan_renderer = DuckDbSqlPlanRenderer()


class Asked:
    """The copies in a folder, under the names that the semantic manifest gives to their tables."""

    def __init__(self, copies: Path) -> None:
        self.connection = duckdb.connect()
        self.connection.execute("attach ':memory:' as warehouse")
        self.connection.execute("create schema warehouse.intermediate")
        for schema, audience in COPIES.items():
            copy = copies / f"{audience}.duckdb"
            if not copy.exists():
                continue
            self.connection.execute(f"attach {literal(str(copy))} as {audience}_copy (read_only)")
            self.connection.execute(f"create schema warehouse.{schema}")
            found = self.connection.execute(
                "select table_name from information_schema.tables where table_catalog = ? and table_schema = 'marts'",
                [f"{audience}_copy"],
            )
            for (table,) in found.fetchall():
                name = identifier(table)
                self.connection.execute(f"create view warehouse.{schema}.{name} as from {audience}_copy.marts.{name}")

    @cached_property
    def engine(self) -> MetricFlowEngine:
        return MetricFlowEngine(
            SemanticManifestLookup(parse_manifest_from_dbt_generated_manifest(MANIFEST.read_text())),
            _Dialect(),  # type: ignore[arg-type]  # it is asked for SQL, and never to run any
        )

    def sql(self, metrics: Sequence[str], by: Sequence[str] = (), where: str = "") -> str:
        """What MetricFlow would ask; without its comments, in which it counts."""
        asked = MetricFlowQueryRequest.create(
            metric_names=list(metrics), group_by_names=list(by), where_constraints=[where] if where else None
        )
        return self.engine.explain(asked).sql_statement.without_descriptions.sql

    def __call__(self, metrics: Sequence[str], by: Sequence[str] = (), where: str = "") -> list[Row]:
        """A row a group: what it is by, as in the table, and each metric."""
        found = self.connection.sql(self.sql(metrics, by, where))
        return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


def told() -> dict[str, Row]:
    """The metrics that people are told of, by name: what they are made of is not asked for by itself."""
    manifest = json.loads((DBT_PROJECT_DIR / "target" / "manifest.json").read_text())
    return {metric["name"]: metric for metric in manifest["metrics"].values() if metric["config"]["meta"]}


#: Of whom a table's rows are, as the metrics' names have it.
ROWS = {
    "mart_team_monthly_pull_request_cost": "team_month",
    "mart_team_weekly_adoption": "team_week",
    "mart_monthly_spend": "spend_month",
    "mart_daily_tool_usage": "tool_day",
    "mart_cost_center_monthly_chargeback": "charged_month",
    "mart_monthly_accruals": "accrued_month",
    "mart_monthly_seats": "seat_month",
}
#: What a page's headings ask by: the time, or a column of the table. `of` is a currency and a month.
TIMES = {"month": "metric_time__month", "week": "metric_time__week"}
NAMES = {
    "team": "team_id",
    "currency": "currency",
    "issuer": "issuer",
    "service": "service_name",
    "model": "model",
    "basis": "cost_basis",
    "tool": "tool",
    "cost centre": "cost_center",
}
#: How a page writes NULL where a name is asked for.
NAMELESS = ("unknown", "no model")


def parted(figure: Figure, asked: Asked, connection: duckdb.DuckDBPyConnection) -> tuple[int, list[str]]:
    """How many numbers of a figure are its metric's too, and those that are not."""
    found = connection.sql(figure.query)
    rows = [_spread(dict(zip(found.columns, row, strict=True))) for row in found.fetchall()]
    if not rows:
        return 0, []
    times = {heading: name for heading, name in TIMES.items() if heading in rows[0]}
    names = {heading: f"{ROWS[figure.table]}__{name}" for heading, name in NAMES.items() if heading in rows[0]}
    has_teams = figure.table in ("mart_team_monthly_pull_request_cost", "mart_team_weekly_adoption")
    of_all = f"{{{{ Dimension('{ROWS[figure.table]}__team_id') }}}} = 'all'"
    answers = asked(
        [*figure.metrics.values()],
        [*times.values(), *names.values()],
        of_all if has_teams and "team" not in names else "",
    )
    by_key = {
        (*(str(row[name])[:10] for name in times.values()), *(_name(row[name]) for name in names.values())): row
        for row in answers
    }
    kinds = {name: str(kind) for name, kind in zip(found.columns, found.types, strict=True)}
    wrong = []
    for row in rows:
        key = (*(_day(row[heading]) for heading in times), *(_name(row[heading]) for heading in names))
        for heading, metric in figure.metrics.items():
            told, said = row[heading], by_key.get(key, {}).get(metric, "no row")
            if not _is_same(told, said, kinds[heading]):
                wrong.append(f"{figure.question} {key} {heading}: {told}, {metric}: {said}")
    return len(rows) * len(figure.metrics), wrong


def _spread(row: Row) -> Row:
    if "of" not in row:
        return row
    *currency, month = row["of"].split(", ")
    return {**row, "currency": next(iter(currency), None), "month": month}


def _day(label: str) -> str:
    """The first day of a month or a week, as a page labels it."""
    found = re.search(r"\d{4}-\d{2}(-\d{2})?", label)
    assert found, label
    return found[0] if found[1] else f"{found[0]}-01"


def _name(label: str | None) -> str | None:
    return None if label in NAMELESS else label


def _is_same(told: Any, said: Any, kind: str) -> bool:
    """Equal as far as the page's column is exact; MetricFlow divides in binary fractions."""
    if told is None or said is None or isinstance(said, str):
        return told is None and said is None
    scale = re.search(r",\s*(\d+)\)", kind)
    exact = Decimal(10) ** -int(scale[1]) if scale else Decimal(0)
    return abs(Decimal(told) - Decimal(said)) <= max(exact, abs(Decimal(told)) / 10**12)
