"""What plausible days, requests, spend and members of Cursor look like."""

from __future__ import annotations

from expectations.rules import Rule
from expectations.suites._streams import stream

NAMED_SHARE = 0.95
MOST_CENTS = 5_000
TIMES_THE_LIMIT = 10


def _named(name: str, title: str, nameless: str) -> Rule:
    return Rule(
        name=name,
        title=title,
        why="When addresses go missing, the usage becomes nobody's without any row being wrong",
        remedy="fetch the days again (assay fetch cursor --from DAY --to DAY), and ask Cursor if they come so",
        severity="critical",
        limit=f"at least {NAMED_SHARE:.0%} of the rows",
        query=(
            f"select * from (select count(*) as rows, count(*) filter (where {nameless}) as unnamed from {{batch}})"
            f" where unnamed > {1 - NAMED_SHARE:.2f} * rows"
        ),
        shows=("rows", "unnamed"),
    )


TABLES = (
    *stream(
        "cursor",
        "daily_usage",
        _named("days_name_a_member", "Nearly every day is a member's", "concat(email, \"userId\") = ''"),
        Rule(
            name="accepted_lines_were_suggested",
            title="Nobody accepts more lines than were suggested",
            why="The other way round two columns were mixed up; single ones come of what was offered the day before",
            remedy="look at a landed page for the names of its fields",
            severity="warning",
            limit="in 95 % of the rows",
            kind="ExpectColumnPairValuesAToBeGreaterThanB",
            arguments={
                "column_A": "totalLinesAdded",
                "column_B": "acceptedLinesAdded",
                "or_equal": True,
                "ignore_row_if": "either_value_is_missing",
                "mostly": 0.95,
            },
        ),
        filled=("agentRequests", "totalTabsShown", "totalLinesAdded"),
    ),
    *stream(
        "cursor",
        "usage_events",
        _named(
            "events_name_who_sent_them",
            "Nearly every event names an account",
            'concat("userEmail", "serviceAccountId") = \'\'',
        ),
        Rule(
            name="an_event_costs_dollars_at_most",
            title="A request costs some dollars at most",
            why="Two million tokens at 25 $ a million are 50 $; more is another unit than cents",
            remedy="look at `chargedCents` in a landed page, and have staging read its unit",
            severity="warning",
            limit=f"at most {MOST_CENTS:,} cents in 99.9 % of the events",
            kind="ExpectColumnValuesToBeBetween",
            arguments={"column": "chargedCents", "max_value": MOST_CENTS, "mostly": 0.999},
        ),
        filled=("model", "kind", "chargedCents"),
    ),
    *stream(
        "cursor",
        "spend",
        Rule(
            name="spend_is_near_its_limits",
            title="Hardly anybody spends many times the limit",
            why="Limits are dollars and spend is cents; everybody a hundred times over is a unit that changed",
            remedy="look at the amounts of a landed page, and have staging read their unit",
            severity="warning",
            limit=f"more than {TIMES_THE_LIMIT} times a limit in at most 5 % of the rows that have one",
            query=(
                'select * from (select count(*) filter (where "effectivePerUserLimitDollars" > 0) as limited,'
                ' count(*) filter (where "effectivePerUserLimitDollars" > 0 and "spendCents"'
                f' > {TIMES_THE_LIMIT} * 100 * "effectivePerUserLimitDollars") as above from {{batch}})'
                " where above > 0.05 * limited"
            ),
            shows=("above", "limited"),
        ),
        filled=("subscriptionCycleStart", "spendCents"),
    ),
    *stream(
        "cursor",
        "members",
        Rule(
            name="a_team_has_an_owner",
            title="Every snapshot has an owner of the team",
            why="Somebody always owns the team; a listing without one was cut",
            remedy="fetch the members again: assay fetch cursor",
            severity="warning",
            limit="an owner in each snapshot",
            query=(
                "select partition, count(*) as members from {batch} group by partition"
                " having count(*) filter (where role like '%owner') = 0"
            ),
            shows=("partition", "members"),
        ),
        filled=("id", "role"),
    ),
)
