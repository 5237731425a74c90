"""The partitions a stream should have: every day (or month) between the first and the last that landed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta


def between(kind: str, partitions: Iterable[str]) -> Iterator[str]:
    """Every partition from the first to the last of these; folders that are no date are the quarantine's matter.

    Args:
        kind: 'day' for YYYY-MM-DD, 'month' for YYYY-MM.
    """
    found = [day for day in (_first_day(kind, partition) for partition in partitions) if day is not None]
    day = min(found, default=None)
    while day is not None and day <= max(found):
        yield day.isoformat() if kind == "day" else f"{day:%Y-%m}"
        day = day + timedelta(days=1) if kind == "day" else (day + timedelta(days=32)).replace(day=1)


def _first_day(kind: str, partition: str) -> date | None:
    try:
        return date.fromisoformat(partition if kind == "day" else f"{partition}-01")
    except ValueError:
        return None
