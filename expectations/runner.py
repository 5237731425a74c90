"""Runs rules on a DuckDB file, pushed down as SQL, and lets go of the file afterwards."""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from expectations.rules import GuardedTable, Outcome, Rule

if TYPE_CHECKING:
    from great_expectations.core.expectation_validation_result import ExpectationValidationResult
    from great_expectations.datasource.fluent import SQLDatasource
    from great_expectations.datasource.fluent.interfaces import Batch
    from great_expectations.expectations.expectation import Expectation

SHOWN_ROWS = 5


def run(database: Path, tables: Iterable[GuardedTable]) -> list[Outcome]:
    """Evaluate every rule of `tables` on the DuckDB file. It is opened read-only, and free for a writer afterwards.

    Out of the box Great Expectations loses every result on DuckDB: it rolls back on the one connection there is. Hence
    AUTOCOMMIT without rollback, and both of its engines closed (facts/stack.md, measured).
    """
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import great_expectations as gx
        from great_expectations.data_context.types.base import ProgressBarsConfig

        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = ProgressBarsConfig(globally=False)
        source = context.data_sources.add_sql(
            "assay",
            connection_string="duckdb:///",  # a path in it would be a template: Great Expectations fills in $NAME
            kwargs={
                "isolation_level": "AUTOCOMMIT",
                "skip_autocommit_rollback": True,
                "connect_args": {"database": str(database), "read_only": True},
            },
        )
        try:
            return [outcome for table in tables for outcome in _run_table(source, table)]
        finally:
            source.get_execution_engine().close()
            source.get_engine().dispose()


def _run_table(source: SQLDatasource, table: GuardedTable) -> list[Outcome]:
    name = f"{table.schema or 'raw'}.{table.name}"
    try:
        asset = source.add_table_asset(name, table_name=table.name, schema_name=table.schema)
        batch = asset.add_batch_definition_whole_table("all").get_batch()
    except Exception as problem:  # a table that is not there: no rule of it can be evaluated
        return [
            Outcome(table.asset, rule, "errored", _first_line(problem), is_gate=table.is_gate) for rule in table.rules
        ]
    queries = [rule for rule in table.rules if rule.query]
    others = [rule for rule in table.rules if not rule.query]
    # COMPLETE brings the rows a query found, of which the rule says what may be shown; of single values only the count
    results = _validate(batch, queries, {"result_format": "COMPLETE"}) | _validate(
        batch, others, {"result_format": "BASIC", "partial_unexpected_count": 0}
    )
    return [_outcome(table, rule, results[rule.name]) for rule in table.rules]


def _validate(
    batch: Batch, rules: Sequence[Rule], result_format: dict[str, Any]
) -> dict[str, ExpectationValidationResult]:
    """The result of each rule by its name, in one pass over the table."""
    import great_expectations as gx

    suite = gx.ExpectationSuite(name="rules")
    for rule in rules:
        suite.add_expectation(_expectation(rule))
    found = batch.validate(suite, result_format=result_format).results if rules else []
    return {result.expectation_config.meta["rule"]: result for result in found}


def _expectation(rule: Rule) -> Expectation:
    from great_expectations import expectations

    meta = {"rule": rule.name}
    if rule.query:
        return expectations.UnexpectedRowsExpectation(unexpected_rows_query=rule.query, meta=meta)
    return getattr(expectations, rule.kind)(**rule.arguments, meta=meta)


def _outcome(table: GuardedTable, rule: Rule, result: ExpectationValidationResult) -> Outcome:
    if problem := _exception(result.exception_info):
        return Outcome(table.asset, rule, "errored", f"could not be evaluated: {problem}", is_gate=table.is_gate)
    found = json.loads(json.dumps(result.result, default=str))
    seen, details = (_rows_seen if rule.query else _values_seen)(rule, found)
    return Outcome(table.asset, rule, "passed" if result.success else "failed", seen, details, table.is_gate)


def _rows_seen(rule: Rule, found: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The rows that should not be, by the columns that may be shown."""
    unexpected = found.get("details", {}).get("unexpected_rows") or []
    count = int(found.get("observed_value") or 0)
    shown = [{name: row.get(name) for name in rule.shows} for row in unexpected[:SHOWN_ROWS]]
    told = "; ".join(", ".join(f"{name} {value}" for name, value in row.items()) for row in shown if row)
    more = f"; and {count - len(shown)} more" if told and count > len(shown) else ""
    return (told + more or f"{count} found" if count else "none"), {"count": count, "rows": shown}


def _values_seen(rule: Rule, found: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Counts, never the values themselves: they may name a person."""
    if "unexpected_count" in found:
        count, whole = found["unexpected_count"] or 0, found.get("element_count") or 0  # None on an empty table
        return f"{count:,} of {whole:,} values outside", {"unexpected_count": count, "element_count": whole}
    return f"observed {found.get('observed_value')}", {"observed_value": found.get("observed_value")}


def _exception(info: Mapping[str, Any]) -> str | None:
    """The message of an exception inside an expectation; Great Expectations calls it a failure without raising."""
    infos = [info] if "raised_exception" in info else list(info.values())
    raised = [i for i in infos if i.get("raised_exception")]
    return _first_line(raised[0].get("exception_message") or "unknown") if raised else None


def _first_line(problem: object) -> str:
    lines = [line for line in str(problem).strip().splitlines() if line.strip()]
    return lines[0][:300] if lines else type(problem).__name__
