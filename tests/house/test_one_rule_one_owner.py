"""What one row can break is dbt's; what only the whole table can show is Great Expectations'. Nothing stands twice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import expectations
from expectations import GuardedTable, Rule

#: What Great Expectations calls a rule that dbt also has, and dbt's name for it.
SAME = {
    "ExpectColumnValuesToNotBeNull": "not_null",
    "ExpectColumnValuesToBeUnique": "unique",
    "ExpectCompoundColumnsToBeUnique": "grain",
    "ExpectColumnValuesToBeInSet": "accepted_values",
}


def gx_rules(tables: Iterable[GuardedTable]) -> set[tuple[str, str, str]]:
    """Rules without tolerance, as (model or source, column, dbt's name)."""
    return {
        (table.asset[-1], str(rule.arguments.get("column", "")), SAME[rule.kind])
        for table in tables
        for rule in table.rules
        if rule.kind in SAME and "mostly" not in rule.arguments
    }


def dbt_rules(manifest: dict[str, Any]) -> set[tuple[str, str, str]]:
    found = set()
    for node in manifest["nodes"].values():
        if node["resource_type"] == "test" and node.get("test_metadata") and node.get("attached_node"):
            owner = node["attached_node"].rsplit(".", 1)[-1]
            found.add((owner, node.get("column_name") or "", node["test_metadata"]["name"]))
        if node["resource_type"] == "model":
            for column in node["columns"].values():
                for constraint in column.get("constraints", []):
                    found.add((node["name"], column["name"], constraint["type"]))
    return found


def test_no_rule_is_stated_twice(manifest: dict[str, Any]) -> None:
    assert not dbt_rules(manifest) & gx_rules(expectations.tables())


def test_great_expectations_judges_only_whole_tables() -> None:
    assert gx_rules(expectations.tables()) == set()


def test_sources_carry_no_dbt_tests(manifest: dict[str, Any]) -> None:
    for node in manifest["nodes"].values():
        if node["resource_type"] == "test":
            assert not (node.get("attached_node") or "").startswith("source."), node["name"]


def test_a_planted_duplicate_is_caught(manifest: dict[str, Any]) -> None:
    arguments = {"column": "valid_from"}
    rule = Rule("twice", "t", "w", "r", "critical", "l", "ExpectColumnValuesToNotBeNull", arguments)
    planted = GuardedTable("dim_people", ("marts", "dim_people"), (rule,), schema="marts")
    assert dbt_rules(manifest) & gx_rules([planted]) == {("dim_people", "valid_from", "not_null")}


def test_every_stream_has_the_gates_all_streams_share() -> None:
    from orchestration.sources import streams

    guarded = {("/".join(t.asset), r.name) for t in expectations.tables() for r in t.rules if r.severity == "critical"}
    assert {(key, "files_can_be_read") for key in streams()} <= guarded
