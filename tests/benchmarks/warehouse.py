"""The warehouse at scale, against plain DuckDB SQL making the same facts and marts (plain.sql).

    .venv/bin/python -m tests.benchmarks.warehouse [--people N] [--days D]

One run, two cores, one after the other: plain SQL over the whole; dbt's full build; the seven days after it, one build
each, since a Monday opens a week and the last of a month reads all of it; and the full build once more. A history four
times as long gets the same seven days, by turns with the short one. dbt's own execution times of models count; its
tests are shown apart. A share is of times in yardsticks, the same work done before and after each build, for a machine
can become half as fast within minutes (ours does).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import fmean
from string import Template

import duckdb

from orchestration.clock import utc_now
from orchestration.home import prepare as prepare_home
from orchestration.loading.loader import Loader
from orchestration.settings import DBT_PROJECT_DIR, load_settings
from orchestration.warehouse import building
from tests.benchmarks.company import REQUESTS_A_DAY, START, write_raw

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Timing:
    seconds: dict[str, float]  # of each model
    tests: float
    wall: float
    yardstick: float

    @property
    def models(self) -> float:
        return sum(self.seconds.values())

    @property
    def slowest(self) -> list[tuple[str, float]]:
        return sorted(self.seconds.items(), key=lambda item: -item[1])[:6]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--people", type=int, default=85_000)
    arguments.add_argument("--days", type=int, default=28)
    arguments.add_argument("--longer", type=int, default=4, help="how many times as long the long history is; 0: none")
    arguments.add_argument("--keep", type=Path, help="a folder to work in, which stays; default: a temporary one")
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = (chosen.keep or Path(folder)) / "home"
        homes = [home]
        if chosen.longer:
            homes.append(home.with_name("longer"))
            prepare(homes[-1], chosen.people, range(chosen.days - chosen.days * chosen.longer, chosen.days))
            show("long history", build(homes[-1]))
        prepare(home, chosen.people, range(chosen.days))
        plain = run_plain(home)
        full = [build(home)]
        told = counts(home)
        print(f"{told['fct_usage_days']:,} usage rows, {told['fct_requests']:,} requests, {chosen.days} days")
        print(f"plain DuckDB SQL   {plain:7.1f} s")
        show("full build", full[0])
        print(f"ratio              {full[0].models / plain:7.2f}   (at most 2)")
        one_more = add_week(homes, chosen.people, chosen.days)
        again = home.with_name("again")
        prepare(again, chosen.people, range(chosen.days))
        full.append(build(again))
        show("full build again", full[1])
        print(f"share of full      {one_more[0] / mean(full):7.3f}   (at most 1/15 = 0.067)")
        if chosen.longer:
            print(f"against {chosen.days} days    {one_more[1] / one_more[0]:7.2f}   (at most 1.2)")
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
        print(f"peak memory        {peak:7.1f} GB  (under 6)")


def prepare(home: Path, people: int, days: range, requests_a_day: float = REQUESTS_A_DAY) -> None:
    settings = load_settings().with_home(home)
    is_new = not settings.raw.exists()
    prepare_home(settings)
    if is_new:
        with Loader(settings.landing, settings.raw, utc_now()) as loader:
            loader.load()  # gives every stream its empty dataset
    write_raw(settings.raw, people, days, requests_a_day)


def run_plain(home: Path) -> float:
    """Seconds of plain.sql in a process of its own, on a database file, as a user would."""
    sql = Template((HERE / "plain.sql").read_text()).safe_substitute(raw=home / "raw")
    script = home.parent / "plain.sql"
    script.write_text(sql)
    code = (
        "import duckdb, sys, time\n"
        f"c = duckdb.connect({str(home.parent / 'plain.duckdb')!r})\n"
        "c.execute(\"set threads = 2; set memory_limit = '4GB'; set TimeZone = 'UTC'\")\n"
        "c.execute('set preserve_insertion_order = false; set enable_progress_bar = false')\n"
        "begun = time.perf_counter()\n"
        f"c.execute(open({str(script)!r}).read())\n"
        "print(time.perf_counter() - begun)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    return float(done.stdout)


def build(home: Path) -> Timing:
    settings = load_settings().with_home(home)
    environment = {**os.environ, **building.environment(settings, None)}
    command = [str(Path(sys.executable).with_name("dbt")), *building.begin_building(settings)]
    before = yardstick()
    begun = time.perf_counter()
    done = subprocess.run(command, cwd=DBT_PROJECT_DIR, env=environment, capture_output=True, text=True)
    wall = time.perf_counter() - begun
    if done.returncode:
        raise SystemExit(done.stdout[-4000:])
    building.end_building(settings)
    results = json.loads((home / "dbt" / "run_results.json").read_text())["results"]
    seconds = {result["unique_id"]: result["execution_time"] for result in results}
    models = {name.split(".")[-1]: value for name, value in seconds.items() if name.startswith("model.")}
    tests = sum(value for name, value in seconds.items() if name.startswith("test."))
    return Timing(models, tests, wall, (before + yardstick()) / 2)


def yardstick() -> float:
    """Seconds that a fixed piece of work takes just now: half a million texts counted, as models do."""
    with duckdb.connect(config={"threads": 2}) as connection:
        begun = time.perf_counter()
        connection.execute(
            "select key, count(*) from (select sha256(cast(i % 500000 as varchar)) as key from range(1500000) as t (i))"
            " group by key order by key limit 1"
        ).fetchall()
        return time.perf_counter() - begun


def add_week(homes: list[Path], people: int, first: int) -> list[float]:
    """What one more day takes in each home, the mean of seven."""
    timings: dict[Path, list[Timing]] = {home: [] for home in homes}
    for day in range(first, first + 7):
        for home in homes if day % 2 else reversed(homes):
            prepare(home, people, range(day, day + 1))
            timings[home].append(build(home))
            show(f"{home.name} and {START + timedelta(days=day):%a %d %b}", timings[home][-1])
    for home in homes:
        seconds = fmean(timing.models for timing in timings[home])
        print(f"{home.name}, one more day {seconds:7.2f} s models; the mean of these")
    return [mean(timings[home]) for home in homes]


def mean(timings: list[Timing]) -> float:
    """Of models, in yardsticks."""
    return fmean(timing.models / timing.yardstick for timing in timings)


def counts(home: Path) -> dict[str, int]:
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:
        return {
            name: connection.execute(f"select count(*) from marts.{name}").fetchall()[0][0]
            for name in ("fct_usage_days", "fct_requests", "fct_pull_requests", "fct_cost_allocations")
        }


def show(what: str, timing: Timing) -> None:
    print(
        f"{what:<22} {timing.models:7.1f} s models, {timing.tests:.1f} s tests, {timing.wall:.1f} s in all,"
        f" yardstick {timing.yardstick:.2f}"
    )
    print("    " + ", ".join(f"{name} {seconds:.1f}" for name, seconds in timing.slowest))


if __name__ == "__main__":
    main()
