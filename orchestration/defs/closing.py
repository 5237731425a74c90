"""Closing a month's books, from the UI as from the terminal."""

import dagster as dg
from pydantic import Field

from orchestration import closing
from orchestration.clock import utc_now
from orchestration.defs.resources import POOL, Home


class CloseConfig(dg.Config):
    """`period`: YYYY-MM. `issuers`: none for all. `reason`: why it is reopened, or what is accepted as open."""

    period: str
    decided_by: str
    issuers: list[str] = Field(default_factory=list)
    reason: str = ""
    reopen: bool = False


@dg.op(pool=POOL)
def close_period(context: dg.OpExecutionContext, config: CloseConfig, home: Home) -> None:
    """Writes the decision, and what is closed, into the landing zone; the next build shows it in the marts."""
    asked = closing.Decision(config.period, tuple(config.issuers), config.decided_by, utc_now(), config.reason or None)
    try:
        if config.reopen:
            told = [f"reopened {config.period} of {issuer}" for issuer in closing.reopen(home.settings, asked)]
        else:
            hashes = closing.close(home.settings, asked)
            told = [f"closed {config.period} of {issuer}, rows {hashed[:16]}" for issuer, hashed in hashes.items()]
    except closing.CloseError as refusal:
        raise dg.Failure(str(refusal), allow_retries=False) from None
    for line in told:
        context.log.info(line)


@dg.job(name="close", description="Closes a month's books, or reopens them with a reason: `assay close`.")
def close_job() -> None:
    close_period()


@dg.definitions
def books() -> dg.Definitions:
    return dg.Definitions(jobs=[close_job])
