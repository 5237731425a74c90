"""Datadog: the spans of LLM Observability, as its export API pages them.

Traps: `start_ns` is documented as nanoseconds, and in the documentation's sample it is milliseconds; costs are
nano-dollars, estimated from list prices; a root's parent is the text 'undefined'; agents and workflows may carry the
sums of the calls below; who it was for is told in tags only, `key:value`. `name`, `input`, `output` and `metadata` hold
people's words, and a tag may.
"""

from orchestration.sources import MONEY, Column, Stream

_TOKENS = ("input", "non_cached_input", "cache_read_input", "cache_write_input", "output", "total")

STREAMS = (
    Stream(
        source="datadog",
        name="llm_spans",
        brings="usage",
        rows="one row a span of an application",
        day="start_ns",
        records="data.attributes",
        more="meta.page.after",
        attributes=("tags",),
        forbidden=("name", "input", "output", "metadata", "tool_definitions", "intent", "evaluation"),
        columns=(
            Column("trace_id", required=True),
            Column("span_id", required=True),
            Column("parent_id"),
            Column("span_kind"),
            Column("status"),
            Column("start_ns", "BIGINT", required=True, is_epoch=True),
            Column("duration", MONEY, minimum=0, maximum=10**18),
            Column("ml_app"),
            Column("model_name"),
            Column("model_provider"),
            Column(
                "tags",
                dict.fromkeys(
                    ("user_email", "usr_email", "usr_id", "user_handle", "user_id", "session_id", "service"), "VARCHAR"
                ),
            ),
            Column(
                "metrics",
                {f"{kind}_tokens": "BIGINT" for kind in _TOKENS} | {"estimated_total_cost": MONEY},
                minimum=0,
                maximum=10**14,
            ),
        ),
    ),
)
