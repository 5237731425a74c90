"""What a delivery can get wrong: what is said, what is kept, that the rest goes on, that the next run is right."""

from __future__ import annotations

import errno
import gzip
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.loading.judge import FileRead, Judge
from orchestration.loading.partition import READERS
from orchestration.sql import literal
from tests.conftest import NOW, Zone

LOGS, PEOPLE, CLAUDE = "litellm/spend_logs", "directory/people", "anthropic/claude_code_analytics"
PEOPLE_CSV = "person_id,employment_type,fte\np1,employee,1\np2,contractor,0.5\n"
RequestRow = Callable[..., dict[str, Any]]


def lines(*rows: dict[str, Any] | str) -> str:
    return "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows)


def good(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "request_id": f"r{number}",
        "startTime": "2026-06-01T10:00:00Z",
        "prompt_tokens": 1,
        "completion_tokens": 1,
        **changes,
    }


#: stream, file name, content, reason (a part of it), line, rows of the file that load
CASES: dict[str, tuple[str, str, str | bytes, str, int, int]] = {
    "a truncated gzip": (
        LOGS,
        "bad.jsonl.gz",
        gzip.compress(lines(*(good(n) for n in range(500))).encode(), mtime=0)[:-40],
        "the gzip ends before its data does",
        1,
        0,
    ),
    "a gzip cut exactly before its trailer": (
        LOGS,
        "bad.jsonl.gz",
        gzip.compress(lines(good(1)).encode(), mtime=0)[:-8],
        "the gzip ends before its data does",
        1,
        0,
    ),
    "no gzip at all": (LOGS, "bad.jsonl.gz", b"\x1f\x8b this is no gzip", "not a readable gzip", 1, 0),
    "a file that is not JSON": (LOGS, "bad.json", "<html>502 Bad Gateway</html>", "cannot be read", 1, 0),
    "a page with an error object": (
        CLAUDE,
        "page.json",
        '{"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}',
        "another shape (overloaded_error)",
        1,
        0,
    ),
    "one bad line among good ones": (
        LOGS,
        "bad.jsonl",
        lines(good(1), '{"request_id": "r2", "startTi', good(3)),
        "the line is not JSON",
        2,
        2,
    ),
    "a missing column": (LOGS, "bad.jsonl", lines(good(1), {"request_id": "r2"}), "`prompt_tokens` is missing", 2, 1),
    "a CSV without a required column": (
        PEOPLE,
        "bad.csv",
        "person_id,fte\np9,1\n",
        "lacks `employment_type`;",
        1,
        0,
    ),
    "text in a number": (LOGS, "bad.jsonl", lines(good(1), good(2, prompt_tokens="many")), "`prompt_tokens`", 2, 1),
    "text in a number of a CSV": (
        PEOPLE,
        "bad.csv",
        "person_id,employment_type,fte\np8,employee,full\np9,employee,1\n",
        "`fte`",
        2,
        1,
    ),
    "a negative token count": (LOGS, "bad.jsonl", lines(good(1), good(2, prompt_tokens=-5)), "`prompt_tokens`", 2, 1),
    "a day of another partition": (
        LOGS,
        "bad.jsonl",
        lines(good(1), good(2, startTime="2026-05-31T23:59:59Z")),
        "outside the partition 2026-06-01",
        2,
        1,
    ),
    "a date in the future": (
        LOGS,
        "bad.jsonl",
        lines(good(1, startTime="2027-06-01T10:00:00Z")),
        "outside the partition 2026-06-01",
        1,
        0,
    ),
    "a line with a field too many": (
        PEOPLE,
        "bad.csv",
        "person_id,employment_type\np8,employee\np9,employee,1\n",
        "does not fit the header",
        3,
        1,
    ),
    "bytes that are no UTF-8": (
        LOGS,
        "bad.jsonl",
        lines(good(1)).encode() + b'{"request_id": "\xff\xfe"}\n',
        "the line is not UTF-8",
        2,
        1,
    ),
    "a person of five": (
        PEOPLE,
        "bad.csv",
        "person_id,employment_type,fte\np8,employee,5\np9,employee,1\n",
        "`fte` breaks the rule fte > 0 and fte <= 1",
        2,
        1,
    ),
    "a person of nothing": (PEOPLE, "bad.csv", "person_id,employment_type,fte\np8,service,0\n", "`fte`", 2, 0),
    "an employment nobody knows": (
        PEOPLE,
        "bad.csv",
        "person_id,employment_type\np8,robot\np9,service\n",
        "`employment_type` breaks the rule",
        2,
        1,
    ),
    "a name that says no format": (LOGS, "bad.txt", "hello", "rename the file", 1, 0),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_bad_rows_are_quarantined_with_their_place_and_the_rest_loads(
    zone: Zone, request_row: RequestRow, case: tuple[str, str, str | bytes, str, int, int]
) -> None:
    stream, name, content, reason, line, loaded = case
    zone.land(stream, "2026-06-01", name, content)
    zone.land(LOGS, "2026-06-01", "good.jsonl.gz", [request_row(n) for n in range(100, 105)])
    zone.land(LOGS, "2026-06-02", "good.jsonl", [request_row(7, "2026-06-02")])

    zone.load()

    refused = zone.quarantine()
    assert [(r["file_name"], r["line_number"]) for r in refused] == [(name, line)]
    assert reason in refused[0]["reason"]
    by_name = {(f["partition"], f["file_name"]): f for f in zone.files()}
    record = by_name["2026-06-01", name]
    assert (record["rows_read"], record["rows_loaded"], record["rows_quarantined"]) == (loaded + 1, loaded, 1)
    assert by_name["2026-06-01", "good.jsonl.gz"]["rows_loaded"] == 5
    assert by_name["2026-06-02", "good.jsonl"]["rows_loaded"] == 1

    # delivered again, whole: the bad version stays on record, and nothing of it in raw or quarantine
    whole: dict[str, str | bytes] = {
        LOGS: lines(good(1), good(2)),
        PEOPLE: PEOPLE_CSV,
        CLAUDE: '{"data": [], "has_more": false, "next_page": null}',
    }
    zone.land(stream, "2026-06-01", name, whole[stream])
    if name.endswith(".txt"):
        (zone.landing / stream / "2026-06-01" / name).unlink()
        zone.land(stream, "2026-06-01", "renamed.jsonl", whole[stream])
    zone.load(datetime(2026, 6, 3, 13))
    assert zone.quarantine() == []
    versions = [f for f in zone.files() if f["file_name"] == name]
    assert min(versions, key=lambda v: v["first_seen_at"])["superseded_at"] is not None


def test_an_extra_column_is_named_and_nothing_is_lost(zone: Zone) -> None:
    zone.land(PEOPLE, "2026-06-01", "people.csv", "person_id,employment_type,shoe_size\np1,employee,42\n")
    zone.load()
    assert zone.quarantine() == []
    assert [f["extra_columns"] for f in zone.files()] == ["shoe_size"]
    assert [row["person_id"] for row in zone.rows(PEOPLE) if row["person_id"]] == ["p1"]


def test_an_empty_file_is_recorded_and_empties_what_it_replaces(zone: Zone, request_row: RequestRow) -> None:
    zone.land(LOGS, "2026-06-01", "a.jsonl", [request_row(1)])
    zone.load()
    zone.land(LOGS, "2026-06-01", "a.jsonl", "")
    report = zone.load(datetime(2026, 6, 3, 13))
    assert zone.rows(LOGS) == []
    assert report.partitions[LOGS][0].is_restated
    current = [f for f in zone.files() if f["superseded_at"] is None]
    assert [(f["size_bytes"], f["rows_read"]) for f in current] == [(0, 0)]


def test_a_deleted_file_takes_its_rows_with_it_and_stays_on_record(zone: Zone, request_row: RequestRow) -> None:
    path = zone.land(LOGS, "2026-06-01", "a.jsonl", [request_row(1)])
    zone.land(LOGS, "2026-06-01", "b.jsonl", [request_row(2)])
    zone.load()
    path.unlink()
    zone.load(datetime(2026, 6, 3, 13))
    assert [row["request_id"] for row in zone.rows(LOGS)] == ["r2"]
    gone = [f for f in zone.files() if f["superseded_at"] is not None]
    assert [(f["file_name"], f["superseded_at"]) for f in gone] == [("a.jsonl", datetime(2026, 6, 3, 13))]


@pytest.mark.parametrize(
    ("partition", "reason"),
    [
        ("2026-06-05", "lies in the future"),
        ("June", "no partition of the form YYYY-MM-DD"),
        ("2026-02-30", "no date of the calendar"),
    ],
)
def test_a_folder_that_is_no_partition_is_quarantined(
    zone: Zone, request_row: RequestRow, partition: str, reason: str
) -> None:
    zone.land(LOGS, partition, "a.jsonl", [request_row(1)])
    zone.land(LOGS, "2026-06-01", "a.jsonl", [request_row(2)])
    zone.load(NOW)
    assert [row["request_id"] for row in zone.rows(LOGS)] == ["r2"]
    assert reason in zone.quarantine()[0]["reason"]


def test_tomorrow_is_allowed_and_the_future_loads_when_it_has_come(zone: Zone, request_row: RequestRow) -> None:
    zone.land(LOGS, "2026-06-04", "a.jsonl", [request_row(1, "2026-06-04")])
    zone.land(LOGS, "2026-06-05", "a.jsonl", [request_row(2, "2026-06-05")])
    zone.load(NOW)
    assert [row["request_id"] for row in zone.rows(LOGS)] == ["r1"]
    zone.load(datetime(2026, 6, 4, 12))
    assert [row["request_id"] for row in zone.rows(LOGS)] == ["r1", "r2"]
    assert zone.quarantine() == []


def test_files_of_no_known_stream_are_kept_named_and_stop_nothing(zone: Zone, request_row: RequestRow) -> None:
    zone.land("acme/clicks", "2026-06-01", "a.jsonl", [{"x": 1}])
    zone.land(LOGS, "2026-06-01", "a.jsonl", [request_row(1)])
    report = zone.load()
    assert "no stream 'acme/clicks' is known" in report.warnings[0]
    assert [(f["rows_read"], f["rows_quarantined"]) for f in zone.files() if f["source"] == "acme"] == [(1, 1)]
    assert len(zone.rows(LOGS)) == 1
    (zone.landing / "acme" / "clicks" / "2026-06-01" / "a.jsonl").unlink()
    assert zone.load(datetime(2026, 6, 3, 13)).warnings == []
    assert zone.quarantine() == []


def test_no_forbidden_field_reaches_raw_or_quarantine(zone: Zone, request_row: RequestRow) -> None:
    secret = "a prompt nobody may keep"
    rows = [
        request_row(1, messages=secret, response=secret),
        request_row(2, messages=secret, prompt_tokens="many"),
        request_row(3, proxy_server_request={"body": secret}, prompt_tokens=-1),
        request_row(4, metadata={"note": secret, "usage_object": {"cache_read_input_tokens": 90, "said": secret}}),
        request_row(5, metadata={"note": secret, "usage_object": {"cache_read_input_tokens": secret}}),
    ]
    text = lines(*rows) + '{"messages": "' + secret + '", broken\n'
    zone.land(LOGS, "2026-06-01", "a.jsonl", text)
    zone.load()
    kept = json.dumps(zone.rows(LOGS) + zone.quarantine() + zone.files(), default=str)
    assert len(zone.quarantine()) == 4
    usage = {row["request_id"]: row["metadata"] for row in zone.rows(LOGS)}["r4"]["usage_object"]
    assert usage["cache_read_input_tokens"] == 90  # the numbers stay
    assert secret not in kept


def test_a_file_that_turns_unreadable_takes_the_place_of_the_good_one(zone: Zone, request_row: RequestRow) -> None:
    zone.land(LOGS, "2026-06-01", "a.jsonl.gz", [request_row(n) for n in range(200)])
    zone.load()
    whole = (zone.landing / LOGS / "2026-06-01" / "a.jsonl.gz").read_bytes()
    zone.land(LOGS, "2026-06-01", "a.jsonl.gz", whole[: len(whole) // 2])
    zone.load(datetime(2026, 6, 3, 13))
    assert zone.rows(LOGS) == []
    current = [f for f in zone.files() if f["superseded_at"] is None]
    assert [(f["rows_read"], f["rows_quarantined"]) for f in current] == [(1, 1)]
    assert "deliver the file again" in current[0]["error"]


@pytest.mark.slow
def test_rows_that_the_reader_loses_are_found_by_the_count_of_lines(zone: Zone, request_row: RequestRow) -> None:
    """DuckDB 1.5.6 ends silently at a line of more than 128 MiB, and what it read till then looks whole."""
    rows = [request_row(1), request_row(2), request_row(3, messages="x" * (1 << 27))]
    zone.land(LOGS, "2026-06-01", "last.jsonl.gz", lines(*rows))
    zone.land(LOGS, "2026-06-01", "only.jsonl.gz", lines(rows[2]))
    zone.land(LOGS, "2026-06-01", "good.jsonl", [request_row(4)])
    zone.load()
    found = {f["file_name"]: (f["rows_read"], f["rows_loaded"]) for f in zone.files()}
    assert found == {"last.jsonl.gz": (3, 2), "only.jsonl.gz": (1, 0), "good.jsonl": (1, 1)}
    assert {q["reason"] for q in zone.quarantine()} == {"the row is longer than 64 MB"}


@pytest.mark.slow
def test_a_list_on_one_line_of_any_length_loads(zone: Zone) -> None:
    rows = [good(number, metadata="x" * 50_000) for number in range(1500)]
    zone.land(LOGS, "2026-06-01", "a.jsonl.gz", json.dumps(rows))
    zone.load()
    assert [(f["rows_read"], f["rows_loaded"], f["error"]) for f in zone.files()] == [(1500, 1500, None)]


def broken(judge: Judge, name: str, path: Path) -> FileRead:
    """A real failure of the engine: DuckDB 1.5.6 looks up a rejected column among those that are kept."""
    path.with_name("x.csv").write_bytes(b"x,a,b\n1,2,\xf6\n")
    judge.connection.execute(
        f"select b from read_csv({literal(str(path.with_name('x.csv')))}, store_rejects = true, auto_detect = false,"
        " header = true, columns = {'x': 'VARCHAR', 'a': 'VARCHAR', 'b': 'VARCHAR'})"
    )
    raise AssertionError("DuckDB has been mended: find another way to break it")


def test_a_failure_inside_the_engine_costs_the_file_that_it_was_reading(
    zone: Zone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(READERS, "csv", broken)
    zone.land(LOGS, "2026-06-01", "a.csv", "request_id\n1\n")
    zone.land(LOGS, "2026-06-01", "b.jsonl", lines(good(1), good(2, prompt_tokens=-1)))
    zone.land(LOGS, "2026-06-02", "c.csv", "request_id\n1\n")
    zone.land(CLAUDE, "2026-06-01", "d.json", '{"data": []}')
    zone.load()
    found = {f["file_name"]: (f["rows_read"], f["rows_loaded"], f["rows_quarantined"]) for f in zone.files()}
    assert found == {"a.csv": (1, 0, 1), "b.jsonl": (2, 1, 1), "c.csv": (1, 0, 1), "d.json": (0, 0, 0)}
    assert {f["error"] for f in zone.files() if f["file_name"].endswith("csv")} == {
        "DuckDB fails inside on this file; deliver it in another format, or look for the line that is odd"
    }


@pytest.mark.parametrize("problem", [OSError(errno.ENOSPC, "full"), duckdb.OutOfMemoryException("full"), MemoryError()])
def test_a_full_disk_and_a_lack_of_memory_are_no_verdict_about_a_file(
    zone: Zone, monkeypatch: pytest.MonkeyPatch, problem: Exception
) -> None:
    def fails(judge: Judge, name: str, path: Path) -> FileRead:
        raise problem

    monkeypatch.setitem(READERS, "csv", fails)
    zone.land(LOGS, "2026-06-01", "a.csv", "request_id\n1\n")
    with pytest.raises(type(problem)):
        zone.load()
    assert zone.quarantine() == []
    monkeypatch.undo()
    zone.load()
    assert len(zone.quarantine()) == 1
