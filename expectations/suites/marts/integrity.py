"""Whether cases and reviewers still fit together."""

from __future__ import annotations

from expectations.rules import GuardedTable
from expectations.suites.marts import mart, watch

AGREEMENT, DECISIONS = 0.9, 10

TABLES = (
    GuardedTable(
        "int_unknown_decisions",
        ("intermediate", "int_unknown_decisions"),
        (
            watch(
                "decisions_are_about_a_case",
                "Every decision is about a case that there is",
                "A slip in an id leaves a case open that somebody looked at, and somebody under suspicion",
                "correct the id in landing/review/decisions; `assay review --list` shows those that wait. A case can"
                " also be gone because usage came again, or because the as-of date lies before it",
                "none",
                "select case_id, cast(decided_on as varchar) as decided_on from {batch} order by decided_on, case_id",
                "case_id",
                "decided_on",
            ),
        ),
        schema="intermediate",
        is_gate=False,
    ),
    mart(
        "mart_signal_calibration",
        watch(
            "reviewers_agree_with_signals",
            "Reviewers agree with what signals say",
            "A signal whose cases turn out benign accuses honest people, and teaches reviewers to look away",
            "read the cases that were found benign, and raise the signal's limit in"
            " seeds/reference/signal_thresholds.csv, or take what explains them into its peers or excuses",
            f"at least {AGREEMENT:.0%} of the decided cases it fired in, from {DECISIONS} on",
            "select signal, decided_cases, agreement_share from {batch}"
            f" where decided_cases >= {DECISIONS} and agreement_share < {AGREEMENT} order by signal",
            "signal",
            "decided_cases",
            "agreement_share",
        ),
    ),
)
