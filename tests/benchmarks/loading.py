"""Loading a million gzipped JSON lines, against DuckDB's own read_json → Parquet with the same columns.

    .venv/bin/python -m tests.benchmarks.loading [--rows N] [--files N]

Both read the same files in the same process, with two threads, in turn; the best of three counts.
Assay does more in that time: it hashes every file, proves every gzip whole, checks every row against the rules of its
stream, and keeps rows in the order in which they win.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import duckdb

from orchestration.loading.loader import Loader
from orchestration.sources import duckdb_type, streams
from orchestration.sql import literal

KEY, DAY = "litellm/spend_logs", "2026-06-01"
ROUNDS = 3

REQUESTS = """
    select
        printf('req-%012d', i) as request_id, 'acompletion' as call_type,
        printf('sk-hash-%05d', i % 34000) as api_key, round(random() / 10, 6) as spend,
        (random() * 9000)::int as total_tokens, (random() * 8000)::int as prompt_tokens,
        (random() * 1000)::int as completion_tokens,
        strftime(timestamp '2026-06-01' + to_seconds((random() * 86000)::int), '%Y-%m-%dT%H:%M:%S.%gZ') as "startTime",
        strftime(timestamp '2026-06-01' + to_seconds((random() * 86000)::int), '%Y-%m-%dT%H:%M:%S.%gZ') as "endTime",
        'model-' || i % 8 as model, 'model-' || i % 8 as model_group, 'anthropic' as custom_llm_provider,
        printf('person%05d@benchmark.example', i % 34000) as "user", 'team-' || i % 4000 as team_id, '' as end_user,
        'False' as cache_hit, 'success' as status, uuid() as session_id, ['User-Agent: claude-cli/2.1'] as request_tags,
        {'user_api_key_alias': 'key', 'spend_logs_metadata': null} as metadata
    from range(?, ?) as numbers (i)
"""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=1_000_000)
    arguments.add_argument("--files", type=int, default=4)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        paths = write_files(home / "landing" / KEY / DAY, chosen.rows, chosen.files)
        size = sum(path.stat().st_size for path in paths)
        print(f"{chosen.rows:,} rows in {chosen.files} files, {size / 1e6:.0f} MB gzipped")
        plain = best(lambda number: plain_load(paths, home / f"plain{number}.parquet"))
        assay = best(lambda number: assay_load(home, home / f"raw{number}"))
        print(f"DuckDB read_json → Parquet  {plain:6.2f} s")
        print(f"Assay landing → raw         {assay:6.2f} s")
        print(f"ratio                       {assay / plain:6.2f}   (at most 1.5)")


def write_files(folder: Path, rows: int, files: int) -> list[Path]:
    folder.mkdir(parents=True)
    paths = [folder / f"part_{number}.jsonl.gz" for number in range(files)]
    with duckdb.connect() as connection:
        connection.execute("select setseed(0.5)")
        for number, path in enumerate(paths):
            bounds = [rows * number // files, rows * (number + 1) // files]
            connection.execute(f"copy ({REQUESTS}) to {literal(str(path))} (format json, compression gzip)", bounds)
    return paths


def plain_load(paths: list[Path], target: Path) -> None:
    columns = ", ".join(f"{literal(c.name)}: {literal(duckdb_type(c.type))}" for c in streams()[KEY].columns)
    files = ", ".join(literal(str(path)) for path in paths)
    with duckdb.connect() as connection:
        connection.execute("set threads = 2")
        connection.execute(
            f"copy (from read_json([{files}], format = 'newline_delimited', columns = {{{columns}}}))"
            f" to {literal(str(target))} (format parquet, codec zstd)"
        )


def assay_load(home: Path, raw: Path) -> None:
    with Loader(home / "landing", raw, datetime(2026, 6, 3, 12), threads=2) as loader:
        report = loader.load()
    assert [p.rows_quarantined for p in report.partitions[KEY]] == [0]


def best(run: Callable[[int], None]) -> float:
    """Seconds of the fastest of some rounds."""
    seconds = []
    for number in range(ROUNDS):
        begun = time.perf_counter()
        run(number)
        seconds.append(time.perf_counter() - begun)
    return min(seconds)


if __name__ == "__main__":
    main()
