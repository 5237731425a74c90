"""What plausible adoption looks like."""

from __future__ import annotations

from expectations.suites.marts import mart, watch

DRIFT = 0.25
CASE_SHARE = 0.05
DISAGREEMENT = 0.25
COMPARED_PEOPLE = 5

TABLES = (
    mart(
        "mart_team_weekly_adoption",
        watch(
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
        watch(
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
        watch(
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
    mart(
        "mart_measurement_disagreement",
        watch(
            "sources_of_the_same_work_agree",
            "Two sources of the same work say about the same",
            "A source that lost days, counts other things, or is read in a wrong unit differs from the one beside it",
            "look at that week in marts.fct_usage_days, by source; which one counts stands in seed tool_precedence",
            f"at most {DISAGREEMENT:.0%} apart over {COMPARED_PEOPLE} people or more",
            "select cast(week_start_date as varchar) as week, tool, measure, primary_source, other_source,"
            " difference_share from {batch}"
            f" where compared_people >= {COMPARED_PEOPLE} and abs(difference_share) > {DISAGREEMENT}"
            " and measure not in ('list_cost_usd', 'session_count')",
            "week",
            "tool",
            "measure",
            "primary_source",
            "other_source",
            "difference_share",
        ),
    ),
)
