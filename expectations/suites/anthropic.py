"""What plausible Claude Code analytics look like."""

from __future__ import annotations

from expectations.rules import Rule
from expectations.suites._streams import stream

MOST_SESSIONS = 500

TABLES = stream(
    "anthropic",
    "claude_code_analytics",
    Rule(
        name="sessions_fit_a_day",
        title="Nobody has more sessions than a day has room for",
        why="A session every three minutes around the clock; more in many rows means that days were summed",
        remedy="fetch the day again: assay fetch anthropic --from DAY --to DAY",
        severity="warning",
        limit=f"more than {MOST_SESSIONS} sessions in at most 0.1 % of the rows",
        query=(
            "select * from (select count(*) as rows,"
            f" count(*) filter (where core_metrics.num_sessions > {MOST_SESSIONS}) as outside from {{batch}})"
            " where outside > 0.001 * rows"
        ),
        shows=("outside", "rows"),
    ),
    Rule(
        name="rows_name_an_actor",
        title="Nearly every row names a person or a key",
        why="When actors go missing, the usage becomes nobody's without any row being wrong",
        remedy="ask Anthropic; until then the usage stays unattributed",
        severity="critical",
        limit="at least 95 % of the rows",
        query=(
            "select * from (select count(*) as rows,"
            " count(*) filter (where concat(actor.email_address, actor.api_key_name) = '') as unnamed from {batch})"
            " where unnamed > 0.05 * rows"
        ),
        shows=("unnamed", "rows"),
    ),
    filled=("core_metrics.num_sessions", "model_breakdown"),
)
