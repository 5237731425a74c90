"""Cases as reviewers see them, out of their own copy, and what they decide, into the landing zone."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import duckdb
from rich.console import Console
from rich.table import Table

from orchestration import accesses, files, publish
from orchestration.settings import Settings
from orchestration.sources import streams
from orchestration.sources.review import REASONS, ROLES

DECISIONS = "review/decisions"
_LEAST_LETTERS = 6


def print_queue(out: Console, settings: Settings) -> None:
    """The cases of this week's alert budget, the next first. It names nobody: that is for who opens a case.

    Raises:
        ValueError: there is no copy, or it is not for this account.
    """
    with _copy(settings) as copy:
        accesses.note(settings, "the queue")
        waiting = copy.execute(
            "select case_id, status, opened_on, evidence_grade, round(spend_at_stake_usd, 2), summary"
            " from marts.mart_review_queue where is_within_budget order by place"
        ).fetchall()
        told = copy.execute(
            "select count(*) filter (where not is_within_budget), any_value(weekly_budget), any_value(decided_count)"
            " from marts.mart_review_queue"
        ).fetchall()
    later, budget, decided = told[0]
    if budget is None:
        out.print("No case waits.")
        return
    table = Table(title="Cases to look at", title_justify="left", show_lines=True)
    for name in ("case", "status", "since", "rests on", "US dollars", "what was seen"):
        table.add_column(name, overflow="fold")
    for case_id, *shown, spend, summary in waiting:
        table.add_row(case_id[:12], *map(str, shown), "unknown" if spend is None else f"{spend:,}", summary)
    out.print(table)
    out.print(f"{budget} a week, one per 100 seats: {decided} decided this week, {later} wait for another.")


def print_case(out: Console, settings: Settings, case: str) -> None:
    """One case, with whose it is and every week's evidence.

    Raises:
        ValueError: there is no copy, it is not for this account, or no case goes by that id.
    """
    with _copy(settings) as copy:
        case_id = _case_id(copy, case)
        accesses.note(settings, f"case {case_id}")
        found = copy.execute(
            "select cases.* exclude (person_key, signals, evidence_families), who.display_name, who.email"
            " from marts.mart_gaming_cases as cases left join restricted.person_identities as who using (person_key)"
            " where case_id = ? limit 1",
            [case_id],
        )
        names = [column[0] for column in found.description]
        for name, value in zip(names, found.fetchall()[0], strict=True):
            out.print(f"{name:20} {'unknown' if value is None else value}", soft_wrap=True)
        weeks = copy.execute(
            "select flags.week_start_date, flags.signal, flags.score, flags.excused_by, flags.evidence"
            " from marts.mart_person_weekly_gaming_flags as flags"
            " inner join marts.mart_gaming_cases as cases on flags.person_key = cases.person_key"
            " and flags.week_start_date between cases.opened_on and cases.last_seen_on"
            " where cases.case_id = ? and flags.fired order by 1, 2",
            [case_id],
        ).fetchall()
    table = Table(title="What fired", title_justify="left")
    for name in ("week", "signal", "score", "excused by", "evidence"):
        table.add_column(name, overflow="fold")
    for week in weeks:
        table.add_row(*("" if value is None else str(value) for value in week))
    out.print(table)


def decide(settings: Settings, case: str, decision: str, reason: str, role: str, day: date, today: date) -> str:
    """Land a decision; the next build takes it in. One of the same case and day replaces the earlier.

    Returns:
        The case's whole id.

    Raises:
        ValueError: a word that is not on its list, a day to come, no such case, or no copy to find it in.
    """
    if decision not in REASONS:
        raise ValueError(f"a decision is one of {', '.join(REASONS)}")
    if reason not in REASONS[decision]:
        raise ValueError(f"a reason for {decision} is one of {', '.join(REASONS[decision])}; it is never free text")
    if role not in ROLES:
        raise ValueError(f"a role is one of {', '.join(ROLES)}")
    if day > today:
        raise ValueError(f"{day} is still to come")
    with _copy(settings) as copy:
        case_id = _case_id(copy, case)
    accesses.note(settings, f"{decision} as {role}: case {case_id}")
    given = {
        "case_id": case_id,
        "decision": decision,
        "decided_on": day.isoformat(),
        "reason": reason,
        "reviewer_role": role,
    }
    text = io.StringIO()
    writer = csv.DictWriter(text, [column.name for column in streams()[DECISIONS].columns], lineterminator="\n")
    writer.writeheader()
    writer.writerow(given)
    files.write(settings.landing / DECISIONS / day.isoformat(), f"{case_id}.csv", text.getvalue().encode())
    return case_id


def print_log(out: Console, settings: Settings) -> None:
    """Who looked at what, when, the newest last."""
    table = Table(title="Looks at the reviewers' copy by the commands", title_justify="left")
    for name in ("at (UTC)", "account", "looked at"):
        table.add_column(name, overflow="fold")
    for look in accesses.noted(settings):
        table.add_row(*(str(look[name]) for name in ("at", "account", "looked_at")))
    out.print(table)


@contextmanager
def _copy(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    file = settings.published / publish.CURRENT / "reviewer.duckdb"
    try:
        is_there = file.exists()
        if is_there:
            file.open("rb").close()
    except PermissionError:
        raise ValueError(f"{file} is for reviewers only; ask who runs this home for their account") from None
    if not is_there:
        raise ValueError(f"nothing is published in {settings.home} yet; run `assay build`")
    with duckdb.connect(str(file), read_only=True) as connection:
        try:
            connection.execute("from marts.mart_review_queue limit 0")
        except duckdb.CatalogException:
            raise ValueError("the published copy is older than reviews; run `assay build`") from None
        yield connection


def _case_id(copy: duckdb.DuckDBPyConnection, case: str) -> str:
    found: list[Any] = copy.execute(
        "select case_id from marts.mart_gaming_cases where starts_with(case_id, ?) limit 2", [case]
    ).fetchall()
    if len(case) < _LEAST_LETTERS or len(found) != 1:
        raise ValueError(
            f"{case} is {'more than one case' if len(found) > 1 else 'no case'}; see `assay review --list`"
        )
    return str(found[0][0])
