"""Anthropic's Claude Code Analytics Admin API: one UTC day a call, in pages; a day lands whole or not at all."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from orchestration import landing
from orchestration.connectors import Connector, FetchError, FetchResult, FetchWindow, Progress
from orchestration.settings import Settings
from orchestration.sources import Stream, streams
from orchestration.sources._http import Api, Reply
from orchestration.sources._session import Session, StartOverError, as_json, without

PATH = "/v1/organizations/usage_report/claude_code"
PULLED_AGAIN_DAYS = 3  # restatement is not documented, and rows younger than an hour are withheld
MOST_DAYS = 90  # how far a first run, or one after a long pause, goes back, unless told
UNFINISHED = ".unfinished"  # lies in a day's folder while its pages are put there; no loader reads a dot file


def connector(settings: Settings, sleep: Callable[[float], None] = time.sleep) -> Connector:
    """Claude Code analytics of one organization, by its admin key."""
    api = Api(
        source="anthropic",
        url=settings.anthropic_api_url,
        credential="ANTHROPIC_ADMIN_KEY",
        secret=settings.anthropic_admin_key,
        login=lambda key: ("x-api-key", key),
        headers={"anthropic-version": "2023-06-01"},
    )
    return Connector(api.source, api.credential, bool(api.key), partial(_fetch, api, settings.landing, sleep))


def _fetch(
    api: Api, landing_zone: Path, sleep: Callable[[float], None], window: FetchWindow, progress: Progress
) -> FetchResult:
    """Land the days of the window, oldest first; the first that fails ends the run, so that no later day hides it."""
    stream = streams()["anthropic/claude_code_analytics"]
    with Session(api, landing_zone, window.now, progress, sleep) as session:
        for day in _days(session.folder(stream.name), window):
            _land_day(session, stream, str(day))
    return session.result


def _days(folder: Path, window: FetchWindow) -> Iterator[date]:
    """The days asked for; else the last three, and before them what is unfinished or newer than all that landed."""
    last = min(window.end, window.now.astimezone(UTC).date())
    first = window.start or last - timedelta(days=MOST_DAYS - 1)
    again = window.start or last - timedelta(days=PULLED_AGAIN_DAYS - 1)
    landed = {path.parent.name for path in folder.glob(f"*/{_file_name(1)}")}
    unfinished = {path.parent.name for path in folder.glob(f"*/{UNFINISHED}")}
    newest = max((day for day in landed if day <= str(last)), default="")
    for back in range((last - first).days, -1, -1):
        day = last - timedelta(days=back)
        if day >= again or str(day) > newest or str(day) in unfinished:
            yield day


def _land_day(session: Session, stream: Stream, day: str) -> None:
    """Read a day whole, then land its pages and remove those that only an earlier, longer delivery had.

    They are removed, not emptied: the manifest records a deletion, and an empty page would be read for ever.
    A run that is killed on the way leaves the mark, and the next one pulls the day again.
    The cursor does not land: it differs with every delivery, and the same rows would look restated.
    """
    session.progress(f"{stream.name} {day}")
    first = f"{PATH}?starting_at={day}&limit=1000"
    pages = session.listing(first, lambda payload: _rows(payload, stream), lambda reply: _following(first, reply))
    folder = session.folder(stream.name, day)
    landing.write(folder, UNFINISHED, b"")
    for number, rows in enumerate(pages, start=1):
        page = {"data": rows, "has_more": number < len(pages), "next_page": None}
        session.land(stream.name, day, _file_name(number), as_json(page))
    for path in sorted(folder.iterdir()):
        number = re.fullmatch(r"page_(\d{4,})\.json\.gz", path.name)
        if number and int(number[1]) > len(pages):
            path.unlink()
    (folder / UNFINISHED).unlink()


def _rows(payload: Any, stream: Stream) -> list[Any]:
    match payload:
        case {"data": list(rows)}:
            return without(rows, stream.forbidden)
    raise FetchError(stream.source, f"{PATH} answered no page of rows", "check the API URL")


def _following(first: str, reply: Reply) -> str | None:
    """The next page's path, by its cursor."""
    if not reply.payload.get("has_more"):
        return None
    cursor = reply.payload.get("next_page")
    if not (isinstance(cursor, str) and cursor):
        raise StartOverError("anthropic", f"{PATH} says that there is more, but not where", "run it again")
    return f"{first}&page={quote(cursor, safe='')}"


def _file_name(number: int) -> str:
    return f"page_{number:04}.json.gz"
