"""What plausible Claude Code analytics, usage and costs of Anthropic's platform look like.

A row of usage or costs is a day's bucket, whose results the rules look into; a day has one, so that a volume says
nothing.
"""

from __future__ import annotations

from expectations.rules import Rule
from expectations.suites._streams import share, stream

MOST_SESSIONS = 500
NAMED_SHARE, FILLED_SHARE, ODD_SHARE = 0.5, 0.9, 0.001
MOST_CENTS = 25_000_000
FETCH_AGAIN = "fetch the days again, with everything that the connector groups by: assay fetch anthropic --from DAY"
_RESULTS = "select unnest(results) as result from {batch}"

TABLES = (
    *stream(
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
    ),
    *stream(
        "anthropic",
        "usage_report",
        Rule(
            name="results_name_an_account_or_a_key",
            title="Most results name an account or a key",
            why="What is not asked for in group_by is merged without a word, and everybody's usage becomes nobody's",
            remedy=FETCH_AGAIN,
            severity="critical",
            limit=f"at least {NAMED_SHARE:.0%} of the results; what is done in the Console names neither",
            query=share(
                "concat(result.account_id, result.service_account_id, result.api_key_id) = ''",
                1 - NAMED_SHARE,
                _RESULTS,
            ),
            shows=("odd", "rows"),
        ),
        Rule(
            name="results_name_a_model",
            title="Most results name a model",
            why="Without models no price fits the tokens, and no bill of a model finds who used it",
            remedy=FETCH_AGAIN,
            severity="warning",
            limit=f"at least {FILLED_SHARE:.0%} of the results",
            query=share("coalesce(result.model, '') = ''", 1 - FILLED_SHARE, _RESULTS),
            shows=("odd", "rows"),
        ),
        Rule(
            name="results_count_tokens",
            title="Most results count their tokens",
            why="A field the vendor renamed is dropped unseen, and every result without it is lawful",
            remedy="look at a landed file for the field's new name, and have the stream read it",
            severity="warning",
            limit=f"input, cache and output in at least {FILLED_SHARE:.0%} of the results",
            query=share(
                "result.uncached_input_tokens is null or result.cache_read_input_tokens is null"
                " or result.cache_creation.ephemeral_5m_input_tokens is null or result.output_tokens is null",
                1 - FILLED_SHARE,
                _RESULTS,
            ),
            shows=("odd", "rows"),
        ),
        history=(),
        filled=(),
    ),
    *stream(
        "anthropic",
        "cost_report",
        Rule(
            name="costs_are_described",
            title="Most costs say what they are for",
            why="What is not asked for in group_by is merged: such a cost can be told by nothing but its workspace",
            remedy=FETCH_AGAIN,
            severity="warning",
            limit=f"at least {FILLED_SHARE:.0%} of the costs",
            query=share("coalesce(result.description, '') = ''", 1 - FILLED_SHARE, _RESULTS),
            shows=("odd", "rows"),
        ),
        Rule(
            name="costs_have_an_amount",
            title="Most costs have an amount and its currency",
            why="A field the vendor renamed is dropped unseen, and every cost without it is lawful",
            remedy="look at a landed file for the field's new name, and have the stream read it",
            severity="warning",
            limit=f"at least {FILLED_SHARE:.0%} of the costs",
            query=share("result.amount is null or result.currency is null", 1 - FILLED_SHARE, _RESULTS),
            shows=("odd", "rows"),
        ),
        Rule(
            name="costs_are_cents",
            title="A line of a day costs thousands of dollars at most",
            why="The amount is cents; what is larger in many lines has another unit",
            remedy="compare a day with the vendor's own page of costs",
            severity="warning",
            limit=f"at most {MOST_CENTS:,} in all but {ODD_SHARE:.1%} of the costs",
            query=share(f"abs(result.amount) > {MOST_CENTS}", ODD_SHARE, _RESULTS),
            shows=("odd", "rows"),
        ),
        history=(),
        filled=(),
    ),
)
