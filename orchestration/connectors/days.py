"""What a listing of UTC days lands: a file a day, whole or not at all, and again until the day has settled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from orchestration import files
from orchestration.connectors.contract import FetchWindow
from orchestration.connectors.session import Session, as_json


@dataclass(frozen=True)
class Days:
    """The days of one listing.

    Args:
        settled_after: how many days a day may still change.
        most: how far a run goes back, unless told.
        mark: beside a day that was read too early to be final; no loader reads a dot file.
    """

    session: Session
    stream: str
    file_name: str
    settled_after: int
    most: int
    mark: str = ".unsettled"

    def wanted(self, window: FetchWindow) -> list[date]:
        """The days asked for; else those that have not landed, or were not settled when they did."""
        first = window.start or window.last - timedelta(days=self.most - 1)
        days = [first + timedelta(days=number) for number in range((window.last - first).days + 1)]
        return days if window.start is not None else [day for day in days if not self._is_final(day)]

    def _is_final(self, day: date) -> bool:
        folder = self.session.folder(self.stream, str(day))
        return (folder / self.file_name).exists() and not (folder / self.mark).exists()

    def land(self, day: date, now: datetime, pages: list[list[Any]], page: Callable[[list[Any], bool], Any]) -> None:
        """Replace a day in one step, its pages as lines.

        The mark comes before what it speaks of and goes after it: a run that is killed between pulls the day again.

        Args:
            page: the rows of a page as the vendor has them, and whether another one follows. No cursor lands: it
                differs with every delivery, and the same rows would look restated.
        """
        folder = self.session.folder(self.stream, str(day))
        lines = [as_json(page(rows, number < len(pages))) + b"\n" for number, rows in enumerate(pages, start=1)]
        is_settled = day <= now.astimezone(UTC).date() - timedelta(days=self.settled_after)
        if not is_settled:
            files.write(folder, self.mark, b"")
        self.session.land(self.stream, str(day), self.file_name, b"".join(lines))
        if is_settled:
            (folder / self.mark).unlink(missing_ok=True)


def between(day: date) -> tuple[str, str]:
    """The first moment of a UTC day, and that of the next."""
    return f"{day}T00:00:00Z", f"{day + timedelta(days=1)}T00:00:00Z"
