"""Readers who never stop while versions are published, gone back to and dropped: nobody's query fails or mixes two."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from orchestration import home, publish
from orchestration.settings import Settings

READERS = 8
#: Each publication is followed by as many steps back and forth among the versions that are kept.
STEPS = 20

#: Reads both tables of the file, one Parquet file, and two, in turn until told to stop; says how often it read.
READER = """
import itertools, pathlib, sys
import duckdb
current, stop = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
both = "select count(*), min(build), max(build), (select min(build) from {b}), (select max(build) from {b}) from {a}"
for read in itertools.count(1):
    if read % 3 == 0:
        with duckdb.connect(str(current / "analyst.duckdb"), read_only=True) as copy:
            first = copy.execute(both.format(a="marts.mart_a", b="marts.mart_b")).fetchall()[0]
            # whoever stays connected stays with what they opened
            found = copy.execute(both.format(a="marts.mart_b", b="marts.mart_a")).fetchall()[0]
            assert found == first, (found, first)
    elif read % 3 == 1:
        # one file is of one version however often the link moves while it is read
        one = f"read_parquet('{current}/analyst/mart_a.parquet')"
        found = duckdb.execute(both.format(a=one, b="(select null as build where false)")).fetchall()[0][:3]
    else:
        # of several files the link has to be followed once
        version = current.resolve()
        try:
            tables = [f"read_parquet('{version}/analyst/mart_{table}.parquet')" for table in "ab"]
            found = duckdb.execute(both.format(a=tables[0], b=tables[1])).fetchall()[0]
        except duckdb.IOException:
            assert not version.exists(), "a version that is kept could not be read"
            continue
    assert found[0] == 5000 and len(set(found[1:])) == 1, found
    if stop.exists():
        break
print(read)
"""


def test_switching_disturbs_no_reader(tmp_path: Path) -> None:
    switches(tmp_path, 5)


@pytest.mark.soak
def test_a_thousand_switches_disturb_no_reader(tmp_path: Path) -> None:
    switches(tmp_path, 50)


def switches(folder: Path, publications: int) -> None:
    settings = Settings(home=folder / "home")
    home.prepare(settings)
    with duckdb.connect(str(settings.warehouse)) as connection:
        for schema in ("analyst", "intermediate"):
            connection.execute(f"create schema {schema}")
        connection.execute("create table intermediate.int_as_of as select date '2026-06-10' as as_of_date")
    told(settings, 0)
    stop = folder / "stop"
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READER, str(settings.published / "current"), str(stop)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(READERS)
    ]
    for build in range(1, publications + 1):
        told(settings, build)
        kept = list(publish.versions(settings))
        for step in range(STEPS):
            publish.roll_back(settings, kept[step % len(kept)])
    stop.touch()
    for reader in readers:
        said, wrong = reader.communicate(timeout=60)
        assert reader.returncode == 0, wrong
        assert int(said) > publications


def told(settings: Settings, build: int) -> None:
    with duckdb.connect(str(settings.warehouse)) as connection:
        for table in ("mart_a", "mart_b"):
            rows = f"select {build} as build, * from range(5000)"
            connection.execute(f"create or replace table analyst.{table} as {rows}")
    publish.publish(settings, f"v{build:04}")
