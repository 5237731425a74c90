"""What people merge: pull requests with their reviews, commits and files, as GitHub's API shows them.

Proportions: 77 % of human pulls merged, 44 % of merged agent pulls without a human review, 2.7 reverts per 1,000 and
Codex-like agents merging within minutes (facts/gaming.md §5, developer base rates); heavy users of AI merge up to twice
as much (§1, Jellyfish); trivial, stacked and generated changes occur honestly (§3d O1, O2; §7 I14, I18).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seeds.simulation.world.cast import KINDS, Cast
from seeds.simulation.world.company import ROLES, Company
from seeds.simulation.world.usage import Habits

#: Pull requests a week at full time, by role.
_WEEKLY = {
    "engineering": 3.2,
    "sre": 2.2,
    "data": 2.0,
    "research": 0.8,
    "management": 0.3,
    "design": 0.2,
    "product": 0.15,
}
#: Authors below zero are no people.
BOT, AGENT, CLAUDE_APP = -1, -2, -3
TRAILERS = (
    "",
    "Co-Authored-By: Claude <noreply@anthropic.com>",
    "Co-authored-by: Cursor <cursoragent@cursor.com>",
    "Co-authored-by: Copilot <198982749+Copilot@users.noreply.github.com>",
)
AREAS = ("api", "billing", "core", "ingest", "ui", "workers")
_DAY_S = 86_400


@dataclass(frozen=True)
class Pulls:
    """Pull requests as arrays of equal length, in order of creation; times are seconds since the start, UTC.

    Attributes:
        author: index of a person, or BOT, AGENT, CLAUDE_APP.
        helper: the colleague who reviews first and merges.
        team: the author's on that day, or the repository's.
        closed_at: never for open ones (beyond the end).
        reverts: position of the pull taken back, or -1.
        trailer: index in `TRAILERS`.
        content: kind of its files as `vendors/github` counts them, or -1 where they are mixed.
    """

    repository: np.ndarray
    author: np.ndarray
    team: np.ndarray
    helper: np.ndarray
    created_at: np.ndarray
    closed_at: np.ndarray
    is_merged: np.ndarray
    is_self_merged: np.ndarray
    reviews: np.ndarray
    lines: np.ndarray
    files: np.ndarray
    area: np.ndarray
    has_generated: np.ndarray
    trailer: np.ndarray
    reverts: np.ndarray
    content: np.ndarray


def pull_requests(rng: np.random.Generator, company: Company, habits: Habits, company_cast: Cast) -> Pulls:
    """Everybody's pull requests of the period, and those of bots and agents."""
    repositories = rng.integers(2, 5, len(company.team_sizes))  # a team has two to four
    first = np.cumsum(repositories) - repositories
    people = company.people
    ai = (habits.gateway | habits.claude | habits.kiro)[:people]
    weekly = np.array([_WEEKLY.get(role, 0.0) for role in ROLES])[company.role[:people]]
    weekly *= rng.lognormal(0, 0.45, people) * np.where(ai, 1.25, 1.0)
    weekly = np.repeat(weekly[:, None], company.days, axis=1)
    parts = [(KINDS[part.kind], part) for part in company_cast.parts if part.subject < people]
    for kind, part in parts:
        own = weekly[part.subject, part.first_day : part.last_day + 1]
        np.maximum(own * kind.pulls, kind.least_pulls, out=own)
    count = rng.poisson(np.where(company.working[:people], weekly / 5, 0))
    author, day = np.nonzero(count)
    repeats = count[author, day]
    author, day = np.repeat(author, repeats), np.repeat(day, repeats)
    # a stack: one change in two to four small pulls, minutes apart
    stack = np.where(rng.random(len(author)) < 0.04, rng.integers(2, 5, len(author)), 1)
    for kind, part in parts:
        if kind.stack:
            own = (author == part.subject) & (day >= part.first_day) & (day <= part.last_day)
            stack[own] = rng.integers(kind.stack[0], kind.stack[1] + 1, own.sum())
    of = np.repeat(np.arange(len(author)), stack)
    place = np.arange(len(of)) - np.repeat(np.cumsum(stack) - stack, stack)
    base_s = (
        day * _DAY_S + 32_400 + rng.uniform(0, 30_600, len(author)) + company.utc_offset_s[company.zone[author], day]
    )
    team = np.where(day < company.move_day[author], company.team[author], company.later_team[author])
    repository = first[team] + np.minimum(rng.geometric(0.6, len(author)) - 1, repositories[team] - 1)
    area = rng.integers(0, len(AREAS), len(author))
    user = _Draft(
        author[of],
        team[of],
        repository[of],
        base_s[of] + place * rng.uniform(120, 900, len(of)),
        area[of],
        stack[of] > 1,
    )

    team_of = np.repeat(np.arange(len(repositories)), repositories)
    drafts = [user]
    for which, a_week in ((BOT, 0.8), (AGENT, 0.25)):
        repository, day = np.nonzero(rng.poisson(a_week / 7, (len(team_of), company.days)))
        who = np.full(len(day), which)
        who[(who == AGENT) & (rng.random(len(day)) < 0.4)] = CLAUDE_APP
        at = day * _DAY_S + rng.uniform(0, _DAY_S, len(day))
        drafts.append(
            _Draft(
                who,
                team_of[repository],
                repository,
                at,
                rng.integers(0, len(AREAS), len(day)),
                np.zeros(len(day), bool),
            )
        )
    draft = _Draft(*(np.concatenate([getattr(d, name) for d in drafts]) for name in _Draft.__annotations__))
    return _grown(rng, company, habits, draft, company_cast)


@dataclass(frozen=True)
class _Draft:
    """Who opened what, where and when; before it is known what became of it."""

    author: np.ndarray
    team: np.ndarray
    repository: np.ndarray
    created_at: np.ndarray
    area: np.ndarray
    is_stacked: np.ndarray


def _grown(rng: np.random.Generator, company: Company, habits: Habits, draft: _Draft, company_cast: Cast) -> Pulls:
    n = len(draft.author)
    is_person, is_bot = draft.author >= 0, draft.author == BOT
    is_agent = ~is_person & ~is_bot
    lines = np.minimum(rng.lognormal(np.log(55), 1.4, n), 20_000).astype(int) + 1
    lines = np.where(draft.is_stacked, lines // 4 + 6, lines)
    lines = np.where(rng.random(n) < 0.06, rng.integers(1, 6, n), lines)
    lines = np.where(is_bot, 2, lines)
    hours = rng.lognormal(np.log(16), 1.6, n) + 0.2
    hours = np.where(is_agent, rng.lognormal(np.log(0.4), 1.0, n) + 0.05, hours)
    outcome = rng.random(n)
    is_merged = outcome < np.where(is_person, 0.77, np.where(is_bot, 0.8, 0.55))
    is_closed = outcome < np.where(is_person, 0.94, 0.95)
    end = company.days * _DAY_S
    closed_at = np.where(is_closed, draft.created_at + hours * 3_600, end * 2)
    is_merged &= closed_at < end
    is_self_merged = is_person & (rng.random(n) < 0.12)
    reviews = np.where(is_self_merged, 0, 1 + rng.poisson(0.6, n))
    reviews = np.where(is_agent & (rng.random(n) < 0.443), 0, reviews)
    reviews = np.where(is_bot, rng.random(n) < 0.5, reviews).astype(int)
    # who merges and reviews: the next ones in the team
    size = company.team_sizes[draft.team]
    head = (np.cumsum(company.team_sizes) - company.team_sizes)[draft.team]
    helper = head + rng.integers(0, size)
    helper = np.where(company.first_day[helper] > 0, head, helper)  # newcomers do not merge others' work
    helper = np.where(helper == draft.author, head + (helper - head + 1) % size, helper)

    uses_ai = (habits.gateway | habits.claude | habits.kiro)[np.maximum(draft.author, 0)] & is_person
    trailer = np.where(uses_ai & (rng.random(n) < 0.42), rng.choice((1, 1, 1, 2, 3), n), 0)
    trailer = np.where(draft.author == CLAUDE_APP, 1, trailer)
    pulls = Pulls(  # what the cast makes of them comes after
        repository=draft.repository,
        author=draft.author,
        team=draft.team,
        helper=helper,
        created_at=draft.created_at,
        closed_at=closed_at,
        is_merged=is_merged,
        is_self_merged=is_self_merged,
        reviews=reviews,
        lines=lines,
        files=np.where(is_bot, 1, np.minimum(1 + rng.poisson(np.sqrt(lines) / 4), 60)),
        area=draft.area,
        has_generated=is_bot | (rng.random(n) < 0.07),
        trailer=trailer,
        reverts=np.full(n, -1),
        content=np.full(n, -1),
    )
    comes_back = _played(rng, company, company_cast, vars(pulls))
    # reverts: opened hours after a merge, by the one who merged it, and merged within the hour
    taken_back = np.flatnonzero(pulls.is_merged & is_person & (rng.random(n) < np.maximum(comes_back, 0.006)))
    at = pulls.closed_at[taken_back] + rng.uniform(1_800, 60 * 3_600, len(taken_back))
    taken_back, at = taken_back[at < end], at[at < end]
    undo = {name: column[taken_back] for name, column in vars(pulls).items()}
    undo |= {
        "author": np.where(comes_back[taken_back] > 0, draft.author[taken_back], pulls.helper[taken_back]),
        "helper": np.where(comes_back[taken_back] > 0, pulls.helper[taken_back], draft.author[taken_back]),
        "created_at": at,
        "closed_at": at + rng.uniform(300, 3_600, len(at)),
        "reviews": np.ones(len(at), int),
        "is_self_merged": np.zeros(len(at), bool),
        "trailer": np.zeros(len(at), int),
        "reverts": taken_back,
    }
    undo["is_merged"] = undo["closed_at"] < end
    # who takes back to merge again does so within the day
    again = np.flatnonzero((comes_back[taken_back] > 0) & undo["is_merged"])
    redo = {name: column[taken_back[again]] for name, column in vars(pulls).items()}
    redo["created_at"] = undo["closed_at"][again] + rng.uniform(600, 6 * 3_600, len(again))
    redo["closed_at"] = redo["created_at"] + rng.uniform(300, 3_600, len(again))
    redo["is_merged"] = redo["closed_at"] < end
    joined = {name: np.concatenate([column, undo[name], redo[name]]) for name, column in vars(pulls).items()}
    within = (joined["created_at"] >= 0) & (joined["created_at"] < end)
    order = np.lexsort((joined["author"], joined["repository"], joined["created_at"]))
    order = order[within[order]]
    position = np.full(len(within), -1)
    position[order] = np.arange(len(order))
    joined = {name: column[order] for name, column in joined.items()}
    joined["reverts"] = np.where(joined["reverts"] >= 0, position[joined["reverts"]], -1)
    return Pulls(**joined)


def _played(rng: np.random.Generator, company: Company, company_cast: Cast, pulls: dict[str, np.ndarray]) -> np.ndarray:
    """Change pulls in place as the parts would have them; return how probable it is that each comes back out."""
    comes_back = np.zeros(len(pulls["author"]))
    for part in company_cast.parts:
        kind = KINDS[part.kind]
        in_time = pulls["created_at"] // _DAY_S >= part.first_day
        in_time &= pulls["created_at"] // _DAY_S <= part.last_day
        own = np.flatnonzero((pulls["author"] == part.subject) & in_time)
        if kind.merges:
            kind.merges(rng, part, pulls, own)
        if kind.minds_bots:
            _glanced_at(rng, pulls, part.subject, (pulls["team"] == company.team[part.subject]) & in_time)
        comes_back[own] = kind.reverts
    pulls["is_merged"] &= pulls["closed_at"] < company.days * _DAY_S
    return comes_back


def _glanced_at(rng: np.random.Generator, pulls: dict[str, np.ndarray], reviewer: int, of_team: np.ndarray) -> None:
    """Updates of dependencies: the checks are green, and that is all there is to see."""
    updates = np.flatnonzero(of_team & (pulls["author"] == BOT))
    pulls["helper"][updates] = reviewer
    pulls["reviews"][updates] = 1
    pulls["is_merged"][updates] = True
    pulls["closed_at"][updates] = pulls["created_at"][updates] + rng.uniform(600, 30_000, len(updates))
