"""The quality page: every expectation, its limit and what was seen. One file, readable without a network."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from expectations.rules import GuardedTable, Outcome

OUTCOMES = "outcomes.json"
_ORDER = {"errored": 0, "failed": 1, "passed": 2, "unjudged": 3}


def as_record(outcome: Outcome, judged_at: str) -> dict[str, Any]:
    """An outcome as plain values."""
    rule = asdict(outcome.rule)
    told = {name: rule[name] for name in ("name", "title", "why", "remedy", "severity", "limit")}
    return {
        "asset": "/".join(outcome.asset),
        **told,
        "status": outcome.status,
        "is_blocking": outcome.is_blocking,
        "seen": outcome.seen,
        "details": dict(outcome.details),
        "judged_at": judged_at,
    }


def read_records(folder: Path) -> list[dict[str, Any]]:
    """What the page shows now; nothing before the first one."""
    path = folder / OUTCOMES
    return json.loads(path.read_text()) if path.exists() else []


def write_page(
    folder: Path,
    outcomes: Sequence[Outcome],
    judged_at: str,
    tables: Sequence[GuardedTable],
    is_simulated: bool = False,
) -> list[dict[str, Any]]:
    """Write `index.html` and `outcomes.json` with these outcomes and, of rules not judged now, the last ones.

    A rule that was never judged stands on the page, and says so.

    Args:
        judged_at: the moment of these outcomes, as text.
        tables: all there are, with every rule; what is no longer one is dropped.

    Returns:
        The verdicts the page shows.
    """
    import jinja2

    blank = {
        ("/".join(table.asset), rule.name): as_record(Outcome(table.asset, rule, "unjudged", "not judged yet"), "")
        for table in tables
        for rule in table.rules
    }
    records = {key: r for r in read_records(folder) if (key := (r["asset"], r["name"])) in blank}
    records |= {("/".join(o.asset), o.rule.name): as_record(o, judged_at) for o in outcomes}
    shown = sorted(
        (blank | records).values(), key=lambda r: (_ORDER[r["status"]], r["severity"], r["asset"], r["name"])
    )
    judged = [record for record in shown if record["status"] != "unjudged"]
    template = Path(__file__).with_name("page.html.jinja").read_text("utf-8")
    html = (
        jinja2.Environment(autoescape=True)
        .from_string(template)
        .render(
            wrong=[record for record in shown if record["status"] in ("errored", "failed")],
            groups=_by_asset(shown),
            judged_at=judged_at,
            is_simulated=is_simulated,
            counts={status: sum(r["status"] == status for r in shown) for status in _ORDER},
            blocking=sum(r["is_blocking"] for r in shown),
        )
    )
    _replace(folder / OUTCOMES, json.dumps(judged, indent=1))
    _replace(folder / "index.html", html)
    return judged


def _by_asset(records: Sequence[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for record in sorted(records, key=lambda r: (r["asset"], r["name"])):
        groups.setdefault(record["asset"], []).append(record)
    return groups


def _replace(path: Path, text: str) -> None:
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.write_text(text, "utf-8")
    os.replace(temporary, path)  # noqa: PTH105
