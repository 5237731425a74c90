"""How people use AI: who has which tool, on which days, in which sessions, with how many tokens.

The honest recipe of facts/gaming.md §6: sessions a day negative-binomial, requests a session log-normal (P90 about 20),
gaps between agent steps log-normal around 12 s (sigma 1), human waits log-normal with median 84 s and P90 20 minutes,
a prefix that grows to about 119,000 tokens and is then compacted, appended tokens log-normal with median 875 and mean
6,540, output log-normal with median 214 and mean 523. Claude Code's weekly totals have a median of 32 M tokens and a
P90-P95 of 225 M (§1, Jellyfish), 95.7 % of the input read from cache and output/(uncached + written) = 0.080 (§4, D5).
Adoption: three of four people or a little more are active in a week (§1, Jellyfish: median 71 %, P90 90 %).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from seeds.simulation.world import cast as casting
from seeds.simulation.world.cast import KINDS, Cast
from seeds.simulation.world.company import NEVER, Company
from seeds.simulation.world.prices import GPT, GPT_MINI, HAIKU, OPUS, SONNET
from seeds.simulation.world.requests import Requests, together
from seeds.simulation.world.tactics.counting import SHIFTED

AGENTS = ("claude-code/2.1.3", "cursor/1.7.2", "OpenAI/Python 1.99.1", "open-webui/0.6.30", "vscode/1.104.0")
_BASE_PROMPT = np.array([11_000, 2_600, 120, 350, 1_900])
_CONTEXT_LIMIT = 119_000
_BUNDLES = {"gateway": 0, "claude": 1, "none": 5}
#: Keys nobody knows: one whose team the gateway names, one of somebody unheard of.
STRANGERS = 2


@dataclass(frozen=True)
class Habits:
    """Tools and intensity by actor: people, service accounts, strangers.

    Attributes:
        gateway, claude, kiro: who has which tool.
        seen_twice: whose Claude Code passes the gateway, so that both report the same calls.
        first_day: of AI use, NEVER for those who never begin.
        propensity: chance that a working day has AI use.
        sessions: mean sessions on such a day.
        agent: index in `AGENTS`; model: index in `prices.MODELS` of what is used most.
        boost: (actors, days) factor on sessions.
        is_awake_all_night: (actors, days).
        shifts_hours: (actors, days), how much later than others.
        opus_from: day from which the dearest model is the usual one, or NEVER.
    """

    gateway: np.ndarray
    claude: np.ndarray
    kiro: np.ndarray
    seen_twice: np.ndarray
    first_day: np.ndarray
    propensity: np.ndarray
    sessions: np.ndarray
    agent: np.ndarray
    model: np.ndarray
    boost: np.ndarray
    is_awake_all_night: np.ndarray
    shifts_hours: np.ndarray
    opus_from: np.ndarray


@dataclass(frozen=True)
class ClaudeDays:
    """Claude Code by person, day and terminal: arrays of equal length; tokens are (rows, kinds of `prices.KINDS`).

    `other_tokens` are those of the small model that runs beside the main one; zero where it did not.
    """

    person: np.ndarray
    day: np.ndarray
    terminal: np.ndarray
    sessions: np.ndarray
    lines_added: np.ndarray
    lines_removed: np.ndarray
    accepted: np.ndarray
    rejected: np.ndarray
    model: np.ndarray
    tokens: np.ndarray
    other_tokens: np.ndarray


@dataclass(frozen=True)
class KiroDays:
    """Kiro by person, day and client: arrays of equal length; credits in ten-thousandths."""

    person: np.ndarray
    day: np.ndarray
    client: np.ndarray
    conversations: np.ndarray
    credits: np.ndarray
    messages: np.ndarray


def adopt(rng: np.random.Generator, company: Company, company_cast: Cast) -> Habits:
    """Decide who uses what, and how much."""
    actors, people = company.n + STRANGERS, company.people
    bundle = rng.choice(6, actors, p=(0.42, 0.22, 0.13, 0.07, 0.03, 0.13))
    propensity = rng.beta(6, 2, actors)
    sessions = rng.lognormal(np.log(1.5), 0.6, actors)
    first_day = np.where(rng.random(actors) < 0.65, 0, rng.integers(0, max(1, (company.days * 2) // 3), actors))
    for part in company_cast.parts:
        if part.subject < people:
            bundle[part.subject], first_day[part.subject] = _BUNDLES[KINDS[part.kind].tool], 0
    bundle[people:] = 0
    first_day[people:] = 0
    first_day[bundle == 5] = NEVER
    sessions[people:] = 0  # service accounts have no sessions of their own making
    sessions[company.n :] = max(1.0, people * 0.015)
    propensity[company.n :] = 1.0
    agent = rng.choice(len(AGENTS), actors, p=(0.35, 0.25, 0.12, 0.13, 0.15))
    agent[(bundle == 3) & (agent == 0)] = 1  # their Claude Code does not pass the gateway
    agent[bundle == 4] = 0
    model = rng.choice((SONNET, HAIKU, OPUS, GPT, GPT_MINI), actors, p=(0.5, 0.1, 0.1, 0.2, 0.1))
    model[(agent == 0) & (model >= GPT)] = SONNET

    boost = np.ones((actors, company.days))
    night = np.zeros((actors, company.days), bool)
    shifts = np.zeros((actors, company.days))
    opus_from = np.full(actors, NEVER)
    for part in company_cast.parts:
        kind, days = KINDS[part.kind], slice(part.first_day, part.last_day + 1)
        boost[part.subject, days] = part.kept if kind.use is None else kind.use
        night[part.subject, days] = kind.is_awake
        shifts[part.subject, days] = kind.shifts_hours
        if kind.is_daily:
            propensity[part.subject] = 1.0
        if kind.renews_model:
            opus_from[part.subject] = part.first_day
    return Habits(
        gateway=np.isin(bundle, (0, 3, 4)),
        claude=np.isin(bundle, (1, 3, 4)),
        kiro=bundle == 2,
        seen_twice=bundle == 4,
        first_day=first_day,
        propensity=propensity,
        sessions=sessions,
        agent=agent,
        model=model,
        boost=boost,
        is_awake_all_night=night,
        shifts_hours=shifts,
        opus_from=opus_from,
    )


def gateway(rng: np.random.Generator, company: Company, habits: Habits, company_cast: Cast) -> Requests:
    """All requests that pass the gateway, in order of time, within the simulated days."""
    made = together(
        [
            _sessions(rng, company, habits),
            _services(rng, company, company_cast),
            casting.requests(rng, company, company_cast),
        ]
    )
    within = (made.at_us >= 0) & (made.at_us < company.days * 86_400_000_000)
    order = np.lexsort((made.session, made.actor, made.at_us))
    made = _shifted(rng, company, made.taken(order[within[order]]), company_cast)
    hour = made.at_us // 3_600_000_000
    down = (hour >= company_cast.outage_day * 24 + 13) & (hour < company_cast.outage_day * 24 + 16)
    failed = made.is_failed | (rng.random(len(hour)) < np.where(down, 0.5, 0.015))
    # a failed attempt is logged without tokens
    return Requests(
        **{
            **vars(made),
            "prompt": np.where(failed, 0, made.prompt),
            "completion": np.where(failed, 0, made.completion),
            "is_failed": failed,
        }
    )


def _shifted(rng: np.random.Generator, company: Company, made: Requests, company_cast: Cast) -> Requests:
    """Whose cost goes over a shared key: whole sessions of theirs are a service account's."""
    actor = made.actor.copy()
    for part in company_cast.of("G16_cost_shifter"):
        days = made.at_us // 86_400_000_000
        own = (actor == part.subject) & (days >= part.first_day) & (days <= part.last_day)
        sessions = np.unique(made.session[own])
        moved = sessions[rng.random(len(sessions)) < SHIFTED]
        actor[own & np.isin(made.session, moved)] = company.people + part.subject % company.services
    return replace(made, actor=actor)


def _active_days(rng: np.random.Generator, company: Company, habits: Habits) -> np.ndarray:
    """(actors, days): working days, and one weekend day in thirty, on which somebody turns to AI."""
    working = np.vstack([company.working, np.tile(company.weekday < 5, (STRANGERS, 1))])
    employed = np.arange(company.days) >= np.concatenate([company.first_day, np.zeros(STRANGERS, int)])[:, None]
    employed &= np.arange(company.days) <= np.concatenate([company.last_day, np.full(STRANGERS, NEVER)])[:, None]
    weekend = employed & (company.weekday >= 5) & (rng.random(working.shape) < 0.03)
    night = employed & habits.is_awake_all_night
    chosen = rng.random(working.shape) < habits.propensity[:, None]
    return ((working & chosen) | weekend | night) & (np.arange(company.days) >= habits.first_day[:, None])


def _sessions(rng: np.random.Generator, company: Company, habits: Habits) -> Requests:
    """Honest sessions of people, and of strangers."""
    days = _active_days(rng, company, habits) & (habits.gateway & (habits.sessions > 0))[:, None]
    actor, day = np.nonzero(days)
    mean = habits.sessions[actor] * habits.boost[actor, day]
    # negative binomial: Poisson with a gamma rate; an active day of somebody has one session or more
    count = np.minimum(rng.poisson(mean * rng.gamma(1.5, 1 / 1.5, len(actor))) + (mean >= 0.3), 80)
    actor, day = np.repeat(actor, count), np.repeat(day, count)
    zone = np.concatenate([company.zone, np.full(STRANGERS, 6)])[actor]
    kind = rng.random(len(actor))
    local = np.where(
        kind < 0.45,
        rng.normal(10.2, 1.1, len(actor)),
        np.where(kind < 0.92, rng.normal(14.7, 1.6, len(actor)), rng.uniform(18, 22.5, len(actor))),
    )
    local = np.where(habits.is_awake_all_night[actor, day], rng.uniform(0, 24, len(actor)), local)
    local = local + habits.shifts_hours[actor, day]
    start_s = day * 86_400.0 + local * 3_600 + company.utc_offset_s[zone, day]

    requests = np.minimum(rng.lognormal(np.log(5.5), 1.05, len(actor)).astype(int) + 1, 200)
    session = np.repeat(np.arange(len(actor)), requests)
    first = np.cumsum(requests) - requests
    total = int(requests.sum())
    agent = habits.agent[actor][session]
    completion = np.minimum(rng.lognormal(np.log(214), 1.337, total), 32_000).astype(np.int64) + 1
    step = rng.lognormal(np.log(12), 1.0, total)
    wait = np.minimum(rng.lognormal(np.log(84), 2.07, total), 7_200)
    gap = np.where(rng.random(total) < 0.65, step, wait) + completion * 0.015
    gap[first] = 0
    appended = np.minimum(rng.lognormal(np.log(875), 2.0, total), 60_000)
    appended[first] += rng.lognormal(np.log(1_800), 1.0, len(actor))
    context = _running(appended, first, requests) % _CONTEXT_LIMIT
    prompt = (_BASE_PROMPT[agent] * rng.uniform(0.98, 1.02, len(actor))[session] + context).astype(np.int64)
    # one call in twenty-five is the tool's own, to name a chat or sum up a page: small, and from a narrow range
    aside = rng.random(total) < 0.04
    prompt[aside] = rng.integers(380, 520, int(aside.sum()))
    model = np.where(day >= habits.opus_from[actor], OPUS, habits.model[actor])[session]
    model = np.where(rng.random(total) < 0.06, np.where(model >= GPT, GPT, OPUS), model)
    model = np.where(aside, np.where(model >= GPT, GPT_MINI, HAIKU), model)
    return Requests(
        actor=actor[session],
        at_us=((start_s[session] + _running(gap, first, requests)) * 1e6).astype(np.int64),
        session=session,
        prompt=prompt,
        completion=np.where(aside, completion % 40 + 3, completion),
        model=model,
        is_failed=np.zeros(total, bool),
    )


def _running(values: np.ndarray, first: np.ndarray, count: np.ndarray) -> np.ndarray:
    """Running sums that begin anew with every session."""
    total = np.cumsum(values)
    return total - np.repeat(total[first] - values[first], count)


def _services(rng: np.random.Generator, company: Company, company_cast: Cast) -> Requests:
    """Service accounts at all hours: most client keys are active around the clock (facts/gaming.md, fact 4)."""
    scheduled = {part.subject for part in company_cast.of("I2_service_automation")}
    rates = rng.lognormal(np.log(140), 0.7, company.services)
    rates[[s - company.people for s in scheduled]] = 0
    count = rng.poisson(rates[:, None], (company.services, company.days))
    actor, day = np.nonzero(count)
    repeats = count[actor, day]
    actor, day = np.repeat(actor, repeats) + company.people, np.repeat(day, repeats)
    total = len(actor)
    return Requests(
        actor=actor,
        at_us=day * 86_400_000_000 + rng.integers(0, 86_400_000_000, total),
        session=np.arange(total),
        prompt=rng.lognormal(np.log(3_000), 0.9, total).astype(np.int64) + 100,
        completion=rng.lognormal(np.log(150), 0.9, total).astype(np.int64) + 1,
        model=np.where(actor % 3 == 0, GPT_MINI, HAIKU),
        is_failed=np.zeros(total, bool),
    )


def claude_days(
    rng: np.random.Generator, company: Company, habits: Habits, requests: Requests, company_cast: Cast
) -> ClaudeDays:
    """What the vendor reports of Claude Code; of those whose calls pass the gateway too, the very same calls."""
    alone = habits.claude & ~habits.seen_twice
    person, day = np.nonzero(_active_days(rng, company, habits) & alone[:, None])
    scale = rng.lognormal(0, 0.9, company.n + STRANGERS)
    total = 8_500_000 * scale[person] * rng.lognormal(0, 0.8, len(person))
    # one day in five has a second terminal, for a third of the work
    second = np.flatnonzero(rng.random(len(person)) < 0.2)
    total = np.concatenate(
        [np.where(np.isin(np.arange(len(person)), second), total * 0.67, total), total[second] * 0.33]
    )
    person, day = np.concatenate([person, person[second]]), np.concatenate([day, day[second]])
    habitual = rng.integers(0, 3, company.n)[person]
    terminal = np.where(np.arange(len(person)) < len(person) - len(second), habitual, 3)
    sessions = rng.poisson(1 + total / 5_000_000) + 1
    model = np.where(habits.model[person] == OPUS, OPUS, SONNET)
    tokens = _split(rng, total)
    other = (tokens * (rng.random(len(person)) < 0.6)[:, None] * rng.uniform(0.02, 0.12, len(person))[:, None]).astype(
        int
    )

    # the same calls as the gateway's, by person, day and model
    both = np.flatnonzero(habits.seen_twice[requests.actor] & ~requests.is_failed)
    small = requests.model[both] == HAIKU
    pair = requests.actor[both] * company.days + requests.at_us[both] // 86_400_000_000
    pairs, of = np.unique(pair, return_inverse=True)
    seen = {
        is_small: np.stack(
            [
                np.bincount(of, np.where(small == is_small, column[both], 0), len(pairs))
                for column in (requests.prompt, requests.completion)
            ],
            axis=1,
        ).astype(np.int64)
        for is_small in (False, True)
    }
    by_session = np.unique(pair * 10_000_000 + requests.session[both]) // 10_000_000
    person = np.concatenate([person, pairs // company.days])
    day = np.concatenate([day, pairs % company.days])
    edits = {
        "lines_added": rng.poisson(rng.gamma(0.8, 180, len(person))),
        "lines_removed": rng.poisson(rng.gamma(0.8, 60, len(person))),
        "accepted": rng.poisson(rng.gamma(1, 16, len(person))),
        "rejected": rng.poisson(1.5, len(person)),
    }
    for part in company_cast.parts:
        if change := KINDS[part.kind].edits:
            in_time = (day >= part.first_day) & (day <= part.last_day)
            change(rng, edits, np.flatnonzero((person == part.subject) & in_time))
    return ClaudeDays(
        person=person,
        day=day,
        terminal=np.concatenate([terminal, np.zeros(len(pairs), int)]),
        sessions=np.concatenate([sessions, np.unique(by_session, return_counts=True)[1]]),
        **edits,
        model=np.concatenate([model, np.where(habits.model[pairs // company.days] == OPUS, OPUS, SONNET)]),
        tokens=np.concatenate([tokens, _cached(seen[False])]),
        other_tokens=np.concatenate([other, _cached(seen[True])]),
    )


def _split(rng: np.random.Generator, total: np.ndarray) -> np.ndarray:
    """(rows, kinds): a day's tokens by kind."""
    read = np.clip(rng.normal(0.957, 0.012, len(total)), 0.85, 0.99)
    new = 1 - read
    written = new * rng.uniform(0.75, 0.95, len(total))
    output = new * 0.080 * rng.lognormal(0, 0.35, len(total))
    return (total[:, None] * np.stack([new - written, output, read, written], axis=1)).astype(np.int64) + 1


def _cached(tokens: np.ndarray) -> np.ndarray:
    """(rows, kinds) of (rows, prompt and completion): of a prompt, what was read from and written to the cache."""
    prompt, completion = tokens.T
    written, uncached = prompt * 6 // 100, prompt // 100
    return np.stack([uncached, completion, prompt - written - uncached, written], axis=1)


def kiro_days(rng: np.random.Generator, company: Company, habits: Habits) -> KiroDays:
    """Kiro in the editor, and for one person in three on the command line as well."""
    person, day = np.nonzero(_active_days(rng, company, habits) & habits.kiro[:, None])
    also = np.flatnonzero((rng.random(company.n + STRANGERS) < 0.33)[person] & (rng.random(len(person)) < 0.6))
    client = np.concatenate([np.zeros(len(person), int), np.ones(len(also), int)])
    person, day = np.concatenate([person, person[also]]), np.concatenate([day, day[also]])
    scale = rng.lognormal(0, 0.7, company.n + STRANGERS)
    credits = (rng.gamma(1.4, 22, len(person)) * scale[person] * 10_000).astype(np.int64) + 1
    return KiroDays(
        person=person,
        day=day,
        client=client,
        conversations=rng.poisson(2.2, len(person)) + 1,
        credits=credits,
        messages=credits // 20_000 + rng.poisson(12, len(person)) + 2,
    )
