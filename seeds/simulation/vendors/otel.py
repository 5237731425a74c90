"""Claude Code's own telemetry, as a collector writes it (facts/usage_sources_a.md §1e, usage_sources_b.md §6D)."""

from __future__ import annotations

import numpy as np

from seeds.simulation.files import Files
from seeds.simulation.world import World
from seeds.simulation.world.names import email
from seeds.simulation.world.prices import GPT, MODELS

SHARE = 0.15  # of the people at the gateway who switched it on


def land(files: Files, world: World) -> None:
    """`otel/traces`: a line an export of a session's spans, whose calls are the gateway's own."""
    company, requests = world.company, world.requests
    is_on = world.chance("otel").random(company.people) < SHARE
    is_on &= world.habits.gateway[: company.people] & (world.habits.agent[: company.people] == 0)
    told = np.isin(requests.actor, np.flatnonzero(is_on)) & (requests.model < GPT)
    calls = requests.taken(told)
    files.table("otel_calls", n=np.flatnonzero(told), **vars(calls))
    files.table("otel_models", model=np.arange(len(MODELS)), name=list(MODELS))
    files.land("otel", "traces", _TRACES.format(start_us=company.start_us, email=email("actor")))


# one export a session and day; times and counts as texts, as OTLP has every number of 64 bits
_TRACES = """
with spans as (
    select
        otel_calls.*,
        strftime(make_timestamp({start_us} + at_us), '%Y-%m-%d') as day,
        '{{"traceId":"' || md5('simulated trace ' || session) || '","spanId":"' || left(md5('span ' || n), 16)
        || '","name":"claude_code.llm_request","kind":3,"startTimeUnixNano":"' || {start_us} + at_us
        || '000","endTimeUnixNano":"' || {start_us} + at_us + 800000 + completion * 15000
        || '000","attributes":[{{"key":"span.type","value":{{"stringValue":"llm_request"}}}},'
        || '{{"key":"user.email","value":{{"stringValue":"' || {email} || '"}}}},'
        || '{{"key":"session.id","value":{{"stringValue":"s-' || session || '"}}}},'
        || '{{"key":"model","value":{{"stringValue":"' || otel_models.name || '"}}}},'
        || '{{"key":"input_tokens","value":{{"intValue":"' || prompt || '"}}}},'
        || '{{"key":"output_tokens","value":{{"intValue":"' || completion || '"}}}},'
        || '{{"key":"success","value":{{"boolValue":' || (not is_failed) || '}}}}],"status":{{"code":'
        || case when is_failed then 2 else 0 end || '}}}}' as span
    from otel_calls
    inner join otel_models using (model)
)
select
    day || '/traces.jsonl.gz' as file,
    '{{"resourceSpans":[{{"resource":{{"attributes":[{{"key":"service.name","value":{{"stringValue":"claude-code"}}}}]}},'
    || '"scopeSpans":[{{"scope":{{"name":"com.anthropic.claude_code"}},"spans":['
    || string_agg(span, ',' order by n) || ']}}]}}]}}' || chr(10) as text
from spans
group by day, session
order by day, min(n)
"""
