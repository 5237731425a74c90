"""Anthropic's platform and Claude Enterprise over real HTTP: days of usage and costs."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from orchestration.connectors.contract import FetchError, FetchResult, FetchWindow
from orchestration.loading.loader import Loader
from orchestration.sources.anthropic import api as platform_api
from orchestration.sources.claude_enterprise import api as enterprise_api
from tests.integration.hostile import Answer, Query, Server, killed_everywhere, landed, serving, troubled_once
from tests.integration.hostile_claude_enterprise import WORDS, Enterprise, Platform, cost, person, used

KEY = "sk-ant-4711-not-to-be-seen"
FIRST, END = date(2026, 9, 30), date(2026, 10, 1)
NAMES = ("ada", "bob", "cyd", "dan", "eve")


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """And no waiting for the limit of requests a minute, which has a test of its own."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(enterprise_api, "PER_MINUTE", 10**6)


def platform() -> Platform:
    """Two days, the first of five results on three pages and three costs on two."""
    days = {"2026-09-30": [used(name) for name in NAMES], "2026-10-01": [used("ada")]}
    return Platform(days, {"2026-09-30": [cost("a"), cost("b"), cost("c")], "2026-10-01": [cost("a", "0.06")]})


def enterprise() -> Enterprise:
    return Enterprise({"2026-09-30": [person(name) for name in NAMES], "2026-10-01": [person("ada")]})


def fetch(server: Server, home: Path, start: date | None = FIRST, now: date = END) -> FetchResult:
    """Of the API that the server's app has."""
    if isinstance(server.app, Enterprise) or getattr(server.app, "is_enterprise", False):
        settings: Any = enterprise_api.ApiSettings(analytics_key=KEY, api_url=server.url)
        connector = enterprise_api.connector(home / "landing", settings, lambda seconds: None)
    else:
        settings = platform_api.ApiSettings(admin_key=KEY, api_url=server.url)
        connector = platform_api.connector(home / "landing", settings, lambda seconds: None)
    noon = datetime(now.year, now.month, now.day, 12, tzinfo=UTC)
    return connector.fetch(FetchWindow(start, END, noon), lambda text: None)


def behind(app: Any, answer: Callable[[str, Query], Answer]) -> Any:
    """`answer` in the place of `app`."""
    setattr(answer, "is_enterprise", isinstance(app, Enterprise))  # noqa: B010
    return answer


BOTH = pytest.mark.parametrize("make", [platform, enterprise], ids=["platform", "enterprise"])


@BOTH
def test_days_land_whole_and_are_loaded(make: Any, tmp_path: Path) -> None:
    with serving(make()) as server:
        fetch(server, tmp_path)
    with Loader(tmp_path / "landing", tmp_path / "raw", datetime(2026, 10, 2)) as loader:
        found = loader.load().partitions
    loaded = {(key, p.partition): (p.rows_loaded, p.rows_quarantined) for key, ps in found.items() for p in ps}
    rows = {key: counts for key, counts in loaded.items() if counts != (0, 0)}
    assert rows == (
        {
            ("anthropic/usage_report", "2026-09-30"): (3, 0),
            ("anthropic/usage_report", "2026-10-01"): (1, 0),
            ("anthropic/cost_report", "2026-09-30"): (2, 0),
            ("anthropic/cost_report", "2026-10-01"): (1, 0),
        }
        if make is platform
        else {
            (f"claude_enterprise/{name}", day): (count, 0)
            for name in ("user_usage", "user_cost")
            for day, count in (("2026-09-30", 5), ("2026-10-01", 1))
        }
    )
    assert server.headers[0]["x-api-key"] == KEY
    assert server.headers[0]["anthropic-version"] == "2023-06-01"


@BOTH
def test_everything_is_grouped_but_people(make: Any, tmp_path: Path) -> None:
    with serving(make()) as server:
        fetch(server, tmp_path)
    asked = {
        urlsplit(request).path.rpartition("/")[2]: [
            value for name, value in parse_qsl(urlsplit(request).query) if name == "group_by[]"
        ]
        for request in server.requests
    }
    if make is platform:
        assert asked["messages"] == list(platform_api.GROUPS["usage_report"])
        assert asked["cost_report"] == ["workspace_id", "description"]
    else:
        assert asked == {name: ["product", "model"] for name in ("user_usage_report", "user_cost_report")}


@BOTH
def test_neither_the_key_nor_a_name_lands_or_is_told(make: Any, tmp_path: Path) -> None:
    app = make()

    def telltale(path: str, query: Query) -> Answer:
        return Answer(app(path, query).payload | {"echo": KEY}, headers={"X-Echo": KEY})

    with serving(behind(app, telltale)) as server:
        fetch(server, tmp_path)
        server.app = behind(app, lambda path, query: Answer({"error": {"message": f"bad key {KEY}"}}, 401, reason=KEY))
        with pytest.raises(FetchError) as caught:
            fetch(server, tmp_path)
    assert KEY not in str(caught.value)
    for content in landed(tmp_path).values():
        text = gzip.decompress(content) if content else b""
        assert KEY.encode() not in text
        assert WORDS.encode() not in text


@BOTH
def test_a_second_run_lands_nothing_twice_and_a_restated_day_is_replaced(make: Any, tmp_path: Path) -> None:
    app = make()
    with serving(app) as server:
        first = fetch(server, tmp_path)
        before = landed(tmp_path)
        again = fetch(server, tmp_path)
        assert (again.files_written, again.files_unchanged) == (0, first.files_written)
        assert landed(tmp_path) == before
        (app.usage if make is platform else app.days)["2026-09-30"].pop()
        assert fetch(server, tmp_path).files_written == (1 if make is platform else 2)


@BOTH
@pytest.mark.parametrize(
    "trouble", [Answer({}, 429, {"Retry-After": "3"}), Answer({}, 529), Answer({"data": [1, 2]}, is_cut=True)]
)
def test_trouble_at_any_request_leaves_no_trace(make: Any, tmp_path: Path, trouble: Answer) -> None:
    with serving(make()) as server:
        fetch(server, tmp_path / "undisturbed")
    for after in range(len(server.requests)):
        app = make()
        with serving(behind(app, troubled_once(app, trouble, after))) as hostile:
            fetch(hostile, tmp_path / str(after))
        assert landed(tmp_path / str(after)) == landed(tmp_path / "undisturbed")


@BOTH
def test_data_that_is_refreshed_under_an_open_listing_is_read_from_its_first_page(make: Any, tmp_path: Path) -> None:
    app, expiries = make(), 1

    def refreshed(path: str, query: Query) -> Answer:
        nonlocal expiries
        if query.get("page") == "page_3" and expiries:
            expiries -= 1
            return Answer({"error": {"message": "refreshed"}}, 410)
        return app(path, query)

    with serving(make()) as server:
        fetch(server, tmp_path / "undisturbed")
    with serving(behind(app, refreshed)) as server:
        fetch(server, tmp_path / "refreshed")
    assert expiries == 0
    assert landed(tmp_path / "refreshed") == landed(tmp_path / "undisturbed")


@BOTH
def test_a_run_killed_between_any_two_changes_goes_on_to_the_same_bytes(
    make: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = platform_api if make is platform else enterprise_api
    monkeypatch.setattr(module, "MOST_DAYS", 2)
    with serving(make()) as server:

        def go(home: Path) -> None:
            fetch(server, home, start=None)
            fetch(server, home, start=None, now=END + timedelta(days=module.SETTLED_DAYS))

        assert killed_everywhere(go, tmp_path) > 10


def test_a_day_of_people_is_asked_for_until_it_is_a_month_old(tmp_path: Path) -> None:
    with serving(enterprise()) as server:
        fetch(server, tmp_path, start=None)
        server.requests.clear()
        fetch(server, tmp_path, start=None)
    days = {dict(parse_qsl(urlsplit(request).query))["starting_at"][:10] for request in server.requests}
    assert (min(days), max(days), len(days)) == ("2026-09-01", "2026-10-01", 31)


def test_a_minute_has_sixty_requests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    waits: list[float] = []
    with serving(enterprise()) as server:
        settings = enterprise_api.ApiSettings(analytics_key=KEY, api_url=server.url)
        connector = enterprise_api.connector(tmp_path / "landing", settings, waits.append)
        connector.fetch(FetchWindow(END, END, datetime(2026, 10, 1, 12, tzinfo=UTC)), lambda text: None)
    assert [round(wait) for wait in waits] == [1]


def test_the_cursor_of_a_page_does_not_land(tmp_path: Path) -> None:
    with serving(enterprise()) as server:
        fetch(server, tmp_path)
    content = gzip.decompress(landed(tmp_path)["claude_enterprise/user_usage/2026-09-30/pages.jsonl.gz"])
    pages = [json.loads(line) for line in content.splitlines()]
    assert [(len(page["data"]), page["has_more"], page["next_page"]) for page in pages] == [
        (2, True, None),
        (2, True, None),
        (1, False, None),
    ]
