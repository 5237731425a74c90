"""The GitHub connector over real HTTP: what lands, what lands again, and what it survives."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from orchestration.connectors import session
from orchestration.connectors.contract import FetchError, FetchResult, FetchWindow
from orchestration.sources.github import api
from orchestration.sources.github.texts import commit_evidence, evidence
from tests.integration.hostile import (
    Answer,
    App,
    GitHub,
    Query,
    Server,
    killed_everywhere,
    landed,
    pull,
    serving,
    troubled_once,
)

END = date(2026, 10, 5)
NOW = datetime(2026, 10, 5, 12, tzinfo=UTC)
STREAMS = ("pulls", "pull_reviews", "pull_commits", "pull_files")
MARK = "github/pulls/.acme__app.complete_until"
TOO_LARGE = {
    "message": "Server Error: Sorry, this diff is taking too long to generate.",
    "errors": [{"resource": "PullRequest", "field": "diff", "code": "not_available"}],
}


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def app() -> GitHub:
    """Five pulls on three days, listed two a page."""
    stamps = ("2026-10-01T08:00:00Z", "2026-10-03T09:00:00Z", "2026-10-03T10:00:00Z", "2026-10-05T01:00:00Z")
    return GitHub({"acme/app": [pull(n, stamp) for n, stamp in enumerate(stamps, 1)]})


@pytest.fixture
def server(app: GitHub) -> Iterator[Server]:
    with serving(app) as server:
        yield server


def fetch(
    server: Server, home: Path, start: date | None = None, end: date = END, names: str = "acme/app", **changes: Any
) -> FetchResult:
    given = {"token": "t0p-s3cret", "repositories": names, "api_url": server.url, **changes}
    connector = api.connector(home / "landing", api.ApiSettings(**given), lambda seconds: None)
    return connector.fetch(FetchWindow(start, end, NOW), lambda text: None)


def lines(home: Path, stream: str, day: str, file_name: str = "acme__app.jsonl.gz") -> list[dict[str, Any]]:
    content = landed(home)[f"github/{stream}/{day}/{file_name}"]
    return [json.loads(line) for line in gzip.decompress(content).splitlines()]


def stamps(home: Path) -> list[tuple[int, str]]:
    """(number, updated_at) of every pull that lies in the landing zone."""
    paths = [path.split("/") for path in landed(home) if path.startswith("github/pulls/2")]
    return sorted((p["number"], p["updated_at"]) for _, _, day, name in paths for p in lines(home, "pulls", day, name))


def test_every_pull_lands_once_with_its_lists_on_the_day_of_its_update(server: Server, tmp_path: Path) -> None:
    result = fetch(server, tmp_path)

    days = ("2026-10-01", "2026-10-03", "2026-10-05")
    assert set(landed(tmp_path)) == {MARK, *(f"github/{s}/{d}/acme__app.jsonl.gz" for s in STREAMS for d in days)}
    assert [p["number"] for p in lines(tmp_path, "pulls", "2026-10-03")] == [2, 3]
    for stream in STREAMS[1:]:
        assert [(p["repo"], p["number"]) for p in lines(tmp_path, stream, "2026-10-03")] == [
            ("acme/app", 2),
            ("acme/app", 3),
        ]
        assert all(len(p["items"]) == 3 for p in lines(tmp_path, stream, "2026-10-03"))
    assert result == FetchResult(files_written=12, files_unchanged=0, requests=len(server.requests))
    assert server.requests[0] == "/repos/acme/app/pulls?state=all&sort=updated&direction=desc&per_page=100"


def test_no_word_of_text_lands_but_trailers_and_reverts(server: Server, tmp_path: Path) -> None:
    fetch(server, tmp_path)

    everything = b"".join(gzip.decompress(content) for path, content in landed(tmp_path).items() if path != MARK)
    assert b"PROSE" not in everything
    assert b"CLONE-TOKEN" not in everything
    assert b'"patch"' not in everything
    assert lines(tmp_path, "pulls", "2026-10-01")[0]["title"] == "Change 1"
    assert lines(tmp_path, "pulls", "2026-10-01")[0]["body"] == (
        "Co-authored-by: Claude <noreply@anthropic.com>\nReverts acme/app#2"
    )
    (commits,) = lines(tmp_path, "pull_commits", "2026-10-01")
    assert {item["commit"]["message"] for item in commits["items"]} == {"Made-with: Cursor"}


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        ("Add a cache", ""),
        (
            'Revert "Add a cache (#7)"\n\nThis reverts commit 0a1b2c3d, it was slow.',
            'Revert "Add a cache (#7)"\nThis reverts commit 0a1b2c3d',
        ),
        ("revert(deploy): the gate\n\nwhy", "revert(deploy): the gate"),
        ('Reapply "x"', 'Reapply "x"'),
        ("Reverting is hard", ""),
        ("x\n\n* Co-authored-by: Copilot <1+Copilot@a.example>", "* Co-authored-by: Copilot <1+Copilot@a.example>"),
        ("x\r\n\r\nSigned-off-by: A <a@b.c>\r\n", "Signed-off-by: A <a@b.c>"),
        (
            "x\n\n🤖 Generated with [Claude Code](https://claude.com/claude-code) for client X",
            "🤖 Generated with [Claude Code](https://claude.com/claude-code)",
        ),
        ("x\n\nIt was generated with care", ""),
        ("x\n\nAgent-Logs-Url: https://a.example/1", "Agent-Logs-Url: https://a.example/1"),
        ("x\n\nsee what reverts acme/app#12", ""),
        ("x\n\nReverts acme/app#12, #13 and #3 since it is slow", "Reverts acme/app#12, #13 and #3"),
        ("x\n\nReverts:\n- #12\n- #13\n\n#14 stays", "Reverts:\n- #12\n- #13"),
        ("x\n\nThis reverts commits 0a1b2c3d, 1a2b3c4d.", "This reverts commits 0a1b2c3d, 1a2b3c4d"),
        ("x\n\nReverts https://a.example/acme/app/pull/9", "Reverts https://a.example/acme/app/pull/9"),
        ("x\n\nThis backs out commit 0a1b2c3d.", "This backs out commit 0a1b2c3d"),
        ("x\n\nThis is a reland of commit 0a1b2c3d, mended", "This is a reland of commit 0a1b2c3d"),
        ("x\n\nThis reverts our deal with client X in #12", ""),
        ("x\n\n```\nReverts #12\nCo-authored-by: A <a@b.c>\n```\n<!-- Reverts #12 -->", ""),
        ("x\n\n* first try\n\nThis reverts commit 0a1b2c3d.\nMade-with: Cursor", "Made-with: Cursor"),
        ("x\n\nAssisted-by: Claude Code", "Assisted-by: Claude Code"),
    ],
)
def test_what_is_kept_of_a_commit_message(message: str, kept: str) -> None:
    assert commit_evidence(message) == kept


def test_a_body_made_to_be_slow_is_read_at_once() -> None:
    assert evidence("-\n" * 50_000 + "=" * 50_000 + " " * 50_000) == ""


def test_the_second_run_lists_and_reads_no_pull_again(server: Server, tmp_path: Path) -> None:
    fetch(server, tmp_path)
    before = landed(tmp_path)
    server.requests.clear()

    assert fetch(server, tmp_path) == FetchResult(0, 0, requests=1)
    assert landed(tmp_path) == before
    assert all("/pulls?" in request for request in server.requests)


def test_a_label_after_the_merge_is_seen_and_the_evidence_of_before_stays(
    app: GitHub, server: Server, tmp_path: Path
) -> None:
    fetch(server, tmp_path)
    app.repositories["acme/app"][0] |= {"updated_at": "2026-10-05T11:00:00Z", "labels": [{"name": "ai"}]}
    app.repositories["acme/app"][3] |= {"updated_at": "2026-10-05T11:30:00Z", "title": "Edited"}
    server.requests.clear()

    fetch(server, tmp_path)

    assert sum(request.endswith(("/pulls/1", "/pulls/4")) for request in server.requests) == 2
    assert [p["number"] for p in lines(tmp_path, "pulls", "2026-10-01")] == [1]
    assert [(p["number"], p["title"]) for p in lines(tmp_path, "pulls", "2026-10-05")] == [
        (1, "Change 1"),
        (4, "Edited"),
    ]
    assert lines(tmp_path, "pulls", "2026-10-05")[0]["labels"] == [{"name": "ai"}]
    assert [p["number"] for p in lines(tmp_path, "pull_files", "2026-10-05")] == [1, 4]


def test_listing_stops_a_day_before_the_last_complete_one(app: GitHub, server: Server, tmp_path: Path) -> None:
    fetch(server, tmp_path)
    app.repositories["acme/app"] += [pull(n, f"2026-09-{n:02}T00:00:00Z") for n in range(10, 30)]
    server.requests.clear()
    fetch(server, tmp_path)
    assert len(server.requests) == 1  # of twelve pages


def test_a_window_is_both_days_inclusive(server: Server, tmp_path: Path) -> None:
    fetch(server, tmp_path, start=date(2026, 10, 1), end=date(2026, 10, 3))
    assert [number for number, _ in stamps(tmp_path)] == [1, 2, 3]


def test_a_first_run_goes_back_ninety_days(app: GitHub, server: Server, tmp_path: Path) -> None:
    app.repositories["acme/app"] += [pull(8, "2026-07-08T00:00:00Z"), pull(9, "2026-07-07T23:59:59Z")]
    fetch(server, tmp_path)
    assert (8, "2026-07-08T00:00:00Z") in stamps(tmp_path)
    assert 9 not in dict(stamps(tmp_path))


def test_a_run_killed_between_any_two_writes_goes_on_to_the_same_bytes(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "BATCH", 1)
    assert killed_everywhere(lambda home: fetch(server, home), tmp_path) == 17


def test_a_pull_that_moves_while_it_is_read_waits_for_the_next_run(server: Server, tmp_path: Path, app: GitHub) -> None:
    answer = app.__call__

    def moving(path: str, query: Query) -> Answer:
        if path.endswith("/pulls/1"):
            app.repositories["acme/app"][0]["updated_at"] = "2026-10-05T11:00:00Z"
        return answer(path, query)

    server.app = moving
    fetch(server, tmp_path)
    assert [number for number, _ in stamps(tmp_path)] == [2, 3, 4]
    fetch(server, tmp_path)
    assert [number for number, _ in stamps(tmp_path)] == [1, 2, 3, 4]


def test_a_second_change_within_the_second_of_the_read_is_seen(app: GitHub, server: Server, tmp_path: Path) -> None:
    """Pull 4 changed at 01:00:00, is read within that second, and changes again without another `updated_at`."""

    def reading(clock: str) -> App:
        date_header = {"Date": f"Mon, 05 Oct 2026 {clock} GMT"}

        def answer(path: str, query: Query) -> Answer:
            answer = app(path, query)
            return Answer(answer.payload, answer.status, {**answer.headers, **date_header})

        return answer

    server.app = reading("01:00:00")
    fetch(server, tmp_path)
    assert [number for number, _ in stamps(tmp_path)] == [1, 2, 3]

    app.repositories["acme/app"][3] |= {"labels": [{"name": "late"}]}
    server.app = reading("01:00:05")
    fetch(server, tmp_path)
    (late,) = lines(tmp_path, "pulls", "2026-10-05")
    assert late["labels"] == [{"name": "late"}]


@pytest.mark.parametrize(
    "windows",
    [
        [("2026-10-01", "2026-10-01"), ("2026-10-05", "2026-10-05")],
        [("2026-10-05", "2026-10-05"), (None, "2026-10-02")],
        [("2026-10-04", "2027-12-31")],
        [(None, "2026-10-01"), (None, "2026-10-05"), (None, "2026-10-02")],
    ],
)
def test_a_window_leaves_no_hole_for_the_runs_without_one(
    server: Server, tmp_path: Path, windows: list[tuple[str | None, str]]
) -> None:
    for start, end in windows:
        fetch(server, tmp_path, start and date.fromisoformat(start), date.fromisoformat(end))
    fetch(server, tmp_path)
    assert [number for number, _ in stamps(tmp_path)] == [1, 2, 3, 4]


def test_a_run_after_one_that_ends_in_the_future_sees_what_came_since(
    app: GitHub, server: Server, tmp_path: Path
) -> None:
    fetch(server, tmp_path, end=date(2027, 12, 31))
    app.repositories["acme/app"].append(pull(5, "2026-10-05T11:00:00Z"))
    fetch(server, tmp_path)
    assert [number for number, _ in stamps(tmp_path)] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("nonsense", [b"yesterday", b"2027-01-01", b"\xff", b""])
def test_a_mark_that_says_nothing_costs_a_listing_and_nothing_else(
    server: Server, tmp_path: Path, nonsense: bytes
) -> None:
    fetch(server, tmp_path)
    before = landed(tmp_path)
    (tmp_path / "landing" / MARK).write_bytes(nonsense)
    assert fetch(server, tmp_path) == FetchResult(0, 0, requests=2)
    assert {path: content for path, content in landed(tmp_path).items() if path != MARK} == {
        path: content for path, content in before.items() if path != MARK
    }


@pytest.mark.parametrize("start", [None, date(2026, 10, 3)])
@pytest.mark.parametrize("stream", STREAMS)
@pytest.mark.parametrize("is_deleted", [False, True])
def test_one_file_that_is_damaged_or_gone_is_fetched_anew(
    app: GitHub, server: Server, tmp_path: Path, stream: str, is_deleted: bool, start: date | None
) -> None:
    """Also where a further pull lands on its day."""
    app.repositories["acme/app"].pop()
    fetch(server, tmp_path, end=date(2026, 10, 3))
    before = landed(tmp_path)
    path = tmp_path / "landing" / "github" / stream / "2026-10-03" / "acme__app.jsonl.gz"
    if is_deleted:
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:40])

    fetch(server, tmp_path, start, end=date(2026, 10, 3))
    assert landed(tmp_path) == before

    path.write_bytes(path.read_bytes()[:40])
    app.repositories["acme/app"].append(pull(4, "2026-10-03T11:00:00Z"))
    fetch(server, tmp_path, start, end=date(2026, 10, 3))
    assert [p["number"] for p in lines(tmp_path, stream, "2026-10-03")] == [2, 3, 4]


def test_a_damaged_file_is_fetched_anew(server: Server, tmp_path: Path) -> None:
    fetch(server, tmp_path)
    before = landed(tmp_path)
    for stream in STREAMS:
        path = tmp_path / "landing" / "github" / stream / "2026-10-05" / "acme__app.jsonl.gz"
        path.write_bytes(path.read_bytes()[:40])
    fetch(server, tmp_path)
    assert landed(tmp_path) == before


def test_a_repository_named_twice_in_other_letters_lands_once(server: Server, tmp_path: Path) -> None:
    fetch(server, tmp_path, names="acme/app,Acme/App,ACME/app")
    assert not [path for path in landed(tmp_path) if "acme__app" not in path]


def test_five_repositories_that_fail_do_not_stop_the_sixth(app: GitHub, server: Server, tmp_path: Path) -> None:
    for name in "abcde":
        app.repositories[f"acme/{name}"] = [pull(9, "2026-10-04T00:00:00Z", f"acme/{name}")]
    server.app = refusing(app, Answer({}, 500), "/pulls/9/commits")
    with pytest.raises(FetchError, match=r"acme/a/pulls/9/commits.*acme/e/pulls/9/commits"):
        fetch(server, tmp_path, names="acme/a,acme/b,acme/c,acme/d,acme/e,acme/app")
    assert [number for number, _ in stamps(tmp_path)] == [1, 2, 3, 4]


def test_a_repository_that_is_missing_is_told_and_the_others_land(app: GitHub, server: Server, tmp_path: Path) -> None:
    app.repositories["acme/lib"] = [pull(1, "2026-10-04T00:00:00Z", "acme/lib")]

    with pytest.raises(FetchError, match=r"acme/gone.* answered 404.*'nonsense' is no repository") as caught:
        fetch(server, tmp_path, names="acme/gone, acme/app ,nonsense,acme/lib,acme/app")

    assert caught.value.result.files_written == 16
    assert len(stamps(tmp_path)) == 5


@pytest.mark.parametrize("status", [401, 429])
def test_what_no_repository_can_survive_ends_the_run(server: Server, tmp_path: Path, status: int) -> None:
    server.trouble.extend([Answer({"message": "no"}, status, {"Retry-After": "9999"})] * 9)
    with pytest.raises(FetchError):
        fetch(server, tmp_path, names="acme/app,acme/lib")
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "trouble",
    [
        Answer({"message": "slow"}, 429, {"Retry-After": "3"}),
        Answer({"message": "API rate limit exceeded"}, 403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "5"}),
        Answer({}, 503),
        Answer([{"a": 1}], is_cut=True),
    ],
)
@pytest.mark.parametrize("after", range(0, 23, 4))
def test_trouble_at_any_request_leaves_no_trace(
    app: GitHub, tmp_path: Path, trouble: Answer, after: int, server: Server
) -> None:
    fetch(server, tmp_path / "undisturbed")
    with serving(troubled_once(app, trouble, after)) as hostile:
        fetch(hostile, tmp_path / "troubled")
    assert landed(tmp_path / "troubled") == landed(tmp_path / "undisturbed")


def test_a_page_that_comes_twice_is_read_again_and_then_refused(app: GitHub, server: Server, tmp_path: Path) -> None:
    """Page 2 shows page 1 once, or for ever; either way nothing is skipped in silence."""
    lies = 1

    def repeating(path: str, query: Query) -> Answer:
        nonlocal lies
        if path.endswith("/pulls") and query.get("page") == "2" and lies:
            lies -= 1
            query = query | {"page": "1"}
        return app(path, query)

    server.app = repeating
    fetch(server, tmp_path)
    assert [number for number, _ in stamps(tmp_path)] == [1, 2, 3, 4]

    lies = 99
    with pytest.raises(FetchError, match=r"came twice|lead back"):
        fetch(server, tmp_path / "other")
    assert landed(tmp_path / "other") == {}


def test_an_item_on_two_pages_lands_once(app: GitHub, server: Server, tmp_path: Path) -> None:
    app.repositories["acme/app"][0]["_commits"].insert(2, app.repositories["acme/app"][0]["_commits"][1])
    fetch(server, tmp_path)
    (commits,) = lines(tmp_path, "pull_commits", "2026-10-01")
    assert len(commits["items"]) == 3


def refusing(app: App, trouble: Answer, *ends: str) -> App:
    """`app`, which answers `trouble` for every path that ends so."""
    return lambda path, query: trouble if path.endswith(ends) else app(path, query)


@pytest.mark.parametrize("trouble", [Answer({}, 422), Answer(TOO_LARGE, 422), Answer(TOO_LARGE, 503)])
def test_a_diff_too_large_leaves_the_files_unknown_and_the_rest_lands(
    app: GitHub, server: Server, tmp_path: Path, trouble: Answer
) -> None:
    server.app = refusing(app, trouble, "/pulls/2/files")
    fetch(server, tmp_path)
    assert [p["number"] for p in lines(tmp_path, "pull_files", "2026-10-03")] == [3]
    assert [p["number"] for p in lines(tmp_path, "pulls", "2026-10-03")] == [2, 3]

    server.app = app
    fetch(server, tmp_path, start=date(2026, 10, 3))
    assert [p["number"] for p in lines(tmp_path, "pull_files", "2026-10-03")] == [2, 3]


@pytest.mark.parametrize("trouble", [Answer({"message": "Service Unavailable"}, 503), Answer({}, is_cut=True)])
def test_a_failure_of_the_files_that_passes_loses_none(
    app: GitHub, server: Server, tmp_path: Path, trouble: Answer
) -> None:
    fetch(server, tmp_path / "undisturbed")
    server.app = refusing(app, trouble, "/files")
    with pytest.raises(FetchError, match="/pulls/1/files"):
        fetch(server, tmp_path)
    assert not list((tmp_path / "landing").rglob("*.gz"))

    server.app = app
    fetch(server, tmp_path)
    assert landed(tmp_path) == landed(tmp_path / "undisturbed")


@pytest.mark.parametrize("trouble", [Answer({"message": "oops"}, 500), Answer({}, 404), Answer({"no": "list"})])
def test_a_pull_that_cannot_be_read_is_told_and_tried_again_and_the_others_land(
    app: GitHub, server: Server, tmp_path: Path, trouble: Answer
) -> None:
    fetch(server, tmp_path / "undisturbed")
    server.app = refusing(app, trouble, "/pulls/2/commits")
    for end in (date(2026, 10, 3), END):
        with pytest.raises(FetchError, match="/pulls/2/commits") as caught:
            fetch(server, tmp_path, end=end)
    assert [number for number, _ in stamps(tmp_path)] == [1, 3, 4]
    assert caught.value.result.files_written == 4

    server.app = app
    fetch(server, tmp_path)
    assert landed(tmp_path) == landed(tmp_path / "undisturbed")


@pytest.mark.parametrize("trouble", [Answer({}, 503), Answer({}, 401), Answer({}, 429, {"Retry-After": "9999"})])
def test_where_no_pull_can_be_read_not_all_are_tried(
    app: GitHub, server: Server, tmp_path: Path, trouble: Answer
) -> None:
    app.repositories["acme/app"] += [pull(n, "2026-10-04T12:00:00Z") for n in range(5, 30)]
    server.app = refusing(app, trouble, "/reviews")
    with pytest.raises(FetchError):
        fetch(server, tmp_path)
    asked = {request for request in server.requests if "/reviews" in request}
    assert len(asked) == (5 if trouble.status == 503 else 1)


@pytest.mark.parametrize("rows", [[], None])
def test_a_list_without_an_end_is_given_up(
    app: GitHub, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: list[Any] | None
) -> None:
    """Every page names a next one: empty ones, or with ever new items."""
    monkeypatch.setattr(session, "MOST_PAGES", 20)

    def endless(path: str, query: Query) -> Answer:
        if not path.endswith("/pulls/1/commits"):
            return app(path, query)
        page = int(query.get("page", 1))
        link = f'<https://api.example{path}?page={page + 1}>; rel="next"'
        return Answer([{"sha": f"{page:040}"}] if rows is None else rows, headers={"Link": link})

    server.app = endless
    with pytest.raises(FetchError, match=r"/pulls/1/commits.* has no end"):
        fetch(server, tmp_path)
    assert [number for number, _ in stamps(tmp_path)] == [2, 3, 4]
    assert len(server.requests) < 50


@pytest.mark.parametrize(
    "nonsense",
    [
        {"message": "hello"},
        [1, 2],
        [{"number": 1}],
        [{"number": 1, "updated_at": "../../../../etc"}],
        [{"number": 1, "updated_at": "2026-02-30T00:00:00Z"}],
        [{"number": -1, "updated_at": "2026-10-01T00:00:00Z"}],
    ],
)
def test_an_answer_of_another_shape_is_an_error_and_nothing_lands(
    server: Server, tmp_path: Path, nonsense: object
) -> None:
    server.app = lambda path, query: Answer(nonsense)
    with pytest.raises(FetchError, match="check the API URL"):
        fetch(server, tmp_path)
    assert landed(tmp_path) == {}


def test_a_renamed_repository_lands_under_the_name_its_pulls_have(app: GitHub, server: Server, tmp_path: Path) -> None:
    def renamed(path: str, query: Query) -> Answer:
        if path.startswith("/repos/acme/old/"):
            rest = "&".join(f"{name}={value}" for name, value in query.items())
            return Answer({}, 301, {"Location": f"{path.replace('/old/', '/app/')}?{rest}"})
        return app(path, query)

    server.app = renamed
    fetch(server, tmp_path, names="acme/old")
    assert {p["repo"] for p in lines(tmp_path, "pull_files", "2026-10-03", "acme__old.jsonl.gz")} == {"acme/app"}
