from tests.unit.plausible import Rows

ROWS: Rows = {
    "mart_monthly_gaps": (
        "month date, source varchar, gap varchar, gap_count bigint",
        "('2026-06-01', 'github', 'files_incomplete', 0)",
        "('2026-06-01', 'github', 'files_incomplete', 1)",
    ),
}
