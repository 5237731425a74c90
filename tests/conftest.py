"""Shared by all tests: a landing zone to write into, a loader to run on it, and no environment of the machine's own."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.loading.loader import Loader, LoadReport
from orchestration.sources import apis
from orchestration.sql import literal
from tests import postgres

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
NOW = datetime(2026, 6, 3, 12)
#: Set by .ci/run, which installs what tests need: a test that was left out for lack of it is then a failure.
SKIP_NOTHING = bool(os.environ.get("ASSAY_SKIP_NOTHING"))


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    left_out = reporter.stats.get("skipped", []) if SKIP_NOTHING and reporter else []
    if any("is not installed" in str(report.longrepr) for report in left_out):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, so that no worker is left with them at the end."""
    items.sort(key=lambda item: "kill" not in item.name)


#: What sources log in with, under the names of the vendors' own tools.
CREDENTIALS = {field.validation_alias for api in apis().values() for field in api.ApiSettings.model_fields.values()}


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting or token of the machine reaches a test."""
    for name in list(os.environ):
        if name.startswith(("ASSAY_", "DAGSTER_", "DBT_")) or name in CREDENTIALS:
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def shared_data(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("shared") and not SHARED.is_dir():
        pytest.skip(f"the shared data is not beside the checkout ({SHARED})")


@pytest.fixture(scope="session")
def cluster() -> Iterator[postgres.Cluster]:
    """A PostgreSQL, made once for all tests of a worker."""
    if postgres.INITDB is None:
        pytest.skip("PostgreSQL is not installed")
    with postgres.cluster() as made:
        yield made


@pytest.fixture
def database(cluster: postgres.Cluster) -> Iterator[str]:
    """An empty database of the publisher's."""
    with postgres.new_database(cluster) as name:
        yield name


@dataclass
class Zone:
    """A landing zone with the raw folder it is loaded into."""

    home: Path

    @property
    def landing(self) -> Path:
        return self.home / "landing"

    @property
    def raw(self) -> Path:
        return self.home / "raw"

    def land(self, key: str, partition: str, name: str, content: bytes | str | list[Any] | dict[str, Any]) -> Path:
        """Write one file: bytes and text as they are, a list as JSON lines, a dict as one page; gzipped by its name."""
        if isinstance(content, list):
            content = "".join(json.dumps(row) + "\n" for row in content)
        elif isinstance(content, dict):
            content = json.dumps(content)
        data = content.encode() if isinstance(content, str) else content
        if name.endswith(".gz") and data[:2] != b"\x1f\x8b":
            data = gzip.compress(data, mtime=0)
        path = self.landing / key / partition / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def load(self, now: datetime = NOW) -> LoadReport:
        with Loader(self.landing, self.raw, now) as loader:
            return loader.load()

    def rows(self, key: str) -> list[dict[str, Any]]:
        """Everything raw holds of a stream."""
        path = literal(str(self.raw / key / "*" / "rows.parquet"))
        with duckdb.connect() as connection:
            connection.execute("set TimeZone = 'UTC'")
            found = connection.execute(
                f"from read_parquet({path}, hive_partitioning = true, hive_types_autocast = false)"
            )
            names = [column[0] for column in found.description]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def quarantine(self) -> list[dict[str, Any]]:
        return self._table(self.raw / "_quarantine" / "*" / "*" / "*.parquet")

    def files(self) -> list[dict[str, Any]]:
        """Every file version on record."""
        return self._table(self.raw / "_files" / "*" / "*.parquet")

    def _table(self, path: Path) -> list[dict[str, Any]]:
        with duckdb.connect() as connection:
            found = connection.execute(f"from read_parquet({literal(str(path))})")
            names = [column[0] for column in found.description]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@pytest.fixture
def zone(tmp_path: Path) -> Zone:
    return Zone(tmp_path)


@pytest.fixture
def request_row() -> Callable[..., dict[str, Any]]:
    """One gateway request as LiteLLM logs it."""

    def make(number: int, day: str = "2026-06-01", **changes: Any) -> dict[str, Any]:
        row = {
            "request_id": f"r{number}",
            "startTime": f"{day}T10:00:{number % 60:02}.000Z",
            "prompt_tokens": 100,
            "completion_tokens": 10,
            "spend": 0.0125,
            "user": "ada@example.com",
            "model": "model-a",
            "metadata": {"anything": True},
        }
        return {**row, **changes}

    return make
