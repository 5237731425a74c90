"""Anthropic's Admin API: one UTC day a call, in pages; a day lands whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from pydantic import Field, SecretStr

from orchestration.connectors.contract import Connector, FetchWindow
from orchestration.connectors.days import Days, in_pieces
from orchestration.connectors.http import Api
from orchestration.connectors.paged import between
from orchestration.connectors.session import Failures, Session, connecting
from orchestration.settings import SourceSettings
from orchestration.sources import streams

#: What is not asked for is merged without a word.
GROUPS = {
    "usage_report": (
        *("account_id", "service_account_id", "api_key_id", "workspace_id"),
        *("model", "context_window", "inference_geo", "service_tier"),
    ),
    "cost_report": ("workspace_id", "description"),
}
PATHS = {
    "claude_code_analytics": "/v1/organizations/usage_report/claude_code",
    "usage_report": "/v1/organizations/usage_report/messages",
    "cost_report": "/v1/organizations/cost_report",
}
LAG = timedelta(hours=2)  # rows are withheld for an hour, and usually there in another
SETTLED_DAYS = 3  # restatement is not documented, and rows younger than an hour are withheld
MOST_DAYS = 90  # how far a run goes back, unless told


class ApiSettings(SourceSettings, env_prefix="ASSAY_ANTHROPIC_"):
    admin_key: SecretStr | None = Field(None, validation_alias="ANTHROPIC_ADMIN_KEY", repr=False)
    api_url: str = Field("https://api.anthropic.com", description="the API's address")


def connector(landing: Path, settings: ApiSettings, sleep: Callable[[float], None]) -> Connector:
    """Claude Code's analytics, usage and costs of one organization, by its admin key."""
    api = Api(
        source="anthropic",
        url=settings.api_url,
        credential="ANTHROPIC_ADMIN_KEY",
        secret=settings.admin_key,
        login=lambda key: ("x-api-key", key),
        headers={"anthropic-version": "2023-06-01"},
    )
    return connecting(api, landing, sleep, _fetch)


def _fetch(session: Session, window: FetchWindow) -> None:
    """Land the days of the window, oldest first; one that fails is told at the end and asked for again next time."""
    failures = Failures()
    for name in PATHS:
        first, stream = partial(_first_page, name), streams()[f"anthropic/{name}"]
        Days(session, stream, first, SETTLED_DAYS, MOST_DAYS, in_pieces).fetch(window, failures)
    failures.tell()


def _first_page(name: str, day: date) -> str:
    """A day's listing: of rows, or of the one bucket that it is."""
    if name not in GROUPS:
        return f"{PATHS[name]}?starting_at={day}&limit=1000"
    groups = "".join(f"&group_by[]={group}" for group in GROUPS[name])
    since, until = between(day)
    span = f"starting_at={since}&ending_at={until}"
    return f"{PATHS[name]}?{span}&bucket_width=1d&limit=1{groups}"
