"""The price table's data tests are seen to catch what they are there for, and to pass the table that ships."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest
import yaml
from jinja2 import Environment

from orchestration.sql import literal

ROOT = Path(__file__).parents[2]
PRICES = ROOT / "seeds" / "reference" / "prices.csv"
GOOD = {
    "model": "'m'",
    "token_kind": "'output'",
    "tier": "'standard'",
    "region": "'global'",
    "prompt_tokens_over": "0",
    "price_basis": "'list'",
    "price": "15",
    "currency": "'USD'",
    "unit": "'million tokens'",
    "valid_from": "date '2026-01-01'",
    "valid_to": "date '9999-12-31'",
    "source": "'a page'",
    "captured_on": "date '2026-11-28'",
}


def data_tests() -> dict[str, str]:
    """Each test's query over a table `prices`, by its name, as dbt would render it."""
    seeds = yaml.safe_load((ROOT / "seeds" / "reference" / "_reference__seeds.yml").read_text())["seeds"]
    declared = next(seed for seed in seeds if seed["name"] == "prices")["data_tests"]
    queries = {}
    for entry in declared:
        (kind, test), *_ = entry.items()
        text = (ROOT / "dbt_project" / "data_tests" / "generic" / f"{kind}.sql").read_text()
        body = re.sub(r"{%-? (test|endtest).*?%}", "", text)
        template = Environment(autoescape=False).from_string(body)
        queries[test.get("name", kind)] = template.render(
            model="prices", is_untested=lambda *_: "true", piece=None, **test["arguments"]
        )
    return queries


def failing(connection: duckdb.DuckDBPyConnection) -> set[str]:
    return {name for name, query in data_tests().items() if connection.execute(query).fetchall()}


def test_the_prices_that_ship_pass() -> None:
    with duckdb.connect() as connection:
        connection.execute(f"create table prices as from read_csv({literal(PRICES)})")
        assert failing(connection) == set()
        models = {row[0] for row in connection.execute("select distinct model from prices").fetchall()}
    assert {"claude-sonnet-4-5", "claude-opus-5-5", "gpt-5", "gpt-5-mini"} <= models


FOLLOWS = "prices_neither_overlap_nor_leave_a_gap"
IS_DOLLARS = "a_price_is_dollars_a_million_tokens"
IS_KNOWN = "a_price_has_known_words_and_a_source"


@pytest.mark.parametrize(
    ("rows", "caught"),
    [
        ([{}], set()),
        ([{"valid_to": "date '2026-05-01'"}, {"valid_from": "date '2026-05-01'"}], set()),
        ([{"valid_to": "date '2026-05-01'"}, {"valid_from": "date '2026-04-30'"}], {FOLLOWS}),  # overlap
        ([{"valid_to": "date '2026-05-01'"}, {"valid_from": "date '2026-05-02'"}], {FOLLOWS}),  # gap
        ([{"valid_to": "date '2026-01-01'"}], {FOLLOWS}),  # never holds
        ([{"valid_to": "cast(null as date)"}], {FOLLOWS}),
        ([{}, {"price": "16"}], {"grain", FOLLOWS}),  # two prices for one day
        ([{}, {"price_basis": "'contract'", "price": "9"}], set()),
        ([{"price": "0.000015"}], {IS_DOLLARS}),  # a token's
        ([{"price": "0.0006", "token_kind": "'cache_read'"}], {IS_DOLLARS}),
        ([{"unit": "'tokens'"}], {IS_DOLLARS}),
        ([{"currency": "'EUR'"}], {IS_DOLLARS}),
        ([{"price": "cast(null as decimal(12, 6))"}], {IS_DOLLARS}),
        ([{"price": "-15"}], {IS_DOLLARS}),
        ([{"token_kind": "'input'"}], {IS_KNOWN}),
        ([{"tier": "'flexx'"}], {IS_KNOWN}),
        ([{"source": "cast(null as varchar)"}], {IS_KNOWN}),
    ],
)
def test_a_bad_price_is_caught(rows: list[dict[str, str]], caught: set[str]) -> None:
    values = [f"({', '.join((GOOD | row).values())})" for row in rows]
    with duckdb.connect() as connection:
        connection.execute(f"create table prices as from (values {', '.join(values)}) as t ({', '.join(GOOD)})")
        assert failing(connection) == caught
