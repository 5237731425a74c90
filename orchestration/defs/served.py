"""The published copies in a database, where one is named; one that is down is no reason not to publish."""

from collections.abc import Iterator

import dagster as dg

from orchestration import serving
from orchestration.defs.published import published
from orchestration.defs.resources import POOL, Home
from orchestration.runs.running import TO_DO

KEY = "served"
_CHECK = "postgres_holds_what_is_published"


@dg.multi_asset(
    name=KEY,
    specs=[
        dg.AssetSpec(
            KEY,
            deps=[published],
            group_name="published",
            kinds={"postgres"},
            owners=["team:data-platform"],
            description="The same copies in PostgreSQL, where ASSAY_POSTGRES_DSN names one: a schema and a role for"
            " each audience, switched in one transaction. What is there already is not loaded again.",
            skippable=True,
        )
    ],
    check_specs=[
        dg.AssetCheckSpec(
            _CHECK,
            asset=KEY,
            description="Readers of PostgreSQL, if there is one, see the version that readers of files see.",
        )
    ],
    pool=POOL,
    can_subset=True,  # the check has a button of its own
)
def served(context: dg.AssetExecutionContext, home: Home) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    settings = home.settings
    problem = None
    if settings.postgres_dsn is not None and context.selected_asset_keys:
        try:
            context.log.info(serving.serve(settings, context.log.info))
            yield dg.MaterializeResult(asset_key=KEY)
        except serving.ServingError as error:
            problem = str(error)
    if context.selected_asset_check_keys:
        if problem is None and settings.postgres_dsn is not None:
            problem = serving.problem(settings)
        told = problem and f"{problem}{TO_DO}mend that, then `assay publish --to postgres`; readers of files have it"
        yield dg.AssetCheckResult(
            passed=problem is None,
            asset_key=KEY,
            check_name=_CHECK,
            severity=dg.AssetCheckSeverity.WARN,
            description=told or None,
        )


@dg.definitions
def databases() -> dg.Definitions:
    return dg.Definitions(assets=[served])
