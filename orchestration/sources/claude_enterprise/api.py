"""Claude Enterprise's Analytics API: usage and costs by person, one UTC day a listing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from pydantic import Field, SecretStr

from orchestration.connectors.contract import Connector, FetchWindow
from orchestration.connectors.days import Days
from orchestration.connectors.http import Api
from orchestration.connectors.paged import between
from orchestration.connectors.session import Failures, Session, connecting
from orchestration.settings import SourceSettings
from orchestration.sources import streams

LAG = timedelta(hours=4)  # usually there in less, in 24 hours at most
SETTLED_DAYS = 31  # revised for 30 days
MOST_DAYS = 90  # how far a run goes back, unless told; the API goes back 365 days, to 2026 at most
PER_MINUTE = 60  # of the organization, whoever asks
PATHS = {
    "user_usage": "/v1/organizations/analytics/user_usage_report",
    "user_cost": "/v1/organizations/analytics/user_cost_report",
}


class ApiSettings(SourceSettings, env_prefix="ASSAY_CLAUDE_ENTERPRISE_"):
    analytics_key: SecretStr | None = Field(None, validation_alias="ANTHROPIC_ANALYTICS_KEY", repr=False)
    api_url: str = Field("https://api.anthropic.com", description="the API's address")


def connector(landing: Path, settings: ApiSettings, sleep: Callable[[float], None]) -> Connector:
    """Usage and costs of one organization's people, by its Analytics key with the scope read:analytics."""
    api = Api(
        source="claude_enterprise",
        url=settings.api_url,
        credential="ANTHROPIC_ANALYTICS_KEY",
        secret=settings.analytics_key,
        login=lambda key: ("x-api-key", key),
        headers={"anthropic-version": "2023-06-01"},
        per_minute=PER_MINUTE,
    )
    return connecting(api, landing, sleep, _fetch)


def _fetch(session: Session, window: FetchWindow) -> None:
    """Land the days of the window, oldest first; one that fails is told at the end and asked for again next time."""
    failures = Failures()
    for name in PATHS:
        first, stream = partial(_first_page, name), streams()[f"claude_enterprise/{name}"]
        Days(session, stream, first, SETTLED_DAYS, MOST_DAYS).fetch(window, failures)
    failures.tell()


def _first_page(name: str, day: date) -> str:
    """A day's listing, never by group of people: groups overlap."""
    since, until = between(day)
    span = f"starting_at={since}&ending_at={until}&bucket_width=1d"
    return f"{PATHS[name]}?{span}&group_by[]=product&group_by[]=model&limit=1000"
