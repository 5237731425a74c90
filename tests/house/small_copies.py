"""Small published copies, with rows of every kind that a sum can go wrong over: the company's beside its teams', what
is withheld, other currencies, and what is unknown.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from orchestration.sql import identifier
from tests.house.test_pages import published
from tests.metrics import COPIES

Node = dict[str, Any]


def month(
    day: str,
    team: str,
    cost: Any,
    merged: Any,
    changes: Any = None,
    assisted: Any = None,
    withheld: int = 0,
    **more: Any,
) -> Node:
    """A row as it is published: what it divides, where both are known and there is something to divide by."""
    per, per_change = (
        None if team == "other" or cost is None or not parts else round(cost / parts, 12) for parts in (merged, changes)
    )
    return {
        "month": day,
        "team_id": team,
        "ai_cost_usd": cost,
        "merged_pull_request_count": merged,
        "change_set_count": changes,
        "ai_assisted_pull_request_count": assisted,
        "cost_per_merged_pull_request_usd": per,
        "cost_per_counted_change_set_usd": per_change,
        "is_complete": day < "2026-06",
        "withheld_count": withheld,
        **more,
    }


def week(
    day: str, team: str, people: Any, used: Any, known: Any, meant: Any, outcome: Any, only: Any = None, **more: Any
) -> Node:
    shares = {
        "weekly_usage_share": (used, people),
        "intentional_usage_share": (meant, known),
        "outcome_usage_share": (outcome, known),
        "compliance_only_share": (only, known),
    }
    return {
        "week_start_date": day,
        "team_id": team,
        "scheduled_people": people,
        "touched_people": used,
        "intent_known_people": known,
        "intentional_people": meant,
        "outcome_people": outcome,
        "compliance_only_people": only,
        **{name: None if a is None or not b else round(a / b, 6) for name, (a, b) in shares.items()},
        "is_complete": outcome is not None,
        "withheld_count": 0,
        **more,
    }


def spend(day: str, issuer: str, currency: str, cost: float, is_ai: bool | None = True, model: Any = None) -> Node:
    names = {"issuer": issuer, "service_name": issuer, "model": model, "is_ai": is_ai, "cost_basis": "billed"}
    return {"month": day, "currency": currency, "billed_cost": cost, **names}


SPEND = [
    spend("2026-05-01", "house", "USD", 10, model="m"),
    spend("2026-05-01", "other", "USD", 20, is_ai=None, model="other"),
    spend("2026-05-01", "cloud", "USD", 100, is_ai=False),
    spend("2026-05-01", "house", "EUR", 7),
    spend("2026-06-01", "house", "USD", 4),
]
COPY = {
    "analyst": {
        "mart_team_monthly_pull_request_cost": [
            month("2026-04-01", "core", 100, 10, 5, 4),
            month("2026-04-01", "apps", 50, 0, 0, 0),
            month("2026-04-01", "unattributed", 5, 0, 0, 0),
            month("2026-04-01", "all", 155, 10, 5, 4),
            # what is withheld of core and docs is in `other`
            month("2026-05-01", "core", None, 20, 10, None, withheld=2),
            month("2026-05-01", "docs", None, None, 3, 2, withheld=2),
            # the two numbers of apps are not of one day, so that nothing is made of them
            month("2026-05-01", "apps", 60, 5, 4, 1, cost_per_counted_change_set_usd=None),
            month("2026-05-01", "other", 40, 6, None, 9),
            month("2026-05-01", "unattributed", 3, 0, 0, 0),
            month("2026-05-01", "all", 103, 31, 17, 12),
            # nothing of people is told, and what is nobody's is no sum of the company
            month("2026-06-01", "unattributed", 7, 1, 1, 0),
            month("2026-06-01", "all", None, None, None, None, withheld=4),
        ],
        "mart_team_weekly_adoption": [
            week("2026-05-25", "core", 20, 16, 18, 9, 6, 3),
            week("2026-05-25", "all", 20, 16, 18, 9, 6, 3),
            week("2026-05-25", "docs", 10, 8, 10, 6, 5, 2),
            week("2026-06-01", "docs", None, None, None, None, None),
            week("2026-06-01", "core", 25, None, 25, 20, None, withheld_count=1),
            week("2026-06-01", "other", 5, 4, 5, 5, None, weekly_usage_share=None, intentional_usage_share=None),
            week("2026-06-01", "all", 30, 12, 30, 25, None),
        ],
        "mart_monthly_spend": SPEND,
        "mart_daily_tool_usage": [
            {"usage_date": "2026-05-31", "tool": "cli", "model": "m", "team_id": "core", "output_tokens": 1_000_000},
            {"usage_date": "2026-06-01", "tool": "cli", "model": "m", "team_id": "core", "cache_read_tokens": 250_000},
            {"usage_date": "2026-06-02", "tool": "cli", "model": "m", "team_id": "apps", "output_tokens": 500_000}
            | {"uncached_input_tokens": 250_000, "request_count": 3, "list_cost_usd": 1.5},
            {"usage_date": "2026-06-02", "tool": "ide", "model": "all", "team_id": "apps", "request_count": 2},
        ],
    },
    "finance": {
        "mart_monthly_spend": SPEND,
        "mart_cost_center_monthly_chargeback": [
            {"month": "2026-05-01", "cost_center": name, "tool": "cli", "currency": currency, "charged_cost": cost}
            for name, currency, cost in (("a", "USD", 10), ("b", "USD", 20), ("b", "EUR", 7))
        ],
        "mart_monthly_accruals": [
            {"month": "2026-06-01", "tool": "cli", "currency": "USD", "issuer": "house", "open_accrual_cost": 5},
            {"month": "2026-06-01", "tool": "ide", "currency": "USD", "issuer": None, "open_accrual_cost": 6},
            {"month": "2026-06-01", "tool": "ide", "currency": "EUR", "issuer": "house", "open_accrual_cost": 2},
        ],
        "mart_invoice_reconciliation": [
            {"billing_period": "2026-05", "issuer": "house", "reason": reason, "currency": "USD", "status": status}
            for reason, status in (("price", "escalate"), ("rounding", "matched"), ("credit", "escalate"))
        ],
        "fct_billing_periods": [
            {"billing_period": "2026-05", "issuer": "house", "is_over": True, "status": "provisional"},
            {"billing_period": "2026-04", "issuer": "house", "is_over": True, "status": "closed"},
            {"billing_period": "2026-06", "issuer": "house", "is_over": False, "status": "open"},
        ],
        "mart_monthly_seats": [
            {"month": "2026-05-01", "tool": "ide", "currency": "USD", "cost_center": name}
            | {"billed_seats": billed, "idle_seats": idle, "seat_cost": 10, "idle_cost": cost}
            for name, billed, idle, cost in (("a", 8, 2, 4), ("b", 2, 1, 2))
        ]
        + [
            {"month": "2026-05-01", "tool": "web", "currency": "EUR", "cost_center": "c"}
            | {"billed_seats": 1, "idle_seats": 1, "seat_cost": 9, "idle_cost": 9}
        ]
        + [
            {"month": "2026-06-01", "tool": "ide", "currency": "USD", "cost_center": name}
            | {"billed_seats": billed, "idle_seats": idle, "seat_cost": 10, "idle_cost": cost}
            for name, billed, idle, cost in (("a", 8, 2, 4), ("b", None, None, None))
        ],
    },
}


def made(folder: Path, manifest: Node, copy: dict[str, dict[str, list[Node]]]) -> Path:
    """Copies of the shape that contracts give them, with those rows."""
    models = [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]
    for audience in COPIES.values():
        with duckdb.connect(str(folder / f"{audience}.duckdb")) as connection:
            connection.execute("create schema marts")
            connection.execute("create table marts.about as select 'v1' as version, date '2026-06-21' as as_of_date")
            for table, columns in published(models, audience).items():
                shape = ", ".join(f"{identifier(name)} {kind}" for name, kind in columns)
                connection.execute(f"create table marts.{identifier(table)} ({shape})")
                for row in copy.get(audience, {}).get(table, []):
                    connection.execute(
                        f"insert into marts.{identifier(table)} ({', '.join(map(identifier, row))})"
                        f" values ({', '.join('?' * len(row))})",
                        [*row.values()],
                    )
    return folder
