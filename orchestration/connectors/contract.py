"""What a connector is, and what it may answer. Nothing here knows a vendor or a protocol."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

Progress = Callable[[str], None]


@dataclass(frozen=True)
class FetchWindow:
    """The UTC days asked for, both inclusive; `start` None lets the connector go on from what has landed."""

    start: date | None
    end: date
    now: datetime

    @property
    def last(self) -> date:
        """The last day asked for that has begun."""
        return min(self.end, self.today)

    @property
    def today(self) -> date:
        return self.now.astimezone(UTC).date()

    def days(self, most: int, last: date | None = None) -> list[date]:
        """The days asked for up to `last`, oldest first; where no start is named, the newest `most`."""
        last = self.last if last is None else min(last, self.last)
        first = self.start or last - timedelta(days=most - 1)
        return [first + timedelta(days=number) for number in range((last - first).days + 1)]


@dataclass(frozen=True)
class FetchResult:
    """What a run did to the landing zone, and how many requests it took (retries count)."""

    files_written: int = 0
    files_unchanged: int = 0
    requests: int = 0


class FetchError(Exception):
    """What a source could not deliver, and what to do about it. Never holds a secret.

    Args:
        status: the HTTP status, where the server answered.
        said: the beginning of what it answered then: to look for a word in, never to be told.
        retry_at: when the server will answer again, where waiting for it was too long.
        result: what landed before; set by the session.
    """

    def __init__(
        self,
        source: str,
        what: str,
        remedy: str,
        *,
        status: int | None = None,
        said: str = "",
        retry_at: datetime | None = None,
    ) -> None:
        super().__init__(f"{source}: {what}; {remedy}")
        self.source, self.what, self.remedy = source, what, remedy
        self.status, self.said, self.retry_at = status, said, retry_at
        self.result = FetchResult()

    @property
    def may_pass(self) -> bool:
        """Whether it may go well in a minute. Not what was refused for good, nor what is configured wrongly."""
        return False


@dataclass(frozen=True)
class Connector:
    """What fetches one source.

    Args:
        credential: the environment variable that makes it usable; where it is not configured, the one to set.
        fetch: lands a window, telling its progress. Raises FetchError, when what was read before has landed.
    """

    source: str
    credential: str
    is_configured: bool
    fetch: Callable[[FetchWindow, Progress], FetchResult]
