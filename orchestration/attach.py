"""How dbt opens the warehouse: dbt-duckdb's plugin, named in `dbt_project/profiles.yml`."""

from __future__ import annotations

import duckdb
from dbt.adapters.duckdb.plugins import BasePlugin
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_exponential

from orchestration.dbt import is_held


class Plugin(BasePlugin):
    """Attaches the profile's databases before dbt-duckdb does, which would not wait for anybody.

    A reader of the warehouse keeps dbt out; most are done within these 1, 2, 4, 8 and 16 seconds.
    """

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:
        """Raises duckdb.IOException, which names the process, where the file stays closed to us."""
        patient = Retrying(
            retry=retry_if_exception(lambda error: is_held(str(error))),
            wait=wait_exponential(),
            stop=stop_after_attempt(6),
            reraise=True,
        )
        for database in self.creds.attach:
            patient(conn.execute, database.to_sql())
