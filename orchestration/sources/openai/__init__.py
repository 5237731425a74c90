"""OpenAI's API platform: usage and costs of the organization by day, and its users.

Traps: a row is a day's bucket, its results lie within; what is not asked for in `group_by` is null and silently merged;
`input_tokens` holds what was read from and written to the cache, the parts are told since August 2026 only; costs are
dollars, as a number or as a text, have no person, and do not tie to usage; a day is the UTC day of `start_time`, in
seconds since 1970; users of service accounts have no address; what goes on in ChatGPT and Codex is another ledger.
"""

from orchestration.sources import MONEY, TIMESTAMP, Column, DataType, Stream

#: A bucket that goes on into the next day holds what is told there again.
_END = Column(
    "end_time",
    TIMESTAMP,
    holds="(epoch_ms({}) - 1) // 86400000 = epoch_ms({start_time}) // 86400000",
    fault="lies beyond the UTC day of `start_time`",
)

_USED: DataType = {
    "project_id": "VARCHAR",
    "user_id": "VARCHAR",
    "api_key_id": "VARCHAR",
    "model": "VARCHAR",
    "batch": "BOOLEAN",
    "service_tier": "VARCHAR",
    "input_tokens": "BIGINT",
    "input_uncached_tokens": "BIGINT",
    "input_cached_tokens": "BIGINT",
    "input_cache_write_tokens": "BIGINT",
    "output_tokens": "BIGINT",
    "num_model_requests": "BIGINT",
}
_COST: DataType = {
    "amount": {"value": MONEY, "currency": "VARCHAR"},
    "line_item": "VARCHAR",
    "project_id": "VARCHAR",
    "api_key_id": "VARCHAR",
    "quantity": MONEY,
    "quantity_unit": "VARCHAR",
}

STREAMS = (
    Stream(
        source="openai",
        name="usage_completions",
        brings="usage",
        rows="one row a bucket of a UTC day, with its results by project, user, key, model, batch and tier",
        day="start_time",
        records="data",
        more="has_more",
        columns=(
            Column("start_time", TIMESTAMP, required=True),
            _END,
            Column("results", [_USED], required=True, minimum=0),
        ),
    ),
    Stream(
        source="openai",
        name="costs",
        rows="one row a bucket of a UTC day, with its costs by project, line item and key",
        day="start_time",
        partition="month",
        records="data",
        more="has_more",
        columns=(
            Column("start_time", TIMESTAMP, required=True),
            _END,
            Column("results", [_COST], required=True),
        ),
    ),
    Stream(
        source="openai",
        name="users",
        rows="one row a user of the organization, as it stood on the day",
        records="data",
        more="has_more",
        # what is said of people, and none of ours
        forbidden=("name", "picture", "technical_level", "developer_persona"),
        columns=(
            Column("id", required=True),
            Column("email"),
            Column("role"),
            Column("added_at", TIMESTAMP),
            Column("is_service_account", "BOOLEAN"),
            Column("api_key_last_used_at", TIMESTAMP),
        ),
    ),
)
