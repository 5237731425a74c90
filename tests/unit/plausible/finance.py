from tests.unit.plausible import Rows

ROWS: Rows = {
    "mart_team_monthly_pull_request_cost": (
        "month date, team_id varchar, ai_cost_usd decimal(38,12), unattributed_cost_usd decimal(38,12),"
        " cost_per_merged_pull_request_usd decimal(38,12), counted_pull_request_count int,"
        " merged_pull_request_count int",
        "('2026-06-01', 'all', 100, 20, 10, 2, 10), ('2026-06-01', 'unattributed', 20, 20, null, 0, 0)",
        "('2026-06-01', 'all', 6000, 1201, 501, 1, 10)",
    ),
    "mart_invoice_reconciliation": (
        "billing_period varchar, issuer varchar, invoice_id varchar, reason varchar, difference decimal(38,12),"
        " currency varchar, status varchar",
        "('2026-06', 'House', 'i', 'price', 5, 'USD', 'within_tolerance')",
        "('2026-06', 'House', 'i', 'price', 500, 'USD', 'escalate')",
    ),
    "int_metered_days": (
        "usage_date date, tokens bigint, price_basis varchar",
        "('2026-06-01', 95, 'list'), ('2026-06-30', 5, 'none')",
        "('2026-06-01', 94, 'list'), ('2026-06-30', 6, 'none')",
    ),
    "int_currency_tolerances": (
        "currency varchar, is_known boolean",
        "('USD', true)",
        "('USX', false)",
    ),
    "int_misplaced_corrections": (
        "billing_period varchar, issuer varchar, charge_count bigint, billed_cost decimal(38,12), currency varchar",
        "",
        "('2026-06', 'House', 1, -2, 'USD')",
    ),
}
