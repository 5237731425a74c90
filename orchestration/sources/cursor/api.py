"""Cursor's Admin API: days of activity and of requests, a UTC day a listing; spend and members as snapshots of today.

Pages land as they came, for nothing in them differs between two deliveries of the same rows. What a snapshot does not
tell today nobody can ask for later, so snapshots come first, and only where the window reaches to today.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr

from orchestration.connectors.contract import Connector, FetchError, FetchWindow
from orchestration.connectors.http import Api, Post, Reply, basic
from orchestration.connectors.restated import Restated, due
from orchestration.connectors.session import Failures, Session, StartOverError, as_lines, connecting, without
from orchestration.settings import SourceSettings
from orchestration.sources import Stream, streams

PER_MINUTE = 20  # of a team; requests alone may be asked for at 60
LAG = timedelta(hours=2)  # put together each hour
SETTLED_DAYS = 2  # restatement is not documented; what is told is gathered anew every hour
MOST_DAYS = 90  # how far a run goes back, unless told; how far the API does is not documented
DAY_MS = 24 * 3600 * 1000
#: The paths of what is told by day, each with the most rows of a page. With both page and size, idle members come too.
DAYS = {"daily_usage": ("/teams/daily-usage-data", 500), "usage_events": ("/teams/filtered-usage-events", 1000)}
MEMBERS = "/teams/members"
SPEND = Post("/teams/spend", {"sortBy": "user", "sortDirection": "asc", "page": 1, "pageSize": 500})


class ApiSettings(SourceSettings, env_prefix="ASSAY_CURSOR_"):
    api_key: SecretStr | None = Field(None, validation_alias="CURSOR_API_KEY", repr=False)
    api_url: str = Field("https://api.cursor.com", description="the API's address")


def connector(landing: Path, settings: ApiSettings, sleep: Callable[[float], None]) -> Connector:
    """The Admin API of one team, by a key that its admins make."""
    api = Api(
        source="cursor",
        url=settings.api_url,
        credential="CURSOR_API_KEY",
        secret=settings.api_key,
        login=basic,
        headers={},
        per_minute=PER_MINUTE,
    )
    return connecting(api, landing, sleep, _fetch)


def _fetch(session: Session, window: FetchWindow) -> None:
    """Land today's snapshots, then the days of the window; what fails is told at the end and asked for again."""
    failures, today = Failures(), window.today
    steps: list[Callable[[], None]] = []
    if window.last == today:
        steps += [partial(_land_snapshot, session, name, first, today) for name, first in _snapshots().items()]
    for name in DAYS:
        days = due(window, window.days(MOST_DAYS), partial(_file, session, name))
        steps += [partial(_land_day, session, _stream(name), day, today) for day in days]
    failures.collect(lambda step: step(), steps)
    failures.tell()


def _snapshots() -> Mapping[str, str | Post]:
    return {"members": MEMBERS, "spend": SPEND}


def _stream(name: str) -> Stream:
    return streams()[f"cursor/{name}"]


def _land_snapshot(session: Session, name: str, first: str | Post, today: date) -> None:
    session.progress(f"{name} {today}")
    _file(session, name, today).land(as_lines(_pages(session, _stream(name), first)), is_settled=True)


def _land_day(session: Session, stream: Stream, day: date, today: date) -> None:
    """Read a day whole, then land it. Both ends of a range are in it, so that it ends a millisecond before the next."""
    session.progress(f"{stream.name} {day}")
    path, size = DAYS[stream.name]
    start = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1000
    first = Post(path, {"startDate": start, "endDate": start + DAY_MS - 1, "page": 1, "pageSize": size})
    pages = _pages(session, stream, first)
    told, found = pages[-1].get("totalUsageEventsCount"), sum(len(page[stream.records]) for page in pages)
    if isinstance(told, int) and found < told:
        what = f"POST {path} gave {found:,} of {told:,} events of {day}"
        raise FetchError(stream.source, what, "run it again")
    _file(session, stream.name, day).land(as_lines(pages), day <= today - timedelta(days=SETTLED_DAYS))


def _file(session: Session, name: str, day: date) -> Restated:
    return Restated(session, name, str(day))


def _pages(session: Session, stream: Stream, first: str | Post) -> list[dict[str, Any]]:
    listed = session.listing(first, lambda payload: [_page(first, payload, stream)], _following)
    return [page for (page,) in listed]


def _page(first: str | Post, payload: Any, stream: Stream) -> Any:
    if isinstance(payload, dict) and isinstance(payload.get(stream.records), list):
        return without(payload, stream.forbidden)
    raise FetchError(stream.source, f"{first} answered no page of rows", "check the API URL")


def _following(reply: Reply) -> Post | None:
    """The next page, by its number: a listing says that there is one, or how many there are."""
    if not isinstance(reply.asked, Post):
        return None  # members come at once
    page, pages = reply.asked.body["page"], reply.payload.get("totalPages")
    pagination = reply.payload.get("pagination")
    is_more = isinstance(pagination, dict) and pagination.get("hasNextPage") is True
    if not is_more and not (isinstance(pages, int) and page < pages):
        return None
    if [] in reply.payload.values():
        raise StartOverError("cursor", f"POST {reply.asked} says that there is more, and gives none", "run it again")
    return Post(reply.asked.path, {**reply.asked.body, "page": page + 1})
