"""Who games, who only looks like it, and what their requests look like. The truth that detectors are measured by.

Archetypes of facts/gaming.md §7, fingerprints of §2 (burner tools read in public repositories):

- G1 cron ping: every 20 or 30 minutes, jitter 10 %, one tiny prompt. G1_hard sleeps U(0, 2m) and varies its prompts.
- G2 keep-alive: a timer of 5, 10 or 30 minutes while the editor is open, one of five stock prompts.
- G3 burn loop: about 10,000 constant tokens in, 3 to 5 out, back to back (latency, sigma 0.25), at most a million
  tokens a run, one or six threads. G3_hard waits log-normally (sigma 1) and sends between 7,000 and 14,000 tokens.
- G8 one prompt a day: a tiny prompt on every working day, and hardly anything else.
- Gaming begins at some point of an otherwise honest person's time, who keeps 30 to 100 % of the honest work (§7).
- I1, I2, I4, I5, I7, I8, I11, I12, I13: innocent, see `_LOOK_ALIKES`; what explains them lies in the directory's
  context only where a company would have written it down.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seeds.simulation.world.company import NEVER, Company
from seeds.simulation.world.prices import HAIKU, OPUS, SONNET

GAMING, LOOK_ALIKE = "gaming", "look_alike"
_GAMERS = {
    "G1_cron_ping": "a timer sends one tiny prompt, jitter 10 %",
    "G3_burn_loop": "a loop burns about 10,000 constant tokens a call",
    "G8_one_prompt_a_day": "one tiny prompt a working day; no request pattern to find",
    "G1_hard": "a timer with sleeps U(0, 2m) and prompts of varying size",
    "G2_keep_alive": "a timer sends five stock prompts while the editor is open",
    "G3_hard": "a burn loop with log-normal waits and varying sizes",
}
_LOOK_ALIKES = {
    "I1_migration": "twenty times the usual sessions for two weeks, on the company's record",
    "I2_service_automation": "a CI agent on its own service account, regular and repetitive",
    "I4_on_call_week": "awake at all hours for a week, irregularly",
    "I5_eval_runner": "thousands of requests of identical size, no pull requests",
    "I7_part_time": "four scheduled days a week, all of them active",
    "I8_new_joiner": "reads for four weeks and merges nothing",
    "I11_ralph_loop": "the same sleep between growing prompts, and commits to show for it",
    "I12_scheduled_report": "an hourly report of constant size, registered as automation",
    "I13_retry_storm": "a client repeats one request until the outage is over",
}
HARD = frozenset({"G1_hard", "G3_hard", "G8_one_prompt_a_day"})


@dataclass(frozen=True)
class Part:
    """One subject's part in the play; days count from the start, both inclusive."""

    kind: str
    label: str
    subject: int
    first_day: int
    last_day: int
    kept: float = 1.0

    @property
    def note(self) -> str:
        return (_GAMERS | _LOOK_ALIKES)[self.kind]


@dataclass(frozen=True)
class Cast:
    """All parts, and the day the vendor was down."""

    parts: tuple[Part, ...]
    outage_day: int

    def of(self, *kinds: str) -> list[Part]:
        return [part for part in self.parts if part.kind in kinds]

    @property
    def gamers(self) -> list[Part]:
        return [part for part in self.parts if part.label == GAMING]


@dataclass(frozen=True)
class Requests:
    """Requests to the gateway as arrays of equal length.

    Attributes:
        actor: index of the person or service account; from `Company.n` on, strangers.
        at_us: microseconds since midnight UTC of the first day.
        session: equal within one session, unique beyond.
        prompt, completion: tokens.
        model: index in `prices.MODELS`.
    """

    actor: np.ndarray
    at_us: np.ndarray
    session: np.ndarray
    prompt: np.ndarray
    completion: np.ndarray
    model: np.ndarray
    is_failed: np.ndarray

    def taken(self, which: np.ndarray) -> Requests:
        return Requests(*(column[which] for column in vars(self).values()))


def together(parts: list[Requests]) -> Requests:
    """One after the other, with sessions kept apart."""
    first = np.cumsum([0, *(part.session.max(initial=-1) + 1 for part in parts)])
    shifted = [Requests(**{**vars(p), "session": p.session + first[i]}) for i, p in enumerate(parts)]
    return Requests(*(np.concatenate([getattr(p, name) for p in shifted]) for name in Requests.__annotations__))


def cast(rng: np.random.Generator, company: Company, share: float) -> Cast:
    """Give `share` of the people a part as gamers, and a few others one as look-alikes; nobody has two."""
    days = company.days
    each = max(1, round(company.people / 250))
    stays = (company.first_day[: company.people] < 0) & (company.last_day[: company.people] == NEVER)
    part_timers = np.flatnonzero(stays & (company.fte_percent[: company.people] == 80))[:each]
    joiners = np.flatnonzero(company.first_day[: company.people] > 0)[:each]
    others = rng.permutation(np.setdiff1d(np.flatnonzero(stays), part_timers))
    week = min(7, days)

    parts = [Part("I7_part_time", LOOK_ALIKE, int(p), 0, days - 1) for p in part_timers]
    for joiner in joiners:
        first = int(company.first_day[joiner])
        parts.append(Part("I8_new_joiner", LOOK_ALIKE, int(joiner), first, min(first + 27, days - 1)))
    for service in range(company.people, company.people + min(each, company.services)):
        parts.append(Part("I2_service_automation", LOOK_ALIKE, service, 0, days - 1))
    # an outage falls on a working day in the second half
    outage_day = next(d for d in range(days // 2, days) if company.weekday[d] < 5)
    taken = 0
    for kind in ("I1_migration", "I4_on_call_week", "I5_eval_runner", "I11_ralph_loop", "I12_scheduled_report"):
        for _ in range(each):
            length = {"I1_migration": 14, "I4_on_call_week": 7}.get(kind, days)
            first = int(rng.integers(0, max(1, days - length)))
            if kind == "I11_ralph_loop":
                first = days // 4
            parts.append(Part(kind, LOOK_ALIKE, int(others[taken]), first, min(first + length, days) - 1))
            taken += 1
    for _ in range(each):
        parts.append(Part("I13_retry_storm", LOOK_ALIKE, int(others[taken]), outage_day, outage_day))
        taken += 1

    kinds = list(_GAMERS)
    for i in range(int(share * company.people + 0.5)):
        first = int(rng.integers(days // 7, max(days // 7 + 1, days // 2)))
        first -= int(company.weekday[first]) if first >= week else 0
        subject = int(others[taken + i])
        parts.append(Part(kinds[i % len(kinds)], GAMING, subject, first, days - 1, float(rng.uniform(0.3, 1.0))))
    return Cast(tuple(parts), outage_day)


def requests(rng: np.random.Generator, company: Company, company_cast: Cast) -> Requests:
    """What the parts send beside honest work."""
    acts = {
        "G1_cron_ping": _cron_ping,
        "G1_hard": _cron_ping_hard,
        "G2_keep_alive": _keep_alive,
        "G3_burn_loop": _burn_loop,
        "G3_hard": _burn_loop_hard,
        "G8_one_prompt_a_day": _one_prompt_a_day,
        "I2_service_automation": _service_automation,
        "I5_eval_runner": _eval_runner,
        "I11_ralph_loop": _ralph_loop,
        "I12_scheduled_report": _scheduled_report,
        "I13_retry_storm": _retry_storm,
    }
    return together([acts[p.kind](rng, company, p) for p in company_cast.parts if p.kind in acts])


# ---------------------------------------------------------------- gamers


def _cron_ping(rng: np.random.Generator, company: Company, part: Part) -> Requests:
    minutes = int(rng.choice((20, 30)))
    at = np.arange(part.first_day * 1440, (part.last_day + 1) * 1440, minutes) * 60.0
    at += rng.uniform(-0.05, 0.05, len(at)) * minutes * 60
    at = at[rng.random(len(at)) > 0.03]  # missed runs
    return _sent(rng, part, at, int(rng.integers(18, 60)), rng.integers(3, 40, len(at)), HAIKU)


def _cron_ping_hard(rng: np.random.Generator, company: Company, part: Part) -> Requests:
    seconds = (part.last_day + 1 - part.first_day) * 86_400
    mean = rng.uniform(1_200, 2_400)
    at = part.first_day * 86_400 + np.cumsum(rng.uniform(0, 2 * mean, int(seconds / mean)))
    hour = at / 3_600 % 24
    at = at[(hour > 6) & (hour < 22)]
    return _sent(rng, part, at, _around(rng, 600, 0.6, len(at)), _around(rng, 150, 0.8, len(at)), SONNET)


def _keep_alive(rng: np.random.Generator, company: Company, part: Part) -> Requests:
    minutes = int(rng.choice((5, 10, 30)))
    at = np.concatenate(
        [
            begin + np.arange(int(rng.uniform(7, 9.5) * 60 / minutes)) * minutes * 60
            for begin in _mornings(company, part)
        ]
        or [np.empty(0)]
    )
    at += rng.uniform(0, 2, len(at))
    sizes = rng.choice(np.arange(9, 40), 5, replace=False)
    return _sent(rng, part, at, rng.choice(sizes, len(at)), rng.integers(8, 60, len(at)), SONNET)


def _burn_loop(rng: np.random.Generator, company: Company, part: Part) -> Requests:
    threads = int(rng.choice((1, 6)))
    calls = int(rng.integers(50, 95))
    runs = [
        np.repeat(begin + rng.uniform(0, 30_000) + np.cumsum(_around(rng, 6, 0.25, calls)), threads)[:calls]
        for begin in _mornings(company, part)
    ]
    at = np.concatenate(runs or [np.empty(0)])
    return _sent(rng, part, at, int(rng.integers(9_900, 10_300)), rng.integers(3, 6, len(at)), SONNET)


def _burn_loop_hard(rng: np.random.Generator, company: Company, part: Part) -> Requests:
    runs = [begin + rng.uniform(0, 20_000) + np.cumsum(_around(rng, 60, 1.0, 70)) for begin in _mornings(company, part)]
    at = np.concatenate(runs or [np.empty(0)])
    return _sent(rng, part, at, rng.integers(7_000, 14_000, len(at)), _around(rng, 120, 0.7, len(at)), SONNET)


def _one_prompt_a_day(rng: np.random.Generator, company: Company, part: Part) -> Requests:
    at = _mornings(company, part)
    at = at + rng.uniform(0, 28_800, len(at))
    return _sent(rng, part, at, rng.integers(12, 60, len(at)), rng.integers(5, 80, len(at)), HAIKU)


# ---------------------------------------------------------------- look-alikes


def _service_automation(rng: np.random.Generator, company: Company, part: Part) -> Requests:
    at = np.arange(part.first_day * 1440, (part.last_day + 1) * 1440, 15) * 60.0 + rng.uniform(0, 3)
    return _sent(rng, part, at, int(rng.integers(1_500, 4_000)), _around(rng, 90, 0.4, len(at)), HAIKU)


def _eval_runner(rng: np.random.Generator, company: Company, part: Part) -> Requests:
    mornings = _mornings(company, part)
    days = rng.choice(mornings, max(1, len(mornings) // 14), replace=False) if len(mornings) else mornings
    runs, sizes = [], []
    for begin in np.sort(days):
        calls = int(rng.integers(400, 1_500))
        runs.append(begin + rng.uniform(0, 20_000) + np.cumsum(_around(rng, 3, 0.8, calls)))
        sizes.append(np.full(calls, rng.integers(2_000, 6_000)))
    at = np.concatenate(runs or [np.empty(0)])
    prompt = np.concatenate(sizes or [np.empty(0, int)])
    return _sent(rng, part, at, prompt, _around(rng, 300, 0.5, len(at)), OPUS, per_session=400)


def _ralph_loop(rng: np.random.Generator, company: Company, part: Part) -> Requests:
    runs, sizes = [], []
    for begin in _mornings(company, part)[::2]:
        calls = int(rng.integers(30, 90))
        runs.append(begin + 32_000 + np.cumsum(10 + _around(rng, 45, 0.7, calls)))
        sizes.append(18_000 + np.cumsum(_around(rng, 875, 1.0, calls)) % 101_000)
    at = np.concatenate(runs or [np.empty(0)])
    prompt = np.concatenate(sizes or [np.empty(0)]).astype(np.int64)
    return _sent(rng, part, at, prompt, _around(rng, 400, 0.9, len(at)), SONNET, per_session=60)


def _scheduled_report(rng: np.random.Generator, company: Company, part: Part) -> Requests:
    at = np.concatenate([begin + np.arange(-2, 12) * 3_600.0 for begin in _mornings(company, part)] or [np.empty(0)])
    at += rng.uniform(0, 4, len(at))
    return _sent(rng, part, at, int(rng.integers(1_500, 3_000)), _around(rng, 700, 0.3, len(at)), SONNET)


def _retry_storm(rng: np.random.Generator, company: Company, part: Part) -> Requests:
    at = part.first_day * 86_400 + 13 * 3_600 + np.cumsum(4.0 + rng.uniform(0, 0.4, 900))
    sent = _sent(rng, part, at, int(rng.integers(20_000, 40_000)), _around(rng, 200, 0.6, len(at)), SONNET, 900)
    return Requests(**{**vars(sent), "is_failed": np.arange(len(at)) < 840})


# ---------------------------------------------------------------- shared by the acts


def _mornings(company: Company, part: Part) -> np.ndarray:
    """Nine o'clock local time of the working days of a part, in seconds since the start (UTC)."""
    days = np.arange(part.first_day, part.last_day + 1)
    days = days[company.working[part.subject, days]]
    return days * 86_400.0 + 32_400 + company.utc_offset_s[company.zone[part.subject], days]


def _around(rng: np.random.Generator, median: float, sigma: float, count: int) -> np.ndarray:
    return np.maximum(1, rng.lognormal(np.log(median), sigma, count))


def _sent(
    rng: np.random.Generator,
    part: Part,
    at_s: np.ndarray,
    prompt: np.ndarray | int,
    completion: np.ndarray,
    model: int,
    per_session: int = 1,
) -> Requests:
    """Requests of one part, `per_session` of them in a session."""
    count = len(at_s)
    return Requests(
        actor=np.full(count, part.subject),
        at_us=(at_s * 1e6).astype(np.int64) + rng.integers(0, 40_000, count) * (per_session == 1),
        session=np.arange(count) // per_session,
        prompt=np.broadcast_to(np.asarray(prompt, np.int64), count),
        completion=np.asarray(completion, np.int64),
        model=np.full(count, model),
        is_failed=np.zeros(count, bool),
    )
