"""GitHub Copilot's reports, seats and AI credits (facts/usage_sources_a.md §3).

One in seven of those who use AI has Copilot beside it; who plays a part in the truth has not, so that it stays true.
One in twenty of them belongs to two organizations, whose reports repeat each other. One seat in ten is never used.
"""

from __future__ import annotations

import numpy as np

from orchestration.sql import literal
from seeds.simulation.files import Files
from seeds.simulation.world import World
from seeds.simulation.world.company import NEVER
from seeds.simulation.world.names import github_user_id, login

_SHARE, _IDLE = 0.15, 0.1
_LATE_DAYS = 2  # a report is there within two full days
_ORGANIZATIONS = ("simulated-company", "simulated-labs")


def land(files: Files, world: World) -> None:
    """Write `github_copilot/{users_1_day,seats,ai_credit_usage}`."""
    rng, company, habits = world.chance("github_copilot"), world.company, world.habits
    people = company.people
    uses_ai = (habits.gateway | habits.claude | habits.kiro)[:people]
    uses_ai[[part.subject for part in world.cast.parts if part.subject < people]] = False
    has_seat = uses_ai & (rng.random(people) < _SHARE)
    is_idle = rng.random(people) < _IDLE
    in_use = (has_seat & ~is_idle)[:, None] & company.working[:people] & (rng.random((people, company.days)) < 0.7)
    in_use &= np.arange(company.days) >= habits.first_day[:people, None]
    person, day = np.nonzero(in_use)
    n = len(person)
    shown = rng.poisson(rng.gamma(1.2, 45, n))
    typed = rng.poisson(rng.gamma(0.8, 11, n))
    taken = rng.binomial(shown, 0.3)
    in_cli = (rng.random(people) < 0.2)[person] & (rng.random(n) < 0.5)
    requests = in_cli * (1 + rng.poisson(9, n))
    files.table(
        "copilot",
        person=person,
        day=day,
        shown=shown,
        typed=typed,
        taken=taken,
        suggested=shown * 5 + rng.poisson(4, n),
        added=taken * 4 + typed * rng.poisson(9, n),
        requests=requests,
        prompt_tokens=requests * rng.integers(8_000, 60_000, n),
        output_tokens=requests * rng.integers(200, 900, n),
        credits=((typed + requests) * rng.gamma(1.1, 0.9, n) * 10_000).astype(np.int64),
        is_reviewed=rng.random(n) < 0.1,
        is_delegated=rng.random(n) < 0.04,
    )
    seated = np.flatnonzero(has_seat)
    files.table(
        "copilot_seats",
        person=seated,
        first_day=np.maximum(company.first_day[seated], 0),
        last_day=company.last_day[seated],
    )
    start = f"date {literal(company.start)}"
    files.land("github_copilot", "users_1_day", _REPORTS.format(start=start, last=company.days - _LATE_DAYS))
    files.land("github_copilot", "seats", _SEATS.format(start=start, days=company.days, never=NEVER))
    files.land("github_copilot", "ai_credit_usage", _CREDITS.format(start=start))


_LOGIN, _ID = login("person"), github_user_id("person")
_FIRST, _SECOND = map(literal, _ORGANIZATIONS)

_REPORTS = f"""
with counted as (
    select
        *,
        strftime({{start}} + day::int, '%Y-%m-%d') as date,
        '"user_initiated_interaction_count":' || typed || ',"code_generation_activity_count":' || shown
        || ',"code_acceptance_activity_count":' || taken || ',"loc_suggested_to_add_sum":' || suggested
        || ',"loc_added_sum":' || added as counts,
        '{{{{"user_initiated_interaction_count":' || requests || ',"code_generation_activity_count":' || requests
        || ',"code_acceptance_activity_count":' || requests || ',"loc_suggested_to_add_sum":0,"loc_added_sum":'
        || requests * 12 || ',"feature":"copilot_cli"}}}}' as cli
    from copilot
    where day < {{last}}
),

reported as (
    select counted.*, organization
    from counted
    cross join (values ({_FIRST}), ({_SECOND})) as organizations (organization)
    where organization = {_FIRST} or person % 20 = 0
)

select
    date || '/orgs__' || organization || '.jsonl.gz' as file,
    '{{{{"day":"' || date || '","organization_id":"' || case when organization = {_FIRST} then 77 else 78 end
    || '","user_id":' || {_ID} || ',"user_login":"' || {_LOGIN}
    || '","user_initiated_interaction_count":' || typed + requests
    || ',"code_generation_activity_count":' || shown + requests
    || ',"code_acceptance_activity_count":' || taken + requests
    || ',"loc_suggested_to_add_sum":' || suggested || ',"loc_added_sum":' || added + requests * 12
    || ',"ai_credits_used":' || credits // 10000 || '.' || lpad((credits % 10000)::varchar, 4, '0')
    || ',"used_chat":' || (typed > 0) || ',"used_cli":' || (requests > 0)
    || ',"used_copilot_cloud_agent":' || is_delegated
    || ',"used_copilot_code_review_active":false,"used_copilot_code_review_passive":' || is_reviewed
    || ',"totals_by_ide":[{{{{"ide":"' || case when person % 3 = 0 then 'intellij' else 'vscode' end || '",'
    || counts || '}}}}],"totals_by_feature":[' || case when requests > 0 then cli else '' end
    || '],"totals_by_model_feature":[{{{{"model":"'
    || case when person % 2 = 0 then 'gpt-5' else 'claude-sonnet-4.5' end
    || '","feature":"chat_panel_agent_mode",' || counts || '}}}}]'
    || case when requests > 0 then ',"totals_by_cli":{{{{"session_count":' || 1 + requests // 8 || ',"request_count":'
        || requests || ',"prompt_count":' || requests || ',"token_usage":{{{{"prompt_tokens_sum":' || prompt_tokens
        || ',"output_tokens_sum":' || output_tokens || '}}}}}}}}' else '' end
    || '}}}}' || chr(10) as text
from reported
order by file, person
"""

_SEATS = f"""
with snapshots as (
    select
        copilot_seats.person,
        last_day,
        snapshot,
        strftime({{start}} + snapshot::int, '%Y-%m-%d') as date,
        first_day,
        max(used.day) as used_day
    from copilot_seats
    cross join (select unnest(range({{days}})) as snapshot)
    left join copilot as used on copilot_seats.person = used.person and used.day <= snapshot
    where first_day <= snapshot and last_day >= snapshot
    group by all
)

select
    date || '/page_001.json.gz' as file,
    '{{{{"total_seats":' || count(*) || ',"seats":[' || string_agg(
        '{{{{"created_at":"' || strftime({{start}} + first_day::int, '%Y-%m-%dT09:00:00Z')
        || '","pending_cancellation_date":' || case
            when last_day < {{never}} and last_day - 20 <= snapshot
                then strftime({{start}} + last_day::int, '"%Y-%m-%d"') else 'null' end
        || ',"last_activity_at":' || coalesce(strftime({{start}} + used_day::int, '"%Y-%m-%dT14:05:00Z"'), 'null')
        || ',"plan_type":"business","assignee":{{{{"login":"' || {_LOGIN} || '","id":' || {_ID}
        || ',"type":"User"}}}},"organization":{{{{"login":"' || {_FIRST} || '","id":77}}}}}}}}',
        ',' order by person
    ) || ']}}}}' as text
from snapshots
group by date
order by date
"""

#: Credits come in ten-thousandths; at a cent each that is a millionth of a dollar. The pool of the seats pays for all.
_CREDITS = """
with spent as (
    select {start} + day::int as date, case when person % 2 = 0 then 'GPT-5' else 'Claude Sonnet 4.5' end as model,
        sum(credits)::bigint as credits
    from copilot
    group by all
    having sum(credits) > 0
),

items as (
    select
        date,
        '{{"product":"Copilot","sku":"copilot_ai_credit","model":"' || model
        || '","unitType":"ai-credits","pricePerUnit":0.01,"grossQuantity":' || quantity || ',"grossAmount":' || amount
        || ',"discountQuantity":' || quantity || ',"discountAmount":' || amount
        || ',"netQuantity":0,"netAmount":0}}' as item
    from (
        select
            *,
            credits // 10000 || '.' || lpad((credits % 10000)::varchar, 4, '0') as quantity,
            credits // 1000000 || '.' || lpad((credits % 1000000)::varchar, 6, '0') as amount
        from spent
    )
)

select
    strftime(date, '%Y-%m') || '/days.jsonl.gz' as file,
    '{{"timePeriod":{{"year":' || year(date) || ',"month":' || month(date) || ',"day":' || day(date)
    || '}},"organization":"simulated-company","usageItems":[' || string_agg(item, ',' order by item) || ']}}' || chr(10)
    as text
from items
group by date
order by date
"""
