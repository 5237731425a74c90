"""What an evaluation says of seven people and six cases, against numbers worked by hand."""

from __future__ import annotations

import io
from typing import Any

import pytest
from typer.testing import CliRunner

from orchestration.evaluation import joined, metrics
from orchestration.evaluation.companies import drawn
from orchestration.terminal import console, evaluated
from orchestration.terminal.cli import app

SUBJECTS = """
insert into subjects values
    ('a', 0.02, 2, 'found', 'data', 'gaming', 'G1', 'timer', 'exact', '2026-03-09', '2026-04-26'),
    ('a', 0.02, 2, 'too_early', 'data', 'gaming', 'G1', 'timer', 'exact', '2026-03-23', '2026-04-26'),
    ('a', 0.02, 2, 'unpublished', 'data', 'gaming', 'G15', 'ring', 'human_hours', '2026-03-09', '2026-04-26'),
    ('a', 0.02, 2, 'accused', 'engineering', 'honest', null, null, null, null, null),
    ('a', 0.02, 2, 'quiet', 'data', 'honest', null, null, null, null, null),
    ('a', 0.02, 2, 'runs_evals', 'research', 'look_alike', 'I5', '', '', '2026-03-02', '2026-04-26'),
    ('a', 0.02, 2, 'runs_more', 'research', 'look_alike', 'I5', '', '', '2026-03-02', '2026-04-26')
"""
CASES = """
insert into cases values
    ('a', 'found', '2026-03-16', '2026-03-30', 0.9, true, 'request'),
    ('a', 'too_early', '2026-03-02', '2026-03-15', 0.7, true, 'request'),
    ('a', 'unpublished', '2026-03-09', '2026-03-20', 0.5, false, 'outcome'),
    ('a', 'accused', '2026-03-16', '2026-03-30', 0.85, true, 'daily'),
    ('a', 'runs_evals', '2026-03-16', '2026-03-30', 0.3, false, 'request'),
    ('a', 'runs_more', '2026-03-16', '2026-03-30', 0.65, true, 'request')
"""
FIRED = """
insert into fired values ('a', 'found', '2026-03-09', 'regular'), ('a', 'too_early', '2026-03-02', 'regular')
"""


def measured(*statements: str) -> dict[str, list[dict[str, Any]]]:
    with joined.empty() as connection:
        for statement in statements:
            connection.execute(statement)
        return metrics.measure(connection)


@pytest.fixture(scope="module")
def found() -> dict[str, list[dict[str, Any]]]:
    return measured(SUBJECTS, CASES, FIRED)


def counts(rows: list[dict[str, Any]]) -> dict[Any, tuple[Any, Any]]:
    return {row["what"]: (row["hits"], row["total"]) for row in rows}


def test_a_case_is_right_only_from_the_begin_of_gaming_on(found: dict[str, list[dict[str, Any]]]) -> None:
    assert counts(found["precision"]) == {0.02: (1, 4)}
    assert counts(found["precision_by_evidence"]) == {"daily": (0, 1), "request": (1, 3)}


def test_the_interval_is_wilsons(found: dict[str, list[dict[str, Any]]]) -> None:
    (row,) = found["precision"]
    # of 1 in 4: (1 + 1.9208 -+ 1.96 * sqrt(0.75 + 0.9604)) / (4 + 3.8416)
    assert (row["low"], row["share"], row["high"]) == pytest.approx((0.04559, 0.25, 0.69936), abs=1e-4)
    quiet = next(row for row in found["false_by_role"] if row["what"] == "data")
    assert (quiet["low"], quiet["high"]) == pytest.approx((0, 3.8416 / 4.8416), abs=1e-4)


def test_the_first_twenty_are_people_published_or_not(found: dict[str, list[dict[str, Any]]]) -> None:
    assert counts(found["precision_at_20"]) == {0.02: (2, 6)}


def test_no_more_than_twenty_are_looked_at_and_the_published_ones_first() -> None:
    many = """
        insert into subjects select 'b', 0.1, 1, 'p' || i, 'data', if(i < 5, 'gaming', 'honest'), 'k', 't', 'exact',
            date '2026-03-02', date '2026-04-26' from range(25) as r(i)
    """
    # the five who game have the lowest scores and the only published cases, of which each has two
    listed = """
        insert into cases select 'b', 'p' || i, date '2026-03-09', date '2026-03-20', i / 100, i < 5, 'daily'
        from range(25) as r(i) union all
        select 'b', 'p' || i, date '2026-03-09', date '2026-03-20', 0.01, true, 'daily' from range(5) as r(i)
    """
    assert counts(measured(many, listed)["precision_at_20"]) == {0.1: (5, 20)}


def test_recall_is_told_by_tactic_and_grade_with_what_is_listed_only(found: dict[str, list[dict[str, Any]]]) -> None:
    assert counts(found["recall_by_tactic"]) == {"ring, human_hours": (0, 1), "timer, exact": (1, 2)}
    assert counts(found["recall_by_grade"]) == {"human_hours": (0, 1), "exact": (1, 2)}
    assert {row["what"]: row["listed"] for row in found["recall_by_tactic"]} == {
        "ring, human_hours": 1,
        "timer, exact": 1,
    }
    assert counts(found["recall_by_prevalence"]) == {0.02: (1, 3)}


def test_false_cases_are_those_that_are_published_about_the_honest(found: dict[str, list[dict[str, Any]]]) -> None:
    assert counts(found["false_by_look_alike"]) == {"I5": (1, 2)}
    assert counts(found["false_by_role"]) == {"data": (0, 1), "engineering": (1, 1), "research": (1, 2)}
    assert counts(found["false_by_person_month"]) == {0.02: (2, 8)}


def test_scores_are_compared_with_how_often_they_are_right(found: dict[str, list[dict[str, Any]]]) -> None:
    assert counts(found["calibration"]) == {
        "0.2 to 0.4": (0, 1),
        "0.4 to 0.6": (1, 1),
        "0.6 to 0.8": (0, 2),
        "0.8 to 1.0": (1, 2),
    }
    assert [row["mean_score"] for row in found["calibration"]] == pytest.approx([0.3, 0.5, 0.675, 0.875])


def test_delay_runs_from_the_begin_to_the_opening(found: dict[str, list[dict[str, Any]]]) -> None:
    told = {row["what"]: (row["median_days"], row["p90_days"], row["hits"], row["total"]) for row in found["delay"]}
    assert told == {"all": (7, 7, 1, 3), "ring": (None, None, 0, 1), "timer": (7, 7, 1, 2)}


def test_a_signal_is_a_gamers_from_the_week_on_in_which_that_began(found: dict[str, list[dict[str, Any]]]) -> None:
    assert counts(found["fired_by_signal"]) == {"regular": (1, 2)}


def test_where_nothing_was_found_nothing_is_claimed() -> None:
    found = measured(SUBJECTS)
    assert found["precision"] == found["calibration"] == []
    assert counts(found["recall_by_prevalence"]) == {0.02: (0, 3)}


def test_a_table_shows_counts_shares_and_intervals(found: dict[str, list[dict[str, Any]]]) -> None:
    out = console.console(width=120)
    out.file = io.StringIO()
    evaluated.print_measures(out, found)
    told = out.file.getvalue()
    assert "2.0%" in told and "25%" in told and "4.56% to 70%" in told
    assert "timer, exact" in told and "I5" in told


def test_every_seed_meets_every_prevalence() -> None:
    companies = drawn(60, 8, [1, 2], [0.01, 0.1])
    assert [(c.seed, c.prevalence) for c in companies] == [(1, 0.01), (2, 0.01), (1, 0.1), (2, 0.1)]
    assert len({str(c) for c in companies}) == 4


@pytest.mark.parametrize(
    ("option", "told", "said"),
    [
        ("--seeds", "1,x", "'1,x' is no list of numbers"),
        ("--prevalence", "", "is no list of numbers"),
        ("--prevalence", "0.6", "gaming share of 0.6"),
        ("--people", "5", "5 people is too small"),
    ],
)
def test_what_cannot_be_evaluated_is_refused(option: str, told: str, said: str) -> None:
    done = CliRunner().invoke(app, ["evaluate", option, told])
    assert done.exit_code == 2
    assert said in done.stderr
