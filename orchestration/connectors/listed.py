"""What a listing tells of a bucket's objects: whose files they are, and which of them hold."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from orchestration import periods
from orchestration.connectors.contract import FetchWindow
from orchestration.connectors.delivery import Delivery, dated
from orchestration.connectors.objects import Bucket, Object

_ID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
#: A folder of one delivery among several of the same period: an id, or a moment.
_RUN = re.compile(rf"{_ID}|\d{{8}}|\d{{4}}-\d\d-\d\dT", re.IGNORECASE)
_NUMBER = re.compile(rf"{_ID}|\d+", re.IGNORECASE)  # what tells the parts of a delivery from each other
_SUFFIX = re.compile(r"(\.snappy|\.gz)?\.(jsonl?|csv|parquet)(\.gz)?$", re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    """An object that looks like a file of one of `deliveries`.

    Args:
        name: its bucket and key.
        group: the whole that it is a part of, `period` what of the key names that, and `run` which delivery of it this
            is; '' where there is no such thing.
    """

    listed: Object
    deliveries: tuple[Delivery, ...]
    name: str
    group: str = ""
    period: str = ""
    run: str = ""

    @property
    def day(self) -> date:
        return dated(self.period or self.listed.key, self.listed.modified, self.deliveries[0].stream)

    @property
    def file_name(self) -> str:
        """What a person knows it by, and what tells it from its namesakes; the same for each delivery of a whole."""
        leaf = self.listed.key.rpartition("/")[2]
        stem = re.sub(r"[^\w=-]+", "_", _SUFFIX.sub("", leaf), flags=re.ASCII).strip("_")[:120]
        whose = f"{self.group}/{leaf}" if self.group else self.name
        return f"{stem or 'object'}.{hashlib.sha256(whose.encode()).hexdigest()[:10]}"

    def is_in(self, window: FetchWindow) -> bool:
        """Whether it is asked for. What is about a day may be dated by the day on which it was written."""
        if window.start is None and window.end >= window.today:
            return True
        after = periods.day_after(self.deliveries[0].stream.partition, self.day)
        return (window.start is None or after > window.start) and self.day <= window.end + timedelta(days=1)


@dataclass
class Listing:
    """What lies in a bucket; `unlike` are the keys that are of no stream."""

    found: list[Found] = field(default_factory=list)
    unlike: list[str] = field(default_factory=list)


def listed(bucket: Bucket, deliveries: Sequence[Delivery]) -> Listing:
    """What looks like files of a stream; of wholes only those of the newest delivery."""
    listing = Listing()
    groups: dict[str, dict[str, list[Found]]] = {}
    finished: set[tuple[str, str]] = set()
    for item in bucket.objects():
        name = f"{bucket.name}/{item.key}"
        like = tuple(delivery for delivery in deliveries if delivery.is_like(item.key))
        period = next((each.period for each in like or deliveries if each.period), None)
        whole = _whole(item.key, period) if period else None
        if whole and item.key.lower().endswith("manifest.json"):
            finished.add((whole[0], whole[2]))
        if not like:
            listing.unlike.append(item.key)
        elif whole is None:
            listing.found.append(Found(item, like, name))
        else:
            named, parts, run = whole
            group = f"{bucket.name}/{parts}"
            groups.setdefault(group, {}).setdefault(run, []).append(Found(item, like, name, group, named, run))
    for runs in groups.values():
        listing.found += runs[_newest(runs, finished)]
    return listing


def _whole(key: str, period: str) -> tuple[str, str, str] | None:
    """The period in a key; what of the key says which parts belong together; and which delivery of it this is."""
    matches = list(re.finditer(period, key, re.IGNORECASE))
    if not matches:
        return None
    end = matches[-1].end()
    *folders, leaf = key[end:].split("/")
    run = "/".join(folder for folder in folders if _RUN.search(folder))
    same = "/".join(folder for folder in folders if not _RUN.search(folder))
    return matches[-1][0], f"{key[:end]}{same}/{_NUMBER.sub('#', leaf)}", run


def _newest(runs: dict[str, list[Found]], finished: set[tuple[str, str]]) -> str:
    """The newest delivery. Where some say by a manifest that they are finished, the newest of these."""
    names = {run for _, run in finished}
    told = [run for run in runs if run in names] or list(runs)

    def written(run: str) -> tuple[datetime, str]:
        return max(part.listed.modified for part in runs[run]), run

    return max(told, key=written)
