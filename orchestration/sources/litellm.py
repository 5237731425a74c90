"""LiteLLM proxy: the gateway's own request log (`LiteLLM_SpendLogs`), as a person exports it.

Traps: `spend` is the proxy's list-price estimate, not a bill; `user` owns the key, `end_user` is only claimed;
prompt tokens include cache reads or not by provider, and the log does not say.
"""

from orchestration.sources import MONEY, TIMESTAMP, Column, Stream

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
        ),
    ),
)
