"""How dbt waits for a warehouse that somebody reads, and for nothing else."""

from __future__ import annotations

from types import SimpleNamespace

import duckdb
import pytest

from orchestration.warehouse import attach
from orchestration.warehouse.attach import Plugin

HELD = 'Could not set lock on file "warehouse.duckdb": Conflicting lock is held in python (PID 7)'


class Connection:
    """A connection that fails so often, and counts what it was asked."""

    def __init__(self, message: str, failures: int) -> None:
        self.message, self.failures, self.asked = message, failures, 0

    def execute(self, sql: str) -> None:
        self.asked += 1
        if self.asked <= self.failures:
            raise duckdb.IOException(self.message)


@pytest.mark.parametrize(
    ("message", "failures", "asked"), [(HELD, 2, 3), (HELD, 9, 6), ("No space left on device", 9, 1)]
)
def test_only_a_held_warehouse_is_asked_for_again(
    message: str, failures: int, asked: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(attach, "_given_up", [])
    monkeypatch.setattr("tenacity.nap.time.sleep", waits.append)
    database = SimpleNamespace(to_sql=lambda: "attach …")
    connection = Connection(message, failures)
    plugin = Plugin("attach", {}, SimpleNamespace(attach=[database]))
    if failures < 6:
        plugin.configure_connection(connection)
    else:
        with pytest.raises(duckdb.IOException, match=message[:20]):
            plugin.configure_connection(connection)
    assert connection.asked == asked
    assert waits == [1, 2, 4, 8, 16][: asked - 1]
    if message == HELD and failures > 6:  # who stays is not waited for at each model
        with pytest.raises(duckdb.IOException, match="PID 7"):
            plugin.configure_connection(connection)
        assert (connection.asked, len(waits)) == (asked, 5)
