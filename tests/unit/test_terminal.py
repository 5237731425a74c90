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

from orchestration import home as homes
from orchestration.runs import running
from orchestration.settings import Settings
from orchestration.sources import streams
from orchestration.sql import literal
from orchestration.terminal import console, status, summary
from orchestration.terminal.cli import app
from tests.conftest import Zone

FOREIGN = "see [/v1/messages] and [bold]this[/bold] :warning:"


@pytest.fixture
def out() -> Any:
    found = console.console(width=200)
    found.file = io.StringIO()
    return found


def test_what_vendors_write_is_shown_as_it_is(out: Any, tmp_path: Path) -> None:
    check = running.FailedCheck("litellm/spend_logs", "files_can_be_read", FOREIGN, True)
    outcome = running.RunOutcome("r" * 8, "build", "FAILURE", None, None, (check,), (f"raw: {FOREIGN}",))
    summary.refused(out, Settings(home=tmp_path), outcome)
    assert out.file.getvalue().count(FOREIGN) == 2

    found = status.status(Settings(home=tmp_path)) | {"nothing_landed": None}
    found["failing_checks"] = [{"is_blocking": True, "asset": "a", "check": "b", "message": FOREIGN}]
    found["unknown_folders"] = ["[/acme]/usage"]
    found["home"] = "/tmp/[/home]"
    status.print_status(out, found)
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
        cost_per_merged_pull_request_usd decimal(38, 12), is_complete boolean, withheld_count bigint
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
        week_start_date date, team_id varchar, is_complete boolean, scheduled_people bigint,
        weekly_usage_share decimal(9, 6), intent_known_people bigint, intentional_usage_share decimal(9, 6),
        withheld_count bigint
    );
"""


BOOKS = """
    create schema marts;
    create table marts.fct_billing_periods as
    from (values
        ('a', '2026-04', 'closed', 2, 1), ('a', '2026-05', 'provisional', 1, 0), ('b', '2026-05', 'provisional', 2, 0),
        ('a', '2026-06', 'open', 0, 7)
    ) as periods (issuer, billing_period, status, escalated_count, open_accrual_count);
"""


def told(out: Any, home: Path, rows: str, *warnings: running.FailedCheck) -> str:
    """What is printed of an analyst's copy with these rows."""
    folder = home / "published" / "v1"
    folder.mkdir(parents=True)
    (home / "published" / "current").symlink_to("v1")
    with duckdb.connect(str(folder / "analyst.duckdb")) as connection:
        connection.execute(COPY)
        connection.execute(rows)
    with duckdb.connect(str(folder / "finance.duckdb")) as connection:
        connection.execute(BOOKS)
    summary.published(out, Settings(home=home), running.RunOutcome("r" * 8, "build", "SUCCESS", None, None, warnings))
    return out.file.getvalue()


def test_a_month_that_is_not_all_there_says_so(out: Any, tmp_path: Path) -> None:
    text = told(
        out,
        tmp_path,
        "insert into marts.mart_team_monthly_pull_request_cost values"
        " ('2026-04-01', 'core', 10, 5, 2, true, 0), ('2026-04-01', 'all', 10, 5, 2, true, 0),"
        " ('2026-05-01', 'core', null, 4, null, false, 0), ('2026-05-01', 'all', null, 4, null, false, 0),"
        " ('2026-06-01', 'core', 7, null, null, false, 0), ('2026-06-01', 'all', 7, null, null, false, 0),"
        " ('2026-04-01', 'apps', null, 6, null, true, 1), ('2026-05-01', 'apps', null, null, null, true, 2)",
    )
    header = next(line for line in text.splitlines() if "team" in line and "2026-04" in line)
    assert header.replace("┃", " ").split() == ["team", "2026-04", "2026-05", "so", "far", "2026-06", "so", "far"]
    assert "2.00 (10 / 5)" in text and "no bill (? / 4)" in text and "no pull requests (7 / ?)" in text
    assert "withheld (? / 6)" in text and "withheld (? / ?)" in text


def test_what_few_people_are_behind_is_withheld_and_not_said_to_be_lacking(out: Any, tmp_path: Path) -> None:
    text = told(
        out,
        tmp_path,
        "insert into marts.mart_team_monthly_pull_request_cost values"
        " ('2026-05-01', 'all', 10, 4, 2.5, true, 0), ('2026-06-01', 'all', null, null, null, false, 6),"
        " ('2026-06-01', 'other', null, null, null, false, 0)",
    )
    rows = {line.split("│")[1].strip(): line for line in text.splitlines() if line.startswith("│")}
    assert "2.50 (10 / 4)" in rows["all"] and "withheld (? / ?)" in rows["all"]
    assert "withheld (? / ?)" in rows["other"], "not told, which is not `no pull requests`"
    assert "withheld: fewer than five people are behind it" in text


def test_a_table_of_nothing_is_not_printed(out: Any, tmp_path: Path) -> None:
    text = told(
        out,
        tmp_path,
        "insert into marts.mart_team_weekly_adoption values ('2026-06-01', 'all', true, 0, null, 0, null, 0)",
    )
    assert "┃" not in text and "Week of" not in text
    assert "no number has five people behind it" in text


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
    assert [word for word, _ in status.missing(settings)] == [
        "no directory:",
        "no usage:",
        "no bill:",
        "no pull requests:",
    ]
    zone.land("litellm/spend_logs", "2026-06-01", "a.jsonl", [request_row(1)])
    zone.load()
    assert "no usage:" not in [word for word, _ in status.missing(settings)]


def test_every_kind_of_data_has_a_stream_that_brings_it() -> None:
    brought = {stream.brings for stream in streams().values()} - {None}
    assert brought == status._ADDS.keys()


def test_the_books_are_told_in_a_line_each(out: Any, tmp_path: Path) -> None:
    """What was closed over is nobody's to look at any more."""
    text = told(out, tmp_path, "")
    for line in (
        "open: .* 2026-06 \\(1 issuer\\)\n",
        "2026-05 \\(2 issuers\\)\n",
        "closed: .* 2026-04 \\(1 issuer\\)\n",
    ):
        assert re.search(line, text), text
    assert "escalated: 2026-05 (3 differences);" in text
    assert "accrued: until the bill comes: 2026-06 (7 amounts), 2026-04 (1 amount);" in text


def test_a_remedy_is_never_cut(out: Any, tmp_path: Path) -> None:
    remedy = "deliver the file again, " * 20
    check = running.FailedCheck("a/b", "rule", f"{'seen ' * 200}.{running.TO_DO}{remedy}", False)
    text = told(out, tmp_path, "", check)
    assert f"To do: {remedy}" in text
    assert text.count("seen") < 100


def test_a_week_says_whether_it_is_complete_and_an_unknown_share_is_no_zero(out: Any) -> None:
    with duckdb.connect() as connection:
        connection.execute(
            "create schema marts; create table marts.mart_team_weekly_adoption as"
            " select * from (values (date '2026-05-25', 'all', true, 10, 0.8, 10, 0.3, 0),"
            " (date '2026-06-01', 'all', true, 10, 0.5, 8, 0.25, 0), (date '2026-06-01', 'core', true, 5, 1, 5, 1, 0),"
            " (date '2026-06-08', 'all', false, 10, 0.4, 10, 0.1, 0),"
            " (date '2026-06-15', 'all', false, 10, 0.6, 0, null, 0))"
            " as t (week_start_date, team_id, is_complete, scheduled_people, weekly_usage_share, intent_known_people,"
            " intentional_usage_share, withheld_count)"
        )
        summary._adoption_line(out, connection)
    assert out.file.getvalue().splitlines() == [
        "Week of 2026-06-01: of 10 people at work 50% used AI, 25% of the 8 of whom that is known on purpose.",
        "Week of 2026-06-15, so far: of 10 people at work 60% used AI, nobody can know whether on purpose.",
    ]


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
from orchestration.terminal import console
console.settle()
out = console.console(width=60)
console.say(out, "bold", "Büro", "→ 東京")
console.write("plain → 東京")
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
    assert Settings(memory_limit=limit).memory_limit == limit
    with duckdb.connect() as connection:
        connection.execute(f"set memory_limit = {literal(limit)}")


def test_the_help_of_fetch_says_what_is_fetched_by_default_and_how_it_ends() -> None:
    told = " ".join(re.sub(r"[│╭╮╰╯─]", " ", CliRunner().invoke(app, ["fetch", "--help"]).stdout).split())
    assert "where a source's last fetch stopped, at its first the last 90 days" in told
    assert "0 all landed, 1 a source failed and the others landed, 2 wrong use" in told


def test_what_can_be_fetched_is_listed_without_what_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "hush-4711")
    monkeypatch.setenv("COLUMNS", "200")
    answer = CliRunner().invoke(app, ["fetch", "--list"])
    assert answer.exit_code == 0
    assert "GITHUB_TOKEN" in answer.output and "hush" not in answer.output
    assert all(key in answer.output for key in streams())
