"""The simulated company itself, before any vendor tells of it: who works there, who uses what, what is merged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from seeds.simulation.world import cast, delivery, usage
from seeds.simulation.world.cast import Cast
from seeds.simulation.world.company import Company, hire
from seeds.simulation.world.requests import Requests

#: One independent stream of random numbers a subject, so that a change to one leaves the others as they were.
_SUBJECTS = ("company", "cast", "habits", "gateway", "claude", "kiro", "kiro_files", "delivery", "billing")


@dataclass(frozen=True)
class World:
    """What is true of the company. A vendor tells of the part that it sees."""

    seed: int
    rng: dict[str, np.random.Generator]
    company: Company
    cast: Cast
    habits: usage.Habits
    requests: Requests
    claude: usage.ClaudeDays
    kiro: usage.KiroDays
    pulls: delivery.Pulls

    def chance(self, name: str) -> np.random.Generator:
        """Random numbers of a vendor's own: one that is added leaves the others as they were."""
        return np.random.default_rng([self.seed, *name.encode()])


def make(start: date, weeks: int, people: int, seed: int, gaming_share: float) -> World:
    """The same arguments give the same company."""
    children = np.random.SeedSequence(seed).spawn(len(_SUBJECTS))
    rng = {subject: np.random.default_rng(child) for subject, child in zip(_SUBJECTS, children, strict=True)}
    company = hire(rng["company"], start, weeks, people)
    chosen = cast.choose(rng["cast"], company, gaming_share)
    habits = usage.adopt(rng["habits"], company, chosen)
    requests = usage.gateway(rng["gateway"], company, habits, chosen)
    return World(
        seed=seed,
        rng=rng,
        company=company,
        cast=chosen,
        habits=habits,
        requests=requests,
        claude=usage.claude_days(rng["claude"], company, habits, requests, chosen),
        kiro=usage.kiro_days(rng["kiro"], company, habits),
        pulls=delivery.pull_requests(rng["delivery"], company, habits, chosen),
    )
