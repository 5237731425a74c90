"""Machines and their ways, on keys of services and of people (facts/gaming.md §7, I2, I3, I5, I11 to I13)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from seeds.simulation.world.company import Company
from seeds.simulation.world.kinds import Kind, Part
from seeds.simulation.world.prices import GPT_MINI, HAIKU, OPUS, SONNET
from seeds.simulation.world.requests import DAY_S, Requests, around, joined, mornings, sent, together


def _service_automation(rng: np.random.Generator, company: Company, part: Part) -> Requests:
    at = np.arange(part.first_day * 1440, (part.last_day + 1) * 1440, 15) * 60.0 + rng.uniform(0, 3)
    return sent(rng, part, at, int(rng.integers(1_500, 4_000)), around(rng, 90, 0.4, len(at)), HAIKU)


def _ci_on_own_key(rng: np.random.Generator, company: Company, part: Part) -> Requests:
    """A review for every push of the team: the same instructions, another change each time, at all hours."""
    days = np.arange(part.first_day, part.last_day + 1)
    count = rng.poisson(np.where(company.weekday[days] < 5, 40, 6))
    at = np.repeat(days, count) * float(DAY_S) + rng.uniform(0, DAY_S, count.sum())
    prompt = 3_200 + around(rng, 900, 1.1, len(at)).astype(np.int64)
    return sent(rng, part, at, prompt, around(rng, 260, 0.6, len(at)), HAIKU)


def _eval_runner(rng: np.random.Generator, company: Company, part: Part) -> Requests:
    begins = mornings(company, part)
    days = rng.choice(begins, max(1, len(begins) // 14), replace=False) if len(begins) else begins
    runs, sizes = [], []
    for begin in np.sort(days):
        calls = int(rng.integers(400, 1_500))
        runs.append(begin + rng.uniform(0, 20_000) + np.cumsum(around(rng, 3, 0.8, calls)))
        sizes.append(np.full(calls, rng.integers(2_000, 6_000)))
    at = joined(runs)
    return sent(rng, part, at, joined(sizes).astype(np.int64), around(rng, 300, 0.5, len(at)), OPUS, per_session=400)


def _research_batch(rng: np.random.Generator, company: Company, part: Part) -> Requests:
    """A corpus is labelled over night, once in three weeks: sizes as documents have them, answers of a few words."""
    begins = mornings(company, part)[::15] + 36_000
    at = joined([begin + np.cumsum(around(rng, 8, 0.4, int(rng.integers(900, 2_500)))) for begin in begins])
    prompt = around(rng, 2_400, 0.8, len(at)).astype(np.int64)
    return sent(rng, part, at, prompt, rng.integers(4, 12, len(at)), GPT_MINI, per_session=500)


def _ralph_loop(rng: np.random.Generator, company: Company, part: Part) -> Requests:
    runs, sizes = [], []
    for begin in mornings(company, part)[::2]:
        calls = int(rng.integers(30, 90))
        runs.append(begin + 32_000 + np.cumsum(10 + around(rng, 45, 0.7, calls)))
        sizes.append(18_000 + np.cumsum(around(rng, 875, 1.0, calls)) % 101_000)
    at, prompt = joined(runs), joined(sizes).astype(np.int64)
    return sent(rng, part, at, prompt, around(rng, 400, 0.9, len(at)), SONNET, per_session=60)


def _long_agents(rng: np.random.Generator, company: Company, part: Part) -> Requests:
    """Two agents through two nights a week, as a fleet would, and pulls that come of it."""
    begins = mornings(company, part)
    runs = []
    for begin in np.repeat(begins[rng.random(len(begins)) < 0.4] + 34_000, 2):
        steps = np.cumsum(around(rng, 28, 1.0, 500))
        prompt = 15_000 + np.cumsum(around(rng, 875, 1.4, len(steps))) % 104_000
        answers = around(rng, 214, 1.3, len(steps))
        runs.append(sent(rng, part, begin + steps, prompt.astype(np.int64), answers, SONNET, per_session=500))
    return together(runs) if runs else sent(rng, part, np.empty(0), 0, np.empty(0), SONNET)


def _scheduled_report(rng: np.random.Generator, company: Company, part: Part) -> Requests:
    at = joined([begin + np.arange(-2, 12) * 3_600.0 for begin in mornings(company, part)])
    at += rng.uniform(0, 4, len(at))
    return sent(rng, part, at, int(rng.integers(1_500, 3_000)), around(rng, 700, 0.3, len(at)), SONNET)


def _autocomplete(rng: np.random.Generator, company: Company, part: Part) -> Requests:
    """An editor asks at every pause of the typing: small, all day, in bursts."""
    at = []
    for begin in mornings(company, part):
        bursts = begin + np.sort(rng.uniform(0, 30_000, 12))
        at.append((bursts[:, None] + np.cumsum(around(rng, 7, 1.1, 12 * 18).reshape(12, 18), axis=1)).ravel())
    moments = np.sort(joined(at))
    prompt = rng.integers(700, 1_300, len(moments))
    return sent(rng, part, moments, prompt, rng.integers(2, 30, len(moments)), HAIKU, per_session=216)


def _retry_storm(rng: np.random.Generator, company: Company, part: Part) -> Requests:
    at = part.first_day * DAY_S + 13 * 3_600 + np.cumsum(4.0 + rng.uniform(0, 0.4, 900))
    storm = sent(rng, part, at, int(rng.integers(20_000, 40_000)), around(rng, 200, 0.6, len(at)), SONNET, 900)
    return replace(storm, is_failed=np.arange(len(at)) < 840)


KINDS = {
    "I2_service_automation": Kind(
        "a CI agent on its own service account, regular and repetitive",
        sends=_service_automation,
        record=("registered_automation", "CI review agent"),
    ),
    "I3_ci_on_own_key": Kind("reviews every push of the team on a person's key", sends=_ci_on_own_key),
    "I5_eval_runner": Kind("thousands of requests of identical size, no pull requests", sends=_eval_runner, pulls=0),
    "I20_research_batch": Kind("a corpus over night, answers of a few words", sends=_research_batch, pulls=0.3),
    "I11_ralph_loop": Kind(
        "the same sleep between growing prompts, and commits to show for it",
        sends=_ralph_loop,
        pulls=3,
        least_pulls=6,
    ),
    "I21_long_agents": Kind("agents through the night, and pulls that come of it", sends=_long_agents, least_pulls=5),
    "I12_scheduled_report": Kind(
        "an hourly report of constant size, registered as automation",
        sends=_scheduled_report,
        record=("registered_automation", "hourly report, registered"),
    ),
    "I22_autocomplete": Kind("an editor that asks at every pause", sends=_autocomplete),
    "I13_retry_storm": Kind("a client repeats one request until the outage is over", sends=_retry_storm),
}
