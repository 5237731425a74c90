"""The macros that split money, rendered as dbt would, against any amounts."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from random import Random

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

#: up to a bill of 10^12 dollars, shared by counts of tokens or by money as large as itself
AMOUNT = st.decimals(min_value="-1000000", max_value="1000000", places=12) | st.decimals(
    min_value="-1000000000000", max_value="1000000000000", places=12
)
WEIGHTS = st.lists(st.integers(1, 10**24) | st.integers(1, 10**15) | st.integers(1, 9), min_size=1, max_size=20)


@settings(max_examples=60, deadline=None)
@given(charges=st.lists(st.tuples(AMOUNT, WEIGHTS), min_size=1, max_size=4), order=st.randoms(use_true_random=False))
def test_a_split_is_that_by_largest_remainder_in_whole_numbers_in_any_order_of_rows(
    charges: list[tuple[Decimal, list[int]]], order: Random
) -> None:
    rows = [
        (number, place, int(amount / UNIT), weight)
        for number, (amount, weights) in enumerate(charges)
        for place, weight in enumerate(weights)
    ]
    order.shuffle(rows)
    found = split(rows)
    assert found == [
        (number, receiver, share)
        for number, (amount, weights) in enumerate(charges)
        for receiver, share in enumerate(hamilton(int(amount / UNIT), weights))
    ]


def test_a_commitment_of_millions_follows_charges_of_millions_to_the_last_unit() -> None:
    """Money by money: amount x weight of these is 2 x 10^38, above what a HUGEINT holds."""
    charges, credit = [int(Decimal(text) / UNIT) for text in ("9000000.000000000001", "6000000")], -14 * 10**18
    found = split([(0, place, credit, charge) for place, charge in enumerate(charges)])
    assert found == [(0, 0, -8400000000000000000), (0, 1, -5600000000000000000)]


def split(rows: list[tuple[int, int, int, int]]) -> list[tuple[int, int, int]]:
    with duckdb.connect() as connection:
        connection.execute("create table given (charge int, receiver int, units hugeint, weight hugeint)")
        connection.executemany("insert into given values (?, ?, ?, ?)", rows)
        return connection.execute(f"select charge, receiver, share_units from ({SPLIT}) order by all").fetchall()


def hamilton(units: int, weights: list[int]) -> list[int]:
    """Whole units by weight, exactly: the floors, and one more for the largest remainders, the first of equals."""
    shares = [divmod(abs(units) * weight, sum(weights)) for weight in weights]
    left = abs(units) - sum(share for share, _ in shares)
    lucky = sorted(range(len(weights)), key=lambda place: (-shares[place][1], place))[:left]
    return [(share + (place in lucky)) * (1 if units > 0 else -1) for place, (share, _) in enumerate(shares)]


@settings(max_examples=60, deadline=None)
@given(units=st.integers(-(10**30), 10**30))
def test_money_counts_in_whole_units_to_the_last_digit(units: int) -> None:
    with duckdb.connect() as connection:
        amount = render(f"from_units({f'{units}::hugeint'!r})")
        assert connection.execute(
            f"select {render('units(' + repr('a') + ')')} from (select {amount} as a)"
        ).fetchall() == [(units,)]


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
