"""What is spent, month by month: a question that two audiences ask of two columns."""

from orchestration.report.declared import Figure
from orchestration.report.marks import Bars
from orchestration.sql import identifier


def monthly_spend(heading: str, column: str, *, question: str, reading: str, needs: str) -> Figure:
    """Billed cost by month and `column` of the mart, under that heading; each currency by itself."""
    name = identifier(heading)
    return Figure(
        question=question,
        table="mart_monthly_spend",
        reading=reading,
        needs=needs,
        each="currency",
        query=f"""
            select
                month_of(spend.month) as month,
                currency,
                coalesce({identifier(column)}, 'unknown') as {name},
                cost_basis as basis,
                sum(billed_cost) as spend
            from marts.mart_monthly_spend as spend
            where coalesce(is_ai, true) and is_recent(spend.month)
            group by all
            order by currency, month, {name}, basis
            """,
        mark=Bars("month", "spend", heading, "as billed"),
        metrics={"spend": "ai_spend"},
    )
