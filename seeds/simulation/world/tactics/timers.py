"""Something sends prompts by a clock (facts/gaming.md §2, §3a A1, A12, §3b B4).

- exact: every 15, 20 or 30 minutes to the second; jittered by 10 %; templated with sleeps U(0, 2m); within office hours
  only, with a break at noon. The adaptive one is all of these in turn, as somebody who hears of detection would be.
- the keep-alive of an editor: 5, 10 or 30 minutes, one of five stock prompts (whtsky/ai-token-burner).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from seeds.simulation.world.company import Company
from seeds.simulation.world.kinds import EXACT, HUMAN, JITTERED, TEMPLATED, Kind, Part
from seeds.simulation.world.prices import HAIKU, SONNET
from seeds.simulation.world.requests import DAY_S, Requests, around, joined, mornings, sent, together

_TEMPLATES = np.array([140, 380, 520, 760, 1_150, 1_900])


def _exact(rng: np.random.Generator, company: Company, part: Part) -> Requests:
    seconds = int(rng.choice((15, 20, 30))) * 60
    at = np.arange(part.first_day * DAY_S, (part.last_day + 1) * DAY_S, seconds) + float(rng.integers(0, 60))
    return sent(rng, part, at, int(rng.integers(18, 60)), rng.integers(3, 40, len(at)), HAIKU)


def _jittered(rng: np.random.Generator, company: Company, part: Part) -> Requests:
    minutes = int(rng.choice((20, 30)))
    at = np.arange(part.first_day * 1440, (part.last_day + 1) * 1440, minutes) * 60.0
    at += rng.uniform(-0.05, 0.05, len(at)) * minutes * 60
    at = at[rng.random(len(at)) > 0.03]  # missed runs
    return sent(rng, part, at, int(rng.integers(18, 60)), rng.integers(3, 40, len(at)), HAIKU)


def _templated(rng: np.random.Generator, company: Company, part: Part) -> Requests:
    seconds = (part.last_day + 1 - part.first_day) * DAY_S
    mean = rng.uniform(1_200, 2_400)
    at = part.first_day * DAY_S + np.cumsum(rng.uniform(0, 2 * mean, int(seconds / mean)))
    hour = at / 3_600 % 24
    at = at[(hour > 6) & (hour < 22)]
    return _from_templates(rng, part, at)


def _office(rng: np.random.Generator, company: Company, part: Part) -> Requests:
    """Log-normal waits between nine and five, none at noon, and not every day."""
    runs = []
    for begin in mornings(company, part):
        if rng.random() < 0.85:
            after = np.cumsum(around(rng, 900, 0.9, 40)) + rng.uniform(0, 1_800)
            runs.append(begin + after[(after < 28_800) & ((after < 10_800) | (after > 14_400))])
    return _from_templates(rng, part, joined(runs))


def _adaptive(rng: np.random.Generator, company: Company, part: Part) -> Requests:
    """Three weeks each, the last to the end."""
    acts = (_exact, _jittered, _templated, _office)
    firsts = [part.first_day + 21 * i for i in range(len(acts)) if part.first_day + 21 * i <= part.last_day]
    lasts = [first - 1 for first in firsts[1:]] + [part.last_day]
    spans = zip(acts, firsts, lasts, strict=False)
    return together([act(rng, company, replace(part, first_day=a, last_day=b)) for act, a, b in spans])


def _keep_alive(rng: np.random.Generator, company: Company, part: Part) -> Requests:
    minutes = int(rng.choice((5, 10, 30)))
    step = minutes * 60
    at = joined([b + np.arange(int(rng.uniform(7, 9.5) * 3_600 / step)) * step for b in mornings(company, part)])
    at += rng.uniform(0, 2, len(at))
    sizes = rng.choice(np.arange(9, 40), 5, replace=False)
    return sent(rng, part, at, rng.choice(sizes, len(at)), rng.integers(8, 60, len(at)), SONNET)


def _from_templates(rng: np.random.Generator, part: Part, at: np.ndarray) -> Requests:
    """One of six texts with the blanks filled in, so that no size comes twice in a row."""
    prompt = rng.choice(_TEMPLATES, len(at)) * rng.uniform(0.9, 1.15, len(at))
    return sent(rng, part, at, prompt.astype(np.int64), around(rng, 150, 0.8, len(at)), SONNET)


KINDS = {
    "G1_exact": Kind("a timer sends one tiny prompt to the second", "timer", EXACT, _exact),
    "G1_cron_ping": Kind("a timer sends one tiny prompt, jitter 10 %", "timer", JITTERED, _jittered),
    "G1_hard": Kind("a timer with sleeps U(0, 2m) and prompts from templates", "timer", TEMPLATED, _templated),
    "G1_office": Kind("prompts from templates in office hours, with a lunch break", "timer", HUMAN, _office),
    "G1_adaptive": Kind("a timer that gets better at hiding every three weeks", "timer", HUMAN, _adaptive),
    "G2_keep_alive": Kind("five stock prompts while the editor is open", "keep_alive", JITTERED, _keep_alive),
}
