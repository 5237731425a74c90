"""Who may know whom, and who may know the clock."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.house.conftest import ROOT, imports_of, python_files

#: A room, and what nothing in it may import.
FORBIDDEN = {
    "orchestration/sources": ("expectations", "dagster", "dbt."),
    "orchestration/connectors": ("expectations", "dagster", "dbt."),
    "orchestration/loading": ("expectations", "dagster", "dbt."),
    "expectations": ("orchestration", "dbt", "dagster", "seeds"),
    "seeds": ("orchestration.defs", "expectations", "dagster", "dbt."),
}


@pytest.mark.parametrize("room", FORBIDDEN)
def test_a_room_knows_only_its_own_side(room: str) -> None:
    for path in python_files(room):
        for name in imports_of(path):
            assert not name.startswith(FORBIDDEN[room]), f"{path} imports {name}"


#: The floors of `orchestration`: what stands on one knows its own and those before it.
FLOORS = (
    ("accesses", "clock", "files", "interrupt", "periods", "settings", "sql"),
    ("sources",),  # what a stream is; not the vendors, who are below
    ("loading",),
    ("connectors",),
    ("sources.*",),
    ("fetching", "home", "simulating", "verdicts"),
    ("warehouse",),
    ("closing", "exporting", "forgetting", "publish", "report"),
    ("serving",),
    ("runs",),
    ("defs", "definitions"),
    ("evaluation",),
    ("terminal",),
)


def floor_of(module: str) -> int | None:
    """The number of a module's floor; None where it is none of ours."""
    head, *rest = module.split(".")
    if head != "orchestration" or not rest:
        return None
    vendors = {path.name for path in (ROOT / "orchestration" / "sources").iterdir() if path.is_dir()}
    room = "sources.*" if rest[0] == "sources" and rest[1:2] and rest[1] in vendors else rest[0]
    return next((number for number, rooms in enumerate(FLOORS) if room in rooms), None)


def test_nobody_knows_a_floor_above() -> None:
    for path in python_files("orchestration"):
        own = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        if own == "orchestration":
            continue
        floor = floor_of(own)
        assert floor is not None, f"{own} stands on no floor"
        for name in imports_of(path):
            if own == "orchestration.runs.running" and name.startswith("orchestration.definitions"):
                continue  # it runs the jobs, and they say where a run goes on
            other = floor_of(name)
            assert other is None or other <= floor, f"{own} imports {name}"


def test_only_settings_reads_the_environment() -> None:
    for path in python_files("orchestration"):
        if path.name != "settings.py":
            assert not re.search(r"os\.environ\.get|os\.getenv|os\.environ\[[^]]+\](?! =)", path.read_text()), path


def test_no_model_knows_the_clock() -> None:
    for path in (ROOT / "dbt_project").rglob("*.sql"):
        if "target" not in path.parts:
            found = re.search(r"\b(current_date|current_timestamp|now\(\)|today\(\)|run_started_at)", path.read_text())
            assert found is None, f"{path}: {found}"


def test_importing_the_code_location_does_no_work() -> None:
    """No heavy library, no connection, no folder: only declarations and dbt's manifest."""
    code = (
        "import sys, socket, pathlib, duckdb\n"
        "def refuse(*args, **kwargs): raise AssertionError('work at import')\n"
        "socket.socket.connect = duckdb.connect = pathlib.Path.mkdir = refuse\n"
        "from orchestration.definitions import defs\n"
        "assert {'build', 'fetch'} <= {job.name for job in defs().resolve_all_job_defs()}\n"
        "heavy = {'great_expectations', 'pandas', 'scipy', 'altair', 'httpx', 'dbt.cli'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr[-3000:]


def test_the_lock_names_packages_and_hashes_and_no_hosts() -> None:
    for lock in (ROOT / ".ci").glob("*.lock"):
        for line in lock.read_text().splitlines():
            assert re.match(r"[a-zA-Z0-9._-]+==\S+( ; .*)?( \\)?$|    --hash=sha256:[0-9a-f]{64}( \\)?$", line), line
