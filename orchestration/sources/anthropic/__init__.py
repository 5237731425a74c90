"""Anthropic's Admin API: Claude Code's analytics, usage and costs of the platform, one UTC day a call.

Traps of the analytics: several rows a person and day (terminal, remote); money is cents and an estimate; rows younger
than an hour are withheld, so the last days are pulled again; subscription users can be missing without a word.
Traps of usage and costs: a row is a day's bucket, its results lie within; what is not asked for in `group_by` is null
and merged without a word, and null is also the default workspace, the Console (no key) and a key's traffic (no
account); the input excludes what was read from and written to the cache, and writes are told by how long they live;
nothing counts requests. Claude Code with a key of the platform is in both. Costs are cents, as texts with fractions,
know no person and no key, do not hold the Priority Tier, and do not tie to usage.
"""

from orchestration.sources import MONEY, TIMESTAMP, Column, DataType, Stream

#: A bucket that goes on into the next day holds what is told there again.
_END = Column(
    "ending_at",
    TIMESTAMP,
    holds="(epoch_ms({}) - 1) // 86400000 = epoch_ms({starting_at}) // 86400000",
    fault="lies beyond the UTC day of `starting_at`",
)

_USED: DataType = {
    "account_id": "VARCHAR",
    "service_account_id": "VARCHAR",
    "api_key_id": "VARCHAR",
    "workspace_id": "VARCHAR",
    "model": "VARCHAR",
    "context_window": "VARCHAR",
    "inference_geo": "VARCHAR",
    "service_tier": "VARCHAR",
    "uncached_input_tokens": "BIGINT",
    "cache_read_input_tokens": "BIGINT",
    "cache_creation": {"ephemeral_5m_input_tokens": "BIGINT", "ephemeral_1h_input_tokens": "BIGINT"},
    "output_tokens": "BIGINT",
    "server_tool_use": {"web_search_requests": "BIGINT"},
}
_COST: DataType = {
    "amount": MONEY,
    "currency": "VARCHAR",
    "workspace_id": "VARCHAR",
    "description": "VARCHAR",
    "cost_type": "VARCHAR",
    "model": "VARCHAR",
    "context_window": "VARCHAR",
    "inference_geo": "VARCHAR",
    "service_tier": "VARCHAR",
    "token_type": "VARCHAR",
}

STREAMS = (
    Stream(
        source="anthropic",
        name="claude_code_analytics",
        brings="usage",
        rows="one row an actor, UTC day, terminal and remote flag",
        day="date",
        records="data",
        more="has_more",
        columns=(
            Column("date", TIMESTAMP, required=True),
            Column("actor", {"type": "VARCHAR", "email_address": "VARCHAR", "api_key_name": "VARCHAR"}, required=True),
            Column("organization_id"),
            Column("customer_type"),
            Column("subscription_type"),
            Column("terminal_type"),
            Column("is_remote", "BOOLEAN"),
            Column(
                "core_metrics",
                {
                    "num_sessions": "BIGINT",
                    "lines_of_code": {"added": "BIGINT", "removed": "BIGINT"},
                    "commits_by_claude_code": "BIGINT",
                    "pull_requests_by_claude_code": "BIGINT",
                },
                minimum=0,
            ),
            Column("tool_actions", {"*": {"accepted": "BIGINT", "rejected": "BIGINT"}}, minimum=0),
            Column(
                "model_breakdown",
                [
                    {
                        "model": "VARCHAR",
                        "tokens": {
                            "input": "BIGINT",
                            "output": "BIGINT",
                            "cache_read": "BIGINT",
                            "cache_creation": "BIGINT",
                        },
                        "estimated_cost": {"amount": "DECIMAL(38,12)", "currency": "VARCHAR"},
                    }
                ],
                minimum=0,
            ),
        ),
    ),
    Stream(
        source="anthropic",
        name="usage_report",
        brings="usage",
        rows="one row a bucket of a UTC day, with its results by workspace, key, account, model, tier and place",
        day="starting_at",
        records="data",
        more="has_more",
        columns=(
            Column("starting_at", TIMESTAMP, required=True),
            _END,
            Column("results", [_USED], required=True, minimum=0),
        ),
    ),
    Stream(
        source="anthropic",
        name="cost_report",
        rows="one row a bucket of a UTC day, with its costs in cents by workspace and description",
        day="starting_at",
        records="data",
        more="has_more",
        columns=(
            Column("starting_at", TIMESTAMP, required=True),
            _END,
            Column("results", [_COST], required=True),
        ),
    ),
)
