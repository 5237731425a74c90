"""A run whose process is killed ends, so that nothing waits for it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.launcher import WorkerStatus

from orchestration import home
from orchestration.runs import lives, running
from orchestration.settings import Settings

HANGS = """
import sys, time
from orchestration import home
from orchestration.runs import running
from orchestration.defs import fetched
from orchestration.settings import load_settings
def hang(*_):
    print("hangs", flush=True)
    time.sleep(600)
fetched.fetch_all = hang
home.prepare(load_settings())
tell = lambda message: print(message, file=sys.stderr)
running.run(load_settings(), "fetch", {}, tell, [fetched.asset_key("github")])
"""


def test_a_killed_run_is_seen_to_be_gone_and_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(home=tmp_path)
    home.prepare(settings)
    monkeypatch.setenv("DAGSTER_HOME", str(settings.dagster_home))
    log = tmp_path / "logs" / "fetch.log"
    process = subprocess.Popen([sys.executable, "-c", HANGS], env={**os.environ, "ASSAY_HOME": str(tmp_path)})
    while not (log.exists() and "hangs" in log.read_text()):
        assert process.poll() is None
        time.sleep(0.05)
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        (run,) = instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED]))
        assert instance.run_launcher.supports_check_run_worker_health
        assert instance.run_launcher.check_run_worker_health(run).status == WorkerStatus.RUNNING
        running.end_what_is_gone(instance)
        assert instance.get_run_by_id(run.run_id).status == dg.DagsterRunStatus.STARTED  # type: ignore[union-attr]

        process.kill()
        process.wait()
        assert instance.run_launcher.check_run_worker_health(run).status == WorkerStatus.FAILED
        running.end_what_is_gone(instance)
        assert instance.get_run_by_id(run.run_id).status == dg.DagsterRunStatus.FAILURE  # type: ignore[union-attr]


def test_a_run_shows_life_again_in_the_process_that_has_shown_it(tmp_path: Path) -> None:
    assert lives.has_life(tmp_path, "a") is None
    for _ in range(2):
        lives.show_life(tmp_path, "a")
    assert lives.has_life(tmp_path, "a") is True


def test_only_what_may_pass_in_a_minute_is_fetched_again() -> None:
    from orchestration.connectors.contract import FetchError
    from orchestration.connectors.http import TryAgainError

    assert TryAgainError("a", "no answer", "wait").may_pass
    assert TryAgainError("a", "broken", "wait", status=503).may_pass
    assert not TryAgainError("a", "a limit", "wait", status=429).may_pass
    assert not FetchError("a", "no web address", "correct it").may_pass
    assert FetchError("a", "no web address", "correct it").result.files_written == 0, "nothing had landed before"
    assert not FetchError("a", "wait two hours", "then", retry_at=datetime(2026, 6, 1, tzinfo=UTC)).may_pass
