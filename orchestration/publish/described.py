"""What a copy says about itself: comments on its tables and columns, and beside it a manifest with hashes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from orchestration import files
from orchestration.settings import DBT_MANIFEST
from orchestration.sql import identifier, literal

MANIFEST = "manifest.json"


def comment(connection: duckdb.DuckDBPyConnection, source: str, table: str, name: str) -> None:
    """Give the table `name` what the YAML says of `source`.`table`, and of its columns."""
    said = _descriptions().get((source, table))
    if said is None:
        return
    description, columns = said
    connection.execute(f"comment on table {name} is {literal(description)}")
    for column in connection.execute(f"describe {name}").fetchall():
        if told := columns.get(column[0]):
            connection.execute(f"comment on column {name}.{identifier(column[0])} is {literal(told)}")


def write_manifest(
    folder: Path, version: str, as_of: date, rows: Mapping[str, int], withheld: Sequence[Mapping[str, Any]]
) -> None:
    """Write what a version is made of: its tables with their rows, and its files with their hashes."""
    found = {
        str(path.relative_to(folder)): _sha256(path)
        for path in sorted([*folder.glob("*.duckdb"), *folder.glob("*.html"), *folder.glob("*/*.parquet")])
    }
    content: dict[str, Any] = {
        "version": version,
        "as_of": f"{as_of:%Y-%m-%d}",
        # what a version is published after, and never without
        "checks": {"gates": "passed", "data_tests": "passed", "audit_of_what_is_told": "passed"},
        # how many cases there are tonight is for reviewers
        "rows": {table: count for table, count in rows.items() if not table.startswith("reviewer.")},
        "withheld": withheld,
        "sha256": found,
    }
    files.write(folder, MANIFEST, json.dumps(content, indent=1).encode())
    (folder / MANIFEST).chmod(0o644)


def seal(folder: Path) -> None:
    """Let a version's manifest say what its files hash to now: those that named somebody who was forgotten are new."""
    manifest = folder / MANIFEST
    if not manifest.exists():
        return
    content = json.loads(manifest.read_text("utf-8"))
    found = {name: _sha256(folder / name) for name in content["sha256"] if (folder / name).exists()}
    if found != content["sha256"]:
        files.write(folder, MANIFEST, json.dumps(content | {"sha256": found}, indent=1).encode())
        manifest.chmod(0o644)


def _sha256(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


@cache
def _descriptions() -> dict[tuple[str, str], tuple[str, dict[str, str]]]:
    """What dbt knows of each relation, by schema and name; read once, 0.2 s."""
    nodes = json.loads(DBT_MANIFEST.read_text())["nodes"].values() if DBT_MANIFEST.exists() else ()
    return {
        (node["schema"], node["alias"]): (
            " ".join(node["description"].split()),
            {name: column["description"] for name, column in node["columns"].items()},
        )
        for node in nodes
        if node["resource_type"] == "model"
    }
