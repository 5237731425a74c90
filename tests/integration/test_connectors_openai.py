"""OpenAI's connectors over real HTTP: days of usage and costs, lists of users, a workspace's days of Codex."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from orchestration.connectors import days as connectors_days
from orchestration.connectors.contract import FetchError, FetchResult, FetchWindow
from orchestration.loading.loader import Loader
from orchestration.sources.codex import api as codex
from orchestration.sources.openai import api as openai
from tests.integration.hostile import (
    Answer,
    App,
    KilledError,
    Query,
    Server,
    killed_before,
    killed_everywhere,
    landed,
    serving,
    troubled_once,
)
from tests.integration.hostile_openai import WORDS, Codex, OpenAI, analysed, cost, used, user

KEY = "sk-admin-4711-not-to-be-seen"
FIRST, END = date(2026, 9, 30), date(2026, 10, 1)
NAMES = ("ada", "bob", "cyd", "dan", "eve")
Fetch = Callable[..., FetchResult]


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def platform() -> OpenAI:
    """Two days over the turn of a month, the first of five results on three pages, and three users on two."""
    days = {"2026-09-30": [used(name) for name in NAMES], "2026-10-01": [used("ada")]}
    lines = {"2026-09-30": [cost("a"), cost("b"), cost("c")], "2026-10-01": [cost("a", "0.06")]}
    return OpenAI(days, lines, [user(name) for name in NAMES[:3]])


def workspace() -> Codex:
    return Codex({"2026-09-30": [analysed(name) for name in NAMES], "2026-10-01": [analysed("ada")]})


@pytest.fixture
def app() -> OpenAI:
    return platform()


@pytest.fixture
def server(app: OpenAI) -> Iterator[Server]:
    with serving(app) as server:
        yield server


def fetch(
    server: Server, home: Path, start: date | None = FIRST, end: date = END, now: date | None = None
) -> FetchResult:
    settings = openai.ApiSettings(admin_key=KEY, api_url=f"{server.url}/v1")
    return _run(openai.connector(home / "landing", settings, lambda seconds: None), start, end, now or end)


def fetch_codex(
    server: Server, home: Path, start: date | None = FIRST, end: date = END, now: date | None = None
) -> FetchResult:
    settings = codex.ApiSettings(admin_key=KEY, workspace_id=" ws-1 ", api_url=f"{server.url}/v1")
    return _run(codex.connector(home / "landing", settings, lambda seconds: None), start, end, now or end)


def _run(connector: Any, start: date | None, end: date, today: date) -> FetchResult:
    noon = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
    return connector.fetch(FetchWindow(start, end, noon), lambda text: None)


BOTH = pytest.mark.parametrize(("make", "run"), [(platform, fetch), (workspace, fetch_codex)], ids=["openai", "codex"])


def pages(home: Path, file: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress(landed(home)[file]).splitlines()]


def queries(server: Server, leaf: str) -> list[dict[str, list[str]]]:
    """The first page's queries under a path that ends so, each with its values by name."""
    found = []
    for request in server.requests:
        parts = urlsplit(request)
        if parts.path.endswith(leaf):
            query: dict[str, list[str]] = {}
            for name, value in parse_qsl(parts.query):
                query.setdefault(name, []).append(value)
            if not {"page", "after"} & query.keys():
                found.append(query)
    return found


def test_days_land_whole_and_costs_by_their_month(server: Server, tmp_path: Path) -> None:
    result = fetch(server, tmp_path)

    files = {path for path in landed(tmp_path) if not path.rpartition("/")[2].startswith(".")}
    assert files == {
        "openai/usage_completions/2026-09-30/pages.jsonl.gz",
        "openai/usage_completions/2026-10-01/pages.jsonl.gz",
        "openai/costs/2026-09/2026-09-30.jsonl.gz",
        "openai/costs/2026-10/2026-10-01.jsonl.gz",
        "openai/users/2026-10-01/pages.jsonl.gz",
    }
    # users on two pages, usage on three and one, costs on two and one
    assert result == FetchResult(files_written=5, files_unchanged=0, requests=9)
    usage = pages(tmp_path, "openai/usage_completions/2026-09-30/pages.jsonl.gz")
    assert [[r["user_id"] for b in page["data"] for r in b["results"]] for page in usage] == [
        ["user-ada", "user-bob"],
        ["user-cyd", "user-dan"],
        ["user-eve"],
    ]
    assert [(page["has_more"], page["next_page"]) for page in usage] == [(True, None), (True, None), (False, None)]
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"


def test_everything_is_grouped_and_a_day_that_lasts_is_asked_for_until_now(server: Server, tmp_path: Path) -> None:
    fetch(server, tmp_path)
    yesterday, today = queries(server, "/usage/completions")
    assert yesterday == {
        "start_time": ["1790726400"],
        "end_time": ["1790812800"],
        "bucket_width": ["1d"],
        "limit": ["1"],
        "group_by": ["project_id", "user_id", "api_key_id", "model", "batch", "service_tier"],
    }
    assert (today["start_time"], today["end_time"]) == (["1790812800"], [str(1790812800 + 12 * 3600)])
    assert queries(server, "/costs")[0]["group_by"] == ["project_id", "line_item", "api_key_id"]


def test_a_codex_workspace_is_listed_by_user(tmp_path: Path) -> None:
    with serving(workspace()) as server:
        assert fetch_codex(server, tmp_path) == FetchResult(files_written=2, files_unchanged=0, requests=4)
    rows = [row for page in pages(tmp_path, "codex/usage/2026-09-30/pages.jsonl.gz") for row in page["data"]]
    assert [row["user_id"] for row in rows] == [f"user-{name}" for name in NAMES]


@BOTH
def test_what_lands_is_what_is_loaded(make: Any, run: Fetch, tmp_path: Path) -> None:
    with serving(make()) as server:
        run(server, tmp_path)
    with Loader(tmp_path / "landing", tmp_path / "raw", datetime(2026, 10, 2)) as loader:
        found = loader.load().partitions
    loaded = {(key, p.partition): (p.rows_loaded, p.rows_quarantined) for key, ps in found.items() for p in ps}
    assert loaded == (
        {("codex/usage", "2026-09-30"): (5, 0), ("codex/usage", "2026-10-01"): (1, 0)}
        if make is workspace
        else {
            ("openai/usage_completions", "2026-09-30"): (3, 0),
            ("openai/usage_completions", "2026-10-01"): (1, 0),
            ("openai/costs", "2026-09"): (2, 0),
            ("openai/costs", "2026-10"): (1, 0),
            ("openai/users", "2026-10-01"): (3, 0),
        }
    )


def test_a_bucket_of_many_results_lands_in_pieces_that_say_the_same(
    app: OpenAI, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.per_page = 100
    monkeypatch.setattr(connectors_days, "MOST_RESULTS", 2)
    fetch(server, tmp_path)
    (page,) = pages(tmp_path, "openai/usage_completions/2026-09-30/pages.jsonl.gz")
    assert [len(bucket["results"]) for bucket in page["data"]] == [2, 2, 1]
    assert {bucket["start_time"] for bucket in page["data"]} == {1790726400}
    assert [r["user_id"] for bucket in page["data"] for r in bucket["results"]] == [f"user-{name}" for name in NAMES]


@BOTH
def test_neither_the_key_nor_a_word_about_people_lands_or_is_told(make: Any, run: Fetch, tmp_path: Path) -> None:
    """The server repeats the key wherever it can; names and what else is said of people never land."""
    app = make()

    def telltale(path: str, query: Query) -> Answer:
        answer = app(path, query)
        return Answer(answer.payload | {"echo": KEY}, headers={"X-Echo": KEY})

    with serving(telltale) as server:
        run(server, tmp_path)
        server.app = lambda path, query: Answer({"error": {"message": f"bad key {KEY}"}}, 401, reason=KEY)
        with pytest.raises(FetchError) as caught:
            run(server, tmp_path)
    assert KEY not in str(caught.value)
    for content in landed(tmp_path).values():
        text = gzip.decompress(content) if content else b""
        assert KEY.encode() not in text
        assert WORDS.encode() not in text


@BOTH
def test_without_a_window_comes_what_is_missing_or_had_not_settled(make: Any, run: Fetch, tmp_path: Path) -> None:
    module, settled, leaf = (codex, 7, "/usage") if make is workspace else (openai, 3, "/usage/completions")

    def days(server: Server) -> list[date]:
        return [datetime.fromtimestamp(int(query["start_time"][0]), UTC).date() for query in queries(server, leaf)]

    with serving(make()) as server:
        run(server, tmp_path, start=None)
        assert days(server) == [END - timedelta(days=n) for n in reversed(range(module.MOST_DAYS))]
        server.requests.clear()
        run(server, tmp_path, start=None)
        assert days(server) == [END - timedelta(days=n) for n in reversed(range(settled))]
        server.requests.clear()
        run(server, tmp_path, start=None, end=END + timedelta(days=30))
        assert days(server)[0] == END - timedelta(days=settled - 1)
        assert len(days(server)) == settled + 30


@BOTH
def test_a_second_run_lands_nothing_twice_and_a_restated_day_is_replaced(make: Any, run: Fetch, tmp_path: Path) -> None:
    app = make()
    with serving(app) as server:
        first = run(server, tmp_path)
        before = landed(tmp_path)
        again = run(server, tmp_path)
        assert (again.files_written, again.files_unchanged) == (0, first.files_written)
        assert landed(tmp_path) == before

        restated, days = ("codex/usage", "days") if make is workspace else ("openai/usage_completions", "usage")
        getattr(app, days)["2026-09-30"].insert(0, analysed("zoe") if make is workspace else used("zoe"))
        assert run(server, tmp_path).files_written == 1
        changed = {path for path, content in landed(tmp_path).items() if content != before[path]}
        assert changed == {f"{restated}/2026-09-30/pages.jsonl.gz"}


@BOTH
@pytest.mark.parametrize(
    "trouble", [Answer({}, 429, {"Retry-After": "3"}), Answer({}, 503), Answer({"data": [1, 2]}, is_cut=True)]
)
def test_trouble_at_any_request_leaves_no_trace(make: Any, run: Fetch, tmp_path: Path, trouble: Answer) -> None:
    with serving(make()) as server:
        run(server, tmp_path / "undisturbed")
    for after in range(len(server.requests)):
        with serving(troubled_once(make(), trouble, after)) as hostile:
            run(hostile, tmp_path / str(after))
        assert landed(tmp_path / str(after)) == landed(tmp_path / "undisturbed")


@BOTH
@pytest.mark.parametrize("status", [400, 404, 410])
def test_a_listing_whose_mark_expires_is_read_again_from_its_first_page(
    make: Any, run: Fetch, tmp_path: Path, status: int
) -> None:
    with serving(make()) as server:
        run(server, tmp_path / "undisturbed")
    app, expiries = make(), 1

    def expiring(path: str, query: Query) -> Answer:
        nonlocal expiries
        if query.get("page") == "page_3" and expiries:
            expiries -= 1
            return Answer({"error": {"message": "expired"}}, status)
        return app(path, query)

    with serving(expiring) as server:
        run(server, tmp_path / "expired")
    assert expiries == 0
    assert landed(tmp_path / "expired") == landed(tmp_path / "undisturbed")


LIES: dict[str, Callable[[App, str, Query], Answer]] = {
    "repeated page": lambda app, path, query: app(path, {k: v for k, v in query.items() if k not in ("page", "after")}),
    "loop": lambda app, path, query: Answer(app(path, query).payload | {"has_more": True, "next_page": "page_2"}),
    "no mark": lambda app, path, query: Answer(
        app(path, query).payload | {"has_more": True, "next_page": None, "last_id": None}
    ),
    "no rows": lambda app, path, query: Answer({"data": "none"}),
    "no page": lambda app, path, query: Answer(["rows"]),
    "always cut": lambda app, path, query: Answer(b'{"data": [', is_cut=True),
}


@BOTH
@pytest.mark.parametrize("lie", LIES.values(), ids=LIES.keys())
def test_a_day_that_never_comes_whole_does_not_land(make: Any, run: Fetch, tmp_path: Path, lie: Any) -> None:
    """Days of one page do, and so does all that is listed without trouble."""
    app: App = make()
    with (
        serving(lambda path, query: lie(app, path, query) if "page" in query else app(path, query)) as server,
        pytest.raises(FetchError),
    ):
        run(server, tmp_path)
    assert not any("2026-09-30" in path for path in landed(tmp_path) if not path.endswith("unsettled"))
    assert any("2026-10-01" in path for path in landed(tmp_path))
    assert len(server.requests) < 60


@BOTH
def test_where_no_key_fits_not_every_day_is_tried(make: Any, run: Fetch, tmp_path: Path) -> None:
    with serving(lambda path, query: Answer({}, 401)) as server, pytest.raises(FetchError, match="the key is wrong"):
        run(server, tmp_path, start=None)
    assert len(server.requests) == 1


@BOTH
def test_a_run_killed_between_any_two_changes_goes_on_to_the_same_bytes(
    make: Any, run: Fetch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two days come, the first is restated, and later both settle."""
    module = codex if make is workspace else openai
    monkeypatch.setattr(module, "MOST_DAYS", 2)
    late = END + timedelta(days=module.SETTLED_DAYS)
    app = make()
    earlier = make()
    for days in (earlier.days,) if make is workspace else (earlier.usage, earlier.costs):
        days["2026-09-30"] = days["2026-09-30"][:1]

    with serving(app) as server:

        def go(home: Path) -> None:
            if not (home / "landing").exists():
                server.app = earlier
                run(server, home)
            server.app = app
            run(server, home, start=None)
            run(server, home, now=late)

        assert killed_everywhere(go, tmp_path) > 10


def test_a_codex_key_without_a_workspace_says_what_to_set(tmp_path: Path) -> None:
    connector = codex.connector(tmp_path, codex.ApiSettings(admin_key=KEY, workspace_id=" "), lambda seconds: None)
    assert (connector.is_configured, connector.credential) == (False, "ASSAY_CODEX_WORKSPACE_ID")
    connector = codex.connector(tmp_path, codex.ApiSettings(admin_key=None, workspace_id="ws"), lambda seconds: None)
    assert (connector.is_configured, connector.credential) == (False, "CODEX_ANALYTICS_KEY")


def test_the_death_of_a_run_can_be_seen(tmp_path: Path) -> None:
    """So that the test of killed runs can fail."""
    with serving(platform()) as server, pytest.raises(KilledError), killed_before(2):
        fetch(server, tmp_path)
    assert len(landed(tmp_path)) == 2
