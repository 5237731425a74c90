"""Days of a stream that land one at a time, whole, and again until the vendor has settled them.

The pages of a day are the lines of one file, so that a day is replaced in one step: no loader, no kill and no second
run can see half of a restated day.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from orchestration import files
from orchestration.connectors.contract import FetchWindow
from orchestration.connectors.session import Session, as_json

FILE_NAME = "pages.jsonl.gz"
UNSETTLED = ".unsettled"  # beside a day that was read too early to be final; no loader reads a dot file


def due(folder: Path, window: FetchWindow, most_days: int) -> list[date]:
    """The days asked for; else those of the last `most_days` that have not landed, or had not settled when they did."""
    first = window.start or window.last - timedelta(days=most_days - 1)
    days = [first + timedelta(days=number) for number in range((window.last - first).days + 1)]
    return [day for day in days if window.start is not None or not _is_final(folder / str(day))]


def _is_final(folder: Path) -> bool:
    return (folder / FILE_NAME).exists() and not (folder / UNSETTLED).exists()


def land(session: Session, stream: str, day: date, pages: Iterable[Any], is_settled: bool) -> None:
    """Land a day's pages.

    The mark comes before what it speaks of and goes after it: a run that is killed between pulls the day again.
    """
    folder = session.folder(stream, str(day))
    if not is_settled:
        files.write(folder, UNSETTLED, b"")
    session.land(stream, str(day), FILE_NAME, b"".join(as_json(page) + b"\n" for page in pages))
    if is_settled:
        (folder / UNSETTLED).unlink(missing_ok=True)
