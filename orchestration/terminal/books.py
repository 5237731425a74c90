"""Where the books stand, in a line each: what is open, what can be closed, what is closed, what is to be looked at."""

from __future__ import annotations

import duckdb
from rich.console import Console

from orchestration.terminal.console import say

PERIODS_SHOWN = 6
_TOLD = {
    "open": "the month runs, or an invoice is still to come:",
    "provisional": "over and billed, `assay close MONTH` closes it:",
    "closed": "as signed; what comes late is posted in the next open month:",
}
Books = dict[str, dict[str, int]]


def books(connection: duckdb.DuckDBPyConnection) -> Books:
    """How many issuers have each month in each state, newest first; what is escalated, and what is accrued."""
    rows = connection.execute(
        "select status, billing_period, count(*) from marts.fct_billing_periods group by all"
        " union all select 'escalated', billing_period, sum(escalated_count) from marts.fct_billing_periods"
        " where status != 'closed' group by all having sum(escalated_count) > 0"
        " union all select 'accrued', billing_period, sum(open_accrual_count) from marts.fct_billing_periods"
        " group by all having sum(open_accrual_count) > 0 order by 2 desc"
    ).fetchall()
    found: Books = {}
    for status, period, count in rows:
        found.setdefault(status, {})[period] = int(count)
    return found


def print_books(out: Console, found: Books) -> None:
    """A line for each state that anything is in."""
    for status, told in _TOLD.items():
        if status in found:
            say(out, "dim", f"{status}:", f"{told} {_listed(found[status], 'issuers')}")
    if "accrued" in found:
        say(
            out,
            "dim",
            "accrued:",
            f"until the bill comes: {_listed(found['accrued'], 'amounts')}; mart_monthly_accruals has them",
        )
    if "escalated" in found:
        say(
            out,
            "yellow",
            "escalated:",
            f"{_listed(found['escalated'], 'differences')}; mart_invoice_reconciliation names them",
        )


def _listed(counts: dict[str, int], what: str) -> str:
    shown = [f"{period} ({count} {what if count != 1 else what[:-1]})" for period, count in counts.items()]
    more = f" and {len(shown) - PERIODS_SHOWN} before" if shown[PERIODS_SHOWN:] else ""
    return ", ".join(shown[:PERIODS_SHOWN]) + more
