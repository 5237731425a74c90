"""What plausible usage and costs of Claude Enterprise's people look like."""

from __future__ import annotations

from expectations.rules import Rule
from expectations.suites._streams import share, stream

NAMED_SHARE, ODD_SHARE = 0.95, 0.001
MOST_CENTS = 10_000_000
FETCH_AGAIN = "fetch the days again: assay fetch claude_enterprise --from DAY --to DAY"

_NAMED = Rule(
    name="rows_name_a_person",
    title="Nearly every row names a person",
    why="When ids and addresses go missing, the usage becomes nobody's without any row being wrong",
    remedy="ask Anthropic; until then it stays unattributed",
    severity="critical",
    limit=f"at least {NAMED_SHARE:.0%} of the rows",
    query=share("concat(actor.user_id, actor.email) = ''", 1 - NAMED_SHARE),
    shows=("odd", "rows"),
)

TABLES = (
    *stream(
        "claude_enterprise",
        "user_usage",
        _NAMED,
        Rule(
            name="the_total_is_its_parts",
            title="The total is the input, the cache and the output together",
            why="Parts that are more or less than the total mean that the vendor counts one of them anew, or twice",
            remedy="look up what the vendor says of uncached_input_tokens, and have staging follow",
            severity="warning",
            limit=f"in all but {ODD_SHARE:.1%} of the rows",
            query=share(
                "total_tokens != coalesce(uncached_input_tokens, 0) + coalesce(cache_read_input_tokens, 0)"
                " + coalesce(cache_creation.ephemeral_5m_input_tokens, 0)"
                " + coalesce(cache_creation.ephemeral_1h_input_tokens, 0) + coalesce(output_tokens, 0)",
                ODD_SHARE,
            ),
            shows=("odd", "rows"),
        ),
        filled=("product", "model", "output_tokens"),
    ),
    *stream(
        "claude_enterprise",
        "user_cost",
        _NAMED,
        Rule(
            name="no_discount_is_negative",
            title="Nobody pays more than the list price",
            why="More than list price in many rows means that one of the two amounts has another unit or meaning",
            remedy=FETCH_AGAIN,
            severity="warning",
            limit=f"in all but {ODD_SHARE:.1%} of the rows",
            query=share("amount > list_amount", ODD_SHARE),
            shows=("odd", "rows"),
        ),
        Rule(
            name="costs_are_cents",
            title="Nobody costs more than a house a day",
            why="The amount is cents; what is larger in many rows has another unit",
            remedy="compare a day with the vendor's own page of costs",
            severity="warning",
            limit=f"at most {MOST_CENTS:,} in all but {ODD_SHARE:.1%} of the rows",
            query=share(f"abs(amount) > {MOST_CENTS}", ODD_SHARE),
            shows=("odd", "rows"),
        ),
        filled=("product", "model", "list_amount", "currency"),
    ),
)
