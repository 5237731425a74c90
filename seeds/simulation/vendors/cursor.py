"""Cursor's Admin API for a share of the people (facts/usage_sources_a.md §4): events, days, spend and members.

Whose Cursor sends its calls through the gateway, on the company's key, is told of by both: the very same calls.
Volumes a day of the one worked day in the facts: 33 requests, 640 lines suggested, 180 completions shown.
"""

from __future__ import annotations

import numpy as np

from orchestration.sql import literal
from seeds.simulation.files import Files
from seeds.simulation.world import World
from seeds.simulation.world.company import NEVER
from seeds.simulation.world.names import email
from seeds.simulation.world.prices import NANO_USD
from seeds.simulation.world.usage import AGENTS

SHARE = 0.15  # of those who use AI
_DAY_MS = 86_400_000
_MODELS = ("claude-4.5-sonnet", "claude-4.5-haiku", "claude-4.5-opus", "gpt-5", "gpt-5-mini")
_KINDS = ("Included in Business", "Usage-based", "Errored, Not Charged", "User API Key")
_INCLUDED, _ON_DEMAND, _FAILED, _OWN_KEY = range(4)
_PAGE = 1_000  # events
_FEE_NANO_USD = 250  # Cursor's, a token
_CYCLE_DAY = 13


def land(files: Files, world: World) -> None:
    """`cursor/{usage_events,daily_usage,spend,members}`: a file a day, of events a file a page."""
    rng, company, habits = world.chance("cursor"), world.company, world.habits
    people = np.arange(company.people)
    has_seat = (habits.first_day[people] < NEVER) & (rng.random(company.people) < SHARE)
    by_gateway = has_seat & habits.gateway[people] & (habits.agent[people] == AGENTS.index("cursor/1.7.2"))
    seats = np.flatnonzero(has_seat)
    files.table("cursor_seats", person=seats, first_day=company.first_day[seats], last_day=company.last_day[seats])

    is_active = company.working[people] & (np.arange(company.days) >= habits.first_day[people, None])
    is_active &= rng.random(is_active.shape) < habits.propensity[people, None]
    person, day = np.nonzero(is_active & (has_seat & ~by_gateway)[:, None])
    count = rng.negative_binomial(1.5, 1.5 / (1.5 + 33), len(person)) + 1
    conversation = np.repeat(np.arange(len(person)) * 10, count) + rng.integers(0, 4, count.sum())
    person, day = np.repeat(person, count), np.repeat(day, count)
    total = len(person)
    hour_ms = np.clip(rng.normal(13, 3, total), 0, 23.99) * 3_600_000
    size = rng.lognormal(0, 1, total)[:, None] * np.array([640, 820, 18_400, 2_100])
    own = {
        "person": person,
        "at_ms": (day * _DAY_MS + hour_ms).astype(np.int64),
        "conversation": conversation,
        "model": rng.choice(len(_MODELS), total, p=(0.6, 0.05, 0.05, 0.25, 0.05)),
        "kind": rng.choice((_INCLUDED, _ON_DEMAND, _FAILED), total, p=(0.6, 0.37, 0.03)),
        **dict(zip(("input", "output", "read", "written"), size.astype(np.int64).T, strict=True)),
    }
    requests = world.requests
    of_person = np.minimum(requests.actor, company.people - 1)
    both = np.flatnonzero((requests.actor < company.people) & by_gateway[of_person] & ~requests.is_failed)
    none = np.zeros(len(both), np.int64)
    seen = {
        "person": requests.actor[both],
        "at_ms": requests.at_us[both] // 1000,
        "conversation": requests.session[both] + 10 * total,
        "model": requests.model[both],
        "kind": none + _OWN_KEY,
        "input": requests.prompt[both],
        "output": requests.completion[both],
        "read": none,
        "written": none,
    }
    events = {name: np.concatenate([column, seen[name]]) for name, column in own.items()}
    files.table("cursor_events", n=np.arange(len(events["person"])), **events)
    files.table("cursor_prices", model=np.arange(len(_MODELS)), name=list(_MODELS), nano=NANO_USD.tolist())

    pair = np.unique(events["person"] * company.days + events["at_ms"] // _DAY_MS)
    lines, shown = rng.poisson(rng.gamma(0.9, 700, len(pair))), rng.poisson(rng.gamma(1, 180, len(pair)))
    files.table(
        "cursor_activity",
        person=pair // company.days,
        day=pair % company.days,
        lines=lines,
        kept=rng.binomial(lines, 0.65),
        shown=shown,
        taken=rng.binomial(shown, 0.5),
        accepts=rng.poisson(9, len(pair)),
        rejects=rng.poisson(1.5, len(pair)),
    )
    days = {"start": f"date {literal(company.start)}", "days": company.days, "email": email("person")}
    names = {"kinds": ", ".join(map(literal, _KINDS)), "failed": _FAILED, "on_demand": _ON_DEMAND}
    numbers = {"start_ms": company.start_us // 1000, "page": _PAGE, "fee": _FEE_NANO_USD, "cycle": _CYCLE_DAY - 1}
    for statement in (_PRICED, _LISTED):
        files.connection.execute(statement.format(**days, **names, **numbers))
    for stream, select in _STREAMS.items():
        files.land("cursor", stream, select.format(**days, **names, **numbers))


def _cents(nano_usd: str) -> str:
    """Fractional cents as a JSON number, put together as text: no float comes near them."""
    return f"({nano_usd} // 10000000 || '.' || lpad(({nano_usd} % 10000000)::varchar, 7, '0'))::json"


_PRICED = """
create or replace temp table cursor_priced as
select
    *,
    strftime({start} + (at_ms // 86400000)::int, '%Y-%m-%d') as date,
    at_ms // 86400000 as day,
    input * nano[1] + output * nano[2] + read * nano[3] + written * nano[4] as priced_nano,
    case when model < 3 then {fee} * (input + output + read + written) else 0 end as fee_nano,
    case when kind = {on_demand} then priced_nano + fee_nano else 0 end as charged_nano
from cursor_events
inner join cursor_prices using (model)
"""

#: Every seat on every day of its person's employment.
_LISTED = """
create or replace temp table cursor_listed as
select
    seats.person,
    days.day,
    strftime({start} + days.day::int, '%Y-%m-%d') as date,
    date_trunc('month', {start} + days.day::int - {cycle}) + to_days({cycle}) as cycle_start,
    coalesce(used.requests, 0) as requests,
    coalesce(used.charged_nano, 0) as charged_nano,
    coalesce(used.included_nano, 0) as included_nano
from cursor_seats as seats
inner join (select unnest(range({days})) as day) as days
    on days.day between seats.first_day and seats.last_day
left join (
    select person, day, count(*) as requests, sum(charged_nano)::bigint as charged_nano,
        coalesce(sum(priced_nano + fee_nano) filter (where kind = 0), 0)::bigint as included_nano
    from cursor_priced group by person, day
) as used using (person, day)
"""

_STREAMS = {
    "usage_events": f"""
        with rows as (
            select
                date,
                row_number() over (partition by date order by at_ms desc, n) as place,
                count(*) over (partition by date) as total,
                to_json({{{{
                    'timestamp': ({{start_ms}} + at_ms)::varchar,
                    'userEmail': {{email}},
                    'conversationId': 'simulated-' || conversation,
                    'model': name,
                    'kind': ([{{kinds}}])[kind + 1],
                    'isTokenBasedCall': true,
                    'isChargeable': kind = {{on_demand}},
                    'isHeadless': false,
                    'tokenUsage': {{{{
                        'inputTokens': input, 'outputTokens': output, 'cacheWriteTokens': written,
                        'cacheReadTokens': read, 'totalCents': {_cents("priced_nano")}
                    }}}},
                    'chargedCents': {_cents("charged_nano")},
                    'cursorTokenFee': {_cents("fee_nano")}
                }}}}) as row
            from cursor_priced
        )
        select
            date || '/page_' || lpad(((place - 1) // {{page}} + 1)::varchar, 3, '0') || '.json.gz' as file,
            to_json({{{{
                'totalUsageEventsCount': any_value(total),
                'usageEvents': list(row order by place),
                'pagination': {{{{'hasNextPage': max(place) < any_value(total)}}}}
            }}}}) || '' as text
        from rows
        group by date, (place - 1) // {{page}}
        order by file
    """,
    "daily_usage": """
        select
            listed.date || '/page_001.json.gz' as file,
            to_json({{
                'data': list({{
                    'userId': 40000 + person,
                    'day': listed.date,
                    'email': {email},
                    'isActive': listed.requests > 0,
                    'totalLinesAdded': coalesce(lines, 0),
                    'acceptedLinesAdded': coalesce(kept, 0),
                    'totalApplies': coalesce(accepts + rejects, 0),
                    'totalAccepts': coalesce(accepts, 0),
                    'totalRejects': coalesce(rejects, 0),
                    'totalTabsShown': coalesce(shown, 0),
                    'totalTabsAccepted': coalesce(taken, 0),
                    'composerRequests': requests // 6,
                    'chatRequests': requests // 8,
                    'agentRequests': requests // 3,
                    'cmdkUsages': requests // 15,
                    'subscriptionIncludedReqs': requests
                }} order by person),
                'pagination': {{'page': 1, 'hasNextPage': false}}
            }}) || '' as text
        from cursor_listed as listed
        left join cursor_activity using (person, day)
        group by listed.date
        order by file
    """,
    "spend": f"""
        with grown as (
            select
                *,
                sum(charged_nano) over cycle as spent,
                sum(charged_nano + included_nano) over cycle as overall
            from cursor_listed
            window cycle as (partition by person, cycle_start order by day)
        )
        select
            date || '/page_001.json.gz' as file,
            to_json({{{{
                'teamMemberSpend': list({{{{
                    'userId': 'user_' || person,
                    'email': {{email}},
                    'role': 'member',
                    'spendCents': {_cents("spent")},
                    'overallSpendCents': {_cents("overall")},
                    'monthlyLimitDollars': null::int,
                    'effectivePerUserLimitDollars': 200
                }}}} order by person),
                'subscriptionCycleStart': epoch_ms(any_value(cycle_start)),
                'totalPages': 1
            }}}}) || '' as text
        from grown
        group by date
        order by file
    """,
    "members": """
        select
            date || '/page_001.json.gz' as file,
            to_json({{
                'teamMembers': list({{
                    'id': 'user_' || person,
                    'email': {email},
                    'role': case when place = 1 then 'owner' else 'member' end,
                    'isRemoved': false
                }} order by person)
            }}) || '' as text
        from (select *, row_number() over (partition by date order by person) as place from cursor_listed)
        group by date
        order by file
    """,
}
