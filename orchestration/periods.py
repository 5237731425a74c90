"""Partitions as days and months: which names are one, and which a stream should have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

FIRST, LAST = date(2000, 1, 1), date(2100, 12, 31)  # what lies outside is no date but a mistake, or means "none"
FORMS = {"day": "YYYY-MM-DD", "month": "YYYY-MM"}
_PATTERNS = {"day": re.compile(r"\d{4}-\d{2}-\d{2}"), "month": re.compile(r"\d{4}-\d{2}")}


def is_of_form(kind: str, partition: str) -> bool:
    """Whether the name looks like a partition; `first_day` tells whether the calendar has it."""
    return _PATTERNS[kind].fullmatch(partition) is not None


def first_day(kind: str, partition: str) -> date | None:
    """The first day of a partition; None for a name that is none.

    Args:
        kind: 'day' for YYYY-MM-DD, 'month' for YYYY-MM.
    """
    if not is_of_form(kind, partition):
        return None
    try:
        return date.fromisoformat(partition if kind == "day" else f"{partition}-01")
    except ValueError:
        return None


def day_after(kind: str, first: date) -> date:
    """The first day after the partition that begins on `first`."""
    if first.year == date.max.year:  # the last of the calendar; a folder may be named anything
        return date.max
    return first + timedelta(days=1) if kind == "day" else (first + timedelta(days=32)).replace(day=1)


def between(kind: str, partitions: Iterable[str], last: date) -> Iterator[str]:
    """Every partition from the first to the last of these; names that are none, and days before `FIRST` or after
    `last`, are the quarantine's matter."""
    days = (first_day(kind, partition) for partition in partitions)
    found = [day for day in days if day is not None and FIRST <= day <= last]
    day = min(found, default=None)
    while day is not None and day <= max(found):
        yield day.isoformat() if kind == "day" else f"{day:%Y-%m}"
        day = day_after(kind, day)
