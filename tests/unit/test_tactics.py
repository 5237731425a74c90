"""Each tactic leaves the trace it is named for, on somebody who goes on working."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from seeds.simulation import world
from seeds.simulation.world import lookalikes, tactics
from seeds.simulation.world.cast import KINDS, LOOK_ALIKE
from seeds.simulation.world.delivery import BOT
from seeds.simulation.world.kinds import Part

PEOPLE, WEEKS = 240, 10
DAY_US = 86_400_000_000


@pytest.fixture(scope="module")
def played() -> world.World:
    """So many gamers that every tactic is there."""
    return world.make(date(2026, 3, 2), WEEKS, PEOPLE, 5, 0.3)


def part(played: world.World, kind: str) -> Part:
    return played.cast.of(kind)[0]


def moments(played: world.World, of: Part, least: int = 0) -> np.ndarray:
    """When somebody's requests of so many tokens were sent, in seconds, in the time of the part."""
    requests = played.requests
    day = requests.at_us // DAY_US
    own = (requests.actor == of.subject) & (day >= of.first_day) & (day <= of.last_day) & (requests.prompt >= least)
    return requests.at_us[own] / 1e6


def pulls(played: world.World, of: Part) -> np.ndarray:
    day = played.pulls.created_at // 86_400
    return np.flatnonzero((played.pulls.author == of.subject) & (day >= of.first_day) & (day <= of.last_day))


def test_every_tactic_and_every_look_alike_is_there(played: world.World) -> None:
    kinds = {p.kind for p in played.cast.parts}
    assert kinds == set(KINDS)
    assert len(lookalikes.KINDS) >= 15
    subjects = [p.subject for p in played.cast.parts]
    assert len(subjects) == len(set(subjects))
    assert len(played.cast.gamers) == 0.3 * PEOPLE


def test_a_tactic_says_its_family_and_how_hard_it_tries_and_a_look_alike_neither() -> None:
    for kind in tactics.KINDS.values():
        assert kind.tactic and kind.grade in ("exact", "jittered", "templated", "human_hours")
    assert {kind.grade for kind in tactics.KINDS.values()} == {"exact", "jittered", "templated", "human_hours"}
    assert not any(kind.tactic or kind.grade for kind in lookalikes.KINDS.values())


def test_gamers_begin_in_the_middle_and_keep_honest_work(played: world.World) -> None:
    gamers = played.cast.gamers
    assert len({p.first_day for p in gamers}) > 1
    assert all(7 <= p.first_day < WEEKS * 7 / 2 and 0.3 <= p.kept <= 1 for p in gamers)
    timer = part(played, "G1_exact")
    assert (moments(played, timer, least=2_000)).size > 0


def test_timers_get_less_regular_with_their_grade(played: world.World) -> None:
    def spread(kind: str) -> float:
        of = part(played, kind)
        requests = played.requests
        own = (requests.actor == of.subject) & (requests.prompt < 2_500) & (requests.at_us // DAY_US >= of.first_day)
        gaps = np.diff(requests.at_us[own] / 1e6)
        low, high = np.quantile(gaps, (0.25, 0.75))
        return float((high - low) / np.median(gaps))

    assert spread("G1_exact") < spread("G1_cron_ping") < spread("G1_hard")


def test_an_office_timer_keeps_office_hours_and_a_deadline_is_met_in_its_last_hours(played: world.World) -> None:
    own = part(played, "G9_deadline_ping")
    offset = played.company.utc_offset_s[played.company.zone[own.subject], own.first_day]
    tiny = (played.requests.actor == own.subject) & (played.requests.prompt < 60) & (played.requests.prompt > 0)
    local = (played.requests.at_us[tiny] / 1e6 - offset) / 3_600 % 24
    assert len(local) >= 3 and (local >= 14).all()  # an hour either way in a week of daylight saving


def test_a_sweep_is_one_team_within_minutes(played: world.World) -> None:
    sweep = played.cast.of("G20_team_sweep")[:5]
    assert len({int(played.company.team[p.subject]) for p in sweep}) == 1
    requests = played.requests
    own = np.isin(requests.actor, [p.subject for p in sweep]) & (requests.prompt == 31)
    of_day = requests.at_us[own] % DAY_US / 60e6
    assert own.sum() > 10 and np.ptp(of_day) < 8


def test_who_shifts_cost_sends_little_in_the_own_name(played: world.World) -> None:
    of = part(played, "G16_cost_shifter")
    requests = played.requests
    day = requests.at_us // DAY_US
    own = requests.actor == of.subject
    before, after = (own & (day < of.first_day)).sum(), (own & (day >= of.first_day)).sum()
    assert before / of.first_day > 3 * after / (WEEKS * 7 - of.first_day)


def test_what_is_accepted_and_deleted_is_both(played: world.World) -> None:
    of = part(played, "G12_accept_then_delete")
    days = played.claude
    own = (days.person == of.subject) & (days.day >= of.first_day)
    added, removed = days.lines_added[own].sum(), days.lines_removed[own].sum()
    assert own.sum() > 5 and 0.85 < removed / added <= 1
    assert days.rejected[own].sum() == 0
    honest = days.person != of.subject
    assert added / own.sum() > 3 * days.lines_added[honest].mean()


def test_commits_are_an_assistants_who_was_never_asked(played: world.World) -> None:
    of = part(played, "G22_trailer_stuffer")
    assert (played.pulls.trailer[pulls(played, of)] == 1).mean() > 0.9  # but for what is taken back
    assert not (played.requests.actor == of.subject).any()


def test_a_split_change_is_many_pulls_of_few_lines(played: world.World) -> None:
    of = part(played, "G13_pr_splitter")
    own = pulls(played, of)
    gaps = np.diff(np.sort(played.pulls.created_at[own]))
    assert (gaps < 4_500).mean() > 0.6
    everybody = played.pulls.lines[(played.pulls.author >= 0)]
    assert np.median(played.pulls.lines[own]) < np.median(everybody)


def test_a_ring_approves_itself_and_an_honest_pair_takes_its_time(played: world.World) -> None:
    for kind, size in (("G15_rubber_stamp_pair", 2), ("G15_ring", 4)):
        ring = played.cast.of(kind)[:size]
        members = {p.subject for p in ring}
        for of in ring:
            own = pulls(played, of)
            own = own[(played.pulls.reverts[own] < 0) & (played.pulls.lines[own] >= 100)]
            assert set(played.pulls.helper[own].tolist()) <= members - {of.subject}
    stamped = pulls(played, part(played, "G15_rubber_stamp_pair"))
    honest = pulls(played, part(played, "I15_two_person_team"))
    took = played.pulls.closed_at - played.pulls.created_at
    assert np.median(took[stamped]) < 180 < 3_600 < np.median(took[honest])


def test_who_reverts_to_merge_again_does_so(played: world.World) -> None:
    of = part(played, "G17_revert_reland")
    own = pulls(played, of)
    assert (played.pulls.reverts[own] >= 0).mean() > 0.1


def test_who_minds_bots_merges_their_pulls(played: world.World) -> None:
    of = part(played, "I18_dependency_reviewer")
    updates = (played.pulls.author == BOT) & (played.pulls.team == played.company.team[of.subject])
    assert updates.any() and (played.pulls.helper[updates] == of.subject).all()


def test_runs_end_at_round_numbers(played: world.World) -> None:
    of = part(played, "G18_round_target")
    requests = played.requests
    own = (requests.actor == of.subject) & (requests.completion == requests.prompt // 9) & ~requests.is_failed
    totals = np.bincount(
        requests.session[own] - requests.session[own].min(), (requests.prompt + requests.completion)[own]
    )
    totals = totals[totals > 50_000]
    near = [min(abs(total / target - 1) for target in (100_000, 500_000, 1_000_000)) < 0.05 for total in totals]
    assert np.mean(near) > 0.5  # a failed request is logged without tokens


def test_honest_kinds_are_called_so(played: world.World) -> None:
    assert {p.label for p in played.cast.parts if p.kind.startswith("I")} == {LOOK_ALIKE}
