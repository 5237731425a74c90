"""A small company, simulated, built and measured by the command that anybody types."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.integration.conftest import Home

PEOPLE, SHARE = 60, 0.1


def test_a_small_company_is_measured_and_no_honest_person_is_published(new_home: Callable[..., Home]) -> None:
    home = new_home(None)
    size = ["--people", str(PEOPLE), "--weeks", "8", "--seeds", "3", "--prevalence", str(SHARE)]
    done = home.assay("evaluate", *size, "--home", str(home.path / "companies"), "--json")
    assert done.returncode == 0, done.stderr
    assert "company 1 of 1" in done.stderr
    found = json.loads(done.stdout)

    (gamers,) = found["recall_by_prevalence"]
    assert gamers["total"] == PEOPLE * SHARE
    assert sum(row["total"] for row in found["recall_by_tactic"]) == gamers["total"]
    assert sum(row["total"] for row in found["false_by_role"]) == PEOPLE * (1 - SHARE)
    # who scripts is found, whatever hours the script keeps; so is one of two who stamp each other's pulls
    hits = {row["what"]: (row["hits"], row["total"]) for row in found["recall_by_tactic"]}
    assert hits["timer, human_hours"] == (1, 1)
    assert hits["rubber_stamp, exact"] == (1, 2)

    wrong = {row["what"]: row["hits"] for row in found["false_by_role"] + found["false_by_look_alike"] if row["hits"]}
    assert wrong == {}

    (company,) = (home.path / "companies").iterdir()
    assert (company / "truth.csv").exists()
    assert not list((company / "raw").rglob("*truth*"))
