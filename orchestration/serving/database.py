"""A connection to PostgreSQL, and what goes wrong on it, said without its password."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import duckdb
from pydantic import SecretStr as Secret

from orchestration.sql import literal

#: Of libpq, where the address says nothing else: a host that swallows packets is given up, not waited for.
_PATIENCE = {"connect_timeout": "10", "tcp_user_timeout": "60000", "application_name": "assay"}
#: For what changes a table's columns, and must wait for its readers: who comes after us would wait behind us.
_LOCK_PATIENCE = "5s"


class ServingError(Exception):
    """What is published did not get into PostgreSQL, and what to do."""


class Database:
    """One transaction, and the ways in which we speak in it."""

    def __init__(self, connection: Any, cursor: Any) -> None:
        self._connection = connection
        self._cursor = cursor

    def run(self, statement: str) -> None:
        self._cursor.execute(statement)

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        self._cursor.execute(query)
        return list(self._cursor.fetchall())

    def append(self, schema: str, table: str, rows: Any) -> None:
        """Copy Arrow batches behind a table's rows, column by column as they stand."""
        self._cursor.adbc_ingest(table, rows, mode="append", db_schema_name=schema)

    def commit(self) -> None:
        self._connection.commit()

    def sweep(self, tables: Sequence[str]) -> None:
        """Free the room of deleted rows, and count for the planner; a sweep that cannot be is autovacuum's."""
        from adbc_driver_manager import Error

        with suppress(Error):
            self._connection.adbc_connection.set_autocommit(True)
            self.run(f"vacuum (analyze) {', '.join(tables)}")


@contextmanager
def connected(dsn: Secret) -> Iterator[Database]:
    """A transaction, taken back unless it is committed.

    Raises:
        ServingError: there is no driver, no server, or it refuses.
    """
    try:
        # libpq is 5 MB, and most homes have no database
        from adbc_driver_manager import Error
        from adbc_driver_postgresql import dbapi
        from pyarrow import ArrowException
    except ImportError as error:
        raise ServingError(
            f"PostgreSQL needs a package that is not here ({error}); pip install 'assay[postgres]'"
        ) from None
    try:
        with closing(dbapi.connect(_with_patience(dsn))) as connection, closing(connection.cursor()) as cursor:
            cursor.execute("set client_encoding to 'UTF8'")
            cursor.execute(f"set lock_timeout to {literal(_LOCK_PATIENCE)}")
            yield Database(connection, cursor)
    except (Error, duckdb.Error, ArrowException, OSError) as error:
        raise ServingError(f"PostgreSQL does not take it: {_said(dsn, error)}") from None


def _with_patience(dsn: Secret) -> str:
    address, _, options = dsn.get_secret_value().partition("?")
    added = [f"{name}={value}" for name, value in _PATIENCE.items() if f"{name}=" not in options]
    return f"{address}?{'&'.join(filter(None, (options, *added)))}"


def _said(dsn: Secret, error: Exception) -> str:
    """The first line: what follows quotes the statement, and the row that was refused."""
    parts = urlsplit(dsn.get_secret_value())
    written = (parts.password, dict(parse_qsl(parts.query)).get("password"))
    line = str(error).strip().split("\n", 1)[0]
    if any(password and (password in line or unquote(password) in line) for password in written):
        return "its answer holds the password, and is not shown"
    return line
