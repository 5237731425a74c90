"""No column of any stream takes a value that no model bears, and what vendors really write is read."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import duckdb
import pytest

from orchestration import periods
from orchestration.loading.landing import partition_problem
from orchestration.loading.rows import Node, misfit, nodes, rules, text_type, typed_columns
from orchestration.sources import Column, DataType, Stream, duckdb_type, streams
from orchestration.sql import literal
from tests.conftest import NOW, Zone

PARTITIONS = {"day": "2026-06-01", "month": "2026-06"}
LOGS, PULLS, PEOPLE, TEAMS = "litellm/spend_logs", "github/pulls", "directory/people", "directory/teams"
IDENTITIES, CONTEXT, CHARGES, CLAUDE = (
    "directory/identities",
    "directory/context",
    "focus/charges",
    "anthropic/claude_code_analytics",
)

#: What somebody might write where a type has room for it, and no warehouse has.
BEYOND = {
    "BIGINT": ("9223372036854775807", "-9223372036854775808"),
    "DECIMAL": ("99999999999999999999999999", "-99999999999999999999999999"),
    "TIMESTAMPTZ": ("0001-01-01T00:00:00Z", "1889-12-31T00:00:00Z", "9999-12-31T00:00:00Z", "infinity", "-infinity"),
    "DATE": ("0001-01-01", "1889-12-31", "9999-12-30", "infinity", "-infinity"),
}
SCALARS = [
    (stream, column, node)
    for stream in streams().values()
    for column in stream.columns
    for node in nodes(column)
    if isinstance(node.type, str) and node.type not in ("VARCHAR", "BOOLEAN")
]


def with_value(data_type: DataType, steps: list[str], value: str) -> Any:
    """Nested text that holds `value` at a node's path, and nothing else."""
    if isinstance(data_type, str):
        return value
    if isinstance(data_type, list):
        return [with_value(data_type[0], steps[1:], value)]
    inner = data_type.get(steps[0], data_type.get("*", "VARCHAR"))
    return {("any" if steps[0] == "*" else steps[0]): with_value(inner, steps[1:], value)}


def verdict(stream: Stream, row: dict[str, Any]) -> str | None:
    """Why a row of text is refused, other than for what it lacks."""
    structure = literal(json.dumps({c.name: duckdb_type(text_type(c.type)) for c in stream.columns}))
    needless = [c.name for c in stream.columns if c.required and c.name not in row]
    wanted = Stream(
        stream.source,
        stream.name,
        stream.rows,
        tuple(c if c.name not in needless else Column(c.name, c.type) for c in stream.columns),
        day=stream.day if stream.day in row else None,
        partition=stream.partition,
    )
    reason = f"coalesce({misfit(wanted)}, {rules(wanted, PARTITIONS[stream.partition], 'try_cast')})"
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        return connection.execute(
            f"select {reason} from (select unnest(from_json(?::json, {structure})))", [json.dumps(row)]
        ).fetchall()[0][0]


@pytest.mark.parametrize(("stream", "column", "node"), SCALARS, ids=[f"{s.key}:{n.path[2:]}" for s, _, n in SCALARS])
def test_no_column_of_any_stream_is_unbounded(stream: Stream, column: Column, node: Node) -> None:
    kind = str(node.type).split("(")[0]
    assert kind in BEYOND, f"no bounds are known for the type {node.type}"
    steps = node.path.removeprefix(f"$.{column.name}").replace("[*]", ".[]").split(".")[1:]
    for value in BEYOND[kind]:
        reason = verdict(stream, {column.name: with_value(column.type, steps, value)})
        assert reason is not None, f"{value} loads"
        assert f"`{node.path[2:]}`" in reason
        assert value not in reason


def test_a_reason_names_the_bound_and_a_column_may_have_its_own() -> None:
    stream = Stream(
        "a",
        "b",
        "one row",
        (
            Column("n", "BIGINT", minimum=5, maximum=7),
            Column("d", "DATE", earliest=date(1985, 1, 1), required=True),
            Column("t", [{"at": "TIMESTAMPTZ"}]),
        ),
    )
    assert verdict(stream, {"n": "5", "d": "1985-01-01", "t": [{"at": "2000-01-01"}]}) is None
    assert verdict(stream, {"n": "8"}) == "`n` lies outside 5 to 7"
    assert verdict(stream, {"d": "1984-12-31"}) == "`d` lies outside 1985-01-01 to 2100-12-31"
    said = "`t[*].at` lies outside 2000-01-01 to 2100-12-31; leave it empty where there is none"
    assert verdict(stream, {"t": [{"at": None}, {"at": "0001-01-01T00:00:00Z"}]}) == said


@pytest.mark.parametrize("changes", [{"maximum": 6}, {"latest": date(2099, 1, 1)}, {"holds": "{} > 1"}])
def test_a_new_bound_reads_every_partition_again(changes: dict[str, Any]) -> None:
    def fingerprint(**given: Any) -> str:
        return Stream("a", "b", "one row", (Column("n", "BIGINT", **given),)).fingerprint

    assert fingerprint(**changes) != fingerprint()


# ---------------------------------------------------------------- rows that made a build endless, or stopped it


def person(**changes: str) -> dict[str, Any]:
    return {"person_id": "p1", "employment_type": "employee", "team_id": "core", "timezone": "UTC", **changes}


def charge(**changes: str) -> dict[str, Any]:
    month = {"BillingPeriodStart": "2026-06-01", "ChargePeriodStart": "2026-06-01", "ChargePeriodEnd": "2026-07-01"}
    return {
        "BilledCost": "5",
        "BillingCurrency": "USD",
        "ChargeCategory": "Usage",
        "InvoiceIssuerName": "H",
        **month,
    } | {**changes}


def identity(**changes: str) -> dict[str, Any]:
    return {"person_id": "p1", "source": "*", "external_id": "x", "id_kind": "email", **changes}


def context(**changes: str) -> dict[str, Any]:
    return {"subject_kind": "team", "subject_id": "core", "kind": "leave", "start_date": "2026-06-01", **changes}


@pytest.mark.parametrize(
    ("key", "row", "reason"),
    [
        (PEOPLE, person(), None),
        (PEOPLE, person(start_date="1985-03-01"), None),
        (PEOPLE, person(timezone="", team_id="allies"), None),
        (PEOPLE, person(team_id="all"), "`team_id` is a name reserved"),
        (PEOPLE, person(team_id=" Other "), "`team_id` is a name reserved"),
        (PEOPLE, person(team_id="unattri\u200bbuted\u00a0"), "`team_id` is a name reserved"),
        (PEOPLE, person(person_id="ALL"), "`person_id` is a name reserved"),
        (PEOPLE, person(cost_center="Unattributed"), "`cost_center` is a name reserved"),
        (PEOPLE, person(cost_center="Other"), None),
        (PEOPLE, person(timezone="Mars/Olympus"), "`timezone` is no time zone"),
        (PEOPLE, person(start_date="2026-06-02", end_date="2026-06-01"), "`end_date` lies before `start_date`"),
        (TEAMS, {"team_id": "ALL"}, "`team_id` is a name reserved"),
        (TEAMS, {"team_id": "core", "parent_team_id": "all"}, "`parent_team_id` is a name reserved"),
        (IDENTITIES, identity(valid_from="2026-06-02", valid_to="2026-06-01"), "`valid_to` lies before `valid_from`"),
        (IDENTITIES, identity(valid_to="2026-06-01"), None),
        (CONTEXT, context(end_date="2026-05-31"), "`end_date` lies before `start_date`"),
        (CONTEXT, context(end_date="2026-06-01"), None),
        (CHARGES, charge(), None),
        (CHARGES, charge(ChargePeriodStart="2020-01-01", ChargePeriodEnd="2020-02-01"), None),  # a correction
        (CHARGES, charge(ChargePeriodEnd="2026-05-31"), "`ChargePeriodEnd` lies before `ChargePeriodStart`"),
        (CHARGES, charge(ChargePeriodEnd="2031-06-02"), "more than 5 years"),
        (CHARGES, charge(ChargePeriodEnd="9999-12-31"), "`ChargePeriodEnd` lies outside"),
        (CHARGES, charge(ChargePeriodStart="2028-01-01", ChargePeriodEnd="2028-02-01"), "`ChargePeriodStart` lies"),
        (CHARGES, charge(ChargePeriodStart="2016-01-01", ChargePeriodEnd="2016-02-01"), "`ChargePeriodStart` lies"),
        (CHARGES, charge(BilledCost="1000000000001"), "`BilledCost` lies outside"),
        (CHARGES, charge(ConsumedQuantity="900000000000000"), None),  # tokens of a month
        (PULLS, {"number": "1", "merged_at": "0001-01-01T00:00:00Z"}, "leave it empty where there is none"),
        ("kiro/user_report", {"Credits_Used": "10000001"}, "`Credits_Used` lies outside 0 to 10,000,000"),
        ("github/pull_commits", {"items": [{"commit": {"committer": {"date": "1970-01-01T00:00:00Z"}}}]}, None),
    ],
)  # fmt: skip
def test_what_a_row_may_say(key: str, row: dict[str, Any], reason: str | None) -> None:
    found = verdict(streams()[key], row)
    assert found is None if reason is None else reason in (found or ""), found


@pytest.mark.parametrize("neighbour", ["", '{"no": "request"}\n'], ids=["alone", "beside a bad line"])
def test_a_row_out_of_bounds_stops_no_other(zone: Zone, request_row: Any, neighbour: str) -> None:
    rows = [
        request_row(1),
        request_row(2, prompt_tokens=10**12 + 1),
        request_row(3, endTime="infinity"),
        request_row(4),
    ]
    zone.land(LOGS, "2026-06-01", "a.jsonl", "".join(json.dumps(row) + "\n" for row in rows) + neighbour)
    zone.load()
    assert [row["request_id"] for row in zone.rows(LOGS)] == ["r1", "r4"]
    assert [r["reason"] for r in zone.quarantine() if r["line_number"] < 5] == [
        "`prompt_tokens` lies outside 0 to 1,000,000,000,000",
        "`endTime` lies outside 2000-01-01 to 2100-12-31; leave it empty where there is none",
    ]


def test_an_open_end_is_none(zone: Zone) -> None:
    head = "person_id,source,external_id,id_kind,valid_from,valid_to\n"
    rows = "p1,*,a,email,1985-03-01,9999-12-31\np1,*,b,email,,2026-06-30\np1,*,c,email,,9999-12-31T00:00:00Z\n"
    zone.land(IDENTITIES, "2026-06-01", "a.csv", head + rows)
    zone.load()
    assert [row["valid_to"] for row in zone.rows(IDENTITIES)] == [None, date(2026, 6, 30), None]
    assert zone.quarantine() == []


@pytest.mark.parametrize(
    ("kind", "partition", "problem"),
    [
        ("day", "0001-01-01", "lies before 2000-01-01; rename the folder"),
        ("day", "1970-01-01", "lies before 2000-01-01; rename the folder"),
        ("month", "1999-12", "lies before 2000-01-01; rename the folder"),
        ("day", "2200-01-01", "lies in the future; rename the folder"),
        ("day", "2000-01-01", None),
    ],
)
def test_a_partition_of_no_time_of_ours_is_refused_and_makes_none_in_dagster(
    kind: str, partition: str, problem: str | None
) -> None:
    found = partition_problem(kind, partition, NOW.date())
    assert found is None if problem is None else problem in (found or "")
    newest = "2026-06-01" if kind == "day" else "2026-06"
    made = list(periods.between(kind, [partition, newest], NOW.date()))
    assert (made == [newest]) == (problem is not None)


# ---------------------------------------------------------------- dates and times as vendors write them

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
AT_NOON = """
    2026-06-01T12:00Z | 2026-06-01T12:00:00Z | 2026-06-01t12:00:00z | 2026-06-01 12:00 | 2026-06-01 12:00:00 UTC
    2026-06-01 12:00 GMT | 2026-06-01T12:00:00+00:00 | 2026-06-01T14:00+02:00 | 2026-06-01 07:00:00 -0500
    2026-06-01 12:00:00 +0000 UTC | 2026-06-01 05:00:00.000000000 -0700 PDT | 2026-06-01 17:30:00 +0530 +0530
    2026-06-01 12:00:00 +0000 UTC m=+0.000012 | 2026-06-01T12:00:00.0Z | 2026-06-01T12:00:00.000000000Z
    2026-06-01T12:00:00,000Z | 2026-06-01T12:00:00 Z | 2026/06/01 12:00:00 | 2026-06-01 14:00:00 Europe/Berlin
    1780315200 | 1780315200000
"""
SPELLINGS = [text.strip() for text in AT_NOON.replace("\n", "|").split("|") if text.strip()]


def test_a_time_has_one_meaning_in_every_spelling_and_format(zone: Zone, request_row: Any) -> None:
    rows = [{**request_row(number), "startTime": text} for number, text in enumerate([*SPELLINGS, f" {SPELLINGS[0]} "])]
    for row in rows:
        del row["metadata"]
    zone.land(LOGS, "2026-06-01", "a.jsonl", rows)
    zone.land(LOGS, "2026-06-02", "b.jsonl", [{"no": "request"}, *rows])
    zone.land(LOGS, "2026-06-01", "c.json", json.dumps(rows))
    table = [list(rows[0]), *([f'"{value}"' for value in row.values()] for row in rows)]
    zone.land(LOGS, "2026-06-01", "d.csv", "\n".join(map(",".join, table)))
    items = [
        *({"id": number, "submitted_at": text} for number, text in enumerate(SPELLINGS, start=1)),
        None,
        {"id": 99},
    ]
    zone.land("github/pull_reviews", "2026-06-01", "a.jsonl", [{"repo": "o/r", "number": 1, "items": items}])
    zone.load()
    assert [row["startTime"] for row in zone.rows(LOGS)] == [NOON] * 3 * len(rows)
    outside = [r["reason"] for r in zone.quarantine() if r["partition"] == "2026-06-02" and r["line_number"] > 1]
    assert outside == ["`startTime` lies outside the partition 2026-06-02"] * len(rows)
    (reviews,) = zone.rows("github/pull_reviews")
    assert [item and item["submitted_at"] for item in reviews["items"]] == [*[NOON] * len(SPELLINGS), None, None]


@pytest.mark.parametrize(
    "text",
    ["03/04/2026", "2026-06-01T12", "178031520", "17803152000", "20260601", "2026-06-01 12:00:00 PM",
     "2026-06-01 12:00:00 BC", "2026-06-01 soon", "epoch", "now", "2026-06-01T12:00:00+02:00:00 x", "1 June 2026"],
)  # fmt: skip
@pytest.mark.parametrize("data_type", ["TIMESTAMPTZ", "DATE"])
def test_a_time_of_two_meanings_or_none_is_refused(data_type: str, text: str) -> None:
    stream = Stream("a", "b", "one row", (Column("at", data_type, required=True), Column("in", [{"at": data_type}])))
    assert verdict(stream, {"at": text}) is not None
    assert verdict(stream, {"at": "2026-06-01", "in": [{"at": text}]}) is not None


@pytest.mark.parametrize(
    "text",
    ["2026-06-01", "2026-06-01T00:00:00Z", "2026-06-01 00:00:00 +0000 UTC", "2026/06/01", "2026-06-01T23:59-08:00"],
)
def test_a_date_may_be_written_as_a_time_and_is_the_day_that_stands_there(zone: Zone, text: str) -> None:
    zone.land("kiro/user_report", "2026-06-01", "a.csv", f"Date,UserId,Client_Type\n{text},u1,KIRO_IDE\n")
    zone.load()
    assert [row["Date"] for row in zone.rows("kiro/user_report")] == [date(2026, 6, 1)]


@pytest.mark.parametrize("text", ["06-01-2026", " 6-1-2026 ", "2026-06-01"])
def test_a_stream_may_say_how_it_writes_its_dates(zone: Zone, text: str) -> None:
    """06-01 is the first of June where the month comes first, and ISO is ISO everywhere."""
    zone.land("amazon_q/by_user_analytic", "2026-06-01", "a.csv", f"UserId,Date\nu1,{text}\n")
    zone.load()
    assert [row["Date"] for row in zone.rows("amazon_q/by_user_analytic")] == [date(2026, 6, 1)]


@pytest.mark.parametrize("text", ["13-01-2026", "06/01/2026", "06-01-26", "06-01-2026 soon", "06-01", "01-06-2026"])
def test_a_date_in_another_form_than_the_stream_says_is_refused(zone: Zone, text: str) -> None:
    """The last one is a date, and of another month than its partition."""
    zone.land("amazon_q/by_user_analytic", "2026-06-01", "a.csv", f"UserId,Date\nu1,{text}\nu2,06-01-2026\n")
    zone.load()
    assert [row["UserId"] for row in zone.rows("amazon_q/by_user_analytic")] == ["u2"]
    assert len(zone.quarantine()) == 1


def test_a_log_that_holds_code_is_refused_and_none_of_it_kept(zone: Zone) -> None:
    """Gemini's request log beside its metadata log."""
    entry = {"insertId": "e1", "timestamp": "2026-06-01T12:00:00Z", "labels": {"user_id": "ada"}}
    name = "projects/p/logs/cloudaicompanion.googleapis.com%2F"
    words = {"jsonPayload": {"codeCompletionRequest": {"inputDataContext": "words of somebody"}}}
    zone.land(
        "gemini_code_assist/metadata_log",
        "2026-06-01",
        "a.jsonl",
        [{**entry, "logName": f"{name}metadata", **words}, {**entry, "logName": f"{name}request", **words}],
    )
    zone.load()
    assert len(zone.rows("gemini_code_assist/metadata_log")) == 1
    (refused,) = zone.quarantine()
    assert "is not the metadata log" in refused["reason"]
    assert "words" not in str(zone.rows("gemini_code_assist/metadata_log")) + str(refused)


def test_the_usual_spelling_stays_on_the_fast_path() -> None:
    """A strict cast reads a partition in one statement; the rare spellings of top columns do not leave it either."""
    stream = Stream("a", "b", "one row", (Column("moment", "TIMESTAMPTZ"), Column("day", "DATE")))
    select = f"select {typed_columns(stream, 'cast')} from (values ($1, $2)) as given (moment, day)"
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        assert connection.execute(select, ["2026-06-01T12:00Z", "2026-06-01"]).fetchall() == [(NOON, date(2026, 6, 1))]
        for given in (["noon", None], [None, "2026-06-01 soon"]):
            with pytest.raises(duckdb.ConversionException):
                connection.execute(select, given).fetchall()
