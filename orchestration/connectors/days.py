"""Streams that an API lists by UTC day: a day lands whole or not at all, and again until it has settled.

Its pages are the lines of one file, so that a day is replaced in one step: no loader, no kill and no second run can
see half of a restated day.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import quote

from orchestration import files
from orchestration.connectors.contract import FetchError, FetchWindow
from orchestration.connectors.http import Reply
from orchestration.connectors.session import Failures, Session, StartOverError, as_json, without
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
        failures.collect(lambda day: self.land(day, window.now), self.asked_for(window))

    def asked_for(self, window: FetchWindow) -> list[date]:
        """The days of the window; where it has no start, those that have not landed, or had not settled then."""
        first = window.start or window.last - timedelta(days=self.most_days - 1)
        days = [first + timedelta(days=number) for number in range((window.last - first).days + 1)]
        return [day for day in days if window.start is not None or not self._is_final(day)]

    def land(self, day: date, now: datetime) -> None:
        """Read a day whole, then land it.

        The mark of what has not settled comes before what it speaks of and goes after it: a run that is killed between
        pulls the day again. The cursor does not land: it differs with every delivery, and the same rows would look
        restated.
        """
        stream, (partition, name, mark) = self.stream, self._place(day)
        self.session.progress(f"{stream.name} {day}")
        first = self.first(day)
        pages = self.session.listing(
            first,
            lambda payload: self.rows(page_rows(stream, first, payload)),
            lambda reply: next_page(stream, first, reply),
        )
        folder = self.session.folder(stream.name, partition)
        is_settled = day <= now.astimezone(UTC).date() - timedelta(days=self.settled_days)
        if not is_settled:
            files.write(folder, mark, b"")
        self.session.land(stream.name, partition, name, as_lines(pages))
        if is_settled:
            (folder / mark).unlink(missing_ok=True)

    def _is_final(self, day: date) -> bool:
        partition, name, mark = self._place(day)
        folder = self.session.folder(self.stream.name, partition)
        return (folder / name).exists() and not (folder / mark).exists()

    def _place(self, day: date) -> tuple[str, str, str]:
        """Partition, file, and the mark beside it, which no loader reads: it is a dot file."""
        if self.stream.partition == "month":
            return f"{day:%Y-%m}", f"{day}.jsonl.gz", f".{day}.unsettled"
        return str(day), "pages.jsonl.gz", ".unsettled"


def as_lines(pages: list[list[Any]]) -> bytes:
    """Pages of a listing that was read whole, a line each."""
    lines = (
        {"data": rows, "has_more": number < len(pages), "next_page": None} for number, rows in enumerate(pages, start=1)
    )
    return b"".join(as_json(line) + b"\n" for line in lines)


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
