"""What stands on record of a file follows from its bytes, its stream and the day, never from an earlier record."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from orchestration.loading import loader, record
from orchestration.periods import between
from orchestration.sources import Column, Stream, streams
from tests.conftest import NOW, Zone

LOGS, CLAUDE, CLICKS = "litellm/spend_logs", "anthropic/claude_code_analytics", "acme/clicks"
LATER = datetime(2026, 6, 3, 13)
RequestRow = Callable[..., dict[str, Any]]


def declare(monkeypatch: pytest.MonkeyPatch, *changed: Stream) -> None:
    every = streams() | {stream.key: stream for stream in changed}
    monkeypatch.setattr(loader, "streams", lambda: every)


def current(zone: Zone) -> list[tuple[int, int, str | None]]:
    """(read, loaded, error) of the files that hold now."""
    files = [f for f in zone.files() if f["superseded_at"] is None]
    return [(f["rows_read"], f["rows_loaded"], f["error"]) for f in files]


def test_a_stream_that_is_declared_later_loads_what_lay_there(zone: Zone, monkeypatch: pytest.MonkeyPatch) -> None:
    zone.land(CLICKS, "2026-06-01", "a.jsonl", [{"x": "1"}])
    zone.load()
    declare(monkeypatch, Stream("acme", "clicks", rows="one row a click", columns=(Column("x", required=True),)))
    zone.load(LATER)
    assert current(zone) == [(1, 1, None)]
    assert zone.quarantine() == []


def test_a_stream_that_is_corrected_reads_its_old_files_again(zone: Zone, monkeypatch: pytest.MonkeyPatch) -> None:
    zone.land(CLAUDE, "2026-06-01", "a.json", {"data": []})
    declare(monkeypatch, replace(streams()[CLAUDE], records="rows"))
    zone.load()
    assert [error is None for _, _, error in current(zone)] == [False]
    declare(monkeypatch)
    zone.load(LATER)
    assert current(zone) == [(0, 0, None)]


def test_a_cut_gzip_is_still_cut_when_its_day_has_come(zone: Zone, request_row: RequestRow) -> None:
    text = "".join(json.dumps(request_row(n, "2026-06-05")) + "\n" for n in range(3))
    zone.land(LOGS, "2026-06-05", "a.jsonl.gz", gzip.compress(text.encode())[:-8])
    zone.load(NOW)
    zone.load(datetime(2026, 6, 5, 12))
    [(read, loaded, error)] = current(zone)
    assert (read, loaded) == (1, 0)
    assert "the gzip ends before its data does" in str(error)


@pytest.mark.parametrize(
    ("key", "partition", "content"),
    [(CLAUDE, "2026-06-01", {"error": {}}), (LOGS, "2026-06-20", []), (CLICKS, "2026-06-01", [{"x": 1}])],
    ids=["an unreadable page", "a day in the future", "an unknown stream"],
)
def test_a_file_that_stays_refused_is_not_loaded_again(zone: Zone, key: str, partition: str, content: Any) -> None:
    path = zone.land(key, partition, "a.json", content or [{"x": 1}])
    zone.load()
    stored = zone.raw / "_quarantine" / key / f"{partition}.parquet"
    before = (stored.stat().st_mtime_ns, zone.files())
    assert zone.load(datetime(2026, 6, 4, 13)).partitions == {}
    assert (stored.stat().st_mtime_ns, zone.files()) == before
    path.unlink()
    zone.load(datetime(2026, 6, 4, 14))
    assert [f["superseded_at"] for f in zone.files()] == [datetime(2026, 6, 4, 14)]
    assert not stored.exists()


def test_an_empty_file_of_no_known_stream_is_no_row(zone: Zone) -> None:
    zone.land(CLICKS, "2026-06-01", "a.jsonl", "")
    zone.load()
    assert current(zone) == [(0, 0, None)]


class KilledError(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("dies_in", [(loader.os, "replace"), (record, "write")], ids=["storing", "recording"])
def test_a_file_that_goes_after_a_kill_takes_its_rows_with_it(
    zone: Zone, request_row: RequestRow, monkeypatch: pytest.MonkeyPatch, dies_in: tuple[Any, str]
) -> None:
    zone.load()
    path = zone.land(LOGS, "2026-06-01", "a.jsonl", [request_row(1), request_row(2, prompt_tokens=-1)])
    module, name = dies_in
    whole = getattr(module, name)

    def dies(*arguments: Any) -> None:
        if name == "write" or Path(arguments[1]).name == "rows.parquet":  # quarantine is stored already
            raise KilledError
        whole(*arguments)

    with monkeypatch.context() as killing:
        killing.setattr(module, name, dies)
        with pytest.raises(KilledError):
            zone.load()
    assert len(zone.quarantine()) == 1
    path.unlink()
    zone.load(LATER)
    assert (zone.rows(LOGS), zone.quarantine(), zone.files()) == ([], [], [])


def test_days_are_counted_up_to_tomorrow_only() -> None:
    """A folder with a mistyped year would be millions of partitions."""
    named = ["2026-06-01", "2026-06-03", "9026-06-01", "June", "9999-12-31"]
    assert list(between("day", named, date(2026, 6, 4))) == ["2026-06-01", "2026-06-02", "2026-06-03"]
    assert list(between("month", ["2025-12", "2026-01", "9999-12"], date(2026, 6, 4))) == ["2025-12", "2026-01"]
