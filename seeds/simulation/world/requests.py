"""Requests to the gateway, as arrays, and the small steps by which the parts of a cast make them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seeds.simulation.world.company import Company
from seeds.simulation.world.kinds import Part

DAY_S = 86_400


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


def mornings(company: Company, part: Part) -> np.ndarray:
    """Nine o'clock local time of the working days of a part, in seconds since the start (UTC)."""
    return nine(company, part, working_days(company, part))


def working_days(company: Company, part: Part) -> np.ndarray:
    days = np.arange(part.first_day, part.last_day + 1)
    return days[company.working[part.subject, days]]


def nine(company: Company, part: Part, days: np.ndarray) -> np.ndarray:
    return days * float(DAY_S) + 32_400 + company.utc_offset_s[company.zone[part.subject], days]


def around(rng: np.random.Generator, median: float, sigma: float, count: int) -> np.ndarray:
    return np.maximum(1, rng.lognormal(np.log(median), sigma, count))


def joined(runs: list[np.ndarray]) -> np.ndarray:
    """Runs one after the other; of none, nothing."""
    return np.concatenate(runs) if runs else np.empty(0)


def sent(
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
