"""Dagster's storage of a home, with the files of its event log kept open.

Dagster opens a file anew for each event and closes it again: every statement is compiled again, and what was written is
copied from SQLite's log into the file, which waits for the disk three times. A build of the sample writes 1,400 events,
and this took half of its 90 s.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage
from dagster._serdes import ConfigurableClassData
from sqlalchemy import Connection, Engine, create_engine, event


class Storage(DagsterSqliteStorage):
    """What dagster.yaml names: Dagster's own layout below `base_dir`, so that either reads what the other wrote."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        super().__init__(base_dir, inst_data)
        self._event_log_storage = EventLog(f"{base_dir}/history/runs")

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]) -> Storage:
        """As Dagster makes its own."""
        return cls(inst_data=inst_data, **config_value)


class EventLog(SqliteEventLogStorage):
    """A file a run, and one of what holds across runs."""

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock:
            engine = _engine(self.conn_string_for_shard(shard))
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            with engine.begin() as connection:
                yield connection


@lru_cache(maxsize=4)
def _engine(file: str) -> Engine:
    """A file's connection, kept; what Dagster takes beside it is closed again."""
    engine = create_engine(file, pool_size=1, connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS})
    # what a process has written outlives it; a machine that stops loses the last events at most, never the file
    event.listen(engine, "connect", lambda connection, _: connection.execute("pragma synchronous = normal"))
    return engine
