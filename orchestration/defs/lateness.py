"""Is it late? The newest day of the data against today: a file that is loaded again makes nothing fresh."""

from collections.abc import Iterator

import dagster as dg

from orchestration.clock import utc_now
from orchestration.defs.raw import asset_key
from orchestration.loading import record
from orchestration.periods import day_after, first_day
from orchestration.settings import load_settings
from orchestration.sources import Stream, streams

CHECK = "is_in_time"


def _spec(stream: Stream) -> dg.AssetCheckSpec:
    return dg.AssetCheckSpec(
        CHECK,
        asset=asset_key(stream),
        description=f"The newest day that landed ended at most {stream.late_after_days} days ago.",
        metadata={"limit_days": stream.late_after_days, "owner": stream.owner},
    )


@dg.multi_asset_check(specs=[_spec(stream) for stream in streams().values()], name="late_streams", can_subset=True)
def lateness(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
    """A stream that never delivered anything is not late: nobody waits for it."""
    held = record.read_partitions(load_settings().raw)
    today = utc_now().date()
    for stream in streams().values():
        if dg.AssetCheckKey(asset_key(stream), CHECK) not in context.selected_asset_check_keys:
            continue
        days = (first_day(stream.partition, name) for name, p in held.get(stream.key, {}).items() if p.rows_loaded)
        newest = max((day for day in days if day is not None), default=None)
        behind = max((today - day_after(stream.partition, newest)).days, 0) if newest else None
        yield dg.AssetCheckResult(
            asset_key=asset_key(stream),
            check_name=CHECK,
            passed=behind is None or behind <= stream.late_after_days,
            severity=dg.AssetCheckSeverity.WARN,
            description=_said(stream, behind),
            metadata={} if behind is None else {"days_behind": behind, "newest": str(newest)},
        )


def _said(stream: Stream, behind: int | None) -> str:
    if behind is None:
        return "nothing has landed yet"
    if behind <= stream.late_after_days:
        return f"{behind} days behind"
    return (
        f"{behind} days behind, {stream.late_after_days} are usual; ask {stream.owner}, or fetch it:"
        f" assay fetch {stream.source}"
    )


@dg.definitions
def checks() -> dg.Definitions:
    job = dg.define_asset_job(
        "check_lateness",
        selection=dg.AssetSelection.checks(lateness),
        description="Says which streams are late, also where no build runs any more.",
    )
    # after the build, which takes what came in the night
    schedule = dg.ScheduleDefinition(job=job, cron_schedule="0 9 * * *", execution_timezone="UTC")
    return dg.Definitions(asset_checks=[lateness], jobs=[job], schedules=[schedule])
