"""Who games, and who only looks like it: the truth that detectors are measured by (facts/gaming.md §7).

Gaming begins at some point of an otherwise honest person's time. What explains a look-alike lies in the directory's
context only where a company would have written it down.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from seeds.simulation.world import lookalikes, tactics
from seeds.simulation.world.company import NEVER, ROLES, Company
from seeds.simulation.world.kinds import Kind, Part
from seeds.simulation.world.requests import Requests, together

GAMING, LOOK_ALIKE = "gaming", "look_alike"
KINDS: dict[str, Kind] = tactics.KINDS | lookalikes.KINDS
#: Given by what somebody is, not drawn.
_GIVEN = ("I2_service_automation", "I7_part_time", "I8_new_joiner", "I13_retry_storm")
_AUTHORS = [ROLES.index(role) for role in ("engineering", "sre", "data")]
_MOST_LOOK_ALIKES = 0.2  # of all people


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


def requests(rng: np.random.Generator, company: Company, company_cast: Cast) -> Requests:
    """What the parts send beside honest work."""
    acts = [(KINDS[part.kind].sends, part) for part in company_cast.parts]
    return together([sends(rng, company, part) for sends, part in acts if sends])


def choose(rng: np.random.Generator, company: Company, share: float) -> Cast:
    """Give `share` of the people a part as gamers, and a few others one as look-alikes; nobody has two.

    Every tactic has its turn before one comes again, in an order that the seed decides.
    """
    days, people = company.days, company.people
    each = max(1, round(people / 250))
    stays = (company.first_day[:people] < 0) & (company.last_day[:people] == NEVER)
    # an outage falls on a working day in the second half
    outage_day = next(d for d in range(days // 2, days) if company.weekday[d] < 5)

    parts = [
        Part("I7_part_time", LOOK_ALIKE, int(person), 0, days - 1)
        for person in np.flatnonzero(stays & (company.fte_percent[:people] == 80))[:each]
    ]
    for joiner in np.flatnonzero(company.first_day[:people] > 0)[:each]:
        first = int(company.first_day[joiner])
        parts.append(Part("I8_new_joiner", LOOK_ALIKE, int(joiner), first, min(first + 27, days - 1)))
    for service in range(people, people + min(each, company.services)):
        parts.append(Part("I2_service_automation", LOOK_ALIKE, service, 0, days - 1))

    free = _Free(rng, company, np.setdiff1d(np.flatnonzero(stays), [part.subject for part in parts]))
    wanted = int(share * people + 0.5)
    for name, subjects in _gamers(rng, free, wanted):
        first = int(rng.integers(days // 7, max(days // 7 + 1, days // 2)))
        first -= int(company.weekday[first]) if first >= min(7, days) else 0
        for subject in subjects:
            others = tuple(other for other in subjects if other != subject)
            kept = float(rng.uniform(0.3, 1.0))
            parts.append(Part(name, GAMING, subject, first, days - 1, kept, others))
    most = len(parts) + int(people * _MOST_LOOK_ALIKES)
    for name in rng.permutation(list(lookalikes.KINDS)).tolist() * each:
        kind = lookalikes.KINDS[name]
        if name in _GIVEN or len(parts) + kind.group > most:
            continue
        first, last = _when(rng, name, kind, company)
        subjects = free.take(kind)
        for subject in subjects:
            others = tuple(other for other in subjects if other != subject)
            parts.append(Part(name, LOOK_ALIKE, subject, first, last, 1.0, others))
    for subject in [subject for _ in range(each) for subject in free.take(KINDS["I13_retry_storm"])]:
        parts.append(Part("I13_retry_storm", LOOK_ALIKE, subject, outage_day, outage_day))
    return Cast(tuple(parts), outage_day)


def _gamers(rng: np.random.Generator, free: _Free, wanted: int) -> Iterator[tuple[str, list[int]]]:
    """So many people, by the tactic they take; the last ones take one that needs no company."""
    names = list(tactics.KINDS)
    most = max(1, wanted // 2)  # of those who do it together, so that one team is not all there is
    while wanted > 0:
        for name in rng.permutation(names):
            kind = tactics.KINDS[name]
            subjects = free.take(kind) if kind.group <= min(most, wanted) else []
            if subjects:
                wanted -= len(subjects)
                yield str(name), subjects


def _when(rng: np.random.Generator, name: str, kind: Kind, company: Company) -> tuple[int, int]:
    """The first and the last day of a look-alike's part."""
    days = company.days
    if name == "I17_training_day":
        first = next(day for day in range(days // 3, days) if company.weekday[day] < 4)
        return first, first + 1
    if name in ("I11_ralph_loop", "I19_default_model"):
        return days // 4, days - 1
    length = 7 * kind.weeks if kind.weeks else days
    first = int(rng.integers(0, max(1, days - length)))
    return first, min(first + length, days) - 1


class _Free:
    """People without a part, in the order in which they are taken."""

    def __init__(self, rng: np.random.Generator, company: Company, people: np.ndarray):
        self._company = company
        self._order = [int(person) for person in rng.permutation(people)]

    def take(self, kind: Kind) -> list[int]:
        """As many as a part of this kind needs, who are fit for it; none where there are not enough."""
        able = [p for p in self._order if not kind.is_author or self._company.role[p] in _AUTHORS]
        if kind.group == 1:
            found = (able or self._order)[:1]
        else:
            team = self._company.team
            mates = ([mate for mate in able if team[mate] == team[person]] for person in able)
            found = next((group[: kind.group] for group in mates if len(group) >= kind.group), [])
        self._order = [p for p in self._order if p not in found]
        return found
