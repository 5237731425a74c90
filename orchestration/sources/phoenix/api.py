"""Phoenix's REST API: the spans of every project, a UTC day a listing; a day of a project lands whole or not at all.

Of a span only what is read lands: of its attributes those that say which model was called, for whom, and how much it
took. A server without authentication ignores the key, whatever it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pydantic import Field, SecretStr

from orchestration.connectors.contract import Connector, FetchError, FetchWindow
from orchestration.connectors.declared import declared
from orchestration.connectors.http import Api, Reply, bearer
from orchestration.connectors.paged import between, page_lines
from orchestration.connectors.restated import Restated, due
from orchestration.connectors.session import Failures, Session, connecting
from orchestration.settings import SourceSettings
from orchestration.sources import streams

PROJECTS = "/v1/projects"
LAG = timedelta(hours=1)  # there as soon as an application sends it
SETTLED_DAYS = 3  # spans come late, and change in place
MOST_DAYS = 90  # nothing is deleted unless somebody says so
MOST_SPANS = 1000  # of a page


class ApiSettings(SourceSettings, env_prefix="ASSAY_PHOENIX_"):
    api_key: SecretStr | None = Field(None, validation_alias="PHOENIX_API_KEY", repr=False)
    api_url: str = Field("http://localhost:6006", description="the server's address")


def connector(landing: Path, settings: ApiSettings, sleep: Callable[[float], None]) -> Connector:
    """Spans of all projects of a server."""
    api = Api(
        source="phoenix",
        url=settings.api_url,
        credential="PHOENIX_API_KEY",
        secret=settings.api_key,
        login=bearer,
        headers={},
    )
    return connecting(api, landing, sleep, _fetch)


def _fetch(session: Session, window: FetchWindow) -> None:
    """Land the days of each project, oldest first; one that fails is told at the end and asked for again next time."""
    failures = Failures()
    for project in _projects(session):
        asked = due(window, window.days(MOST_DAYS), partial(_file, session, project))
        failures.collect(partial(_land_day, session, project, window), asked)
    failures.tell()


def _file(session: Session, project: str, day: date) -> Restated:
    return Restated(session, "spans", str(day), f"{re.sub(r'[^A-Za-z0-9_-]', '', project)}.jsonl.gz")


def _land_day(session: Session, project: str, window: FetchWindow, day: date) -> None:
    session.progress(f"spans of {project}, {day}")
    since, until = between(day)
    first = f"{PROJECTS}/{quote(project, safe='')}/spans?limit={MOST_SPANS}&start_time={since}&end_time={until}"
    stream = streams()["phoenix/spans"]
    pages = session.listing(
        first,
        lambda payload: [declared(row, stream) for row in _rows(first, payload)],
        partial(_following, first),
    )
    is_settled = day <= window.today - timedelta(days=SETTLED_DAYS)
    content = page_lines(pages, lambda rows, is_followed: {"data": rows, "next_cursor": is_followed})
    _file(session, project, day).land(content, is_settled)


def _projects(session: Session) -> list[str]:
    """The ids of all projects: a name may hold what no path can."""
    first = f"{PROJECTS}?limit=100"
    pages = session.listing(first, partial(_rows, first), partial(_following, first))
    ids = [project.get("id") for page in pages for project in page if isinstance(project, dict)]
    return sorted({project for project in ids if isinstance(project, str) and project})


def _rows(first: str, payload: Any) -> list[Any]:
    match payload:
        case {"data": list(rows)}:
            return rows
    raise FetchError("phoenix", f"GET {first} answered no page of rows", "check the API URL")


def _following(first: str, reply: Reply) -> str | None:
    match reply.payload:
        case {"next_cursor": str(cursor)} if cursor:
            return f"{first}&cursor={quote(cursor, safe='')}"
    return None
