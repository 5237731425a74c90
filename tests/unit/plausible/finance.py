from tests.unit.plausible import Rows

ROWS: Rows = {
    "mart_team_monthly_pull_request_cost": (
        "month date, team_id varchar, ai_cost_usd decimal(38,12), unattributed_cost_usd decimal(38,12),"
        " cost_per_merged_pull_request_usd decimal(38,12), counted_pull_request_count int,"
        " merged_pull_request_count int",
        "('2026-06-01', 'all', 100, 20, 10, 2, 10), ('2026-06-01', 'unattributed', 20, 20, null, 0, 0)",
        "('2026-06-01', 'all', 6000, 1201, 501, 1, 10)",
    ),
}
