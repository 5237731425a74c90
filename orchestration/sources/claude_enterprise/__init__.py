"""Claude Enterprise (claude.ai): usage and costs by person, UTC day, product and model.

Traps: both are revised for 30 days; on plans with seats they hold what goes beyond the seat only; the input excludes
what was read from and written to the cache; amounts are cents, as texts with fractions, and `list_amount` is the price
before discounts; groups of people overlap, so that grouped by `rbac_group_id` a person in two is told twice; `requests`
is null where costs are grouped by type; addresses may be null and deleted accounts have none, while ids stay; what
programs did is nobody's here and stands in the organization's own report.
"""

from orchestration.sources import MONEY, TIMESTAMP, Column, Stream

_WHO_AND_WHEN = (
    Column("actor", {"type": "VARCHAR", "user_id": "VARCHAR", "email": "VARCHAR", "deleted": "BOOLEAN"}, required=True),
    Column("starting_at", TIMESTAMP, required=True),
    # a row that goes on into the next day holds what is told there again
    Column(
        "ending_at",
        TIMESTAMP,
        holds="(epoch_ms({}) - 1) // 86400000 = epoch_ms({starting_at}) // 86400000",
        fault="lies beyond the UTC day of `starting_at`",
    ),
    Column("product"),
    Column("model"),
    Column("context_window"),
    Column("inference_geo"),
    Column("speed"),
    Column("rbac_group_id"),
    Column("slack_channel_id"),
    Column("requests", "BIGINT", minimum=0),
)

STREAMS = (
    Stream(
        source="claude_enterprise",
        name="user_usage",
        brings="usage",
        rows="one row a person, UTC day, product and model",
        day="starting_at",
        records="data",
        more="has_more",
        forbidden=("name",),
        columns=(
            *_WHO_AND_WHEN,
            Column("uncached_input_tokens", "BIGINT", minimum=0),
            Column("cache_read_input_tokens", "BIGINT", minimum=0),
            Column(
                "cache_creation",
                {"ephemeral_5m_input_tokens": "BIGINT", "ephemeral_1h_input_tokens": "BIGINT"},
                minimum=0,
            ),
            Column("output_tokens", "BIGINT", minimum=0),
            Column("total_tokens", "BIGINT", minimum=0),
            Column("server_tool_use", {"web_search_requests": "BIGINT"}, minimum=0),
        ),
    ),
    Stream(
        source="claude_enterprise",
        name="user_cost",
        rows="one row a person, UTC day, product, model and kind of cost, in cents",
        day="starting_at",
        records="data",
        more="has_more",
        forbidden=("name",),
        columns=(
            *_WHO_AND_WHEN,
            Column("amount", MONEY),
            Column("list_amount", MONEY),
            Column("currency"),
            Column("cost_type"),
            Column("token_type"),
        ),
    ),
)
