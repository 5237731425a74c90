"""OpenAI's API platform (facts/usage_sources_a.md §2a, 2b): usage by user and key, its costs, lists of users.

One in ten of those who use AI has a key, on four of ten days; median 40 requests of 3,000 tokens, six of ten read from
the cache. Its models are others than the gateway's, so that no bill of the gateway's is theirs.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from orchestration.sql import literal
from seeds.simulation.files import Files
from seeds.simulation.world import World
from seeds.simulation.world.company import NEVER
from seeds.simulation.world.names import email

#: As the vendor names it; nano-dollars a token of input, cached input, output.
_PRICED = ("name", "input_nano_usd", "cached_nano_usd", "output_nano_usd")
_MODELS = (("gpt-5.4-2026-03-05", 2_500, 250, 15_000), ("gpt-5.4-mini-2026-03-17", 750, 75, 4_500))
SHARE, ACTIVE = 0.1, 0.4


def user(index: str) -> str:
    """A user's id, as SQL."""
    return f"'user-' || left(md5('simulated openai user ' || {index}), 24)"


def land(files: Files, world: World) -> None:
    """`openai/usage_completions` and `costs`, a bucket a day; `users` as listed on the days of the directory."""
    rng, company = world.chance("openai"), world.company
    people = np.arange(company.people)
    has_key = (world.habits.first_day[people] < NEVER) & (rng.random(company.people) < SHARE)
    began = np.arange(company.days) >= world.habits.first_day[people, None]
    is_active = (
        company.working[people] & began & has_key[:, None] & (rng.random((company.people, company.days)) < ACTIVE)
    )
    person, day = np.nonzero(is_active)
    requests = np.minimum(rng.lognormal(np.log(40), 1.0, len(person)), 5_000).astype(np.int64) + 1
    tokens = (requests * rng.lognormal(np.log(3_000), 0.6, len(person))).astype(np.int64)
    files.table(
        "openai_days",
        person=person,
        day=day,
        model=(rng.random(len(person)) < 0.4).astype(int),
        requests=requests,
        input=tokens,
        cached=(tokens * rng.uniform(0.4, 0.8, len(person))).astype(np.int64),
        output=(tokens * rng.uniform(0.03, 0.12, len(person))).astype(np.int64),
    )
    files.table("openai_people", person=np.flatnonzero(has_key), last_day=company.last_day[people][has_key])
    files.table(
        "openai_models",
        model=np.arange(len(_MODELS)),
        **dict(zip(_PRICED, zip(*_MODELS, strict=True), strict=True)),
    )
    for stream, partition, results in (("usage_completions", "%Y-%m-%d", _USED), ("costs", "%Y-%m", _COSTS)):
        files.land(
            "openai",
            stream,
            f"""
            with dated as (
                select *, date {literal(company.start)} + day::int as date, {user("person")} as user_id
                from openai_days
                inner join openai_models using (model)
            )
            select
                strftime(date, {literal(partition)}) || '/' || date || '.json.gz' as file,
                '{{"object":"page","data":[{{"object":"bucket","start_time":' || epoch(date)::bigint || ',"end_time":'
                || epoch(date + 1)::bigint || ',"results":[' || string_agg(result, ',' order by result)
                || ']}}],"has_more":false,"next_page":null}}' as text
            from ({results})
            group by date
            order by date
            """,
        )
    for snapshot in company.snapshots:
        file = f"{company.start + timedelta(days=snapshot)}/users.json.gz"
        files.land(
            "openai",
            "users",
            f"""
            select
                {literal(file)} as file,
                '{{"object":"list","data":[' || string_agg(
                    '{{"object":"organization.user","id":"' || {user("person")} || '","email":"' || {email("person")}
                    || '","role":"reader","added_at":1767225600}}', ',' order by person
                ) || '],"has_more":false}}' as text
            from openai_people
            where last_day >= {snapshot}
            having count(*) > 0
            """,
        )


_USED = """
    select
        date,
        '{"object":"organization.usage.completions.result","project_id":"proj_simulated","user_id":"' || user_id
        || '","api_key_id":"key_' || user_id[6:17] || '","model":"' || name || '","batch":false'
        || ',"service_tier":"default","input_tokens":' || input || ',"input_uncached_tokens":' || input - cached
        || ',"input_cached_tokens":' || cached || ',"input_cache_write_tokens":0,"output_tokens":' || output
        || ',"num_model_requests":' || requests || '}' as result
    from dated
"""
# dollars as a text, as live answers have them, made of whole nano-dollars
_COSTS = """
    select
        date,
        '{"object":"organization.costs.result","amount":{"value":"' || quantity * nano_usd // 1000000000 || '.'
        || lpad((quantity * nano_usd % 1000000000)::varchar, 9, '0') || '","currency":"usd"},"line_item":"' || name
        || ', ' || kind || '","project_id":"proj_simulated","api_key_id":null,"quantity":' || quantity
        || ',"quantity_unit":"tokens"}' as result
    from (
        select date, name, 'input' as kind, sum(input - cached) as quantity, any_value(input_nano_usd) as nano_usd
        from dated group by all
        union all
        select date, name, 'cached input', sum(cached), any_value(cached_nano_usd) from dated group by all
        union all
        select date, name, 'output', sum(output), any_value(output_nano_usd) from dated group by all
    )
"""
