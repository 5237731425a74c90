"""Whether what belongs to a pull request has arrived."""

from __future__ import annotations

from expectations.rules import GuardedTable
from expectations.suites.marts import watch

TABLES = (
    GuardedTable(
        "mart_monthly_gaps",
        ("audit", "mart_monthly_gaps"),
        (
            watch(
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
)
