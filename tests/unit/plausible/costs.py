from tests.unit.plausible import Rows

ROWS: Rows = {
    "int_charges_like_ai": (
        "billing_period varchar, issuer varchar, currency varchar, charge_count bigint, billed_cost decimal(38,12)",
        "",
        "('2026-06', 'House', 'USD', 2, 7)",
    ),
    "int_estimated_charges": (
        "billing_period varchar, issuer varchar, is_of_record boolean, currency varchar, charge_count bigint,"
        " list_cost decimal(38,12)",
        "",
        "('2026-06', 'openai', true, 'USD', 2, 7)",
    ),
}
