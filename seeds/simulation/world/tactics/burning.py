"""Tokens are used up for their own sake (facts/gaming.md §2, §3a A2 to A6, A8, A9, A14).

- loop: about 10,000 constant tokens in, 3 to 5 out, back to back (latency, sigma 0.25), at most a million a run, one or
  six threads (dtnewman/burn-baby-burn); the templated one waits log-normally and sends 7,000 to 14,000.
- fleet: four agents through two nights a week, a step a minute each, with nothing to show for it.
- stuffing: 40,000 to 115,000 tokens of chat history and documents in, next to nothing out, by hand.
- round target: a run ends within 3 % of 100,000, 500,000 or a million tokens (token-arsonist/token-burner: 5 %).
- window end: what is left of the week's allowance goes in its last two hours.
"""

from __future__ import annotations

import numpy as np

from seeds.simulation.world.company import Company
from seeds.simulation.world.kinds import EXACT, HUMAN, JITTERED, TEMPLATED, Kind, Part
from seeds.simulation.world.prices import OPUS, SONNET
from seeds.simulation.world.requests import Requests, around, joined, mornings, nine, sent, together, working_days

_TARGETS = np.array([100_000, 500_000, 1_000_000])


def _loop(rng: np.random.Generator, company: Company, part: Part) -> Requests:
    threads = int(rng.choice((1, 6)))
    calls = int(rng.integers(50, 95))
    at = joined(
        [
            np.repeat(begin + rng.uniform(0, 30_000) + np.cumsum(around(rng, 6, 0.25, calls)), threads)[:calls]
            for begin in mornings(company, part)
        ]
    )
    return sent(rng, part, at, int(rng.integers(9_900, 10_300)), rng.integers(3, 6, len(at)), SONNET)


def _loop_hard(rng: np.random.Generator, company: Company, part: Part) -> Requests:
    begins = mornings(company, part)
    at = joined([begin + rng.uniform(0, 20_000) + np.cumsum(around(rng, 60, 1.0, 70)) for begin in begins])
    return sent(rng, part, at, rng.integers(7_000, 14_000, len(at)), around(rng, 120, 0.7, len(at)), SONNET)


def _fleet(rng: np.random.Generator, company: Company, part: Part) -> Requests:
    nights = mornings(company, part)
    nights = nights[rng.random(len(nights)) < 0.4] + 39_600  # eight in the evening
    agents = []
    for begin in np.repeat(nights, 4):
        steps = np.cumsum(around(rng, 60, 0.8, 360))
        steps = steps[steps < 32_400]
        prompt = 20_000 + np.cumsum(around(rng, 875, 1.0, len(steps))) % 99_000
        answers = around(rng, 214, 1.2, len(steps))
        agents.append(sent(rng, part, begin + steps, prompt.astype(np.int64), answers, SONNET, 500))
    return together(agents) if agents else _nothing(rng, part)


def _stuffing(rng: np.random.Generator, company: Company, part: Part) -> Requests:
    at = _by_hand(rng, mornings(company, part), 15)
    prompt = rng.integers(40_000, 115_000, len(at))
    return sent(rng, part, at, prompt, around(rng, 60, 0.7, len(at)), SONNET)


def _twice(rng: np.random.Generator, company: Company, part: Part) -> Requests:
    """Every prompt once more, as soon as the answer is there."""
    once = _by_hand(rng, mornings(company, part), 25)
    at = np.repeat(once, 2) + np.tile([0, 1], len(once)) * np.repeat(around(rng, 15, 0.5, len(once)), 2)
    prompt = np.repeat(around(rng, 4_000, 0.9, len(once)), 2).astype(np.int64)
    return sent(rng, part, at, prompt, around(rng, 250, 0.8, len(at)), SONNET, per_session=2)


def _premium(rng: np.random.Generator, company: Company, part: Part) -> Requests:
    at = _by_hand(rng, mornings(company, part), 60)
    return sent(rng, part, at, around(rng, 90, 0.6, len(at)).astype(np.int64), rng.integers(2, 30, len(at)), OPUS)


def _round_target(rng: np.random.Generator, company: Company, part: Part) -> Requests:
    runs = []
    for begin in mornings(company, part):
        target = int(rng.choice(_TARGETS)) * rng.uniform(0.97, 1.03)
        prompt = around(rng, 12_000, 0.5, 120)
        prompt = prompt[: max(1, int(np.searchsorted(np.cumsum(prompt), target)))]
        prompt = (prompt * (0.9 * target / prompt.sum())).astype(np.int64)  # a tenth of it comes back
        at = begin + rng.uniform(0, 25_000) + np.cumsum(around(rng, 20, 0.6, len(prompt)))
        runs.append(sent(rng, part, at, prompt, prompt // 9, SONNET, per_session=len(prompt)))
    return together(runs) if runs else _nothing(rng, part)


def _window_end(rng: np.random.Generator, company: Company, part: Part) -> Requests:
    days = working_days(company, part)
    is_last = np.append(np.diff(days // 7) > 0, True) if len(days) else np.empty(0, bool)
    runs = [
        begin + 23_000 + rng.uniform(0, 1_200) + np.cumsum(around(rng, 25, 0.8, 220))
        for begin in nine(company, part, days[is_last])
    ]
    at = joined(runs)
    return sent(
        rng, part, at, around(rng, 9_000, 0.7, len(at)).astype(np.int64), around(rng, 300, 0.9, len(at)), SONNET
    )


def _by_hand(rng: np.random.Generator, begins: np.ndarray, a_day: int) -> np.ndarray:
    """Moments of a day's work, so many on average."""
    count = rng.poisson(a_day, len(begins))
    return np.repeat(begins, count) + rng.uniform(0, 30_600, count.sum())


def _nothing(rng: np.random.Generator, part: Part) -> Requests:
    return sent(rng, part, np.empty(0), 0, np.empty(0), SONNET)


KINDS = {
    "G3_burn_loop": Kind("a loop burns about 10,000 constant tokens a call", "burn_loop", EXACT, _loop),
    "G3_hard": Kind("a burn loop with log-normal waits and varying sizes", "burn_loop", TEMPLATED, _loop_hard),
    "G4_fleet": Kind("four agents work through the night at nothing", "fleet", JITTERED, _fleet),
    "G5_context_stuffer": Kind("whole histories in, a line out, by hand", "context_stuffing", HUMAN, _stuffing),
    "G7_double_submitter": Kind("every prompt is sent twice", "double_submission", JITTERED, _twice),
    "G19_premium_trivial": Kind("the dearest model is asked trifles", "premium_for_trivial", HUMAN, _premium),
    "G18_round_target": Kind("runs end at a round number of tokens", "round_target", TEMPLATED, _round_target),
    "G10_window_end": Kind("what is left of the week goes in its last hours", "window_end", TEMPLATED, _window_end),
}
