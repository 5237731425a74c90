from tests.unit.plausible import Rows

ROWS: Rows = {
    "focus__charges": (
        '"BilledCost" decimal(38,12), "ChargeCategory" varchar, "ConsumedQuantity" decimal(38,12)',
        "(1000000, 'Usage', 1), (-5, 'Credit', null)",
        "(1000001, 'Usage', null)",
    ),
    "int_charge_files": (
        "billing_period varchar, issuer varchar, charge_count bigint, billed_cost decimal(38,12), currency varchar,"
        " superseded_by varchar",
        "('2026-06', 'House', 10, 100, 'USD', null)",
        "('2026-06', 'House', 10, 100, 'USD', 'run 2')",
    ),
    "int_charges_without_usage": (
        "billing_period varchar, issuer varchar, model varchar, currency varchar, charge_count bigint,"
        " billed_cost decimal(38,12)",
        "('2026-06', 'House', 'm', 'USD', 2, 0)",
        "('2026-06', 'House', 'm', 'USD', 2, 7)",
    ),
}
