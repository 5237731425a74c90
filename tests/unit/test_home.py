"""Who may read what of a home."""

from __future__ import annotations

import os
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
    assert shown == {f"published/{v}/analyst{p}" for v in ("v1",) for p in (".duckdb", "/mart_a.parquet")}


def test_a_home_of_an_earlier_version_is_closed(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / HOME)
    settings.raw.mkdir(parents=True)
    (settings.raw / "rows.parquet").touch()
    settings.warehouse.touch()
    assert is_open(settings.warehouse) and is_open(settings.raw / "rows.parquet")
    home.prepare(settings)
    assert not is_open(settings.warehouse) and not is_open(settings.raw / "rows.parquet")


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
