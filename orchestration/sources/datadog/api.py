"""Datadog's export API of LLM Observability: a UTC day a listing; a day lands whole or not at all.

Asked without a window the API answers a quarter of an hour, ten spans a page. A page that ran out of time is a part,
and says so. All kinds of span are fetched: who a call was for may stand on the workflow around it only. Of a span only
what is read lands, and of its tags those that say who it was for.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pydantic import Field, SecretStr

from orchestration.connectors.contract import Connector, FetchError, FetchWindow
from orchestration.connectors.declared import declared
from orchestration.connectors.http import Api, Reply
from orchestration.connectors.paged import between, page_lines
from orchestration.connectors.restated import Restated, due
from orchestration.connectors.session import Failures, Session, StartOverError, connecting
from orchestration.settings import SourceSettings
from orchestration.sources import streams

PATH = "/api/v2/llm-obs/v1/spans/events"
LAG = timedelta(hours=1)  # there within minutes; a span that is late is taken in for a day
SETTLED_DAYS = 2  # a span is taken in until it is 24 hours old
MOST_DAYS = 15  # what spans are kept for
MOST_SPANS = 1000  # of a page; 5,000 are allowed, and run out of time


class ApiSettings(SourceSettings, env_prefix="ASSAY_DATADOG_"):
    api_key: SecretStr | None = Field(None, validation_alias="DD_API_KEY", repr=False)
    app_key: SecretStr | None = Field(None, validation_alias="DD_APP_KEY", repr=False)
    api_url: str = Field("https://api.datadoghq.com", description="the address of the site's API")


def connector(landing: Path, settings: ApiSettings, sleep: Callable[[float], None]) -> Connector:
    """LLM spans of one organization, by an API key and an application key."""
    application = settings.app_key or SecretStr("")
    api = Api(
        source="datadog",
        url=settings.api_url,
        credential="DD_API_KEY",
        secret=settings.api_key,
        login=lambda key: ("DD-API-KEY", key),
        headers={},
        more_secrets={"DD-APPLICATION-KEY": application},
    )
    has_application = bool(application.get_secret_value().strip())
    return connecting(api, landing, sleep, _fetch, "" if has_application else "DD_APP_KEY")


def _fetch(session: Session, window: FetchWindow) -> None:
    """Land the days of the window, oldest first; one that fails is told at the end and asked for again next time."""
    failures = Failures()
    asked = due(window, window.days(MOST_DAYS), partial(_file, session))
    failures.collect(partial(_land_day, session, window), asked)
    failures.tell()


def _file(session: Session, day: date) -> Restated:
    return Restated(session, "llm_spans", str(day))


def _land_day(session: Session, window: FetchWindow, day: date) -> None:
    session.progress(f"llm_spans {day}")
    asked = {"filter[from]": between(day)[0], "filter[to]": between(day)[1], "page[limit]": str(MOST_SPANS)}
    first = f"{PATH}?{'&'.join(f'{quote(name)}={value}' for name, value in asked.items())}&sort=timestamp"
    pages = session.listing(first, partial(_rows, first), partial(_following, first))
    is_settled = day <= window.today - timedelta(days=SETTLED_DAYS)
    _file(session, day).land(page_lines(pages, _page), is_settled)


def _page(rows: list[Any], is_followed: bool) -> Any:
    return {"data": rows, "meta": {"page": {"after": is_followed}}}


def _rows(first: str, payload: Any) -> list[Any]:
    match payload:
        case {"meta": {"status": "timeout"}}:
            raise StartOverError("datadog", f"GET {first} ran out of time", "run it again")
        case {"data": list(rows)}:
            stream = streams()["datadog/llm_spans"]
            return [
                {"attributes": declared(row.get("attributes") if isinstance(row, dict) else None, stream)}
                for row in rows
            ]
    raise FetchError("datadog", f"GET {first} answered no page of rows", "check the API URL")


def _following(first: str, reply: Reply) -> str | None:
    match reply.payload:
        case {"meta": {"page": {"after": str(cursor)}}} if cursor:
            return f"{first}&{quote('page[cursor]')}={quote(cursor, safe='')}"
    return None
