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
WEIGHTS = st.lists(st.integers(1, 10**19) | st.integers(1, 9), min_size=1, max_size=20)


@settings(max_examples=60, deadline=None)
@given(charges=st.lists(st.tuples(AMOUNT, WEIGHTS), min_size=1, max_size=4))
def test_a_split_is_that_by_largest_remainder_in_whole_numbers(charges: list[tuple[Decimal, list[int]]]) -> None:
    rows = [
        (number, place, int(amount / UNIT), weight)
        for number, (amount, weights) in enumerate(charges)
        for place, weight in enumerate(weights)
    ]
    with duckdb.connect() as connection:
        connection.execute("create table given (charge int, receiver int, units hugeint, weight hugeint)")
        connection.executemany("insert into given values (?, ?, ?, ?)", rows)
        found = connection.execute(f"select charge, receiver, share_units from ({SPLIT}) order by all").fetchall()
    assert found == [
        (number, receiver, share)
        for number, (amount, weights) in enumerate(charges)
        for receiver, share in enumerate(hamilton(int(amount / UNIT), weights))
    ]


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
