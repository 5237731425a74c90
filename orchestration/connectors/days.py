"""Streams that an API lists by UTC day: a day lands whole or not at all, its pages as the lines of one file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import quote

from orchestration.connectors.contract import FetchError, FetchWindow
from orchestration.connectors.http import Reply
from orchestration.connectors.paged import page_lines
from orchestration.connectors.restated import PAGES, Restated, due
from orchestration.connectors.session import Failures, Session, StartOverError, without
from orchestration.sources import Stream

MOST_RESULTS = 10_000  # of a bucket that lands in one piece: 6 MB; a company's day can be hundreds


@dataclass(frozen=True)
class Days:
    """The days of one stream.

    Args:
        first: the path of a day's first page.
        settled_days: how long a day may still change.
        most_days: how far a run goes back, unless told.
        rows: what lands of the rows of a page.
    """

    session: Session
    stream: Stream
    first: Callable[[date], str]
    settled_days: int
    most_days: int
    rows: Callable[[list[Any]], list[Any]] = list

    def fetch(self, window: FetchWindow, failures: Failures) -> None:
        """Land the days of the window, oldest first; one that fails is asked for again next time."""
        asked = due(window, window.days(self.most_days), self._file)
        failures.collect(lambda day: self._land(day, window.today), asked)

    def _land(self, day: date, today: date) -> None:
        """Read a day whole, then land it."""
        stream, first = self.stream, self.first(day)
        self.session.progress(f"{stream.name} {day}")
        pages = self.session.listing(
            first,
            lambda payload: self.rows(page_rows(stream, first, payload)),
            lambda reply: next_page(stream, first, reply),
        )
        self._file(day).land(page_lines(pages, page), is_settled=day <= today - timedelta(days=self.settled_days))

    def _file(self, day: date) -> Restated:
        if self.stream.partition == "month":
            return Restated(self.session, self.stream.name, f"{day:%Y-%m}", f"{day}.jsonl.gz")
        return Restated(self.session, self.stream.name, str(day), PAGES)


def unix_span(day: date, now: datetime) -> tuple[int, int]:
    """The seconds from which and until which a day lasts; until now, where it has not ended."""
    begin = datetime(day.year, day.month, day.day, tzinfo=UTC)
    end = min(begin + timedelta(days=1), max(now.astimezone(UTC), begin + timedelta(seconds=1)))
    return int(begin.timestamp()), int(end.timestamp())


def page(rows: list[Any], is_followed: bool) -> dict[str, Any]:
    return {"data": rows, "has_more": is_followed, "next_page": None}


def in_pieces(buckets: list[Any]) -> list[Any]:
    """Buckets with at most so many results each: a row of the landing zone has a largest length, a company has not."""
    pieces = []
    for bucket in buckets:
        results = bucket.get("results") if isinstance(bucket, dict) else None
        if not isinstance(results, list) or len(results) <= MOST_RESULTS:
            pieces.append(bucket)
            continue
        firsts = range(0, len(results), MOST_RESULTS)
        pieces.extend({**bucket, "results": results[first : first + MOST_RESULTS]} for first in firsts)
    return pieces


def page_rows(stream: Stream, first: str, payload: Any) -> list[Any]:
    """The rows of a page, without what must not land."""
    match payload:
        case {"data": list(rows)}:
            return without(rows, stream.forbidden)
    raise FetchError(stream.source, f"GET {first} answered no page of rows", "check the API URL")


def next_page(
    stream: Stream, first: str, reply: Reply, cursor: str = "next_page", parameter: str = "page"
) -> str | None:
    """The path of the page that a page says follows it.

    Args:
        cursor: what the answer calls the place to go on from; `parameter`: what the request calls it.
    """
    if not reply.payload.get("has_more"):
        return None
    place = reply.payload.get(cursor)
    if not (isinstance(place, str) and place):
        raise StartOverError(stream.source, f"GET {first} says that there is more, but not where", "run it again")
    return f"{first}&{parameter}={quote(place, safe='')}"
