"""Datadog's spans of an application's calls, traced beside the gateway (facts/usage_sources_b.md §4)."""

from __future__ import annotations

from seeds.simulation.files import Files
from seeds.simulation.traced import trace
from seeds.simulation.world import World


def land(files: Files, world: World) -> None:
    """`datadog/llm_spans`: a page a day; costs are whole nano-dollars."""
    trace(files, world, "datadog")
    files.land("datadog", "llm_spans", _SPANS)


_SPANS = """
select
    day || '/pages.jsonl.gz' as file,
    '{"data":[' || string_agg(
        '{"id":"e-' || n || '","type":"span","attributes":{"span_id":"' || n || '","trace_id":"t-' || session
        || '","parent_id":"undefined","span_kind":"llm","status":"' || case when is_failed then 'error' else 'ok' end
        || '","start_ns":' || start_us || '000,"ml_app":"simulated-app","model_name":"' || name
        || '","tags":["env:prod","session_id:s-' || session || '","user_id:' || email
        || '"],"metrics":{"input_tokens":' || prompt || ',"output_tokens":' || completion
        || ',"estimated_total_cost":' || nano_usd || '}}}',
        ',' order by n
    ) || '],"meta":{"status":"done"}}' || chr(10) as text
from traced
group by day
order by day
"""
