"""What is published, in PostgreSQL: a schema and a role for each audience, switched in one transaction.

Rows are deleted and written anew, and no table is made anew: a reader sees all of one version in each statement, and in
a transaction that reads repeatably to its end, waits for nobody, and keeps the views that were made of it. Of tables
that were dropped or renamed PostgreSQL would show an open transaction none, or empty ones. What a load cost until it is
swept is twice the room of the tables.
"""

from __future__ import annotations

from collections.abc import Callable

import duckdb

from orchestration import publish
from orchestration.serving import database, rights, tables
from orchestration.serving.database import Database, ServingError
from orchestration.settings import Settings, variable
from orchestration.sql import literal

__all__ = ["ServingError", "held_version", "problem", "serve"]

#: Which version a schema holds, as its copy says it.
_ABOUT = "about"


def serve(settings: Settings, tell: Callable[[str], None] = lambda message: None) -> str:
    """Load the published version into PostgreSQL, unless it is there.

    Returns:
        What was done, in a line.

    Raises:
        ServingError: it is not there now; what was there stays.
    """
    version = publish.current_version(settings)
    if version is None:
        raise ServingError(f"nothing is published in {settings.home} yet; run `assay build`")
    with database.connected(_address(settings)) as served:
        if not served.ask("select pg_try_advisory_xact_lock(hashtext('assay'))")[0][0]:
            raise ServingError("another process is loading into this database; run it again when that is done")
        if _version_in(served) == version:
            publish.mark_served(settings, version)
            return f"PostgreSQL holds {version} already"
        tell("loading the copies into PostgreSQL")
        rows: dict[str, int] = {}
        for audience in publish.AUDIENCES:
            role = rights.prepare(served, audience.name)
            file = settings.published / version / f"{audience.name}.duckdb"
            with duckdb.connect(str(file), read_only=True) as copy:
                for table in tables.of_the_copy(copy):
                    rows[f"{role}.{table.name}"] = tables.load(served, copy, table, role)
            rights.grant(served, role)
            tables.drop_others(served, role, {name.split(".")[1] for name in rows if name.split(".")[0] == role})
        served.commit()
        publish.mark_served(settings, version)
        served.sweep(list(rows))
    return f"PostgreSQL holds {version} now: {len(rows)} tables, {sum(rows.values()):,} rows"


def held_version(settings: Settings) -> str | None:
    """The version that readers of PostgreSQL see; None before the first.

    Raises:
        ServingError: it cannot be asked.
    """
    with database.connected(_address(settings)) as served:
        return _version_in(served)


def problem(settings: Settings) -> str | None:
    """Why readers of PostgreSQL do not see what is published; None where they do."""
    try:
        held, current = held_version(settings), publish.current_version(settings)
    except ServingError as error:
        return str(error)
    return None if held == current else f"PostgreSQL holds {held or 'nothing yet'}, and {current} is published"


def _address(settings: Settings) -> database.Secret:
    if settings.postgres_dsn is None:
        raise ServingError(f"no database is named; set {variable(Settings, 'postgres_dsn')}")
    return settings.postgres_dsn


def _version_in(served: Database) -> str | None:
    table = f"{rights.name_of(publish.AUDIENCES[0].name)}.{_ABOUT}"
    if served.ask(f"select to_regclass({literal(table)})::text")[0][0] is None:
        return None
    found = served.ask(f"select version from {table}")
    return str(found[0][0]) if found else None
