"""Runs the connectors of the sources that have credentials. They only ever write to the landing zone."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from orchestration.connectors.contract import Connector, FetchError, FetchResult, FetchWindow, Progress
from orchestration.home import HomeHeldError
from orchestration.settings import Settings, load
from orchestration.sources import apis


def connectors(settings: Settings) -> dict[str, Connector]:
    """Every connector by its source.

    Raises:
        ValueError: what is set for one of them cannot be used.
    """
    return {
        source: api.connector(settings.landing, load(api.ApiSettings), time.sleep) for source, api in apis().items()
    }


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
        with _alone(_lock_file(settings, connector.source), tell):
            return connector.fetch(window, tell)
    except FetchError as error:
        return error
    except OSError as error:
        what = f"cannot write {error.filename or 'to the landing zone'} ({error.strerror})"
        return FetchError(connector.source, what, "check the disk's space and permissions, then run it again")


@contextmanager
def none_under_way(settings: Settings) -> Iterator[None]:
    """Keep every source from being fetched meanwhile.

    Raises:
        HomeHeldError: one is being fetched.
    """
    with ExitStack() as held:
        for source in apis():
            lock = FileLock(_lock_file(settings, source))
            try:
                held.enter_context(lock.acquire(timeout=0))
            except Timeout:
                raise HomeHeldError(
                    f"{source} is being fetched into {settings.home}; run it again after that"
                ) from None
        yield


def _lock_file(settings: Settings, source: str) -> Path:
    return settings.home / f"fetch_{source}.lock"


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
