"""What a connector is, what it may answer, and `fetch_all`, which runs those that have credentials.

Nothing here knows a vendor or a protocol: sources/_http.py speaks HTTP, and each vendor's module defines
`connector(settings) -> Connector`. Connectors only ever write to the landing zone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from orchestration.settings import Settings
from orchestration.sources import modules

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
        return min(self.end, self.now.astimezone(UTC).date())


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


def connectors(settings: Settings) -> dict[str, Connector]:
    """Every connector by its source."""
    found = (module.connector(settings) for module in modules() if hasattr(module, "connector"))
    return {connector.source: connector for connector in found}


def chosen(settings: Settings, sources: Sequence[str], start: date | None, end: date | None) -> dict[str, Connector]:
    """The connectors of `sources`; none named: all.

    Raises:
        ValueError: a source that has no connector, or a window that ends before it starts.
    """
    known = connectors(settings)
    if unknown := sorted(set(sources) - set(known)):
        raise ValueError(f"no connector for {', '.join(unknown)}; there are: {', '.join(known)}")
    if start is not None and end is not None and start > end:
        raise ValueError(f"the window ends on {end}, before it starts on {start}")
    return {name: connector for name, connector in known.items() if not sources or name in sources}


def fetch_all(
    settings: Settings, sources: Sequence[str], start: date | None, end: date, now: datetime, progress: Progress
) -> dict[str, FetchResult | FetchError | None]:
    """Run the connectors of `sources` (none named: all); one that fails does not stop the others.

    Returns:
        A source's result or error; None where it has no credentials.

    Raises:
        ValueError: as of `chosen`.
    """
    window = FetchWindow(start, end, now)
    found = chosen(settings, sources, start, end)
    return {name: _outcome(settings, connector, window, progress) for name, connector in found.items()}


def _outcome(
    settings: Settings, connector: Connector, window: FetchWindow, progress: Progress
) -> FetchResult | FetchError | None:
    if not connector.is_configured:
        return None

    def tell(text: str) -> None:
        progress(f"{connector.source}: {text}")

    try:
        with _alone(settings.home / f"fetch_{connector.source}.lock", tell):
            return connector.fetch(window, tell)
    except FetchError as error:
        return error
    except OSError as error:
        what = f"cannot write {error.filename or 'to the landing zone'} ({error.strerror})"
        return FetchError(connector.source, what, "check the disk's space and permissions, then run it again")


@contextmanager
def _alone(lock_file: Path, tell: Progress) -> Iterator[None]:
    """Queue behind another fetch of the source: two would write over what the other has just landed."""
    lock_file.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(lock_file)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        tell("waiting for another fetch of this source to end")
        lock.acquire()
    try:
        yield
    finally:
        lock.release()
