"""Anthropic's Claude Code Analytics Admin API: one UTC day a call, in pages; a day lands whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pydantic import Field, SecretStr

from orchestration.connectors.contract import Connector, FetchWindow
from orchestration.connectors.days import Days
from orchestration.connectors.http import Api
from orchestration.connectors.session import Failures, Session, connecting
from orchestration.settings import SourceSettings
from orchestration.sources import streams

PATH = "/v1/organizations/usage_report/claude_code"
SETTLED_DAYS = 3  # restatement is not documented, and rows younger than an hour are withheld
MOST_DAYS = 90  # how far a run goes back, unless told


class ApiSettings(SourceSettings, env_prefix="ASSAY_ANTHROPIC_"):
    admin_key: SecretStr | None = Field(None, validation_alias="ANTHROPIC_ADMIN_KEY", repr=False)
    api_url: str = Field("https://api.anthropic.com", description="the API's address")


def connector(landing: Path, settings: ApiSettings, sleep: Callable[[float], None]) -> Connector:
    """Claude Code analytics of one organization, by its admin key."""
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
    stream = streams()["anthropic/claude_code_analytics"]
    first = f"{PATH}?starting_at={{}}&limit=1000".format
    Days(session, stream, first, SETTLED_DAYS, MOST_DAYS).fetch(window, failures)
    failures.tell()
