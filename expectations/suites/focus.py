"""What a plausible bill looks like. Months have no usual number of rows: a bill grows until it is closed."""

from __future__ import annotations

from expectations.rules import UNEXPECTED_ROWS, Rule, rows
from expectations.suites._streams import stream

LARGEST = 1_000_000

TABLES = (
    *stream(
        "focus",
        "charges",
        Rule(
            name="one_charge_is_no_fortune",
            title="Hardly any single charge is above a million",
            why="A decimal point lost in an export multiplies every charge, and every row still looks like money",
            remedy="compare the sum with the invoice before anybody sees the marts",
            severity="warning",
            limit=f"between -{LARGEST:,} and {LARGEST:,} in 99.9 % of the charges",
            kind="ExpectColumnValuesToBeBetween",
            arguments={"column": "BilledCost", "min_value": -LARGEST, "max_value": LARGEST, "mostly": 0.999},
        ),
        Rule(
            name="usage_has_quantities",
            title="Most usage charges say how much was used",
            why="Without quantities a charge cannot be checked against the usage; some providers leave out a few",
            remedy="export with ConsumedQuantity, or ask the provider",
            severity="warning",
            limit="at least half of the charges of category Usage",
            kind=UNEXPECTED_ROWS,
            arguments=rows(
                'select count(*) as charges, count(*) filter (where "ConsumedQuantity" is null) as without'
                " from {batch} where \"ChargeCategory\" = 'Usage'"
                ' having count(*) filter (where "ConsumedQuantity" is null) > 0.5 * count(*)'
            ),
            shows=("charges", "without"),
        ),
        history=(),
    ),
    *stream("focus", "invoice_details", history=()),
)
