"""Reconciliation at scale: what reads every charge, against plain DuckDB SQL for the same rows.

    .venv/bin/python -m tests.benchmarks.finance [--charges N]

Both run by turns on one table of charges, two threads, and the fastest of three runs of each counts. Everything else
that reconciles reads the few rows that this leaves. The issue's limit is 1.5.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from orchestration.clock import utc_now
from orchestration.loading.loader import Loader
from orchestration.settings import DBT_PROJECT_DIR, load_settings
from orchestration.warehouse import building

#: A year of two issuers' charges by person, model, kind of token and day; seats and taxes among them.
CHARGES = """
    create table marts.fct_charges as
    select
        md5(cast(i as varchar)) || case when i % 997 = 0 then '-2' else '-1' end as charge_id,
        'House ' || i % 2 as issuer,
        strftime(day, '%Y-%m') as billing_period,
        'House ' || i % 2 || strftime(day, '-%Y-%m') as invoice_id,
        'USD' as currency,
        case i % 50 when 0 then 'Tax' when 1 then 'Purchase' else 'Usage' end as charge_category,
        i % 50 = 1 as is_seat,
        cast(null as varchar) as tool,
        case when i % 50 > 1 then 'model-' || i % 12 else 'seat' end as sku_id,
        'Model API' as service_name,
        case when i % 3 = 0 then 'Tokens' else '1K tokens' end as consumed_unit,
        case when i % 50 > 1 then 'model-' || i % 12 end as model,
        case when i % 50 > 1 then ['uncached_input', 'cache_read', 'cache_write', 'output'][1 + i // 12 % 4] end
            as token_kind,
        day as charge_date_start,
        day + 1 as charge_date_end,
        cast(i % 10000 / 100.0 as decimal(38, 12)) as billed_cost,
        cast(i % 10000 / 100.0 as decimal(38, 12)) as effective_cost,
        cast(i % 10000 / 100.0 as decimal(38, 12)) as list_cost,
        cast(i % 5000 as decimal(38, 12)) as consumed_quantity,
        'billed' as cost_basis
    from (
        select i, cast(date '2026-01-01' + cast(i * 365 // $charges as integer) as date) as day
        from range($charges) as numbers (i)
    )
"""
#: As somebody would write it who has one night.
PLAIN = """
    select
        cast(billing_period || '-01' as date) as month, billing_period, issuer, invoice_id, currency,
        case
            when charge_category in ('Tax', 'Credit') then lower(charge_category)
            when charge_category != 'Purchase' then 'usage'
            when is_seat then 'seat' else 'commitment'
        end as line_kind,
        case when model is not null then charge_date_start end as charge_date,
        case when model is not null then charge_date_end end as charge_date_end,
        model, token_kind, count(*) as charge_count, sum(billed_cost) as billed_cost,
        sum(effective_cost) as effective_cost, sum(list_cost) as list_cost,
        sum(consumed_quantity * case consumed_unit when 'Tokens' then 1 when '1K tokens' then 1000 end) as tokens,
        sum(case when not regexp_matches(charge_id, '-1(-ai)?$') then billed_cost else 0 end) as repeated_cost
    from marts.fct_charges
    where cost_basis = 'billed'
    group by all
"""
LIMIT = 1.5


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--charges", type=int, default=3_000_000)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        model = compiled(Path(folder) / "home", "int_invoice_charges")
        with duckdb.connect(str(Path(folder) / "warehouse.duckdb")) as connection:
            connection.execute("set threads = 2; set memory_limit = '4GB'; create schema marts")
            connection.execute(CHARGES, {"charges": chosen.charges})
            rows = {name: connection.execute(f"select count(*), sum(billed_cost) from ({sql})").fetchall()
                    for name, sql in (("model", model), ("plain", PLAIN))}  # fmt: skip
            if rows["model"][0][1] != rows["plain"][0][1]:
                raise SystemExit(f"not the same money: {rows}")
            told: dict[str, list[float]] = {"model": [], "plain": []}
            for _ in range(3):
                for name, sql in (("plain", PLAIN), ("model", model)):
                    begun = time.perf_counter()
                    connection.execute(f"create or replace temp table made as {sql}")
                    told[name].append(time.perf_counter() - begun)
    model_s, plain_s = min(told["model"]), min(told["plain"])
    print(f"{chosen.charges:,} charges become {rows['model'][0][0]:,} rows")
    print(f"plain DuckDB SQL     {plain_s:6.2f} s")
    print(f"int_invoice_charges  {model_s:6.2f} s")
    print(f"ratio                {model_s / plain_s:6.2f}   (at most {LIMIT})")
    print(f"peak memory          {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:6.1f} GB  (under 6)")


def compiled(home: Path, model: str) -> str:
    """The SQL of a model as dbt runs it, over a table of another catalog."""
    settings = load_settings().with_home(home)
    settings.landing.mkdir(parents=True)
    with Loader(settings.landing, settings.raw, utc_now()) as loader:
        loader.load()  # gives every stream its empty dataset
    (home / "person_key.salt").write_text("0" * 64)
    environment = {**os.environ, **building.environment(settings, None)}
    command = [str(Path(sys.executable).with_name("dbt")), "--quiet", "compile", "--select", model]
    done = subprocess.run(command, cwd=DBT_PROJECT_DIR, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stdout[-4000:])
    found = next((home / "dbt" / "compiled").rglob(f"{model}.sql")).read_text()
    return found.replace('"warehouse".', "").replace('"', "")


if __name__ == "__main__":
    main()
