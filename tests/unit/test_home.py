"""Who may read what of a home."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration import home, publish
from orchestration.settings import Settings
from tests.conftest import Zone

HOME = "home_of_assay"


@pytest.fixture(autouse=True)
def usual_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def is_open(path: Path) -> bool:
    """Whether any user of the machine may read it, as far as the home and its folders say."""
    folders = [folder for folder in path.parents if HOME in folder.parts]
    return bool(path.stat().st_mode & 0o004) and all(folder.stat().st_mode & 0o001 for folder in folders)


def write_warehouse(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        for table in ("analyst.mart_a", "marts.mart_a", "restricted.person_identities", "intermediate.int_as_of"):
            connection.execute(f"create schema {table.split('.')[0]}")
            connection.execute(f"create table {table} as select date '2026-06-01' as as_of_date")


def test_only_what_is_published_for_analysts_is_open(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / HOME)
    home.prepare(settings)
    zone = Zone(settings.home)
    zone.land("directory/people", "2026-05-01", "people.csv", "person_id,email\np1,ada@sample.example\n")
    zone.load()
    write_warehouse(settings.warehouse)
    publish.publish(settings, "v1")
    found = {path.relative_to(settings.home).as_posix() for path in settings.home.rglob("*") if path.is_file()}
    shown = {name for name in found if is_open(settings.home / name)}
    assert {"warehouse.duckdb", "published/v1/reviewer.duckdb", "raw/_files/directory/people.parquet"} <= found
    of_analysts = {"analyst.duckdb", "analyst.html", "analyst/mart_a.parquet"}
    assert shown == {f"published/v1/{name}" for name in of_analysts | {"dictionary.html", "manifest.json"}}


def test_a_home_of_an_earlier_version_is_closed(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / HOME)
    settings.raw.mkdir(parents=True)
    (settings.raw / "rows.parquet").touch()
    settings.warehouse.touch()
    assert is_open(settings.warehouse) and is_open(settings.raw / "rows.parquet")
    home.prepare(settings)
    assert not is_open(settings.warehouse) and not is_open(settings.raw / "rows.parquet")


def test_a_landing_zone_is_as_closed_as_raw_whoever_made_it(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / HOME)
    file = settings.landing / "litellm" / "spend_logs" / "2026-06-01" / "export.jsonl"
    file.parent.mkdir(parents=True)
    file.write_text("{}")
    (settings.home / "truth.csv").write_text("who games")
    assert is_open(file) and is_open(settings.home / "truth.csv")
    home.prepare(settings)
    assert not is_open(file) and not is_open(settings.home / "truth.csv")
    assert settings.landing.stat().st_mode & 0o777 == 0o700


def test_a_landing_zone_that_a_group_delivers_to_and_one_that_lies_elsewhere_are_let_be(tmp_path: Path) -> None:
    shared = Settings(home=tmp_path / "shared")
    shared.landing.mkdir(parents=True)
    shared.landing.chmod(0o2770)
    home.prepare(shared)
    assert shared.landing.stat().st_mode & 0o7777 == 0o2770

    elsewhere = tmp_path / "exports"
    elsewhere.mkdir()
    elsewhere.chmod(0o755)
    linked = Settings(home=tmp_path / "linked")
    linked.home.mkdir()
    linked.landing.symlink_to(elsewhere)
    home.prepare(linked)
    assert elsewhere.stat().st_mode & 0o777 == 0o755


def test_what_is_simulated_is_closed_too(tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from orchestration.terminal.cli import app

    target = tmp_path / HOME
    assert CliRunner().invoke(app, ["simulate", str(target), "--people", "20", "--weeks", "2"]).exit_code == 0
    files = [path for path in target.rglob("*") if path.is_file()]
    assert target / "truth.csv" in files and len(files) > 20
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert target.stat().st_mode & 0o777 == 0o711, "the way to what is published"


@pytest.mark.parametrize(
    ("name", "holds"),
    [
        ("data [2026]", "["),
        ("a*", "*"),
        ("a?", "?"),
        ("env=prod", "="),
        ("50%41", "%41"),
        ("a\nb", "n"),
        ("a\\b", "\\"),
    ],
)
def test_a_path_that_the_programs_below_take_for_something_else_is_refused_before_any_work(
    tmp_path: Path, name: str, holds: str
) -> None:
    from typer.testing import CliRunner

    from orchestration.terminal.cli import app

    target = tmp_path / name / "home"
    for command in ("build", "status", "fetch"):
        done = CliRunner().invoke(app, [command, "--home", str(target)])
        assert done.exit_code == 2
        assert holds in done.stderr and "name another with --home" in done.stderr
    assert not target.exists()


def test_dagster_sends_no_telemetry_though_its_file_is_not_found(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path\nfrom orchestration.runs import running\n"
        "from orchestration.settings import Settings\n"
        "settings = Settings(home=Path.cwd()); settings.dagster_home.mkdir()\n"
        "from dagster._core.telemetry_upload import is_running_in_test\n"
        "with running._dagster(settings): assert is_running_in_test()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_what_was_just_published_is_kept_also_when_the_clock_went_back(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / HOME)
    home.prepare(settings)
    write_warehouse(settings.warehouse)
    for version in ("2026-06-02", "2026-06-03", "2026-06-04", "2026-06-01"):
        publish.publish(settings, version)
    assert publish.current_version(settings) == "2026-06-01"
    assert (settings.published / "current" / "analyst.duckdb").exists()
    publish.publish(settings, "2026-06-05")
    assert not (settings.published / "2026-06-01").exists()
