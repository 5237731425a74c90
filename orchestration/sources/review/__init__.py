"""What reviewers decide about gaming cases, as CSV: from `assay review`, or from a system of their own.

A decision has no words of anybody's: the reason is one of a closed list, and who decided is a role.
"""

from datetime import date

from orchestration.sources import Column, Stream
from orchestration.sql import literal

#: Why, by decision. An appeal reopens the question, until another decision.
REASONS: dict[str, tuple[str, ...]] = {
    "confirmed": ("scripted_use", "inflated_use", "padded_outcomes", "shifted_cost"),
    "benign": ("automation", "experiment", "assigned_work", "tool_behaviour", "working_hours", "wrong_data"),
    "appealed": ("disputed", "new_facts"),
}
ROLES = ("reviewer", "lead_reviewer", "works_council", "people_operations")


def _list(words: tuple[str, ...]) -> str:
    return f"({', '.join(map(literal, words))})"


STREAMS = (
    Stream(
        source="review",
        name="decisions",
        rows="one row a decision about a gaming case",
        day="decided_on",
        columns=(
            Column(
                "case_id",
                required=True,
                holds="regexp_full_match({}, '[0-9a-f]+') and length({}) = 32",
                fault="is no case's id",
            ),
            Column("decision", required=True, holds=f"{{}} in {_list(tuple(REASONS))}"),
            Column("decided_on", "DATE", required=True, earliest=date(2020, 1, 1)),
            Column(
                "reason",
                required=True,
                holds=" or ".join(f"{{decision}} = {literal(d)} and {{}} in {_list(r)}" for d, r in REASONS.items()),
                fault="is no reason of the closed list for that decision",
            ),
            Column("reviewer_role", required=True, holds=f"{{}} in {_list(ROLES)}"),
        ),
        owner="team:review",
        late_after_days=10_000,  # no case, no decision
    ),
)
