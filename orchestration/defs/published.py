"""What people read, copied from the marts once every blocking check has passed."""

from datetime import timedelta

import dagster as dg

from orchestration import accesses, publish, verdicts
from orchestration import home as homes
from orchestration.clock import utc_now
from orchestration.defs.resources import POOL, Home
from orchestration.defs.warehouse import schema_of, warehouse

#: Schemas that nothing is published from.
INNER = ("staging", "intermediate", "reference")


class PublishConfig(dg.Config):
    """`publish_empty`: also where a table has no rows and what readers have of it has some."""

    publish_empty: bool = False


@dg.asset(
    deps=[spec.key for spec in warehouse.specs if schema_of(spec) not in INNER],
    pool=POOL,
    group_name="published",
    kinds={"duckdb", "parquet"},
    owners=["team:data-platform"],
    description="Read-only copies under published/current: `analyst` with team marts only, in which numbers of fewer"
    " than five people are withheld, `finance` (0640) with invoices, chargeback and closed months, and `reviewer`"
    " (mode 0600) with cases and who is who; of each the page that people look at. Switched in one step; the last three"
    " are kept.",
    freshness_policy=dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=36), warn_window=timedelta(hours=26)),
)
def published(context: dg.AssetExecutionContext, config: PublishConfig, home: Home) -> dg.MaterializeResult:
    settings = home.settings
    if refusal := homes.nothing_landed(settings) or verdicts.refusal(settings) or publish.refusal(settings):
        raise dg.Failure(refusal, allow_retries=False)
    version = f"{utc_now():%Y%m%dT%H%M%SZ}-{context.run_id[:8]}"
    try:
        rows = publish.publish(settings, version, context.log.info, config.publish_empty)
    except (publish.EmptiedError, publish.audit.TellingError) as refusal:
        raise dg.Failure(str(refusal), allow_retries=False) from None
    accesses.drop_old(settings)
    return dg.MaterializeResult(
        metadata={"version": version, "rows": dg.MetadataValue.json(rows), "dagster/uri": f"published/{version}"}
    )


@dg.definitions
def copies() -> dg.Definitions:
    return dg.Definitions(assets=[published])
