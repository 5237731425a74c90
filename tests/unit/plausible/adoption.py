from tests.unit.plausible import Rows

ROWS: Rows = {
    "mart_team_weekly_adoption": (
        "week_start_date date, team_id varchar, scheduled_people int, weekly_usage_share double, flagged_people int",
        "('2026-06-01', 'all', 100, 0.5, 5), ('2026-06-08', 'all', 125, 0.75, 0), ('2026-06-15', 'all', 125, 0, 0)",
        "('2026-06-01', 'all', 100, 0.5, 6), ('2026-06-08', 'all', 126, 0.8, 0), ('2026-06-15', 'all', 126, 0.8, 0)",
    ),
    "mart_measurement_disagreement": (
        "week_start_date date, tool varchar, measure varchar, primary_source varchar, other_source varchar,"
        " compared_people int, difference_share double",
        "('2026-06-01', 'x', 'output_tokens', 'a', 'b', 5, 0.25), ('2026-06-01', 'x', 'credits', 'a', 'b', 4, 9),"
        " ('2026-06-01', 'x', 'session_count', 'a', 'b', 50, 3)",
        "('2026-06-01', 'x', 'output_tokens', 'a', 'b', 5, -0.3)",
    ),
}
