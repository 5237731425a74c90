"""The HTTP client of every connector, against a server that misbehaves: limits, failures, cut lines, redirects."""

from __future__ import annotations

import base64
import gzip
import logging
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Event
from urllib.parse import quote

import pytest
from pydantic import SecretStr

from orchestration import fetching, sources
from orchestration.connectors.contract import FetchError, FetchResult
from orchestration.connectors.http import Api, Client, Post, basic
from orchestration.fetching import fetch_all
from orchestration.settings import Settings
from tests.integration.hostile import Answer, Anthropic, GitHub, Server, actor, pull, serving

NOW = datetime(2026, 10, 5, 12, tzinfo=UTC)
KEY = "hush-4711-not-to-be-seen"
Opens = Callable[..., Client]
SERVER_DATE = "Mon, 05 Oct 2026 12:00:00 GMT"


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(lambda path, query: Answer({"path": path})) as server:
        yield server


class Patience:
    """Stands in for sleep: notes the seconds."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)


@pytest.fixture
def client() -> Iterator[Opens]:
    with ExitStack() as opened:

        def opens(url: str, sleep: Patience, key: str = KEY) -> Client:
            api = Api("acme", url, "ACME_KEY", SecretStr(key), lambda secret: ("x-api-key", secret), {})
            return opened.enter_context(closing(Client(api, NOW, lambda text: None, sleep)))

        yield opens


def limited(status: int, **headers: str) -> Answer:
    return Answer({"message": "slow down"}, status, {name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize(
    ("trouble", "seconds"),
    [
        (limited(429, retry_after="7"), 7),
        (limited(503, retry_after="7"), 7),
        (limited(429, retry_after="Mon, 05 Oct 2026 12:00:09 GMT"), 9),
        (limited(403, x_ratelimit_remaining="0", x_ratelimit_reset="1791201630"), 31),
        (limited(429, x_ratelimit_remaining="0", x_ratelimit_reset="1791201600"), 1),
    ],
)
def test_a_limit_is_waited_out_for_as_long_as_the_server_says(
    server: Server, trouble: Answer, seconds: float, client: Opens
) -> None:
    server.trouble.append(Answer(trouble.payload, trouble.status, {"Date": SERVER_DATE, **trouble.headers}))
    sleep = Patience()

    assert client(server.url, sleep).get("/thing").payload == {"path": "/thing"}
    assert sleep.slept == [seconds]


def test_a_secondary_limit_without_a_time_is_waited_out_a_minute_then_twice_that(server: Server, client: Opens) -> None:
    server.trouble.extend([Answer({"message": "You have exceeded a secondary rate limit"}, 403)] * 2)
    sleep = Patience()

    client(server.url, sleep).get("/thing")

    assert sleep.slept == [pytest.approx(60, abs=1.1), pytest.approx(120, abs=1.1)]


@pytest.mark.parametrize(
    "trouble",
    [
        Answer({}, 500),
        Answer({}, 502),
        Answer({}, 529),
        Answer({}, 408),
        Answer({"rows": [1, 2, 3]}, is_cut=True),
        Answer(b"<html>a proxy's login page</html>"),
    ],
)
def test_a_failure_that_passes_is_not_seen(server: Server, trouble: Answer, client: Opens) -> None:
    server.trouble.extend([trouble] * 5)
    sleep = Patience()

    assert client(server.url, sleep).get("/thing").payload == {"path": "/thing"}
    assert len(sleep.slept) == 5
    assert sum(sleep.slept) < 40


def test_a_failure_that_stays_is_told_after_six_attempts(server: Server, client: Opens) -> None:
    server.trouble.extend([Answer({"message": "on fire"}, 503)] * 20)

    with pytest.raises(FetchError, match=r"GET /thing answered 503 \(Service Unavailable\); run it again") as caught:
        client(server.url, Patience()).get("/thing")

    assert caught.value.status == 503
    assert len(server.requests) == 6


def test_nobody_at_home_is_told_without_a_trace_of_httpx(client: Opens) -> None:
    with serving(lambda path, query: Answer()) as server:
        url = server.url
    with pytest.raises(FetchError, match="got no answer") as caught:
        client(url, Patience()).get("/thing")
    assert caught.value.__cause__ is None


def test_a_wait_that_is_too_long_ends_the_run_and_says_when_to_come_back(server: Server, client: Opens) -> None:
    server.trouble.append(limited(429, retry_after="7200"))
    sleep = Patience()

    with pytest.raises(FetchError, match="wait until 2026-10-05 14:00 UTC") as caught:
        client(server.url, sleep).get("/thing")

    assert caught.value.retry_at is not None
    assert sleep.slept == []


@pytest.mark.parametrize(
    "headers",
    [
        {"retry_after": "9" * 15},
        {"retry_after": "9" * 400},
        {"x_ratelimit_remaining": "0", "x_ratelimit_reset": "9" * 15},
        {"x_ratelimit_remaining": "0", "x_ratelimit_reset": "inf"},
    ],
)
def test_a_wait_without_measure_is_one_that_is_too_long(server: Server, headers: dict[str, str], client: Opens) -> None:
    server.trouble.append(limited(429, **headers))
    with pytest.raises(FetchError, match=r"wait until 2027-10-05 .*, longer than a run waits"):
        client(server.url, Patience()).get("/thing")


def test_the_waits_of_a_run_add_up(server: Server, client: Opens) -> None:
    server.trouble.extend([limited(429, retry_after="2000")] * 3)
    sleep = Patience()

    with pytest.raises(FetchError, match="longer than a run waits"):
        client(server.url, sleep).get("/thing")

    assert sleep.slept == [2000]


@pytest.mark.parametrize(
    ("status", "remedy"),
    [(401, "check ACME_KEY"), (403, "permission"), (404, "may see it"), (418, "check the source's settings")],
)
def test_a_refusal_is_not_asked_again(server: Server, status: int, remedy: str, client: Opens) -> None:
    server.trouble.append(Answer({"message": "no"}, status))

    with pytest.raises(FetchError, match=remedy):
        client(server.url, Patience()).get("/thing")

    assert len(server.requests) == 1


def test_a_redirect_is_followed_on_the_same_host_and_nowhere_else(server: Server, client: Opens) -> None:
    with serving(lambda path, query: Answer({})) as stranger:
        server.trouble.append(Answer({}, 301, {"Location": "/new"}))
        assert client(server.url, Patience()).get("/old").payload == {"path": "/new"}

        server.trouble.append(Answer({}, 302, {"Location": f"{stranger.url}/trap"}))
        with pytest.raises(FetchError, match="is led on to"):
            client(server.url, Patience()).get("/old")
        assert stranger.requests == []


def test_what_is_posted_is_asked_again_and_told_as_what_it_is(server: Server, client: Opens) -> None:
    server.trouble.extend([Answer({}, 503), Answer({}, 307, {"Location": "/moved"})])
    asked = Post("/list", {"page": 2})
    reply = client(server.url, Patience()).ask(asked)
    assert (reply.asked, reply.payload) == (asked, {"path": "/moved"})
    assert server.requests == ['/list {"page": 2}', '/list {"page": 2}', '/moved {"page": 2}']

    server.trouble.append(Answer({}, 404))
    with pytest.raises(FetchError, match=r"POST /list answered 404"):
        client(server.url, Patience()).ask(asked)


def test_a_basic_login_is_the_key_for_a_name() -> None:
    assert basic("k3y") == ("Authorization", "Basic azN5Og==")


def test_a_limit_that_the_vendor_tells_is_kept_before_it_is_met(server: Server) -> None:
    """Three requests at twenty a minute, none of which waits in earnest, so that each is due later than the last."""
    sleep = Patience()
    api = Api("acme", server.url, "ACME_KEY", SecretStr(KEY), lambda key: ("x-api-key", key), {}, per_minute=20)
    with closing(Client(api, NOW, lambda text: None, sleep)) as client:
        for _ in range(3):
            client.get("/thing")
    assert sleep.slept == [pytest.approx(3, abs=1), pytest.approx(6, abs=1)]


def test_a_redirect_in_a_circle_ends(server: Server, client: Opens) -> None:
    server.trouble.extend([Answer({}, 302, {"Location": "/round"})] * 20)
    with pytest.raises(FetchError, match="is led on to"):
        client(server.url, Patience()).get("/round")


@pytest.mark.parametrize("key", ["two\nlines", "schlüssel", ""])
def test_a_key_that_cannot_be_one_is_refused_without_showing_it(key: str, client: Opens) -> None:
    with pytest.raises(FetchError, match="ACME_KEY") as caught:
        client("http://127.0.0.1:1", Patience(), key)
    assert not key or key not in str(caught.value)


def test_an_address_that_is_none_is_refused(client: Opens) -> None:
    with pytest.raises(FetchError, match="no web address"):
        client("api.acme.example", Patience())


Both = Callable[..., Settings]
BOTH = ("anthropic", "github")  # with two ways to log in


@pytest.fixture
def both(monkeypatch: pytest.MonkeyPatch) -> Both:
    """Settings of a home, with both sources configured in the environment."""

    def settings(home: Path, github_url: str, anthropic_url: str, **changes: str) -> Settings:
        given = {"GITHUB_TOKEN": KEY, "ASSAY_GITHUB_REPOSITORIES": "acme/app", "ANTHROPIC_ADMIN_KEY": KEY}
        urls = {"ASSAY_GITHUB_API_URL": github_url, "ASSAY_ANTHROPIC_API_URL": anthropic_url}
        for name, value in {**given, **urls, **changes}.items():
            monkeypatch.setenv(name, value)
        return Settings(home=home)

    return settings


def run(settings: Settings, *names: str, heard: list[str] | None = None) -> dict[str, FetchResult | FetchError | None]:
    say = (heard if heard is not None else []).append
    return fetch_all(settings, names, date(2026, 10, 4), date(2026, 10, 5), NOW, say)


def test_no_key_is_in_a_log_a_message_or_a_landed_byte(
    both: Both, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The servers repeat the key in rows, and then in an error; all loggers are as loud as they can be."""
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr("orchestration.connectors.http.ATTEMPTS", 1)
    heard: list[str] = []
    echoing = GitHub({"acme/app": [pull(1, "2026-10-04T10:00:00Z", title=f"my {KEY}")]})
    with serving(echoing) as hub, serving(Anthropic({"2026-10-04": [actor("2026-10-04", KEY)]})) as claude:
        settings = both(tmp_path, hub.url, claude.url)
        assert all(isinstance(outcome, FetchResult) for outcome in run(settings, *BOTH, heard=heard).values())
        for server in (hub, claude):
            server.trouble.extend([Answer({"message": f"who is {KEY}?"}, 401), Answer({"m": KEY}, 503)])
        refused = run(settings, heard=heard) | {"again": fetch_all(settings, [], None, NOW.date(), NOW, heard.append)}
        assert hub.headers[0]["authorization"] == f"Bearer {KEY}"
        assert claude.headers[0]["x-api-key"] == KEY

    files = [path for path in settings.landing.rglob("*") if path.is_file()]
    texts = [path.read_bytes() for path in files]
    texts += [gunzip(path) for path in files if path.suffix == ".gz"]
    assert sum(b"[secret]" in text for text in texts) == 2
    errors = [repr(outcome) + str(outcome) for outcome in refused.values()]
    assert "answered 401 (Unauthorized)" in "".join(errors)
    texts += [text.encode() for text in (caplog.text, *heard, *errors, repr(settings))]
    texts += [repr(fetching.connectors(settings)).encode()]
    assert not any(KEY.encode() in text for text in texts)


#: A key as a server may give it back: encoded, turned round, cut in the middle of a sentence.
DRESSES = {
    "upper": KEY.upper(),
    "reversed": KEY[::-1],
    "percent": "".join(f"%{ord(letter):02X}" for letter in KEY),
    "hex": KEY.encode().hex(),
    "base64": base64.b64encode(f"key={KEY}&more".encode()).decode(),
    "base64 of web": base64.urlsafe_b64encode(f"??{KEY}".encode()).decode(),
    "escaped twice": "".join(f"\\u{ord(letter):04x}" for letter in KEY),
    "cut": f"{KEY[:12]} {KEY[12:]}",
}


@pytest.mark.parametrize("dress", DRESSES)
def test_a_key_in_a_dress_is_seen_in_an_answer(dress: str, server: Server, client: Opens) -> None:
    rows = [{"title": f"before {DRESSES[dress]} after", "name": "ada", DRESSES[dress]: [1]}]
    server.trouble.append(Answer(rows))
    assert client(server.url, Patience()).get("/thing").payload == [
        {"title": "[secret]", "name": "ada", "[secret]": [1]}
    ]


@pytest.mark.parametrize("dress", DRESSES)
@pytest.mark.parametrize("place", ["body", "error", "reason", "header", "redirect", "link"])
def test_of_a_refusal_nothing_is_told_that_a_server_wrote(
    dress: str, place: str, server: Server, client: Opens, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    worn = DRESSES[dress]
    found: list[Answer] = {
        "body": [Answer({"message": worn, "error": {"type": worn}}, 401)],
        "error": [Answer(worn.encode(), 500)] * 6,
        "reason": [Answer({}, 401, reason=worn)],
        "header": [Answer({}, 401, {"X-Seen": worn, "Retry-After": worn})],
        "redirect": [Answer({}, 302, {"Location": f"http://{quote(worn).replace('%', '')}.example/{quote(worn)}"})],
        "link": [Answer([1], headers={"Link": f'</x?page={quote(worn)}>; rel="next"'}), Answer({}, 404)],
    }[place]
    server.trouble.extend(found)
    http = client(server.url, Patience())
    with pytest.raises(FetchError) as caught:
        reply = http.get("/thing")
        http.get(f"/thing?{reply.next_query}", name="/thing")
    told = str(caught.value) + repr(caught.value) + caplog.text
    assert "/thing" in told
    for part in worn.split():
        assert part not in told and quote(part) not in told


def test_a_word_that_apis_have_for_an_error_is_told(server: Server, client: Opens) -> None:
    server.trouble.append(Answer({"type": "error", "error": {"type": "permission_error", "message": "no"}}, 403))
    with pytest.raises(FetchError, match=r"answered 403 \(permission_error\)"):
        client(server.url, Patience()).get("/thing")


def test_a_text_that_only_begins_like_a_key_stays(server: Server, client: Opens) -> None:
    rows = [{"title": f"the key {KEY[:11]}, and github_pat", "n": 7}]
    server.trouble.append(Answer(rows))
    assert client(server.url, Patience()).get("/thing").payload == rows


def gunzip(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes())


def test_a_source_that_fails_does_not_stop_the_other(both: Both, tmp_path: Path) -> None:
    with serving(lambda path, query: Answer({}, 401)) as hub, serving(Anthropic({})) as claude:
        outcome = run(both(tmp_path, hub.url, claude.url))
    assert isinstance(outcome["github"], FetchError)
    assert isinstance(outcome["anthropic"], FetchResult)


@pytest.mark.parametrize("source", ["github", "anthropic"])
def test_a_second_fetch_of_a_source_waits_for_the_first(both: Both, tmp_path: Path, source: str) -> None:
    is_asked, may_answer, heard = Event(), Event(), list[str]()
    hub = GitHub({"acme/app": [pull(1, "2026-10-04T10:00:00Z")]})
    claude = Anthropic({"2026-10-04": [actor("2026-10-04", name) for name in ("ada", "bob", "cyd")]})

    def slow(path: str, query: dict[str, str]) -> Answer:
        is_asked.set()
        may_answer.wait()
        return hub(path, query) if source == "github" else claude(path, query)

    with serving(slow) as server, ThreadPoolExecutor(2) as pool:
        settings = both(tmp_path, server.url, server.url)
        first = pool.submit(run, settings, source)
        is_asked.wait()
        second = pool.submit(run, settings, source, heard=heard)
        while not heard:
            assert not second.done()
            time.sleep(0.01)
        assert len(server.requests) == 1
        may_answer.set()
        results = first.result()[source], second.result()[source]

    assert "waiting for another fetch" in heard[0]
    assert all(isinstance(result, FetchResult) for result in results)
    assert results[0].files_written and not results[1].files_written


def test_a_source_without_credentials_is_none_and_says_what_to_set(both: Both, tmp_path: Path) -> None:
    bare = both(tmp_path, "http://x", "http://x", GITHUB_TOKEN="", ANTHROPIC_ADMIN_KEY=" ")
    assert run(bare) == dict.fromkeys(sources.apis())
    asked = {name: connector.credential for name, connector in fetching.connectors(bare).items()}
    assert asked | {"anthropic": "ANTHROPIC_ADMIN_KEY", "github": "GITHUB_TOKEN"} == asked

    nameless = both(tmp_path, "http://x", "http://x", ASSAY_GITHUB_REPOSITORIES=" , ")
    unnamed = fetching.connectors(nameless)["github"]
    assert unnamed.credential == "ASSAY_GITHUB_REPOSITORIES"
    assert not unnamed.is_configured
    assert fetching.connectors(nameless)["github_copilot"].credential == "ASSAY_GITHUB_COPILOT_ENTERPRISE"


def test_an_unknown_source_and_a_window_turned_round_are_wrong_use(both: Both, tmp_path: Path) -> None:
    settings = both(tmp_path, "http://x", "http://x")
    with pytest.raises(ValueError, match=f"no connector for cursr; there are: {', '.join(sources.apis())}"):
        run(settings, "github", "cursr")
    with pytest.raises(ValueError, match="before it starts"):
        fetch_all(settings, [], date(2026, 10, 6), date(2026, 10, 5), NOW, print)


def test_a_landing_zone_that_cannot_be_written_is_an_error_with_a_remedy(both: Both, tmp_path: Path) -> None:
    (tmp_path / "landing").write_text("a file where a folder should be")
    with serving(Anthropic({})) as claude:
        outcome = run(both(tmp_path, "http://x", claude.url), "anthropic")
    assert "cannot write" in str(outcome["anthropic"])


def test_importing_the_vendors_imports_no_http_library() -> None:
    code = "import sys, orchestration.sources as s; s.apis(); print({'httpx', 'tenacity'} & {*sys.modules})"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "set()"


def test_a_connector_is_named_after_its_folder(both: Both, tmp_path: Path) -> None:
    assert all(connector.source == name for name, connector in fetching.connectors(both(tmp_path, "", "")).items())
