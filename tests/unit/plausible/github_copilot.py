from tests.unit.plausible import Rows

_ITEMS = (
    '"usageItems" struct("grossQuantity" decimal(38,12), "pricePerUnit" decimal(38,12), "grossAmount" decimal(38,12))[]'
)

ROWS: Rows = {
    "github_copilot__users_1_day": (
        "partition varchar, user_login varchar, user_initiated_interaction_count bigint,"
        " code_generation_activity_count bigint, ai_credits_used decimal(38,12)",
        "('2026-06-01', 'ada', 0, 1, 25000), ('2026-06-01', 'ben', 3, 0, null), ('2026-06-01', 'cyd', 0, 0, 0)",
        "('2026-06-01', null, null, null, 25001), ('2026-06-01', null, null, null, null),"
        " ('2026-06-01', null, null, null, null), ('2026-06-01', null, null, null, null),"
        " ('2026-06-01', null, null, null, null), ('2026-06-01', null, null, null, null)",
    ),
    "github_copilot__seats": (
        "partition varchar, assignee struct(id bigint), last_activity_at timestamp, created_at timestamp",
        "('2026-06-01', {'id': 1}, '2026-06-01', '2026-01-01'), ('2026-06-01', {'id': 2}, null, '2026-01-01')",
        "('2026-06-01', null, null, null), ('2026-06-01', {'id': null}, null, null)",
    ),
    "github_copilot__ai_credit_usage": (
        f"partition varchar, {_ITEMS}",
        "('2026-06', [{'grossQuantity': 18.4, 'pricePerUnit': 0.01, 'grossAmount': 0.184}]), ('2026-06', [])",
        "('2026-06', [{'grossQuantity': 184, 'pricePerUnit': 0.01, 'grossAmount': 184}])",
    ),
}
