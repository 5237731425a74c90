"""Which objects of a bucket are files of a stream, and the day or month that they are about."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from orchestration import periods
from orchestration.connectors.declared import declared
from orchestration.loading.landing import format_of
from orchestration.sources import Column, Stream

#: A day in a key, as folders or in a name: `2026/06/01/`, `2026-06-01T10…`, `year=2026/month=06/day=01/`.
_DAY = re.compile(r"(?<!\d)(?:year=)?(20\d\d)[-/](?:month=)?(\d\d)[-/](?:day=)?(\d\d)(?!\d)")
_MONTH = re.compile(r"(?<!\d)(20\d\d)-?(0[1-9]|1[0-2])")
_EPOCH_SECONDS = 10**11  # a larger number counts thousandths, millionths or billionths

#: What lands of a row, and the partition that it is about, as far as the row says.
Split = Callable[[Stream, Any], Iterator[tuple[str | None, Any]]]


@dataclass(frozen=True)
class Delivery:
    """How a vendor writes the objects of a stream into a bucket.

    A stream with fields that must not land is unpacked on the way, and its rows go to the days that they are about.
    Of any other the bytes land as they are, under the partition of their first row.

    Args:
        key: what the keys look like, in any letters.
        period: how a key names the period of which each delivery holds the whole: a newer one takes the place of an
            older, fewer files and all. None where objects are only ever added.
        split: what lands of a value of the file.
    """

    stream: Stream
    key: str
    period: str | None = None
    split: Split | None = None

    def is_like(self, key: str) -> bool:
        return format_of(key) is not None and re.search(self.key, key, re.IGNORECASE) is not None

    @property
    def is_unpacked(self) -> bool:
        return bool(self.stream.forbidden)

    def rows(self, value: Any) -> Iterator[tuple[str | None, Any]]:
        return (self.split or by_row)(self.stream, value)


def by_row(stream: Stream, value: Any) -> Iterator[tuple[str | None, Any]]:
    """A row, or a page of them: of each only what its stream declares."""
    rows = value.get(stream.records) if isinstance(value, dict) and stream.records else None
    for row in rows if isinstance(rows, list) else [value]:
        kept = declared(row, stream)
        yield partition_of(kept, stream), kept


def partition_of(row: Any, stream: Stream) -> str | None:
    """The partition that a row is about; None where it does not say."""
    if stream.day is None or not isinstance(row, dict):
        return None
    column = next(column for column in stream.columns if column.name == stream.day)
    value = next((row[name] for name in (column.name, *column.also) if row.get(name) is not None), None)
    day = _day(value, column)
    return None if day is None else name_of(day, stream)


def name_of(day: date, stream: Stream) -> str:
    return f"{day:%Y-%m}" if stream.partition == "month" else day.isoformat()


def dated(key: str, modified: datetime, stream: Stream) -> date:
    """The day that an object is of: the one in its key, else when it was written."""
    numbers = (_MONTH if stream.partition == "month" else _DAY).findall(key)
    for found in reversed(numbers):  # a prefix may have been named after another day
        day = periods.first_day(stream.partition, "-".join(found))
        if day is not None:
            return day
    return modified.astimezone(UTC).date()


def _day(value: Any, column: Column) -> date | None:
    try:
        if column.is_epoch:
            seconds = int(value)
            while seconds >= _EPOCH_SECONDS:
                seconds //= 1000
            return datetime.fromtimestamp(seconds, UTC).date()
        if isinstance(value, (date, datetime)):
            value = value.isoformat()
        if column.form:
            return datetime.strptime(value.strip(), column.form).date()  # noqa: DTZ007  (a day has no zone)
        moment = datetime.fromisoformat(value.strip())
        return (moment.astimezone(UTC) if moment.tzinfo else moment).date()
    except (ValueError, TypeError, AttributeError, OverflowError, OSError):
        return None
