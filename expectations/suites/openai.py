"""What plausible usage, costs and users of OpenAI's platform look like.

A row is a day's bucket, whose results the rules look into; a day has one, so that a volume says nothing.
"""

from __future__ import annotations

from expectations.rules import Rule
from expectations.suites._streams import share, stream

NAMED_SHARE, FILLED_SHARE, ADDRESS_SHARE, ODD_SHARE = 0.95, 0.9, 0.8, 0.001
MOST_COST = 250_000
FETCH_AGAIN = "fetch the days again, with everything that the connector groups by: assay fetch openai --from DAY"


def _share(condition: str, most: float, of: str = "select unnest(results) as result from {batch}") -> str:
    return share(condition, most, of, counted="results")


TABLES = (
    *stream(
        "openai",
        "usage_completions",
        Rule(
            name="results_name_a_user_or_a_key",
            title="Nearly every result names a user or a key",
            why="What is not asked for in group_by is merged without a word, and everybody's usage becomes nobody's",
            remedy=FETCH_AGAIN,
            severity="critical",
            limit=f"at least {NAMED_SHARE:.0%} of the results",
            query=_share("concat(result.user_id, result.api_key_id) = ''", 1 - NAMED_SHARE),
            shows=("odd", "results"),
        ),
        Rule(
            name="results_name_a_model",
            title="Most results name a model",
            why="Without models no price fits the tokens, and no bill of a model finds who used it",
            remedy=FETCH_AGAIN,
            severity="warning",
            limit=f"at least {FILLED_SHARE:.0%} of the results",
            query=_share("coalesce(result.model, '') = ''", 1 - FILLED_SHARE),
            shows=("odd", "results"),
        ),
        Rule(
            name="results_count_tokens",
            title="Most results count their tokens",
            why="A field the vendor renamed is dropped unseen, and every result without it is lawful",
            remedy="look at a landed file for the field's new name, and have the stream read it",
            severity="warning",
            limit=f"input, output and requests in at least {FILLED_SHARE:.0%} of the results",
            query=_share(
                "result.input_tokens is null or result.output_tokens is null or result.num_model_requests is null",
                1 - FILLED_SHARE,
            ),
            shows=("odd", "results"),
        ),
        Rule(
            name="the_input_holds_its_parts",
            title="What was read from and written to the cache lies within the input",
            why="Parts that exceed the whole mean that the vendor no longer counts them in it",
            remedy="look up what the vendor says of input_tokens, and have staging take off what is in them",
            severity="warning",
            limit=f"in all but {ODD_SHARE:.1%} of the results",
            query=_share(
                "coalesce(result.input_cached_tokens, 0) + coalesce(result.input_cache_write_tokens, 0)"
                " > result.input_tokens",
                ODD_SHARE,
            ),
            shows=("odd", "results"),
        ),
        history=(),
        filled=(),
    ),
    *stream(
        "openai",
        "costs",
        Rule(
            name="costs_name_a_line_item",
            title="Most costs name their line item",
            why="What is not asked for in group_by is merged: such a cost can be told by nothing but its project",
            remedy=FETCH_AGAIN,
            severity="warning",
            limit=f"at least {FILLED_SHARE:.0%} of the costs",
            query=_share("coalesce(result.line_item, '') = ''", 1 - FILLED_SHARE),
            shows=("odd", "results"),
        ),
        Rule(
            name="costs_have_an_amount",
            title="Most costs have an amount and its currency",
            why="A field the vendor renamed is dropped unseen, and every cost without it is lawful",
            remedy="look at a landed file for the field's new name, and have the stream read it",
            severity="warning",
            limit=f"at least {FILLED_SHARE:.0%} of the costs",
            query=_share("result.amount.value is null or result.amount.currency is null", 1 - FILLED_SHARE),
            shows=("odd", "results"),
        ),
        Rule(
            name="costs_are_dollars",
            title="A line of a day costs thousands of dollars at most",
            why="The amount is dollars; a hundred times as much in many lines is cents",
            remedy="compare a day with the vendor's own page of costs",
            severity="warning",
            limit=f"at most {MOST_COST:,} in all but {ODD_SHARE:.1%} of the costs",
            query=_share(f"abs(result.amount.value) > {MOST_COST}", ODD_SHARE),
            shows=("odd", "results"),
        ),
        history=(),
        filled=(),
    ),
    *stream(
        "openai",
        "users",
        Rule(
            name="users_have_an_address",
            title="Most users have an address",
            why="Usage names a user by id only: without an address it is nobody's",
            remedy="ask OpenAI why addresses are missing; until then lists of earlier days say whose the ids are",
            severity="warning",
            limit=f"at least {ADDRESS_SHARE:.0%} of the users that are no service accounts",
            query=_share(
                "coalesce(email, '') = ''",
                1 - ADDRESS_SHARE,
                "select * from {batch} where is_service_account is not true",
            ),
            shows=("odd", "results"),
        ),
        filled=("email", "added_at"),
    ),
)
