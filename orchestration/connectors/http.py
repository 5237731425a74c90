"""One HTTP client for every connector: patient, polite, and unable to give a secret away.

httpx and tenacity are imported when a connector runs, because Dagster imports every vendor's module.
A secret lives in a request's header and nowhere else: an answer is freed of it before it is read (_secret.py), and of a
refusal only what is ours is told, its status in our words. What a server says, in whatever header, may be the key.
"""

from __future__ import annotations

import base64
import json
import logging
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar

from orchestration.connectors.contract import FetchError, Progress
from orchestration.connectors.secret import Traces

if TYPE_CHECKING:
    import httpx
    from pydantic import SecretStr
    from tenacity import RetryCallState

Found = TypeVar("Found")

ATTEMPTS = 6  # of one request: five waits, about 35 s in all where the server names none
MAX_WAIT_SECONDS = 65 * 60  # of one source in one run: GitHub's primary limit resets within the hour
LONGEST_PAUSE_SECONDS = 365 * 24 * 3600  # a server may name any number, and a date ends with the year 9999
UNNAMED_LIMIT_SECONDS = 60  # what GitHub asks for where a limit names no time; doubled each time
TIMEOUT_SECONDS = 60
MAX_REDIRECTS = 3
AGENT = "assay (landing zone connector)"
#: What APIs call their errors; the message beside it is a server's own, and never told.
_KINDS = frozenset(
    "api_error authentication_error billing_error invalid_request_error not_found_error overloaded_error"
    " permission_error rate_limit_error request_too_large timeout_error".split()
)


@dataclass(frozen=True)
class Api:
    """A vendor's API and how one logs in.

    Args:
        credential: the environment variable that holds `secret`.
        login: the header that carries the key, as (name, value).
        more_secrets: further keys that go along, each under the name of its header.
        per_minute: how many requests the vendor allows; None where it is found out by being told to wait.
        link_hosts: where what its answers link to may be read, without the key; ours is none of them unless named.
    """

    source: str
    url: str
    credential: str
    secret: SecretStr | None
    login: Callable[[str], tuple[str, str]]
    headers: Mapping[str, str]
    more_secrets: Mapping[str, SecretStr] = field(default_factory=dict)
    per_minute: int | None = None
    link_hosts: Collection[str] = ()

    @property
    def key(self) -> str:
        """The secret itself, without the blanks and line ends of a careless paste; '' where none is set."""
        return self.secret.get_secret_value().strip() if self.secret is not None else ""

    @property
    def more_keys(self) -> dict[str, str]:
        """The further secrets themselves, by header."""
        return {name: secret.get_secret_value().strip() for name, secret in self.more_secrets.items()}

    def problem(self) -> FetchError | None:
        """Why no request can be made at all; said without the key."""
        if not self.key:
            return FetchError(self.source, "no credentials", f"set {self.credential}")
        if not all(key.isascii() and key.isprintable() for key in (self.key, *self.more_keys.values())):
            return FetchError(self.source, f"{self.credential} holds characters that no key has", "set it again")
        if not self.url.startswith(("https://", "http://")):
            return FetchError(self.source, f"'{self.url}' is no web address", "correct the source's API URL")
        return None


def bearer(key: str) -> tuple[str, str]:
    """The header of a login by token."""
    return "Authorization", f"Bearer {key}"


def basic(key: str, password: str = "") -> tuple[str, str]:
    """The header of HTTP's basic login; many vendors take the key for the name, and no password."""
    return "Authorization", "Basic " + base64.b64encode(f"{key}:{password}".encode()).decode()


@dataclass(frozen=True)
class Post:
    """A question that stands in the body, as JSON; it changes nothing there, and may be asked again."""

    path: str
    body: Mapping[str, Any]

    def __str__(self) -> str:
        return self.path


@dataclass(frozen=True)
class Reply:
    """An answer: what was asked, its JSON, the query of its `Link: rel="next"`, and when it was given, by the server's
    clock.

    Of a link only the query is used: host and path stay ours, so that no answer can lead the secret elsewhere.
    """

    asked: str | Post
    payload: Any
    next_query: str | None
    at: datetime


class TryAgainError(FetchError):
    """A request that may succeed later: after `asked` seconds, else after a backoff from `initial` seconds on."""

    asked: float | None = None
    initial: float = 1

    @property
    def may_pass(self) -> bool:
        """No answer, or a server's own error. Not a limit: its end was waited for, or is further away."""
        return self.status is None or self.status >= 500


class Client:
    """Asks one API for JSON; `requests` counts every one sent, `sleep` is how it waits."""

    def __init__(self, api: Api, now: datetime, progress: Progress, sleep: Callable[[float], None]) -> None:
        import httpx

        if problem := api.problem():
            raise problem

        def log_in(request: httpx.Request) -> httpx.Request:
            name, value = api.login(api.key)
            request.headers[name] = value
            request.headers.update(api.more_keys)
            return request

        self.api, self.requests = api, 0
        self._progress, self._sleep_for = progress, sleep
        self._now, self._started, self._waited = now.astimezone(UTC), time.monotonic(), 0.0
        self._due = self._started  # when the next request may be sent
        for name in ("httpx", "httpcore"):  # they log addresses, reasons and headers as the server gave them
            logging.getLogger(name).setLevel(logging.WARNING)
        self._traces = Traces(api.key, *filter(None, api.more_keys.values()))
        headers = {"User-Agent": AGENT, **api.headers}
        self._http = httpx.Client(base_url=api.url, headers=headers, auth=log_in, timeout=TIMEOUT_SECONDS)
        # for links: it has no key, none of our headers, and no cookie that the API set
        self._stranger = httpx.Client(headers={"User-Agent": AGENT}, timeout=TIMEOUT_SECONDS)

    def close(self) -> None:
        self._http.close()
        self._stranger.close()

    def get(self, path: str, name: str = "", may_be_blank: bool = False) -> Reply:
        """The answer to GET `path`; see `ask`."""
        return self.ask(path, name, may_be_blank)

    def ask(self, request: str | Post, name: str = "", may_be_blank: bool = False) -> Reply:
        """The answer to GET a path, or to a Post, with retries for limits, server errors and cut connections.

        Args:
            name: what errors call it, where a server had a say in the path.
            may_be_blank: whether nothing is an answer, with None for its payload; else it is a failure that may pass.

        Raises:
            FetchError: it was refused, still failed after the last attempt, or would have to wait too long.
        """
        method = "POST" if isinstance(request, Post) else "GET"
        return self._patiently(self._ask_once, request, f"{method} {name or request}", may_be_blank)

    def lines(self, link: str, name: str) -> list[Any]:
        """The JSON lines behind a link that the answer to GET `name` holds, with the same retries.

        The link is a server's word: it is followed to the hosts that the API's settings name and nowhere else, over the
        same protocol as the API, and without redirects.

        Raises:
            FetchError: it leads elsewhere, was refused (it may have lapsed), or still failed after the last attempt.
        """
        import httpx

        try:
            url = httpx.URL(link)
        except (httpx.InvalidURL, TypeError):
            url = httpx.URL("")
        if url.scheme != self._http.base_url.scheme or url.host not in self.api.link_hosts or url.userinfo:
            what = f"GET {name} answered a link that leads to another host than the settings know"
            raise FetchError(self.api.source, what, "look whether the vendor moved its downloads, and name the host")
        return self._patiently(self._lines_once, url, name)

    def _patiently(self, attempt: Callable[..., Found], *arguments: Any) -> Found:
        from tenacity import Retrying, retry_if_exception_type, stop_after_attempt

        attempts = Retrying(
            sleep=self._sleep,
            stop=stop_after_attempt(ATTEMPTS),
            wait=_pause,
            retry=retry_if_exception_type(TryAgainError),
            reraise=True,
        )
        return attempts(attempt, *arguments)

    def _ask_once(self, request: str | Post, name: str, may_be_blank: bool) -> Reply:
        import httpx

        try:
            response = self._send(request, name)
        except httpx.RequestError as error:
            raise self._no_answer(name, error) from None
        if not response.is_success:
            raise self._refusal(name, response)
        is_blank = may_be_blank and not response.content.strip()
        try:
            payload = None if is_blank else self._traces.free(json.loads(response.content))
        except (ValueError, RecursionError):
            raise TryAgainError(self.api.source, f"{name} answered no JSON", "check the API URL") from None
        following = response.links.get("next", {}).get("url")
        next_query = None if following is None else following.partition("?")[2]
        return Reply(request, payload, next_query, self._server_time(response))

    def _lines_once(self, url: httpx.URL, name: str) -> list[Any]:
        import httpx

        behind = f"what GET {name} links to"
        self.requests += 1
        try:
            response = self._stranger.get(url)
        except httpx.RequestError as error:
            raise self._no_answer(behind, error) from None
        status = response.status_code
        if not response.is_success:
            what = f"{behind} answered {status} ({_phrase(status)})"
            if status in (408, 429) or status >= 500:
                raise self._again(what, response, is_limit=status == 429)
            raise FetchError(self.api.source, what, "run it again", status=status)
        try:
            return [self._traces.free(json.loads(line)) for line in response.content.splitlines() if line.strip()]
        except (ValueError, RecursionError):
            raise TryAgainError(self.api.source, f"{behind} is no JSON lines", "run it again") from None

    def _no_answer(self, what: str, error: httpx.RequestError) -> TryAgainError:
        told = f"{what} got no answer ({type(error).__name__})"
        return TryAgainError(self.api.source, told, "check the network and the API URL, then run it again")

    def _send(self, asked: str | Post, name: str) -> httpx.Response:
        """Redirects are followed on our own host only: httpx would send a vendor's own key header along."""
        if isinstance(asked, Post):
            request = self._http.build_request("POST", asked.path, json=dict(asked.body))
        else:
            request = self._http.build_request("GET", asked)
        for _ in range(1 + MAX_REDIRECTS):
            self._keep_pace()
            self.requests += 1
            response = self._http.send(request)
            if response.next_request is None:
                return response
            request = response.next_request
            if _origin(request.url) != _origin(self._http.base_url):
                break
        what = f"{name} is led on to another place"
        raise FetchError(self.api.source, what, "correct the source's API URL", status=response.status_code)

    def _keep_pace(self) -> None:
        """Wait until the vendor's limit lets the next request through; this is no waiting for a limit that was met."""
        if self.api.per_minute is None:
            return
        if (early := self._due - time.monotonic()) > 0:
            self._sleep_for(early)
        self._due = max(self._due, time.monotonic()) + 60 / self.api.per_minute

    def _refusal(self, name: str, response: httpx.Response) -> FetchError:
        status, credential = response.status_code, self.api.credential
        said = _said(response)
        what = f"{name} answered {status} ({_kind(response) or _phrase(status)})"
        is_slowed = self._asked_pause(response) is not None or "rate limit" in said.lower()
        is_limit = status == 429 or (status == 403 and is_slowed)
        if is_limit or status == 408 or status >= 500:
            return self._again(what, response, is_limit)
        remedy = {
            401: f"check {credential}: the key is wrong or has expired",
            403: f"give the key in {credential} the permission to read this",
            404: f"check the name, and that the key in {credential} may see it",
        }.get(status, "check the source's settings")
        return FetchError(self.api.source, what, remedy, status=status, said=said)

    def _again(self, what: str, response: httpx.Response, is_limit: bool) -> TryAgainError:
        again = TryAgainError(
            self.api.source,
            what,
            "run it again later, it goes on from what has landed",
            status=response.status_code,
            said=_said(response),
        )
        again.asked, again.initial = self._asked_pause(response), UNNAMED_LIMIT_SECONDS if is_limit else 1
        return again

    def _asked_pause(self, response: httpx.Response) -> float | None:
        """The seconds a server asks us to wait, by its own clock; None where it does not say."""
        headers = response.headers
        try:
            here = self._server_time(response)
            if "retry-after" in headers:
                text = headers["retry-after"]
                asked = float(text) if text.isdigit() else (parsedate_to_datetime(text) - here).total_seconds()
                return min(LONGEST_PAUSE_SECONDS, max(0, asked))
            if response.status_code in (403, 429) and headers.get("x-ratelimit-remaining") == "0":
                asked = float(headers["x-ratelimit-reset"]) - here.timestamp()
                return min(LONGEST_PAUSE_SECONDS, max(0, asked) + 1)
        except (ValueError, KeyError, TypeError, OverflowError):
            pass  # a header that says nothing is no header
        return None

    def _server_time(self, response: httpx.Response) -> datetime:
        try:
            return parsedate_to_datetime(response.headers["date"]).astimezone(UTC)
        except (ValueError, KeyError, OverflowError):
            return self._clock()

    def _sleep(self, seconds: float) -> None:
        until = self._clock() + timedelta(seconds=seconds)
        if self._waited + seconds > MAX_WAIT_SECONDS:
            what = f"the API asks to wait until {until:%Y-%m-%d %H:%M} UTC, longer than a run waits"
            remedy = "run it again then, it goes on from what has landed"
            raise FetchError(self.api.source, what, remedy, retry_at=until)
        self._progress(f"waiting {seconds:.0f} s, until {until:%H:%M:%S} UTC")
        self._waited += seconds
        self._sleep_for(seconds)

    def _clock(self) -> datetime:
        return self._now + timedelta(seconds=time.monotonic() - self._started)


def _pause(state: RetryCallState) -> float:
    """Seconds before the next attempt."""
    from tenacity import wait_exponential, wait_random

    error = state.outcome.exception() if state.outcome else None
    assert isinstance(error, TryAgainError)
    return error.asked or (wait_exponential(multiplier=error.initial) + wait_random(0, 1))(state)


def _said(response: httpx.Response) -> str:
    """The beginning of what was said: to look for words of ours in it."""
    return " ".join(response.text.split())[:200]


def _kind(response: httpx.Response) -> str | None:
    """What the API calls this error, where that is one of the words that APIs have for it."""
    try:
        kind = response.json()["error"]["type"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return kind if isinstance(kind, str) and kind in _KINDS else None


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else "a status of its own"


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port
