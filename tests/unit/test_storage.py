"""Dagster's event log of a home: kept open, and laid out as Dagster's own."""

from __future__ import annotations

import logging
from pathlib import Path

from dagster import DagsterEvent, DagsterEventType, EventLogEntry
from dagster._core.events import EngineEventData
from dagster._core.storage.event_log import SqliteEventLogStorage
from sqlalchemy import Engine, event

from orchestration.runs.storage import EventLog

RUN = "6f1b8f34-1fd5-4d3a-9c3e-0a4d4a3f0001"


def entry(number: int) -> EventLogEntry:
    happened = DagsterEvent(
        DagsterEventType.ENGINE_EVENT.value,
        "build",
        event_specific_data=EngineEventData(),
        message=f"event {number}",
    )
    return EventLogEntry(
        error_info=None,
        level=logging.INFO,
        user_message="",
        run_id=RUN,
        timestamp=float(number),
        dagster_event=happened,
    )


def opened(log: SqliteEventLogStorage) -> int:
    """How often SQLite is opened for ten events, once the run's file stands."""
    count = 0

    def opens(*_: object) -> None:
        nonlocal count
        count += 1

    log.store_event(entry(0))
    event.listen(Engine, "connect", opens)
    try:
        for number in range(1, 11):
            log.store_event(entry(number))
    finally:
        event.remove(Engine, "connect", opens)
    return count


def test_a_run_is_written_through_one_connection_and_dagster_reads_it(tmp_path: Path) -> None:
    assert opened(EventLog(str(tmp_path / "ours"))) == 0
    assert opened(SqliteEventLogStorage(str(tmp_path / "theirs"))) == 10
    theirs = SqliteEventLogStorage(str(tmp_path / "ours"))
    told = [log.dagster_event.message for log in theirs.get_logs_for_run(RUN) if log.dagster_event]
    assert told == [f"event {number}" for number in range(11)]
