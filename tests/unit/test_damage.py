"""Files of a home that cannot be read: one sentence with the remedy, before any work is done."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from orchestration import home
from orchestration.clock import utc_now
from orchestration.loading.loader import Loader
from orchestration.settings import Settings
from orchestration.terminal.cli import app
from orchestration.warehouse import damage
from tests.conftest import Zone


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home in which a file has landed, with a warehouse of more than one block."""
    found = Settings(home=tmp_path)
    home.prepare(found)
    Zone(tmp_path).land("directory/teams", "2026-05-01", "teams.csv", "team_id\ncore\n")
    with duckdb.connect(str(found.warehouse)) as connection:
        connection.execute("create table a as select hash(i) as h from range(400000) as numbers(i)")
    return found


DAMAGES: dict[str, Callable[[Path], object]] = {
    "empty": lambda file: file.write_bytes(b""),
    "cut in its header": lambda file: file.write_bytes(file.read_bytes()[:5000]),
    "cut in the middle": lambda file: file.write_bytes(file.read_bytes()[: file.stat().st_size // 2]),
    "cut at its end": lambda file: file.write_bytes(file.read_bytes()[:-1]),
    "zeros": lambda file: file.write_bytes(bytes(file.stat().st_size)),
    "text": lambda file: file.write_text("this is no database\n" * 1000),
    "of a newer DuckDB": lambda file: file.write_bytes(file.read_bytes()[:12] + b"\x63" + file.read_bytes()[13:]),
}


@pytest.mark.parametrize("what", DAMAGES)
def test_a_damaged_warehouse_is_one_sentence_before_any_work(settings: Settings, what: str) -> None:
    DAMAGES[what](settings.warehouse)
    done = CliRunner().invoke(app, ["build", "--home", str(settings.home)], env={"COLUMNS": "300"})
    assert done.exit_code == 2
    (line,) = done.stderr.splitlines()
    assert f"{settings.warehouse} is damaged" in line
    assert "remove it, the next build makes it again from raw, and nothing is lost" in line
    status = CliRunner().invoke(app, ["status", "--home", str(settings.home)], env={"COLUMNS": "300"})
    assert status.exit_code == 0 and "is damaged" in status.stdout


KILLED = """
import duckdb, os, sys
connection = duckdb.connect(sys.argv[1], config={"checkpoint_threshold": "1TB"})
connection.execute("create table b as select hash(i) as h, i from range(3000000) as numbers(i)")
os._exit(9)
"""


def test_a_log_that_waits_to_be_read_is_no_damage(settings: Settings) -> None:
    """What a killed build leaves: blocks that the log makes are not in the file yet."""
    subprocess.run([sys.executable, "-c", KILLED, str(settings.warehouse)], check=False)
    assert settings.warehouse.with_name("warehouse.duckdb.wal").exists()
    damage.check_warehouse(settings, print)


def test_a_whole_warehouse_and_none_are_fine(settings: Settings) -> None:
    damage.check_warehouse(settings, print)
    settings.warehouse.unlink()
    damage.check_warehouse(settings, print)


def test_a_warehouse_whose_free_blocks_were_cut_off_is_fine(settings: Settings) -> None:
    """DuckDB cuts the file after it has written how many blocks there are."""
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute("create table b as select hash(i) as h from range(2000000) as numbers(i); checkpoint")
        connection.execute("drop table b; checkpoint")
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        blocks, size = connection.execute("select total_blocks, block_size from pragma_database_size()").fetchall()[0]
    assert settings.warehouse.stat().st_size < blocks * size, "nothing was cut off"
    damage.check_warehouse(settings, print)
    settings.warehouse.write_bytes(settings.warehouse.read_bytes()[:-size])
    with pytest.raises(damage.WarehouseError, match="is damaged"):
        damage.check_warehouse(settings, print)


READS = """
import duckdb, sys
connection = duckdb.connect(sys.argv[1], read_only=True)
print("open", flush=True)
sys.stdin.read()
"""


def test_a_reader_that_stays_is_named_after_half_a_minute(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr("tenacity.nap.time.sleep", waits.append)
    with subprocess.Popen([sys.executable, "-c", READS, settings.warehouse], stdin=-1, stdout=-1) as reader:
        assert reader.stdout is not None and reader.stdout.readline()
        done = CliRunner().invoke(app, ["build", "--home", str(settings.home)], env={"COLUMNS": "300"})
        reader.communicate()
    assert done.exit_code == 1
    assert f"process {reader.pid} has warehouse.duckdb open" in done.stderr
    assert "· waiting half a minute at most" in done.stderr
    assert waits == [1, 2, 4, 8, 16]


def test_damaged_raw_names_the_file_and_what_to_remove(settings: Settings) -> None:
    zone = Zone(settings.home)
    zone.land("directory/people", "2026-05-01", "people.csv", "person_id,employment_type\np1,employee\n")
    zone.load()
    rows = settings.raw / "directory" / "people" / "partition=2026-05-01" / "rows.parquet"
    for content in (b"", b"PAR1 and no more", rows.read_bytes()[:-9]):
        rows.write_bytes(content)
        with pytest.raises(duckdb.Error) as caught:
            zone.rows("directory/people")
        told = damage.explain(str(caught.value), settings)
        assert told == f"{rows} is damaged; remove {rows.parent}, the next build loads it again from the landing zone"
    rows.unlink()
    rows.parent.rmdir()
    with Loader(settings.landing, settings.raw, utc_now()) as loader:
        loader.load()
    assert len(zone.rows("directory/people")) == 1


def test_a_damaged_record_of_files_is_one_sentence(settings: Settings) -> None:
    zone = Zone(settings.home)
    zone.load()
    (settings.raw / "_files" / "_none" / "_none.parquet").write_bytes(b"no parquet at all")
    done = CliRunner().invoke(app, ["status", "--home", str(settings.home)], env={"COLUMNS": "300"})
    assert done.exit_code == 2
    assert f"remove {settings.raw}, the next build loads it again from the landing zone" in done.stderr


def test_damaged_storage_of_dagsters_is_one_sentence(settings: Settings) -> None:
    (settings.dagster_home / "history").mkdir()
    (settings.dagster_home / "history" / "runs.db").write_text("no database\n" * 1000)
    code = f"from orchestration.terminal import cli; cli.main(['status', '--home', {str(settings.home)!r}])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 2, done.stderr
    (line,) = done.stderr.splitlines()
    assert f"Dagster's storage in {settings.dagster_home} is damaged; remove that folder" in line


def test_what_is_no_damage_is_not_taken_for_it(settings: Settings) -> None:
    assert damage.explain("Binder Error: no such column", settings) is None
    assert damage.explain("the file a.json of the landing zone is corrupt", settings) is None
