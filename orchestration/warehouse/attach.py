"""How dbt opens the warehouse: dbt-duckdb's plugin, named in `dbt_project/profiles.yml`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import duckdb
from dbt.adapters.duckdb.credentials import DuckDBCredentials
from dbt.adapters.duckdb.plugins import BasePlugin

from orchestration.settings import load_settings
from orchestration.warehouse.damage import is_held, patience

_given_up: list[duckdb.Error] = []  # dbt opens anew for each model that does not hang on one that failed


class Plugin(BasePlugin):
    """Attaches the profile's databases, files of the home, before dbt-duckdb does, which would not wait for anybody.

    A reader of the warehouse keeps dbt out. It is waited for once in a run: who stays, stays for the other models too.
    """

    def update_connection_config(self, creds: DuckDBCredentials, config: dict[str, Any]) -> None:
        """Say where things lie. dbt parses all anew for a profile with other words, so no path stands in it."""
        home = load_settings().home
        creds.attach = [replace(database, path=str(home / database.path)) for database in creds.attach]
        # set with the connection: dbt-duckdb repeats `settings` for every model, and DuckDB refuses to move the folder
        # once it has spilled there
        config["temp_directory"] = str(home / "tmp")

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:
        """Raises duckdb.IOException, which names the process, where the file stays closed to us."""
        if _given_up:
            raise _given_up[0]
        for database in self.creds.attach:
            try:
                patience()(conn.execute, database.to_sql())
            except duckdb.Error as error:
                if is_held(str(error)):
                    _given_up.append(error)
                raise
