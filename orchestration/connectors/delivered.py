"""The connector of files that a vendor delivers into a bucket: lands what is new or changed there.

A run costs a listing and what came since the last. An object that vanishes takes nothing with it: a bucket's lifecycle
rule clears away what is old, not what is wrong. Only where a delivery holds the whole of a period do the files of an
older one go, once the newer one is there.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from orchestration import files
from orchestration.connectors.brought import bring
from orchestration.connectors.contract import Connector, FetchError, FetchResult, FetchWindow, Progress
from orchestration.connectors.delivery import Delivery
from orchestration.connectors.ledger import Entry, Ledger, keeping
from orchestration.connectors.listed import Found, listed
from orchestration.connectors.objects import Bucket
from orchestration.connectors.session import Failures
from orchestration.connectors.unpacked import UnreadableError
from orchestration.settings import BucketSettings, variable

SHOWN = 3  # of the keys that are of no stream
_WORK = ".fetching-"  # no loader looks into a dot folder


def connecting(
    deliveries: Sequence[Delivery], landing: Path, settings: BucketSettings, sleep: Callable[[float], None]
) -> Connector:
    """The connector of the buckets that the settings name, commas between; the store's client does the waiting."""
    source = deliveries[0].stream.source
    urls = [url.strip() for url in settings.bucket_url.split(",") if url.strip()]
    named = variable(type(settings), "bucket_url")

    def fetch(window: FetchWindow, progress: Progress) -> FetchResult:
        run = _Run(landing / source, deliveries, window, progress)
        try:
            run.fetch(source, urls, named)
        except FetchError as error:
            error.result = run.result
            raise
        return run.result

    return Connector(source, named, bool(urls), fetch)


class _Run:
    """One run over the buckets of a source."""

    def __init__(self, folder: Path, deliveries: Sequence[Delivery], window: FetchWindow, progress: Progress) -> None:
        self._folder, self._deliveries, self._window, self._progress = folder, deliveries, window, progress
        self._written = self._unchanged = 0
        self._buckets: list[Bucket] = []

    @property
    def result(self) -> FetchResult:
        return FetchResult(self._written, self._unchanged, sum(bucket.requests for bucket in self._buckets))

    def fetch(self, source: str, urls: Sequence[str], named: str) -> None:
        """Land what is new in each bucket; one that fails stops no other."""
        for left in self._folder.glob(f"{_WORK}*"):  # by a run that was killed
            shutil.rmtree(left)
        failures = Failures(most_unanswered=len(urls))
        with keeping(self._folder) as ledger:
            failures.collect(lambda url: self._fetch_bucket(ledger, Bucket(source, url, named)), urls)
        failures.tell()

    def _fetch_bucket(self, ledger: Ledger, bucket: Bucket) -> None:
        self._buckets.append(bucket)
        self._progress(f"listing {bucket.name}")
        listing = listed(bucket, self._deliveries)
        known = ledger.entries()
        asked = [found for found in listing.found if found.is_in(self._window)]
        due = [found for found in asked if not self._has_landed(found, known)]
        self._unchanged += len(asked) - len(due)
        self._progress(f"{bucket.name}: {len(due):,} of {len(asked):,} objects are new or changed")
        failures = Failures()
        entries = failures.collect(partial(self._land, ledger, bucket, known), sorted(due, key=lambda f: f.listed.key))
        known |= dict(entries)
        self._clear(ledger, known, asked)
        listing.unlike += [f.listed.key for f in asked if f.name in known and not known[f.name].files]
        if listing.unlike:
            shown = ", ".join(listing.unlike[:SHOWN])
            self._progress(f"{bucket.name}: {len(listing.unlike):,} objects are of no stream and stay there: {shown}")
        failures.tell()

    def _has_landed(self, found: Found, known: dict[str, Entry]) -> bool:
        """Whether it need not be read; with a start in the window all are read again, as days of an API are."""
        entry = known.get(found.name)
        return (
            self._window.start is None
            and entry is not None
            and entry.read.is_same_as(found.listed)
            and all((self._folder / file).exists() for file in entry.files)
        )

    def _land(self, ledger: Ledger, bucket: Bucket, known: dict[str, Entry], found: Found) -> tuple[str, Entry]:
        """Land an object whole: its files, then that it has landed."""
        with tempfile.TemporaryDirectory(prefix=_WORK, dir=self._folder) as work:
            try:
                brought = bring(bucket, found, Path(work))
            except UnreadableError as error:
                raise FetchError(bucket.source, f"{found.name}: {error}", "deliver it again") from None
            names = []
            for part, file in brought.parts.items():
                assert brought.stream is not None
                name, place = f"{found.file_name}{brought.suffix}", f"{brought.stream.name}/{part}"
                is_new = files.move(file, self._folder / place, name)
                self._written, self._unchanged = self._written + is_new, self._unchanged + (not is_new)
                names.append(f"{place}/{name}")
        entry = Entry(brought.read, found.group, tuple(names))
        is_snapshot = found.deliveries[0].stream.day is None  # written again it is another one, and the first stays
        if found.name in known and not is_snapshot:
            self._remove(set(known[found.name].files) - set(names))
        ledger.keep(found.name, entry)
        return found.name, entry

    def _clear(self, ledger: Ledger, known: dict[str, Entry], asked: Sequence[Found]) -> None:
        """Of each whole that has landed, take away what an older delivery of it left."""
        wholes: dict[str, list[Found]] = {}
        for found in asked:
            if found.group:
                wholes.setdefault(found.group, []).append(found)
        older: dict[str, list[str]] = {}
        for name, entry in known.items():
            if entry.group in wholes:
                older.setdefault(entry.group, []).append(name)
        for group, parts in wholes.items():
            if not all(part.name in known and known[part.name].read.is_same_as(part.listed) for part in parts):
                continue
            names = {part.name for part in parts}
            kept = {file for name in names for file in known[name].files}
            for name in set(older.get(group, ())) - names:
                self._remove(set(known[name].files) - kept)
                ledger.forget(name)

    def _remove(self, names: Iterable[str]) -> None:
        for name in names:
            (self._folder / name).unlink(missing_ok=True)
