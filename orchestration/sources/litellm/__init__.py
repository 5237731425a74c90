"""LiteLLM proxy: the gateway's own request log (`LiteLLM_SpendLogs`), as a person exports it.

Traps: `spend` is the proxy's list-price estimate, not a bill; `user` owns the key, `end_user` is only claimed;
prompt tokens include what was read from and written to a cache or not, by provider and version, and only `metadata`
tells how much that was; `metadata` holds people's words too, so nothing else of it is kept.
"""

from orchestration.sources import MONEY, TIMESTAMP, Column, DataType, Stream

#: How the gateway writes tokens of a cache, by provider and version.
_DETAILS: DataType = {"cached_tokens": "BIGINT", "cache_creation_tokens": "BIGINT", "cache_write_tokens": "BIGINT"}
_USAGE: DataType = {
    "cache_read_input_tokens": "BIGINT",
    "cache_creation_input_tokens": "BIGINT",
    "prompt_cache_hit_tokens": "BIGINT",
    "prompt_tokens_details": _DETAILS,
    "input_tokens_details": _DETAILS,
}

STREAMS = (
    Stream(
        source="litellm",
        name="spend_logs",
        brings="usage",
        rows="one row a model request (or attempt) that passed the gateway",
        day="startTime",
        forbidden=("messages", "response", "proxy_server_request"),
        columns=(
            Column("request_id", required=True),
            Column("call_type"),
            Column("api_key"),
            Column("spend", MONEY, minimum=0),
            Column("total_tokens", "BIGINT", minimum=0),
            Column("prompt_tokens", "BIGINT", required=True, minimum=0),
            Column("completion_tokens", "BIGINT", required=True, minimum=0),
            Column("startTime", TIMESTAMP, required=True),
            Column("endTime", TIMESTAMP),
            Column("model"),
            Column("model_group"),
            Column("custom_llm_provider"),
            Column("user"),
            Column("team_id"),
            Column("end_user"),
            Column("cache_hit"),
            Column("status"),
            Column("session_id"),
            Column("request_tags", ["VARCHAR"]),
            Column(
                "metadata", {"usage_object": _USAGE, "additional_usage_values": _USAGE}, minimum=0, may_be_text=True
            ),
        ),
    ),
)
