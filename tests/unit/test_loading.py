"""What loading keeps to, whatever is delivered."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.files import write
from orchestration.sql import literal
from tests.conftest import NOW, Zone

LOGS, CLAUDE, KIRO = "litellm/spend_logs", "anthropic/claude_code_analytics", "kiro/user_report"
SPEND = "cursor/spend"
RequestRow = Callable[..., dict[str, Any]]
ROWS = [
    {"person_id": "p1", "employment_type": "employee", "fte": "1.0000", "start_date": "2024-01-01"},
    {"person_id": "p2", "employment_type": "contractor", "fte": "0.5000", "start_date": None},
]


def table_of(rows: list[dict[str, Any]]) -> bytes:
    text = "person_id,employment_type,fte,start_date\n"
    return (text + "".join(",".join(value or "" for value in row.values()) + "\n" for row in rows)).encode()


def parquet_of(rows: list[dict[str, Any]]) -> bytes:
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        given, made = Path(folder) / "a.json", Path(folder) / "a.parquet"
        given.write_text(json.dumps(rows))
        connection.execute(f"copy (from read_json({literal(given)})) to {literal(made)} (format parquet)")
        return made.read_bytes()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl", "".join(json.dumps(row) + "\n" for row in ROWS)),
        ("a.jsonl.gz", "".join(json.dumps(row) + "\n" for row in ROWS)),
        ("a.json", json.dumps(ROWS)),
        ("a.json.gz", json.dumps(ROWS)),
        ("a.csv", table_of(ROWS)),
        ("a.csv.gz", table_of(ROWS)),
        ("a.parquet", parquet_of(ROWS)),
    ],
)
def test_every_format_gives_the_same_rows(zone: Zone, name: str, content: bytes | str) -> None:
    zone.land("directory/people", "2026-06-01", name, content)
    zone.load()
    found = [(r["person_id"], r["employment_type"], r["fte"], r["start_date"]) for r in zone.rows("directory/people")]
    assert found == [
        ("p1", "employee", Decimal("1.0000"), datetime(2024, 1, 1).date()),
        ("p2", "contractor", Decimal("0.5000"), None),
    ]


@pytest.mark.parametrize("first", ["z.jsonl", "a.jsonl"])
def test_which_of_two_files_wins_does_not_hang_on_which_came_first(
    zone: Zone, tmp_path: Path, request_row: RequestRow, first: str
) -> None:
    files = {"a.jsonl": [request_row(2)], "z.jsonl": [request_row(1)]}
    zone.land(LOGS, "2026-06-01", first, files[first])
    zone.load()
    for name, rows in files.items():
        zone.land(LOGS, "2026-06-01", name, rows)
    zone.load(NOW + timedelta(hours=1))
    assert [row["request_id"] for row in zone.rows(LOGS)] == ["r2", "r1"]
    at_once = Zone(tmp_path / "another")
    for name, rows in files.items():
        at_once.land(LOGS, "2026-06-01", name, rows)
    at_once.load()
    versions = {file["partition_version"] for home in (zone, at_once) for file in home.files()}
    assert len(versions) == 1


def test_loading_twice_is_loading_once_and_reads_nothing_again(zone: Zone, request_row: RequestRow) -> None:
    zone.land(LOGS, "2026-06-01", "a.jsonl", [request_row(1)])
    assert zone.load().partitions[LOGS][0].rows_loaded == 1
    stored = zone.raw / LOGS / "partition=2026-06-01" / "rows.parquet"
    before = stored.stat().st_mtime_ns
    assert zone.load(NOW + timedelta(hours=1)).partitions == {}
    assert stored.stat().st_mtime_ns == before
    assert len(zone.files()) == 1


def test_only_the_partition_that_changed_is_loaded(zone: Zone, request_row: RequestRow) -> None:
    for day in ("2026-06-01", "2026-06-02"):
        zone.land(LOGS, day, "a.jsonl", [request_row(1, day)])
    zone.load()
    zone.land(LOGS, "2026-06-02", "a.jsonl", [request_row(2, "2026-06-02")])
    report = zone.load(NOW + timedelta(hours=1))
    assert [(p.partition, p.is_restated) for p in report.partitions[LOGS]] == [("2026-06-02", True)]
    superseded = [f for f in zone.files() if f["superseded_at"] is not None]
    assert [(f["partition"], f["rows_loaded"]) for f in superseded] == [("2026-06-02", 1)]


def test_the_same_bytes_with_a_new_time_stamp_load_nothing(zone: Zone, request_row: RequestRow) -> None:
    path = zone.land(LOGS, "2026-06-01", "a.jsonl", [request_row(1)])
    zone.load()
    path.write_bytes(path.read_bytes())
    assert zone.load(NOW + timedelta(hours=1)).partitions == {}


def test_a_stream_without_files_is_an_empty_dataset_with_its_schema(zone: Zone) -> None:
    zone.load()
    assert zone.rows(KIRO) == []
    path = zone.raw / KIRO / "*" / "rows.parquet"
    columns = {row[0] for row in duckdb.sql(f"describe from read_parquet({literal(path)})").fetchall()}
    assert {"Date", "UserId", "model_messages", "file_name"} <= columns


def test_an_empty_page_is_no_mistake(zone: Zone) -> None:
    zone.land(CLAUDE, "2026-06-01", "page_0001.json", {"data": [], "has_more": False, "next_page": None})
    zone.load()
    assert zone.quarantine() == []
    assert zone.rows(CLAUDE) == []


def test_what_a_page_tells_once_holds_for_all_of_its_rows(zone: Zone) -> None:
    """As one document and as lines; a row's own word is the nearer one, and rows without a page have none."""
    rows: list[Any] = [{"email": "ada"}, {"email": "ben", "subscriptionCycleStart": "2026-04-02"}]
    page = {"teamMemberSpend": rows, "subscriptionCycleStart": 1778630400000, "totalPages": 1}
    zone.land(SPEND, "2026-06-01", "a.json", page)
    zone.land(SPEND, "2026-06-01", "b.jsonl", [page, page | {"subscriptionCycleStart": None}])
    zone.land(SPEND, "2026-06-01", "c.json", json.dumps(rows[:1]))
    zone.land(SPEND, "2026-06-01", "d.json", page | {"teamMemberSpend": ["no row", {"email": "cyd"}]})
    zone.load()
    found = [
        (r["file_name"][0], r["email"], r["subscriptionCycleStart"] and f"{r['subscriptionCycleStart']:%m-%d}")
        for r in zone.rows(SPEND)
    ]
    both = [("ada", "05-13"), ("ben", "04-02")]
    assert found == [
        *(("a", *row) for row in both),
        *(("b", *row) for row in [*both, ("ada", None), ("ben", "04-02")]),
        ("c", "ada", None),
        ("d", "cyd", "05-13"),
    ]
    assert [(q["file_name"], q["reason"]) for q in zone.quarantine()] == [("d.json", "the row is not a JSON object")]


def test_money_is_exact_to_the_last_digit(zone: Zone) -> None:
    head = "BilledCost,BillingCurrency,BillingPeriodStart,InvoiceId,InvoiceIssuerName\n"
    zone.land("focus/invoice_details", "2026-06", "a.csv", head + "0.100000000001,USD,2026-06-01,I,H\n")
    zone.load()
    assert [row["BilledCost"] for row in zone.rows("focus/invoice_details")] == [Decimal("0.100000000001")]


def test_a_kiro_report_gathers_the_models_columns_whatever_their_order(zone: Zone) -> None:
    zone.land(KIRO, "2026-06-01", "a.csv", "UserId,auto_messages,Date,Client_Type\nu1,4,2026-06-01,KIRO_IDE\n")
    zone.land(
        KIRO, "2026-06-02", "a.csv",
        "Date,Client_Type,UserId,sonnet_messages,Total_Messages\n2026-06-02,KIRO_CLI,u1,7,7\n",
    )  # fmt: skip
    zone.load()
    assert [row["model_messages"] for row in zone.rows(KIRO)] == [{"auto": 4}, {"sonnet": 7}]
    assert zone.quarantine() == []


LINE = st.sampled_from(
    [
        '{"request_id": "%d", "startTime": "2026-06-01T10:00:00Z", "prompt_tokens": 1, "completion_tokens": 1}',
        '{"request_id": "%d", "startTime": "2026-06-01T10:00:00Z", "prompt_tokens": -1, "completion_tokens": 1}',
        '{"request_id": "%d", "startTime": "2026-06-02T10:00:00Z", "prompt_tokens": 1, "completion_tokens": 1}',
        '{"request_id": "%d", "startTime": "soon", "prompt_tokens": 1, "completion_tokens": 1}',
        '{"request_id": "%d", "prompt_tokens": 1',
        '["%d"]',
        '"%d"',
        "null or %d",
    ]
)


@settings(max_examples=40, deadline=None)
@given(files=st.lists(st.lists(LINE, max_size=12), max_size=4))
def test_rows_read_are_rows_loaded_and_rows_quarantined_for_every_file(files: list[list[str]]) -> None:
    """Whatever lines a delivery mixes: none is lost, none counts twice, and the good ones are all there."""
    good = 0
    with tempfile.TemporaryDirectory() as folder:
        zone = Zone(Path(folder))
        for number, lines in enumerate(files):
            text = "".join(line % (number * 100 + place) + "\n" for place, line in enumerate(lines))
            zone.land(LOGS, "2026-06-01", f"{number}.jsonl", text)
            good += sum("01T10" in line and '"prompt_tokens": 1,' in line for line in lines)
        zone.load()
        for record in zone.files():
            lines = files[int(record["file_name"].split(".")[0])]
            assert record["rows_read"] == len(lines)
            assert record["rows_read"] == record["rows_loaded"] + record["rows_quarantined"]
        assert len(zone.rows(LOGS)) == good == sum(f["rows_loaded"] for f in zone.files())
        assert len(zone.quarantine()) == sum(f["rows_quarantined"] for f in zone.files())


def test_a_file_lands_in_one_step_and_only_when_it_differs(tmp_path: Path) -> None:
    assert write(tmp_path / "a", "b.json", b"1") is True
    first = (tmp_path / "a" / "b.json").stat().st_mtime_ns
    assert write(tmp_path / "a", "b.json", b"1") is False
    assert (tmp_path / "a" / "b.json").stat().st_mtime_ns == first
    assert write(tmp_path / "a", "b.json", b"2") is True
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["b.json"]
