"""Arize Phoenix: the spans of its projects, as its REST API pages them.

Traps: attributes are OpenInference's, in flat keys with dots; chains and agents are spans too, and tokens on them are
sums; the API tells no cost; spans can be deleted or change without a word, and pages come in the order of arrival.
`input.value`, `output.value`, messages and events hold people's words.
"""

from orchestration.sources import TIMESTAMP, Column, Stream
from orchestration.sources.otel import ATTRIBUTES, WORDS

STREAMS = (
    Stream(
        source="phoenix",
        name="spans",
        brings="usage",
        rows="one row a span of a project",
        day="start_time",
        records="data",
        more="next_cursor",
        attributes=("attributes",),
        forbidden=(*WORDS, "name", "status_message"),
        columns=(
            Column("id"),
            Column(
                "context",
                {"trace_id": "VARCHAR", "span_id": "VARCHAR"},
                required=True,
                holds="struct_extract({}, 'trace_id') is not null and struct_extract({}, 'span_id') is not null",
                fault="lacks the id of a trace or of a span",
            ),
            Column("span_kind"),
            Column("parent_id"),
            Column("start_time", TIMESTAMP, required=True),
            Column("end_time", TIMESTAMP),
            Column("status_code"),
            Column("attributes", ATTRIBUTES, minimum=0),
        ),
    ),
)
