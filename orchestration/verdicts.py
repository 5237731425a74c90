"""What the gates look at: the partitions of raw that no gate has passed yet, as views in one small DuckDB file.

A partition counts as passed only when its stream's gates have let it through; a build that was killed between loading
and checking, or whose gate failed, is judged again on the same partitions.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

import expectations
from orchestration import files
from orchestration.loading import record
from orchestration.loading.loader import nothing_path, quarantine_path
from orchestration.loading.partition import EMPTY_PARTITION, rows_path
from orchestration.settings import Settings
from orchestration.sources import Stream, streams
from orchestration.sql import literal

PASSED = "passed.json"
NEWEST = 7  # partitions: a week of days
_DATABASE = "gates.duckdb"

Versions = dict[str, dict[str, str]]  # by stream key, by partition


@dataclass(frozen=True)
class Unjudged:
    """A home's partitions as raw holds them, and those of them that wait for a verdict."""

    current: Versions
    waiting: Versions

    def with_newest(self, keys: Iterable[str]) -> Unjudged:
        """The same; of these streams, where none waits, the newest partitions, for a check that is asked for alone."""
        newest = {key: dict(sorted(self.current[key].items())[-NEWEST:]) for key in keys if not self.waiting.get(key)}
        return replace(self, waiting=self.waiting | newest)


def unjudged(settings: Settings) -> Unjudged:
    """Compare what raw holds with what has passed."""
    found = record.read_partitions(settings.raw)
    current = {
        key: {name: partition.version or "" for name, partition in found.get(key, {}).items()} for key in streams()
    }
    passed = _passed(settings)
    waiting = {
        key: {name: version for name, version in partitions.items() if passed.get(key, {}).get(name) != version}
        for key, partitions in current.items()
    }
    return Unjudged(current, waiting)


def refusal(settings: Settings) -> str | None:
    """Why nothing may be built or published from what raw holds: partitions that no gate has passed. None: all have."""
    waiting = {key: partitions for key, partitions in unjudged(settings).waiting.items() if partitions}
    if not waiting:
        return None
    failed = [
        f"{record['asset']} {record['name']} ({record['remedy']})"
        for record in expectations.read_records(settings.quality)
        if record["is_blocking"] and record["asset"] in waiting
    ]
    named = ", ".join(f"{key} {max(partitions)}" for key, partitions in sorted(waiting.items()))
    why = f"refused by {'; '.join(failed)}" if failed else "not judged yet"
    count = sum(map(len, waiting.values()))
    return (
        f"{count} partitions of raw have passed no gate ({named}): {why}. Run the job `build`, which judges them first"
    )


def remember(settings: Settings, judged: Unjudged, keys: Iterable[str]) -> None:
    """Write down that the gates of these streams let through what raw holds."""
    passed = _passed(settings) | {key: judged.current[key] for key in keys}
    files.write(settings.quality, PASSED, json.dumps(passed, indent=1, sort_keys=True).encode())


def write_database(settings: Settings, judged: Unjudged, keys: Iterable[str]) -> Path:
    """Views `<source>__<stream>`, `…__files`, `…__quarantine` and `…__history` over what waits of each stream."""
    target = settings.quality / _DATABASE
    for old in settings.quality.glob(f"{_DATABASE}*"):
        old.unlink()
    with duckdb.connect(str(target)) as connection:
        for key in keys:
            _write_views(connection, settings.raw, streams()[key], judged)
    return target


def _write_views(connection: duckdb.DuckDBPyConnection, raw: Path, stream: Stream, judged: Unjudged) -> None:
    name = f"{stream.source}__{stream.name}"
    waiting = judged.waiting[stream.key]
    # the one without rows gives the view its columns where none of the others has any
    paths = [rows_path(raw, stream, partition) for partition in (EMPTY_PARTITION, *sorted(waiting))]
    listed = ", ".join(literal(str(path)) for path in paths if path.exists())
    chosen = ", ".join(literal(partition) for partition in ("", *sorted(waiting)))
    files = f"read_parquet({literal(str(raw / record.FOLDER / stream.source / f'{stream.name}.parquet'))})"
    connection.execute(
        f"create view {name} as select * from read_parquet([{listed}], hive_partitioning = true,"
        " hive_types_autocast = false)"
    )
    connection.execute(
        f"create view {name}__files as select partition, file_name, rows_read, rows_loaded, rows_quarantined, error,"
        f" extra_columns, is_partial from {files} where superseded_at is null and partition in ({chosen})"
    )
    # of a file that was refused whole the view of files tells
    refused = (quarantine_path(raw, stream.source, stream.name, partition) for partition in sorted(waiting))
    found = ", ".join(literal(str(path)) for path in (nothing_path(raw), *refused) if path.exists())
    connection.execute(
        f"create view {name}__quarantine as select partition, file_name, line_number, reason"
        f" from read_parquet([{found}])"
        f" semi join (from {name}__files where error is null) using (partition, file_name)"
    )
    connection.execute(
        f"create view {name}__history as select partition, cast(sum(rows_loaded) as bigint) as rows,"
        f" partition in ({chosen}) as is_changed from {files} where superseded_at is null group by partition"
    )


def _passed(settings: Settings) -> Versions:
    path = settings.quality / PASSED
    return json.loads(path.read_text()) if path.exists() else {}
