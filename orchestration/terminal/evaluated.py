"""An evaluation as tables for people."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table

from orchestration.evaluation import metrics

#: (name, title, what a row is of, what is counted, of what); of `metrics.measure`.
_TABLES = (
    ("precision", "Precision of published cases", "gaming share", "right", "published"),
    ("precision_by_evidence", "Precision of published cases, by evidence", "evidence", "right", "published"),
    (
        "precision_at_20",
        f"Precision of a company's first {metrics.TOP}",
        "gaming share",
        "right",
        "looked at",
    ),
    ("recall_by_prevalence", "Gamers with a published case", "gaming share", "found", "gamers"),
    ("recall_by_grade", "Gamers with a published case, by how hard they try", "grade", "found", "gamers"),
    ("recall_by_tactic", "Gamers with a published case, by tactic", "tactic, grade", "found", "gamers"),
    ("false_by_look_alike", "Look-alikes with a published case", "look-alike", "wrong", "people"),
    ("false_by_role", "Honest people with a published case, by role", "role", "wrong", "people"),
    ("false_by_person_month", "Wrong published cases per honest person-month", "gaming share", "wrong", "months"),
    ("calibration", "Cases that are right, by score", "score", "right", "cases"),
    ("fired_by_signal", "Person-weeks in which a signal fired, and those of gamers", "signal", "gamers'", "fired"),
)


def print_measures(out: Console, found: dict[str, list[dict[str, Any]]]) -> None:
    """Every number with how many it is of, and the interval that these allow."""
    for name, title, what, hits, total in _TABLES:
        table = Table(title=title, title_justify="left")
        table.add_column(what)
        has_listed = any("listed" in row for row in found[name])
        for column in (hits, total, "share", "95 %", *(["listed"] if has_listed else [])):
            table.add_column(column, justify="right")
        for row in found[name]:
            cells = [f"{row['hits']:,}", f"{row['total']:,.0f}", _share(row["share"])]
            cells.append(f"{_share(row['low'])} to {_share(row['high'])}")
            table.add_row(_text(row["what"]), *cells, *([f"{row['listed']:,}"] if has_listed else []))
        out.print(table)
    table = Table(title="Days from the begin of gaming to the opening of the case", title_justify="left")
    table.add_column("tactic")
    for column in ("median", "P90", "found", "gamers"):
        table.add_column(column, justify="right")
    for row in found["delay"]:
        numbers = ("median_days", "p90_days", "hits", "total")
        table.add_row(_text(row["what"]), *("-" if row[n] is None else f"{row[n]:,.0f}" for n in numbers))
    out.print(table)


def _text(what: Any) -> str:
    return f"{what:.1%}" if isinstance(what, float) else str(what)


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.2%}" if value < 0.1 else f"{value:.0%}"
