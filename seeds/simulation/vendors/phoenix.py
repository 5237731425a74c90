"""Phoenix's spans of an application's calls, traced beside the gateway (facts/usage_sources_b.md §5)."""

from __future__ import annotations

from seeds.simulation.files import Files
from seeds.simulation.traced import trace
from seeds.simulation.world import World


def land(files: Files, world: World) -> None:
    """`phoenix/spans`: a page a day."""
    trace(files, world, "phoenix")
    files.land("phoenix", "spans", _SPANS)


_SPANS = """
select
    day || '/pages.jsonl.gz' as file,
    '{"data":[' || string_agg(
        '{"id":"span-' || n || '","context":{"trace_id":"' || md5('simulated trace ' || session)
        || '","span_id":"' || left(md5('span ' || n), 16) || '"},"span_kind":"LLM","parent_id":null,"start_time":"'
        || strftime(started_at, '%Y-%m-%dT%H:%M:%S.%f+00:00')
        || '","status_code":"' || case when is_failed then 'ERROR' else 'OK' end
        || '","attributes":{"openinference.span.kind":"LLM","llm.model_name":"' || name
        || '","llm.token_count.prompt":' || prompt || ',"llm.token_count.completion":' || completion
        || ',"session.id":"s-' || session || '","user.id":"' || email || '"},"events":[]}',
        ',' order by n
    ) || '],"next_cursor":null}' || chr(10) as text
from traced
group by day
order by day
"""
