"""The totals that must be the same when somebody is forgotten: by month, and by what is paid and charged."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from orchestration.settings import Settings
from orchestration.sql import literal

#: By month and whatever else stands there: what must not change, in the words of who reads the proof.
_TOTALS = {
    "use": """
        select
            strftime(usage_date, '%Y-%m'), tool, count(*), count(distinct person_key), sum(request_count),
            sum(uncached_input_tokens), sum(cache_read_tokens), sum(cache_write_tokens), sum(output_tokens),
            sum(list_cost_usd)
        from marts.fct_usage_days group by all
    """,
    "requests": "select strftime(usage_date, '%Y-%m'), source, count(*) from marts.fct_requests group by all",
    "pull requests": """
        select strftime(merged_at, '%Y-%m'), count(*), count(distinct author_key)
        from marts.fct_pull_requests group by all
    """,
    "pull requests and cost of teams": "from marts.mart_team_monthly_pull_request_cost",
    "spend": "from marts.mart_monthly_spend",
    "chargeback": "from marts.mart_cost_center_monthly_chargeback",
    "closed books": "from marts.mart_period_corrections",
    "adoption of teams": "from marts.mart_team_weekly_adoption",
    "people": "select team_id, is_current, count(distinct person_key), sum(fte) from marts.dim_people group by all",
    "cases": "select status, opened_on, count(*) from marts.mart_gaming_cases group by all",
}

Totals = dict[str, list[str]]


def totals(settings: Settings) -> Totals:
    """Each total's lines, as texts, so that they can be kept over a kill. Nothing in them is one person's key."""
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(str(settings.warehouse))} as warehouse (read_only); use warehouse")
        return {
            name: sorted(" ".join(map(str, row)) for row in connection.execute(query).fetchall())
            for name, query in _TOTALS.items()
        }


def different(before: Mapping[str, list[str]], now: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """By total, its lines that are in one and not in the other: `-` before, `+` now."""
    found = {}
    for name in before.keys() | now.keys():
        then, is_now = set(before.get(name, ())), set(now.get(name, ()))
        if lines := [f"- {line}" for line in sorted(then - is_now)] + [f"+ {line}" for line in sorted(is_now - then)]:
            found[name] = lines
    return found
