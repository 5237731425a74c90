"""A home anywhere, a shell with anything set, and bills with any name on them."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from orchestration.sql import literal
from tests.integration.conftest import SAMPLE, Home

#: Each of these changed or stopped a build that believed it.
OF_THE_SHELL = {
    "DBT_TARGET": "prod", "DBT_PROFILE": "corp", "DBT_EMPTY": "true", "DBT_FAIL_FAST": "true",
    "DBT_FULL_REFRESH": "true", "DBT_PROJECT_DIR": "/nowhere", "DBT_ENGINE_STATIC_ANALYSIS": "off",
    "DBT_LOG_FORMAT": "text", "DBT_QUIET": "true",
    "DAGSTER_DBT_PARSE_PROJECT_ON_LOAD": "1", "DAGSTER_HOME": "/nowhere",
    "PYTHONWARNINGS": "error", "PYTHONIOENCODING": "ascii",
}  # fmt: skip


def test_a_home_of_any_name_in_any_shell_gives_the_same_numbers(
    sample: Home, tmp_path: Path, new_home: Callable[..., Home]
) -> None:
    path = tmp_path / """o'brien "q" {x} {{ 7+7 }} 5% $HOME ~;#@:,&|<> Büro """ / "home"
    path.parent.mkdir()
    shutil.copytree(new_home().path, path)
    home = Home(path)
    done = home.build()
    assert home.digest() == sample.digest()
    assert "Büro" in done.stdout

    for command in ("build", "status"):
        # started anew: Python reads its own variables only then
        done = subprocess.run(
            home.command(command), env=home.environment(**OF_THE_SHELL), capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        assert "B\\xfcro" in done.stdout
    assert home.digest() == sample.digest()


def test_a_name_on_a_bill_is_a_name_and_never_sql(built: Home) -> None:
    """An apostrophe is lawful; the other tries to leave its quotes, and to carry who is who out of the home."""
    loot = built.path / "loot.csv"
    copy = f"copy (from warehouse.restricted.person_identities) to {literal(loot)}"
    names = [
        "Moody's Analytics",
        "a') group by all) t; LOOT; select 0 from (select 1 where '' in ('".replace("LOOT", copy),
        "a'); LOOT --".replace("LOOT", copy),
        "{{ 7 * 7 }} {% raw %} \\' \" $$ ; --",
    ]
    (source,) = (SAMPLE / "focus" / "charges" / "2026-06").glob("*.csv")
    charge = next(row for row in csv.DictReader(io.StringIO(source.read_text())) if row["BillingCurrency"] == "USD")
    text = io.StringIO()
    rows = csv.DictWriter(text, list(charge))
    rows.writeheader()
    for name in names:
        rows.writerow(charge | {"InvoiceIssuerName": name, "ChargeDescription": name, "BilledCost": "5"})
    landed = built.path / "landing" / "focus" / "charges" / "2026-06" / "others.csv"
    landed.write_text(text.getvalue())
    for _ in range(2):  # what stands is compared with what is new by the same names
        built.build()
        found = built.query("select issuer, sum(billed_cost) as cost from marts.fct_charges group by issuer")
        assert {row["issuer"]: float(row["cost"]) for row in found if row["issuer"] in names} == dict.fromkeys(names, 5)
        assert not loot.exists()
