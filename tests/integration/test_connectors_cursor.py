"""The Cursor connector over real HTTP: days in pages by POST, snapshots of today, and what it survives."""

from __future__ import annotations

import gzip
import json
import logging
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from orchestration.connectors.contract import FetchError, FetchResult, FetchWindow
from orchestration.loading.loader import Loader
from orchestration.sources.cursor import api
from tests.integration.hostile import (
    Answer,
    Query,
    Server,
    killed_everywhere,
    landed,
    serving,
    troubled_once,
)
from tests.integration.hostile_cursor import Cursor, active, event

KEY = "crsr_0123456789abcdef-not-to-be-seen"
START, LONG_DAY, TODAY = date(2026, 10, 3), "2026-10-04", date(2026, 10, 5)
PAGES = "pages.jsonl.gz"


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def app() -> Cursor:
    """A day of three members and five events, which are two and three pages; one of a single event; one of none."""
    names = ("ada", "bob", "cyd", "dan", "eve")
    events = {LONG_DAY: [event(LONG_DAY, n) for n in names], str(TODAY): [event(str(TODAY), "ada")]}
    return Cursor({LONG_DAY: [active(LONG_DAY, n) for n in names[:3]]}, events, names[:3])


@pytest.fixture
def server(app: Cursor) -> Iterator[Server]:
    with serving(app) as server:
        yield server


def fetch(server: Server, home: Path, start: date | None = START, end: date = TODAY, key: str = KEY) -> FetchResult:
    settings = api.ApiSettings(CURSOR_API_KEY=key, api_url=server.url)
    connector = api.connector(home / "landing", settings, lambda seconds: None)
    now = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC) + max(timedelta(0), end - TODAY)
    return connector.fetch(FetchWindow(start, end, now), lambda text: None)


def pages(home: Path, stream: str, day: str) -> list[dict[str, Any]]:
    content = gzip.decompress(landed(home)[f"cursor/{stream}/{day}/{PAGES}"])
    return [json.loads(line) for line in content.splitlines()]


def senders(home: Path, day: str) -> list[str]:
    rows: list[dict[str, Any]] = [row for page in pages(home, "usage_events", day) for row in page["usageEvents"]]
    return [row["userEmail"].partition("@")[0] for row in rows]


def asked(server: Server, path: str) -> list[tuple[str, int]]:
    """Day and page of every request to a path."""
    bodies = [json.loads(request.partition(" ")[2]) for request in server.requests if request.startswith(path)]
    return [(f"{datetime.fromtimestamp(b['startDate'] / 1000, UTC):%Y-%m-%d}", b["page"]) for b in bodies]


def test_days_land_whole_and_snapshots_on_the_day_they_were_taken(server: Server, tmp_path: Path) -> None:
    result = fetch(server, tmp_path)

    days = (str(START), LONG_DAY, str(TODAY))
    files = {f"cursor/{stream}/{day}/{PAGES}" for stream in ("daily_usage", "usage_events") for day in days}
    files |= {f"cursor/{stream}/{TODAY}/{PAGES}" for stream in ("members", "spend")}
    unsettled = {f"cursor/{stream}/{day}/.unsettled" for stream in ("daily_usage", "usage_events") for day in days[1:]}
    assert set(landed(tmp_path)) == files | unsettled
    assert [len(page["data"]) for page in pages(tmp_path, "daily_usage", LONG_DAY)] == [2, 1]
    assert senders(tmp_path, LONG_DAY) == ["ada", "bob", "cyd", "dan", "eve"]
    assert [page["subscriptionCycleStart"] for page in pages(tmp_path, "spend", str(TODAY))] == [1789000000000] * 2
    assert asked(server, "/teams/filtered-usage-events")[1:4] == [(LONG_DAY, 1), (LONG_DAY, 2), (LONG_DAY, 3)]
    assert result == FetchResult(files_written=8, files_unchanged=0, requests=12)
    assert {headers["authorization"] for headers in server.headers} == {api.basic(KEY)[1]}
    assert server.requests[0] == "/teams/members"


def test_the_same_days_again_land_nothing(server: Server, tmp_path: Path) -> None:
    fetch(server, tmp_path)
    before = landed(tmp_path)
    assert fetch(server, tmp_path) == FetchResult(files_written=0, files_unchanged=8, requests=12)
    assert landed(tmp_path) == before


def test_without_a_window_comes_what_is_missing_or_was_read_within_two_days(server: Server, tmp_path: Path) -> None:
    fetch(server, tmp_path, start=None)
    events = [day for day, page in asked(server, "/teams/filtered-usage-events") if page == 1]
    assert (len(events), events[0]) == (90, "2026-07-08")

    server.requests.clear()
    fetch(server, tmp_path, start=None)
    assert [day for day, page in asked(server, "/teams/daily-usage-data") if page == 1] == [LONG_DAY, str(TODAY)]

    server.requests.clear()
    fetch(server, tmp_path, start=None, end=TODAY + timedelta(days=7))
    days = [day for day, page in asked(server, "/teams/daily-usage-data") if page == 1]
    assert days == [f"2026-10-{day:02}" for day in range(4, 13)]


def test_a_window_of_the_past_takes_no_snapshot(server: Server, tmp_path: Path) -> None:
    fetch(server, tmp_path, end=date(2026, 10, 4))
    assert not [path for path in landed(tmp_path) if "/spend/" in path or "/members/" in path]


def test_what_lands_is_what_is_loaded(server: Server, tmp_path: Path) -> None:
    fetch(server, tmp_path)
    with Loader(tmp_path / "landing", tmp_path / "raw", datetime(2026, 10, 6)) as loader:
        report = loader.load()
    loaded = {key: [(p.rows_loaded, p.rows_quarantined) for p in parts] for key, parts in report.partitions.items()}
    assert loaded == {
        "cursor/daily_usage": [(0, 0), (3, 0), (0, 0)],
        "cursor/usage_events": [(0, 0), (5, 0), (1, 0)],
        "cursor/spend": [(3, 0)],
        "cursor/members": [(3, 0)],
    }


def test_no_title_and_no_key_lands_or_is_told(
    app: Cursor, server: Server, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The server gives the key back in a row, bare and as it was sent, and then in its errors."""
    caplog.set_level(logging.DEBUG)
    sent = api.basic(KEY)[1]
    app.events[LONG_DAY] = [event(LONG_DAY, KEY, conversationId=sent, serviceAccountId="sa_1")]
    fetch(server, tmp_path)
    server.app = lambda path, query: Answer({"error": sent, "message": KEY}, 401)
    with pytest.raises(FetchError, match="check CURSOR_API_KEY") as caught:
        fetch(server, tmp_path)

    texts = [gzip.decompress(found) for path, found in landed(tmp_path).items() if path.endswith(".gz")]
    assert sum(text.count(b"[secret]") for text in texts) == 2
    texts += [caplog.text.encode(), str(caught.value).encode(), repr(caught.value).encode()]
    for word in (b"PROSE", KEY.encode(), sent.removeprefix("Basic ").encode()):
        assert not any(word in text for text in texts), word


def test_a_run_killed_between_any_two_changes_goes_on_to_the_same_bytes(
    app: Cursor, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A first delivery with an event more, then the next."""
    monkeypatch.setattr(api, "MOST_DAYS", 2)
    earlier = Cursor(app.usage, {**app.events, LONG_DAY: [*app.events[LONG_DAY], event(LONG_DAY, "old")]}, app.people)

    def run(home: Path) -> None:
        if not (home / "landing").exists():
            server.app = earlier
            fetch(server, home, start=None)
        server.app = app
        fetch(server, home, start=None)

    # twice: two snapshots, and two days of two streams, each a write and a mark, set or removed
    assert killed_everywhere(run, tmp_path) == 24


@pytest.mark.parametrize("after", [0, 1, 2, 4, 8, 9])
@pytest.mark.parametrize(
    "trouble", [Answer({"error": "x"}, 429, {"Retry-After": "3"}), Answer({}, 500), Answer({"data": [1]}, is_cut=True)]
)
def test_trouble_at_any_request_leaves_no_trace(
    app: Cursor, server: Server, tmp_path: Path, trouble: Answer, after: int
) -> None:
    fetch(server, tmp_path / "undisturbed")
    with serving(troubled_once(app, trouble, after)) as hostile:
        fetch(hostile, tmp_path / "troubled")
    assert landed(tmp_path / "troubled") == landed(tmp_path / "undisturbed")


def test_a_day_whose_pages_expire_is_read_again_from_its_first(app: Cursor, server: Server, tmp_path: Path) -> None:
    expiries = 1

    def expiring(path: str, query: Query) -> Answer:
        nonlocal expiries
        if query.get("page") == 3 and expiries:
            expiries -= 1
            app.events[LONG_DAY][0] = event(LONG_DAY, "ann")
            return Answer({"error": "Bad Request"}, 400)
        return app(path, query)

    server.app = expiring
    fetch(server, tmp_path)
    assert senders(tmp_path, LONG_DAY) == ["ann", "bob", "cyd", "dan", "eve"]


def changed(answer: Answer, **changes: Any) -> Answer:
    return Answer(answer.payload | changes)


@pytest.mark.parametrize(
    ("lie", "told"),
    [
        (lambda app, path, query: app(path, query | {"page": 1}), "came twice"),
        (lambda app, path, query: changed(app(path, query), totalUsageEventsCount=6), "gave 3 of 6 events of 2026"),
        (
            lambda app, path, query: changed(app(path, query), usageEvents=[], pagination={"hasNextPage": True}),
            "says that there is more, and gives none",
        ),
        (lambda app, path, query: Answer({"usageEvents": "none"}), "answered no page of rows"),
        (lambda app, path, query: Answer(["rows"]), "answered no page of rows"),
        (lambda app, path, query: Answer({}, 403), "permission"),
    ],
    ids=["repeated page", "short", "no rows and more", "no list", "no page", "forbidden"],
)
def test_a_day_that_never_comes_whole_does_not_land_at_all(
    app: Cursor, server: Server, tmp_path: Path, lie: Any, told: str
) -> None:
    fetch(server, tmp_path)
    before = landed(tmp_path)
    app.events[LONG_DAY] = [event(LONG_DAY, name) for name in ("new", "newer", "newest")]

    def lying(path: str, query: Query) -> Answer:
        is_page = path == "/teams/filtered-usage-events" and query["page"] > 1
        return lie(app, path, query) if is_page else app(path, query)

    server.app = lying
    with pytest.raises(FetchError, match=told):
        fetch(server, tmp_path)
    assert landed(tmp_path) == before


def test_a_stream_that_the_plan_lacks_is_told_and_the_others_land(app: Cursor, server: Server, tmp_path: Path) -> None:
    server.app = lambda path, query: Answer({}, 403) if path == "/teams/spend" else app(path, query)
    with pytest.raises(FetchError, match=r"POST /teams/spend answered 403 .*permission") as caught:
        fetch(server, tmp_path)
    assert caught.value.result == FetchResult(files_written=7, files_unchanged=0, requests=11)
    assert senders(tmp_path, LONG_DAY) == ["ada", "bob", "cyd", "dan", "eve"]


def test_without_a_key_it_is_shown_as_such(tmp_path: Path) -> None:
    bare = api.connector(tmp_path, api.ApiSettings(), lambda seconds: None)
    assert (bare.is_configured, bare.credential) == (False, "CURSOR_API_KEY")
