"""What `assay` prints, whatever vendors write into their messages."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

from orchestration import report, runs
from orchestration.cli import app
from orchestration.settings import Settings
from orchestration.sql import literal

FOREIGN = "see [/v1/messages] and [bold]this[/bold] :warning:"


@pytest.fixture
def out() -> Any:
    found = report.console(width=200)
    found.file = io.StringIO()
    return found


def test_what_vendors_write_is_shown_as_it_is(out: Any, tmp_path: Path) -> None:
    check = runs.FailedCheck("litellm/spend_logs", "files_can_be_read", FOREIGN, True)
    outcome = runs.RunOutcome("r" * 8, "build", "FAILURE", None, None, (check,), (f"raw: {FOREIGN}",))
    report.refused(out, Settings(home=tmp_path), outcome)
    assert out.file.getvalue().count(FOREIGN) == 2

    found = report.status(Settings(home=tmp_path))
    found["failing_checks"] = [{"is_blocking": True, "asset": "a", "check": "b", "message": FOREIGN}]
    found["unknown_folders"] = ["[/acme]/usage"]
    found["home"] = "/tmp/[/home]"
    report.print_status(out, found)
    told = out.file.getvalue()
    assert told.count(FOREIGN) == 3
    assert "landing/[/acme]/usage" in told
    assert "Home /tmp/[/home]" in told


def test_a_remedy_is_never_cut(out: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    remedy = "deliver the file again, " * 20
    check = runs.FailedCheck("a/b", "rule", f"{'seen ' * 200}.{runs.TO_DO}{remedy}", False)
    monkeypatch.setattr(report, "_cost_table", lambda *_: None)
    monkeypatch.setattr(report, "_adoption_line", lambda *_: None)
    copy = tmp_path / "published" / "current" / "analyst.duckdb"
    copy.parent.mkdir(parents=True)
    with duckdb.connect(str(copy)) as connection:
        connection.execute(
            "create schema marts; create table marts.about as select date '2026-06-01' as as_of_date,"
            " false as is_simulated"
        )
    outcome = runs.RunOutcome("r" * 8, "build", "SUCCESS", None, None, (check,))
    report.published(out, Settings(home=tmp_path), outcome)
    told = out.file.getvalue()
    assert f"To do: {remedy}" in told
    assert told.count("seen") < 100


def test_a_wrong_setting_is_wrong_use(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ASSAY_MEMORY_LIMIT", "banana")
    monkeypatch.setenv("ASSAY_THREADS", "abc")
    monkeypatch.setenv("ASSAY_AS_OF", "tomorrow")
    monkeypatch.setenv("ASSAY_HOEM", str(tmp_path))
    done = CliRunner().invoke(app, ["build", "--home", str(tmp_path)], env={"COLUMNS": "200"})
    assert done.exit_code == 2
    assert done.stderr.splitlines() == [
        "warning ASSAY_HOEM is no setting; is ASSAY_HOME meant?",
        "assay: ASSAY_AS_OF is 'tomorrow', and must be a day, YYYY-MM-DD",
        "assay: ASSAY_MEMORY_LIMIT is 'banana', and must be an amount of memory, as 4GB or 512MB",
        "assay: ASSAY_THREADS is 'abc', and must be a whole number from 1 on",
    ]
    assert list(tmp_path.iterdir()) == []


def test_a_source_that_is_named_and_has_no_credentials_is_wrong_use(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["fetch", "github", "anthropic", "--home", str(tmp_path)])
    assert done.exit_code == 2
    assert "github cannot be fetched without GITHUB_TOKEN; set it" in done.stderr
    assert "anthropic cannot be fetched without ANTHROPIC_ADMIN_KEY; set it" in done.stderr


SAYS = """
import os, sys
from orchestration import report, terminal
terminal.settle()
out = report.console(width=60)
report.say(out, "bold", "Büro", "→ 東京")
terminal.write("plain → 東京")
for _ in range(20_000):
    out.print("a line that fills the pipe and the buffers behind it, and then some")
open("done", "w").close()
"""


def says(tmp_path: Path, shell: str, **environment: str) -> subprocess.CompletedProcess[str]:
    (tmp_path / "done").unlink(missing_ok=True)
    found = {**os.environ, "SAYS": SAYS, "PYTHON": sys.executable, **environment}
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", shell], cwd=tmp_path, env=found, capture_output=True, text=True
    )
    assert (tmp_path / "done").exists(), done.stderr
    assert done.stderr == ""
    assert done.returncode == 0
    return done


def test_a_terminal_without_a_letter_shows_it_as_an_escape(tmp_path: Path) -> None:
    done = says(tmp_path, '"$PYTHON" -c "$SAYS"', PYTHONIOENCODING="ascii")
    assert "B\\xfcro \\u2192 \\u6771\\u4eac" in done.stdout
    assert "plain \\u2192" in done.stdout


@pytest.mark.parametrize("listener", ["| head -1", ">&-", "> /dev/full", "| true"])
def test_who_stops_listening_does_not_change_what_came_of_the_work(tmp_path: Path, listener: str) -> None:
    says(tmp_path, f'"$PYTHON" -c "$SAYS" {listener}')


@pytest.mark.parametrize("limit", ["4GB", "512MB", "1.5 GiB", "900kb"])
def test_what_duckdb_takes_for_a_limit_is_one(limit: str) -> None:
    import duckdb

    assert Settings(memory_limit=limit).memory_limit == limit
    with duckdb.connect() as connection:
        connection.execute(f"set memory_limit = {literal(limit)}")


def test_the_help_of_fetch_says_what_is_fetched_by_default_and_how_it_ends() -> None:
    told = " ".join(re.sub(r"[│╭╮╰╯─]", " ", CliRunner().invoke(app, ["fetch", "--help"]).stdout).split())
    assert "where a source's last fetch stopped, at its first the last 90 days" in told
    assert "0 all landed, 1 a source failed and the others landed, 2 wrong use" in told
