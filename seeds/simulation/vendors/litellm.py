"""The gateway's own log of requests (facts/usage_sources_a.md §1a)."""

from __future__ import annotations

import numpy as np

from seeds.simulation.files import Files
from seeds.simulation.world import World
from seeds.simulation.world.names import api_key
from seeds.simulation.world.prices import INPUT, MODELS, NANO_USD, OUTPUT, PROVIDERS
from seeds.simulation.world.usage import AGENTS


def land(files: Files, world: World) -> None:
    """`litellm/spend_logs`: one file a UTC day. Of the two strangers one has a team and no name, one a name."""
    company, habits, requests = world.company, world.habits, world.requests
    actors = len(habits.agent)
    index = np.arange(actors)
    files.table(
        "actors",
        actor=index,
        agent=[AGENTS[a] for a in habits.agent],
        team=np.concatenate([company.team, [2, 2]]),
        is_service=(index >= company.people) & (index < company.n),
        stranger=index - company.n,
    )
    files.table(
        "models",
        model=np.arange(len(MODELS)),
        name=list(MODELS),
        provider=list(PROVIDERS),
        input_nano_usd=NANO_USD[:, INPUT],
        output_nano_usd=NANO_USD[:, OUTPUT],
    )
    files.connection.execute(
        "create or replace temp table dressed as select actor, is_service, case when stranger >= 0"
        f"  then sha256('simulated stranger ' || stranger) else {api_key('actor')} end as api_key,"
        " case when stranger = 0 then '' when stranger = 1 then 'u-unheard-of'"
        f" when is_service then 'svc-' || lpad((actor - {company.people} + 1)::varchar, 2, '0')"
        " else 'u-' || lpad((actor + 1)::varchar, 4, '0') end as user_id,"
        " case when stranger = 1 then '' else 'team-' || lpad((team + 1)::varchar, 2, '0') end as team_id,"
        " case when is_service then 'simulated-ci/1.0' else agent end as agent from actors"
    )
    first = 0
    for end_day in range(7, company.days + 7, 7):
        end = int(np.searchsorted(requests.at_us, end_day * 86_400_000_000))
        week = requests.taken(slice(first, end))
        files.table("requests", n=np.arange(first, end), **vars(week))
        files.land("litellm", "spend_logs", _SPEND_LOGS.format(start_us=company.start_us))
        first = end


# money is whole nano-dollars, and its point is put in as text: no float comes near it
_SPEND_LOGS = """
with priced as (
    select
        requests.*,
        models.name,
        models.provider,
        prompt * input_nano_usd + completion * output_nano_usd as nano_usd,
        make_timestamp({start_us} + at_us) as started_at,
        make_timestamp({start_us} + at_us + 800000 + completion * 15000) as ended_at
    from requests
    inner join models using (model)
)
select
    strftime(started_at, '%Y-%m-%d') || '/gateway.jsonl.gz' as file,
    '{{"request_id":"req-' || lpad(n::varchar, 9, '0')
    || '","call_type":"acompletion","api_key":"' || api_key
    || '","spend":' || nano_usd // 1000000000 || '.' || lpad((nano_usd % 1000000000)::varchar, 9, '0')
    || ',"total_tokens":' || prompt + completion
    || ',"prompt_tokens":' || prompt
    || ',"completion_tokens":' || completion
    || ',"startTime":"' || strftime(started_at, '%Y-%m-%dT%H:%M:%S.%fZ')
    || '","endTime":"' || strftime(ended_at, '%Y-%m-%dT%H:%M:%S.%fZ')
    || '","model":"' || name || '","model_group":"' || name
    || '","custom_llm_provider":"' || provider
    || '","user":"' || user_id || '","team_id":"' || team_id
    || '","end_user":"","cache_hit":"False","status":"' || case when is_failed then 'failure' else 'success' end
    || '","session_id":"s-' || session
    || '","request_tags":["User-Agent: ' || agent || '"],"metadata":{{}}}}' || chr(10) as text
from priced
inner join dressed using (actor)
order by n
"""
