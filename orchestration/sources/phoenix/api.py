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

from orchestration.connectors.contract import Connector, FetchError, FetchResult, FetchWindow, Progress
from orchestration.connectors.declared import declared
from orchestration.connectors.http import Api, Reply
from orchestration.connectors.paged import as_lines, between
from orchestration.connectors.session import Failures, Restated, Session
from orchestration.settings import SourceSettings
from orchestration.sources import streams

PROJECTS = "/v1/projects"
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
        login=lambda key: ("Authorization", f"Bearer {key}"),
        headers={},
    )
    return Connector(api.source, api.credential, bool(api.key), partial(_fetch, api, landing, sleep))


def _fetch(
    api: Api, landing_zone: Path, sleep: Callable[[float], None], window: FetchWindow, progress: Progress
) -> FetchResult:
    """Land the days of each project, oldest first; one that fails is told at the end and asked for again next time."""
    failures = Failures()
    with Session(api, landing_zone, window.now, progress, sleep) as session:
        for project in _projects(session):
            name = re.sub(r"[^A-Za-z0-9_-]", "", project)
            days = Restated(session, "spans", f"{name}.jsonl.gz", f".{name}.unsettled")
            asked = [day for day in window.days(MOST_DAYS) if window.start is not None or not days.is_final(str(day))]
            failures.collect(partial(_land_day, session, days, project, window), asked)
        failures.tell()
    return session.result


def _land_day(session: Session, days: Restated, project: str, window: FetchWindow, day: date) -> None:
    session.progress(f"{days.stream} of {project}, {day}")
    since, until = between(day)
    first = f"{PROJECTS}/{quote(project, safe='')}/spans?limit={MOST_SPANS}&start_time={since}&end_time={until}"
    stream = streams()["phoenix/spans"]
    pages = session.listing(
        first,
        lambda payload: [declared(row, stream) for row in _rows(first, payload)],
        partial(_following, first),
    )
    is_settled = day <= window.today - timedelta(days=SETTLED_DAYS)
    content = as_lines(pages, lambda rows, is_followed: {"data": rows, "next_cursor": is_followed})
    days.land(str(day), content, is_settled)


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
