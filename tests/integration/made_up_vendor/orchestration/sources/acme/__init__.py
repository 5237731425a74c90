"""Acme: a daily CSV of who asked how often."""

from orchestration.sources import Column, Stream

STREAMS = (
    Stream(
        source="acme",
        name="daily",
        brings="usage",
        rows="one row a person and UTC day",
        day="day",
        columns=(
            Column("day", "DATE", required=True),
            Column("email", required=True),
            Column("prompts", "BIGINT", minimum=0),
        ),
    ),
)
