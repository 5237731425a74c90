"""What plausible observations look like."""

from __future__ import annotations

from expectations.rules import Rule
from expectations.suites._streams import stream

LEAST_CALLS = 50

TABLES = stream(
    "langfuse",
    "observations",
    Rule(
        name="calls_have_usage",
        title="Of the calls of a day some tell their tokens",
        why="A page that was asked for without the group `usage` reads well, and everybody's tokens are unknown",
        remedy="fetch the day again with fields=core,basic,time,model,usage",
        severity="warning",
        limit=f"a call with usage in each partition of {LEAST_CALLS} calls or more",
        query=(
            "select partition, count(*) as calls from {batch} where upper(type) in ('GENERATION', 'EMBEDDING')"
            f" group by partition having count(*) >= {LEAST_CALLS} and count(usageDetails) + count(usage) = 0"
        ),
        shows=("partition", "calls"),
    ),
    Rule(
        name="a_call_costs_dollars_at_most",
        title="A call costs some dollars at most",
        why="Two million tokens at 25 $ a million are 50 $; more is cents, or a sum",
        remedy="check in Langfuse the price of the model, or what the application supplies",
        severity="warning",
        limit="at most 50 in 99.9 % of the observations",
        kind="ExpectColumnValuesToBeBetween",
        arguments={"column": "totalCost", "max_value": 50, "mostly": 0.999},
    ),
    filled=("level", "providedModelName"),
)
