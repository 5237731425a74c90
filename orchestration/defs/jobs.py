"""What runs when: `fetch` lands what the APIs have, `build` takes the landing zone to published marts."""

from datetime import UTC, date, datetime

import dagster as dg

from orchestration.connectors.contract import FetchError
from orchestration.defs.published import published
from orchestration.defs.quality import gates, watches
from orchestration.defs.raw import raw
from orchestration.defs.warehouse import warehouse
from orchestration.fetching import connectors, fetch_all
from orchestration.runs import lives
from orchestration.settings import load_settings

build = dg.define_asset_job(
    "build",
    selection=dg.AssetSelection.assets(raw, warehouse, published) | dg.AssetSelection.checks(gates, watches),
    description="Loads what is new or changed, checks it, rebuilds what it touches, checks that, and publishes.",
)


class Window(dg.Config):
    """The UTC days to fetch, YYYY-MM-DD, both inclusive. Empty: from where the last run stopped, until today."""

    start: str = ""
    end: str = ""


def fetch_op(source: str) -> dg.OpDefinition:
    """The connector of one source as a step. Without credentials it says which to set, and lands nothing."""

    @dg.op(
        name=f"fetch_{source}",
        description=f"Lands what {source} has to say in the window; the connector itself retries each request.",
        retry_policy=dg.RetryPolicy(max_retries=1, delay=60),
    )
    def fetch_source(context: dg.OpExecutionContext, config: Window) -> None:
        settings, now = load_settings(), datetime.now(UTC)
        lives.show_life(settings.dagster_home, context.run_id)
        start = date.fromisoformat(config.start) if config.start else None
        end = date.fromisoformat(config.end) if config.end else now.date()
        result = fetch_all(settings, [source], start, end, now, context.log.info)[source]
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

    return fetch_source


@dg.job(description="Lands what the APIs of all sources with credentials have; one that fails stops no other.")
def fetch() -> None:
    for source in connectors(load_settings()):
        fetch_op(source)()


@dg.definitions
def jobs() -> dg.Definitions:
    return dg.Definitions(
        jobs=[build, fetch],
        schedules=[
            # vendors close a UTC day within some hours; what comes later restates it
            dg.ScheduleDefinition(job=fetch, cron_schedule="0 5 * * *", execution_timezone="UTC"),
            dg.ScheduleDefinition(job=build, cron_schedule="0 6 * * *", execution_timezone="UTC"),
        ],
    )
