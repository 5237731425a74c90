"""Whether usage has names."""

from __future__ import annotations

from expectations.rules import GuardedTable
from expectations.suites.marts import watch

UNNAMED_SHARE = 0.1

TABLES = (
    GuardedTable(
        "int_tool_names",
        ("intermediate", "int_tool_names"),
        (
            watch(
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
