"""What a plausible bill looks like. Months have no usual number of rows: a bill grows until it is closed."""

from __future__ import annotations

from expectations.rules import GuardedTable, Rule
from expectations.suites._streams import stream

LARGEST = 1_000_000


def _watch(name: str, *rules: Rule) -> GuardedTable:
    return GuardedTable(name, ("intermediate", name), rules, schema="intermediate", is_gate=False)


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
            query=(
                'select count(*) as charges, count(*) filter (where "ConsumedQuantity" is null) as without'
                " from {batch} where \"ChargeCategory\" = 'Usage'"
                ' having count(*) filter (where "ConsumedQuantity" is null) > 0.5 * count(*)'
            ),
            shows=("charges", "without"),
        ),
        history=(),
    ),
    *stream("focus", "invoice_details", history=()),
    _watch(
        "int_charge_files",
        Rule(
            name="files_that_others_hold_count_once",
            title="No file of a bill is a copy of another",
            why="Exports of the month so far, collected day by day, hold the bill as often; only the newest one counts",
            remedy="look whether these files are meant to be runs of one export: audit.landing_files names them, and"
            " intermediate.int_charge_files what supersedes each; out of the landing zone they are out of this line",
            severity="warning",
            limit="no file, and none of its charges counted",
            query=(
                "select billing_period, issuer, count(*) as files, sum(charge_count) as charges_not_counted,"
                " round(sum(billed_cost), 2) as amount_not_counted, currency from {batch}"
                " where superseded_by is not null group by billing_period, issuer, currency"
                " having sum(charge_count) > 0 order by billing_period desc, issuer"
            ),
            shows=("billing_period", "issuer", "files", "charges_not_counted", "amount_not_counted", "currency"),
        ),
    ),
    _watch(
        "int_charges_without_usage",
        Rule(
            name="billed_models_are_used",
            title="Somebody used each model that is billed",
            why="A model that bills and usage call otherwise, or a source that did not land, leaves its cost nobody's",
            remedy="give the name that marts.fct_charges shows the one of marts.fct_usage_days in"
            " seeds/reference/model_names.csv, or land the usage that is missing",
            severity="warning",
            limit="no model billed in US dollars, in the newest three billing periods",
            query=(
                "select billing_period, issuer, model, charge_count, round(billed_cost, 2) as amount_usd"
                " from {batch} where currency = 'USD' and billed_cost != 0"
                " order by abs(billed_cost) desc, billing_period, issuer, model"
            ),
            shows=("billing_period", "issuer", "model", "charge_count", "amount_usd"),
        ),
    ),
)
