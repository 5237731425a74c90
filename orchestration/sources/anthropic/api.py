"""Anthropic's Claude Code Analytics Admin API: one UTC day a call, in pages; a day lands whole or not at all.

Its pages are the lines of one file, so that a day is replaced in one step: no loader, no kill and no second run can
see half of a restated day.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pydantic import Field, SecretStr

from orchestration.connectors.contract import Connector, FetchError, FetchResult, FetchWindow, Progress
from orchestration.connectors.http import Api, Reply
from orchestration.connectors.session import Failures, Restated, Session, StartOverError, as_json, without
from orchestration.settings import SourceSettings
from orchestration.sources import Stream, streams

PATH = "/v1/organizations/usage_report/claude_code"
SETTLED_DAYS = 3  # restatement is not documented, and rows younger than an hour are withheld
MOST_DAYS = 90  # how far a run goes back, unless told
FILE_NAME = "pages.jsonl.gz"


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
    return Connector(api.source, api.credential, bool(api.key), partial(_fetch, api, landing, sleep))


def _fetch(
    api: Api, landing_zone: Path, sleep: Callable[[float], None], window: FetchWindow, progress: Progress
) -> FetchResult:
    """Land the days of the window, oldest first; one that fails is told at the end and asked for again next time."""
    stream = streams()["anthropic/claude_code_analytics"]
    failures = Failures()
    with Session(api, landing_zone, window.now, progress, sleep) as session:
        days = Restated(session, stream.name, FILE_NAME)
        asked = [day for day in window.days(MOST_DAYS) if window.start is not None or not days.is_final(str(day))]
        failures.collect(lambda day: _land_day(session, days, stream, day, window.today), asked)
        failures.tell()
    return session.result


def _land_day(session: Session, days: Restated, stream: Stream, day: date, today: date) -> None:
    """Read a day whole, then land it.

    The cursor does not land: it differs with every delivery, and the same rows would look restated.
    """
    session.progress(f"{stream.name} {day}")
    first = f"{PATH}?starting_at={day}&limit=1000"
    pages = session.listing(
        first, lambda payload: _rows(first, payload, stream), lambda reply: _following(first, reply)
    )
    lines = [
        as_json({"data": rows, "has_more": number < len(pages), "next_page": None}) + b"\n"
        for number, rows in enumerate(pages, start=1)
    ]
    days.land(str(day), b"".join(lines), is_settled=day <= today - timedelta(days=SETTLED_DAYS))


def _rows(first: str, payload: Any, stream: Stream) -> list[Any]:
    match payload:
        case {"data": list(rows)}:
            return without(rows, stream.forbidden)
    raise FetchError(stream.source, f"GET {first} answered no page of rows", "check the API URL")


def _following(first: str, reply: Reply) -> str | None:
    """The next page's path, by its cursor."""
    if not reply.payload.get("has_more"):
        return None
    cursor = reply.payload.get("next_page")
    if not (isinstance(cursor, str) and cursor):
        raise StartOverError("anthropic", f"GET {first} says that there is more, but not where", "run it again")
    return f"{first}&page={quote(cursor, safe='')}"
