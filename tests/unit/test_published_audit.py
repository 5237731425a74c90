"""The audit finds what copies tell: each attack is refused where nothing holds a number back."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest

from orchestration import publish
from orchestration.publish import audit, kept, standing
from tests.unit.test_standing import APPS, CORE, Company


@pytest.fixture
def company(tmp_path: Path) -> Company:
    return Company(tmp_path / "home")


@pytest.fixture
def unheld(company: Company, monkeypatch: pytest.MonkeyPatch) -> Company:
    """A company that tells every night what it has, as before anything stood."""

    def hold(connection, told, table, versions, target):
        lines = f"from warehouse.intermediate.{told.lines}"
        kept.write(connection, lines, told.file(target, date(2026, 6, 1)))

    monkeypatch.setattr(standing, "hold", hold)
    return company


def test_what_five_people_share_tells_of_nobody(unheld: Company) -> None:
    unheld.publish({"core": CORE, "apps": APPS})
    unheld.publish({"core": {person: cost + 2 for person, cost in CORE.items()}, "apps": APPS})


@pytest.mark.parametrize(
    "core",
    [
        pytest.param({"ada": 7, "ben": 0, "cyd": 0, "dan": 0, "eve": 0}, id="one of five used it"),
        pytest.param({**CORE, "ada": 30}, id="one carries more than half"),
        pytest.param({"ada": 7, "ben": 7, "cyd": 7, "dan": 7}, id="a team of four"),
    ],
)
def test_a_team_that_is_one_persons_is_refused(unheld: Company, core: dict[str, int]) -> None:
    with pytest.raises(
        audit.TellingError, match=r"mart_team_monthly_pull_request_cost 2026-06-01 ai_cost_usd: . of core"
    ):
        unheld.publish({"core": core, "apps": APPS})
    assert publish.current_version(unheld.settings) is None
    assert not list(unheld.settings.published.glob("*"))


def test_all_less_what_is_shown_is_refused(unheld: Company) -> None:
    with pytest.raises(audit.TellingError, match="3 of four"):
        unheld.publish({"core": CORE, "apps": APPS, "four": dict.fromkeys("xyz", 3)}, other=("four",))


@pytest.mark.parametrize(
    "core",
    [CORE | {"ada": 15}, CORE | {"kim": 5}, {person: cost for person, cost in CORE.items() if person != "ada"}],
    ids=["worked on Saturday", "joined", "left"],
)
def test_yesterday_less_today_is_refused(unheld: Company, core: dict[str, int]) -> None:
    unheld.publish({"core": CORE, "apps": APPS})
    with pytest.raises(audit.TellingError, match="1 of core"):
        unheld.publish({"core": core, "apps": APPS})
    assert publish.current_version(unheld.settings) == "v1"


def test_a_regrouping_is_refused(unheld: Company) -> None:
    teams = {"core": CORE, "apps": APPS, "four": dict.fromkeys("wxyz", 3)}
    unheld.publish(teams, other=("four", "apps"))
    with pytest.raises(audit.TellingError, match="of four"):
        unheld.publish({**teams, "four": dict.fromkeys("vwxyz", 3)})


@pytest.mark.parametrize("seed", range(4))
def test_no_night_of_a_small_company_is_refused_once_its_numbers_stand(company: Company, seed: int) -> None:
    """Whatever people do from night to night, the rules hold back what the audit would refuse."""
    chance = random.Random(seed)
    teams = {
        team: {f"{team}-{number}": chance.randint(4, 7) for number in range(chance.randint(5, 8))} for team in "abc"
    }
    company.publish(teams)
    for _ in range(4):
        for team in chance.sample("abc", chance.randint(1, 3)):
            for person in chance.sample(sorted(teams[team]), chance.choice((1, 2, len(teams[team])))):
                teams[team][person] += chance.randint(2, 3)
            if chance.random() < 0.2:
                teams[team][f"{team}-new"] = 5
        company.publish({team: dict(people) for team, people in teams.items()})
