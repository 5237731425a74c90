"""Assay's own record of the books: which periods were closed and reopened, by whom, and at what.

`assay close` writes it, and nothing else. It lies in the landing zone like what vendors deliver, so that the same files
give the same rows in another home, and is only ever added to.
"""

from datetime import date

from orchestration.sources import MONEY, Column, Stream

_FOR_EVER = (date.max - date.min).days  # nobody is late with a decision

STREAMS = (
    Stream(
        source="assay",
        name="closes",
        rows="one row an issuer and decision to close or reopen its period",
        day="month",
        partition="month",
        columns=(
            Column("month", "DATE", required=True),
            Column("issuer", required=True),
            Column("sequence", "BIGINT", required=True, minimum=1),
            Column("decision", required=True, holds="{} in ('close', 'reopen')"),
            Column("decided_at", "TIMESTAMPTZ", required=True),
            Column("decided_by", required=True),
            Column("reason", free_text=True),
            Column("rows_file"),
            Column("rows_hash"),
            Column("row_count", "BIGINT", minimum=0),
        ),
        owner="team:finance",
        late_after_days=_FOR_EVER,
    ),
    Stream(
        source="assay",
        name="closed_costs",
        rows="one row a charge, cost centre, team and tool of a closed period, or what else was posted in it",
        day="month",
        partition="month",
        columns=(
            Column("month", "DATE", required=True),
            Column("charge_id"),
            Column("invoice_id"),
            Column("cost_center", required=True),
            Column("team_id"),
            Column("tool", required=True),
            Column("currency", required=True),
            Column("corrects_month", "DATE"),
            Column("entry", holds="{} in ('charge', 'correction', 'accrual', 'reversal')"),
            Column("cost", MONEY, required=True),
        ),
        owner="team:finance",
        late_after_days=_FOR_EVER,
    ),
)
