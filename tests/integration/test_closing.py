"""Two months from open to closed, a bill that is restated and one that comes late: what was signed stays as signed.

One company, built twice; what a decision does to each row, the unit tests beside the models say. About 100 s of CPU
beside the sample, which others share: two builds of 40 s at most, the commands, and one `dbt test`.
"""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from focus_data_toolkit.validate.bundle import validate_dataset_bundle

from orchestration.settings import DBT_PROJECT_DIR, load_settings
from orchestration.sql import literal
from orchestration.warehouse import building
from tests.integration.conftest import SAMPLE, Home

JUNE, JULY = Path("focus/charges/2026-06/charges.csv"), Path("focus/charges/2026-07/charges.csv")
INVOICES = Path("focus/invoice_details/2026-06/invoices.csv")
#: July is over, and its bill may still come.
AUGUST = "2026-08-05"
TOTALS = "select cost_center, tool, currency, charged_cost from marts.mart_cost_center_monthly_chargeback order by all"
#: Of July's 500 and 40 tokens, at what June's 900 and 40 cost: 17.00 and 4.00.
ACCRUED = Decimal("9.444444444444") + 4
BILLED = Decimal("14.00")


@pytest.fixture(scope="module")
def books(sample: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The sample's June, invoiced line by line, and a first of July of which there is only use. Tests copy it."""
    home = Home(Path(shutil.copytree(sample.path, tmp_path_factory.mktemp("books") / "home", symlinks=True)))
    landing = home.path / "landing"
    charges = list(csv.DictReader((landing / JUNE).open()))
    quoted = [
        {name: value.replace("Seat House", "O'Seat's \"House\"") for name, value in row.items()} for row in charges
    ]
    write(landing / JUNE, quoted)
    logs = landing / "litellm" / "spend_logs"
    used = (logs / "2026-06-01" / "spend_logs.jsonl").read_text().replace("2026-06-01", "2026-07-01")
    (logs / "2026-07-01").mkdir()
    (logs / "2026-07-01" / "spend_logs.jsonl").write_text(used.replace('"request_id": "', '"request_id": "july-'))
    head, line = (landing / INVOICES).read_text().splitlines()
    usage = line.replace("18.90", "21.00")
    credit = line.replace("18.90", "-2.10").replace("Usage", "Credit").replace("MH-06-1", "MH-06-2")
    (landing / INVOICES).write_text("\n".join((head, usage, credit, "")))
    home.build("--as-of", AUGUST)
    return home


@pytest.fixture
def home(books: Home, tmp_path: Path) -> Home:
    return Home(Path(shutil.copytree(books.path, tmp_path / "home", symlinks=True)))


def restate(home: Home, add: Decimal) -> None:
    """Every charge of June costs so much more."""
    bill = home.path / "landing" / JUNE
    rows = list(csv.DictReader(bill.open()))
    for row in rows:
        row["BilledCost"] = str(Decimal(row["BilledCost"]) + add)
    write(bill, rows)


def bill_july(home: Home) -> None:
    """What June's first charges were for, in July: 10.00 and 4.00."""
    rows = list(csv.DictReader((SAMPLE / JUNE).open()))[:2]
    moved = [{name: value.replace("2026-07", "2026-08").replace("2026-06", "2026-07") for name, value in row.items()}
             for row in rows]  # fmt: skip
    (home.path / "landing" / JULY).parent.mkdir()
    write(home.path / "landing" / JULY, [row | {"InvoiceId": "MH-07"} for row in moved])
    lines = list(csv.DictReader((home.path / "landing" / INVOICES).open()))
    late = home.path / "landing" / "focus" / "invoice_details" / "2026-07"
    late.mkdir()
    july = {"BilledCost": "14.00", "BillingPeriodStart": "2026-07-01T00:00:00Z", "InvoiceId": "MH-07"}
    july |= {"BillingPeriodEnd": "2026-08-01T00:00:00Z", "InvoiceDetailId": "MH-07-1"}
    write(late / "invoices.csv", [lines[0] | july])


def write(file: Path, rows: list[dict[str, str]]) -> None:
    with file.open("w", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def exported(home: Home, tmp_path: Path, *arguments: str) -> list[dict[str, str]]:
    out = tmp_path / "exported.csv"
    done = home.assay("export", *arguments, "--out", str(out))
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(out.open()))


def sums(rows: list[dict[str, Any]], column: str) -> Decimal:
    return sum((Decimal(row[column] or 0) for row in rows), Decimal(0))


def decided_at(home: Home, month: str) -> str:
    records = sorted((home.path / "landing" / "assay" / "closes" / month).glob("*.jsonl"))
    return str(json.loads(records[-1].read_text().splitlines()[-1])["decided_at"])


def accruals(home: Home, month: str) -> dict[str, Any]:
    return home.query(
        "select sum(accrued_cost) as accrued, sum(reversed_cost) as reversed, sum(charged_cost) as charged,"
        " sum(true_up_cost) as true_up, sum(open_accrual_cost) as open from marts.mart_monthly_accruals"
        f" where billing_period = {literal(month)} and issuer = 'Model House'"
    )[0]


def test_what_was_signed_stays_and_what_comes_late_is_a_correction_and_a_true_up(home: Home, tmp_path: Path) -> None:
    for arguments, said in (
        (["2026-08"], "nothing is billed"),
        (["2026-06x"], "is no month"),
        (["2026-06", "--issuer", "O'Nobody"], "has no period"),
        (["2026-06", "--reopen"], "needs a reason"),
        (["2026-06", "--reopen", "--reason", "x"], "nothing to reopen"),
        (["2026-06"], "marts.mart_invoice_reconciliation shows them"),  # escalated differences need a reason
        (["2026-07"], "has no invoice yet"),
    ):
        refused = home.assay("close", *arguments)
        assert refused.returncode in (1, 2)
        assert said in refused.stderr, refused.stderr
    assert not (home.path / "landing" / "assay").exists()
    assert accruals(home, "2026-07") == {
        "accrued": ACCRUED, "reversed": 0, "charged": 0, "true_up": 0, "open": ACCRUED,
    }  # fmt: skip
    july = home.query("from marts.fct_billing_periods where billing_period = '2026-07'")
    assert [(row["status"], row["open_accrual_usd"]) for row in july] == [("open", ACCRUED)]

    signed = home.query(TOTALS)
    for month in ("2026-06", "2026-07"):
        closed = home.assay("close", month, "--accept", "signed as it is")
        assert closed.returncode == 0, closed.stderr
    again = home.assay("close", "2026-06", "--accept", "again")  # before any build, too
    assert again.returncode == 1
    assert "closed already" in again.stderr
    restate(home, Decimal("1.5"))
    bill_july(home)
    home.build("--as-of", AUGUST)

    # June is charged back as it was signed, July as it was: at nothing; the rest is of the next month that is open
    periods = home.query("from marts.fct_billing_periods order by all")
    assert {row["status"] for row in periods} == {"closed"}
    assert all(len(row["rows_hash"]) == 64 and row["accepted_reason"] == "signed as it is" for row in periods)
    assert home.query(TOTALS) == signed
    corrections = home.query("from marts.mart_period_corrections")
    assert {row["posted_period"] for row in corrections if row["issuer"] == "Model House"} == {"2026-08"}
    assert {row["posted_period"] for row in corrections if row["issuer"] != "Model House"} == {"2026-07"}
    computed = home.query("select sum(allocated_cost) as cost from marts.fct_cost_allocations")[0]["cost"]
    assert sums(corrections, "correction_cost") == computed - sums(signed, "charged_cost") > BILLED

    # what was accrued is reversed by its invoice, and accrual and true-up are the invoice
    entries = home.query("from intermediate.int_accrual_entries order by posted_period")
    assert [(row["posted_period"], row["entry"]) for row in entries[:1] + entries[-1:]] == [
        ("2026-07", "accrual"),
        ("2026-08", "reversal"),
    ]
    assert sums([row for row in entries if row["entry"] == "accrual"], "cost") == ACCRUED
    assert sums(entries, "cost") == 0
    told = accruals(home, "2026-07")
    assert told["accrued"] + told["true_up"] == told["charged"] == BILLED
    assert told["open"] == 0 == told["accrued"] + told["reversed"]
    for month, posted in (("2026-06", signed), ("2026-07", corrections), ("2026-08", corrections)):
        lines = [row for row in exported(home, tmp_path, "gl", "--month", month) if row["currency"] == "USD"]
        assert sums(lines, "debit") == sums(lines, "credit") > 0
        owed = [row for row in lines if row["account"] == "2110"]
        of_month = [
            row.get("correction_cost", row.get("charged_cost", row.get("cost")))
            for row in [*posted, *entries]
            if row["currency"] == "USD" and row.get("posted_period", month) == month
        ]
        # each issuer's cents are rounded by themselves
        assert abs(sums(owed, "credit") - sums(owed, "debit") - sum(of_month)) < Decimal("0.02")

    # the report of June of that day, as it is known now, and what is between them
    reported = exported(home, tmp_path, "chargeback", "--month", "2026-06", "--known-by", decided_at(home, "2026-06"))
    assert sums(reported, "reported_cost") == sums(signed, "charged_cost")
    assert sums(reported, "known_now_cost") == computed - BILLED
    assert sums(reported, "not_booked_cost") == computed - BILLED - sums(signed, "charged_cost")
    assert sums(reported, "booked_since_cost") == 0
    early = home.assay("export", "chargeback", "--month", "2026-06", "--known-by", "2026-07-05", "--out", str(tmp_path))
    assert early.returncode == 1
    assert "was on nobody's books" in early.stderr

    reopened = home.assay("close", "2026-06", "--reopen", "--reason", "the vendor's credit note")
    assert reopened.returncode == 0, reopened.stderr
    assert "nothing to reopen" in home.assay("close", "2026-06", "--reopen", "--reason", "x").stderr


def test_a_month_that_is_not_over_is_not_closed_and_a_journal_of_nothing_is_not_written(
    built: Home, tmp_path: Path
) -> None:
    early = built.assay("close", "2026-06")
    assert early.returncode == 1
    assert "not over" in early.stderr
    out = tmp_path / "journal.csv"
    out.write_text("last month's")
    done = built.assay("export", "gl", "--month", "2025-01", "--out", str(out))
    assert done.returncode == 1
    assert "nothing is charged back for 2025-01" in done.stderr
    assert out.read_text() == "last month's"


def test_rows_that_are_not_as_they_were_closed_are_found(books: Home, tmp_path: Path) -> None:
    home = Home(Path(shutil.copytree(books.path, tmp_path / "home", symlinks=True)))
    with duckdb.connect(str(home.path / "warehouse.duckdb")) as warehouse:
        warehouse.execute(
            "insert into intermediate.int_closed_periods (issuer, billing_period, is_closed, rows_file, rows_hash)"
            " values ('Model House', '2026-06', true, '0001.parquet', 'as it was')"
        )
    settings = load_settings().with_home(home.path)
    dbt = [str(Path(sys.executable).with_name("dbt")), "test", "--select", "what_was_closed_lies_as_it_was_closed"]
    done = subprocess.run(
        dbt,
        cwd=DBT_PROJECT_DIR,
        env=home.environment(**building.environment(settings, None)),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1, done.stdout[-2000:]
    assert "Got 1 result, configured to fail" in done.stdout


def test_focus_leaves_as_it_came_and_an_outside_validator_accepts_both_versions(books: Home, tmp_path: Path) -> None:
    charges = exported(books, tmp_path, "focus")
    assert sums(charges, "BilledCost") == sums(list(csv.DictReader((SAMPLE / JUNE).open())), "BilledCost")
    lines = list(csv.DictReader((books.path / "landing" / INVOICES).open()))
    assert toolkit("validate", "--dataset", "cost-and-usage", str(tmp_path / "exported.csv")) == 0
    assert problems(charges, lines) == []
    # what the company's own bill has more than its invoice is said, by invoice
    invoiced = next(row for row in charges if row["InvoiceDetailId"] == "MH-06-1")
    invoiced["BilledCost"] = str(Decimal(invoiced["BilledCost"]) + 5)
    assert [problem.code for problem in problems(charges, lines)] == ["FDT-CROSS-030"]

    older = exported(books, tmp_path, "focus", "--version", "1.2")
    assert {"ProviderName", "PublisherName"} <= older[0].keys()
    assert not {"ServiceProviderName", "HostProviderName", "InvoiceDetailId"} & older[0].keys()
    read = ("--source-version", "1.2", "--source-dataset", "cost-and-usage", "--exit-policy", "pipeline")
    out = tmp_path / "converted"
    assert toolkit("convert", "--cost-and-usage", str(tmp_path / "exported.csv"), "--out", str(out), *read) == 0
    converted = list(csv.DictReader((out / "focus_1_4_cost_and_usage.csv").open()))
    assert sums(converted, "BilledCost") == sums(older, "BilledCost")
    assert problems(converted, lines) == []
    refused = books.assay("export", "focus", "--version", "1.3", "--out", str(tmp_path / "no.csv"))
    assert refused.returncode == 2


def toolkit(*arguments: str) -> int:
    done = subprocess.run([Path(sys.executable).with_name("focus-toolkit"), *arguments], capture_output=True, text=True)
    assert "violation" not in done.stdout, done.stdout
    return done.returncode


def problems(charges: list[dict[str, str]], lines: list[dict[str, str]]) -> list[Any]:
    bundle = {"Cost and Usage": charges, "Invoice Detail": lines}
    report = validate_dataset_bundle(bundle, invoice_detail_authoritative=True, rounding_tolerance=Decimal("0.01"))
    return list(report.errors)
