"""One run of one connector: reads listings whole, lands files, and counts."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from orchestration import files
from orchestration.connectors.contract import Connector, FetchError, FetchResult, FetchWindow, Progress
from orchestration.connectors.http import Api, Client, Post, Reply

LISTING_ATTEMPTS = 3
MOST_PAGES = 2_000  # of one listing: 200,000 pulls, or two million people's days; more is a list without an end
MOST_UNANSWERED = 5  # each after its retries, about three minutes in all
TOLD = 5  # of the failures of a run in its error
CURSOR_REFUSED = (400, 404, 410, 422)  # of any page but the first
LINK_REFUSED = (400, 401, 403, 404, 410)  # how stores of files say that a signed link has lapsed

Thing, Found = TypeVar("Thing"), TypeVar("Found")


class StartOverError(FetchError):
    """A listing that must be read from its first page again: an expired cursor, a page that came twice."""


class Session:
    """A client of `api` with a landing folder; use it in a `with`, and an error that leaves it knows what landed."""

    def __init__(
        self,
        api: Api,
        landing_zone: Path,
        now: datetime,
        progress: Progress,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.source, self.progress = api.source, progress
        self._client, self._landing_zone = Client(api, now, progress, sleep), landing_zone
        self._written = self._unchanged = 0

    def __enter__(self) -> Session:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self._client.close()
        if isinstance(error, FetchError):
            error.result = self.result

    @property
    def result(self) -> FetchResult:
        return FetchResult(self._written, self._unchanged, self._client.requests)

    def folder(self, stream: str, partition: str = "") -> Path:
        return self._landing_zone / self.source / stream / partition

    def land(self, stream: str, partition: str, name: str, content: bytes) -> None:
        """Land `content` gzipped: the same bytes for the same content."""
        if files.write(self.folder(stream, partition), name, gzip.compress(content, mtime=0)):
            self._written += 1
        else:
            self._unchanged += 1

    def complete_until(self, stream: str, listing: str) -> date | None:
        """The day to which `listing` has landed without a hole; None before the first whole run."""
        try:
            return date.fromisoformat((self.folder(stream) / _mark(listing)).read_text())
        except (FileNotFoundError, ValueError):  # one that cannot be read costs requests, and loses nothing
            return None

    def set_complete(self, stream: str, listing: str, day: date) -> None:
        """Say that nothing up to `day` is missing. Only a run that began where the last one ended may say so."""
        known = self.complete_until(stream, listing)
        if known is None or known < day:
            files.write(self.folder(stream), _mark(listing), str(day).encode())

    def get(self, path: str, may_be_blank: bool = False) -> Reply:
        """The answer to GET `path`; arguments and errors as of Client.get."""
        return self._client.get(path, may_be_blank=may_be_blank)

    def lines(self, link: str, name: str) -> list[Any]:
        """The JSON lines behind a link of the answer to `name`; a link that has lapsed means to start over.

        Raises:
            FetchError: as of Client.lines.
        """
        try:
            return self._client.lines(link, name)
        except FetchError as error:
            if error.status in LINK_REFUSED:
                # without the status, which would say something of the key
                raise StartOverError(self.source, error.what, "run it again") from None
            raise

    def whole(self, read: Callable[..., Found], *arguments: Any) -> Found:
        """What `read` finds; from its beginning again where it must start over, three attempts in all.

        Raises:
            FetchError: the API refused, or it did not come whole.
        """
        from tenacity import Retrying, retry_if_exception_type, stop_after_attempt

        attempts = Retrying(
            stop=stop_after_attempt(LISTING_ATTEMPTS), retry=retry_if_exception_type(StartOverError), reraise=True
        )
        return attempts(read, *arguments)

    def listing(
        self, first: str | Post, rows: Callable[[Any], list[Any]], following: Callable[[Reply], str | Post | None]
    ) -> list[list[Any]]:
        """Every page of a listing, as the rows `rows` takes from it: read whole, else again from the first page.

        Args:
            first: the path of the first page, or what is posted for it.
            following: the same of the page after this one; None ends the listing.

        Raises:
            FetchError: the API refused, or the listing did not come whole in three attempts.
        """
        return self.whole(self._read_listing, first, rows, following)

    def _read_listing(
        self, first: str | Post, rows: Callable[[Any], list[Any]], following: Callable[[Reply], str | Post | None]
    ) -> list[list[Any]]:
        pages: list[list[Any]] = []
        asked: list[str | Post] = []
        page: str | Post | None = first
        while page is not None:
            if len(pages) == MOST_PAGES:
                raise FetchError(self.source, f"{first} has no end after {MOST_PAGES:,} pages", "check the API URL")
            if page in asked:
                raise StartOverError(self.source, f"the pages of {first} lead back to one already read", "run it again")
            asked.append(page)
            try:
                reply = self._client.ask(page, name=str(first))
            except FetchError as error:
                if pages and error.status in CURSOR_REFUSED:
                    raise StartOverError(self.source, error.what, "run it again", status=error.status) from None
                raise
            found = rows(reply.payload)
            if found and found in pages:
                raise StartOverError(self.source, f"a page of {first} came twice", "run it again")
            pages.append(found)
            page = following(reply)
        return pages


def connecting(
    api: Api,
    landing_zone: Path,
    sleep: Callable[[float], None],
    read: Callable[[Session, FetchWindow], None],
    unset: str = "",
) -> Connector:
    """The connector that has `read` land a window, in a session of its own.

    Args:
        unset: the environment variable that must be set beside the key, and is not; '' where nothing is missing.
    """

    def fetch(window: FetchWindow, progress: Progress) -> FetchResult:
        with Session(api, landing_zone, window.now, progress, sleep) as session:
            read(session, window)
        return session.result

    credential = unset if api.key and unset else api.credential
    return Connector(api.source, credential, bool(api.key) and not unset, fetch)


class Failures:
    """The objects of a run that could not be read: they stop no other, and are told when all were tried.

    Args:
        most_unanswered: so many in a row, without any answer or with a server's error, mean that the API is down.
    """

    def __init__(self, most_unanswered: int = MOST_UNANSWERED) -> None:
        self._most_unanswered = most_unanswered
        self._errors: list[FetchError] = []
        self._unanswered = 0

    def collect(self, read: Callable[[Thing], Found], things: Iterable[Thing]) -> list[Found]:
        """What `read` finds of the things; of none any more where the rest would fail as the last one did."""
        found = []
        for thing in things:
            if self.is_hopeless:
                break
            try:
                found.append(read(thing))
                self._unanswered = 0
            except FetchError as error:
                self._errors.append(error)
                is_answer = error.status is not None and error.status < 500
                self._unanswered = 0 if is_answer else self._unanswered + 1
        return found

    @property
    def is_hopeless(self) -> bool:
        last = self._errors[-1] if self._errors else None
        is_final = last is not None and (last.status == 401 or last.retry_at is not None)
        return is_final or self._unanswered >= self._most_unanswered

    def tell(self) -> None:
        """Raise what was collected, as one error."""
        if not self._errors:
            return
        first, last = self._errors[0], self._errors[-1]
        if first is last:
            raise first
        whats = [error.what for error in self._errors[:TOLD]]
        if more := len(self._errors) - len(whats):
            whats.append(f"and {more} more")
        remedies = dict.fromkeys(error.remedy for error in self._errors)
        statuses = {error.status for error in self._errors}
        status = first.status if len(statuses) == 1 else None
        raise FetchError(first.source, "; ".join(whats), "; ".join(remedies), status=status, retry_at=last.retry_at)


def without(value: Any, forbidden: Collection[str]) -> Any:
    """A JSON value without the forbidden keys, at any depth."""
    if isinstance(value, list):
        return [without(item, forbidden) for item in value]
    if isinstance(value, dict):
        return {key: without(inner, forbidden) for key, inner in value.items() if key not in forbidden}
    return value


def _mark(listing: str) -> str:
    return f".{listing}.complete_until"  # no loader reads a dot file


def as_json(value: Any) -> bytes:
    """A JSON value in one line, the same for the same value."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(errors="backslashreplace")


def as_lines(values: Iterable[Any]) -> bytes:
    """JSON values, a line each."""
    return b"".join(as_json(value) + b"\n" for value in values)
