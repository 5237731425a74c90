"""dbt's models as assets and its data tests as their checks, in one dbt build: start-up is dearer than the models."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from graphlib import TopologicalSorter
from typing import Any

import dagster as dg
import duckdb
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtCliInvocation, dbt_assets
from dagster_dbt.errors import DagsterDbtCliRuntimeError

from orchestration import interrupt, verdicts
from orchestration.defs.resources import POOL, Dbt, Home
from orchestration.settings import DBT_MANIFEST, Settings
from orchestration.sql import identifier, literal
from orchestration.warehouse import building, damage

SHOWN_ROWS = 6
TOLD_SECONDS = 2  # models that take longer are told of one by one
OWNERS = {"costs": "team:finance", "finance": "team:finance", "integrity": "team:review"}


class WarehouseConfig(dg.Config):
    """`as_of`: the day the marts take for today, YYYY-MM-DD; empty: the newest day of usage or of pull requests."""

    as_of: str = ""


class Translator(DagsterDbtTranslator):
    """An asset is named as its table, and its group is its subject: the first folder it lies in."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        if dbt_resource_props["resource_type"] == "source":
            return super().get_asset_key(dbt_resource_props)
        return dg.AssetKey([dbt_resource_props["schema"], dbt_resource_props["name"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        if dbt_resource_props["resource_type"] == "seed":
            return "reference"
        return dbt_resource_props["fqn"][1]

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str]:
        if dbt_resource_props["schema"] == "restricted":
            return ["team:review"]
        return [OWNERS.get(self.get_group_name(dbt_resource_props), "team:analytics")]


@dbt_assets(
    manifest=DBT_MANIFEST,
    name="warehouse",
    pool=POOL,
    dagster_dbt_translator=Translator(DagsterDbtTranslatorSettings(enable_duplicate_source_asset_keys=True)),
)
def warehouse(context: dg.AssetExecutionContext, config: WarehouseConfig, home: Home, dbt: Dbt) -> Iterator[Any]:
    settings = home.settings
    if refusal := verdicts.refusal(settings):
        raise dg.Failure(refusal, allow_retries=False)
    as_of = _day(config.as_of) or settings.as_of
    try:
        damage.check_warehouse(settings, context.log.info)
        yield from _build(context, settings, dbt, as_of)
    except Exception as error:
        said = str(error)
        found = said if isinstance(error, damage.WarehouseError) else None
        if told := found or damage.who_holds(said) or damage.explain(said, settings):
            raise dg.Failure(told, allow_retries=False) from None
        raise


def _build(context: dg.AssetExecutionContext, settings: Settings, resource: Dbt, as_of: date | None) -> Iterator[Any]:
    """Run dbt; what it tells of models goes on when their rows can be counted, what it tells of tests at once."""
    building.enter(settings, as_of)
    arguments = building.begin_building(settings)
    if "--exclude" not in arguments and settings.warehouse.exists():
        context.log.info("the models have changed since the warehouse was built: building what hangs on them anew")
    with interrupt.deaf_children():
        invocation = resource.cli(arguments, context=context, target_path=settings.home / "dbt")
    outputs: dict[dg.AssetKey, dg.Output] = {}
    failed: list[dg.AssetCheckResult] = []
    try:
        with interrupt.taken_along(invocation.process):
            for event in invocation.stream():
                if isinstance(event, dg.Output):
                    outputs[context.asset_key_for_output(event.output_name)] = event
                    seconds = event.metadata["Execution Duration"].value
                    if seconds > TOLD_SECONDS:
                        context.log.info(f"built {event.output_name} in {seconds:.0f} s")
                elif isinstance(event, dg.AssetCheckResult) and not event.passed:
                    failed.append(event)
                else:
                    yield event
    except DagsterDbtCliRuntimeError:
        yield from _with_what_they_saw(settings, invocation, failed)
        raise
    yield from _with_what_they_saw(settings, invocation, failed)
    if not context.is_subset:
        building.end_building(settings)
    counts = _row_counts(settings)
    # what stands as it was is told of too: what hangs on it waits for a word, and Dagster wants each after its parents
    for key in TopologicalSorter(context.assets_def.asset_deps).static_order():
        if key in outputs:
            yield _with_row_count(outputs[key], context.assets_def.specs_by_key[key], counts)
        elif key in context.selected_asset_keys:
            yield dg.MaterializeResult(key, metadata={"unchanged": True})


def _with_what_they_saw(
    settings: Settings, invocation: DbtCliInvocation, failed: list[dg.AssetCheckResult]
) -> Iterator[dg.AssetCheckResult]:
    """Failed tests; one whose YAML says what to do and which columns may be shown says what it saw as well."""
    if not failed:
        return
    compiled = {
        result["unique_id"]: result["compiled_code"]
        for result in invocation.get_artifact("run_results.json")["results"]
    }
    tests = json.loads(DBT_MANIFEST.read_bytes())["nodes"]
    for result in failed:
        test = str(result.metadata["unique_id"].value)
        shows, todo = tests[test]["config"]["meta"].get("shows"), tests[test]["description"].strip()
        if not (shows and todo and compiled.get(test)):
            yield result
            continue
        query = f"select {', '.join(map(identifier, shows))} from ({compiled[test]}) limit {SHOWN_ROWS}"
        with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
            rows = connection.execute(query).fetchall()
        seen = "; ".join(", ".join(f"{name} {value}" for name, value in zip(shows, row, strict=True)) for row in rows)
        yield result._replace(description=f"{todo}. Seen: {seen}")


def _row_counts(settings: Settings) -> dict[str, int]:
    """The rows of every mart. DuckDB knows a count without reading the table."""
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        tables = connection.execute(
            "select table_schema, table_name from information_schema.tables"
            " where table_schema in ('marts', 'analyst', 'audit', 'restricted')"
        ).fetchall()
        selects = " union all ".join(
            f"select {literal(f'{schema}.{table}')}, count(*) from {identifier(schema)}.{identifier(table)}"
            for schema, table in tables
        )
        return dict(connection.execute(selects).fetchall())


def schema_of(spec: dg.AssetSpec) -> str:
    """The schema that a model or seed lies in."""
    return str(spec.metadata["dagster/table_name"]).split(".")[-2]


def _with_row_count(output: dg.Output, spec: dg.AssetSpec, counts: Mapping[str, int]) -> dg.Output:
    table = f"{schema_of(spec)}.{spec.key.path[-1]}"
    if table not in counts:
        return output
    return output.with_metadata({**output.metadata, "dagster/row_count": counts[table]})


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@dg.definitions
def models() -> dg.Definitions:
    return dg.Definitions(assets=[warehouse])
