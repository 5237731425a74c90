"""Which column a header means, and what is said of one that lacks a column."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from orchestration.loading.rows import header_problem
from orchestration.sources import streams
from orchestration.sql import literal
from tests.conftest import Zone

INVOICES, KIRO = "focus/invoice_details", "kiro/user_report"
HEAD = "BilledCost,BillingCurrency,BillingPeriodStart,InvoiceId,InvoiceIssuerName"
ROW = "5.25,USD,2026-06-01T00:00Z,I-1,H"


@pytest.mark.parametrize(
    "head",
    [
        HEAD.lower(),
        HEAD.upper(),
        "\ufeff" + HEAD,
        "\ufeff\ufeff" + HEAD,
        HEAD.replace(",", " , "),
        f"\n{HEAD.swapcase()}",
        ",".join(f'" {name.lower()}\t"' for name in HEAD.split(",")),
    ],
)
def test_a_column_is_found_whatever_its_letters_and_blanks(zone: Zone, head: str) -> None:
    zone.land(INVOICES, "2026-06", "a.csv", f"{head}\n{ROW}\n")
    zone.load()
    assert zone.quarantine() == []
    assert [(str(row["BilledCost"]), row["InvoiceId"]) for row in zone.rows(INVOICES)] == [("5.250000000000", "I-1")]
    assert [file["extra_columns"] for file in zone.files()] == [None]


def test_a_parquet_of_a_catalogue_in_small_letters_loads(zone: Zone, tmp_path: Path) -> None:
    columns = ", ".join(
        f"{literal(value)} as {name.lower()}" for name, value in zip(HEAD.split(","), ROW.split(","), strict=True)
    )
    path = tmp_path / "a.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"copy (select {columns}) to {literal(str(path))} (format parquet)")
    zone.land(INVOICES, "2026-06", "a.parquet", path.read_bytes())
    zone.load()
    assert [row["InvoiceId"] for row in zone.rows(INVOICES)] == ["I-1"]


def test_the_models_of_a_kiro_report_are_found_in_capitals(zone: Zone) -> None:
    head, row = "DATE,USERID,CLIENT_TYPE,TOTAL_MESSAGES,OPUS_4.8_MESSAGES", "2026-06-01,u1,KIRO_IDE,9,7"
    zone.land(KIRO, "2026-06-01", "a.csv", f"{head}\n{row}\n")
    zone.load()
    assert [(row["Total_Messages"], row["model_messages"]) for row in zone.rows(KIRO)] == [(9, {"opus_4.8": 7})]


@pytest.mark.parametrize("twice", ["billedcost", "BilledCost ", "X_Note,x_note"])
def test_columns_that_differ_in_nothing_but_their_letters_are_refused(zone: Zone, twice: str) -> None:
    zone.land(INVOICES, "2026-06", "a.csv", f"{HEAD},{twice}\n{ROW},{','.join('1' for _ in twice.split(','))}\n")
    zone.load()
    assert [(f["rows_read"], f["rows_quarantined"]) for f in zone.files()] == [(1, 1)]
    assert "a column stands twice" in zone.files()[0]["error"]


UNKNOWN = "that the stream does not know"


def problem(*names: str) -> str:
    found = header_problem(streams()[INVOICES], names)
    return found.partition(";")[0] if found else "none"


def test_what_is_missing_is_named_and_what_was_found_instead() -> None:
    head = HEAD.split(",")
    assert problem(*head, "shoe_size") == "none"
    assert problem(*map(str.upper, head)) == "none"
    assert problem(*head[1:], "Billed_Cost") == "the header lacks `BilledCost` and has `Billed_Cost` instead"
    assert problem(*head[1:], "Cost") == "the header lacks `BilledCost` and has `Cost` instead"
    assert problem(*head[1:]) == "the header lacks `BilledCost`"


def test_a_header_that_is_none_tells_no_words_of_it() -> None:
    lacks = "the header lacks " + ", ".join(f"`{name}`" for name in HEAD.split(","))
    assert problem("secretprompt", "2026-06-01", "ada@sample.example", "a secret") == f"{lacks} and has 4 {UNKNOWN}"
    assert problem('{"error": "AccessDenied"}') == f"{lacks} and has 1 {UNKNOWN}"
    assert problem("secretprompt", "cost") == f"{lacks} and has `cost` instead"
    assert problem(*HEAD.split(",")[1:], "a secret") == f"the header lacks `BilledCost` and has 1 {UNKNOWN}"
