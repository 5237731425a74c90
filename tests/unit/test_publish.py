"""What readers have is not taken from them by a build that has nothing."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from orchestration import home, publish
from orchestration.settings import Settings
from orchestration.terminal.cli import app

TABLES = ("analyst.mart_a", "analyst.mart_b", "marts.mart_a", "marts.mart_gaming_cases", "restricted.person_identities")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home with two rows in every table of its warehouse, published as v1."""
    made = Settings(home=tmp_path / "home")
    home.prepare(made)
    with duckdb.connect(str(made.warehouse)) as connection:
        for schema in ("analyst", "marts", "restricted", "intermediate"):
            connection.execute(f"create schema {schema}")
        for table in TABLES:
            rows = "select range, 'open' as status, null::date as decided_on from range(2)"
            connection.execute(f"create table {table} as {rows}")
        connection.execute("create table intermediate.int_as_of as select date '2026-06-10' as as_of_date")
    publish.publish(made, "v1")
    return made


def run(settings: Settings, *statements: str) -> None:
    with duckdb.connect(str(settings.warehouse)) as connection:
        for statement in statements:
            connection.execute(statement)


def test_a_table_that_loses_its_last_row_stops_the_publication(settings: Settings) -> None:
    run(settings, "delete from analyst.mart_a")
    with pytest.raises(publish.EmptiedError, match=r"analyst\.mart_a 2 → 0\..*--publish-empty"):
        publish.publish(settings, "v2")
    assert publish.current_version(settings) == "v1"
    assert [path.name for path in settings.published.iterdir() if path.is_dir() and not path.is_symlink()] == ["v1"]
    publish.publish(settings, "v2", publish_empty=True)
    publish.publish(settings, "v3")  # nothing is lost any more
    assert publish.current_version(settings) == "v3"


def test_fewer_rows_no_case_and_a_table_that_is_no_more_are_no_loss(settings: Settings) -> None:
    run(
        settings,
        "delete from analyst.mart_a where range = 1",
        "delete from marts.mart_gaming_cases",
        "drop table marts.mart_a",
    )
    publish.publish(settings, "v2")
    assert publish.current_version(settings) == "v2"


def test_an_earlier_day_explains_an_empty_table_and_not_an_empty_copy(settings: Settings) -> None:
    run(settings, "update intermediate.int_as_of set as_of_date = '2026-06-01'", "delete from analyst.mart_a")
    publish.publish(settings, "v2")
    run(settings, "update intermediate.int_as_of set as_of_date = '2026-05-01'", "delete from analyst.mart_b")
    with pytest.raises(publish.EmptiedError, match=r"analyst\.mart_b 2 → 0"):
        publish.publish(settings, "v3")


def test_empty_versions_do_not_push_the_last_good_one_out(settings: Settings) -> None:
    run(settings, *(f"delete from {table}" for table in TABLES))
    for number in range(2, 7):
        publish.publish(settings, f"v{number}", publish_empty=True)
    assert publish.current_version(settings) == "v6"
    assert (settings.published / "v1" / "analyst.duckdb").exists()


def test_a_reader_who_keeps_a_copy_open_for_writing_does_not_stop_a_publication(settings: Settings) -> None:
    with duckdb.connect(str(settings.published / "current" / "analyst.duckdb")):
        publish.publish(settings, "v2")
    assert publish.current_version(settings) == "v2"


def test_readers_go_back_to_a_version_and_the_next_build_goes_on(settings: Settings) -> None:
    run(settings, "delete from analyst.mart_a where range = 1")
    publish.publish(settings, "v2")
    assert publish.versions(settings) == {"v1": False, "v2": True}
    back = CliRunner().invoke(app, ["publish", "--home", str(settings.home), "--rollback", "v1"])
    assert (back.exit_code, back.stdout.splitlines()) == (0, ["v1 current", "v2"])
    assert publish.current_version(settings) == "v1"
    publish.publish(settings, "v3")
    assert publish.versions(settings) == {"v1": False, "v2": False, "v3": True}


@pytest.mark.parametrize(
    "arguments", [["--rollback", "v9"], ["--rollback", "../x"], [], ["--list", "--rollback", "v1"]]
)
def test_a_version_that_is_not_there_is_wrong_use(settings: Settings, arguments: list[str]) -> None:
    done = CliRunner().invoke(app, ["publish", "--home", str(settings.home), *arguments])
    assert done.exit_code == 2
    assert publish.current_version(settings) == "v1"


def test_a_version_says_what_it_is_made_of(settings: Settings) -> None:
    folder = settings.published / "v1"
    manifest = json.loads((folder / "manifest.json").read_text())
    assert (manifest["version"], manifest["as_of"]) == ("v1", "2026-06-10")
    assert manifest["rows"] == {"analyst.mart_a": 2, "analyst.mart_b": 2}  # none of what reviewers see
    assert manifest["sha256"].keys() == {
        str(path.relative_to(folder)) for path in folder.rglob("*") if path.suffix in (".duckdb", ".html", ".parquet")
    }
    for name, digest in manifest["sha256"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


def test_a_copy_carries_what_the_yaml_says(settings: Settings) -> None:
    run(settings, "create table marts.mart_daily_tool_usage (usage_date date, unheard_of int)")
    publish.publish(settings, "v2")
    with duckdb.connect(str(settings.published / "current" / "reviewer.duckdb"), read_only=True) as copy:
        said = copy.execute("select comment from duckdb_tables() where table_name = 'mart_daily_tool_usage'").fetchall()
        assert said[0][0].startswith("One row per day, tool, model and team")
        columns = dict(
            copy.execute(
                "select column_name, comment from duckdb_columns() where table_name = 'mart_daily_tool_usage'"
            ).fetchall()
        )
    assert columns == {"usage_date": "UTC day", "unheard_of": None}


def test_cases_that_were_decided_leave_the_reviewers_after_a_time_and_open_ones_stay(settings: Settings) -> None:
    def cases() -> list[tuple[object, ...]]:
        with duckdb.connect(str(settings.published / "current" / "reviewer.duckdb"), read_only=True) as copy:
            return copy.execute("select range, status from marts.mart_gaming_cases order by range").fetchall()

    run(
        settings,
        "update marts.mart_gaming_cases set status = 'benign', decided_on = date '2025-06-10' - 1 where range = 0",
    )
    publish.publish(settings, "v2")
    assert cases() == [(1, "open")]
    publish.publish(settings.model_copy(update={"retention_days": 366}), "v3")
    assert cases() == [(0, "benign"), (1, "open")]


def test_versions_that_were_replaced_go_after_a_time_and_the_current_one_never(settings: Settings) -> None:
    for version in ("20200101T000000Z-a", "20200102T000000Z-b"):
        publish.publish(settings, version)
    assert publish.versions(settings) == {"20200102T000000Z-b": True, "v1": False}
