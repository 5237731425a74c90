"""What plausible spans of Phoenix look like."""

from __future__ import annotations

from expectations.rules import Rule
from expectations.suites._streams import stream

PAGE = 1000

TABLES = stream(
    "phoenix",
    "spans",
    Rule(
        name="a_days_spans_are_not_one_full_page",
        title="A day does not have exactly as many spans as a page holds",
        why="Phoenix's own client stops after its limit of 1000 without a word; what follows is then missing",
        remedy="export the day again with a higher limit, or fetch it page by page with `assay fetch`",
        severity="warning",
        limit=f"no partition of exactly {PAGE} spans",
        query=f"select partition, count(*) as spans from {{batch}} group by partition having count(*) = {PAGE}",
        shows=("partition", "spans"),
    ),
    filled=("span_kind", "attributes", "status_code"),
)
