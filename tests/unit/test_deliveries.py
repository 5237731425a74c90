"""How vendors lay out their buckets: whose file a key names, which day it is of, and what belongs together."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from orchestration.connectors.declared import declared
from orchestration.connectors.delivery import by_row, dated, partition_of
from orchestration.connectors.listed import Listing, listed
from orchestration.connectors.objects import Object
from orchestration.connectors.unpacked import UnreadableError, rows_of_text
from orchestration.sources import apis, streams

WRITTEN = datetime(2026, 7, 9, 3, tzinfo=UTC)
RUN = "2026-06-15T10:10:10.123Z-0f6f5e1e-7c1b-4c7a-b8f0-1f5d7a3c9b21"
AWS = "AWSLogs/111122223333"


class Told:
    """A bucket of which only the listing is asked for; a later key was written later."""

    name = "s3://b"

    def __init__(self, *keys: str) -> None:
        self.keys = keys

    def objects(self) -> list[Object]:
        return [Object(key, 1, WRITTEN.replace(minute=n), "") for n, key in enumerate(self.keys)]


def of(source: str, *keys: str) -> Listing:
    return listed(Told(*keys), apis()[source].DELIVERIES)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("source", "key", "day"),
    [
        ("kiro", f"p/{AWS}/KiroLogs/user_report/us-east-1/2026/06/02/00/KIRO_IDE_1_user_report_202606020200.csv", 2),
        ("kiro", f"{AWS}/KiroLogs/user_report/eu/2026/06/02/00/KIRO_CLI_1_user_report_202606020200_part_2.csv", 2),
        ("kiro", f"{AWS}/KiroLogs/by_user_analytic/us-east-1/2026/06/02/00/1_by_user_analytic_2.csv", None),
        ("kiro", f"{AWS}/KiroLogs/GenerateAssistantResponse/us-east-1/2026/06/02/10/1_x.json.gz", None),
        ("amazon_q", f"{AWS}/QDeveloperLogs/by_user_analytic/us-east-1/2026/06/02/00/1_x.csv", 2),
        ("amazon_q", "by_user_analytic/2026-06-01/x.csv", 1),
        ("amazon_q", f"{AWS}/KiroLogs/by_user_analytic/us-east-1/2026/06/02/00/1_x.csv", None),
        ("langfuse", "pre/clx/observations_v2/2026-06-02T10-20-00.parquet", 2),
        ("langfuse", "clx/observations/2026-06-02T10-20-00.jsonl.gz", 2),
        ("langfuse", "clx/scores/2026-06-02T10-20-00.jsonl.gz", None),
        ("langfuse", "clx/manifests/2026-06-02T10-20-00.json", None),
        ("langfuse", "clx/observations_v2/DEPRECATION_NOTICE.txt", None),
        ("otel", "year=2026/month=06/day=02/hour=10/minute=05/traces_123.json.gz", 2),
        ("otel", "2026/06/02/traces_10_05_00_1.json", 2),
        ("otel", "traces-2026-06-02T10-00-00.000.jsonl", 2),
        ("otel", "traces/2026-06-02/x.jsonl", 2),
        ("otel", "year=2026/month=06/day=02/hour=10/metrics_123.json", None),
        ("otel", "traces/2026/06/02/logs_1.json", None),
        ("otel", "2026/06/02/traces_1.binpb", None),
        ("gemini_code_assist", "cloudaicompanion.googleapis.com/metadata/2026/06/02/10:00:00_10:59:59_S0.json", 2),
        ("gemini_code_assist", "cloudaicompanion.googleapis.com/response/2026/06/02/10:00:00_10:59:59_S0.json", None),
        ("litellm", "gateway/spend_logs/2026-06-02/x.parquet", 2),
        ("litellm", "gateway/responses/2026-06-02.jsonl", None),
        ("directory", "hr/2026-06-02/people.csv", 2),
        ("directory", "hr/people-2026-06-02.csv", 2),
        ("directory", "hr/people/2026/06/02/all.csv", 2),
        ("directory", "hr/people_we_met.csv", None),
        ("review", "cases/decisions/2026-06-02.csv", 2),
    ],
)
def test_a_key_says_whether_it_names_a_file_and_of_which_day(source: str, key: str, day: int | None) -> None:
    listing = of(source, key)
    assert [found.day for found in listing.found] == ([] if day is None else [date(2026, 6, day)])
    assert listing.unlike == ([key] if day is None else [])


@pytest.mark.parametrize(
    ("keys", "chosen"),
    [
        (["e/data/BILLING_PERIOD=2026-06/e-00001.csv.gz", "e/data/BILLING_PERIOD=2026-06/e-00002.csv.gz"], [0, 1]),
        ([f"e/data/BILLING_PERIOD=2026-06/{run}/e-00001.csv.gz" for run in ("20260610T1-1", RUN)], [1]),
        ([f"e/20260601-20260630/{run}/part_1_0001.csv" for run in ("202606100900", "202606110900")], [1]),
        ([f"e/{month}/20260710T0900/part_1.csv" for month in ("20260501-20260531", "20260601-20260630")], [0, 1]),
        (["e/2026-06/charges/20260701/a.csv", "e/2026-06/invoices/20260702/a.csv"], [0, 1]),
        (["e/charges-2026-06-01.csv", "e/charges-2026-06-02.csv"], [0, 1]),
        (["one/2026-06/20260701/a.csv", "two/2026-06/20260702/a.csv"], [0, 1]),
    ],
)
def test_of_a_period_the_newest_delivery_holds(keys: list[str], chosen: list[int]) -> None:
    assert [found.listed.key for found in of("focus", *keys).found] == [keys[number] for number in chosen]


def test_a_part_has_the_same_name_in_each_delivery_of_its_period_and_no_other() -> None:
    names = {
        of("focus", f"{export}/{period}/{run}/part_{part}.csv").found[0].file_name
        for export in ("one", "two")
        for period in ("20260501-20260531", "20260601-20260630")
        for run in ("202607010900", "202607020900")
        for part in (1, 2)
    }
    assert len(names) == 8


def test_a_key_without_a_day_is_dated_by_when_it_was_written() -> None:
    assert dated("x/people.csv", WRITTEN, streams()["directory/people"]) == date(2026, 7, 9)
    assert dated("20-06-01/2026-13-45/x.csv", WRITTEN, streams()["kiro/user_report"]) == date(2026, 7, 9)


@pytest.mark.parametrize(
    ("key", "row", "partition"),
    [
        ("otel/traces", {"startTimeUnixNano": "1780358399999999999"}, "2026-06-01"),
        ("otel/traces", {"startTimeUnixNano": 1780358400}, "2026-06-02"),
        ("otel/traces", {"startTimeUnixNano": "soon"}, None),
        ("langfuse/observations", {"start_time": "2026-06-01T23:30:00-02:00"}, "2026-06-02"),
        ("langfuse/observations", {"startTime": None, "start_time": "2026-06-01 23:30:00.123456"}, "2026-06-01"),
        ("amazon_q/by_user_analytic", {"Date": "06-01-2026"}, "2026-06-01"),
        ("focus/charges", {"BillingPeriodStart": "2026-06-01T00:00Z"}, "2026-06"),
        ("directory/people", {"start_date": "2026-06-01"}, None),
        ("kiro/user_report", None, None),
    ],
)
def test_a_row_says_which_partition_it_is_about(key: str, row: Any, partition: str | None) -> None:
    assert partition_of(row, streams()[key]) == partition


def test_a_text_of_json_is_read_where_the_stream_says_that_it_may_be_one() -> None:
    stream = streams()["langfuse/observations"]
    row = {"usage_details": '{"input": 5}', "cost_details": "words of somebody", "input": "words"}
    assert declared(row, stream) == {"usage_details": {"input": 5}, "cost_details": None}
    page = {"data": [{"id": "a", "startTime": "2026-06-01T00:00:00Z", "input": "words"}]}
    assert list(by_row(stream, page)) == [("2026-06-01", {"id": "a", "startTime": "2026-06-01T00:00:00Z"})]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_rows_are_the_same_however_a_file_is_cut_into_chunks(size: int) -> None:
    rows = [{"a": "é\u2028", "b": [1, {"c": "x]},"}]}, {"a": 12345}, {"a": None}]
    lines = '\ufeff{"a": "é\u2028", "b": [1, {"c": "x]},"}]}\n\n{"a": 12345}\r\n{"a": null}'.encode()
    listed_rows = b"[" + b" , ".join(line for line in lines.removeprefix(b"\xef\xbb\xbf").split(b"\n") if line) + b"]\n"
    for kind, content in (("jsonl", lines), ("json", lines), ("json", listed_rows)):
        chunks = (content[at : at + size] for at in range(0, len(content), size))
        assert list(rows_of_text(kind, chunks, ())) == rows, kind


def test_what_is_cut_is_no_document_and_a_bad_line_is_one_row() -> None:
    with pytest.raises(UnreadableError, match="cut"):
        list(rows_of_text("json", iter([b'[{"a": 1}, {"a": ']), ()))
    assert list(rows_of_text("jsonl", iter([b'{"a": 1}\n{"a": \n[{"a": 2}]']), ())) == [{"a": 1}, None, {"a": 2}]
