"""The company: people, teams, working days. Everything that is true before anybody opens an AI tool.

Kinds from facts/gaming.md §7 (population: roles, time zones, leave, part-time, joiners and leavers), shares plausible:
10 % contractors, 8 % part-time, 4 % joiners, 3 % leavers, 3 % movers, about 13 people a team, two teams under five.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import duckdb
import numpy as np

ROLES = ("engineering", "sre", "data", "research", "product", "design", "management", "support", "finance", "other")
ZONES = (
    "America/New_York",
    "America/Los_Angeles",
    "Europe/Berlin",
    "Europe/London",
    "Asia/Kolkata",
    "Australia/Sydney",
    "UTC",
)
EMPLOYMENT = ("employee", "contractor", "service")
#: What the teams after the two tiny ones do, over and over.
_TEAM_ROLES = (0, 0, 2, 0, 1, 0, 4, 0, 3, 0, 7, 0, 5, 0, 1, 8, 0, 2, 9)
#: (zone prefix, month, day) of the public holidays a team keeps.
_HOLIDAYS = (
    ("", 1, 1),
    ("America", 1, 19),
    ("Australia", 1, 26),
    ("Asia", 1, 26),
    ("America", 2, 16),
    ("Asia", 3, 4),
    ("Europe", 4, 3),
    ("Europe", 4, 6),
    ("Australia", 4, 3),
    ("Australia", 4, 6),
    ("Europe/Berlin", 5, 1),
    ("Asia", 5, 1),
    ("Europe/London", 5, 4),
    ("America", 5, 25),
    ("America", 6, 19),
    ("America", 7, 3),
    ("Asia", 8, 15),
    ("Europe/London", 8, 31),
    ("America", 9, 7),
    ("Europe/Berlin", 10, 3),
    ("America", 11, 26),
    ("", 12, 25),
)
NEVER = 1_000_000


@dataclass(frozen=True)
class Leave:
    """Absences, as arrays of equal length: person, first day, last day (days since the start)."""

    person: np.ndarray
    first_day: np.ndarray
    last_day: np.ndarray


@dataclass(frozen=True)
class Company:
    """People first, then service accounts; arrays run over both (length n). Days count from `start`.

    Attributes:
        team, later_team, move_day: where somebody works, where from `move_day` on (NEVER: stays).
        first_day, last_day: of employment; negative before the start, NEVER while employed.
        is_noticed: whether the directory knows the last day in advance; others just vanish from it.
        working: (n, days), true on scheduled days that are no holiday and no leave.
    """

    start: date
    days: int
    people: int
    services: int
    team_sizes: np.ndarray
    team_role: np.ndarray
    team_zone: np.ndarray
    team: np.ndarray
    later_team: np.ndarray
    move_day: np.ndarray
    role: np.ndarray
    zone: np.ndarray
    employment: np.ndarray
    fte_percent: np.ndarray
    first_day: np.ndarray
    last_day: np.ndarray
    is_noticed: np.ndarray
    manager: np.ndarray
    leave: Leave
    holidays: tuple[tuple[int, int], ...]
    working: np.ndarray

    @property
    def n(self) -> int:
        return self.people + self.services

    @cached_property
    def weekday(self) -> np.ndarray:
        """0 = Monday, by day."""
        return (self.start.weekday() + np.arange(self.days)) % 7

    @cached_property
    def snapshots(self) -> list[int]:
        """Days on which the directory is delivered: the first, the first of every month, the last."""
        firsts = [d for d in range(1, self.days) if (self.start + timedelta(days=d)).day == 1]
        return sorted({0, *firsts, self.days - 1})

    @cached_property
    def start_us(self) -> int:
        """Microseconds from 1970 to midnight UTC of the first day."""
        return (self.start - date(1970, 1, 1)).days * 86_400_000_000

    @cached_property
    def utc_offset_s(self) -> np.ndarray:
        """(zones, days): seconds to add to local time to get UTC, at noon of the day."""
        with duckdb.connect() as connection:
            rows = connection.execute(
                "select epoch(noon at time zone zone) - epoch(noon)"
                " from (select unnest(?) as zone, unnest(range(?)) as i)"
                " cross join (select unnest(range(?)) as day) cross join lateral"
                " (select (?::timestamp + to_days(day::int) + interval 12 hour) as noon) order by i, day",
                [list(ZONES), len(ZONES), self.days, self.start.isoformat()],
            ).fetchall()
        return np.array([int(row[0]) for row in rows]).reshape(len(ZONES), self.days)


def hire(rng: np.random.Generator, start: date, weeks: int, people: int) -> Company:
    """A company of so many employees and contractors, with a service account for about every forty of them."""
    days = weeks * 7
    services = max(3, people // 40)
    n = people + services
    sizes = _team_sizes(rng, people)
    teams = len(sizes)
    team_role = np.array([3, 8, *(_TEAM_ROLES[i % len(_TEAM_ROLES)] for i in range(teams - 2))])
    team_zone = rng.choice(6, teams, p=(0.25, 0.2, 0.2, 0.12, 0.15, 0.08))

    team = np.concatenate([np.repeat(np.arange(teams), sizes), rng.integers(2, teams, services)])
    is_person = np.arange(n) < people
    head = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    role = np.where(is_person, team_role[team], 0)
    role[head] = ROLES.index("management")
    manager = np.where(is_person, head[team], -1)
    manager[head] = -1
    zone = np.where(rng.random(n) < 0.2, rng.integers(0, 6, n), team_zone[team])
    zone[people:] = ZONES.index("UTC")
    employment = np.where(is_person, (rng.random(n) < 0.1).astype(int), 2)
    employment[head] = 0
    fte = np.where(is_person & (rng.random(n) < 0.08), rng.choice((50, 60, 80), n), 100)
    fte[head] = 100

    # joiners, leavers and movers are different people, and none of them leads a team
    order = rng.permutation(np.setdiff1d(np.arange(people), head))
    joiners, leavers, movers = np.split(
        order, np.cumsum([max(1, round(0.04 * people)), round(0.03 * people), round(0.03 * people)])
    )[:3]
    part_timer = order[-1]  # there is always one, four days a week
    fte[part_timer] = 80
    first_day = -rng.integers(60, 3_000, n)
    first_day[joiners] = rng.integers(1, max(2, (days * 2) // 3), len(joiners))
    last_day = np.full(n, NEVER)
    last_day[leavers] = rng.integers(days // 3, max(days // 3 + 1, days - 2), len(leavers))
    later_team, move_day = team.copy(), np.full(n, NEVER)
    months = [d for d in range(1, days - 1) if (start + timedelta(days=d)).day == 1]
    if months:
        later_team[movers] = (team[movers] + rng.integers(1, teams, len(movers))) % teams
        move_day[movers] = rng.choice(months, len(movers))

    # scheduled days: a part-timer's are the same every week
    weekday = (start.weekday() + np.arange(days)) % 7
    scheduled_days = np.round(fte / 20).astype(int)
    rank = rng.random((n, 5)).argsort(axis=1).argsort(axis=1)
    scheduled = np.zeros((n, 7), bool)
    scheduled[:, :5] = rank < scheduled_days[:, None]
    working = scheduled[:, weekday]
    working &= (np.arange(days) >= first_day[:, None]) & (np.arange(days) <= last_day[:, None])
    holidays = _holidays(start, days, team_zone)
    for holiday_team, day in holidays:
        working[:, day] &= team != holiday_team
    leave = _leave(rng, people, days)
    for k in range(int((leave.last_day - leave.first_day).max(initial=-1)) + 1):
        day = leave.first_day + k
        away = (day <= leave.last_day) & (day < days)
        working[leave.person[away], day[away]] = False
    return Company(
        start=start,
        days=days,
        people=people,
        services=services,
        team_sizes=sizes,
        team_role=team_role,
        team_zone=team_zone,
        team=team,
        later_team=later_team,
        move_day=move_day,
        role=role,
        zone=zone,
        employment=employment,
        fte_percent=fte,
        first_day=first_day,
        last_day=last_day,
        is_noticed=rng.random(n) < 0.5,
        manager=manager,
        leave=leave,
        holidays=holidays,
        working=working,
    )


def _team_sizes(rng: np.random.Generator, people: int) -> np.ndarray:
    """Three, four, and then about thirteen each."""
    rest = people - 7
    teams = max(1, round(rest / 13))
    sizes = np.full(teams, rest // teams)
    sizes[: rest % teams] += 1
    moved = rng.integers(0, 4, teams // 2)
    sizes[: 2 * len(moved) : 2] += moved
    sizes[1 : 2 * len(moved) : 2] -= moved
    return np.concatenate([[3, 4], sizes])


def _holidays(start: date, days: int, team_zone: np.ndarray) -> tuple[tuple[int, int], ...]:
    """(team, day) of every public holiday in the period."""
    dates = [start + timedelta(days=d) for d in range(days)]
    return tuple(
        (team, day)
        for team, zone in enumerate(team_zone)
        for day, on in enumerate(dates)
        if any(ZONES[zone].startswith(prefix) and (on.month, on.day) == (m, d) for prefix, m, d in _HOLIDAYS)
    )


def _leave(rng: np.random.Generator, people: int, days: int) -> Leave:
    """Two absences of one to two weeks in four months, on average one and a half."""
    person = rng.permutation(np.repeat(np.arange(people), 2))[: int(people * 1.5 * days / 112)]
    first = rng.integers(0, days, len(person))
    last = np.minimum(first + rng.integers(2, 14, len(person)), days - 1)
    order = np.lexsort((first, person))
    return Leave(person[order], first[order], last[order])
