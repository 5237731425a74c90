"""Close a month's books, and reopen them: a record in the landing zone, and beside it the rows that were closed.

`landing/assay/closed_costs/<month>/0001.parquet` holds what one issuer's month was charged back as, what was accrued
for the rest of it, and what was posted in it of earlier months; `landing/assay/closes/<month>/0001.jsonl` says who
closed it and what its file hashes to. The record is written last, so that a kill leaves a file that nothing refers to,
and no half decision.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

from orchestration import files, periods
from orchestration.settings import Settings
from orchestration.sql import literal
from orchestration.warehouse import building

CLOSES, COSTS = "assay/closes", "assay/closed_costs"

_PERIODS = """
    select issuer, status, is_over, escalated_count from marts.fct_billing_periods
    where billing_period = ? order by issuer
"""
#: The order makes the same rows the same bytes.
_ROWS = """
    select
        cast($month as date) as month,
        charge_id,
        invoice_id,
        cost_center,
        team_id,
        tool,
        currency,
        cast(null as date) as corrects_month,
        'charge' as entry,
        cast(sum(allocated_cost) as decimal(38, 12)) as cost
    from intermediate.int_closable_costs
    where issuer = $issuer and usage_date >= $month and usage_date < $month_after
    group by all
    union all
    select
        cast($month as date), null, null, cost_center, null, tool, currency, month, 'correction', correction_cost
    from marts.mart_period_corrections
    where issuer = $issuer and posted_period = strftime(cast($month as date), '%Y-%m') and not is_period_closed
    union all
    select
        cast($month as date), null, null, cost_center, null, tool, currency, nullif(month, $month), entry, cost
    from intermediate.int_accrual_entries
    where issuer = $issuer and posted_period = strftime(cast($month as date), '%Y-%m') and not is_period_closed
    order by all
"""


class CloseError(Exception):
    """Why a period is neither closed nor reopened, and what to do."""


@dataclass(frozen=True)
class Decision:
    """What is asked for: by whom, when, of which month and issuers (none: all of them), and why."""

    period: str
    issuers: tuple[str, ...]
    decided_by: str
    decided_at: datetime
    reason: str | None = None

    @property
    def month(self) -> date:
        month = periods.first_day("month", self.period)
        if month is None:
            raise CloseError(f"{self.period!r} is no month; write it as {periods.FORMS['month']}")
        return month


def close(settings: Settings, asked: Decision) -> dict[str, str]:
    """Close a month of these issuers, of all that are not closed if none is named.

    Args:
        asked: its reason accepts what is open: escalated differences, an invoice that is still to come.

    Returns:
        The hash of the closed rows, by issuer.

    Raises:
        CloseError: it cannot be closed.
    """
    month = asked.month
    if unfinished := building.unfinished(settings):
        raise CloseError(unfinished)
    standing = _standing(settings, asked.period)
    with duckdb.connect(str(settings.warehouse), read_only=True) as warehouse:
        known = {row[0]: row[1:] for row in warehouse.execute(_PERIODS, [asked.period]).fetchall()}
        issuers = asked.issuers or tuple(issuer for issuer in known if standing.get(issuer) != "close")
        _refuse_unknown(asked, issuers, known)
        if closed := [issuer for issuer in issuers if standing.get(issuer) == "close"]:
            raise CloseError(
                f"{asked.period} is closed already for {_named(closed)}; what came late is posted in the next open"
                " period. To close it anew: `assay close --reopen` first, with a reason"
            )
        if not all(is_over for _, is_over, _ in (known[issuer] for issuer in issuers)):
            raise CloseError(f"{asked.period} is not over; the data ends in it. Close it when it is")
        _refuse_open(asked, issuers, known)
        first = _next_sequence(settings, asked.period)
        lines = []
        for sequence, issuer in enumerate(issuers, first):
            name = f"{sequence:04}.parquet"
            content, row_count = _rows(warehouse, issuer, month)
            files.write(settings.landing / COSTS / asked.period, name, content)
            frozen = {"rows_file": name, "rows_hash": hashlib.sha256(content).hexdigest(), "row_count": row_count}
            lines.append(_line(asked, issuer, sequence, "close") | frozen)
    _record(settings, asked.period, lines)
    return {line["issuer"]: line["rows_hash"] for line in lines}


def reopen(settings: Settings, asked: Decision) -> tuple[str, ...]:
    """Reopen a closed month of these issuers, of all that are closed if none is named.

    Returns:
        The issuers whose month is open again.

    Raises:
        CloseError: there is no reason, or nothing to reopen.
    """
    if not (asked.reason or "").strip():
        raise CloseError("reopening a closed month needs a reason: --reason '…'; it stays on record")
    assert asked.month
    standing = _standing(settings, asked.period)
    closed = tuple(issuer for issuer, decision in sorted(standing.items()) if decision == "close")
    issuers = asked.issuers or closed
    if strange := [issuer for issuer in issuers if issuer not in closed]:
        raise CloseError(f"{asked.period} is not closed for {_named(strange)}; closed for {_named(closed)}")
    if not issuers:
        raise CloseError(f"{asked.period} is not closed for anybody; there is nothing to reopen")
    first = _next_sequence(settings, asked.period)
    _record(
        settings,
        asked.period,
        [_line(asked, issuer, sequence, "reopen") for sequence, issuer in enumerate(issuers, first)],
    )
    return issuers


def _refuse_unknown(asked: Decision, issuers: Sequence[str], known: Mapping[str, Any]) -> None:
    if not known:
        raise CloseError(
            f"nothing is billed or charged back for {asked.period}; `assay status` names the periods there are"
        )
    if strange := [issuer for issuer in issuers if issuer not in known]:
        raise CloseError(f"{_named(strange)} has no period {asked.period}; it is one of {_named(known)}")
    if not issuers:
        raise CloseError(f"{asked.period} is closed already for everybody: {_named(known)}")


def _refuse_open(asked: Decision, issuers: Sequence[str], known: Mapping[str, Any]) -> None:
    """What is open may be closed over with a reason, which stays on record."""
    if (asked.reason or "").strip():
        return
    escalated = {issuer: known[issuer][2] for issuer in issuers if known[issuer][2]}
    waiting = [issuer for issuer in issuers if known[issuer][0] == "open"]
    if escalated:
        counted = ", ".join(f"{count} of {issuer!r}" for issuer, count in escalated.items())
        raise CloseError(
            f"differences of {asked.period} are open: {counted}; marts.mart_invoice_reconciliation shows them under"
            " status 'escalate'. Settle them with the vendor, or close over them: --accept 'why'"
        )
    if waiting:
        raise CloseError(
            f"{asked.period} has no invoice yet of {_named(waiting)}, and may still get one. Wait for it, name the"
            " other issuers with --issuer, or close without, on what is accrued: --accept 'why'"
        )


def _rows(warehouse: duckdb.DuckDBPyConnection, issuer: str, month: date) -> tuple[bytes, int]:
    values = {"issuer": issuer, "month": month, "month_after": periods.day_after("month", month)}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rows.parquet"
        warehouse.execute("create or replace temp table closing as " + _ROWS, values)
        warehouse.execute(f"copy (from closing order by all) to {literal(file)} (format parquet, codec zstd)")
        count = warehouse.execute("select count(*) from closing").fetchall()[0][0]
        return file.read_bytes(), count


def _line(asked: Decision, issuer: str, sequence: int, decision: str) -> dict[str, Any]:
    return {
        "month": asked.month.isoformat(),
        "issuer": issuer,
        "sequence": sequence,
        "decision": decision,
        "decided_at": f"{asked.decided_at.isoformat(timespec='seconds')}Z",
        "decided_by": asked.decided_by,
        "reason": asked.reason,
    }


def _record(settings: Settings, period: str, lines: Sequence[Mapping[str, Any]]) -> None:
    content = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    files.write(settings.landing / CLOSES / period, f"{lines[0]['sequence']:04}.jsonl", content.encode())


def _recorded(settings: Settings, period: str) -> list[dict[str, Any]]:
    """The decisions on a month as they lie in the landing zone, built since or not, in their order."""
    lines = [
        json.loads(line)
        for path in (settings.landing / CLOSES / period).glob("*.jsonl")
        for line in path.read_text("utf-8").splitlines()
    ]
    return sorted(lines, key=lambda line: line["sequence"])


def _standing(settings: Settings, period: str) -> dict[str, str]:
    """The last decision on each issuer's month."""
    return {line["issuer"]: line["decision"] for line in _recorded(settings, period)}


def _next_sequence(settings: Settings, period: str) -> int:
    """One after the last of the month: of rows whose record was never written too, for files are never edited."""
    taken = [0, *(line["sequence"] for line in _recorded(settings, period))]
    taken += [int(path.stem) for path in (settings.landing / COSTS / period).glob("[0-9]*.parquet")]
    return max(taken) + 1


def _named(issuers: Sequence[str] | Mapping[str, Any]) -> str:
    return ", ".join(map(repr, issuers)) or "nobody"
