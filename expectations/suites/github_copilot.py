"""What plausible Copilot reports, seats and AI credits look like."""

from __future__ import annotations

from expectations.rules import Rule
from expectations.suites._streams import stream

ACTIVE_SHARE, HELD_SHARE, UNEQUAL_SHARE = 0.2, 0.8, 0.01
REPORTED = "user_initiated_interaction_count"

TABLES = (
    *stream(
        "github_copilot",
        "users_1_day",
        Rule(
            name="credits_fit_a_day",
            title="Nobody uses more AI credits a day than a seat includes a year",
            why="A seat includes 1,900 credits a month; more in a day, of many, are nano-credits or a running total",
            remedy="compare one user's credits with the billing page, and restate the days",
            severity="warning",
            limit="at most 25,000 credits in 99.9 % of the rows",
            kind="ExpectColumnValuesToBeBetween",
            arguments={"column": "ai_credits_used", "max_value": 25_000, "mostly": 0.999},
        ),
        Rule(
            name="users_do_something",
            title="Of a day's users more than a few do something",
            why="Without telemetry a report still has its users, and every one of them looks idle",
            remedy="have GitHub's policy 'Copilot usage metrics' enabled everywhere, then fetch the days again",
            severity="warning",
            limit=f"prompts, suggestions or credits in at least {ACTIVE_SHARE:.0%} of the rows",
            query=(
                "select * from (select count(*) as rows, count(*) filter (where greatest("
                f"{REPORTED}, code_generation_activity_count, ai_credits_used, 0) > 0) as active from {{batch}})"
                f" where active < {ACTIVE_SHARE} * rows"
            ),
            shows=("rows", "active"),
        ),
        filled=("user_login", REPORTED, "code_generation_activity_count"),
    ),
    *stream(
        "github_copilot",
        "seats",
        Rule(
            name="seats_have_holders",
            title="Most seats are somebody's",
            why="Seats without a holder, or with one whose account the token may not see, are nobody's cost",
            remedy="let the token's owner read the organization's members, and fetch the seats again today",
            severity="warning",
            limit=f"at least {HELD_SHARE:.0%} of the seats",
            query=(
                "select * from (select count(*) as seats, count(assignee.id) as held from {batch})"
                f" where held < {HELD_SHARE} * seats"
            ),
            shows=("seats", "held"),
        ),
        filled=("last_activity_at", "created_at"),
    ),
    *stream(
        "github_copilot",
        "ai_credit_usage",
        Rule(
            name="amounts_are_quantities_at_their_price",
            title="Gross amounts are what the quantities cost",
            why="Amounts are dollars; cents or credits read as such are off by a hundred, and look like money",
            remedy="compare the answer with the billing page: which unit has the amount, and which the price?",
            severity="critical",
            limit=f"off by more than a cent and a hundredth in at most {UNEQUAL_SHARE:.0%} of the items",
            query=(
                'with items as (select unnest("usageItems", recursive := true) from {batch}),'
                ' judged as (select abs("grossAmount" - cast("grossQuantity" as double) * "pricePerUnit")'
                ' > 0.01 + 0.01 * abs("grossAmount") as is_off from items)'
                " select * from (select count(*) as items, count(*) filter (where is_off) as unequal from judged)"
                f" where unequal > {UNEQUAL_SHARE} * items"
            ),
            shows=("items", "unequal"),
        ),
        history=(),
        filled=(),
    ),
)
