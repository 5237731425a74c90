"""What plausible traces look like."""

from __future__ import annotations

from expectations.rules import Rule
from expectations.suites._streams import stream

LEAST_SPANS = 50

TABLES = stream(
    "otel",
    "traces",
    Rule(
        name="spans_tell_of_models",
        title="Among the spans of a day are calls of models",
        why="A convention that is renamed leaves spans of which none says a model or tokens: nobody seems to use any",
        remedy="look at a landed span for its attributes' new names, and add them to orchestration/sources/otel",
        severity="warning",
        limit=f"a span with tokens in each partition of {LEAST_SPANS} spans or more",
        query=(
            "select partition, count(*) as spans from {batch} group by partition"
            f" having count(*) >= {LEAST_SPANS} and count(coalesce(attributes.gen_ai_usage_input_tokens,"
            " attributes.gen_ai_usage_prompt_tokens, attributes.llm_token_count_prompt,"
            " attributes.llm_usage_prompt_tokens, attributes.input_tokens)) = 0"
        ),
        shows=("partition", "spans"),
    ),
    filled=("status", "resource"),
)
