"""What is planted in a simulated company's bills is found, and named by its reason, to the last digit."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date

from orchestration.sql import literal
from seeds.simulation import simulate
from tests.integration.conftest import Home

#: Whose use the simulated bills are made of, and what else a build needs.
BILLED = {"anthropic", "directory", "focus", "github", "kiro", "litellm"}


def test_every_planted_difference_is_found_and_named_and_nothing_else_is(new_home: Callable[..., Home]) -> None:
    home = new_home(None)
    simulate(home.path, 25, 2, seed=11, gaming_share=0, start=date(2026, 3, 23))  # two months, so two invoices each
    for source in (home.path / "landing").iterdir():
        if source.is_dir() and source.name not in BILLED:
            shutil.rmtree(source)  # what other tools tell of was never on these bills
    home.build()
    truth = f"read_csv({literal(home.path / 'truth.csv')}, all_varchar = true)"
    found = home.query(f"""
        with planted as (
            select subject_id as invoice_id, reason, sum(cast(difference as decimal(38, 9))) as difference from {truth}
            where subject_kind = 'invoice' group by all
        )
        select
            coalesce(planted.invoice_id, mart.invoice_id) as invoice_id,
            coalesce(planted.reason, mart.reason) as reason,
            planted.difference as planted,
            cast(mart.difference as decimal(38, 9)) as found
        from planted
        full join (
            select * from marts.mart_invoice_reconciliation where reason != 'matched'
        ) as mart using (invoice_id, reason)
        -- the charges in dollars of the invoice in euros
        where coalesce(mart.currency != 'USD' or mart.reason != 'fx', true)
        order by all
    """)
    assert [row for row in found if row["planted"] != row["found"]] == []
    assert len({row["reason"] for row in found}) == 13
