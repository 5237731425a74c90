"""The Anthropic connector over real HTTP: whole days, days pulled again, and what it survives."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from orchestration.connectors.contract import FetchError, FetchResult, FetchWindow
from orchestration.loading import landing
from orchestration.loading.loader import Loader
from orchestration.sources.anthropic import api
from tests.integration.hostile import (
    Answer,
    Anthropic,
    KilledError,
    Query,
    Server,
    actor,
    killed_before,
    killed_everywhere,
    landed,
    serving,
    troubled_once,
)

END = date(2026, 10, 5)
LONG_DAY = "2026-10-04"
FOLDER = "anthropic/claude_code_analytics"


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """And of Claude Code alone: usage and costs are test_connectors_claude_enterprise's."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(api, "PATHS", {"claude_code_analytics": api.PATHS["claude_code_analytics"]})


@pytest.fixture
def app() -> Anthropic:
    """Three days: one of five rows on three pages, one of a single row, one without any."""
    names = ("ada", "bob", "cyd", "dan", "eve")
    return Anthropic({LONG_DAY: [actor(LONG_DAY, n) for n in names], "2026-10-05": [actor("2026-10-05", "ada")]})


@pytest.fixture
def server(app: Anthropic) -> Iterator[Server]:
    with serving(app) as server:
        yield server


def fetch(server: Server, home: Path, start: date | None = date(2026, 10, 3), end: date = END) -> FetchResult:
    settings = api.ApiSettings(admin_key="k3y-to-all", api_url=server.url)
    connector = api.connector(home / "landing", settings, lambda seconds: None)
    now = datetime(end.year, end.month, end.day, 12, tzinfo=UTC)
    return connector.fetch(FetchWindow(start, end, now), lambda text: None)


def pages(home: Path, day: str) -> list[dict[str, Any]]:
    content = gzip.decompress(landed(home)[f"{FOLDER}/{day}/pages.jsonl.gz"])
    return [json.loads(line) for line in content.splitlines()]


def names(home: Path, day: str) -> list[str]:
    """Who lies in the landing zone for a day, in the order of pages and rows."""
    rows: list[dict[str, Any]] = [row for page in pages(home, day) for row in page["data"]]
    return [row["actor"]["email_address"].partition("@")[0] for row in rows]


def days_landed(home: Path) -> list[str]:
    return sorted(path.split("/")[2] for path in landed(home) if path.endswith("/pages.jsonl.gz"))


def days_asked(server: Server) -> list[str]:
    return [request.partition("starting_at=")[2][:10] for request in server.requests if "page=" not in request]


def test_a_day_lands_whole_page_by_page(server: Server, tmp_path: Path) -> None:
    result = fetch(server, tmp_path)

    days = ("2026-10-03", LONG_DAY, "2026-10-05")
    assert set(landed(tmp_path)) == {f"{FOLDER}/{d}/{name}" for d in days for name in ("pages.jsonl.gz", ".unsettled")}
    assert [len(page["data"]) for page in pages(tmp_path, LONG_DAY)] == [2, 2, 1]
    assert [page["has_more"] for page in pages(tmp_path, LONG_DAY)] == [True, True, False]
    assert names(tmp_path, LONG_DAY) == ["ada", "bob", "cyd", "dan", "eve"]
    assert names(tmp_path, "2026-10-03") == []
    assert result == FetchResult(files_written=3, files_unchanged=0, requests=5)
    assert server.requests[0] == "/v1/organizations/usage_report/claude_code?starting_at=2026-10-03&limit=1000"
    assert server.headers[0]["anthropic-version"] == "2023-06-01"
    assert server.headers[0]["user-agent"].startswith("assay")


def test_the_same_days_again_land_nothing_though_their_cursors_differ(
    app: Anthropic, server: Server, tmp_path: Path
) -> None:
    fetch(server, tmp_path)
    before = landed(tmp_path)

    def other_cursors(path: str, query: Query) -> Answer:
        answer = app(path, query | {"page": query.get("page", "cursor/1").removesuffix("?&é")})
        cursor = answer.payload["next_page"]
        return Answer(answer.payload | {"next_page": cursor and f"{cursor}?&é"})

    server.app = other_cursors
    assert fetch(server, tmp_path) == FetchResult(files_written=0, files_unchanged=3, requests=5)
    assert landed(tmp_path) == before


def test_without_a_window_comes_what_is_missing_or_was_read_within_three_days(server: Server, tmp_path: Path) -> None:
    fetch(server, tmp_path, start=None)
    assert len(days_asked(server)) == 90
    assert days_asked(server)[0] == "2026-07-08"

    server.requests.clear()
    fetch(server, tmp_path, start=None)
    assert days_asked(server) == ["2026-10-03", "2026-10-04", "2026-10-05"]

    server.requests.clear()
    fetch(server, tmp_path, start=None, end=END + timedelta(days=7))
    assert days_asked(server) == [f"2026-10-{day:02}" for day in range(3, 13)]

    server.requests.clear()
    fetch(server, tmp_path, start=None, end=END + timedelta(days=400))
    assert len(days_asked(server)) == 90


@pytest.mark.parametrize(
    "windows",
    [
        [(1, 2, 5), (4, 4, 5)],
        [(1, 2, 5), (4, 4, 5), (None, 5, 5)],
        [(None, 2, 2), (4, 4, 5)],
        [(4, 5, 5), (None, 2, 5)],
    ],
)
def test_a_window_leaves_no_hole_for_the_runs_without_one(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, windows: list[tuple[int | None, int, int]]
) -> None:
    """Fetched are days of October, (first, last) on the third; at last without a window on the 9th."""
    monkeypatch.setattr(api, "MOST_DAYS", 9)
    for start, end, today in windows:
        settings = api.ApiSettings(admin_key="k3y-to-all", api_url=server.url)
        window = FetchWindow(
            start and date(2026, 10, start), date(2026, 10, end), datetime(2026, 10, today, 12, tzinfo=UTC)
        )
        api.connector(tmp_path / "landing", settings, time.sleep).fetch(window, lambda text: None)

    fetch(server, tmp_path, start=None, end=date(2026, 10, 9))

    assert [day for day in days_landed(tmp_path) if day >= "2026-10"] == [f"2026-10-{day:02}" for day in range(1, 10)]
    marked = {path.split("/")[2] for path in landed(tmp_path) if path.endswith(".unsettled")}
    assert marked - {"2026-09-30"} == {"2026-10-07", "2026-10-08", "2026-10-09"}


def test_a_day_read_while_it_lasted_is_read_again_after_a_pause(app: Anthropic, server: Server, tmp_path: Path) -> None:
    fetch(server, tmp_path)
    app.days["2026-10-05"].append(actor("2026-10-05", "bob"))
    fetch(server, tmp_path, start=None, end=END + timedelta(days=30))
    assert names(tmp_path, "2026-10-05") == ["ada", "bob"]


def test_a_day_that_has_not_begun_is_not_asked_for(server: Server, tmp_path: Path) -> None:
    settings = api.ApiSettings(admin_key="k3y-to-all", api_url=server.url)
    window = FetchWindow(date(2026, 10, 4), date(2026, 12, 31), datetime(2026, 10, 5, 1, tzinfo=UTC))
    api.connector(tmp_path / "landing", settings, time.sleep).fetch(window, lambda text: None)
    assert days_asked(server) == ["2026-10-04", "2026-10-05"]


def test_a_restated_day_is_replaced_and_what_a_person_put_there_stays(
    app: Anthropic, server: Server, tmp_path: Path
) -> None:
    fetch(server, tmp_path)
    (tmp_path / "landing" / FOLDER / LONG_DAY / "by_hand.json").write_text('{"data": []}')
    app.days[LONG_DAY] = [actor(LONG_DAY, name) for name in ("ada", "zoe", "cyd")]

    fetch(server, tmp_path)

    assert f"{FOLDER}/{LONG_DAY}/by_hand.json" in landed(tmp_path)
    assert names(tmp_path, LONG_DAY) == ["ada", "zoe", "cyd"]


def test_what_lands_is_what_is_loaded(server: Server, tmp_path: Path) -> None:
    fetch(server, tmp_path)
    with Loader(tmp_path / "landing", tmp_path / "raw", datetime(2026, 10, 6)) as loader:
        partitions = loader.load().partitions["anthropic/claude_code_analytics"]
    assert {p.partition: (p.rows_loaded, p.rows_quarantined) for p in partitions} == {
        "2026-10-03": (0, 0),
        LONG_DAY: (5, 0),
        "2026-10-05": (1, 0),
    }


@pytest.mark.parametrize("change", range(3))
def test_a_run_killed_while_it_restates_a_day_leaves_the_old_one_or_the_new_one(
    app: Anthropic, server: Server, tmp_path: Path, change: int
) -> None:
    fetch(server, tmp_path, date(2026, 10, 4))
    old, new = ["ada", "bob", "cyd", "dan", "eve"], ["new", "ada", "bob", "cyd", "dan", "eve"]
    app.days[LONG_DAY].insert(0, actor(LONG_DAY, "new"))

    with suppress(KilledError), killed_before(change):
        fetch(server, tmp_path, date(2026, 10, 4), date(2026, 10, 4))
    assert [row.path.name for row in landing.listing(tmp_path / "landing").files if row.partition == LONG_DAY] == [
        "pages.jsonl.gz"
    ]
    assert names(tmp_path, LONG_DAY) == (old if change < 2 else new)


def test_a_run_killed_between_any_two_changes_goes_on_to_the_same_bytes(
    app: Anthropic, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A delivery of seven rows on four pages first, then one of five on three, then it settles."""
    monkeypatch.setattr(api, "MOST_DAYS", 4)
    earlier = Anthropic({LONG_DAY: [*app.days[LONG_DAY], actor(LONG_DAY, "old"), actor(LONG_DAY, "older")]})

    def run(home: Path) -> None:
        if not (home / "landing").exists():
            server.app = earlier
            fetch(server, home, start=None)
        server.app = app
        fetch(server, home, start=None)
        fetch(server, home, start=None, end=END + timedelta(days=2))

    # a day costs a write and a mark, written or removed: four days, then three, then four
    assert killed_everywhere(run, tmp_path) == 22


def test_a_file_that_is_gone_is_fetched_anew(server: Server, tmp_path: Path) -> None:
    fetch(server, tmp_path, start=None)
    (tmp_path / "landing" / FOLDER / "2026-09-01" / "pages.jsonl.gz").unlink()
    server.requests.clear()
    fetch(server, tmp_path, start=None)
    assert days_asked(server) == ["2026-09-01", "2026-10-03", "2026-10-04", "2026-10-05"]


@pytest.mark.parametrize("status", [400, 404, 410, 422])
def test_a_day_whose_cursor_expires_is_read_again_from_its_first_page(
    app: Anthropic, server: Server, tmp_path: Path, status: int
) -> None:
    expiries = 1

    def expiring(path: str, query: Query) -> Answer:
        nonlocal expiries
        if query.get("page") == "cursor/3" and expiries:
            expiries -= 1
            app.days[LONG_DAY][0] = actor(LONG_DAY, "ann")  # the boundary moves with the new first page
            return Answer({"error": {"message": "cursor expired"}}, status)
        return app(path, query)

    server.app = expiring
    fetch(server, tmp_path)
    assert names(tmp_path, LONG_DAY) == ["ann", "bob", "cyd", "dan", "eve"]

    expiries = 99
    with pytest.raises(FetchError, match=rf"answered {status} \(.*; run it again"):
        fetch(server, tmp_path / "other")
    assert days_landed(tmp_path / "other") == ["2026-10-03", "2026-10-05"]


@pytest.mark.parametrize(
    "lie",
    [
        lambda app, path, query: app(path, query | {"page": "cursor/1"}),
        lambda app, path, query: Answer(app(path, query).payload | {"has_more": True, "next_page": "cursor/2"}),
        lambda app, path, query: Answer(app(path, query).payload | {"has_more": True, "next_page": None}),
        lambda app, path, query: Answer({"data": "none"}),
        lambda app, path, query: Answer(["rows"]),
        lambda app, path, query: Answer(b'{"data": [', is_cut=True),
    ],
    ids=["repeated page", "cursor loop", "no cursor", "no rows", "no page", "always cut"],
)
def test_a_day_that_never_comes_whole_does_not_land_at_all(
    app: Anthropic, server: Server, tmp_path: Path, lie: Any
) -> None:
    fetch(server, tmp_path)
    before = landed(tmp_path)
    server.app = lambda path, query: lie(app, path, query) if query.get("page") else app(path, query)
    app.days[LONG_DAY] = [actor(LONG_DAY, name) for name in ("new", "newer", "newest")]

    with pytest.raises(FetchError):
        fetch(server, tmp_path)

    assert landed(tmp_path) == before
    assert len(server.requests) < 40


@pytest.mark.parametrize("after", range(5))
@pytest.mark.parametrize(
    "trouble",
    [Answer({}, 429, {"Retry-After": "3"}), Answer({}, 529), Answer({"data": [1, 2]}, is_cut=True)],
)
def test_trouble_at_any_request_leaves_no_trace(
    app: Anthropic, server: Server, tmp_path: Path, trouble: Answer, after: int
) -> None:
    fetch(server, tmp_path / "undisturbed")
    with serving(troubled_once(app, trouble, after)) as hostile:
        fetch(hostile, tmp_path / "troubled")
    assert landed(tmp_path / "troubled") == landed(tmp_path / "undisturbed")


def test_a_failing_day_is_told_and_asked_for_again_and_the_others_land(
    app: Anthropic, server: Server, tmp_path: Path
) -> None:
    server.app = lambda path, query: Answer({}, 400) if query["starting_at"] == LONG_DAY else app(path, query)
    with pytest.raises(FetchError, match=LONG_DAY) as caught:
        fetch(server, tmp_path)
    assert days_landed(tmp_path) == ["2026-10-03", "2026-10-05"]
    assert caught.value.result == FetchResult(files_written=2, files_unchanged=0, requests=3)

    server.app = app
    fetch(server, tmp_path, start=None, end=END + timedelta(days=30))
    assert names(tmp_path, LONG_DAY) == ["ada", "bob", "cyd", "dan", "eve"]


@pytest.mark.parametrize(("trouble", "asked"), [(Answer({}, 503), 5), (Answer({}, 401), 1)])
def test_where_no_day_can_be_read_not_all_are_tried(
    server: Server, tmp_path: Path, trouble: Answer, asked: int
) -> None:
    server.app = lambda path, query: trouble
    with pytest.raises(FetchError):
        fetch(server, tmp_path, start=None)
    assert len(set(days_asked(server))) == asked
