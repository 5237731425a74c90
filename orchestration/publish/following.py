"""What follows from what is told and tells nothing more: made of a copy as it stands, not as the build has it."""

from __future__ import annotations

from collections.abc import Collection

import duckdb

from orchestration.sql import identifier

#: Dimensions, and the column that tables name them by.
DIMENSIONS = {"dim_teams": "team_id", "dim_cost_centers": "cost_center", "dim_tools": "tool", "dim_models": "model"}


def follow(connection: duckdb.DuckDBPyConnection, schema: str, tables: Collection[str]) -> None:
    """Make the rows that follow from the others' in the copy's `schema`."""
    if {"mart_monthly_budget", "mart_cost_center_monthly_chargeback"} <= set(tables):
        _spend(connection, schema)
    for dimension, key in DIMENSIONS.items():
        if dimension in tables:
            _name(connection, schema, dimension, key)


def _spend(connection: duckdb.DuckDBPyConnection, schema: str) -> None:
    """A budget's spending is what the chargeback tells, also of rows that stand or were not told in the end."""
    connection.execute(
        f"""
        create or replace table {schema}.mart_monthly_budget as
        select month, cost_center, planned.budget_usd, charged.actual_usd
        from (
            select month, cost_center, budget_usd from {schema}.mart_monthly_budget where budget_usd is not null
        ) as planned
        full join (
            select month, cost_center, cast(sum(charged_cost) as decimal(38, 12)) as actual_usd
            from {schema}.mart_cost_center_monthly_chargeback where currency = 'USD' group by month, cost_center
        ) as charged using (month, cost_center)
        """
    )


def _name(connection: duckdb.DuckDBPyConnection, schema: str, dimension: str, key: str) -> None:
    """Keep of a dimension what a table tells something of, and the teams above: that there are others is not told."""
    name = identifier(key)
    catalog, _, inner = schema.rpartition(".")
    telling = connection.execute(
        "select table_name from duckdb_columns() where database_name = ? and schema_name = ? and column_name = ?"
        " and not list_contains(?, table_name)",
        [catalog, inner, key, list(DIMENSIONS)],
    ).fetchall()
    told = " union ".join(f"select {name} from {schema}.{identifier(row[0])}" for row in telling)
    told = told or f"select null as {name}"
    if dimension == "dim_teams":
        told = (
            f"with recursive named as ({told} union select parent_team_id from {schema}.dim_teams"
            " join named using (team_id)) select team_id from named"
        )
    connection.execute(
        f"delete from {schema}.{identifier(dimension)} where {name} not in"
        f" (select told.{name} from ({told}) as told where told.{name} is not null)"
    )
