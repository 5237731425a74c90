from tests.unit.plausible import Rows

ROWS: Rows = {
    "int_tool_names": (
        "usage_date date, request_count bigint, unnamed_count bigint",
        "('2026-06-01', 90, 10), ('2026-06-02', 10, 0)",
        "('2026-06-01', 90, 10), ('2026-06-02', 10, 1)",
    ),
}
