"""One run of one connector: reads listings whole, lands files, and counts."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path
from typing import Any

from orchestration import landing
from orchestration.connectors import FetchError, FetchResult, Progress
from orchestration.sources._http import Api, Client, Reply

LISTING_ATTEMPTS = 3
CURSOR_REFUSED = (400, 404, 410, 422)  # of any page but the first


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
        if landing.write(self.folder(stream, partition), name, gzip.compress(content, mtime=0)):
            self._written += 1
        else:
            self._unchanged += 1

    def get(self, path: str) -> Any:
        """The JSON at `path`; errors as of Client.get."""
        return self._client.get(path).payload

    def listing(
        self, path: str, rows: Callable[[Any], list[Any]], following: Callable[[Reply], str | None]
    ) -> list[list[Any]]:
        """Every page of a listing, as the rows `rows` takes from it: read whole, else again from the first page.

        Args:
            following: the path of the page after this one; None ends the listing.

        Raises:
            FetchError: the API refused, or the listing did not come whole in three attempts.
        """
        from tenacity import Retrying, retry_if_exception_type, stop_after_attempt

        attempts = Retrying(
            stop=stop_after_attempt(LISTING_ATTEMPTS), retry=retry_if_exception_type(StartOverError), reraise=True
        )
        return attempts(self._read_listing, path, rows, following)

    def _read_listing(
        self, first: str, rows: Callable[[Any], list[Any]], following: Callable[[Reply], str | None]
    ) -> list[list[Any]]:
        pages: list[list[Any]] = []
        asked: set[str] = set()
        path: str | None = first
        while path is not None:
            if path in asked:
                raise StartOverError(self.source, f"the pages of {first} lead back to one already read", "run it again")
            asked.add(path)
            try:
                reply = self._client.get(path)
            except FetchError as error:
                if pages and error.status in CURSOR_REFUSED:
                    raise StartOverError(self.source, error.what, "run it again", status=error.status) from None
                raise
            page = rows(reply.payload)
            if page and page in pages:
                raise StartOverError(self.source, f"a page of {first} came twice", "run it again")
            pages.append(page)
            path = following(reply)
        return pages


def without(value: Any, forbidden: Collection[str]) -> Any:
    """A JSON value without the forbidden keys, at any depth."""
    if isinstance(value, list):
        return [without(item, forbidden) for item in value]
    if isinstance(value, dict):
        return {key: without(inner, forbidden) for key, inner in value.items() if key not in forbidden}
    return value


def as_json(value: Any) -> bytes:
    """A JSON value in one line, the same for the same value."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(errors="backslashreplace")
