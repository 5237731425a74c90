"""What takes the landing zone to published marts, in one run."""

import dagster as dg

from orchestration.defs.published import published
from orchestration.defs.quality import gates, watches
from orchestration.defs.raw import raw
from orchestration.defs.served import served
from orchestration.defs.warehouse import warehouse

build = dg.define_asset_job(
    "build",
    selection=dg.AssetSelection.assets(raw, warehouse, published, served) | dg.AssetSelection.checks(gates, watches),
    description="Loads what is new or changed, checks it, rebuilds what it touches, checks that, and publishes.",
)


@dg.definitions
def jobs() -> dg.Definitions:
    # when every source has been fetched: a house test says so
    schedule = dg.ScheduleDefinition(job=build, cron_schedule="0 6 * * *", execution_timezone="UTC")
    return dg.Definitions(jobs=[build], schedules=[schedule])
