"""Every expectation is seen to pass on what is plausible and to fail on what it is there to catch."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

import expectations
from expectations import GuardedTable, Outcome, Rule
from tests.unit.plausible import rows as rows_of_suites

FILES = (
    "partition varchar, file_name varchar, rows_read int, rows_loaded int, rows_quarantined int, error varchar,"
    " extra_columns varchar, is_partial boolean"
)
GOOD_FILES = """('2026-06-01', 'a.jsonl', 100, 100, 0, null, null, null),
    ('2026-06-02', '1.json', 20, 20, 0, null, null, true), ('2026-06-02', '2.json', 9, 9, 0, null, null, false)"""
BAD_FILES = """('2026-06-01', 'cut.jsonl', 1, 0, 1,
        'the file cannot be read: a page holds no list `data` but an error (actor ada@sample.example)', null, null),
    ('2026-06-01', 'head.csv', 1, 0, 1, 'the header lacks `BilledCost` and has `Billed_Cost` instead', null, null),
    ('2026-06-01', 'bad.jsonl', 100, 90, 10, null, null, null),
    ('2026-06-01', 'new.jsonl', 9, 9, 0, null, 'shoe_size', null),
    ('2026-06-02', '1.json', 20, 20, 0, null, null, true)"""
QUARANTINE = "partition varchar, file_name varchar, line_number int, reason varchar"
BAD_QUARANTINE = "('2026-06-01', 'bad.jsonl', 7, '`spend` is missing'), " + ", ".join(
    f"('2026-06-01', 'bad.jsonl', {line}, '`startTime` does not fit')" for line in range(20, 29)
)
WEEKS = "('2026-05-11', 100, false), ('2026-05-18', 110, false), ('2026-05-25', 90, false)"

ROWS = rows_of_suites()
HISTORY = "partition varchar, rows bigint, is_changed boolean"
GOOD_HISTORY = f"{WEEKS}, ('2026-06-01', 20, true)"
BAD_HISTORY = f"{WEEKS}, ('2026-06-01', 19, true)"  # under 0.2 of 100, and under 0.8 of the one before
CASES = [(table, rule) for table in expectations.tables() for rule in table.rules]


def write(path: Path, is_bad: bool) -> Path:
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts; create schema intermediate; create schema audit")
        for table in expectations.tables():
            if table.name.endswith("__files"):
                columns, found = FILES, BAD_FILES if is_bad else GOOD_FILES
            elif table.name.endswith("__quarantine"):
                columns, found = QUARANTINE, BAD_QUARANTINE if is_bad else None
            elif table.name.endswith("__history"):
                is_directory = table.asset[0] == "directory"
                good = "('2026-05-01', 100, false), ('2026-06-01', 80, true)" if is_directory else GOOD_HISTORY
                columns, found = HISTORY, BAD_HISTORY if is_bad else good
            else:
                columns, *found_rows = ROWS[table.name]
                found = found_rows[is_bad]
            connection.execute(f"create table {table.schema or 'main'}.{table.name} ({columns})")
            often = range(20 if is_bad and table.name in ROWS and table.is_gate else 1)  # fewer rows are no pattern
            for _ in often if found else ():
                connection.execute(f"insert into {table.schema or 'main'}.{table.name} values {found}")
    return path


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[tuple[str, str], Outcome]]:
    """All rules on plausible tables, on bad ones, and on empty ones."""
    folder = tmp_path_factory.mktemp("gates")
    good, bad = write(folder / "good.duckdb", False), write(folder / "bad.duckdb", True)
    empty = write(folder / "empty.duckdb", False)
    with duckdb.connect(str(empty)) as connection:
        for table in expectations.tables():
            connection.execute(f"delete from {table.schema or 'main'}.{table.name}")
    return {
        path.stem: {("/".join(o.asset), o.rule.name): o for o in expectations.run(path, expectations.tables())}
        for path in (good, bad, empty)
    }


@pytest.mark.parametrize(("table", "rule"), CASES, ids=lambda case: getattr(case, "name", case))
def test_a_rule_passes_what_is_plausible_and_catches_what_is_not(
    seen: dict[str, dict[tuple[str, str], Outcome]], table: GuardedTable, rule: Rule
) -> None:
    key = ("/".join(table.asset), rule.name)
    assert seen["good"][key].status == "passed", seen["good"][key].seen
    assert seen["empty"][key].status == "passed", "a stream without files is no mistake"
    assert seen["bad"][key].status == "failed", seen["bad"][key].seen
    assert seen["bad"][key].is_blocking == (rule.severity == "critical" and table.is_gate)


def test_an_unreadable_file_is_named(seen: dict[str, dict[tuple[str, str], Outcome]]) -> None:
    said = seen["bad"]["litellm/spend_logs", "files_can_be_read"].seen
    assert said.replace("partition 2026-06-01, file_name ", "").split("; ") == [
        "cut.jsonl, problem the file cannot be read: a page holds no list `data` but an error",
        "head.csv, problem the header lacks `BilledCost` and has `Billed_Cost` instead",
    ]


def test_a_gate_says_how_many_rows_were_refused_and_why(seen: dict[str, dict[tuple[str, str], Outcome]]) -> None:
    times, spend = "9 x `startTime` does not fit (bad.jsonl, line 20 …)", "1 x `spend` is missing (bad.jsonl, line 7)"
    assert seen["bad"]["litellm/spend_logs", "no_row_is_quarantined"].seen == f"refused {times}; refused {spend}"
    few = seen["bad"]["litellm/spend_logs", "few_rows_are_quarantined"]
    assert few.seen == f"rows_quarantined 10, rows_read 129, refused {times}; {spend}"


@pytest.mark.parametrize("rows", [0, 79])
@pytest.mark.parametrize("name", ["people", "teams", "identities"])
def test_a_newer_snapshot_without_rows_or_with_few_blocks(tmp_path: Path, name: str, rows: int) -> None:
    (table,) = [t for t in expectations.tables() if t.name == f"directory__{name}__history"]
    with duckdb.connect(str(tmp_path / "a.duckdb")) as connection:
        connection.execute(f"create table {table.name} ({HISTORY})")
        connection.execute(f"insert into {table.name} values ('2026-05-01', 100, false), ('2026-06-01', {rows}, true)")
    (outcome,) = expectations.run(tmp_path / "a.duckdb", [table])
    assert outcome.is_blocking
    assert outcome.seen == f"partition 2026-06-01, rows {rows}, rows_before 100"


def test_no_vendors_own_words_are_shown(seen: dict[str, dict[tuple[str, str], Outcome]]) -> None:
    assert not [o for o in seen["bad"].values() if "ada@" in o.seen + str(o.details)]


def test_a_rule_that_cannot_be_evaluated_says_so_and_blocks(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "a.duckdb")) as connection:
        connection.execute("create table things as select 1 as one")
    broken = Rule("broken", "t", "w", "r", "warning", "none", "select no_such from {batch}")
    missing = Rule(
        "column", "t", "w", "r", "warning", "none", kind="ExpectColumnValuesToNotBeNull", arguments={"column": "two"}
    )
    sound = Rule("sound", "t", "w", "r", "warning", "none", "select * from {batch} where one = 2")
    found = expectations.run(
        tmp_path / "a.duckdb",
        [
            GuardedTable("things", ("a", "things"), (broken, missing, sound)),
            GuardedTable("absent", ("a", "absent"), (sound,)),
        ],
    )
    assert [(o.rule.name, o.status, o.is_blocking) for o in found] == [
        ("broken", "errored", True),
        ("column", "errored", True),
        ("sound", "passed", False),
        ("sound", "errored", True),
    ]
    assert "no_such" in found[0].seen


def test_the_file_is_free_for_a_writer_afterwards(tmp_path: Path) -> None:
    path = write(tmp_path / "good.duckdb", False)
    expectations.run(path, expectations.tables()[:1])
    code = f"import duckdb; duckdb.connect({str(path)!r}).execute('create table written (i int)')"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True).returncode == 0


def test_names_are_unique_within_an_asset() -> None:
    names = [(table.asset, rule.name) for table, rule in CASES]
    assert len(names) == len(set(names))


def test_importing_the_suites_does_not_import_great_expectations() -> None:
    code = "import sys, expectations; expectations.tables(); assert 'great_expectations' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True).returncode == 0


def shown_columns() -> Iterator[str]:
    for _, rule in CASES:
        yield from rule.shows


def test_nothing_that_names_a_person_can_be_shown() -> None:
    assert not {name for name in shown_columns() if re.search(r"user|email|person|login|key|actor|name$", name)} - {
        "file_name"
    }


def test_the_page_needs_no_network_escapes_what_it_shows_and_keeps_the_last_verdict(
    tmp_path: Path, seen: dict[str, dict[tuple[str, str], Outcome]]
) -> None:
    known = expectations.tables()
    expectations.write_page(tmp_path, list(seen["bad"].values()), "2026-06-01 10:00 UTC", known)
    rule = Rule("files_can_be_read", "<b>t</b>", "w", "r", "critical", "l", "select 1")
    newer = Outcome(("litellm", "spend_logs"), rule, "passed", "<script>alert(1)</script>")
    shown = expectations.write_page(tmp_path, [newer], "2026-06-02 10:00 UTC", known, is_simulated=True)
    html = (tmp_path / "index.html").read_text()
    assert not re.search(r"(src|href)\s*=|https?://|@import|url\(", html)
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html
    assert "Simulated data" in html
    assert len(shown) == len(CASES)
    assert {r["judged_at"] for r in shown} == {"2026-06-01 10:00 UTC", "2026-06-02 10:00 UTC"}
    assert json.loads((tmp_path / "outcomes.json").read_text()) == shown
    assert shown[0]["is_blocking"]


@pytest.mark.parametrize("said", [{}, {"query": "select 1", "kind": "ExpectColumnValuesToNotBeNull"}])
def test_a_rule_is_either_a_query_or_a_class(said: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="odd is either a query or a class"):
        Rule("odd", "t", "w", "r", "critical", "l", **said)


def test_a_rule_that_was_never_judged_stands_on_the_page(tmp_path: Path) -> None:
    rule = Rule("never", "Never judged", "w", "r", "critical", "l", "select 1")
    table = GuardedTable("things", ("a", "things"), (rule,))
    assert expectations.write_page(tmp_path, [], "now", [table]) == []
    html = (tmp_path / "index.html").read_text()
    assert "Never judged." in html
    assert "<b>1</b> not judged yet" in html
    assert "<b>0</b> blocking" in html


def test_a_watch_that_cannot_be_evaluated_does_not_block(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "a.duckdb")) as connection:
        connection.execute("create table things as select 1 as one")
    broken = Rule("broken", "t", "w", "r", "critical", "none", "select no_such from {batch}")
    absent = GuardedTable("absent", ("a", "absent"), (broken,), is_gate=False)
    found = expectations.run(
        tmp_path / "a.duckdb", [GuardedTable("things", ("a", "things"), (broken,), is_gate=False), absent]
    )
    assert [(o.status, o.is_blocking) for o in found] == [("errored", False), ("errored", False)]
    assert all(not table.is_gate for table in expectations.tables() if table.schema == "marts")


def test_money_without_a_merged_pull_request_is_no_plausible_sum(tmp_path: Path) -> None:
    (table,) = [t for t in expectations.tables() if t.name == "mart_team_monthly_pull_request_cost"]
    path = write(tmp_path / "good.duckdb", False)
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "insert into marts.mart_team_monthly_pull_request_cost values ('2026-07-01', 'all', 100000, 0, null, 0, 0)"
        )
    failed = [(o.rule.name, o.seen) for o in expectations.run(path, [table]) if o.status != "passed"]
    assert [name for name, _ in failed] == ["a_merged_pull_request_costs_a_plausible_sum"]
    assert "2026-07-01" in failed[0][1]
