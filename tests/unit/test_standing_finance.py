"""What finance is told stands as what analysts are told does, and what follows from it follows from what stands."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from orchestration import home, publish
from orchestration.settings import Settings
from orchestration.sql import literal

CORE = dict.fromkeys(("ada", "ben", "cyd", "dan", "eve"), 5)
APPS = dict.fromkeys(("fay", "gus", "hal", "ian", "joe"), 4)
Amounts = dict[str, dict[str, int]]


class Books:
    """A home whose warehouse holds one month's chargeback of one tool, by cost centre and person."""

    def __init__(self, path: Path) -> None:
        self.settings = Settings(home=path)
        home.prepare(self.settings)
        self.day = 0
        self.said: list[str] = []

    def publish(self, amounts: Amounts, accruals: Amounts | None = None) -> None:
        """Publish what cost centres are charged, and what of it an issuer (the same names) charges."""
        self.day += 1
        with duckdb.connect(str(self.settings.warehouse)) as connection:
            for schema in ("analyst", "finance", "marts", "restricted", "intermediate"):
                connection.execute(f"create schema if not exists {schema}")
            connection.execute(
                "create or replace table intermediate.int_as_of as select date '2026-07-31' + ? as as_of_date",
                [self.day],
            )
            self._lines(connection, "int_told_chargebacks", "cost_center", ("charged_cost",), amounts)
            connection.execute(
                "create or replace table finance.mart_cost_center_monthly_chargeback as select month, tool, currency,"
                " cost_center, cast(sum(charged_cost) as decimal(38, 12)) as charged_cost,"
                " cost_center = 'core' as is_period_closed, any_value(as_of_date) as told_as_of"
                " from intermediate.int_told_chargebacks, intermediate.int_as_of group by all"
            )
            connection.execute(
                "create or replace table finance.mart_monthly_budget as select date '2026-06-01' as month,"
                " unnest(['core', 'tiny']) as cost_center, cast(30 as decimal(38, 12)) as budget_usd,"
                " cast(999 as decimal(38, 12)) as actual_usd"
            )
            connection.execute(
                "create or replace table finance.dim_cost_centers as"
                " select unnest(['core', 'apps', 'tiny', 'gone']) as cost_center"
            )
            if accruals:
                self._accruals(connection, accruals)
        publish.publish(self.settings, f"v{self.day}", self.said.append)

    @staticmethod
    def _lines(
        connection: duckdb.DuckDBPyConnection, table: str, key: str, numbers: tuple[str, ...], amounts: Amounts
    ) -> None:
        rows = [[name, person, str(cost)] for name, people in amounts.items() for person, cost in people.items()]
        told = ", ".join(f"cast(r[3] as decimal(38, 12)) as {number}" for number in numbers)
        connection.execute(
            f"create or replace table intermediate.{table} as select date '2026-06-01' as month, 'cli' as tool,"
            f" 'USD' as currency, r[1] as {key}, 0 as level, r[1] as cell, r[2] as person_key, {told}"
            " from (select unnest(?) as r)",
            [rows],
        )

    def _accruals(self, connection: duckdb.DuckDBPyConnection, amounts: Amounts) -> None:
        numbers = ("accrued_cost", "reversed_cost", "charged_cost", "true_up_cost", "open_accrual_cost")
        self._lines(connection, "int_told_accruals", "issuer", numbers, amounts)
        for column in ("billing_period", "basis"):
            connection.execute(f"alter table intermediate.int_told_accruals add column {column} varchar default 'x'")
        sums = ", ".join(f"cast(sum({number}) as decimal(38, 12)) as {number}" for number in numbers)
        connection.execute(
            "create or replace table finance.mart_monthly_accruals as select issuer, billing_period, month, tool,"
            f" currency, basis, 'list' as accrual_basis, true as is_invoiced, {sums},"
            " any_value(as_of_date) as told_as_of"
            " from intermediate.int_told_accruals, intermediate.int_as_of group by all"
        )

    def read(self, sql: str) -> dict[str, Decimal | None]:
        with duckdb.connect(str(self.settings.published / "current" / "finance.duckdb"), read_only=True) as connection:
            return dict(connection.execute(sql).fetchall())

    def charged(self) -> dict[str, Decimal | None]:
        return self.read("select cost_center, charged_cost from marts.mart_cost_center_monthly_chargeback")


@pytest.fixture
def books(tmp_path: Path) -> Books:
    made = Books(tmp_path / "home")
    made.publish({"core": CORE, "apps": APPS})
    assert made.charged() == {"core": 25, "apps": 20}
    return made


def test_one_persons_late_charge_changes_nothing_and_what_is_no_persons_is_as_it_is(books: Books) -> None:
    closed = "select cost_center, is_period_closed from marts.mart_cost_center_monthly_chargeback"
    books.publish({"core": CORE | {"ada": 15}, "apps": {person: cost + 2 for person, cost in APPS.items()}})
    assert books.charged() == {"core": 25, "apps": 30}
    assert books.read(closed) == {"core": True, "apps": False}


def test_a_budgets_spending_is_the_sum_of_what_stands(books: Books) -> None:
    books.publish({"core": CORE | {"ada": 15}, "apps": APPS})
    spent = "select cost_center, actual_usd from marts.mart_monthly_budget"
    assert books.read(spent) == {"core": 25, "apps": 20, "tiny": None}
    plan = "select cost_center, budget_usd from marts.mart_monthly_budget"
    assert books.read(plan) == {"core": 30, "apps": None, "tiny": 30}


def test_a_dimension_names_what_tables_name(books: Books) -> None:
    assert books.read("select cost_center, null from marts.dim_cost_centers").keys() == {"core", "apps", "tiny"}


def test_a_copy_and_its_manifest_say_how_much_stands_by_itself(books: Books) -> None:
    shares = books.read("select table_name, own_share from marts.about_withheld")
    assert shares == {"mart_cost_center_monthly_chargeback": 1}
    manifest = json.loads((books.settings.published / "current" / "manifest.json").read_text())
    assert [(said["audience"], said["told_people_share"]) for said in manifest["withheld"]] == [("finance", "1.0000")]


def test_accruals_less_the_chargeback_are_nobodys(tmp_path: Path) -> None:
    books = Books(tmp_path / "home")
    books.publish({"core": CORE, "apps": APPS}, accruals={"house": CORE | APPS})
    told = "select issuer, charged_cost from marts.mart_monthly_accruals"
    assert books.read(told) == {"house": 45}
    # apps moves and ada's core does not: 65 less 55 would be hers
    more = {person: cost + 2 for person, cost in APPS.items()}
    books.publish({"core": CORE | {"ada": 15}, "apps": more}, accruals={"house": CORE | more | {"ada": 15}})
    assert books.charged() == {"core": 25, "apps": 30}
    assert books.read(told) == {"house": 45}


def test_what_cannot_be_held_against_a_new_version_goes_and_is_said_to(books: Books) -> None:
    """As another Assay wrote it: with a column more, or without a word on who is behind it."""
    with duckdb.connect() as connection:
        told = books.settings.published / "v1" / "finance" / "mart_cost_center_monthly_chargeback.parquet"
        connection.execute("create table old as from read_parquet(?)", [str(told)])
        connection.execute(f"copy (select *, 1 as people_count from old) to {literal(str(told))} (format parquet)")
    books.publish({"core": CORE | {"ada": 15}, "apps": APPS})
    assert publish.versions(books.settings) == {"v2": True}
    assert any("v1 was told by the rules of another Assay" in line for line in books.said)
    for file in books.settings.published.glob("v2/contributors/*/*"):
        file.unlink()
    books.publish({"core": CORE, "apps": APPS})
    assert publish.versions(books.settings) == {"v3": True}
    assert books.charged() == {"core": 25, "apps": 20}
