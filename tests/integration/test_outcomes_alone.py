"""Repositories, a directory without roles, no usage at all, and bad input: who is judged, on what, and who is a case.

Thirty people merge three changes a week for twelve weeks, of which the eighth never landed. From the sixth on one of
them merges six of two lines instead, by two accounts: twelve of eighteen in the seventh week, all since, none before.
Another writes documentation, and always merged such; of a third all clocks are hours ahead.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from orchestration.sql import literal
from tests.conftest import Zone
from tests.integration.conftest import Home

FIRST, WEEKS, MISSING, ONSET = datetime(2026, 3, 2, 9), 12, 7, 5
FARMER, WRITER, WRONG_CLOCK = "p1", "p2", "p3"
PEOPLE = [f"p{number}" for number in range(1, 31)]


def changes(week: int) -> Iterator[tuple[str, int]]:
    """Who merges how many lines, by login."""
    for number, person in enumerate(PEOPLE):
        if person == FARMER and week >= ONSET:
            yield from ((login, 2) for login in (person, f"{person}-at-home") for _ in range(3))
        else:
            yield from ((person, 2 if person == WRITER else 40 + number) for _ in range(3))


def pull(number: int, login: str, lines: int, merged: datetime) -> dict[str, Any]:
    ahead = timedelta(hours=7 if login == WRONG_CLOCK else -3)
    return {
        "id": number, "number": number, "state": "closed", "title": f"Change {number}", "body": "",
        "user": {"login": login, "type": "User"},
        "created_at": f"{merged + ahead:%Y-%m-%dT%H:%M:%SZ}", "updated_at": f"{merged:%Y-%m-%dT%H:%M:%SZ}",
        "closed_at": f"{merged:%Y-%m-%dT%H:%M:%SZ}", "merged_at": f"{merged:%Y-%m-%dT%H:%M:%SZ}",
        "merge_commit_sha": f"{number:040x}", "head": {"ref": f"b-{number}", "sha": f"{number + 10**6:040x}"},
        "base": {"ref": "main", "repo": {"full_name": "acme/app"}}, "labels": [],
        "additions": lines, "deletions": 0, "changed_files": 1, "commits": 1,
    }  # fmt: skip


def land_directory(zone: Zone, day: date) -> None:
    people = [f"{person},{person}@acme.example,core,employee,2020-01-01" for person in PEOPLE]
    logins = [*PEOPLE, f"{FARMER}-at-home"]
    identities = [f"{login.split('-')[0]},github,{login},login" for login in logins]
    context = [
        f"person,{FARMER},migration,2026-02-30,2026-12-31",
        f"person,{FARMER},migration,2026-05-24,2026-03-01",
        "org,,outage,not a day,2026-12-31",
        "person,p9,leave,2026-01-05,2026-01-06",
    ]
    for stream, head, lines in (
        ("people", "person_id,email,team_id,employment_type,start_date", people),
        ("identities", "person_id,source,external_id,id_kind", identities),
        ("context", "subject_kind,subject_id,kind,start_date,end_date", context),
    ):
        zone.land(f"directory/{stream}", f"{day}", f"{stream}.csv", "\n".join((head, *lines)) + "\n")


@pytest.fixture(scope="module")
def company(new_home: Callable[..., Home]) -> Home:
    zone = Zone(new_home(None).path)
    days: dict[date, list[dict[str, Any]]] = defaultdict(list)
    for week in set(range(WEEKS)) - {MISSING}:
        for place, (login, lines) in enumerate(changes(week)):
            merged = FIRST + timedelta(days=7 * week + place % 5, minutes=place)
            days[merged.date()].append(pull(1000 * week + place + 1, login, lines, merged))
    for day, pulls in days.items():
        zone.land("github/pulls", f"{day}", "pulls.jsonl", pulls)
    last = (FIRST + timedelta(days=7 * WEEKS)).date()
    land_directory(zone, last)
    decision = f"case_id,decision,decided_on,reason,reviewer_role\n{'f' * 32},benign,{last},experiment,reviewer\n"
    zone.land("review/decisions", f"{last}", "decisions.csv", decision)
    home = Home(zone.home)
    home.build("--as-of", f"{last}")
    return home


def test_who_pads_outcomes_is_a_case_of_outcomes_and_nobody_else_is(company: Home) -> None:
    cases = company.query(
        "select person_id, strftime(opened_on, '%m-%d') as opened, signals, evidence_grade, status, is_published"
        " from marts.mart_gaming_cases join restricted.person_identities using (person_key)"
    )
    assert cases == [
        {
            "person_id": FARMER,
            "opened": "04-13",
            "signals": ["trivial_pulls"],
            "evidence_grade": "outcome",
            "status": "open",
            "is_published": True,
        }
    ]


def test_all_are_judged_on_what_they_merged_and_on_nothing_else(company: Home) -> None:
    judged = company.query(
        "select evidence_grade, count(distinct person_key) as people"
        " from marts.mart_person_weekly_gaming_flags group by evidence_grade"
    )
    assert judged == [{"evidence_grade": "outcome", "people": len(PEOPLE)}]
    writer = company.query(
        "select bool_and(fired) as fired, max(cast(evidence ->> '$.own_history' as double)) as history"
        " from marts.mart_person_weekly_gaming_flags join restricted.person_identities using (person_key)"
        f" where person_id = {literal(WRITER)} and signal = 'trivial_pulls'"
    )
    assert writer == [{"fired": True, "history": 0.9091}]  # nine of nine, with one more of either kind


def test_what_cannot_be_is_refused_and_a_decision_on_no_case_decides_none(company: Home) -> None:
    refused = company.query("select stream, count(*) as lines from audit.quarantine group by stream")
    assert refused == [{"stream": "context", "lines": 3}]
    assert (
        company.query("select excused_by from marts.mart_person_weekly_gaming_flags where excused_by = 'migration'")
        == []
    )
    assert company.query("select case_id from intermediate.int_unknown_decisions") == [{"case_id": "f" * 32}]
