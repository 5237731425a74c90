"""A PostgreSQL of the tests' own: a cluster in a folder, heard on a socket there only, ended with whoever began it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import duckdb

from orchestration.sql import identifier, literal

#: Debian keeps them from the PATH, a folder for each version.
_FOUND = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
INITDB = _FOUND[-1] if _FOUND else (Path(found) if (found := shutil.which("initdb")) else None)
#: Needs each of the ways in which a password is written.
PASSWORD = "s3cret@w/rd:%"
ADMIN, PUBLISHER = "postgres", "assay_publisher"


@dataclass(frozen=True)
class Cluster:
    """A server, whose users all have the same password."""

    folder: Path

    def dsn(self, user: str, database: str, password: str = PASSWORD) -> str:
        return f"postgresql://{user}:{quote(password, safe='')}@/{database}?host={self.folder}"

    @contextmanager
    def reader(self, user: str, database: str, is_autocommit: bool = True) -> Iterator[Any]:
        """A cursor of a user's."""
        from adbc_driver_postgresql import dbapi

        with (
            closing(dbapi.connect(self.dsn(user, database), autocommit=is_autocommit)) as connection,
            closing(connection.cursor()) as cursor,
        ):
            yield cursor

    def ask(self, user: str, database: str, query: str) -> list[tuple[Any, ...]]:
        with self.reader(user, database) as cursor:
            cursor.execute(query)
            return list(cursor.fetchall())

    def run(self, user: str, database: str, *statements: str) -> None:
        with self.reader(user, database) as cursor:
            for statement in statements:
                cursor.execute(statement)


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A new server with a publisher, who owns what it makes and is no superuser."""
    assert INITDB is not None
    folder = Path(tempfile.mkdtemp(prefix="assay-pg-"))
    # PostgreSQL refuses to run as root
    account: dict[str, Any] = {"user": "postgres", "group": "postgres", "extra_groups": []} if not os.geteuid() else {}
    password = folder / "password"
    password.write_text(PASSWORD)
    if account:
        shutil.chown(folder, "postgres", "postgres")
        shutil.chown(password, "postgres", "postgres")

    def run(program: str, *arguments: str) -> None:
        command = [str(INITDB.with_name(program)), "-D", str(folder / "data"), *arguments]
        log = folder / f"{program}.log"
        with log.open("a") as out:
            done = subprocess.run(command, stdout=out, stderr=out, cwd="/", **account)
        assert done.returncode == 0, log.read_text()

    try:
        run(
            "initdb",
            "-U",
            ADMIN,
            "-E",
            "UTF8",
            "--locale=C",
            "-A",
            "scram-sha-256",
            "--no-sync",
            f"--pwfile={password}",
        )
        run("pg_ctl", "-w", "start", "-o", f"-c listen_addresses='' -k {folder} -c fsync=off")
        try:
            made = Cluster(folder)
            made.run(ADMIN, "postgres", f"create role {PUBLISHER} login createrole password {literal(PASSWORD)}")
            yield made
        finally:
            run("pg_ctl", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


@contextmanager
def new_database(cluster: Cluster) -> Iterator[str]:
    """An empty database of the publisher's."""
    name = f"assay_{uuid4().hex[:12]}"
    cluster.run(ADMIN, "postgres", f"create database {name} owner {PUBLISHER}")
    yield name
    cluster.run(ADMIN, "postgres", f"drop database {name} with (force)")


def same_as_the_copies(cluster: Cluster, database: str, folder: Path) -> int:
    """Hold the rows, types and words of a version's copies against a database's. Returns how many tables these are."""
    compared = 0
    for audience in ("analyst", "finance", "reviewer"):
        with duckdb.connect(str(folder / f"{audience}.duckdb"), read_only=True) as copy:
            said = copy.execute("select table_name, column_name, comment from duckdb_columns() where not internal")
            words = sorted(said.fetchall())
            for schema, table, comment in copy.execute(
                "select schema_name, table_name, comment from duckdb_tables()"
            ).fetchall():
                there = f"assay_{audience}.{table}"
                shape = copy.execute(f"describe {schema}.{table}").fetchall()
                asked = ", ".join(
                    identifier(name) if kind.endswith("[]") else f"cast({identifier(name)} as varchar)"
                    for name, kind, *_ in shape
                )
                own = copy.execute(f"select {asked} from {schema}.{table}").fetchall()
                found = cluster.ask(ADMIN, database, f"select {asked} from {there}")
                assert sorted(map(str, found)) == sorted(map(str, own)), there
                relation = f"{literal(there)}::regclass"
                asked = f"select obj_description({relation}, 'pg_class')"
                assert cluster.ask(ADMIN, database, asked) == [(comment,)]
                kinds = dict(
                    cluster.ask(
                        ADMIN,
                        database,
                        "select attname::text, format_type(atttypid, atttypmod) from pg_attribute"
                        f" where attrelid = {relation} and attnum > 0",
                    )
                )
                for name, kind, *_ in shape:
                    if kind.startswith("DECIMAL"):
                        assert kinds[name] == kind.replace("DECIMAL", "numeric")
                compared += 1
        asked = (
            "select relname::text, attname::text, col_description(pg_class.oid, attnum) from pg_attribute"
            " join pg_class on pg_class.oid = attrelid join pg_namespace on pg_namespace.oid = relnamespace"
            f" where nspname = {literal(f'assay_{audience}')} and relkind = 'r' and attnum > 0"
        )
        assert sorted(cluster.ask(ADMIN, database, asked)) == words
    return compared
