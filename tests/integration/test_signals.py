"""From a log of requests to a case: a timer beside an honest person, and a week that is not over."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from tests.integration.conftest import Home

FIRST = datetime(2026, 6, 8)  # a Monday
TIMER, HONEST = "ben@sample.example", "ada@sample.example"


def requests(day: datetime) -> Iterator[tuple[str, datetime, int]]:
    """A timer's 40 requests on a working day, ten minutes and no token apart; and about as many as work brings."""
    if day.weekday() < 5:
        for number in range(40):
            yield TIMER, day + timedelta(hours=8, minutes=10 * number), 500
    work = random.Random(day.isoformat())
    moment = day + timedelta(hours=8)
    for _ in range(work.randint(30, 50)):
        moment += timedelta(seconds=work.lognormvariate(5, 1.2))
        yield HONEST, moment, int(work.lognormvariate(7, 1))


def deliver_two_weeks(home: Home) -> None:
    for day in (FIRST + timedelta(days=number) for number in range(14)):
        lines = [
            json.dumps(
                {
                    "request_id": f"{day:%d}-{number}",
                    "user": user,
                    "startTime": f"{moment.isoformat()}Z",
                    "prompt_tokens": tokens,
                    "completion_tokens": 10,
                    "spend": 0.01,
                    "model": "model-a",
                    "status": "success",
                }
            )
            for number, (user, moment, tokens) in enumerate(requests(day))
        ]
        folder = home.path / "landing" / "litellm" / "spend_logs" / f"{day:%Y-%m-%d}"
        folder.mkdir(parents=True)
        (folder / "spend_logs.jsonl").write_text("\n".join(lines) + "\n")


def judged(home: Home) -> set[tuple[str, str, str, bool]]:
    return {
        tuple(row.values())
        for row in home.query(
            "select email, strftime(week_start_date, '%m-%d'), signal, fired"
            " from marts.mart_person_weekly_gaming_flags join restricted.person_identities using (person_key)"
        )
    }


def cases(home: Home) -> list[tuple[str, str, bool]]:
    return [
        tuple(row.values())
        for row in home.query(
            "select email, strftime(opened_on, '%m-%d'), is_published"
            " from marts.mart_gaming_cases join restricted.person_identities using (person_key)"
        )
    ]


def test_a_timer_is_a_case_once_two_weeks_are_over_and_honest_work_is_none(built: Home) -> None:
    deliver_two_weeks(built)
    fired = {"regular_timing", "steady_pace", "clock_phase", "repeated_sizes", "few_templates", "near_repeated_sizes"}
    silent = {"no_pause", "sent_twice", "burned_input", "premium_trifles", "tiny_days"}
    first_week = {(TIMER, "06-08", signal, signal in fired) for signal in fired | silent}
    # the honest person's frequent sizes are too few to have a phase or a pace
    first_week |= {(HONEST, "06-08", signal, False) for signal in (fired | silent) - {"clock_phase", "steady_pace"}}

    built.build("--as-of", "2026-06-20")  # a Saturday: the second week is not over, and nobody is judged for it
    assert judged(built) == first_week
    assert cases(built) == [(TIMER, "06-08", False)]

    built.build()
    assert judged(built) == {
        *first_week,
        *((email, "06-15", signal, fired) for email, _, signal, fired in first_week),
        # ten days of one size, known now that there are ten
        (TIMER, "06-15", "even_days", True),
        (HONEST, "06-15", "even_days", False),
        # of the timer's ten working days too few, and of somebody who works on days off as well enough
        (HONEST, "06-15", "even_counts", False),
        (HONEST, "06-15", "same_days", False),
        # the end of a week beside that of the one before
        (TIMER, "06-15", "window_rush", False),
        (HONEST, "06-15", "window_rush", False),
    }
    assert cases(built) == [(TIMER, "06-08", True)]
