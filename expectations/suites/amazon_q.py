"""What a plausible report of Amazon Q's users looks like."""

from __future__ import annotations

from expectations.rules import Rule
from expectations.suites._streams import share, stream

ODD_SHARE = 0.001

TABLES = stream(
    "amazon_q",
    "by_user_analytic",
    Rule(
        name="no_more_is_accepted_than_was_shown",
        title="No more completions are accepted than were shown",
        why="More in many rows means that one of the counts became a running total, or changed its meaning",
        remedy="look up what AWS says of both counts, and have the days written again",
        severity="warning",
        limit=f"in all but {ODD_SHARE:.1%} of the rows",
        query=share('"Inline_AcceptanceCount" > "Inline_SuggestionsCount"', ODD_SHARE),
        shows=("odd", "rows"),
    ),
)
