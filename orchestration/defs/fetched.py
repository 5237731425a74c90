"""Every source that can be fetched as an asset, upstream of its streams: a step, a limit and a schedule of its own."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import dagster as dg
from pydantic import Field

from orchestration.connectors.contract import FetchError
from orchestration.fetching import connectors, fetch_all
from orchestration.runs import lives
from orchestration.settings import BucketSettings, load_settings
from orchestration.sources import apis

GROUP = "landing"
BUCKET = set(BucketSettings.model_fields)


class Window(dg.Config):
    """The UTC days to fetch."""

    start: str = Field("", description="First UTC day, YYYY-MM-DD. Empty: from where the last run stopped.")
    end: str = Field("", description="Last UTC day, YYYY-MM-DD. Empty: today.")


def asset_key(source: str) -> dg.AssetKey:
    """What is landed of a source, as an asset."""
    return dg.AssetKey([GROUP, source])


def step(source: str) -> str:
    """What fetches it: the name of its step, its pool and its schedule."""
    return f"fetch_{source}"


def _fetched(source: str) -> dg.AssetsDefinition:
    asks = set(apis()[source].ApiSettings.model_fields)
    spec = dg.AssetSpec(
        asset_key(source),
        group_name=GROUP,
        kinds={kind for kind, fields in (("bucket", asks & BUCKET), ("api", asks - BUCKET)) if fields},
        owners=["team:data-platform"],
        description=f"What {source} has to say, as files below landing/{source}/. Without credentials the step says"
        " which to set, and lands nothing; the connector itself retries each request.",
        metadata={"dagster/uri": f"landing/{source}"},
        skippable=True,
    )

    @dg.multi_asset(
        name=step(source),
        specs=[spec],
        pool=step(source),
        retry_policy=dg.RetryPolicy(max_retries=1, delay=60),
    )
    def fetch_source(context: dg.AssetExecutionContext, config: Window) -> Iterator[dg.MaterializeResult]:
        settings, now = load_settings(), datetime.now(UTC)
        lives.show_life(settings.dagster_home, context.run.run_id)
        try:
            start, end = _day(config.start), _day(config.end) or now.date()
            result = fetch_all(settings, [source], start, end, now, context.log.info)[source]
        except ValueError as wrong:  # use, or a setting: another attempt makes it no better
            raise dg.Failure(str(wrong), allow_retries=False) from None
        if result is None:
            credential = connectors(settings)[source].credential
            context.log.warning(f"{source}: no credentials, nothing is fetched; set {credential}")
            return
        if isinstance(result, FetchError):
            raise dg.Failure(str(result), allow_retries=result.may_pass)
        context.log.info(
            f"{source}: {result.files_written} files landed, {result.files_unchanged} unchanged,"
            f" {result.requests} requests"
        )
        yield dg.MaterializeResult(
            metadata={
                "files_landed": result.files_written,
                "files_unchanged": result.files_unchanged,
                "requests": result.requests,
            }
        )

    return fetch_source


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ValueError(f"{text!r} is no day; write it as YYYY-MM-DD") from None


fetch = dg.define_asset_job(
    "fetch",
    selection=dg.AssetSelection.assets(*map(asset_key, apis())),
    description="Lands what the sources with credentials have; one that fails stops no other. For one source choose its"
    " asset, for other days its `start` and `end`.",
)


def cron(lag: timedelta) -> str:
    """Each day at the hour at which a whole day is there: so long after it has ended, be it some days later."""
    minutes = int(lag.total_seconds()) // 60 % (24 * 60)
    return f"{minutes % 60} {minutes // 60} * * *"


def _schedule(source: str, lag: timedelta) -> dg.ScheduleDefinition:
    """Off until somebody switches it on: a token in the shell of whoever opens the UI is no order to fetch with it."""
    return dg.ScheduleDefinition(
        name=step(source),
        job=fetch,
        cron_schedule=cron(lag),
        execution_timezone="UTC",
        execution_fn=_tick(source),
        description=f"{source} has a whole UTC day {_told(lag)} after it has ended.",
    )


def _tick(source: str) -> Callable[[dg.ScheduleEvaluationContext], dg.RunRequest | dg.SkipReason]:
    def ask(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        connector = connectors(load_settings())[source]
        if not connector.is_configured:
            return dg.SkipReason(f"{source}: no credentials; set {connector.credential}")
        return dg.RunRequest(asset_selection=[asset_key(source)])

    return ask


def _told(lag: timedelta) -> str:
    hours = int(lag.total_seconds()) // 3600
    return f"{hours} hours" if hours != 1 else "an hour"


@dg.definitions
def sources() -> dg.Definitions:
    return dg.Definitions(
        assets=[_fetched(source) for source in apis()],
        jobs=[fetch],
        schedules=[_schedule(source, api.LAG) for source, api in apis().items()],
    )
