"""Langfuse's API: the observations of one project, a UTC day a listing; a day lands whole or not at all.

Version 2 by cursor; a server that does not have it (self-hosted, before version 4) answers 404, and is read by the
pages of version 1, which has no user and no session. Of an observation only what is read lands: the groups `io` and
`metadata` are not asked for, and names and messages are left out.

Where a bucket is named, the observations come from Langfuse's blob export instead, and no API is asked: the same rows
of a project need not land twice. Its keys are `…/<project>/observations_v2/<moment>.parquet`, or CSV, JSON, JSONL.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pydantic import Field, SecretStr

from orchestration.connectors import delivered
from orchestration.connectors.contract import Connector, FetchError, FetchWindow
from orchestration.connectors.declared import declared
from orchestration.connectors.delivery import Delivery
from orchestration.connectors.http import Api, Reply, basic
from orchestration.connectors.paged import between, page_lines
from orchestration.connectors.restated import Restated, due
from orchestration.connectors.session import Failures, Session, StartOverError, connecting
from orchestration.settings import BucketSettings
from orchestration.sources import streams
from orchestration.sources.langfuse import STREAMS

V2, V1 = "/api/public/v2/observations", "/api/public/observations"
FIELDS = "core,basic,time,model,usage"
LAG = timedelta(hours=1)  # data of old SDKs is ten minutes late, an export of the last window twenty
SETTLED_DAYS = 3  # late and updated observations; data of old SDKs alone is ten minutes late
MOST_DAYS = 90  # what the smallest paid plan gives access to

DELIVERIES = (Delivery(STREAMS[0], r"(^|/)observations(_v2)?/.*\.(parquet|csv|jsonl?)(\.gz)?$"),)


class ApiSettings(BucketSettings, env_prefix="ASSAY_LANGFUSE_"):
    public_key: str = Field("", validation_alias="LANGFUSE_PUBLIC_KEY", description="the project's public key")
    secret_key: SecretStr | None = Field(None, validation_alias="LANGFUSE_SECRET_KEY", repr=False)
    api_url: str = Field("https://cloud.langfuse.com", description="the address of the region or server")


def connector(landing: Path, settings: ApiSettings, sleep: Callable[[float], None]) -> Connector:
    """Observations of the project that the keys belong to, or of all that are exported into the bucket."""
    if settings.bucket_url.strip():
        return delivered.connecting(DELIVERIES, landing, settings, sleep)
    public = settings.public_key.strip()
    api = Api(
        source="langfuse",
        url=settings.api_url,
        credential="LANGFUSE_SECRET_KEY",
        secret=settings.secret_key,
        login=lambda key: basic(public, key),
        headers={},
    )
    return connecting(api, landing, sleep, _fetch, "" if public else "LANGFUSE_PUBLIC_KEY")


def _fetch(session: Session, window: FetchWindow) -> None:
    """Land the days of the window, oldest first; one that fails is told at the end and asked for again next time."""
    failures = Failures()
    file, project = partial(_file, session), _Project(session)

    def land(day: date) -> None:
        session.progress(f"observations {day}")
        is_settled = day <= window.today - timedelta(days=SETTLED_DAYS)
        file(day).land(page_lines(project.read(day), _page), is_settled)

    failures.collect(land, due(window, window.days(MOST_DAYS), file))
    failures.tell()


def _file(session: Session, day: date) -> Restated:
    return Restated(session, "observations", str(day))


def _page(rows: list[Any], is_followed: bool) -> Any:
    return {"data": rows, "meta": {"cursor": is_followed}}


class _Project:
    """Reads days, by the newest version that the server has."""

    def __init__(self, session: Session) -> None:
        self._session, self._has_v2 = session, True

    def read(self, day: date) -> list[list[Any]]:
        since, until = between(day)
        window = f"fromStartTime={since}&toStartTime={until}"
        if self._has_v2:
            first = f"{V2}?fields={quote(FIELDS)}&limit=1000&{window}"
            try:
                return self._session.listing(first, partial(_rows, first), partial(_by_cursor, first))
            except FetchError as error:
                if error.status != 404 or isinstance(error, StartOverError):
                    raise
            self._has_v2 = False
            self._session.progress("the server has no version 2 of observations; version 1 names no user")
        path = f"{V1}?limit=100&{window}"
        return self._session.listing(f"{path}&page=1", partial(_rows, path), partial(_by_page, path))


def _rows(first: str, payload: Any) -> list[Any]:
    match payload:
        case {"data": list(rows)}:
            return [declared(row, streams()["langfuse/observations"]) for row in rows]
    raise FetchError("langfuse", f"GET {first} answered no page of rows", "check the API URL")


def _by_cursor(first: str, reply: Reply) -> str | None:
    match reply.payload:
        case {"meta": {"cursor": str(cursor)}} if cursor:
            return f"{first}&cursor={quote(cursor, safe='')}"
    return None


def _by_page(path: str, reply: Reply) -> str | None:
    match reply.payload:
        case {"meta": {"page": int(page), "totalPages": int(pages)}} if page < pages:
            return f"{path}&page={page + 1}"
    return None
