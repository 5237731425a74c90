"""What is wrong with a file of the home that cannot be opened or read, in one sentence and with the remedy.

Everything but the landing zone can be made again from it, so the remedy is always to remove what is damaged.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import duckdb

from orchestration.settings import Settings
from orchestration.sql import identifier, literal

if TYPE_CHECKING:
    from tenacity import RetryCallState, Retrying

_PAGES_BEFORE_THE_BLOCKS = 3 * 4096  # of a DuckDB file
_READING = re.compile(
    r"magic bytes|too small to be a parquet|corrupt|checksum|not a valid duckdb|could not read enough bytes|deserializ"
    r"|serialization error|newer version|thrift|protocol|could not read from file|not a database|malformed",
    re.IGNORECASE,
)


class WarehouseError(Exception):
    """The warehouse cannot be opened. `is_held`: because another process has it open."""

    def __init__(self, message: str, is_held: bool = False) -> None:
        super().__init__(message)
        self.is_held = is_held


def is_held(said: str) -> bool:
    """Whether DuckDB said that another process has the warehouse open."""
    return "Could not set lock on file" in said


def who_holds(said: str) -> str | None:
    """What DuckDB said of a file that another process has open, with the remedy; None where it said no such thing."""
    if not is_held(said):
        return None
    holder = re.search(r"PID (\d+)", said)
    who = f"process {holder[1]}" if holder else "another process"
    return (
        f"{who} has warehouse.duckdb open, and DuckDB lets nobody write meanwhile; close it and run it again."
        " Readers of published/current never stand in the way"
    )


def patience(tell: Callable[[str], None] = lambda message: None) -> Retrying:
    """Tries again while another process has the warehouse open, after 1, 2, 4, 8 and 16 seconds: most readers are done
    within these. `tell` hears at the first wait for whom."""
    from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_exponential

    def waiting(state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        if state.attempt_number == 1:
            tell(f"waiting half a minute at most: {(who_holds(str(error)) or '').partition(',')[0]}")

    return Retrying(
        retry=retry_if_exception(lambda error: is_held(str(error))),
        wait=wait_exponential(),
        stop=stop_after_attempt(6),
        before_sleep=waiting,
        reraise=True,
    )


def check_warehouse(settings: Settings, tell: Callable[[str], None]) -> None:
    """Open the warehouse as dbt will, before any work is done: dbt would say the same of each of its models.

    Raises:
        WarehouseError: it cannot be opened, or is not whole.
    """
    file = settings.warehouse
    if not file.exists():
        return
    # a build that was killed leaves a log, of which DuckDB makes blocks when it opens the file: they are not in it yet
    has_log, length = file.with_name(f"{file.name}.wal").exists(), file.stat().st_size
    try:
        with duckdb.connect() as connection:
            patience(tell)(connection.execute, f"attach {literal(file)} as warehouse")
            blocks, size = connection.execute(
                "select total_blocks, block_size from pragma_database_size() where database_name = 'warehouse'"
            ).fetchall()[0]
            there = (length - _PAGES_BEFORE_THE_BLOCKS) // size
            # at its end a checkpoint cuts free blocks off, of which the header knows only after the next one
            is_whole = there >= blocks or there > _last_used_block(connection)
    except duckdb.Error as error:
        if held := who_holds(str(error)):
            raise WarehouseError(held, is_held=True) from None
        if "Permission denied" in str(error):
            raise WarehouseError(f"cannot write {file}; make it yours and writable") from None
        raise WarehouseError(of_the_warehouse(settings)) from None
    if not (has_log or is_whole):
        raise WarehouseError(of_the_warehouse(settings))


def _last_used_block(connection: duckdb.DuckDBPyConnection) -> int:
    """The last block that a table of the warehouse lies in, counted from 0."""
    tables = connection.execute(
        "select schema_name, table_name from duckdb_tables() where database_name = 'warehouse'"
    ).fetchall()
    last = [
        connection.execute(
            "select max(greatest(block_id, list_max(additional_block_ids)))"
            f" from pragma_storage_info({literal(f'warehouse.{identifier(schema)}.{identifier(table)}')})"
        ).fetchall()[0][0]
        for schema, table in tables
    ]
    return max((block for block in last if block is not None), default=-1)


def explain(said: str, settings: Settings) -> str | None:
    """What an error of DuckDB or SQLite says of a file of the home that is damaged; None where it is about no such."""
    if not _READING.search(said):
        return None
    # of a block whose checksum is wrong DuckDB names no file; no other file has such blocks for longer than a check
    if str(settings.warehouse) in said or "Corrupt database file" in said:
        return of_the_warehouse(settings)
    if found := re.search(re.escape(str(settings.raw)) + r"/[^\"\n]*?\.parquet", said):
        file = found[0]
        folder = file.rpartition("/")[0] if "/partition=" in file else settings.raw
        return f"{file} is damaged; remove {folder}, the next build loads it again from the landing zone"
    if "sqlite" in said.lower():
        return (
            f"Dagster's storage in {settings.dagster_home} is damaged; remove that folder, the next build makes it"
            " again, and only the history of runs is lost"
        )
    return None


def of_the_warehouse(settings: Settings) -> str:
    """What to say of a warehouse that cannot be read."""
    return (
        f"{settings.warehouse} is damaged, or was written by a newer DuckDB; remove it, the next build makes it again"
        " from raw, and nothing is lost"
    )
