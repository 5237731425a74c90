"""Whatever a landing zone goes through, building after each step gives the rows of one build at the end.

A history is drawn from its seed. One short one runs with all tests; `ASSAY_SOAK_HISTORIES=50` (`make soak`) draws as
many long ones.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from tests.integration.conftest import Home
from tests.integration.histories import History

SOAK = int(os.environ.get("ASSAY_SOAK_HISTORIES", "0"))  # read here, for tests see no such variable
#: (seed, the days taken for today by its builds; what is drawn goes back and forth as well)
SHORT = (12, ("", "2026-05-28", ""))
LONG = [(seed, None) for seed in range(1000, 1000 + SOAK)]
LONG_BUILDS, STEPS = 7, 5

#: When a file came, and what stood before it, is what two homes need not share.
ARRIVAL = ("first_seen_at", "superseded_at")


#: A company of a handful has no number with five people behind it, and by chance no list that came short.
MAY_BE_EMPTY = {
    "analyst.mart_monthly_spend",
    "audit.mart_monthly_gaps",
    # three weeks have no seats, no weekdays to compare, and no closed month
    "marts.mart_daily_spend_anomalies",
    "marts.mart_monthly_seats",
    "marts.mart_period_corrections",
}


@pytest.mark.timeout(1800)  # whole builds, many of them
@pytest.mark.parametrize(("seed", "days"), LONG or [SHORT])
def test_building_step_by_step_gives_the_rows_of_one_build(
    new_home: Callable[..., Home], seed: int, days: tuple[str, ...] | None
) -> None:
    history = History(seed)
    lived = new_home(None)
    for as_of in days or [history.day_taken_for_today() for _ in range(LONG_BUILDS)]:
        for _ in range(STEPS):
            history.step()
        history.write(lived.path / "landing")
        history.told.append(f"build {as_of}")
        done = lived.assay("build", "--as-of", as_of) if as_of else lived.assay("build")
        assert done.returncode == 0, f"{done.stderr[-3000:]}\n{account(history)}"
    fresh = new_home(lived.path / "landing")
    fresh.build(*["--as-of", as_of] if as_of else [])

    expected, found = tables(fresh), tables(lived)
    assert found.keys() == expected.keys()
    wrong = {name: difference(found[name], expected[name]) for name in expected if found[name] != expected[name]}
    assert not wrong, "\n".join([*(f"{name}:\n{said}" for name, said in wrong.items()), account(history)])
    empty = {name for name, rows in expected.items() if not rows} - MAY_BE_EMPTY
    assert not empty or SOAK, f"the case is too tame to show anything of {empty}"


def tables(home: Home) -> dict[str, Counter[str]]:
    """Every row others can read, by table."""
    return {
        name: Counter(
            repr({key: value for key, value in row.items() if key not in ARRIVAL}) for row in home.query(select)
        )
        for name, select in selects(home).items()
    }


def selects(home: Home) -> dict[str, str]:
    found: list[dict[str, Any]] = home.query(
        "select table_schema || '.' || table_name as name from information_schema.tables"
        " where table_schema in ('marts', 'analyst', 'audit', 'restricted')"
    )
    return {
        row["name"]: f"from {row['name']}" + " where superseded_at is null" * (row["name"] == "audit.landing_files")
        for row in found
    }


def difference(found: Counter[str], expected: Counter[str]) -> str:
    """Some of the rows that are too many, and of those that are missing."""
    told = [f"{sign} {row}" for sign, rows in (("+", found - expected), ("-", expected - found)) for row in [*rows][:3]]
    return "\n".join(told)


def account(history: History) -> str:
    return "\n".join(history.told)
