"""The connectors of GitHub and of Copilot against a mock that Prism serves from GitHub's own published API description.

Prism refuses a request that the description does not allow, and answers with the description's examples.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from orchestration.connectors.contract import FetchError, FetchResult, FetchWindow
from orchestration.sources import streams
from orchestration.sources.github import api
from orchestration.sources.github_copilot import api as copilot_api
from tests.integration.hostile import landed

HERE = Path(__file__).parent / "prism"
PRISM = HERE / "node_modules/.bin/prism"
DESCRIPTION = HERE / "node_modules/@octokit/openapi/generated/api.github.com.json"
PULLS = "/repos/{owner}/{repo}/pulls"
COPILOT = (
    "/orgs/{org}/copilot/billing/seats",
    "/orgs/{org}/copilot/metrics/reports/users-1-day",
    "/organizations/{org}/settings/billing/ai_credit/usage",
)
READ = (*COPILOT, PULLS, *(f"{PULLS}/{{pull_number}}{leaf}" for leaf in ("", "/reviews", "/commits", "/files")))
START_SECONDS = 60

installed = (
    pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed"),
    pytest.mark.skipif(not PRISM.exists(), reason="Prism is not installed: npm ci --prefix tests/integration/prism"),
)
pytestmark = [pytest.mark.node, *installed]


def description() -> dict[str, object]:
    """GitHub's description of what we read (the whole takes Prism half a minute).

    Without the example of the Link header: it promises a second page, and a mock without state answers the first again.
    """
    whole = json.loads(DESCRIPTION.read_text())
    read = {path: {"get": whole["paths"][path]["get"]} for path in READ}
    for operations in read.values():
        operations["get"]["responses"]["200"].pop("headers", None)
    return {name: whole[name] for name in ("openapi", "info", "servers", "components")} | {"paths": read}


@contextmanager
def mocking(folder: Path, name: str, described: Mapping[str, object]) -> Iterator[tuple[str, Path]]:
    """The address of a mock of a description, and its log."""
    document, log_file = folder / f"{name}.json", folder / f"{name}.log"
    document.write_text(json.dumps(described))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with log_file.open("wb") as log:
        process = subprocess.Popen(
            [PRISM, "mock", "--host", "127.0.0.1", "--port", str(port), document],
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        deadline = time.monotonic() + START_SECONDS
        while "Prism is listening" not in log_file.read_text():
            assert process.poll() is None, log_file.read_text()
            assert time.monotonic() < deadline, "Prism did not start"
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}", log_file
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=10)


@pytest.fixture(scope="module")
def prism(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The mock's address, and its log."""
    with mocking(tmp_path_factory.mktemp("prism"), "github", description()) as served:
        yield served


def fetch(url: str, home: Path, repository: str = "octocat/Hello-World") -> FetchResult:
    settings = api.ApiSettings(token="t0p-s3cret", repositories=repository, api_url=url)
    window = FetchWindow(date(2011, 1, 1), date(2011, 12, 31), datetime(2026, 10, 5, tzinfo=UTC))
    return api.connector(home / "landing", settings, lambda seconds: None).fetch(window, lambda text: None)


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def test_what_github_describes_is_asked_for_rightly_and_lands(prism: tuple[str, Path], tmp_path: Path) -> None:
    url, log = prism

    assert fetch(url, tmp_path) == FetchResult(files_written=4, files_unchanged=0, requests=5)

    files = {path: json.loads(gzip.decompress(content)) for path, content in landed(tmp_path).items()}
    assert set(files) == {
        f"github/{stream}/2011-01-26/octocat__Hello-World.jsonl.gz"
        for stream in ("pulls", "pull_reviews", "pull_commits", "pull_files")
    }
    for path, line in files.items():
        stream = streams()["/".join(path.split("/")[:2])]
        assert {column.name for column in stream.columns} <= set(line), "a column that GitHub does not describe"
        assert line["number"] == 1347
        if "items" in line:
            assert line["repo"] == "octocat/Hello-World"
            assert line["items"]
    assert "Violation: request" not in log.read_text()


def test_the_second_run_asks_only_for_the_list(prism: tuple[str, Path], tmp_path: Path) -> None:
    fetch(prism[0], tmp_path)
    before = landed(tmp_path)
    assert fetch(prism[0], tmp_path) == FetchResult(files_written=0, files_unchanged=0, requests=1)
    assert landed(tmp_path) == before


def test_the_mock_refuses_a_path_that_github_does_not_describe(prism: tuple[str, Path], tmp_path: Path) -> None:
    """So that the tests above can fail."""
    with pytest.raises(FetchError, match="404"):
        fetch(f"{prism[0]}/v9", tmp_path)


def test_of_copilot_what_github_describes_is_asked_for_rightly(
    prism: tuple[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the days of its examples. What the links lead to is not described: none is followed, and that is told."""
    url, log = prism
    before = len(log.read_text())
    monkeypatch.setattr(copilot_api, "FIRST_CREDITS", date(2025, 7, 1))
    settings = copilot_api.ApiSettings(token="t0p-s3cret", organizations="octo-org", api_url=url)
    window = FetchWindow(date(2025, 7, 1), date(2025, 7, 2), datetime(2025, 7, 2, tzinfo=UTC))

    with pytest.raises(FetchError, match=r"users-1-day\?day=2025-07-01 answered a link .* to another host") as caught:
        copilot_api.connector(tmp_path / "landing", settings, lambda seconds: None).fetch(window, lambda text: None)

    assert "Violation: request" not in log.read_text()[before:]
    assert ";" not in caught.value.what, "something else failed, too"
    files = {path.split("/")[1]: content for path, content in landed(tmp_path).items() if path.endswith(".gz")}
    lines = {stream: list(map(json.loads, gzip.decompress(text).splitlines())) for stream, text in files.items()}
    (page,), answers = lines["seats"], lines["ai_credit_usage"]
    assert {seat["assignee"]["login"] for seat in page["seats"]} == {"octocat", "octokitten"}
    assert described("seats") - {name for seat in page["seats"] for name in seat} <= {"organization"}
    assert [answer["timePeriod"]["day"] for answer in answers] == [1, 2]
    (items,) = (
        column.type for column in streams()["github_copilot/ai_credit_usage"].columns if column.name == "usageItems"
    )
    assert set(items[0]) - set(answers[0]["usageItems"][0]) == {"user", "organization"}  # some have them


def described(stream: str) -> set[str]:
    return {column.name for column in streams()[f"github_copilot/{stream}"].columns}
