"""A month from open to closed, with a bill that is restated after the close: what was signed stays as it was signed."""

from __future__ import annotations

import csv
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from focus_data_toolkit.validate.bundle import validate_dataset_bundle

from tests.integration.conftest import SAMPLE, Home

pytestmark = pytest.mark.soak

BILL = Path("focus/charges/2026-06/charges.csv")
#: The sample's own day lies in June, which is then not over.
JULY = "2026-07-31"
TOTALS = "select cost_center, tool, currency, charged_cost from marts.mart_cost_center_monthly_chargeback order by all"
PERIODS = (
    "select issuer, billing_period, status, rows_hash, reopened_reason from marts.fct_billing_periods order by all"
)


def restate(home: Home, add: Decimal) -> None:
    """Every AI charge of June costs so much more."""
    bill = home.path / "landing" / BILL
    rows = list(csv.DictReader(bill.open()))
    for row in rows:
        row["BilledCost"] = str(Decimal(row["BilledCost"]) + add)
    with bill.open("w", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def journal(home: Home, tmp_path: Path) -> list[dict[str, str]]:
    out = tmp_path / "journal.csv"
    done = home.assay("export", "gl", "--month", "2026-06", "--out", str(out))
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(out.open()))


def sums(rows: list[dict[str, Any]], column: str) -> Decimal:
    return sum((Decimal(row[column] or 0) for row in rows), Decimal(0))


def test_a_closed_month_stays_as_it_was_signed_and_what_comes_late_is_a_correction(built: Home, tmp_path: Path) -> None:
    early = built.assay("close", "2026-06")
    assert early.returncode == 1
    assert "not over" in early.stderr
    built.build("--as-of", JULY)
    assert built.query(
        "select month, currency, sum(charged_cost) as cost from marts.mart_cost_center_monthly_chargeback"
        " group by all order by all"
    ) == built.query(
        "select cast(date_trunc('month', usage_date) as date) as month, currency, sum(allocated_cost) as cost"
        " from marts.fct_cost_allocations group by all order by all"
    )
    signed = built.query(TOTALS)

    for arguments, said in (
        (["2026-06x"], "is no month"),
        (["2025-01"], "nothing is billed"),
        (["2026-06", "--issuer", "O'Nobody"], "has no period"),
        (["2026-06", "--reopen"], "needs a reason"),
        (["2026-06", "--reopen", "--reason", "x"], "nothing to reopen"),
    ):
        refused = built.assay("close", *arguments)
        assert refused.returncode in (1, 2)
        assert said in refused.stderr
    assert not (built.path / "landing" / "assay").exists()
    closed = built.assay("close", "2026-06", "--accept", "signed as it is")
    assert closed.returncode == 0, closed.stderr
    again = built.assay("close", "2026-06", "--accept", "again")  # before any build, too
    assert again.returncode == 1
    assert "closed already" in again.stderr

    restate(built, Decimal("1.5"))
    built.build("--as-of", JULY)
    periods = [row for row in built.query(PERIODS) if row["billing_period"] == "2026-06"]
    assert {row["status"] for row in periods} == {"closed"}
    hashes = {row["issuer"]: row["rows_hash"] for row in periods}
    assert built.query(TOTALS) == signed
    corrections = built.query("select posted_period, correction_cost from marts.mart_period_corrections")
    assert {row["posted_period"] for row in corrections} == {"2026-07"}
    restated = built.query("select sum(allocated_cost) as cost from marts.fct_cost_allocations")[0]["cost"]
    assert sum(row["correction_cost"] for row in corrections) == restated - sum(row["charged_cost"] for row in signed)
    assert restated > sum(row["charged_cost"] for row in signed)

    booked = journal(built, tmp_path)
    assert sums(booked, "debit") == sums(booked, "credit") > 0

    reopened = built.assay("close", "2026-06", "--reopen", "--reason", "the vendor's credit note")
    assert reopened.returncode == 0, reopened.stderr
    built.build("--as-of", JULY)
    periods = [row for row in built.query(PERIODS) if row["billing_period"] == "2026-06"]
    assert {row["reopened_reason"] for row in periods} == {"the vendor's credit note"}
    assert {row["rows_hash"] for row in periods} == {None} != set(hashes.values())
    assert built.query("from marts.mart_period_corrections") == []
    assert sum(row["charged_cost"] for row in built.query(TOTALS)) == restated


def test_a_file_of_closed_rows_that_was_changed_is_found(built: Home) -> None:
    built.build("--as-of", JULY)
    assert built.assay("close", "2026-06", "--accept", "signed as it is").returncode == 0
    files = sorted((built.path / "landing" / "assay" / "closed_costs" / "2026-06").glob("*.parquet"))
    files[0].unlink()
    done = built.assay("build", "--as-of", JULY)
    assert done.returncode == 1
    assert "what_was_closed_lies_as_it_was_closed" in done.stderr
    assert "Put the named file" in done.stderr


def test_focus_leaves_as_it_came_and_an_outside_validator_accepts_it(built: Home, tmp_path: Path) -> None:
    invoice = built.path / "landing" / "focus" / "invoice_details" / "2026-06" / "invoices.csv"
    head, line = invoice.read_text().splitlines()
    usage = line.replace("18.90", "21.00")
    credit = line.replace("18.90", "-2.10").replace("Usage", "Credit").replace("MH-06-1", "MH-06-2")
    invoice.write_text("\n".join((head, usage, credit, "")))
    built.build()
    out = tmp_path / "charges.csv"
    assert built.assay("export", "focus", "--out", str(out)).returncode == 0
    charges = list(csv.DictReader(out.open()))
    came = list(csv.DictReader((SAMPLE / BILL).open()))
    assert sums(charges, "BilledCost") == sums(came, "BilledCost")
    lines = list(csv.DictReader(invoice.open()))
    validator = Path(sys.executable).with_name("focus-toolkit")
    judged = subprocess.run(
        [validator, "validate", "--dataset", "cost-and-usage", out], capture_output=True, text=True, check=False
    )
    assert judged.returncode == 0, judged.stdout
    bundle = {"Cost and Usage": charges, "Invoice Detail": lines}
    assert problems(bundle) == []
    invoiced = next(row for row in charges if row["InvoiceDetailId"] == "MH-06-1")
    invoiced["BilledCost"] = str(Decimal(invoiced["BilledCost"]) + 5)
    assert problems(bundle) != []
    assert built.assay("export", "focus", "--version", "1.2", "--out", str(out)).returncode == 0
    assert "ProviderName" in out.read_text().splitlines()[0].split(",")
    assert built.assay("export", "focus", "--version", "1.3", "--out", str(out)).returncode == 2


def problems(bundle: dict[str, list[dict[str, str]]]) -> list[Any]:
    report = validate_dataset_bundle(bundle, invoice_detail_authoritative=True, rounding_tolerance=Decimal("0.01"))
    return report.errors
