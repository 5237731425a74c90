"""Great Expectations as asset checks: gates on raw, which block, and watches on marts, which only say.

All gates are one step, and all watches another: importing Great Expectations costs four seconds.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import dagster as dg

import expectations
from expectations import GuardedTable, Outcome
from orchestration import gates as passing
from orchestration.defs.raw import asset_key
from orchestration.defs.resources import Home
from orchestration.defs.warehouse import warehouse
from orchestration.loading.loader import utc_now
from orchestration.runs import TO_DO
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


@dg.multi_asset_check(specs=_specs(_GATES, blocking=True, after=["raw"]), name="gates")
def gates(context: dg.AssetCheckExecutionContext, home: Home) -> Iterator[dg.AssetCheckResult]:
    """Judge what no gate has passed yet; where nothing waits and nothing was refused, the last verdict holds."""
    judged = passing.unjudged(home.settings)
    refused = {record["asset"] for record in expectations.read_records(home.settings.quality) if record["is_blocking"]}
    keys = {key for key, partitions in judged.waiting.items() if partitions or key in refused}
    tables = [table for table in _GATES if "/".join(table.asset) in keys]
    found: list[Outcome] = []
    if tables:
        context.log.info(f"checking {sum(len(t.rules) for t in tables)} expectations on {len(keys)} streams")
        found = expectations.run(passing.write_database(home.settings, judged, keys), tables)
    shown = _show(home.settings, found)
    passing.remember(home.settings, judged, keys - {"/".join(o.asset) for o in found if o.is_blocking})
    yield from _results(_GATES, shown, blocking=True)


@dg.multi_asset_check(specs=_specs(_WATCHES, blocking=False), name="watches")
def watches(context: dg.AssetCheckExecutionContext, home: Home) -> Iterator[dg.AssetCheckResult]:
    """Judge whether the answers are plausible."""
    found = expectations.run(home.settings.warehouse, _WATCHES)
    yield from _results(_WATCHES, _show(home.settings, found), blocking=False)


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
    return {name: record[name] for name in ("status", "seen", "limit", "judged_at")} | {
        "details": dg.MetadataValue.json(record["details"])
    }


@dg.definitions
def checks() -> dg.Definitions:
    return dg.Definitions(asset_checks=[gates, watches])
