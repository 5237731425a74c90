from tests.unit.plausible import Rows

ROWS: Rows = {
    "mart_team_weekly_adoption": (
        "week_start_date date, team_id varchar, scheduled_people int, weekly_usage_share double, flagged_people int",
        "('2026-06-01', 'all', 100, 0.5, 5), ('2026-06-08', 'all', 125, 0.75, 0), ('2026-06-15', 'all', 125, 0, 0)",
        "('2026-06-01', 'all', 100, 0.5, 6), ('2026-06-08', 'all', 126, 0.8, 0), ('2026-06-15', 'all', 126, 0.8, 0)",
    ),
}
