"""GitHub Copilot: the usage reports by user and day, the seats, and what AI credits are billed at.

Traps: a report comes as NDJSON behind links that lapse, on another host; one that is not there yet (204, 404, no links)
says nothing, not zero, and the last four days change. Parts do not sum to the whole: features, IDEs and models are each
cut another way, and what runs on github.com is in none. Lines suggested leave out what agents edit, lines added do not.
A user of two organizations is in both reports with the same numbers. `ai_credits_used` is no bill. Seats have no
history, and a user may hold several. A bill's answer names its day and user once, above its items: an answer for all
and one for a user hold the same money.
"""

from orchestration.sources import MONEY, TIMESTAMP, Column, DataType, Stream

CREDITS = "DECIMAL(38,12)"
#: 100,000 dollars of a user's day. Bills are split by millionths of credits: see LARGEST.
MOST_CREDITS = 10**7

_COUNTS: dict[str, DataType] = {
    "user_initiated_interaction_count": "BIGINT",
    "code_generation_activity_count": "BIGINT",
    "code_acceptance_activity_count": "BIGINT",
    "loc_suggested_to_add_sum": "BIGINT",
    "loc_suggested_to_delete_sum": "BIGINT",
    "loc_added_sum": "BIGINT",
    "loc_deleted_sum": "BIGINT",
}
#: Of the command line and of the app, the only ones with sessions and tokens.
_CLIENT: DataType = {
    "session_count": "BIGINT",
    "request_count": "BIGINT",
    "prompt_count": "BIGINT",
    "token_usage": {"prompt_tokens_sum": "BIGINT", "output_tokens_sum": "BIGINT"},
}
_FLAGS = (
    "used_agent",
    "used_chat",
    "used_cli",
    "used_copilot_app",
    "used_copilot_cloud_agent",
    "used_copilot_coding_agent",  # the same under its old name
    "used_copilot_code_review_active",
    "used_copilot_code_review_passive",
)
#: What customers call their own tools: words of theirs, and no measure.
_NAMED_BY_CUSTOMERS = (
    "totals_by_skill",
    "totals_by_custom_agent",
    "totals_by_mcp",
    "totals_by_slash_cmd",
    "totals_by_plugin",
    "totals_by_3rd_party_agent",
)

STREAMS = (
    Stream(
        source="github_copilot",
        name="users_1_day",
        brings="usage",
        rows="one row a user and UTC day",
        day="day",
        forbidden=_NAMED_BY_CUSTOMERS,
        late_after_days=4,  # a report is final within three full UTC days
        columns=(
            Column("day", "DATE", required=True),
            Column("user_id", "BIGINT", required=True, minimum=1),
            Column("user_login"),
            Column("enterprise_id"),
            Column("organization_id"),
            *(Column(name, str(kind), minimum=0) for name, kind in _COUNTS.items()),
            Column("ai_credits_used", CREDITS, minimum=0, maximum=MOST_CREDITS),
            *(Column(name, "BOOLEAN") for name in _FLAGS),
            Column("totals_by_ide", [{"ide": "VARCHAR", **_COUNTS}], minimum=0),
            Column("totals_by_feature", [{"feature": "VARCHAR", **_COUNTS}], minimum=0),
            Column("totals_by_model_feature", [{"model": "VARCHAR", "feature": "VARCHAR", **_COUNTS}], minimum=0),
            Column("totals_by_cli", _CLIENT, minimum=0),
            Column("totals_by_copilot_app", _CLIENT, minimum=0),
        ),
    ),
    Stream(
        source="github_copilot",
        name="seats",
        rows="one row a seat, as it stood on the day of the snapshot",
        records="seats",
        forbidden=("description",),
        columns=(
            Column("assignee", {"id": "BIGINT", "login": "VARCHAR", "email": "VARCHAR", "type": "VARCHAR"}),
            Column("organization", {"id": "BIGINT", "login": "VARCHAR"}),
            Column("assigning_team", {"id": "BIGINT", "slug": "VARCHAR"}),
            Column("plan_type"),
            Column("created_at", TIMESTAMP),
            Column("pending_cancellation_date", "DATE"),
            Column("last_activity_at", TIMESTAMP),
            Column("last_activity_editor"),
            Column("last_authenticated_at", TIMESTAMP),
        ),
    ),
    Stream(
        source="github_copilot",
        name="ai_credit_usage",
        rows="one row an answer of the billing API: the items of a day, or month, of all users or one",
        partition="month",
        late_after_days=35,
        columns=(
            Column(
                "timePeriod",
                {"year": "BIGINT", "month": "BIGINT", "day": "BIGINT"},
                required=True,
                minimum=1,
                holds="try_cast(concat_ws('-', {}.year, {}.month, coalesce({}.day, 1)) as date) is not null",
                fault="names no day or month",
            ),
            Column("enterprise"),
            Column("organization"),
            Column("user"),
            Column("product"),
            Column("model"),
            Column("costCenter", {"id": "VARCHAR", "name": "VARCHAR"}),
            Column(
                "usageItems",
                [
                    {
                        "product": "VARCHAR",
                        "sku": "VARCHAR",
                        "model": "VARCHAR",
                        "unitType": "VARCHAR",
                        "user": "VARCHAR",
                        "organization": "VARCHAR",
                        "pricePerUnit": MONEY,
                        "grossQuantity": CREDITS,
                        "grossAmount": MONEY,
                        "discountQuantity": CREDITS,
                        "discountAmount": MONEY,
                        "netQuantity": CREDITS,
                        "netAmount": MONEY,
                    }
                ],
                required=True,
            ),
        ),
    ),
)
