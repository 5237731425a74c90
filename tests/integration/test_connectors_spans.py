"""The connectors of Langfuse, Phoenix and Datadog over real HTTP: whole days, pulled again, without people's words.

What they share is tested once, for each of them; what one has alone stands below.
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from orchestration.connectors.contract import Connector, FetchError, FetchResult, FetchWindow
from orchestration.loading.loader import Loader
from orchestration.sources.datadog import api as datadog
from orchestration.sources.langfuse import api as langfuse
from orchestration.sources.phoenix import api as phoenix
from tests.integration.hostile import Answer, App, Query, Server, killed_everywhere, landed, serving, troubled_once
from tests.integration.hostile_spans import PROSE, Datadog, Langfuse, Phoenix, event, observation, span

DAY, NEXT = "2026-10-04", "2026-10-05"
END = date(2026, 10, 5)
MIDNIGHT = 1791072000 * 10**9  # of DAY, in nanoseconds since 1970
SECRET, OTHER = "s3cret-of-the-project", "the-other-k3y"
HOUR = 3600 * 10**9


def _langfuse(landing: Path, url: str) -> Connector:
    settings = langfuse.ApiSettings(public_key="pk-1", secret_key=SECRET, api_url=url)
    return langfuse.connector(landing, settings, lambda seconds: None)


def _phoenix(landing: Path, url: str) -> Connector:
    return phoenix.connector(landing, phoenix.ApiSettings(api_key=SECRET, api_url=url), lambda seconds: None)


def _datadog(landing: Path, url: str) -> Connector:
    settings = datadog.ApiSettings(api_key=SECRET, app_key=OTHER, api_url=url)
    return datadog.connector(landing, settings, lambda seconds: None)


@dataclass(frozen=True)
class Vendor:
    """A vendor with five rows on three pages on one day, and one on the next."""

    key: str
    file: str
    app: App
    connect: Callable[[Path, str], Connector]
    asked: int  # requests for what is no day


VENDORS = {
    "langfuse": Vendor(
        "langfuse/observations",
        "pages.jsonl.gz",
        Langfuse({DAY: [observation(DAY, n) for n in range(5)], NEXT: [observation(NEXT, 7)]}),
        _langfuse,
        0,
    ),
    "phoenix": Vendor(
        "phoenix/spans",
        "UHJv.jsonl.gz",
        Phoenix({"UHJv=": {DAY: [span(DAY, n) for n in range(5)], NEXT: [span(NEXT, 7)]}}),
        _phoenix,
        1,
    ),
    "datadog": Vendor(
        "datadog/llm_spans",
        "pages.jsonl.gz",
        Datadog({DAY: [event(MIDNIGHT + n, n) for n in range(5)], NEXT: [event(MIDNIGHT + 30 * HOUR, 7)]}),
        _datadog,
        0,
    ),
}


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture(params=VENDORS)
def vendor(request: pytest.FixtureRequest) -> Vendor:
    return VENDORS[request.param]


@pytest.fixture
def server(vendor: Vendor) -> Iterator[Server]:
    with serving(vendor.app) as server:
        yield server


def fetch(
    vendor: Vendor, server: Server, home: Path, start: date | None = date(2026, 10, 3), end: date = END
) -> FetchResult:
    now = datetime(end.year, end.month, end.day, 12, tzinfo=UTC)
    return vendor.connect(home / "landing", server.url).fetch(FetchWindow(start, end, now), lambda text: None)


def pages(vendor: Vendor, home: Path, day: str) -> list[dict[str, Any]]:
    content = gzip.decompress(landed(home)[f"{vendor.key}/{day}/{vendor.file}"])
    return [json.loads(line) for line in content.splitlines()]


def test_a_day_lands_whole_page_by_page_and_loads(vendor: Vendor, server: Server, tmp_path: Path) -> None:
    assert fetch(vendor, server, tmp_path) == FetchResult(3, 0, 5 + vendor.asked)
    assert [len(page["data"]) for page in pages(vendor, tmp_path, DAY)] == [2, 2, 1]
    with Loader(tmp_path / "landing", tmp_path / "raw", datetime(2026, 10, 6)) as loader:
        partitions = loader.load().partitions[vendor.key]
    assert {p.partition: (p.rows_loaded, p.rows_quarantined) for p in partitions} == {
        "2026-10-03": (0, 0),
        DAY: (5, 0),
        NEXT: (1, 0),
    }


def test_the_same_days_again_land_nothing(vendor: Vendor, server: Server, tmp_path: Path) -> None:
    fetch(vendor, server, tmp_path)
    before = landed(tmp_path)
    assert fetch(vendor, server, tmp_path) == FetchResult(0, 3, 5 + vendor.asked)
    assert landed(tmp_path) == before


def test_nothing_that_people_wrote_and_no_key_lands(vendor: Vendor, server: Server, tmp_path: Path) -> None:
    fetch(vendor, server, tmp_path)
    for content in landed(tmp_path).values():
        text = gzip.decompress(content).decode() if content else ""
        assert not any(word in text for word in (PROSE, SECRET, OTHER))
    assert "ada@example.com" in json.dumps(pages(vendor, tmp_path, DAY))


def test_what_is_missing_or_not_settled_is_pulled_again(vendor: Vendor, server: Server, tmp_path: Path) -> None:
    fetch(vendor, server, tmp_path, start=None)
    first = len(server.requests)
    fetch(vendor, server, tmp_path, start=None)
    assert 0 < len(server.requests) - first < 10
    again = len(server.requests)
    fetch(vendor, server, tmp_path, start=None, end=END + timedelta(days=9))
    assert len(server.requests) - again >= 10


@pytest.mark.parametrize(
    "trouble",
    [Answer({}, 429, {"Retry-After": "3"}), Answer({}, 503), Answer({"data": [1]}, is_cut=True), Answer({}, 410)],
)
def test_a_failure_in_the_middle_is_not_seen(vendor: Vendor, trouble: Answer, tmp_path: Path) -> None:
    with serving(vendor.app) as server:
        fetch(vendor, server, tmp_path / "undisturbed")
    with serving(troubled_once(vendor.app, trouble, 2 + vendor.asked)) as server:
        fetch(vendor, server, tmp_path / "disturbed")
    assert landed(tmp_path / "disturbed") == landed(tmp_path / "undisturbed")


def test_a_run_killed_between_any_two_changes_goes_on_to_the_same_bytes(
    vendor: Vendor, server: Server, tmp_path: Path
) -> None:
    def run(home: Path) -> None:
        fetch(vendor, server, home, start=date(2026, 10, 1), end=date(2026, 10, 4))

    # two files a day, the mark and the pages; what is settled has a mark to take away
    assert killed_everywhere(run, tmp_path) == 8


def test_a_refused_key_is_told_without_it(vendor: Vendor, tmp_path: Path) -> None:
    refusal = Answer({"message": f"invalid {SECRET} {OTHER}"}, 401, reason=SECRET)
    with serving(lambda path, query: refusal) as server, pytest.raises(FetchError, match="401") as caught:
        fetch(vendor, server, tmp_path)
    assert not any(word in str(caught.value) for word in (SECRET, OTHER))
    assert landed(tmp_path) == {}


def test_an_answer_that_is_no_page_lands_nothing(vendor: Vendor, tmp_path: Path) -> None:
    with serving(lambda path, query: Answer({"error": PROSE})) as server, pytest.raises(FetchError, match="no page"):
        fetch(vendor, server, tmp_path)
    assert landed(tmp_path) == {}


# ---------------------------------------------------------------- Langfuse


def test_langfuse_is_logged_into_with_both_keys_and_asked_for_no_words(tmp_path: Path) -> None:
    with serving(VENDORS["langfuse"].app) as server:
        fetch(VENDORS["langfuse"], server, tmp_path)
    assert server.headers[0]["authorization"] == f"Basic {base64.b64encode(f'pk-1:{SECRET}'.encode()).decode()}"
    asked = server.requests[0].partition("fields=")[2].partition("&")[0]
    assert not {"io", "metadata", "prompt"} & set(asked.replace("%2C", ",").split(","))


def test_a_server_without_version_2_is_read_by_version_1(tmp_path: Path) -> None:
    old = {"model": "m", "calculatedTotalCost": 0.5, "userId": None, "providedModelName": None}
    days = {DAY: [observation(DAY, n, **old) for n in range(5)]}
    vendor = VENDORS["langfuse"]
    with serving(Langfuse(days, versions=(1,))) as server:
        fetch(vendor, server, tmp_path)
    assert [path.startswith("/api/public/v2/") for path in server.requests] == [True, *[False] * 5]
    rows = [row for page in pages(vendor, tmp_path, DAY) for row in page["data"]]
    assert [row["id"] for row in rows] == ["o0", "o1", "o2", "o3", "o4"]
    assert {row["model"] for row in rows} == {"m"}
    assert PROSE not in json.dumps(rows)


def test_a_cursor_that_always_expires_does_not_lead_to_version_1(tmp_path: Path) -> None:
    app = VENDORS["langfuse"].app

    def expiring(path: str, query: Query) -> Answer:
        return Answer({}, 404) if "cursor" in query else app(path, query)

    with serving(expiring) as server, pytest.raises(FetchError, match="404"):
        fetch(VENDORS["langfuse"], server, tmp_path)
    assert all("/v2/" in path for path in server.requests)


@pytest.mark.parametrize(("public", "secret", "lacking"), [("", SECRET, "PUBLIC"), ("pk", None, "SECRET")])
def test_langfuse_needs_both_keys(tmp_path: Path, public: str, secret: str | None, lacking: str) -> None:
    settings = langfuse.ApiSettings(public_key=public, secret_key=secret)
    found = langfuse.connector(tmp_path, settings, lambda seconds: None)
    assert (found.is_configured, found.credential) == (False, f"LANGFUSE_{lacking}_KEY")


# ---------------------------------------------------------------- Phoenix


def test_each_project_of_phoenix_has_files_of_its_own(tmp_path: Path) -> None:
    vendor = VENDORS["phoenix"]
    with serving(Phoenix({"A=": {DAY: [span(DAY, 1)]}, "B": {DAY: [span(DAY, 2)]}, "C": {}})) as server:
        fetch(vendor, server, tmp_path, start=date(2026, 10, 4), end=date(2026, 10, 4))
    names = {path.rpartition("/")[2] for path in landed(tmp_path)}
    assert names == {f"{start}{name}{end}" for name in "ABC" for start, end in (("", ".jsonl.gz"), (".", ".unsettled"))}
    assert server.headers[0]["authorization"] == f"Bearer {SECRET}"


# ---------------------------------------------------------------- Datadog


def test_datadog_gets_both_keys_and_a_page_that_ran_out_of_time_is_read_again(tmp_path: Path) -> None:
    vendor = VENDORS["datadog"]
    partial = Answer({"data": [event(MIDNIGHT, 1)], "meta": {"status": "timeout"}})
    with serving(troubled_once(vendor.app, partial, 2)) as server:
        fetch(vendor, server, tmp_path)
    assert [len(page["data"]) for page in pages(vendor, tmp_path, DAY)] == [2, 2, 1]
    assert (server.headers[0]["dd-api-key"], server.headers[0]["dd-application-key"]) == (SECRET, OTHER)
    with serving(lambda path, query: partial) as server, pytest.raises(FetchError, match="ran out of time"):
        fetch(vendor, server, tmp_path / "other")
    assert landed(tmp_path / "other") == {}


def test_a_second_key_that_is_given_back_is_taken_out(tmp_path: Path) -> None:
    echoing = Datadog({DAY: [event(MIDNIGHT, 1, model_name=f"m {OTHER}", ml_app=f"x{SECRET}")]})
    with serving(echoing) as server:
        fetch(VENDORS["datadog"], server, tmp_path)
    told = json.dumps(pages(VENDORS["datadog"], tmp_path, DAY))
    assert OTHER not in told
    assert SECRET not in told
    assert "[secret]" in told
