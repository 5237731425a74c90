"""OpenTelemetry: traces as the collector's file exporter writes them, a line an export of many spans.

Traps: the GenAI conventions are older and newer than each other in one file, and OpenInference, Traceloop, Claude Code
and Codex have names of their own; a chain, an agent or a tool may repeat the sum of the calls below it; input tokens
include what came from a cache, but not Claude Code's; ids are hex in any case, 64-bit numbers are texts or numbers; an
export that is retried comes twice; sampled traces are a part. Attributes hold whatever a program put there, prompts
too, so only those that are named here are read, and nothing of names, events and links.
"""

from orchestration.sources import MONEY, Column, DataType, Stream

#: Of the attributes of a span, those that say which model was called, for whom, and how much it took: with `_` for `.`.
ATTRIBUTES: dict[str, DataType] = {
    **dict.fromkeys(
        (
            # what the span is
            "gen_ai_operation_name",
            "openinference_span_kind",
            "traceloop_span_kind",
            "llm_request_type",
            "span_type",
            # the model
            "gen_ai_response_model",
            "gen_ai_request_model",
            "llm_response_model_name",
            "llm_model_name",
            "llm_request_model_name",
            "embedding_model_name",
            "model",
            # for whom
            "user_email",
            "enduser_id",
            "user_account_id",
            "user_account_uuid",
            "user_id",
            "langfuse_user_id",
            "traceloop_association_properties_user_id",
            "ai_telemetry_metadata_userId",
            # in which session
            "session_id",
            "gen_ai_conversation_id",
            "conversation_id",
            "langfuse_session_id",
            "traceloop_association_properties_session_id",
            # with what outcome
            "error_type",
            "success",
        ),
        "VARCHAR",
    ),
    **dict.fromkeys(
        (
            "gen_ai_usage_input_tokens",
            "gen_ai_usage_prompt_tokens",
            "gen_ai_usage_output_tokens",
            "gen_ai_usage_completion_tokens",
            "gen_ai_usage_cache_read_input_tokens",
            "gen_ai_usage_cache_write_input_tokens",
            "gen_ai_usage_cache_creation_input_tokens",
            "gen_ai_usage_cached_input_tokens",
            "llm_usage_prompt_tokens",
            "llm_usage_completion_tokens",
            "llm_token_count_prompt",
            "llm_token_count_completion",
            "llm_token_count_prompt_details_cache_read",
            "llm_token_count_prompt_details_cache_write",
            # Claude Code's own
            "input_tokens",
            "output_tokens",
            "cache_read_tokens",
            "cache_creation_tokens",
        ),
        "BIGINT",
    ),
    **dict.fromkeys(("llm_cost_total", "gen_ai_usage_cost", "cost_usd"), MONEY),
}

#: What holds people's words, by the names that the conventions have for it. No attribute that is not declared is read.
WORDS = (
    "events",
    "links",
    "gen_ai.input.messages",
    "gen_ai.output.messages",
    "gen_ai.system_instructions",
    "gen_ai.prompt",
    "gen_ai.completion",
    "input.value",
    "output.value",
    "llm.input_messages",
    "llm.output_messages",
    "llm.prompts",
    "traceloop.entity.input",
    "traceloop.entity.output",
    "user_prompt",
)

STREAMS = (
    Stream(
        source="otel",
        name="traces",
        brings="usage",
        rows="one row a span, with the resource that it came from",
        day="startTimeUnixNano",
        records="resourceSpans.scopeSpans.spans",
        attributes=("attributes", "resource.attributes"),
        forbidden=WORDS,
        columns=(
            Column("traceId", required=True),
            Column("spanId", required=True),
            Column("parentSpanId"),
            Column("startTimeUnixNano", "BIGINT", required=True, is_epoch=True),
            Column("endTimeUnixNano", "BIGINT", maximum=5 * 10**18),
            Column("status", {"code": "VARCHAR"}),
            Column("attributes", ATTRIBUTES, minimum=0),
            Column(
                "resource",
                {
                    "attributes": dict.fromkeys(
                        ("service_name", "user_email", "enduser_id", "user_id", "session_id"), "VARCHAR"
                    )
                },
            ),
        ),
    ),
)
