"""A row's verdict depends on the row alone: not on its neighbours, nor on the names of columns and files around it."""

from __future__ import annotations

import io
import json
import os
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration.sql import literal
from tests.conftest import Zone

LOGS, PEOPLE, KIRO = "litellm/spend_logs", "directory/people", "kiro/user_report"
CLAUDE, FILES, REVIEWS = "anthropic/claude_code_analytics", "github/pull_files", "github/pull_reviews"
DAY = "2026-06-01"


def request(number: int, **changes: Any) -> dict[str, Any]:
    row = {"request_id": f"r{number}", "startTime": f"{DAY}T10:00:00Z", "prompt_tokens": 1, "completion_tokens": 1}
    return {**row, **changes}


def claude(**changes: Any) -> dict[str, Any]:
    return {"date": f"{DAY}T00:00:00Z", "actor": {"type": "user_actor", "email_address": "a@example.com"}, **changes}


def pull(number: int, items: Any) -> dict[str, Any]:
    return {"repo": "acme/app", "number": number, "items": items}


def counts(zone: Zone) -> list[tuple[int, int, int]]:
    """(read, loaded, quarantined) of each current file; the last two are counted again in what is stored."""
    current = sorted((f for f in zone.files() if f["superseded_at"] is None), key=lambda f: f["file_name"])
    for file in current:
        held = [r for r in zone.rows(f"{file['source']}/{file['stream']}") if r["file_name"] == file["file_name"]]
        refused = [r for r in zone.quarantine() if r["file_name"] == file["file_name"]]
        assert (len(held), len(refused)) == (file["rows_loaded"], file["rows_quarantined"])
        assert file["rows_read"] == file["rows_loaded"] + file["rows_quarantined"]
    return [(f["rows_read"], f["rows_loaded"], f["rows_quarantined"]) for f in current]


def parquet(path: Path, select: str) -> bytes:
    with duckdb.connect() as connection:
        connection.execute(f"copy ({select}) to {literal(str(path))} (format parquet)")
    return path.read_bytes()


# ---------------------------------------------------------------- names that a file brings along


@pytest.mark.parametrize("column", ["reason", "_reason", "_problem", "_n", "_line", "_raw", "doc", "file_name", "c0"])
def test_a_csv_column_may_have_any_name(zone: Zone, column: str) -> None:
    zone.land(PEOPLE, DAY, "a.csv", f"person_id,employment_type,{column}\np1,,\np2,employee,hi\np3,employee,\n")
    zone.load()
    assert counts(zone) == [(3, 2, 1)]
    assert [(q["line_number"], q["reason"]) for q in zone.quarantine()] == [(2, "`employment_type` is missing")]


def test_a_parquet_column_may_have_any_name(zone: Zone, tmp_path: Path) -> None:
    charge = (
        "select 1 as BilledCost, 'USD' as BillingCurrency, '2026-06-01' as BillingPeriodStart, '1' as InvoiceId,"
        " 'H' as InvoiceIssuerName, 'committed' as reason, 'x' as file_name, 7 as _line"
    )
    zone.land("focus/invoice_details", "2026-06", "a.parquet", parquet(tmp_path / "a.parquet", charge))
    zone.load()
    assert counts(zone) == [(1, 1, 0)]


@pytest.mark.parametrize(
    "names",
    [("a[1].jsonl", "a1.jsonl"), ("a*.jsonl", "ab.jsonl"), ("x.rows.jsonl", "x.jsonl"), ("a'b.jsonl", "?.json")],
)
def test_a_file_may_have_any_name(zone: Zone, names: tuple[str, str]) -> None:
    for number, name in enumerate(names):
        zone.land(LOGS, DAY, name, [request(number)])
    zone.load()
    assert sorted((r["file_name"], r["request_id"]) for r in zone.rows(LOGS)) == sorted(
        (name, f"r{number}") for number, name in enumerate(names)
    )
    assert counts(zone) == [(1, 1, 0)] * 2


def test_a_name_that_is_no_utf8_is_recorded_as_escapes(zone: Zone) -> None:
    zone.land(LOGS, DAY, "good.jsonl", [request(1)])
    (zone.landing / LOGS / DAY / os.fsdecode(b"\xff.jsonl")).write_text(json.dumps(request(2)))
    zone.load()
    assert [r["file_name"] for r in zone.rows(LOGS)] == ["\\xff.jsonl", "good.jsonl"]


def test_the_last_day_of_the_calendar_is_the_future(zone: Zone) -> None:
    zone.land(LOGS, "9999-12-31", "a.jsonl", [request(1)])
    zone.land("focus/invoice_details", "9999-12", "a.csv", "InvoiceId\n1\n")
    zone.land(LOGS, DAY, "a.jsonl", [request(2)])
    zone.load()
    assert [r["request_id"] for r in zone.rows(LOGS)] == ["r2"]
    assert all("lies in the future" in q["reason"] for q in zone.quarantine())
    assert len(zone.quarantine()) == 2


# ---------------------------------------------------------------- values


@pytest.mark.parametrize(
    "change", [{"prompt_tokens": "1.5"}, {"prompt_tokens": "1_000"}, {"prompt_tokens": 1.5}, {"prompt_tokens": True},
               {"spend": True}, {"startTime": "noon"}, {"request_tags": "garbage"}]
)  # fmt: skip
@pytest.mark.parametrize("neighbour", [[], [request(99, completion_tokens=-1)]], ids=["alone", "beside a bad line"])
def test_an_odd_value_costs_its_own_line_only(
    zone: Zone, change: dict[str, Any], neighbour: list[dict[str, Any]]
) -> None:
    zone.land(LOGS, DAY, "a.jsonl", [*(request(n) for n in range(10)), request(10, **change), *neighbour])
    zone.load()
    assert counts(zone) == [(11 + len(neighbour), 10, 1 + len(neighbour))]
    assert {q["line_number"] for q in zone.quarantine()} == {11, *([12] if neighbour else [])}


@pytest.mark.parametrize(
    "change", [{"prompt_tokens": "7"}, {"prompt_tokens": 7.0}, {"endTime": f"{DAY} 10:00:00 Europe/Berlin"},
               {"user": "a \ufffd sign"}, {"spend": "0.1"}, {"user": "\u0000"}]
)  # fmt: skip
@pytest.mark.parametrize("neighbour", [[], [request(99, completion_tokens=-1)]], ids=["alone", "beside a bad line"])
def test_an_unusual_value_loads_whatever_lies_beside_it(
    zone: Zone, change: dict[str, Any], neighbour: list[dict[str, Any]]
) -> None:
    zone.land(LOGS, DAY, "a.jsonl", [request(1, **change), *neighbour])
    zone.load()
    assert counts(zone) == [(1 + len(neighbour), 1, len(neighbour))]


def test_a_nested_misfit_costs_its_own_row_and_stays_out_of_the_reason(zone: Zone) -> None:
    rows = [claude(), claude(core_metrics={"lines_of_code": 7}), claude()]
    zone.land(CLAUDE, DAY, "page.json", {"data": rows})
    words = "LGTM but Bob"
    zone.land(REVIEWS, DAY, "reviews.jsonl", [pull(1, [{"id": 1}]), pull(2, [words]), pull(3, [])])
    zone.load()
    assert sorted(counts(zone)) == [(3, 2, 1), (3, 2, 1)]
    assert sorted(q["reason"] for q in zone.quarantine()) == [
        "`core_metrics.lines_of_code` is not a JSON object",
        "`items[*]` is not a JSON object",
    ]
    assert words not in json.dumps(zone.files() + zone.quarantine(), default=str)


def test_a_nested_column_of_a_table_is_json_or_nested(zone: Zone, tmp_path: Path) -> None:
    good = '[{""id"": 5, ""state"": ""APPROVED""}]'
    zone.land(REVIEWS, DAY, "a.csv", f'repo,number,items\no/r,1,"{good}"\no/r,2,garbage\n')
    row = "'o/r' as repo, 3 as number"
    nested = parquet(tmp_path / "b.parquet", f"select {row}, [{{'filename': 'x', 'additions': 4}}] as items")
    zone.land(FILES, DAY, "b.parquet", nested)
    zone.land(FILES, DAY, "c.parquet", parquet(tmp_path / "c.parquet", f"select {row}, 'garbage' as items"))
    zone.land(LOGS, DAY, "d.csv", f"request_id,startTime,prompt_tokens,completion_tokens,request_tags\n1,{DAY},1,1,x\n")
    zone.load()
    assert counts(zone) == [(2, 1, 1), (1, 1, 0), (1, 0, 1), (1, 0, 1)]
    assert [(r["items"][0]["id"], r["items"][0]["state"]) for r in zone.rows(REVIEWS)] == [(5, "APPROVED")]
    assert [(r["items"][0]["filename"], r["items"][0]["additions"]) for r in zone.rows(FILES)] == [("x", 4)]
    assert {q["reason"] for q in zone.quarantine()} == {
        "`items` is not a JSON array",
        "`request_tags` is not a JSON array",
    }


# ---------------------------------------------------------------- lines


def test_a_control_character_costs_its_own_line(zone: Zone) -> None:
    text = json.dumps(request(1)) + '\n{"request_id":"a\x1fb\x00\x1d"}\n\n' + json.dumps(request(3)) + "\r\n"
    zone.land(LOGS, DAY, "a.jsonl", text)
    zone.load()
    assert counts(zone) == [(3, 2, 1)]
    assert [(q["line_number"], q["reason"]) for q in zone.quarantine()] == [(2, "the line is not JSON")]


def test_bytes_that_are_no_utf8_are_told_from_the_sign_that_replaces_them(zone: Zone) -> None:
    bad = json.dumps(request(1)).encode().replace(b"r1", b"r\xe9")
    zone.land(LOGS, DAY, "a.jsonl", bad + b"\n" + json.dumps(request(2, user="\ufffd"), ensure_ascii=False).encode())
    zone.load()
    assert counts(zone) == [(2, 1, 1)]
    assert [(q["line_number"], q["reason"]) for q in zone.quarantine()] == [(1, "the line is not UTF-8")]


def test_a_long_line_loads_beside_a_bad_one(zone: Zone) -> None:
    zone.land(LOGS, DAY, "a.jsonl", [request(1, messages="x" * 21_000_000), request(2, prompt_tokens=-1), request(3)])
    zone.load()
    assert counts(zone) == [(3, 2, 1)]


def test_a_bad_line_among_pages_costs_its_own(zone: Zone) -> None:
    good = json.dumps({"data": [claude(), claude()]})
    error = json.dumps({"type": "error", "error": {"type": "overloaded_error", "message": "words of somebody"}})
    zone.land(CLAUDE, DAY, "a.jsonl", f"{good}\n{good[:50]}\n{error}\n{good}\n")
    zone.load()
    assert counts(zone) == [(6, 4, 2)]
    assert [(q["line_number"], q["reason"]) for q in zone.quarantine()] == [
        (3, "the line is not JSON"),
        (4, "a page holds no list `data` but an error or another shape (overloaded_error)"),
    ]


KEYS = b'{"repo": "o/r", "number": 1, "items": [%s]%s}'
#: What a line may look like → how many of its rows load; white space is that of JSON, and nothing else.
SHAPES: dict[str, tuple[bytes, int]] = {
    "a carriage return as white space": (KEYS.replace(b", ", b",\r") % (b"", b""), 1),
    "a carriage return inside a text": (KEYS.replace(b"o/r", b"o\rr") % (b"", b""), 0),
    "a tab inside a text": (KEYS.replace(b"o/r", b"o\tr") % (b"", b""), 0),
    "a form feed before": (b"\x0c" + KEYS % (b"", b""), 0),
    "a form feed after": (KEYS % (b"", b"") + b"\x0c", 0),
    "a vertical tab after": (KEYS % (b"", b"") + b"\x0b", 0),
    "nothing but a form feed": (b"\x0c", 0),
    "nothing but a zero": (b"\x00", 0),
    "a space that does not break": (b"\xc2\xa0", 0),
    "a mark of byte order": (b"\xef\xbb\xbf" + KEYS % (b"", b""), 1),
    "a line separator inside a text": (KEYS.replace(b"o/r", "o\u2028\x85r".encode()) % (b"", b""), 1),
    "a control that is escaped": (KEYS.replace(b"o/r", b"o\\u001d\\u001c\\u001fr") % (b"", b""), 1),
    "a control that is not": (KEYS.replace(b"o/r", b"o\x1cr") % (b"", b""), 0),
    "an escaped zero": (KEYS.replace(b"o/r", b"o\\u0000r") % (b"", b""), 1),
    "half a surrogate": (KEYS.replace(b"o/r", b"o\\ud800r") % (b"", b""), 0),
    "no UTF-8 in a field that is not kept": (KEYS % (b"", b', "x": "\xe9"'), 0),
    "a key twice": (KEYS % (b"", b', "repo": "b"'), 0),
    "a key twice further in": (KEYS % (b'{"filename": "a", "filename": "b"}', b""), 0),
    "a key twice that is not kept": (KEYS % (b"", b', "x": 1, "x": 2'), 1),
    "a key in other letters": (KEYS % (b"", b', "Repo": "b"'), 1),
    "no number, not kept": (KEYS % (b"", b', "x": NaN, "y": -Infinity, "z": 1e400'), 1),
    "no number, kept": (KEYS.replace(b": 1", b": NaN") % (b"", b""), 0),
    "a number beyond all": (KEYS.replace(b": 1", b": 1e400") % (b"", b""), 0),
    "a number of many digits": (KEYS.replace(b": 1", b": 900719925") % (b"", b""), 1),
    "a number with an exponent": (KEYS.replace(b": 1", b": 1e0") % (b"", b""), 1),
    "a deep field": (KEYS % (b"", b', "x": ' + b"[" * 5000 + b"]" * 5000), 1),
    "two rows": (KEYS % (b"", b"") + b" " + KEYS % (b"", b""), 0),
    "a list of rows": (b"[%s, %s]" % (KEYS % (b"", b""), KEYS % (b"", b"")), 2),
    "an empty list": (b"[]", 0),
    "a text": (b'"words"', 0),
    "null": (b"null", 0),
    "a null in a list": (KEYS % (b"null", b""), 1),
    **{
        f"a text of wide letters, {shift} bytes off": (
            KEYS.replace(b"[%s]", b'"%s"') % (b"x" * shift + "日本".encode() * 90, b""),
            0,
        )
        for shift in range(3)  # DuckDB quotes it cut at some byte, which Python then cannot decode
    },
}


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n", b"\n\n \n"], ids=["", "line feed", "both", "blank lines"])
def test_a_line_is_worth_the_same_alone_and_beside_a_bad_one(zone: Zone, tmp_path: Path, end: bytes) -> None:
    company = Zone(tmp_path / "company")
    days = {shape: (date(2026, 4, 1) + timedelta(days=number)).isoformat() for number, shape in enumerate(SHAPES)}
    for shape, (line, _) in SHAPES.items():
        for place in (zone, company):
            place.land(FILES, days[shape], "a.jsonl", line + end)
        company.land(FILES, days[shape], "bad.jsonl", b'{"x": 1}')
    zone.load()
    company.load()
    alone, beside = verdicts(zone), verdicts(company)
    assert {shape: alone[day][0][1] for shape, day in days.items()} == {shape: n for shape, (_, n) in SHAPES.items()}
    assert {shape: alone[day] for shape, day in days.items()} == {shape: beside[day] for shape, day in days.items()}


def verdicts(zone: Zone) -> dict[str, tuple[Any, ...]]:
    """By partition, what became of `a.jsonl`: its counts, rows and reasons."""
    rows, refused = zone.rows(FILES), zone.quarantine()

    def of(found: list[dict[str, Any]], day: str, *names: str) -> list[tuple[Any, ...]]:
        mine = [f for f in found if (f["partition"], f["file_name"]) == (day, "a.jsonl")]
        return [tuple(f[name] for name in names) for f in mine]

    return {
        file["partition"]: (
            (file["rows_read"], file["rows_loaded"], file["rows_quarantined"]),
            of(rows, file["partition"], "repo", "number", "items"),
            of(refused, file["partition"], "line_number", "reason", "raw_text"),
        )
        for file in zone.files()
        if file["file_name"] == "a.jsonl"
    }


def test_a_map_that_holds_a_key_twice_costs_its_own_row(zone: Zone) -> None:
    twice = '{"date": "%s", "actor": {"type": "a"}, "tool_actions": {"edit": {"accepted": 1}, "edit": {"accepted": 2}}}'
    zone.land(CLAUDE, DAY, "page.json", '{"data": [' + json.dumps(claude()) + "," + twice % DAY + "]}")
    zone.load()
    assert counts(zone) == [(2, 1, 1)]
    assert [q["reason"] for q in zone.quarantine()] == ["`tool_actions` holds a key twice"]


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.csv"])
def test_an_object_that_is_written_as_a_text_is_read_and_any_other_text_is_not(zone: Zone, name: str) -> None:
    """A database writes its JSON columns as texts; what somebody else put there is nobody's to judge."""
    held = '{"usage_object": {"cache_read_input_tokens": 7}}'
    rows = [request(1, metadata=held), request(2, metadata="words"), request(3, metadata="[1]"), request(4)]
    if name == "a.csv":
        quoted = held.replace('"', '""')
        text = "request_id,prompt_tokens,completion_tokens,startTime,metadata\n"
        content: Any = text + f'r1,1,2,{DAY},"{quoted}"\nr2,1,2,{DAY},words\nr3,1,2,{DAY},[1]\nr4,1,2,{DAY},\n'
    else:
        content = rows if name == "a.jsonl" else json.dumps(rows)
    zone.land(LOGS, DAY, name, content)
    zone.load()
    assert counts(zone) == [(4, 4, 0)]
    found = {row["request_id"]: (row["metadata"] or {}).get("usage_object") for row in zone.rows(LOGS)}
    assert found["r1"]["cache_read_input_tokens"] == 7
    assert [found["r2"], found["r3"], found["r4"]] == [None, None, None]


# ---------------------------------------------------------------- tables


def test_the_words_of_a_csv_without_header_reach_no_record(zone: Zone) -> None:
    secret = "secretprompt"
    zone.land(LOGS, DAY, "a.csv", f'r1,{DAY},1,2,{secret},"a {secret}"\nr2,{DAY},1,2,x,y\n')
    zone.land(PEOPLE, DAY, "b.csv", f'person_id,employment_type,shoe_size,"a {secret}"\np1,employee,42,x\n')
    zone.load()
    by_name = {f["file_name"]: f["extra_columns"] for f in zone.files()}
    assert by_name == {"a.csv": None, "b.csv": "shoe_size, (1 not named here)"}
    assert "and has 6 that the stream does not know" in zone.quarantine()[0]["reason"]
    assert secret not in json.dumps(zone.files() + zone.quarantine(), default=str)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("UserId,Client_Type,date_utc\nu1,IDE,1\n", "lacks `Date` and has `date_utc` instead;"),
        ("date,user_id,client_type\n1,u1,IDE\n", "lacks `UserId` and has `user_id` instead;"),
        ('{"error": "AccessDenied to Bob"}', "and has 1 that the stream does not know (it seems to be JSON)"),
        ("<html>Bad Gateway</html>", "(it seems to be HTML)"),
        ("\0" * 4096, "(it seems to be filled with zeros, as after a crash)"),
        ("Date|UserId|Client_Type\n1|2|3\n", "separated by something else than commas"),
        ("Date,UserId,Client_Type\n".encode("utf-16"), "it begins with bytes that are no UTF-8"),
        ("Service temporarily unavailable", "lacks `Date`, `UserId`, `Client_Type` and has 1 that the stream"),
    ],
)
def test_a_table_without_a_required_column_is_refused_whole_and_replaces_nothing_silently(
    zone: Zone, text: str | bytes, told: str
) -> None:
    zone.land(KIRO, DAY, "a.csv", f"Date,UserId,Client_Type\n{DAY},u1,IDE\n")
    zone.load()
    zone.land(KIRO, DAY, "a.csv", text)
    zone.load()
    assert counts(zone) == [(1, 0, 1)]
    [error] = [f["error"] for f in zone.files() if f["superseded_at"] is None]
    assert told in error
    assert "Bob" not in error


HEAD = b"person_id,employment_type"


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("empty.csv.gz", b"", (0, 0, 0)),
        ("blank.csv", b"\n", (0, 0, 0)),
        ("comma.csv", HEAD + b",\np1,employee,\np2,employee,\n", (2, 2, 0)),
        ("latin.csv", HEAD + b"\np1,employ\xe9\np2,employee\n", (2, 1, 1)),
        ("ends.csv", HEAD + b"\np1,employee\r\np2,employee\np3,employee\r\n", (3, 3, 0)),
        ("other_ends.csv", HEAD + b"\r\np1,employee\np2,employee\r\np3,employee\n", (3, 3, 0)),
        ("mark.csv", b"\xef\xbb\xbf" + HEAD + b"\np1,employee\n", (1, 1, 0)),
        ("leading.csv", b"\n\n" + HEAD + b"\np1,employee\n", (1, 1, 0)),
    ],
)
def test_what_a_csv_may_look_like(zone: Zone, name: str, content: bytes, expected: tuple[int, int, int]) -> None:
    zone.land(PEOPLE, DAY, name, content)
    zone.load()
    assert counts(zone) == [expected]
    assert [f["error"] for f in zone.files()] == [None]


@pytest.mark.parametrize("extra", ["office,", "a,b,c,d,"])
def test_a_line_that_is_no_utf8_costs_itself_only_whatever_columns_stand_before_it(zone: Zone, extra: str) -> None:
    values = "x," * extra.count(",")
    text = f"{extra}person_id,employment_type,team_id\n{values}p1,employee,J\xf6\n{values}p2,employee,core\n"
    zone.land(PEOPLE, DAY, "a.csv", text.encode("latin-1"))
    zone.load()
    assert counts(zone) == [(2, 1, 1)]
    [refused] = zone.quarantine()
    assert (refused["line_number"], refused["reason"]) == (2, "the line is not UTF-8")
    assert '"team_id":"J\ufffd"' in refused["raw_text"]


def test_bytes_that_are_no_utf8_in_a_column_that_is_not_kept_cost_nothing(zone: Zone) -> None:
    zone.land(PEOPLE, DAY, "a.csv", "office,person_id,employment_type\nK\xf6ln,p1,employee\n".encode("latin-1"))
    zone.load()
    assert counts(zone) == [(1, 1, 0)]


def test_lines_that_end_otherwise_leave_what_is_quoted_as_it_is(zone: Zone) -> None:
    text = 'person_id,employment_type,team_id\np1,employee,"a\r\nb"\np2,employee,c\r\np3,employee,"d\re"\n'
    zone.land(PEOPLE, DAY, "a.csv", text)
    zone.load()
    assert [row["team_id"] for row in zone.rows(PEOPLE)] == ["a\r\nb", "c", "d\re"]


def test_a_table_that_ends_inside_quotes_was_cut(zone: Zone) -> None:
    zone.land(PEOPLE, DAY, "a.csv", 'person_id,employment_type,team_id\np1,employee,core\np2,employee,"pla')
    zone.load()
    assert counts(zone) == [(1, 0, 1)]
    assert "still open where the file ends" in zone.files()[0]["error"]


def test_a_quote_that_is_torn_in_the_header_takes_no_row_with_it_unseen(zone: Zone) -> None:
    """DuckDB 1.5.6 reads such a header up to the end of the file, and says nothing."""
    zone.land(PEOPLE, DAY, "a.csv", 'person_id,employment_type,ons"": 6, ""x"": 7}]",y\np1,employee,"[""a""]",z\n' * 2)
    zone.load()
    assert counts(zone) == [(1, 0, 1)]
    assert "rows can be read; deliver the file again" in zone.files()[0]["error"]


def test_a_decimal_wider_than_any_that_can_be_read_is_no_other_number(zone: Zone) -> None:
    for name, kind in (("a.parquet", pa.decimal128(38, 12)), ("b.parquet", pa.decimal256(60, 20))):
        charge = {
            "BilledCost": pa.array([Decimal("5.25")], kind), "BillingCurrency": ["USD"],
            "BillingPeriodStart": ["2026-06-01"], "InvoiceId": ["1"], "InvoiceIssuerName": ["H"],
            "not_kept": pa.array([Decimal("5.25")], pa.decimal256(60, 20)),
        }  # fmt: skip
        sink = io.BytesIO()
        pq.write_table(pa.table(charge), sink)
        zone.land("focus/invoice_details", "2026-06", name, sink.getvalue())
    zone.load()
    assert [row["BilledCost"] for row in zone.rows("focus/invoice_details")] == [Decimal("5.25")]
    assert "the column BilledCost holds decimals of 60 digits" in zone.quarantine()[0]["reason"]


def test_a_text_that_its_writer_calls_binary_is_a_text(zone: Zone) -> None:
    people = {name: pa.array([value.encode()]) for name, value in (("person_id", "pö"), ("employment_type", "service"))}
    sink = io.BytesIO()
    pq.write_table(pa.table(people), sink)
    zone.land(PEOPLE, DAY, "a.parquet", sink.getvalue())
    zone.load()
    assert [row["person_id"] for row in zone.rows(PEOPLE)] == ["pö"]


def test_a_parquet_may_be_gzipped(zone: Zone, tmp_path: Path) -> None:
    people = "('p1', 'employee', null), ('p2', 'employee', 0.5), (null, 'employee', 1)"
    rows = f"from (values {people}) t(person_id, employment_type, fte)"
    zone.land(PEOPLE, DAY, "a.parquet.gz", parquet(tmp_path / "a.parquet", rows))
    zone.load()
    assert counts(zone) == [(3, 2, 1)]


def test_line_numbers_are_those_of_the_file(zone: Zone, tmp_path: Path) -> None:
    zone.land(PEOPLE, DAY, "a.csv", "person_id,employment_type,fte\np1,employee,1,x\np2,employee,full\np3,,\n")
    rows = "from (values (null, 'employee'), ('p2', 'employee')) t(person_id, employment_type)"
    zone.land(PEOPLE, DAY, "b.parquet", parquet(tmp_path / "b.parquet", rows))
    zone.land(CLAUDE, DAY, "page.json", {"data": [claude(), claude(core_metrics={"num_sessions": -5})]})
    zone.load()
    refused = sorted(zone.quarantine(), key=lambda q: (q["file_name"], q["line_number"]))
    assert [(q["file_name"], q["line_number"]) for q in refused] == [
        ("a.csv", 2), ("a.csv", 3), ("a.csv", 4), ("b.parquet", 1), ("page.json", 2),
    ]  # fmt: skip
    assert json.loads(refused[-1]["raw_text"]) == claude(core_metrics={"num_sessions": -5})
