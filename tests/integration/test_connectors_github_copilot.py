"""The Copilot connector over real HTTP: reports behind links to another host, seats of today, months of AI credits."""

from __future__ import annotations

import gzip
import json
import logging
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from orchestration.connectors.contract import FetchError, FetchResult, FetchWindow
from orchestration.loading.loader import Loader
from orchestration.sources.github_copilot import api
from tests.integration.hostile import Answer, Query, Server, killed_everywhere, landed, serving, troubled_once
from tests.integration.hostile_github_copilot import Copilot, seat, user

KEY = "t0p-s3cret-of-copilot"
TODAY = date(2026, 10, 8)
LONG_DAY = "2026-10-06"
REPORTS, SEATS, CREDITS = (f"github_copilot/{name}" for name in ("users_1_day", "seats", "ai_credit_usage"))
FILE = "orgs__acme.jsonl.gz"


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def app() -> Copilot:
    """A day of five rows in three files, one of a single row; three seats, of which nobody holds one."""
    reports = {LONG_DAY: [user(LONG_DAY, n) for n in (5, 4, 3, 2, 1)], "2026-10-07": [user("2026-10-07", 1)]}
    return Copilot(reports, [seat(1), seat(2), seat(None)])


@pytest.fixture
def store(app: Copilot) -> Iterator[Server]:
    with serving(lambda path, query: app.store(path, query)) as store:
        app.store_url = store.url.replace("127.0.0.1", "localhost")  # another host
        yield store


@pytest.fixture
def server(app: Copilot, store: Server) -> Iterator[Server]:
    with serving(app) as server:
        yield server


def fetch(
    server: Server,
    home: Path,
    start: date | None = date(2026, 10, 5),
    today: date = TODAY,
    end: date | None = None,
    **changes: str,
) -> FetchResult:
    given = {"organizations": "Acme", "report_hosts": "localhost", **changes}
    settings = api.ApiSettings(token=KEY, api_url=server.url, **given)
    window = FetchWindow(start, end or today, datetime(today.year, today.month, today.day, 12, tzinfo=UTC))
    return api.connector(home / "landing", settings, lambda seconds: None).fetch(window, lambda text: None)


def lines(home: Path, path: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress(landed(home)[path]).splitlines()]


def users(home: Path, day: str) -> list[int]:
    return [row["user_id"] for row in lines(home, f"{REPORTS}/{day}/{FILE}")]


def asked(server: Server, path: str) -> list[str]:
    return [request for request in server.requests if path in request]


def test_what_lands_of_each_stream(server: Server, store: Server, tmp_path: Path) -> None:
    result = fetch(server, tmp_path)

    # two reports, the seats, a month; a mark beside each that is not settled. Nothing of a day without a report.
    marks = {f"{REPORTS}/{day}/.orgs__acme.unsettled" for day in (LONG_DAY, "2026-10-07")}
    files = {f"{REPORTS}/{day}/{FILE}" for day in (LONG_DAY, "2026-10-07")}
    files |= {f"{SEATS}/2026-10-08/{FILE}", f"{CREDITS}/2026-10/{FILE}", f"{CREDITS}/2026-10/.orgs__acme.unsettled"}
    assert set(landed(tmp_path)) == files | marks
    assert users(tmp_path, LONG_DAY) == [1, 2, 3, 4, 5]
    assert [len(page["seats"]) for page in lines(tmp_path, f"{SEATS}/2026-10-08/{FILE}")] == [2, 1]
    credits = lines(tmp_path, f"{CREDITS}/2026-10/{FILE}")
    assert [answer["timePeriod"]["day"] for answer in credits] == list(range(1, 9))
    # seats 2, reports 3 and their files 4, days of credits 8
    assert result == FetchResult(files_written=4, files_unchanged=0, requests=17)
    assert server.headers[0]["x-github-api-version"] == "2026-03-10"
    assert fetch(server, tmp_path) == FetchResult(files_written=0, files_unchanged=4, requests=17)


def test_the_token_never_goes_to_another_host(
    app: Copilot, server: Server, store: Server, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    app.reports[LONG_DAY].append(user(LONG_DAY, 6, user_login=f"my {KEY}"))
    with serving(lambda path, query: Answer({})) as stranger:
        fetch(server, tmp_path)
        store.trouble.append(Answer({}, 302, {"Location": f"{stranger.url}/trap"}))
        store.trouble.append(Answer({"message": KEY}, 418))
        with pytest.raises(FetchError) as caught:
            fetch(server, tmp_path)
        assert stranger.requests == []

    assert all(headers["authorization"] == f"Bearer {KEY}" for headers in server.headers)
    assert len(store.headers) > 4
    for headers in store.headers:
        assert set(headers) == {"host", "accept", "accept-encoding", "connection", "user-agent"}
        assert KEY not in str(headers)
    texts = [gzip.decompress(text).decode() for path, text in landed(tmp_path).items() if path.endswith(".gz")]
    assert sum("[secret]" in text for text in texts) == 1
    assert KEY not in "".join([*texts, str(caught.value), repr(caught.value), caplog.text, *store.requests])


def test_a_cookie_of_the_api_stays_with_it(app: Copilot, server: Server, store: Server, tmp_path: Path) -> None:
    def baking(path: str, query: Query) -> Answer:
        answer = app(path, query)
        return Answer(answer.payload, answer.status, {**answer.headers, "Set-Cookie": "session=s3ss; Domain=localhost"})

    server.app = baking
    fetch(server, tmp_path)
    assert not any("cookie" in headers for headers in store.headers)


@pytest.mark.parametrize(
    "link",
    [
        "{api}/report?sig=1",
        "{stranger}/report?sig=1",
        "http://user:word@localhost/report",
        "https://localhost/report",
        "http://localhost.elsewhere.example/report",
        "file:///etc/passwd",
        "http://169.254.169.254/latest/meta-data",
        "//localhost/report",
        "no link",
        "http://[",
        "",
        7,
    ],
)
def test_a_link_is_followed_to_the_hosts_of_the_settings_only(
    app: Copilot, server: Server, store: Server, tmp_path: Path, link: Any
) -> None:
    with serving(lambda path, query: Answer(b"")) as stranger:
        app.store_url = store.url.replace("127.0.0.1", "[::1]")
        told = link.format(api=server.url, stranger=stranger.url) if isinstance(link, str) else link
        server.app = lambda path, query: (
            Answer({"download_links": [told]}) if path.endswith("users-1-day") else app(path, query)
        )
        with pytest.raises(FetchError, match="another host") as caught:
            fetch(server, tmp_path)
        assert stranger.requests == store.requests == asked(server, "/report?") == []
    assert "elsewhere.example" not in str(caught.value)
    assert not [path for path in landed(tmp_path) if path.startswith(REPORTS)]


def test_links_that_have_lapsed_are_asked_for_again(
    app: Copilot, server: Server, store: Server, tmp_path: Path
) -> None:
    def lapsing(path: str, query: Query) -> Answer:
        if path == f"/{LONG_DAY}/1.json" and app.links == 1:
            app.links += 1
        return app.store(path, query)

    store.app = lapsing
    fetch(server, tmp_path, date(2026, 10, 6))
    assert users(tmp_path, LONG_DAY) == [1, 2, 3, 4, 5]
    assert len(asked(server, f"day={LONG_DAY}")) == 2

    store.app = lambda path, query: Answer({}, 404)
    with pytest.raises(FetchError, match=r"links to answered 404"):
        fetch(server, tmp_path / "other", date(2026, 10, 6))
    assert not [path for path in landed(tmp_path / "other") if path.startswith(REPORTS)]


@pytest.mark.parametrize("nothing", [Answer(b"", 204), Answer(b""), Answer({"download_links": []}), Answer({}, 404)])
def test_a_report_that_is_not_there_says_nothing_and_takes_nothing_away(
    app: Copilot, server: Server, tmp_path: Path, nothing: Answer
) -> None:
    fetch(server, tmp_path)
    before = landed(tmp_path)
    server.app = lambda path, query: nothing if query.get("day") == LONG_DAY else app(path, query)
    fetch(server, tmp_path)
    assert landed(tmp_path) == before


def test_an_account_of_which_no_report_is_there_may_be_the_wrong_one(
    app: Copilot, server: Server, tmp_path: Path
) -> None:
    server.app = lambda path, query: Answer({}, 404) if "reports" in path else app(path, query)
    with pytest.raises(FetchError, match=r"users-1-day\?day=2026-10-05 answered 404 .* check the name"):
        fetch(server, tmp_path)
    assert {path.split("/")[1] for path in landed(tmp_path)} == {"seats", "ai_credit_usage"}


def test_without_a_window_come_days_that_are_missing_or_were_read_within_four_days(
    app: Copilot, server: Server, tmp_path: Path
) -> None:
    first, days = date(2026, 7, 10), 90
    app.reports = {
        str(date.fromordinal(first.toordinal() + n)): [user(str(date.fromordinal(first.toordinal() + n)), 1)]
        for n in range(days + 1)
    }
    fetch(server, tmp_path, start=None)
    found = [request[-10:] for request in asked(server, "users-1-day")]
    assert (len(found), found[0], found[-1]) == (90, "2026-07-10", "2026-10-07")  # not today's, which is not over

    server.requests.clear()
    fetch(server, tmp_path, start=None)
    assert [request[-10:] for request in asked(server, "users-1-day")] == [f"2026-10-0{day}" for day in (5, 6, 7)]


def test_seats_are_those_of_today_or_none(server: Server, tmp_path: Path) -> None:
    fetch(server, tmp_path, end=date(2026, 10, 7))
    assert asked(server, "seats") == []


@pytest.mark.parametrize(("total", "is_whole"), [(2, True), (3, True), (4, False)])
def test_seats_land_only_where_as_many_came_as_there_are(
    app: Copilot, server: Server, tmp_path: Path, total: int, is_whole: bool
) -> None:
    """More may come than there are users: an enterprise lists one for each of several teams."""
    app.total_seats = total
    if is_whole:
        fetch(server, tmp_path)
    else:
        with pytest.raises(FetchError, match="answered 3 of 4 seats"):
            fetch(server, tmp_path)
    assert (f"{SEATS}/2026-10-08/{FILE}" in landed(tmp_path)) == is_whole


def test_a_month_is_read_again_until_it_is_over_for_four_days(server: Server, tmp_path: Path) -> None:
    for today, days in ((date(2026, 10, 31), 31), (date(2026, 11, 4), 35), (date(2026, 11, 5), 36)):
        server.requests.clear()
        fetch(server, tmp_path, date(2026, 10, 31), today)
        assert len(asked(server, "ai_credit")) == days
    server.requests.clear()
    fetch(server, tmp_path, None, date(2026, 11, 6))
    months = {request.split("&")[1] for request in asked(server, "ai_credit")}
    assert months == {"month=8", "month=9", "month=11"}  # October is settled


def test_no_words_of_people_land(server: Server, tmp_path: Path) -> None:
    fetch(server, tmp_path)
    texts = [gzip.decompress(text) for path, text in landed(tmp_path).items() if path.endswith(".gz")]
    assert not any(b"PROSE" in text for text in texts)
    assert any(b"platform" in text for text in texts)


def test_what_lands_is_what_is_loaded(server: Server, tmp_path: Path) -> None:
    fetch(server, tmp_path)
    with Loader(tmp_path / "landing", tmp_path / "raw", datetime(2026, 10, 9)) as loader:
        report = loader.load()
    loaded = {
        (key, p.partition): (p.rows_loaded, p.rows_quarantined)
        for key, partitions in report.partitions.items()
        for p in partitions
        if key.startswith("github_copilot/")
    }
    assert loaded == {
        (REPORTS, LONG_DAY): (5, 0),
        (REPORTS, "2026-10-07"): (1, 0),
        (SEATS, "2026-10-08"): (3, 0),
        (CREDITS, "2026-10"): (8, 0),
    }


def test_an_enterprise_is_asked_in_place_of_its_organizations(server: Server, tmp_path: Path) -> None:
    fetch(server, tmp_path, enterprise="acme")
    assert all(request.startswith("/enterprises/acme/") for request in server.requests)
    assert f"{REPORTS}/{LONG_DAY}/enterprises__acme.jsonl.gz" in landed(tmp_path)


@pytest.mark.parametrize("name", ["acme/../other", "acme?x=1", "ac me", ".."])
def test_what_is_no_name_is_asked_of_nobody(server: Server, tmp_path: Path, name: str) -> None:
    with pytest.raises(FetchError, match="is no name of an account"):
        fetch(server, tmp_path, organizations=name)
    assert server.requests == []


@pytest.mark.parametrize(
    "lie",
    [
        lambda answer: Answer({**answer.payload, "report_day": "2026-10-01"}),
        lambda answer: Answer({"download_links": "none"}),
        lambda answer: Answer(["links"]),
        lambda answer: Answer({"message": "no"}),
    ],
    ids=["another day", "no list", "no answer", "an error"],
)
def test_an_answer_that_is_no_report_lands_nothing(app: Copilot, server: Server, tmp_path: Path, lie: Any) -> None:
    server.app = lambda path, query: lie(app(path, query)) if query.get("day") == LONG_DAY else app(path, query)
    with pytest.raises(FetchError, match=LONG_DAY):
        fetch(server, tmp_path)
    assert {path for path in landed(tmp_path) if path.startswith(REPORTS) and path.endswith(".gz")} == {
        f"{REPORTS}/2026-10-07/{FILE}"
    }


@pytest.mark.parametrize("content", [b"[1]", b'{"day": "2026-10-01"}', b'{"day": "2026-10-06"}\n{"da', b"<html>"])
def test_a_file_that_is_no_report_of_the_day_lands_nothing(
    app: Copilot, server: Server, store: Server, tmp_path: Path, content: bytes
) -> None:
    store.app = lambda path, query: Answer(content)
    with pytest.raises(FetchError):
        fetch(server, tmp_path, date(2026, 10, 6), end=date(2026, 10, 6))
    assert not [path for path in landed(tmp_path) if path.startswith(REPORTS)]


@pytest.mark.parametrize("after", range(0, 17, 3))
@pytest.mark.parametrize("trouble", [Answer({}, 429, {"Retry-After": "3"}), Answer({}, 502), Answer([1], is_cut=True)])
def test_trouble_at_any_request_leaves_no_trace(
    app: Copilot, server: Server, tmp_path: Path, trouble: Answer, after: int
) -> None:
    fetch(server, tmp_path / "undisturbed")
    with serving(troubled_once(app, trouble, after)) as hostile:
        fetch(hostile, tmp_path / "troubled")
    assert landed(tmp_path / "troubled") == landed(tmp_path / "undisturbed")


@pytest.mark.parametrize("trouble", [Answer({}, 429, {"Retry-After": "3"}), Answer({}, 503), Answer(b"{", is_cut=True)])
def test_trouble_of_the_other_host_leaves_no_trace(
    server: Server, store: Server, tmp_path: Path, trouble: Answer
) -> None:
    fetch(server, tmp_path / "undisturbed")
    store.trouble.extend([trouble] * 2)
    fetch(server, tmp_path / "troubled")
    assert landed(tmp_path / "troubled") == landed(tmp_path / "undisturbed")


def test_a_run_killed_between_any_two_changes_goes_on_to_the_same_bytes(
    app: Copilot, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A delivery first, then another two days later; the days settle, and the month does not."""
    monkeypatch.setattr(api, "MOST_DAYS", 7)  # so that the second run reaches all that the first one did
    monkeypatch.setattr(api, "FIRST_CREDITS", TODAY)
    later = {**app.reports, LONG_DAY: [*app.reports[LONG_DAY], user(LONG_DAY, 9)]}

    def run(home: Path) -> None:
        app.reports = dict(list(later.items())[1:]) if not (home / "landing").exists() else later
        fetch(server, home, None)
        app.reports = later
        fetch(server, home, None, date(2026, 10, 12))

    assert killed_everywhere(run, tmp_path) > 8


@pytest.mark.parametrize("status", [401, 403])
def test_what_is_refused_is_told_and_the_rest_lands(app: Copilot, server: Server, tmp_path: Path, status: int) -> None:
    server.app = lambda path, query: Answer({}, status) if "ai_credit" in path else app(path, query)
    with pytest.raises(FetchError, match=f"answered {status}") as caught:
        fetch(server, tmp_path)
    assert users(tmp_path, LONG_DAY) == [1, 2, 3, 4, 5]
    assert caught.value.result.files_written == 3
