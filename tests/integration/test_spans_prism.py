"""The connectors of Langfuse and Phoenix against mocks that Prism serves from their own published descriptions.

Prism refuses a request that a description does not allow, and answers with its examples. The marks of a next page are
taken out of the answers: a mock without state would give the first page again.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from orchestration.connectors.contract import FetchError, FetchResult, FetchWindow
from orchestration.sources import streams
from orchestration.sources.langfuse import api as langfuse
from orchestration.sources.phoenix import api as phoenix
from tests.conftest import SHARED
from tests.integration.hostile import landed
from tests.integration.test_github_prism import installed, mocking

pytestmark = [pytest.mark.node, pytest.mark.shared, *installed]
DAY = date(2026, 6, 1)


def description(name: str, paths: tuple[str, ...]) -> dict[str, Any]:
    """What a vendor describes of the paths that we read."""
    whole = json.loads((SHARED / "specs" / f"{name}.openapi.json").read_text())
    return whole | {"paths": {path: {"get": whole["paths"][path]["get"]} for path in paths}}


def of_langfuse(paths: tuple[str, ...] = (langfuse.V2, langfuse.V1)) -> dict[str, Any]:
    described = description("langfuse", paths)
    schemas = described["components"]["schemas"]
    schemas["ObservationsV2Meta"]["properties"].pop("cursor")
    for count in ("page", "totalPages"):
        schemas["utilsMetaResponse"]["properties"][count]["example"] = 1
    return described


def of_phoenix() -> dict[str, Any]:
    described = description("phoenix", (phoenix.PROJECTS, f"{phoenix.PROJECTS}/{{project_identifier}}/spans"))
    for body in ("SpansResponseBody", "GetProjectsResponseBody"):
        described["components"]["schemas"][body]["properties"]["next_cursor"] = {"type": "null"}
    return described


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield tmp_path_factory.mktemp("prism")


def fetch(url: str, home: Path, source: str) -> FetchResult:
    window = FetchWindow(DAY, DAY, datetime(2026, 6, 20, tzinfo=UTC))
    if source == "langfuse":
        keys = langfuse.ApiSettings(public_key="pk", secret_key="t0p-s3cret", api_url=url)
        return langfuse.connector(home / "landing", keys, lambda seconds: None).fetch(window, lambda text: None)
    key = phoenix.ApiSettings(api_key="t0p-s3cret", api_url=url)
    return phoenix.connector(home / "landing", key, lambda seconds: None).fetch(window, lambda text: None)


def only_row(home: Path) -> dict[str, Any]:
    (content,) = landed(home).values()
    (page,) = [json.loads(line) for line in gzip.decompress(content).splitlines()]
    (row,) = page["data"]
    return row


def names_of(key: str) -> set[str]:
    return {column.name for column in streams()[key].columns}


def test_what_langfuse_describes_is_asked_for_rightly_and_lands(folder: Path, tmp_path: Path) -> None:
    with mocking(folder, "langfuse", of_langfuse()) as (url, log):
        assert fetch(url, tmp_path, "langfuse") == FetchResult(1, 0, 1)
        assert "Violation: request" not in log.read_text()
    # `usage` is of version 1 only
    assert names_of("langfuse/observations") - {"usage"} <= set(only_row(tmp_path))


def test_what_langfuse_describes_of_version_1_lands_too(folder: Path, tmp_path: Path) -> None:
    with mocking(folder, "langfuse_v1", of_langfuse((langfuse.V1,))) as (url, log):
        assert fetch(url, tmp_path, "langfuse") == FetchResult(1, 0, 2)
        assert "Violation: request" not in log.read_text()
    assert {"id", "traceId", "type", "startTime", "model", "usageDetails", "calculatedTotalCost"} <= set(
        only_row(tmp_path)
    )


def test_what_phoenix_describes_is_asked_for_rightly_and_lands(folder: Path, tmp_path: Path) -> None:
    with mocking(folder, "phoenix", of_phoenix()) as (url, log):
        assert fetch(url, tmp_path, "phoenix") == FetchResult(1, 0, 2)
        assert "Violation: request" not in log.read_text()
        with pytest.raises(FetchError, match="404"):  # so that this test can fail
            fetch(f"{url}/v9", tmp_path / "other", "phoenix")
    # the description's example is a root, without an id of Phoenix's own
    assert names_of("phoenix/spans") - {"id", "parent_id"} <= set(only_row(tmp_path))
