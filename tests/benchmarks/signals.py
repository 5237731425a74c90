"""Gaming signals at scale, against one plain pass of window functions over the same requests.

    .venv/bin/python -m tests.benchmarks.signals [--people N] [--days D] [--requests-a-day R]

People behind the gateway (two in five) send R requests a working day; the others have days only. All models of
`integrity` count, by dbt's own execution times of a full build; the plain pass takes gaps, sizes and hours of the same
people and weeks, and makes one row a person and week. Both with two threads and 4 GB, on a database file.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from pathlib import Path

import duckdb

from orchestration.settings import DBT_MANIFEST
from orchestration.sql import literal
from tests.benchmarks.warehouse import build, counts, prepare, show

PLAIN = """
    create table measured as
    select
        person_key, week_start_date, count(*) as request_count, sum(new_tokens) as new_tokens,
        stddev_samp(gap_ms) / avg(gap_ms) as gap_variation, median(gap_ms) as median_gap_ms,
        max(same_size) / count(*) as top_size_share, count(*) filter (where place_in_hour = 1) as hour_count,
        max(in_last_hours) as in_last_hours, count(*) filter (where is_twin) as twin_count
    from (
        select
            person_key, week_start_date, uncached_input_tokens as new_tokens,
            epoch_ms(requested_at) - lag(epoch_ms(requested_at)) over in_time as gap_ms,
            uncached_input_tokens = lag(uncached_input_tokens) over in_time as is_twin,
            count(*) over (partition by person_key, week_start_date, uncached_input_tokens) as same_size,
            row_number() over (
                partition by person_key, week_start_date, date_trunc('hour', requested_at) order by requested_at
            ) as place_in_hour,
            count(*) over (
                partition by person_key, week_start_date order by requested_at
                range between interval 3 hours preceding and current row
            ) as in_last_hours
        from built.marts.fct_requests
        where principal_type = 'human' and is_use and is_primary_measurement
        window in_time as (partition by person_key, week_start_date order by requested_at)
    )
    group by person_key, week_start_date
"""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--people", type=int, default=4_000)
    arguments.add_argument("--days", type=int, default=28)
    arguments.add_argument("--requests-a-day", type=float, default=40)
    arguments.add_argument("--keep", type=Path, help="a folder to work in, which stays; default: a temporary one")
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = (chosen.keep or Path(folder)) / "home"
        prepare(home, chosen.people, range(chosen.days), chosen.requests_a_day)
        built = build(home)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
        show("full build", built)
        told = counts(home)
        print(f"{told['fct_usage_days']:,} usage rows, {told['fct_requests']:,} requests, {chosen.days} days")
        of_signals = {name: seconds for name, seconds in built.seconds.items() if name in models_of_integrity()}
        total, plain = sum(of_signals.values()), run_plain(home)
        for name, seconds in sorted(of_signals.items(), key=lambda item: -item[1])[:10]:
            print(f"    {name:<40} {seconds:7.1f} s")
        print(f"one plain pass     {plain:7.1f} s")
        print(f"all signals        {total:7.1f} s   ratio {total / plain:.2f}   (at most 2)")
        print(f"peak memory        {peak:7.1f} GB  (under 8)")


def models_of_integrity() -> set[str]:
    """Everything of `integrity`, the measured streams of requests and the cases too."""
    nodes = json.loads(DBT_MANIFEST.read_text())["nodes"].values()
    return {node["name"] for node in nodes if node["resource_type"] == "model" and node["fqn"][1] == "integrity"}


def run_plain(home: Path) -> float:
    with duckdb.connect(str(home.parent / "plain.duckdb"), config={"threads": 2, "memory_limit": "4GB"}) as connection:
        connection.execute(f"attach {literal(str(home / 'warehouse.duckdb'))} as built (read_only)")
        connection.execute("set TimeZone = 'UTC'; set enable_progress_bar = false")
        begun = time.perf_counter()
        connection.execute(PLAIN)
        return time.perf_counter() - begun


if __name__ == "__main__":
    main()
