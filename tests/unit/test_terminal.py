"""What `assay` prints, whatever vendors write into their messages."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from orchestration import report, runs
from orchestration.cli import app
from orchestration.settings import Settings

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


def test_a_week_says_whether_it_is_complete_and_an_unknown_share_is_no_zero(out: Any) -> None:
    import duckdb

    with duckdb.connect() as connection:
        connection.execute(
            "create schema marts; create table marts.mart_team_weekly_adoption as"
            " select * from (values (date '2026-05-25', 'all', true, 10, 0.8, 10, 0.3),"
            " (date '2026-06-01', 'all', true, 10, 0.5, 8, 0.25), (date '2026-06-01', 'core', true, 5, 1, 5, 1),"
            " (date '2026-06-08', 'all', false, 10, 0.4, 10, 0.1), (date '2026-06-15', 'all', false, 10, 0.6, 0, null))"
            " as t (week_start_date, team_id, is_complete, scheduled_people, weekly_usage_share, intent_known_people,"
            " intentional_usage_share)"
        )
        report._adoption_line(out, connection)
    assert out.file.getvalue().splitlines() == [
        "Week of 2026-06-01: of 10 people at work 50% used AI, 25% of the 8 of whom that is known on purpose.",
        "Week of 2026-06-15, so far: of 10 people at work 60% used AI, nobody can know whether on purpose.",
    ]


def test_a_wrong_setting_is_wrong_use(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ASSAY_MEMORY_LIMIT", "banana")
    done = CliRunner().invoke(app, ["build", "--home", str(tmp_path)])
    assert (done.exit_code, "memory_limit" in done.stderr) == (2, True)


@pytest.mark.parametrize("limit", ["4GB", "512MB", "1.5 GiB", "900kb"])
def test_what_duckdb_takes_for_a_limit_is_one(limit: str) -> None:
    import duckdb

    assert Settings(memory_limit=limit).memory_limit == limit
    with duckdb.connect() as connection:
        connection.execute(f"set memory_limit = '{limit}'")


def test_the_help_of_fetch_says_what_is_fetched_by_default_and_how_it_ends() -> None:
    told = " ".join(re.sub(r"[│╭╮╰╯─]", " ", CliRunner().invoke(app, ["fetch", "--help"]).stdout).split())
    assert "where a source's last fetch stopped, at its first the last 90 days" in told
    assert "0 all landed, 1 a source failed and the others landed, 2 wrong use" in told
