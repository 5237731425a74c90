"""What one row can break is dbt's; what only the whole table can show is Great Expectations'. Nothing stands twice.

A rule of Great Expectations is a class with a column, or a query. Of a query nobody can read off what it asks, so it is
tried: on a table that is quiet but for one thing, which a rule of dbt's forbids.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import duckdb
import pytest

import expectations
from expectations import GuardedTable, Rule
from orchestration.sql import identifier
from tests.unit.plausible import rows as rows_of_suites

#: What Great Expectations calls a rule that dbt also has, and dbt's name for it.
SAME = {
    "ExpectColumnValuesToNotBeNull": "not_null",
    "ExpectColumnValuesToBeUnique": "unique",
    "ExpectCompoundColumnsToBeUnique": "grain",
    "ExpectColumnValuesToBeInSet": "accepted_values",
}
MANY = 2000
ROWS = rows_of_suites()

DbtRule = tuple[str, str, str]  # model, column ('' where it is about the row), dbt's name


def dbt_rules(manifest: dict[str, Any]) -> set[DbtRule]:
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


def stated_twice(tables: Iterable[GuardedTable], manifest: dict[str, Any]) -> set[tuple[str, DbtRule]]:
    """Rules of Great Expectations, by name, that say what a rule of dbt's says of the same model."""
    models = {node["name"]: node for node in manifest["nodes"].values() if node["resource_type"] == "model"}
    found = set()
    for table in tables:
        known = {rule for rule in dbt_rules(manifest) if rule[0] == table.name}
        for rule in table.rules:
            if rule.query:
                found |= {(rule.name, dbt) for dbt in known if catches(rule, dbt, models[table.name]["columns"])}
            elif "mostly" not in rule.arguments:
                same = (table.name, str(rule.arguments.get("column", "")), SAME.get(rule.kind, ""))
                found |= {(rule.name, same)} & {(rule.name, dbt) for dbt in known}
    return found


def catches(rule: Rule, dbt: DbtRule, columns: dict[str, dict[str, Any]]) -> bool:
    """Whether a query finds one row that dbt's rule forbids, among rows that nothing is wrong with."""
    _, column, kind = dbt
    wrong = {
        "not_null": f"update batch set {identifier(column)} = null where rowid = 0",
        "accepted_values": f"update batch set {identifier(column)} = 'no such value' where rowid = 0",
        "unique": "insert into batch from batch where rowid = 0",
        "grain": "insert into batch from batch where rowid = 0",
    }.get(kind)
    if wrong is None:
        return False
    with duckdb.connect() as connection:
        described = ", ".join(f"{identifier(name)} {column['data_type']}" for name, column in columns.items())
        connection.execute(f"create table batch ({described})")
        for day in ("2026-06-01", "2026-06-08"):
            values = ", ".join(quiet(name, column["data_type"], day) for name, column in columns.items())
            connection.execute(f"insert into batch values ({values})")
        assert not fires(connection, rule), f"{rule.name} finds something in rows of zeros: give it quiet ones"
        connection.execute(wrong)
        return fires(connection, rule)


def quiet(name: str, kind: str, day: str) -> str:
    """A value that nothing is wrong with: no money, no people, all teams together."""
    if kind.lower() == "varchar":
        return "'all'" if name == "team_id" else f"'{day}'"
    if kind.lower() in ("date", "timestamp"):
        return f"'{day}'"
    return "'{}'" if kind.lower() == "json" else f"cast(0 as {kind})"


def fires(connection: duckdb.DuckDBPyConnection, rule: Rule) -> bool:
    return bool(connection.execute(rule.query.format(batch="batch")).fetchall())


def test_no_rule_is_stated_twice(manifest: dict[str, Any]) -> None:
    watches = [table for table in expectations.tables() if not table.is_gate]
    assert watches and stated_twice(watches, manifest) == set()


@pytest.mark.parametrize(
    ("rule", "twice"),
    [
        ({"kind": "ExpectColumnValuesToNotBeNull", "arguments": {"column": "person_key"}}, ("person_key", "not_null")),
        ({"query": "select * from {batch} where person_key is null"}, ("person_key", "not_null")),
        ({"query": "select person_key from {batch} group by all having count(*) > 1"}, ("", "grain")),
    ],
)
def test_a_planted_duplicate_is_caught(manifest: dict[str, Any], rule: dict[str, Any], twice: tuple[str, str]) -> None:
    planted = Rule("twice", "t", "w", "r", "critical", "l", **rule)
    table = GuardedTable("person_identities", ("restricted", "person_identities"), (planted,), schema="restricted")
    assert ("twice", ("person_identities", *twice)) in stated_twice([table], manifest)


def rules_on_rows() -> Iterator[tuple[GuardedTable, Rule]]:
    """Those on what was delivered itself; the others are about counts of files and days."""
    for table in expectations.tables():
        if table.is_gate and table.name in ROWS:
            yield from ((table, rule) for rule in table.rules)


def tolerates_one_bad_row(table: GuardedTable, rule: Rule) -> bool:
    """One bad row among many is no business of Great Expectations': the loader refuses it, or a test of dbt's does."""
    if not rule.query:
        return "mostly" in rule.arguments
    columns, good, bad = ROWS[table.name]
    with duckdb.connect() as connection:
        connection.execute(f"create table batch ({columns}); insert into batch values {good}")
        connection.execute(f"insert into batch select batch.* from batch, range({MANY})")
        connection.execute(f"insert into batch values {bad}")
        return not fires(connection, rule)


@pytest.mark.parametrize(("table", "rule"), list(rules_on_rows()), ids=lambda case: case.name)
def test_great_expectations_judges_only_whole_tables(table: GuardedTable, rule: Rule) -> None:
    assert tolerates_one_bad_row(table, rule)


def test_a_planted_rule_on_single_rows_is_caught() -> None:
    (table,) = [table for table in expectations.tables() if table.name == "litellm__spend_logs"]
    query = "select * from {batch} where prompt_tokens > 2000000"
    assert not tolerates_one_bad_row(table, Rule("p", "t", "w", "r", "warning", "l", query))


def test_sources_carry_no_dbt_tests(manifest: dict[str, Any]) -> None:
    for node in manifest["nodes"].values():
        if node["resource_type"] == "test":
            assert not (node.get("attached_node") or "").startswith("source."), node["name"]


def test_every_stream_has_the_gates_all_streams_share() -> None:
    from orchestration.sources import streams

    guarded = {("/".join(t.asset), r.name) for t in expectations.tables() for r in t.rules if r.severity == "critical"}
    assert {(key, "files_can_be_read") for key in streams()} <= guarded
