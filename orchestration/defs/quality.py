"""Great Expectations as asset checks: gates on raw, which block, and watches on marts, which only say.

All gates are one step, and all watches another: importing Great Expectations costs four seconds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import dagster as dg

import expectations
from expectations import GuardedTable, Outcome
from orchestration import verdicts as passing
from orchestration.clock import utc_now
from orchestration.defs.raw import asset_key
from orchestration.defs.resources import POOL, Home
from orchestration.defs.warehouse import warehouse
from orchestration.runs.running import TO_DO
from orchestration.settings import Settings
from orchestration.sources import streams

_STREAMS = {asset_key(stream) for stream in streams().values()}
_GATES = [table for table in expectations.tables() if dg.AssetKey(table.asset) in _STREAMS]
_WATCHES = [table for table in expectations.tables() if dg.AssetKey(table.asset) in warehouse.keys]


def _specs(tables: Sequence[GuardedTable], blocking: bool, after: Sequence[str] = ()) -> list[dg.AssetCheckSpec]:
    """One check a rule. Of a blocking one, a failure with severity WARN does not block, and one with ERROR does."""
    return [
        dg.AssetCheckSpec(
            rule.name,
            asset=dg.AssetKey(table.asset),
            description=f"{rule.title}. {rule.why}.",
            blocking=blocking,
            additional_deps=after,
            metadata={"limit": rule.limit, "remedy": rule.remedy},
        )
        for table in tables
        for rule in table.rules
    ]


@dg.multi_asset_check(specs=_specs(_GATES, blocking=True, after=["raw"]), name="gates", can_subset=True, pool=POOL)
def gates(context: dg.AssetCheckExecutionContext, home: Home) -> Iterator[dg.AssetCheckResult]:
    """Judge what no gate has passed yet; where nothing waits and nothing was refused, the last verdict holds.

    A check that is run by its own button judges the newest partitions of its stream where none waits. What waits has
    passed only when all rules of its stream let it through.
    """
    chosen = _chosen(context, _GATES)
    is_whole = sum(map(_rule_count, chosen)) == sum(map(_rule_count, _GATES))
    judged = passing.unjudged(home.settings)
    refused = {record["asset"] for record in expectations.read_records(home.settings.quality) if record["is_blocking"]}
    if not is_whole:
        judged = judged.with_newest(_stream_keys(chosen))
    keys = {key for key, partitions in judged.waiting.items() if partitions or key in refused} & _stream_keys(chosen)
    tables = [table for table in chosen if "/".join(table.asset) in keys]
    found: list[Outcome] = []
    if tables:
        context.log.info(f"checking {sum(map(_rule_count, tables))} expectations on {len(keys)} streams")
        found = expectations.run(passing.write_database(home.settings, judged, keys), tables)
    shown = _show(home.settings, found)
    whole = {key for key in keys if _rules_of(chosen, key) == _rules_of(_GATES, key)}
    passing.remember(home.settings, judged, whole - {"/".join(o.asset) for o in found if o.is_blocking})
    yield from _results(chosen, shown, blocking=True)


@dg.multi_asset_check(specs=_specs(_WATCHES, blocking=False), name="watches", can_subset=True, pool=POOL)
def watches(context: dg.AssetCheckExecutionContext, home: Home) -> Iterator[dg.AssetCheckResult]:
    """Judge whether the answers are plausible."""
    chosen = _chosen(context, _WATCHES)
    found = expectations.run(home.settings.warehouse, chosen)
    yield from _results(chosen, _show(home.settings, found), blocking=False)


def _chosen(context: dg.AssetCheckExecutionContext, tables: Sequence[GuardedTable]) -> list[GuardedTable]:
    """The tables with those of their rules that were asked for, by the button of one check or of one asset."""
    keys = context.selected_asset_check_keys
    narrowed = (
        replace(
            table, rules=tuple(r for r in table.rules if dg.AssetCheckKey(dg.AssetKey(table.asset), r.name) in keys)
        )
        for table in tables
    )
    return [table for table in narrowed if table.rules]


def _rule_count(table: GuardedTable) -> int:
    return len(table.rules)


def _stream_keys(tables: Sequence[GuardedTable]) -> set[str]:
    return {"/".join(table.asset) for table in tables}


def _rules_of(tables: Sequence[GuardedTable], key: str) -> set[str]:
    return {rule.name for table in tables if "/".join(table.asset) == key for rule in table.rules}


def _show(settings: Settings, found: Sequence[Outcome]) -> dict[tuple[str, str], dict[str, Any]]:
    """Put outcomes on the quality page; returns all it shows, by asset and rule."""
    moment = f"{utc_now():%Y-%m-%d %H:%M} UTC"
    shown = expectations.write_page(settings.quality, found, moment, [*_GATES, *_WATCHES], settings.is_simulated)
    return {(record["asset"], record["name"]): record for record in shown}


def _results(
    tables: Sequence[GuardedTable], shown: dict[tuple[str, str], dict[str, Any]], blocking: bool
) -> Iterator[dg.AssetCheckResult]:
    for table in tables:
        for rule in table.rules:
            record = shown.get(("/".join(table.asset), rule.name))
            is_error = blocking and record is not None and record["is_blocking"]
            yield dg.AssetCheckResult(
                asset_key=dg.AssetKey(table.asset),
                check_name=rule.name,
                passed=record is None or record["status"] == "passed",
                severity=dg.AssetCheckSeverity.ERROR if is_error else dg.AssetCheckSeverity.WARN,
                description=_said(record),
                metadata=_metadata(record),
            )


def _said(record: dict[str, Any] | None) -> str:
    if record is None:
        return "nothing has landed yet"
    if record["status"] == "passed":
        return record["seen"]
    if record["status"] == "errored":
        return f"{record['seen']}; this says nothing of the data: look at the expectation or its table"
    return f"{record['title']}: not so. Seen: {record['seen']}. Limit: {record['limit']}.{TO_DO}{record['remedy']}"


def _metadata(record: dict[str, Any] | None) -> dict[str, Any]:
    if record is None:
        return {}
    details = record["details"]
    # numbers of their own, so that Dagster plots them over the runs
    numbers = {name: float(value) for name, value in details.items() if isinstance(value, int | float)}
    return {name: record[name] for name in ("status", "seen", "limit", "judged_at")} | {
        **numbers,
        "details": dg.MetadataValue.json(details),
    }


@dg.definitions
def checks() -> dg.Definitions:
    return dg.Definitions(asset_checks=[gates, watches])
