"""Who may know whom, and who may know the clock."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.house.conftest import ROOT, imports_of, python_files

#: A room, and what nothing in it may import.
FORBIDDEN = {
    "orchestration/sources": ("orchestration.defs", "orchestration.loading.loader", "expectations", "dagster", "dbt."),
    "expectations": ("orchestration", "dbt", "dagster", "seeds"),
    "seeds": ("orchestration.defs", "expectations", "dagster", "dbt."),
}


@pytest.mark.parametrize("room", FORBIDDEN)
def test_a_room_knows_only_its_own_side(room: str) -> None:
    for path in python_files(room):
        for name in imports_of(path):
            assert not name.startswith(FORBIDDEN[room]), f"{path} imports {name}"


def test_defs_are_imported_by_nobody_but_each_other() -> None:
    for path in python_files("orchestration"):
        if path.parent.name != "defs" and path.name != "definitions.py":
            assert not any(name.startswith("orchestration.defs") for name in imports_of(path)), path


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
