"""Anthropic: the Claude Code Analytics Admin API, one UTC day a call.

Traps: several rows a person and day (terminal, remote); money is cents and an estimate; rows younger than an hour
are withheld, so the last days are pulled again; subscription users can be missing without a word.
"""

from orchestration.sources import TIMESTAMP, Column, Stream

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
)
