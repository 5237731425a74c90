"""Whether cost is all there, and was billed."""

from __future__ import annotations

from expectations.rules import GuardedTable, Rule
from expectations.suites.marts import watch


def _table(name: str, *rules: Rule) -> GuardedTable:
    return GuardedTable(name, ("intermediate", name), rules, schema="intermediate", is_gate=False)


TABLES = (
    _table(
        "int_charges_like_ai",
        watch(
            "what_looks_like_ai_is_counted",
            "No charge that speaks of AI is left out",
            "Older bills cannot say what is AI, and nobody knows all services; what is left out makes AI look cheap",
            "give the service, as marts.fct_charges shows it where looks_like_ai, a row in"
            " seeds/reference/ai_services.csv: with is_ai true, or false to be told no more",
            "none, in the newest three billing periods",
            "select billing_period, issuer, charge_count, round(billed_cost, 2) as amount, currency from {batch}"
            " order by abs(billed_cost) desc, billing_period, issuer",
            "billing_period",
            "issuer",
            "charge_count",
            "amount",
            "currency",
        ),
    ),
    _table(
        "int_estimated_charges",
        watch(
            "cost_is_billed",
            "Cost is what was billed",
            "A gateway's own export is an estimate at list prices: it counts until its vendor bills, never beside it",
            "land the vendor's bill of the month; what is not of record is on a bill already, and not counted",
            "no estimates, in the newest three billing periods",
            "select billing_period, issuer, is_of_record, charge_count, round(list_cost, 2) as estimated, currency"
            " from {batch} order by billing_period desc, issuer",
            "billing_period",
            "issuer",
            "is_of_record",
            "charge_count",
            "estimated",
            "currency",
        ),
    ),
)
