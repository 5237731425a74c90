"""A hostile world: a real HTTP server on 127.0.0.1 that answers as badly as a test asks for, and a sudden death."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import parse_qsl, urlsplit

from orchestration import files

Query = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What is sent back, `reason` with the status; with `is_cut` the connection closes in the middle of the body."""

    payload: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    is_cut: bool = False
    reason: str | None = None


App = Callable[[str, Query], Answer]


@dataclass
class Server:
    """Answers from `trouble` while there is any, then from `app`; remembers the requests and their headers."""

    app: App
    url: str = ""
    trouble: deque[Answer | Callable[[], Answer]] = field(default_factory=deque)
    requests: list[str] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)

    def answer(self, target: str, headers: Mapping[str, str], posted: Query | None = None) -> Answer:
        """What is posted takes the place of the query."""
        self.requests.append(target if posted is None else f"{target} {json.dumps(posted)}")
        self.headers.append(headers)
        if self.trouble:
            answer = self.trouble.popleft()
            return answer if isinstance(answer, Answer) else answer()
        parts = urlsplit(target)
        return self.app(parts.path, dict(parse_qsl(parts.query)) if posted is None else posted)


@contextmanager
def serving(app: App, trouble: Iterable[Answer] = ()) -> Iterator[Server]:
    """`app` behind a port of its own until the block ends."""
    server = Server(app, trouble=deque(trouble))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one packet: two would wait 40 ms for each other

        def do_GET(self) -> None:
            self.give(None)

        def do_POST(self) -> None:
            self.give(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def give(self, posted: Query | None) -> None:
            answer = server.answer(self.path, {name.lower(): value for name, value in self.headers.items()}, posted)
            body = answer.payload if isinstance(answer.payload, bytes) else json.dumps(answer.payload).encode()
            self.send_response_only(answer.status, answer.reason)
            for name, value in {"Date": self.date_time_string(), **answer.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if answer.is_cut else body)
            self.close_connection = answer.is_cut

        def log_message(self, format: str, *args: object) -> None:
            """Stay quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        http.daemon_threads = True
        server.url = f"http://127.0.0.1:{http.server_port}"
        threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        try:
            yield server
        finally:
            http.shutdown()


def troubled_once(app: App, trouble: Answer, after: int) -> App:
    """`app`, whose request after the first `after` ones meets `trouble`."""
    requests = 0

    def troubled(path: str, query: Query) -> Answer:
        nonlocal requests
        requests += 1
        return trouble if requests == after + 1 else app(path, query)

    return troubled


class GitHub:
    """Repositories with pulls and their lists; pages hold `per_page` items, whatever is asked for."""

    def __init__(self, repositories: Mapping[str, list[dict[str, Any]]], per_page: int = 2) -> None:
        self.repositories, self.per_page = dict(repositories), per_page

    def __call__(self, path: str, query: Query) -> Answer:
        _, _, owner, name, _, *rest = path.split("/")
        as_written = {known.casefold(): pulls for known, pulls in self.repositories.items()}
        pulls = as_written.get(f"{owner}/{name}".casefold())
        if pulls is None:
            return Answer({"message": "Not Found"}, 404)
        if not rest:
            newest_first = sorted(pulls, key=lambda pull: pull["updated_at"], reverse=True)
            return self._page(path, query, [_without_lists(pull) for pull in newest_first])
        pull = next(pull for pull in pulls if pull["number"] == int(rest[0]))
        return self._page(path, query, pull["_" + rest[1]]) if rest[1:] else Answer(_without_lists(pull))

    def _page(self, path: str, query: Query, items: list[dict[str, Any]]) -> Answer:
        number = int(query.get("page", 1))
        first, end = (number - 1) * self.per_page, number * self.per_page
        rest = "&".join(f"{name}={value}" for name, value in query.items() if name != "page")
        link = f'<https://elsewhere.example/repositories/7{path}?{rest}&page={number + 1}>; rel="next"'
        return Answer(items[first:end], headers={"Link": link} if end < len(items) else {})


def _without_lists(pull: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in pull.items() if not name.startswith("_")}


def pull(number: int, updated_at: str, repository: str = "acme/app", **changes: Any) -> dict[str, Any]:
    """A pull of the detail form, with its lists, and with a word of prose in every field that must not keep any."""
    return {
        "id": 1000 + number,
        "number": number,
        "state": "closed",
        "title": f"Change {number}",
        "body": f"PROSE about it\n\nCo-authored-by: Claude <noreply@anthropic.com>\nReverts {repository}#{number + 1}",
        "created_at": "2026-09-01T00:00:00Z",
        "updated_at": updated_at,
        "auto_merge": {"merge_method": "squash", "commit_title": f"Change {number}", "commit_message": "PROSE"},
        "base": {"repo": {"full_name": repository, "temp_clone_token": "CLONE-TOKEN"}},
        "labels": [],
        "_reviews": [{"id": 10 * number + i, "state": "APPROVED", "body": "PROSE"} for i in range(3)],
        "_commits": [
            {
                "sha": f"{number:039}{i}",
                "commit": {
                    "message": "PROSE\n\nMade-with: Cursor",
                    "verification": {"payload": "PROSE"},
                    "committer": {"date": updated_at},
                },
            }
            for i in range(3)
        ],
        "_files": [{"filename": f"src/{i}.py", "status": "added", "additions": i, "patch": "PROSE"} for i in range(3)],
        **changes,
    }


class Anthropic:
    """Days with their rows; a page's cursor names the day and the page. Nothing was used or paid."""

    def __init__(self, days: Mapping[str, list[dict[str, Any]]], per_page: int = 2) -> None:
        self.days, self.per_page = dict(days), per_page

    def __call__(self, path: str, query: Query) -> Answer:
        if path in ("/v1/organizations/usage_report/messages", "/v1/organizations/cost_report"):
            return Answer({"data": [], "has_more": False, "next_page": None})
        assert path == "/v1/organizations/usage_report/claude_code", path
        rows, number = (
            self.days.get(query["starting_at"], []),
            int(query.get("page", "cursor/1").removeprefix("cursor/")),
        )
        has_more = number * self.per_page < len(rows)
        page = rows[(number - 1) * self.per_page : number * self.per_page]
        return Answer({"data": page, "has_more": has_more, "next_page": f"cursor/{number + 1}" if has_more else None})


def actor(day: str, name: str) -> dict[str, Any]:
    """A row of Claude Code analytics."""
    return {"date": f"{day}T00:00:00Z", "actor": {"type": "user_actor", "email_address": f"{name}@example.com"}}


class KilledError(BaseException):
    """The process ends here."""


@contextmanager
def killed_before(change: int) -> Iterator[None]:
    """The run dies before its `change`-th write to or removal from the landing zone, counted from 0."""
    write, unlink, done = files.write, Path.unlink, 0

    def count() -> None:
        nonlocal done
        if done == change:
            raise KilledError
        done += 1

    def counted_write(folder: Path, name: str, content: bytes) -> bool:
        count()
        return write(folder, name, content)

    def counted_unlink(path: Path, missing_ok: bool = False) -> None:
        count()
        unlink(path, missing_ok)

    with mock.patch.object(files, "write", counted_write), mock.patch.object(Path, "unlink", counted_unlink):
        yield


def killed_everywhere(run: Callable[[Path], object], homes: Path) -> int:
    """Kill `run(home)` before each of its changes, run it again, and compare with a run that nothing disturbed.

    Returns:
        How many deaths it took.
    """
    run(homes / "undisturbed")
    expected = landed(homes / "undisturbed")
    for change in range(10_000):
        home = homes / str(change)
        try:
            with killed_before(change):
                run(home)
        except KilledError:
            run(home)
            assert landed(home) == expected, f"killed before change {change}"
        else:
            assert landed(home) == expected
            return change
    raise AssertionError("it never ends")


def landed(home: Path) -> dict[str, bytes]:
    """Every file of a landing zone, dot files too."""
    zone = home / "landing"
    return {path.relative_to(zone).as_posix(): path.read_bytes() for path in zone.rglob("*") if path.is_file()}
