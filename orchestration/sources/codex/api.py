"""Codex's analytics of a ChatGPT workspace: one UTC day a listing, a row a user."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.parse import quote

from pydantic import Field, SecretStr

from orchestration.connectors.contract import Connector, FetchWindow
from orchestration.connectors.days import Days, unix_span
from orchestration.connectors.http import Api, bearer
from orchestration.connectors.session import Failures, Session, connecting
from orchestration.settings import SourceSettings
from orchestration.sources import streams

LAG = timedelta(hours=5)  # not told; what comes later, the days that are not settled bring
SETTLED_DAYS = 7  # rows have been seen five days late
MOST_DAYS = 90  # as far as the API looks back


class ApiSettings(SourceSettings, env_prefix="ASSAY_CODEX_"):
    admin_key: SecretStr | None = Field(None, validation_alias="CODEX_ANALYTICS_KEY", repr=False)
    workspace_id: str = Field("", description="the ChatGPT workspace")
    api_url: str = Field("https://api.chatgpt.com/v1", description="the API's address")


def connector(landing: Path, settings: ApiSettings, sleep: Callable[[float], None]) -> Connector:
    """Codex's analytics of one workspace, by its own key with the scope codex.enterprise.analytics.read."""
    workspace = settings.workspace_id.strip()
    api = Api(
        source="codex",
        url=settings.api_url,
        credential="CODEX_ANALYTICS_KEY",
        secret=settings.admin_key,
        login=bearer,
        headers={},
    )
    unset = "" if workspace else "ASSAY_CODEX_WORKSPACE_ID"
    return connecting(api, landing, sleep, partial(_fetch, workspace), unset)


def _fetch(workspace: str, session: Session, window: FetchWindow) -> None:
    """Land the days of the window; what fails is told at the end."""
    failures = Failures()
    first = partial(_first_page, workspace, window.now)
    Days(session, streams()["codex/usage"], first, SETTLED_DAYS, MOST_DAYS).fetch(window, failures)
    failures.tell()


def _first_page(workspace: str, now: datetime, day: date) -> str:
    """A day's listing by user, which is what it is without a `group`; until now, where the day has not ended."""
    begin, end = unix_span(day, now)
    path = f"/analytics/codex/workspaces/{quote(workspace, safe='')}/usage"
    return f"{path}?start_time={begin}&end_time={end}&limit=1000"
