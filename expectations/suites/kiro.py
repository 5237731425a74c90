"""What a plausible Kiro report looks like."""

from __future__ import annotations

from expectations.rules import Rule
from expectations.suites._streams import stream

TABLES = stream(
    "kiro",
    "user_report",
    Rule(
        name="credits_fit_a_day",
        title="Nobody uses more credits a day than the largest plan has a month",
        why="The largest plan holds 10,000 credits a month; more in a day is a running total read as a daily figure",
        remedy="look whether the report became cumulative, and restate the days",
        severity="warning",
        limit="at most 10,000 credits in 99.9 % of the rows",
        kind="ExpectColumnValuesToBeBetween",
        arguments={"column": "Credits_Used", "max_value": 10_000, "mostly": 0.999},
    ),
)
