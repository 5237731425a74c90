"""Langfuse's observations of an application's calls, traced beside the gateway (facts/usage_sources_b.md §3)."""

from __future__ import annotations

from seeds.simulation.files import Files
from seeds.simulation.traced import trace
from seeds.simulation.world import World


def land(files: Files, world: World) -> None:
    """`langfuse/observations`: a page a day."""
    trace(files, world, "langfuse")
    files.land("langfuse", "observations", _OBSERVATIONS)


_OBSERVATIONS = """
select
    day || '/pages.jsonl.gz' as file,
    '{"data":[' || string_agg(
        '{"id":"obs-' || n || '","traceId":"tr-' || session || '","projectId":"simulated","type":"GENERATION"'
        || ',"startTime":"' || strftime(started_at, '%Y-%m-%dT%H:%M:%S.%gZ')
        || '","level":"' || case when is_failed then 'ERROR' else 'DEFAULT' end
        || '","userId":"' || email || '","sessionId":"s-' || session || '","providedModelName":"' || name
        || '","usageDetails":{"input":' || prompt || ',"output":' || completion || ',"total":' || prompt + completion
        || '},"totalCost":' || nano_usd // 1000000000 || '.' || lpad((nano_usd % 1000000000)::varchar, 9, '0') || '}',
        ',' order by n
    ) || '],"meta":{}}' || chr(10) as text
from traced
group by day
order by day
"""
