"""Codex in a ChatGPT workspace: the analytics of threads, turns, tokens and credits by user and UTC day.

Traps: rows of `group=workspace` name nobody and hold everybody's; credits are no dollars, and the cost is an estimate;
tokens are null where a seat includes them, which is not 0; a thread counts in each client and model it used; shares are
percentages that cannot be summed; rows come up to five days late; calls with an API key are OpenAI's platform's.
"""

from orchestration.sources import MONEY, TIMESTAMP, Column, DataType, Stream

#: A workspace of 85,000 people with ten thousand dollars a day each. Bills are split by millionths of it: see LARGEST.
MOST_CREDITS = 2 * 10**10

_MEASURED: DataType = {
    "credits": "DECIMAL(38,12)",
    "estimated_cost_usd": MONEY,
    "uncached_text_input_tokens": "BIGINT",
    "cached_text_input_tokens": "BIGINT",
    "text_output_tokens": "BIGINT",
    "text_total_tokens": "BIGINT",
}
_COUNTED: DataType = {"threads": "BIGINT", "turns": "BIGINT"}

STREAMS = (
    Stream(
        source="codex",
        name="usage",
        brings="usage",
        rows="one row a user of the workspace and UTC day",
        day="start_time",
        records="data",
        more="has_more",
        late_after_days=6,
        columns=(
            Column("start_time", TIMESTAMP, required=True),
            Column(
                "end_time",
                TIMESTAMP,
                holds="(epoch_ms({}) - 1) // 86400000 = epoch_ms({start_time}) // 86400000",
                fault="lies beyond the UTC day of `start_time`",
            ),
            Column("user_id"),
            Column("actor", {"type": "VARCHAR", "user_id": "VARCHAR", "email": "VARCHAR"}),
            Column(
                "totals",
                {**_COUNTED, **_MEASURED},
                required=True,
                minimum=0,
                holds=f"coalesce(({{}}).credits, 0) <= {MOST_CREDITS}",
                fault=f"has more than {MOST_CREDITS:,} credits",
            ),
            Column("clients", [{"client_id": "VARCHAR", **_COUNTED, **_MEASURED}], minimum=0),
            Column("models", [{"model": "VARCHAR", "speed": "VARCHAR", **_MEASURED}], minimum=0),
            Column(
                "code_attribution",
                {
                    "lines_of_code": {"added": "BIGINT", "removed": "BIGINT", "committed": "BIGINT"},
                    "commits": {"with_codex_contribution": "BIGINT", "total_commits": "BIGINT"},
                },
                minimum=0,
            ),
        ),
    ),
)
