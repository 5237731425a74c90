"""What plausible analytics of a Codex workspace look like."""

from __future__ import annotations

from expectations.rules import Rule
from expectations.suites._streams import share, stream

NAMED_SHARE, THREAD_SHARE, ODD_SHARE = 0.95, 0.95, 0.001
MOST_CREDITS = 50_000
_NOBODY = "concat(user_id, actor.user_id, actor.email) = ''"


TABLES = stream(
    "codex",
    "usage",
    Rule(
        name="rows_name_a_user",
        title="Nearly every row names a user",
        why="Grouped by workspace the analytics are one row a day, and everybody's usage becomes nobody's",
        remedy="fetch the days again, without group=workspace: assay fetch codex --from DAY --to DAY",
        severity="critical",
        limit=f"a user in each day, and beside the workspace's own row at least {NAMED_SHARE:.0%} of its rows",
        query=(
            "select partition, rows, unnamed from (select partition, count(*) as rows,"
            f" count(*) filter (where {_NOBODY}) as unnamed from {{batch}} group by partition)"
            f" where unnamed = rows or unnamed > greatest(1, {1 - NAMED_SHARE:.2f} * rows)"
        ),
        shows=("partition", "rows", "unnamed"),
    ),
    Rule(
        name="credits_fit_a_day",
        title="Nobody uses more credits a day than a team in a month",
        why="At some cents a credit, more is 2,000 $ a day: a running total, or a workspace's row that has a user",
        remedy="compare the day with the workspace's own page, and fetch it again",
        severity="warning",
        limit=f"at most {MOST_CREDITS:,} credits in all but {ODD_SHARE:.1%} of the rows, the workspace's own aside",
        query=share(f"not {_NOBODY} and totals.credits > {MOST_CREDITS}", ODD_SHARE),
        shows=("odd", "rows"),
    ),
    Rule(
        name="a_thread_has_a_turn",
        title="Threads have turns",
        why="A thread begins with a turn: more threads than turns mean that the vendor counts one of them anew",
        remedy="look up what the vendor says of both; turns are what tells intent",
        severity="warning",
        limit=f"in at least {THREAD_SHARE:.0%} of the rows",
        query=share("totals.threads > totals.turns", 1 - THREAD_SHARE),
        shows=("odd", "rows"),
    ),
    filled=("totals.turns", "totals.credits", "clients", "models"),
)
