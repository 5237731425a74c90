"""Watches: are the answers plausible? They never block; somebody should look."""

from __future__ import annotations

from expectations.rules import UNEXPECTED_ROWS, GuardedTable, Rule, rows

UNATTRIBUTED_SHARE = 0.2
LARGEST_COST_PER_PULL = 500
DRIFT = 0.25
COUNTED_SHARE = 0.2
CASE_SHARE = 0.05
UNNAMED_SHARE = 0.1
UNPRICED_SHARE = 0.05


def _watch(name: str, title: str, why: str, remedy: str, limit: str, query: str, *shows: str) -> Rule:
    """A query for periods that look wrong. Only sums of all teams are looked at, so no group can be small."""
    return Rule(name, title, why, remedy, "warning", limit, UNEXPECTED_ROWS, rows(query), shows)


def _mart(name: str, *rules: Rule) -> GuardedTable:
    return GuardedTable(name, ("marts", name), rules, schema="marts", is_gate=False)


TABLES = (
    _mart(
        "mart_team_monthly_pull_request_cost",
        _watch(
            "cost_has_owners",
            "Most of the cost has an owner",
            "A growing share of nobody's cost means that keys or people are missing from the directory",
            "give the ids behind person_key 'unattributed' their owners in directory/identities",
            f"at most {UNATTRIBUTED_SHARE:.0%} of a month's cost",
            "select cast(month as varchar) as month, round(unattributed_cost_usd / ai_cost_usd, 3) as share"
            f" from {{batch}} where team_id = 'all' and unattributed_cost_usd > {UNATTRIBUTED_SHARE} * ai_cost_usd",
            "month",
            "share",
        ),
        _watch(
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
        _watch(
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
    _mart(
        "mart_team_weekly_adoption",
        _watch(
            "the_workforce_does_not_jump",
            "The number of people at work does not jump",
            "A company does not grow or shrink by a quarter in a week; its directory export does",
            "compare the snapshots of directory/people on both sides of the week",
            f"at most {DRIFT:.0%} from one week to the next",
            "select cast(week_start_date as varchar) as week, scheduled_people, people_before from ("
            "select *, lag(scheduled_people) over (order by week_start_date) as people_before from {batch}"
            " where team_id = 'all')"
            f" where abs(scheduled_people - people_before) > {DRIFT} * people_before",
            "week",
            "scheduled_people",
            "people_before",
        ),
        _watch(
            "usage_does_not_jump",
            "The share of people who use AI does not jump",
            "Adoption moves by points a week; a leap is a source that began, ended, or was counted twice",
            "assay status shows which stream has days missing",
            f"at most {DRIFT:.0%} of all people from one week to the next, over whole weeks",
            "select cast(week_start_date as varchar) as week, weekly_usage_share, share_before from ("
            "select *, lag(weekly_usage_share) over (order by week_start_date) as share_before,"
            " max(week_start_date) over () as newest from {batch} where team_id = 'all')"
            f" where week_start_date < newest and abs(weekly_usage_share - share_before) > {DRIFT}",
            "week",
            "weekly_usage_share",
            "share_before",
        ),
        _watch(
            "cases_are_rare",
            "Gaming cases are rare",
            "Most people do honest work; a flood of cases is a broken signal, and nobody may be asked on its evidence",
            "look at which signals fire in marts.mart_person_weekly_gaming_flags before opening any case",
            f"at most {CASE_SHARE:.0%} of the people at work in a week",
            "select cast(week_start_date as varchar) as week, scheduled_people from {batch}"
            f" where team_id = 'all' and flagged_people > {CASE_SHARE} * scheduled_people",
            "week",
            "scheduled_people",
        ),
    ),
    _mart(
        "mart_invoice_reconciliation",
        _watch(
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
            _watch(
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
        "mart_monthly_gaps",
        ("audit", "mart_monthly_gaps"),
        (
            _watch(
                "deliveries_are_whole",
                "What belongs together arrives together",
                "A list without its pull request joins to nothing; of a short one the rest is unknown, not absent",
                "land the pull requests that the lists are about; fetch lists to their last page",
                "none, in any month",
                "select cast(month as varchar) as month, source, gap, gap_count from {batch} where gap_count > 0",
                "month",
                "source",
                "gap",
                "gap_count",
            ),
        ),
        schema="audit",
        is_gate=False,
    ),
    GuardedTable(
        "int_tool_names",
        ("intermediate", "int_tool_names"),
        (
            _watch(
                "tools_have_names",
                "Nearly every request's tool is one we know",
                "A tool under a name of its own is not known to be the one that its vendor reports too: counted twice",
                "give the products in marts.fct_usage_days that are in no row of seeds/reference/tool_user_agents.csv"
                " their tool",
                f"at most {UNNAMED_SHARE:.0%} of the requests of four weeks",
                "select * from (select sum(request_count) as requests, sum(unnamed_count) as unnamed from {batch})"
                f" where unnamed > {UNNAMED_SHARE} * requests",
                "unnamed",
                "requests",
            ),
        ),
        schema="intermediate",
        is_gate=False,
    ),
)
