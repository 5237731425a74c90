"""What plausible LLM spans look like."""

from __future__ import annotations

from expectations.rules import Rule
from expectations.suites._streams import stream

LEAST_CALLS, DEAREST = 50, 50

TABLES = stream(
    "datadog",
    "llm_spans",
    Rule(
        name="calls_cost_dollars_at_most",
        title="The calls of a day cost some dollars each at most",
        why="Costs are nano-dollars; a mean above what two million tokens cost is another unit",
        remedy="check the unit of metrics.estimated_total_cost in a landed page",
        severity="warning",
        limit=f"a mean of at most {DEAREST} $ a call, in each partition of {LEAST_CALLS} calls or more",
        query=(
            "select partition, count(*) as calls from {batch} where span_kind in ('llm', 'embedding')"
            f" group by partition having count(*) >= {LEAST_CALLS}"
            f" and avg(cast(metrics.estimated_total_cost as double)) > {DEAREST}e9"
        ),
        shows=("partition", "calls"),
    ),
    filled=("status", "model_name", "tags"),
)
