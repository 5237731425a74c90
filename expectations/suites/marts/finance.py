"""What a plausible cost looks like."""

from __future__ import annotations

from expectations.rules import GuardedTable
from expectations.suites.marts import mart, watch

UNATTRIBUTED_SHARE = 0.2
UNPRICED_SHARE = 0.05
LARGEST_COST_PER_PULL = 500
COUNTED_SHARE = 0.2

TABLES = (
    mart(
        "mart_team_monthly_pull_request_cost",
        watch(
            "cost_has_owners",
            "Most of the cost has an owner",
            "A growing share of nobody's cost means that keys or people are missing from the directory",
            "give the ids that restricted.unresolved_identities lists their owners in directory/identities, the largest"
            " allocated_cost_usd first",
            f"at most {UNATTRIBUTED_SHARE:.0%} of a month's cost",
            "select cast(month as varchar) as month, round(unattributed_cost_usd / ai_cost_usd, 3) as share"
            f" from {{batch}} where team_id = 'all' and unattributed_cost_usd > {UNATTRIBUTED_SHARE} * ai_cost_usd",
            "month",
            "share",
        ),
        watch(
            "a_merged_pull_request_costs_a_plausible_sum",
            "A merged pull request costs a plausible sum",
            "Public reports of 2026 lie between cents and some tens of dollars; hundreds mean units, or missing pulls",
            "compare the month's invoices, and whether all repositories have landed",
            f"0 to {LARGEST_COST_PER_PULL} dollars, all teams together; all of the cost where nothing merged",
            "select cast(month as varchar) as month, merged_pull_request_count,"
            " round(coalesce(cost_per_merged_pull_request_usd, ai_cost_usd), 2) as cost from {batch}"
            " where team_id = 'all' and not"
            f" (coalesce(cost_per_merged_pull_request_usd, ai_cost_usd) between 0 and {LARGEST_COST_PER_PULL})",
            "month",
            "merged_pull_request_count",
            "cost",
        ),
        watch(
            "merged_work_counts",
            "A fair share of what merges counts as an outcome",
            "When hardly anything counts, the rules for bots, trivial changes and reverts are wrong, or were gamed",
            "look at not_counted_reason in marts.fct_pull_requests",
            f"at least {COUNTED_SHARE:.0%} of a month's merged pull requests",
            "select cast(month as varchar) as month, counted_pull_request_count, merged_pull_request_count from {batch}"
            " where team_id = 'all'"
            f" and counted_pull_request_count < {COUNTED_SHARE} * merged_pull_request_count",
            "month",
            "counted_pull_request_count",
            "merged_pull_request_count",
        ),
    ),
    mart(
        "mart_invoice_reconciliation",
        watch(
            "invoices_are_reconciled",
            "No invoice differs by a sum that matters",
            "What is invoiced and neither charged nor used is paid for nothing; what stands twice may be paid twice",
            "look at the reason; intermediate.int_usage_differences says of which model. A price that was agreed is a"
            " row `contract` in seeds/reference/prices.csv",
            "seeds/reference/reconciliation_tolerances.csv, by currency, for invoices that are due",
            "select billing_period, issuer, invoice_id, reason, cast(difference as decimal(38, 2)) as difference,"
            " currency from {batch} where status = 'escalate'",
            "billing_period",
            "issuer",
            "invoice_id",
            "reason",
            "difference",
            "currency",
        ),
    ),
    GuardedTable(
        "int_metered_days",
        ("intermediate", "int_metered_days"),
        (
            watch(
                "usage_has_prices",
                "Nearly all that is used has a price",
                "Usage without a price is in no sum of metered cost, and its bills are compared by quantity alone",
                "give the models in marts.mart_monthly_unpriced_usage their rows in seeds/reference/prices.csv",
                f"at most {UNPRICED_SHARE:.0%} of a month's tokens",
                "select * from (select strftime(usage_date, '%Y-%m') as month, sum(tokens) as tokens,"
                " sum(tokens) filter (where price_basis = 'none') as unpriced from {batch} group by month)"
                f" where unpriced > {UNPRICED_SHARE} * tokens",
                "month",
                "unpriced",
                "tokens",
            ),
        ),
        schema="intermediate",
        is_gate=False,
    ),
    GuardedTable(
        "int_currency_tolerances",
        ("intermediate", "int_currency_tolerances"),
        (
            watch(
                "currencies_are_known",
                "Every currency that is billed in is a known one",
                "Its amounts are taken to have hundredths and to matter from 100 on; a misspelt one stands alone",
                "give it a row in seeds/reference/reconciliation_tolerances.csv, or have the bill corrected",
                "seeds/reference/reconciliation_tolerances.csv",
                "select currency from {batch} where not is_known",
                "currency",
            ),
        ),
        schema="intermediate",
        is_gate=False,
    ),
    GuardedTable(
        "int_misplaced_corrections",
        ("intermediate", "int_misplaced_corrections"),
        (
            watch(
                "corrections_are_of_earlier_periods",
                "A correction is of an earlier period than its bill's",
                "In an open period FOCUS restates its rows; a correction beside one that was restated counts it twice",
                "ask the issuer whether the charges it corrects were restated too; marts.fct_charges has both",
                "no charge of class Correction that begins in its own billing period",
                "select billing_period, issuer, charge_count, round(billed_cost, 2) as amount, currency from {batch}",
                "billing_period",
                "issuer",
                "charge_count",
                "amount",
                "currency",
            ),
        ),
        schema="intermediate",
        is_gate=False,
    ),
)
