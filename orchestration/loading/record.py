"""The loader's own record: which version of which landing file is in raw. It lies under `raw/_files`.

Only dbt writes the warehouse; `audit.landing_files` is a copy of this for queries.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path

import duckdb

from orchestration.sql import literal

FOLDER = "_files"
_PLAIN = re.compile(r"[A-Za-z0-9][\w.-]{0,99}", re.ASCII)
_TYPES = {
    "source": "VARCHAR",
    "stream": "VARCHAR",
    "partition": "VARCHAR",
    "file_name": "VARCHAR",
    "sha256": "VARCHAR",
    "size_bytes": "BIGINT",
    "stamp": "VARCHAR",
    "first_seen_at": "TIMESTAMP",
    "superseded_at": "TIMESTAMP",
    "rows_read": "BIGINT",
    "rows_loaded": "BIGINT",
    "rows_quarantined": "BIGINT",
    "error": "VARCHAR",
    "extra_columns": "VARCHAR",
    "partition_version": "VARCHAR",
    "is_partial": "BOOLEAN",
}


@dataclass
class FileVersion:
    """One version of one landing file. Times are UTC; `superseded_at` is set when newer bytes or a deletion came.

    `is_partial` tells of pages whether all of them say that another one follows; it is None of what is no page.
    """

    source: str
    stream: str
    partition: str
    file_name: str
    sha256: str
    size_bytes: int
    stamp: str
    first_seen_at: datetime
    superseded_at: datetime | None = None
    rows_read: int = 0
    rows_loaded: int = 0
    rows_quarantined: int = 0
    error: str | None = None
    extra_columns: str | None = None
    partition_version: str | None = None
    is_partial: bool | None = None


@dataclass(frozen=True)
class Partition:
    """What raw holds of one partition. It is restated when a file of it came again, later, or went away."""

    partition: str
    version: str | None
    files: int
    rows_loaded: int
    rows_quarantined: int
    is_restated: bool


assert list(_TYPES) == [field.name for field in fields(FileVersion)]


def partition_version(fingerprint: str, is_refused: bool, files: Iterable[FileVersion]) -> str:
    """What a partition holds, in 16 hex digits: the way it is read, whether it is read at all, and its files in the
    order in which they win. What is wrong with a file follows from these."""
    ordered = [(f.file_name, f.sha256) for f in precedence(files)]
    return hashlib.sha256(json.dumps([fingerprint, is_refused, ordered]).encode()).hexdigest()[:16]


def precedence(files: Iterable[FileVersion]) -> list[FileVersion]:
    """Files so that a later one wins over an earlier one, where their rows do not say which is newer (the dbt macro
    `is_latest`): by name. When a file came is no part of the landing zone, which must give the same rows anywhere."""
    return sorted(files, key=lambda f: f.file_name)


def partitions(files: Iterable[FileVersion]) -> dict[str, dict[str, Partition]]:
    """What raw holds, by stream key `<source>/<stream>` and partition."""
    grouped: dict[str, dict[str, list[FileVersion]]] = {}
    for file in files:
        grouped.setdefault(f"{file.source}/{file.stream}", {}).setdefault(file.partition, []).append(file)
    return {
        key: {
            name: describe(name, versions)
            for name, versions in sorted(found.items())
            if any(v.superseded_at is None for v in versions)
        }
        for key, found in grouped.items()
    }


def describe(name: str, versions: list[FileVersion]) -> Partition:
    """What all versions of its files make of a partition, superseded ones too; without a current one it is empty."""
    current = [v for v in versions if v.superseded_at is None]
    return Partition(
        name,
        current[0].partition_version if current else None,
        len(current),
        sum(v.rows_loaded for v in current),
        sum(v.rows_quarantined for v in current),
        is_restated=len(current) < len(versions) or len({v.first_seen_at for v in versions}) > 1,
    )


def read_partitions(raw: Path) -> dict[str, dict[str, Partition]]:
    """`partitions` of what is on record under `raw`."""
    with duckdb.connect() as connection:
        return partitions(read(connection, raw))


def directory_version(raw: Path) -> str:
    """The directory as landed, and the sources whose ids it can explain: while this stands, so does who is who."""
    landed = read_partitions(raw)
    directory = {
        key: {name: found.version for name, found in by_name.items()}
        for key, by_name in landed.items()
        if key.startswith("directory/")
    }
    with_rows = {key.split("/")[0] for key, by_name in landed.items() if any(p.rows_loaded for p in by_name.values())}
    return hashlib.sha256(json.dumps([directory, sorted(with_rows)], sort_keys=True).encode()).hexdigest()[:16]


def read(connection: duckdb.DuckDBPyConnection, raw: Path) -> list[FileVersion]:
    """Every version of every file on record."""
    if not any((raw / FOLDER).glob("*/*.parquet")):
        return []
    files = literal(str(raw / FOLDER / "*" / "*.parquet"))
    # what an older Assay wrote lacks the columns that came since, which then have their defaults
    found = connection.execute(f"from read_parquet({files}, union_by_name = true)")
    names = [column[0] for column in found.description or ()]
    return [FileVersion(**dict(zip(names, row, strict=True))) for row in found.fetchall()]


def place(name: str) -> str:
    """A folder's name as a name under raw: itself where it is plain, else a digest. It may be as long as a name can
    be, begin like our own folders (`_files`), or look like a partition of a dataset (`a=b`)."""
    return name if _PLAIN.fullmatch(name) else hashlib.sha256(name.encode()).hexdigest()[:32]


def write(connection: duckdb.DuckDBPyConnection, raw: Path, source: str, stream: str, files: list[FileVersion]) -> None:
    """Replace the record of one stream, in one step."""
    _write(connection, raw / FOLDER / place(source) / f"{place(stream)}.parquet", files)


def _write(connection: duckdb.DuckDBPyConnection, target: Path, files: list[FileVersion]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    rows = json.dumps([asdict(file) for file in files], default=str)
    described = json.dumps([_TYPES])
    temporary = target.with_suffix(".tmp")
    connection.execute(
        f"copy (select unnest(from_json(cast($1 as json), {literal(described)}), recursive := true))"
        f" to {literal(str(temporary))} (format parquet)",
        [rows],
    )
    os.replace(temporary, target)  # noqa: PTH105


def write_empty(connection: duckdb.DuckDBPyConnection, raw: Path) -> None:
    """A record without files, so that the glob of a new home finds a schema, and that of an old one the newest."""
    _write(connection, raw / FOLDER / "_none" / "_none.parquet", [])
