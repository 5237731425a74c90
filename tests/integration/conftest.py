"""Homes built by the very command a user types."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import dagster as dg
import duckdb
import pytest

from tests.integration import command

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "seeds" / "sample" / "landing"
SALT = "0" * 64


@dataclass(frozen=True)
class Home:
    """A home, and what it answers."""

    path: Path

    def assay(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run `assay …` on this home."""
        return self.run(command.assay, *arguments, **environment)

    def run(
        self, function: Callable[..., Any], *arguments: str, patience: float | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a module's function on this home in a process of its own; killed after `patience` seconds, if any."""
        with tempfile.TemporaryDirectory() as folder:
            out, err = Path(folder) / "out", Path(folder) / "err"
            child = command.start(
                function, *arguments, environment=self.environment(**environment), stdout=out, stderr=err
            )
            child.join(patience)
            if child.exitcode is None:
                os.killpg(child.pid, signal.SIGKILL)
                child.join()
            return subprocess.CompletedProcess(arguments, child.exitcode, out.read_text(), err.read_text())

    def command(self, *arguments: str) -> list[str]:
        return [str(Path(sys.executable).with_name("assay")), *arguments]

    def environment(self, **more: str) -> dict[str, str]:
        return {**os.environ, "ASSAY_HOME": str(self.path), "COLUMNS": "200", **more}

    def build(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`assay build`, which must publish."""
        done = self.assay("build", *arguments)
        assert done.returncode == 0, done.stderr + done.stdout
        return done

    def query(self, sql: str, file: str = "warehouse.duckdb") -> list[dict[str, Any]]:
        with duckdb.connect(str(self.path / file), read_only=True) as connection:
            found = connection.execute(sql)
            names = [column[0] for column in found.description]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    @contextmanager
    def dagster(self) -> Iterator[dg.DagsterInstance]:
        """What Dagster knows of the home."""
        folder = str(self.path / "dagster")
        with mock.patch.dict(os.environ, DAGSTER_HOME=folder), dg.DagsterInstance.from_config(folder) as instance:
            yield instance

    def digest(self) -> dict[str, tuple[int, int]]:
        """Every table others read, as its number of rows and a sum over them; when a file came is no content."""
        told = {}
        for table in self.query(
            "select table_schema as schema, table_name as name from information_schema.tables"
            " where table_schema in ('marts', 'analyst', 'audit', 'restricted')"
        ):
            relation = f"{table['schema']}.{table['name']}"
            columns = [
                column["column_name"]
                for column in self.query(f"describe {relation}")
                if column["column_name"] not in ("first_seen_at", "superseded_at")
            ]
            row = self.query(
                f"select count(*) as n, sum(cast(hash({', '.join(columns)}) as hugeint)) as h from {relation}"
            )
            told[relation] = (row[0]["n"], row[0]["h"])
        return told


@pytest.fixture(scope="session")
def new_home(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Home]:
    """Makes a home with a known salt, and with a copy of `landing`."""

    def make(landing: Path | None = SAMPLE) -> Home:
        path = tmp_path_factory.mktemp("home")
        (path / "person_key.salt").write_text(SALT)
        (path / "person_key.salt").chmod(0o600)
        if landing is not None:
            shutil.copytree(landing, path / "landing")
        return Home(path)

    return make


@pytest.fixture(scope="session")
def sample(new_home: Callable[..., Home]) -> Home:
    """The sample, built once, by the command as a user types it. Tests only read it."""
    home = new_home()
    done = subprocess.run(home.command("build"), env=home.environment(), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr + done.stdout
    return home


@pytest.fixture
def built(sample: Home, tmp_path: Path) -> Home:
    """A copy of the built sample to go on with: half the price of a build."""
    return Home(Path(shutil.copytree(sample.path, tmp_path / "home", symlinks=True)))
