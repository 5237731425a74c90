from tests.unit.plausible import Rows

ROWS: Rows = {
    "int_unknown_decisions": ("case_id varchar, decided_on date", "", "('0123', '2026-06-01')"),
    "mart_signal_calibration": (
        "signal varchar, decided_cases bigint, agreement_share decimal(9,6)",
        "('a', 10, 0.9), ('b', 9, 0.1), ('c', 0, null)",
        "('a', 10, 0.8), ('b', 9, 0.1)",
    ),
}
