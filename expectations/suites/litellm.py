"""What a plausible gateway log looks like."""

from __future__ import annotations

from expectations.rules import Rule
from expectations.suites._streams import stream

NAMED_SHARE = 0.95

TABLES = stream(
    "litellm",
    "spend_logs",
    Rule(
        name="requests_name_who_sent_them",
        title="Nearly every request names a user or a key",
        why="When the proxy stops logging them, everybody's cost becomes nobody's without any row being wrong",
        remedy="check the proxy's logging settings (user, api_key), and export the days again",
        severity="critical",
        limit=f"at least {NAMED_SHARE:.0%} of the requests",
        query=(
            "select * from (select count(*) as requests,"
            " count(*) filter (where concat(\"user\", api_key) = '') as unnamed from {batch})"
            f" where unnamed > {1 - NAMED_SHARE:.2f} * requests"
        ),
        shows=("requests", "unnamed"),
    ),
    Rule(
        name="prompts_fit_a_model",
        title="Prompts are not longer than models take",
        why="No model of 2026 takes more than two million tokens; more in one request is a sum, or another unit",
        remedy="look whether the export sums requests",
        severity="warning",
        limit="at most 2,000,000 prompt tokens in 99.9 % of the requests",
        kind="ExpectColumnValuesToBeBetween",
        arguments={"column": "prompt_tokens", "max_value": 2_000_000, "mostly": 0.999},
    ),
    Rule(
        name="a_request_costs_dollars_at_most",
        title="A request costs some dollars at most",
        why="Two million tokens at 25 $ a million are 50 $; more is cents read as dollars",
        remedy="check the unit of `spend` in the export",
        severity="warning",
        limit="at most 50 in 99.9 % of the requests",
        kind="ExpectColumnValuesToBeBetween",
        arguments={"column": "spend", "max_value": 50, "mostly": 0.999},
    ),
    filled=("spend", "model", "status", "session_id"),
)
