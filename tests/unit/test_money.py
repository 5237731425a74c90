"""The macros that split money, rendered as dbt would, against any amounts."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import duckdb
import jinja2
from hypothesis import given, settings
from hypothesis import strategies as st

MACROS = Path(__file__).resolve().parents[2] / "dbt_project" / "macros" / "money.sql"
UNIT = Decimal("0.000000000001")


def render(call: str) -> str:
    source = re.sub(r"\{#.*?#\}", "", MACROS.read_text(), flags=re.DOTALL)
    return jinja2.Environment(autoescape=False).from_string(source + "{{ " + call + " }}").render().strip()


SPLIT = render("largest_remainder('given', 'charge', 'receiver')")

AMOUNT = st.decimals(min_value="-1000000", max_value="1000000", places=12)
WEIGHTS = st.lists(st.integers(1, 10**15), min_size=1, max_size=20)


@settings(max_examples=60, deadline=None)
@given(charges=st.lists(st.tuples(AMOUNT, WEIGHTS), min_size=1, max_size=4))
def test_a_split_sums_to_the_amount_and_nobody_is_more_than_one_unit_off(
    charges: list[tuple[Decimal, list[int]]],
) -> None:
    rows = [
        (number, place, int(amount / UNIT), weight)
        for number, (amount, weights) in enumerate(charges)
        for place, weight in enumerate(weights)
    ]
    with duckdb.connect() as connection:
        connection.execute("create table given (charge int, receiver int, units hugeint, weight hugeint)")
        connection.executemany("insert into given values (?, ?, ?, ?)", rows)
        found = connection.execute(f"select charge, receiver, share_units from ({SPLIT})").fetchall()
    assert len(found) == len(rows)
    for number, (amount, weights) in enumerate(charges):
        units = int(amount / UNIT)
        shares = {receiver: share for charge, receiver, share in found if charge == number}
        assert sum(shares.values()) == units
        for receiver, share in shares.items():
            assert abs(share * sum(weights) - units * weights[receiver]) < sum(weights)


@given(amount=st.decimals(min_value="-99999999", max_value="99999999", places=12), count=st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_a_ratio_stays_decimal_and_is_null_without_anything_to_divide_by(amount: Decimal, count: int) -> None:
    with duckdb.connect() as connection:
        sql = f"select {render('ratio_usd(' + chr(39) + 'a' + chr(39) + ', ' + chr(39) + 'n' + chr(39) + ')')}"
        found = connection.execute(f"{sql} from (select ?::decimal(38,12) as a, ?::bigint as n)", [amount, count])
        [(value,)] = found.fetchall()
    if count == 0:
        assert value is None
    else:
        assert isinstance(value, Decimal)
        assert abs(value * count - amount) < UNIT * count
