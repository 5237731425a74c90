"""Codex in a ChatGPT workspace (facts/usage_sources_a.md §2c): a row a user and day.

Fifteen in a hundred of those who use AI have it, on six of ten days; 96 % of their tokens are input, three of four read
from the cache. A tenth of the days have a second client, which is a program. Tokens of half of the people are part of
their seat, and null.
"""

from __future__ import annotations

import numpy as np

from orchestration.sql import literal
from seeds.simulation.files import Files
from seeds.simulation.vendors.openai import user
from seeds.simulation.world import World
from seeds.simulation.world.company import NEVER
from seeds.simulation.world.names import email

_CLIENTS = ("CODEX_CLI", "CODEX_IDE_VSCODE", "CODEX_WEB")
SHARE, ACTIVE = 0.15, 0.6


def land(files: Files, world: World) -> None:
    """`codex/usage`: a page a UTC day. Credits in hundredths, the estimate in whole cents."""
    rng, company = world.chance("codex"), world.company
    people = np.arange(company.people)
    has_it = (world.habits.first_day[people] < NEVER) & (rng.random(company.people) < SHARE)
    began = np.arange(company.days) >= world.habits.first_day[people, None]
    is_active = (
        company.working[people] & began & has_it[:, None] & (rng.random((company.people, company.days)) < ACTIVE)
    )
    person, day = np.nonzero(is_active)
    turns = np.minimum(rng.lognormal(np.log(14), 0.9, len(person)), 400).astype(np.int64) + 1
    tokens = (turns * rng.lognormal(np.log(60_000), 0.7, len(person))).astype(np.int64)
    files.table(
        "codex_days",
        person=person,
        day=day,
        client=rng.integers(0, len(_CLIENTS), company.people)[person],
        turns=turns,
        threads=np.minimum(rng.poisson(turns / 6) + 1, turns),
        of_programs=np.where(rng.random(len(person)) < 0.1, turns // 3, 0),
        cents=tokens // 15_000 + 1,  # 0.67 $ a million, most of them read from the cache
        tokens=tokens,
        is_of_seat=(rng.random(company.people) < 0.5)[person],
        lines=rng.poisson(rng.gamma(0.8, 150, len(person))),
    )
    clients = ", ".join(map(literal, _CLIENTS))
    files.land(
        "codex",
        "usage",
        f"""
        with dated as (
            select
                *,
                date {literal(company.start)} + day::int as date,
                {user("person")} as user_id,
                ([{clients}])[client + 1] as client_id,
                if(is_of_seat, 'null', (tokens * 96 // 100 - tokens * 72 // 100)::varchar) as uncached,
                if(is_of_seat, 'null', (tokens * 72 // 100)::varchar) as cached,
                if(is_of_seat, 'null', (tokens - tokens * 96 // 100)::varchar) as output,
                if(is_of_seat, 'null', tokens::varchar) as all_tokens,
                cents // 4 || '.' || lpad((cents % 4 * 25)::varchar, 2, '0') as credits
            from codex_days
        ),
        rows as (
            select
                date,
                person,
                '{{"object":"workspace.codex.usage.result","start_time":' || epoch(date)::bigint || ',"end_time":'
                || epoch(date + 1)::bigint || ',"user_id":"' || user_id
                || '","actor":{{"type":"ACCOUNT_USER","user_id":"' || user_id || '","email":"' || {email("person")}
                || '"}},"totals":{{"threads":' || threads || ',"turns":' || turns || ',"credits":' || credits
                || ',"estimated_cost_usd":' || cents // 100 || '.' || lpad((cents % 100)::varchar, 2, '0')
                || ',"uncached_text_input_tokens":' || uncached || ',"cached_text_input_tokens":' || cached
                || ',"text_output_tokens":' || output
                || ',"text_total_tokens":' || all_tokens
                || '}},"clients":[{{"client_id":"' || client_id || '","threads":' || threads
                || ',"turns":' || turns - of_programs || '}}'
                || case when of_programs > 0
                    then ',{{"client_id":"CODEX_GITHUB_ACTION","threads":1,"turns":' || of_programs || '}}' else '' end
                || '],"models":[{{"model":"gpt-5.4-codex","speed":"standard","credits":' || credits
                || '}}],"code_attribution":{{"lines_of_code":{{"added":' || lines || ',"removed":' || lines // 3
                || ',"committed":' || lines // 2 || '}}}}}}' as row
            from dated
        )
        select
            date || '/page_001.json.gz' as file,
            '{{"object":"page","data":[' || string_agg(row, ',' order by person)
            || '],"has_more":false,"next_page":null}}' as text
        from rows
        group by date
        order by date
        """,
    )
