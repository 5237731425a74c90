"""The connector of files in object storage, over real HTTP: what is new lands once, whole, and without words."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from moto.core import set_initial_no_auth_action_count

from orchestration import fetching, files
from orchestration.connectors.contract import FetchError, FetchResult
from orchestration.loading.loader import Loader
from orchestration.settings import Settings
from orchestration.sources import apis
from tests.conftest import Zone
from tests.integration.buckets import (
    DAY,
    KEY,
    NEXT,
    SECRET,
    SENTINEL,
    Storage,
    as_csv,
    as_parquet,
    charges,
    charges_as_parquet,
    entry,
    export,
    fetch,
    observation,
    report,
    report_key,
    request,
    storage,
    variables,
)
from tests.integration.hostile import Answer, KilledError, Query, serving

MIDNIGHT = 1780358400  # the second that ends DAY


@pytest.fixture(scope="module")
def running() -> Iterator[Storage]:
    with storage() as found:
        yield found


@pytest.fixture
def store(running: Storage, monkeypatch: pytest.MonkeyPatch) -> Storage:
    """A storage whose bucket is empty, and an environment that knows it."""
    pages = running.client.get_paginator("list_objects_v2").paginate(Bucket=running.bucket)
    for page in pages:
        if keys := [{"Key": item["Key"]} for item in page.get("Contents", [])]:
            running.client.delete_objects(Bucket=running.bucket, Delete={"Objects": keys})
    for name, value in variables(running.url).items():
        monkeypatch.setenv(name, value)
    for source in apis():
        monkeypatch.setenv(f"ASSAY_{source.upper()}_BUCKET_URL", f"s3://{running.bucket}")
    return running


def landed(home: Path) -> dict[str, bytes]:
    """Every landed file, inflated, by its place and what of its name is the vendor's."""
    zone = home / "landing"
    paths = [path for path in zone.rglob("*") if path.is_file() and not path.name.startswith(".")]
    assert not list(zone.rglob(".fetching-*")), "nothing unfinished stays"
    found = {}
    for path in paths:
        content = path.read_bytes()
        place = f"{path.parent.relative_to(zone).as_posix()}/{path.name.split('.')[0]}"
        assert place not in found, "no two files of this name"
        found[place] = gzip.decompress(content) if path.name.endswith(".gz") else content
    return found


def load(home: Path) -> dict[str, dict[str, tuple[int, int]]]:
    """How many rows of each partition load, and how many are refused."""
    with Loader(home / "landing", home / "raw", datetime(2026, 7, 1)) as loader:
        report = loader.load()
    return {
        key: {part.partition: (part.rows_loaded, part.rows_quarantined) for part in parts}
        for key, parts in report.partitions.items()
    }


def test_reports_land_as_they_are_under_the_day_they_are_about(store: Storage, tmp_path: Path) -> None:
    store.put(report_key(NEXT), report(f"{DAY},u1,1.5", f"{DAY},u2,2"))
    store.put(report_key(NEXT, "KIRO_CLI"), report(f"{DAY},u1,0.25"))
    store.put(report_key(NEXT, folder="by_user_analytic"), "UserId,Date,Chat_MessagesSent\nu1,06-01-2026,3\n")
    store.put("usage/AWSLogs/111122223333/KiroLogs/access_probe", "Access validation successful.")
    said: list[str] = []
    assert fetch("kiro", tmp_path, said) == FetchResult(2, 0, 3)
    assert landed(tmp_path) == {
        f"kiro/user_report/{DAY}/KIRO_IDE_111122223333_user_report_202606020200": report(
            f"{DAY},u1,1.5", f"{DAY},u2,2"
        ).encode(),
        f"kiro/user_report/{DAY}/KIRO_CLI_111122223333_user_report_202606020200": report(f"{DAY},u1,0.25").encode(),
    }
    assert any("2 objects are of no stream and stay there: " in text and "access_probe" in text for text in said)
    assert load(tmp_path) == {"kiro/user_report": {DAY: (3, 0)}}


def test_a_report_that_lacks_a_column_lands_and_is_refused_aloud(store: Storage, tmp_path: Path) -> None:
    store.put(report_key(NEXT), f"Date,UserId\n{DAY},u1\n")
    store.put(report_key(NEXT, "EMPTY"), "")
    fetch("kiro", tmp_path, [])
    assert load(tmp_path) == {"kiro/user_report": {DAY: (0, 1), NEXT: (0, 0)}}


def test_a_day_written_month_first_is_read_as_such(store: Storage, tmp_path: Path) -> None:
    key = "q/AWSLogs/1/QDeveloperLogs/by_user_analytic/us-east-1/2026/06/02/00/1_by_user_analytic_202606020000.csv"
    store.put(key, "UserId,Date,Chat_MessagesSent\nu1,06-01-2026,3\n")
    store.put(key.replace("QDeveloperLogs", "KiroLogs"), "UserId,Date,Chat_MessagesSent\nu1,06-01-2026,3\n")
    fetch("amazon_q", tmp_path, [])
    assert list(landed(tmp_path)) == [f"amazon_q/by_user_analytic/{DAY}/1_by_user_analytic_202606020000"]
    assert load(tmp_path) == {"amazon_q/by_user_analytic": {DAY: (1, 0)}}


def test_what_has_landed_costs_a_listing(store: Storage, tmp_path: Path) -> None:
    for number in range(5):
        store.put(report_key(NEXT, f"C{number}"), report(f"{DAY},u{number},1"))
    fetch("kiro", tmp_path, [])
    before = landed(tmp_path)
    assert fetch("kiro", tmp_path, []) == FetchResult(0, 5, 1)
    assert landed(tmp_path) == before


def test_a_listing_of_many_pages_costs_its_pages(store: Storage, tmp_path: Path) -> None:
    store.fill(f"usage/probe{number:04}" for number in range(2500))
    reports = (report_key("2026-05-02"), report_key(NEXT), "usage/probe0999/user_report/x.csv")
    for number, key in enumerate(reports):
        store.put(key, report(f"{DAY},u{number},1"))
    assert fetch("kiro", tmp_path, []) == FetchResult(3, 0, 3 + 3)
    assert fetch("kiro", tmp_path, []) == FetchResult(0, 3, 3)
    assert load(tmp_path) == {"kiro/user_report": {DAY: (3, 0)}}


def test_an_object_that_changes_takes_its_own_place(store: Storage, tmp_path: Path) -> None:
    store.put(report_key(NEXT), report(f"{DAY},u1,1"))
    store.put(report_key(NEXT, "KIRO_CLI"), report(f"{DAY},u2,1"))
    fetch("kiro", tmp_path, [])
    store.put(report_key(NEXT), report(f"{NEXT},u1,9"))
    assert fetch("kiro", tmp_path, []) == FetchResult(1, 1, 2)
    assert {place.split("/")[2]: content for place, content in landed(tmp_path).items()} == {
        NEXT: report(f"{NEXT},u1,9").encode(),
        DAY: report(f"{DAY},u2,1").encode(),
    }


def test_a_file_that_somebody_removed_lands_again(store: Storage, tmp_path: Path) -> None:
    store.put(report_key(NEXT), report(f"{DAY},u1,1"))
    fetch("kiro", tmp_path, [])
    (file,) = (path for path in (tmp_path / "landing").rglob("*.csv"))
    file.unlink()
    assert fetch("kiro", tmp_path, []).files_written == 1
    (tmp_path / "landing" / "kiro" / ".objects.sqlite").write_bytes(b"damaged")
    assert fetch("kiro", tmp_path, []) == FetchResult(0, 1, 2), "the same bytes are no news"


def test_what_a_lifecycle_rule_clears_away_stays_landed(store: Storage, tmp_path: Path) -> None:
    for source, key in (("kiro", report_key(NEXT)), ("focus", "x/BILLING_PERIOD=2026-06/export-00001.csv")):
        store.put(key, report(f"{DAY},u1,1") if source == "kiro" else charges("5"))
        fetch(source, tmp_path, [])
        store.delete(key)
        assert fetch(source, tmp_path, []) == FetchResult(0, 0, 1)
    assert len(landed(tmp_path)) == 2


@pytest.mark.parametrize("first", ["", "202606100800/0f6f5e1e-7c1b-4c7a-b8f0-1f5d7a3c9b21/"])
def test_an_export_of_a_period_is_replaced_as_a_whole(store: Storage, tmp_path: Path, first: str) -> None:
    """In place, with a part fewer; and in a folder of its own, the older one still there."""
    place = "billing/20260601-20260630/"
    for number, cost in enumerate(("1", "2", "3"), start=1):
        store.put(f"{place}{first}part_{number}.csv", charges(cost))
    store.put("billing/20260501-20260531/part_1.csv", charges("7", month="2026-05"))
    fetch("focus", tmp_path, [])
    assert load(tmp_path)["focus/charges"] == {"2026-05": (1, 0), "2026-06": (3, 0)}
    second = first.replace("10", "20").replace("0f6f", "1f6f")
    store.put(f"{place}{second}part_1.csv", charges("1", "2", "3", "4"))
    store.put(f"{place}{second}part_2.csv", charges("5"))
    if not second:
        store.delete(f"{place}part_3.csv")
    fetch("focus", tmp_path, [])
    assert load(tmp_path)["focus/charges"] == {"2026-06": (5, 0)}
    assert len(landed(tmp_path)) == 3


def test_an_export_without_its_manifest_is_not_the_newest_yet(store: Storage, tmp_path: Path) -> None:
    place = "billing/20260601-20260630/2026061{}0800/"
    store.put(f"{place.format(0)}part_1.csv", charges("1", "2"))
    store.put(f"{place.format(0)}manifest.json", {})
    store.put(f"{place.format(1)}part_1.csv", charges("9"))
    fetch("focus", tmp_path, [])
    assert load(tmp_path)["focus/charges"] == {"2026-06": (2, 0)}
    store.put(f"{place.format(1)}manifest.json", {})
    fetch("focus", tmp_path, [])
    assert load(tmp_path)["focus/charges"] == {"2026-06": (1, 0)}


def test_a_table_shows_by_its_header_what_it_is(store: Storage, tmp_path: Path) -> None:
    invoice = "InvoiceId,InvoiceIssuerName,BilledCost,BillingCurrency,BillingPeriodStart\ni,AWS,5,USD,2026-06-01\n"
    store.put("2026-06/a.csv.gz", gzip.compress(charges("1").encode()))
    store.put("2026-06/b.csv", invoice)
    store.put("2026-06/c.csv", f"somebody,else\n{SENTINEL},1\n")
    store.put("2026-06/d.parquet", as_parquet(OBSERVATIONS))
    store.put("2026-06/e.parquet", charges_as_parquet("7"))
    said: list[str] = []
    assert fetch("focus", tmp_path, said).files_written == 3
    assert sorted(landed(tmp_path)) == [
        "focus/charges/2026-06/a",
        "focus/charges/2026-06/e",
        "focus/invoice_details/2026-06/b",
    ]
    assert any("2 objects are of no stream and stay there: 2026-06/c.csv, 2026-06/d.parquet" in text for text in said)
    assert load(tmp_path) == {"focus/charges": {"2026-06": (2, 0)}, "focus/invoice_details": {"2026-06": (1, 0)}}


Writes = Callable[[Storage], None]


def _langfuse(name: str, content: bytes | str | list[Any]) -> Writes:
    return lambda store: store.put(f"lf/proj/observations_v2/2026-06-02T00-00-00.{name}", content)


OBSERVATIONS = [observation(1), observation(2, f"{NEXT} 00:00:00.000001"), observation(3)]
LINES = "".join(json.dumps(row) + "\n" for row in OBSERVATIONS)
SPANS = [export(MIDNIGHT - 1, MIDNIGHT), export(MIDNIGHT - 5)]
TRACES = "o/year=2026/month=06/day=01/hour=23/traces_1.json"
#: By what is delivered: whose it is, how it gets there, and the rows of the two days.
WITH_WORDS: dict[str, tuple[str, Writes]] = {
    "langfuse jsonl": ("langfuse/observations", _langfuse("jsonl", OBSERVATIONS)),
    "langfuse jsonl.gz": ("langfuse/observations", _langfuse("jsonl.gz", gzip.compress(LINES.encode()))),
    "langfuse json": ("langfuse/observations", _langfuse("json", json.dumps(OBSERVATIONS))),
    "langfuse csv": ("langfuse/observations", _langfuse("csv", as_csv(OBSERVATIONS))),
    "langfuse parquet": ("langfuse/observations", _langfuse("parquet", as_parquet(OBSERVATIONS))),
    "otel lines": ("otel/traces", lambda store: store.put("o/traces-2026.jsonl", SPANS)),
    "otel documents": ("otel/traces", lambda store: [store.put(TRACES, SPANS[0]), store.put("traces.json", SPANS[1])]),
    "gemini": (
        "gemini_code_assist/metadata_log",
        lambda store: store.put(
            "cloudaicompanion.googleapis.com/metadata/2026/06/01/23:00:00_23:59:59_S0.json",
            [entry(1), entry(2, f"{DAY}T22:30:00-02:00"), entry(3)],
        ),
    ),
    "litellm": (
        "litellm/spend_logs",
        lambda store: store.put(
            "x/spend_logs/2026-06-01.jsonl", [request(1), request(2, f"{NEXT}T00:00:00Z"), request(3)]
        ),
    ),
}


@pytest.mark.parametrize("what", WITH_WORDS)
def test_rows_go_to_their_days_without_what_people_wrote(store: Storage, tmp_path: Path, what: str) -> None:
    key, write = WITH_WORDS[what]
    write(store)
    fetch(key.split("/")[0], tmp_path, [])
    found = landed(tmp_path)
    assert found and not any(SENTINEL.encode() in content for content in found.values())
    assert any(b"ada@example.com" in content for content in found.values())
    assert load(tmp_path) == {key: {DAY: (2, 0), NEXT: (1, 0)}}
    assert not any(SENTINEL.encode() in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_what_people_wrote_touches_no_disk_on_its_way(
    store: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a connector has written when a file is about to be moved into its place."""
    move, seen = files.move, []

    def looked_at(file: Path, folder: Path, name: str) -> bool:
        seen.extend(path.read_bytes() for path in file.parent.iterdir())
        return move(file, folder, name)

    monkeypatch.setattr(files, "move", looked_at)
    for _, write in WITH_WORDS.values():
        write(store)
    for source in ("langfuse", "otel", "gemini_code_assist", "litellm"):
        fetch(source, tmp_path, [])
    texts = [gzip.decompress(content) for content in seen]
    assert texts and not any(SENTINEL.encode() in text for text in texts)


def test_every_stream_with_words_is_tried() -> None:
    with_words = {
        delivery.stream.key
        for api in apis().values()
        for delivery in getattr(api, "DELIVERIES", ())
        if delivery.stream.forbidden
    }
    assert with_words == {key for key, _ in WITH_WORDS.values()}


def test_formats_say_the_same(store: Storage, tmp_path: Path) -> None:
    rows = {}
    for what in ("jsonl", "csv", "parquet"):
        for other in ("jsonl", "csv"):
            store.delete(f"lf/proj/observations_v2/2026-06-02T00-00-00.{other}")
        WITH_WORDS[f"langfuse {what}"][1](store)
        zone = Zone(tmp_path / what)
        fetch("langfuse", zone.home, [])
        zone.load()
        told = ("id", "startTime", "userId", "usageDetails", "costDetails", "totalCost")
        rows[what] = sorted([str([row[name] for name in told]) for row in zone.rows("langfuse/observations")])
    assert rows["jsonl"] == rows["csv"] == rows["parquet"]
    assert len(rows["csv"]) == 3


def test_one_bad_object_stops_no_other(store: Storage, tmp_path: Path) -> None:
    place = "lf/p/observations/2026-06-01T0{}-00-00.{}"
    store.put(place.format(1, "json"), b'[{"id": "o1", ')
    store.put(place.format(2, "jsonl.gz"), gzip.compress(LINES.encode())[:-9])
    store.put(place.format(3, "parquet"), b"PAR1 no")
    store.put(place.format(4, "jsonl"), b"no JSON\n" + LINES.encode())
    with pytest.raises(FetchError) as caught:
        fetch("langfuse", tmp_path, [])
    said = str(caught.value)
    assert all(text in said for text in ("T01-00-00.json: it is no JSON", "the gzip ends", "it is no Parquet"))
    assert caught.value.result.files_written == 2
    assert load(tmp_path) == {"langfuse/observations": {DAY: (2, 1), NEXT: (1, 0)}}


def test_a_run_killed_anywhere_goes_on_to_the_same(
    store: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A changed object whose days are others, a new one, and a period that is replaced."""

    def deliver(first: bool) -> None:
        place = "b/2026-06/"
        store.put("lf/p/observations/1.jsonl", OBSERVATIONS if first else OBSERVATIONS[:1])
        for number in (1, 2, 3) if first else (1, 2):
            store.put(f"{place}part{number}.csv", charges(str(number), "1" if first else "2"))
        if not first:
            store.put("lf/p/observations/2.jsonl", OBSERVATIONS)
            store.delete(f"{place}part3.csv")

    def both(home: Path) -> None:
        fetch("langfuse", home, [])
        fetch("focus", home, [])

    deaths = 0
    for change in range(100):
        deliver(first=True)
        both(tmp_path / str(change))
        deliver(first=False)
        with pytest.MonkeyPatch.context() as patch:
            die_before(patch, change)
            try:
                both(tmp_path / str(change))
            except KilledError:
                deaths += 1
        both(tmp_path / str(change))
        assert landed(tmp_path / str(change)) == landed(tmp_path / "0"), f"killed before change {change}"
        if deaths <= change:
            break
    assert deaths > 8


def die_before(patch: pytest.MonkeyPatch, change: int) -> None:
    """The run dies before its `change`-th step that would be seen afterwards."""
    from orchestration.connectors.ledger import Ledger

    done = 0

    def counted(owner: Any, name: str) -> None:
        step = getattr(owner, name)

        def run(*arguments: Any, **named: Any) -> Any:
            nonlocal done
            done += 1
            if done > change:
                raise KilledError
            return step(*arguments, **named)

        patch.setattr(owner, name, run)

    counted(files, "move")
    counted(Path, "unlink")
    counted(Ledger, "keep")
    counted(Ledger, "forget")


def test_a_window_brings_what_is_of_it_again(store: Storage, tmp_path: Path) -> None:
    for day, about in (("2026-05-02", "2026-05-01"), (NEXT, DAY), ("2026-06-20", "2026-06-19")):
        store.put(report_key(day), report(f"{about},u1,1"))
    assert fetch("kiro", tmp_path, [], date(2026, 6, 1), date(2026, 6, 1)) == FetchResult(1, 0, 2)
    assert fetch("kiro", tmp_path, [], date(2026, 6, 1), date(2026, 6, 1)) == FetchResult(0, 1, 2)
    assert fetch("kiro", tmp_path, [], None, date(2026, 6, 3)) == FetchResult(1, 1, 2)
    assert fetch("kiro", tmp_path, []) == FetchResult(1, 2, 2)


def test_a_window_brings_the_bills_of_its_months(store: Storage, tmp_path: Path) -> None:
    """Whenever they were written."""
    for month in ("2026-04", "2026-05", "2026-06"):
        store.put(f"data/BILLING_PERIOD={month}/2026-07-03T08:00:00Z-1/x-00001.csv", charges("1", month=month))
    fetch("focus", tmp_path, [], date(2026, 5, 10), date(2026, 5, 12))
    assert [place.split("/")[2] for place in landed(tmp_path)] == ["2026-05"]


def test_a_list_that_is_written_again_is_another_snapshot(
    store: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = "person_id,employment_type\n{},employee\n"
    store.put("hr/2026-06-01/people.csv", people.format("p0"))
    store.put("hr/people.csv", people.format("p1"))
    fetch("directory", tmp_path, [])
    days = sorted(place.split("/")[2] for place in landed(tmp_path))
    assert days[0] == "2026-06-01" and len(days) == 2
    assert len(set(landed(tmp_path).values())) == 2


def test_a_folder_is_a_bucket_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "mounted"
    file = folder / report_key(NEXT)
    file.parent.mkdir(parents=True)
    file.write_text(report(f"{DAY},u1,1"))
    monkeypatch.setenv("ASSAY_KIRO_BUCKET_URL", folder.as_uri())
    assert fetch("kiro", tmp_path, []).files_written == 1
    assert fetch("kiro", tmp_path, []).files_written == 0
    assert load(tmp_path) == {"kiro/user_report": {DAY: (1, 0)}}


def test_two_buckets_are_one_source_and_one_that_is_not_there_is_told(
    store: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put(report_key(NEXT), report(f"{DAY},u1,1"))
    monkeypatch.setenv("ASSAY_KIRO_BUCKET_URL", f"s3://not-there-at-all, s3://{store.bucket}/usage/")
    with pytest.raises(FetchError, match=r"s3://not-there-at-all: there is no such bucket; correct ASSAY_KIRO") as told:
        fetch("kiro", tmp_path, [])
    assert told.value.result == FetchResult(1, 0, 3)


def test_who_may_not_read_is_told_without_a_key(store: Storage, tmp_path: Path) -> None:
    """moto's own check of who may do what: nobody has been given a key."""
    store.put(report_key(NEXT), report(f"{DAY},u1,1"))

    @set_initial_no_auth_action_count(0)
    def refused() -> str:
        with pytest.raises(FetchError, match="the cloud does not know the credentials") as caught:
            fetch("kiro", tmp_path, [])
        return str(caught.value)

    said = refused()
    assert KEY not in said and SECRET not in said


def _error(code: str) -> bytes:
    return f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>{KEY} {SECRET}</Message></Error>".encode()


@pytest.mark.parametrize(
    ("answer", "told", "may_pass"),
    [
        (Answer(_error("AccessDenied"), 403), "access is denied; allow listing", False),
        (Answer(_error("ExpiredToken"), 400), "the credentials have expired; renew", False),
        (Answer(_error("InvalidAccessKeyId"), 403), "does not know the credentials", False),
        (Answer(_error("PermanentRedirect"), 301), "lies in another region; set AWS_REGION", False),
        (Answer(_error("AuthorizationHeaderMalformed"), 400), "lies in another region", False),
        (Answer(_error("SlowDown"), 503), "gave no answer that can be used", True),
    ],
)
def test_what_a_store_refuses_is_told_in_our_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: Answer, told: str, may_pass: bool
) -> None:
    from orchestration.connectors import objects

    monkeypatch.setattr(objects, "_RETRIES", {"max_retries": 0})
    monkeypatch.setenv("ASSAY_KIRO_BUCKET_URL", "s3://deliveries")
    with serving(lambda path, query: answer) as server:
        for name, value in variables(server.url).items():
            monkeypatch.setenv(name, value)
        with pytest.raises(FetchError, match=told) as caught:
            fetch("kiro", tmp_path, [])
    assert caught.value.may_pass is may_pass
    assert KEY not in str(caught.value) and SECRET not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(("code", "status", "read"), [("AccessDenied", 403, 5), ("ExpiredToken", 400, 1)])
def test_objects_that_cannot_be_read_are_not_tried_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, status: int, read: int
) -> None:
    """The bucket may be listed, and of its twenty objects none may be read."""
    told = "".join(
        f"<Contents><Key>{report_key(NEXT, f'C{number:02}')}</Key><LastModified>2026-06-02T02:00:00.000Z</LastModified>"
        f'<ETag>"{number}"</ETag><Size>9</Size></Contents>'
        for number in range(20)
    )
    listing = f"<ListBucketResult><IsTruncated>false</IsTruncated>{told}</ListBucketResult>".encode()
    monkeypatch.setenv("ASSAY_KIRO_BUCKET_URL", "s3://deliveries")

    def app(path: str, query: Query) -> Answer:
        return Answer(listing) if "list-type" in query else Answer(_error(code), status)

    with serving(app) as server:
        for name, value in variables(server.url).items():
            monkeypatch.setenv(name, value)
        with pytest.raises(FetchError, match=r"access is denied|have expired") as caught:
            fetch("kiro", tmp_path, [])
    assert len(server.requests) == 1 + read
    assert caught.value.result == FetchResult(0, 0, 1 + read)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["deliveries", "ftp://deliveries", f"s3://{KEY}:{SECRET}@deliveries", f"az://c/p?sig={SECRET}", "s3:///x"]
)
def test_an_address_that_is_none_or_holds_a_key_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("ASSAY_KIRO_BUCKET_URL", url)
    with pytest.raises(FetchError, match="ASSAY_KIRO_BUCKET_URL") as caught:
        fetch("kiro", tmp_path, [])
    assert SECRET not in str(caught.value)


def test_it_runs_as_any_other_source(store: Storage, tmp_path: Path) -> None:
    store.put(report_key(NEXT), report(f"{DAY},u1,1"))
    settings = Settings(home=tmp_path)
    now = datetime.fromisoformat("2099-01-01T00:00:00+00:00")
    outcome = fetching.fetch_all(settings, ["kiro"], None, now.date(), now, lambda text: None)
    assert outcome == {"kiro": FetchResult(1, 0, 2)}
