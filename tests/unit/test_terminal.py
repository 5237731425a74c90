"""What `assay` prints, whatever vendors write into their messages."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

from orchestration import home as homes
from orchestration import report, runs
from orchestration.cli import app
from orchestration.settings import Settings
from orchestration.sources import streams
from tests.conftest import Zone

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

    found = report.status(Settings(home=tmp_path)) | {"nothing_landed": None}
    found["failing_checks"] = [{"is_blocking": True, "asset": "a", "check": "b", "message": FOREIGN}]
    found["unknown_folders"] = ["[/acme]/usage"]
    found["home"] = "/tmp/[/home]"
    report.print_status(out, found)
    told = out.file.getvalue()
    assert told.count(FOREIGN) == 3
    assert "landing/[/acme]/usage" in told
    assert "Home /tmp/[/home]" in told


def test_a_home_without_a_landing_zone_is_wrong_use_and_nothing_is_made(tmp_path: Path) -> None:
    nowhere = tmp_path / "mis typed"
    nothing, empty, simulated = (tmp_path / name for name in ("nothing", "empty", "simulated"))
    for folder in (nothing, empty / "landing" / "litellm" / "spend_logs", simulated / "landing"):
        folder.mkdir(parents=True)
    (simulated / "landing" / "SIMULATED.txt").touch()
    (empty / "landing" / "litellm" / ".DS_Store").touch()
    for home, said in (
        (nowhere, f"there is no home {nowhere}"),
        (nothing, f"the home {nothing} has no landing/"),
        (empty, f"nothing has landed in {empty / 'landing'}"),
        (simulated, f"nothing has landed in {simulated / 'landing'}"),
    ):
        before = sorted(tmp_path.rglob("*"))
        done = CliRunner().invoke(app, ["build", "--home", str(home)])
        assert (done.exit_code, said in done.stderr) == (2, True), done.stderr
        for remedy in ("make demo", "assay simulate", "assay fetch --home", f"{home}/landing/<source>/<stream>/"):
            assert remedy in done.stderr
        asked = CliRunner().invoke(app, ["status", "--home", str(home)])
        assert (asked.exit_code, "partitions" in asked.stdout) == (0, False)
        assert said.removeprefix("t").removeprefix("n") in asked.stdout
        assert sorted(tmp_path.rglob("*")) == before
    assert f"`assay simulate '{nowhere}'`" in CliRunner().invoke(app, ["build", "--home", str(nowhere)]).stderr


def test_a_home_whose_files_are_gone_but_that_published_may_go_on(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    settings.landing.mkdir()
    (settings.published / "v1").mkdir(parents=True)
    (settings.published / "current").symlink_to("v1")
    assert homes.nothing_landed(settings) is None


#: The tables of an analyst's copy, as far as the terminal reads them.
COPY = """
    create schema marts;
    create table marts.about as select 'v1' as version, date '2026-06-21' as as_of_date, false as is_simulated;
    create table marts.mart_team_monthly_pull_request_cost (
        month date, team_id varchar, ai_cost_usd decimal(38, 12), merged_pull_request_count bigint,
        cost_per_merged_pull_request_usd decimal(38, 12), is_complete boolean
    );
    create table marts.mart_monthly_spend (
        month date, issuer varchar, service_name varchar, model varchar, is_ai boolean, currency varchar,
        billed_cost decimal(38, 12)
    );
    create table marts.mart_daily_tool_usage (
        usage_date date, tool varchar, model varchar, team_id varchar, request_count bigint,
        uncached_input_tokens bigint, cache_read_tokens bigint, cache_write_tokens bigint, output_tokens bigint,
        list_cost_usd decimal(38, 12)
    );
    create table marts.mart_team_weekly_adoption (
        week_start_date date, team_id varchar, scheduled_people bigint, weekly_usage_share decimal(9, 6),
        intentional_usage_share decimal(9, 6)
    );
"""


def told(out: Any, home: Path, rows: str) -> str:
    """What is printed of an analyst's copy with these rows."""
    folder = home / "published" / "v1"
    folder.mkdir(parents=True)
    (home / "published" / "current").symlink_to("v1")
    with duckdb.connect(str(folder / "analyst.duckdb")) as connection:
        connection.execute(COPY)
        connection.execute(rows)
    report.published(out, Settings(home=home), runs.RunOutcome("r" * 8, "build", "SUCCESS", None, None))
    return out.file.getvalue()


def test_a_month_that_is_not_all_there_says_so(out: Any, tmp_path: Path) -> None:
    text = told(
        out,
        tmp_path,
        "insert into marts.mart_team_monthly_pull_request_cost values"
        " ('2026-04-01', 'core', 10, 5, 2, true), ('2026-04-01', 'all', 10, 5, 2, true),"
        " ('2026-05-01', 'core', null, 4, null, false), ('2026-05-01', 'all', null, 4, null, false),"
        " ('2026-06-01', 'core', 7, null, null, false), ('2026-06-01', 'all', 7, null, null, false)",
    )
    header = next(line for line in text.splitlines() if "team" in line and "2026-04" in line)
    assert header.replace("┃", " ").split() == ["team", "2026-04", "2026-05", "so", "far", "2026-06", "so", "far"]
    assert "2.00 (10 / 5)" in text and "no bill (? / 4)" in text and "no pull requests (7 / ?)" in text


def test_a_table_of_nothing_is_not_printed(out: Any, tmp_path: Path) -> None:
    text = told(
        out, tmp_path, "insert into marts.mart_team_weekly_adoption values ('2026-06-01', 'all', 0, null, null)"
    )
    assert "┃" not in text and "Week of" not in text
    assert "no number has five people behind it" in text


def test_an_intent_that_nobody_can_know_is_not_none(out: Any, tmp_path: Path) -> None:
    row = "insert into marts.mart_team_weekly_adoption values ('2026-06-01', 'all', 40, 0.5, null)"
    assert "of 40 people at work 50% used AI, whether on purpose is unknown." in told(out, tmp_path, row)


def test_what_is_billed_is_told_by_currency_where_nothing_merged(out: Any, tmp_path: Path) -> None:
    text = told(
        out,
        tmp_path,
        "insert into marts.mart_monthly_spend values ('2026-06-01', 'House', 'API', 'big', true, 'USD', 12),"
        " ('2026-06-01', 'House', 'API', 'big', true, 'EUR', 3), ('2026-06-01', 'Iron', 'VM', null, false, 'USD', 99),"
        " ('2026-06-01', 'other', 'other', 'other', null, 'USD', 2);"
        "insert into marts.mart_daily_tool_usage values ('2026-06-01', 'gatewayed', 'big', 'core', 1, 2, 3, 4, 5, 6)",
    )
    lines = [line.replace("│", " ").split() for line in text.splitlines()]
    assert ["House", "·", "API", "·", "big", "EUR", "3.00"] in lines
    assert ["House", "·", "API", "·", "big", "USD", "12.00"] in lines
    assert ["other", "·", "other", "·", "other", "USD", "2.00"] in lines
    assert "Iron" not in text and "gatewayed" not in text, "with a bill, use at list prices is no headline"


def test_a_whole_home_lacks_nothing(zone: Zone, request_row: Any) -> None:
    settings = Settings(home=zone.home)
    assert [word for word, _ in report.missing(settings)] == [
        "no directory:",
        "no usage:",
        "no bill:",
        "no pull requests:",
    ]
    zone.land("litellm/spend_logs", "2026-06-01", "a.jsonl", [request_row(1)])
    zone.load()
    assert "no usage:" not in [word for word, _ in report.missing(settings)]


def test_every_kind_of_data_has_a_stream_that_brings_it() -> None:
    brought = {stream.brings for stream in streams().values()} - {None}
    assert brought == report._ADDS.keys()


def test_a_wrong_setting_is_wrong_use(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ASSAY_MEMORY_LIMIT", "banana")
    done = CliRunner().invoke(app, ["build", "--home", str(tmp_path)])
    assert (done.exit_code, "memory_limit" in done.stderr) == (2, True)


@pytest.mark.parametrize("limit", ["4GB", "512MB", "1.5 GiB", "900kb"])
def test_what_duckdb_takes_for_a_limit_is_one(limit: str) -> None:
    assert Settings(memory_limit=limit).memory_limit == limit
    with duckdb.connect() as connection:
        connection.execute(f"set memory_limit = '{limit}'")


def test_the_help_of_fetch_says_what_is_fetched_by_default_and_how_it_ends() -> None:
    told = " ".join(re.sub(r"[│╭╮╰╯─]", " ", CliRunner().invoke(app, ["fetch", "--help"]).stdout).split())
    assert "where a source's last fetch stopped, at its first the last 90 days" in told
    assert "0 all landed, 1 a source failed and the others landed, 2 wrong use" in told
