"""Streams as assets, a partition a day (or month), and `raw`, which loads whatever is new or changed in all of them."""

import json
import os
from datetime import date

import dagster as dg

from orchestration import files, forgetting
from orchestration.clock import utc_now
from orchestration.defs import fetched
from orchestration.defs.resources import POOL, Home
from orchestration.forgetting import remembered
from orchestration.loading import landing, record
from orchestration.loading.loader import Loader, LoadReport
from orchestration.loading.record import Partition
from orchestration.periods import first_day
from orchestration.settings import Settings, load_settings
from orchestration.sources import Stream, apis, duckdb_type, streams

GROUP = "raw"
KINDS = {"duckdb", "parquet"}
TOLD = "told.json"  # which version of which partition Dagster has heard of
NO_FIRST_DAY = date(2026, 1, 1)  # where nothing has landed yet


def partitions_of(stream: Stream) -> dg.TimeWindowPartitionsDefinition:
    """Every day (or month) from the first that landed until today, so that one that is missing shows.

    The landing zone's folders are looked at when Dagster loads the definitions: what lies before that day shows once
    they are loaded again (Deployment, Reload).
    """
    today = utc_now().date()
    folder = load_settings().landing / stream.key
    names = [entry.name for entry in os.scandir(folder)] if folder.is_dir() else []
    days = [first_day(stream.partition, n) for n in names if not landing.partition_problem(stream.partition, n, today)]
    first = min((day for day in days if day is not None), default=NO_FIRST_DAY)
    if stream.partition == "month":
        return dg.MonthlyPartitionsDefinition(start_date=f"{first:%Y-%m}", fmt="%Y-%m", end_offset=1)
    return dg.DailyPartitionsDefinition(start_date=first.isoformat(), end_offset=1)


def asset_key(stream: Stream) -> dg.AssetKey:
    return dg.AssetKey([stream.source, stream.name])


def _stream_asset(stream: Stream) -> dg.AssetsDefinition:
    schema = dg.TableSchema(columns=[dg.TableColumn(c.name, duckdb_type(c.type)) for c in stream.columns])

    @dg.asset(
        key=asset_key(stream),
        deps=[fetched.asset_key(stream.source)] if stream.source in apis() else [],
        partitions_def=partitions_of(stream),
        # a range of days is one run and one pass over the landing zone
        backfill_policy=dg.BackfillPolicy.single_run(),
        pool=POOL,
        group_name=GROUP,
        kinds=KINDS,
        owners=[stream.owner],
        description=f"{stream.rows[0].upper()}{stream.rows[1:]}. From landing/{stream.key}/. Running it loads the"
        " chosen partitions again, and whatever else is new; `raw` does the latter for all streams.",
        metadata={"dagster/column_schema": schema, "dagster/uri": f"raw/{stream.key}"},
    )
    def load_stream(context: dg.AssetExecutionContext, home: Home) -> None:
        chosen = set(context.partition_keys)
        _load(context, home.settings, {stream.key: chosen})
        held = _tell(context, home.settings, skip={stream.key: chosen})[stream.key]
        for partition in sorted(chosen):
            context.add_asset_metadata(_metadata(held.get(partition)), partition_key=partition)

    return load_stream


@dg.asset(
    pool=POOL,
    group_name=GROUP,
    kinds=KINDS,
    owners=["team:data-platform"],
    description="The landing zone, loaded: every file that is new, restated or gone, of every stream. Each stream's own"
    " asset shows which of its partitions are in raw.",
)
def raw(context: dg.AssetExecutionContext, home: Home) -> dg.MaterializeResult:
    report = _load(context, home.settings, {})
    held = _tell(context, home.settings, skip={})
    changed = [p for partitions in report.partitions.values() for p in partitions]
    return dg.MaterializeResult(
        metadata={
            "partitions_changed": len(changed),
            "partitions_held": sum(map(len, held.values())),
            "rows_loaded": sum(p.rows_loaded for p in changed),
            "rows_quarantined": sum(p.rows_quarantined for p in changed),
            "warnings": dg.MetadataValue.json(report.warnings),
        }
    )


def _load(context: dg.AssetExecutionContext, settings: Settings, force: dict[str, set[str]]) -> LoadReport:
    if refused := forgetting.refusal(settings):
        raise dg.Failure(refused)
    remembered.keep_out(settings, context.log.info)
    with Loader(settings.landing, settings.raw, utc_now(), settings.memory_limit, settings.threads) as loader:
        report = loader.load(force, progress=context.log.info)
    for warning in report.warnings:
        context.log.warning(warning)
    return report


def _tell(
    context: dg.AssetExecutionContext, settings: Settings, skip: dict[str, set[str]]
) -> dict[str, dict[str, Partition]]:
    """Tell Dagster what raw holds, where it does not know yet: also what a killed run loaded and could not tell.

    Args:
        skip: partitions that the step itself materializes, by stream key.

    Returns:
        What raw holds, by stream key and partition.
    """
    held = record.read_partitions(settings.raw)
    told_file = settings.dagster_home / TOLD
    told = json.loads(told_file.read_text()) if told_file.exists() else {}
    today = utc_now().date()
    for key, stream in streams().items():
        partitions = held.setdefault(key, {})
        before = told.get(key, {})
        now = {
            name: partition.version
            for name, partition in partitions.items()
            if not landing.partition_problem(stream.partition, name, today)
        }
        for name in sorted(now.keys() | before.keys()):
            if before.get(name) != now.get(name) and name not in skip.get(key, set()):
                context.log_event(
                    dg.AssetMaterialization(asset_key(stream), partition=name, metadata=_metadata(partitions.get(name)))
                )
        told[key] = now
    files.write(settings.dagster_home, TOLD, json.dumps(told).encode())
    return held


def _metadata(partition: Partition | None) -> dict[str, dg.MetadataValue]:
    """Of a partition without files: that it is empty now. Dagster's SQLite storage cannot take an event back."""
    return {
        "dagster/partition_row_count": dg.MetadataValue.int(partition.rows_loaded if partition else 0),
        "rows_quarantined": dg.MetadataValue.int(partition.rows_quarantined if partition else 0),
        "files": dg.MetadataValue.int(partition.files if partition else 0),
        "is_restated": dg.MetadataValue.bool(partition.is_restated if partition else True),
        "version": dg.MetadataValue.text(partition.version or "" if partition else "no file"),
    }


@dg.definitions
def streams_and_raw() -> dg.Definitions:
    return dg.Definitions(assets=[raw, *(_stream_asset(stream) for stream in streams().values())])
