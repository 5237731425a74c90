"""A target of active people is met, and nothing more (facts/gaming.md §3b B1 to B3, B7)."""

from __future__ import annotations

import numpy as np

from seeds.simulation.world.company import Company
from seeds.simulation.world.kinds import HUMAN, JITTERED, TEMPLATED, Kind, Part
from seeds.simulation.world.prices import HAIKU
from seeds.simulation.world.requests import Requests, mornings, nine, sent, working_days


def _one_a_day(rng: np.random.Generator, company: Company, part: Part) -> Requests:
    at = mornings(company, part)
    return _tiny(rng, part, at + rng.uniform(0, 28_800, len(at)))


def _deadline(rng: np.random.Generator, company: Company, part: Part) -> Requests:
    """On the last working day of the week, in its last hour."""
    at = nine(company, part, _last_of_week(working_days(company, part)))
    return _tiny(rng, part, at + rng.uniform(25_000, 28_800, len(at)))


def _sweep(rng: np.random.Generator, company: Company, part: Part) -> Requests:
    """The manager asks everybody at three on Fridays; the reminder holds the prompt to send."""
    days = working_days(company, part)
    days = days[company.weekday[days] == 4]
    at = days * 86_400.0 + 54_000 + rng.uniform(0, 420, len(days))
    return sent(rng, part, at, 31, rng.integers(5, 60, len(at)), HAIKU)


def _last_of_week(days: np.ndarray) -> np.ndarray:
    return days[np.append(np.diff(days // 7) > 0, True)] if len(days) else days


def _tiny(rng: np.random.Generator, part: Part, at: np.ndarray) -> Requests:
    return sent(rng, part, at, rng.integers(12, 60, len(at)), rng.integers(5, 80, len(at)), HAIKU)


KINDS = {
    "G8_one_prompt_a_day": Kind(
        "one tiny prompt a working day; no request pattern to find", "minimal_day", HUMAN, _one_a_day, use=0.05
    ),
    "G9_deadline_ping": Kind("one tiny prompt before the week is counted", "deadline", TEMPLATED, _deadline, use=0.05),
    "G20_team_sweep": Kind(
        "a team prompts together on Fridays, when asked to", "sweep", JITTERED, _sweep, 0.1, group=5
    ),
}
