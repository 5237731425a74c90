from tests.unit.plausible import Rows

_USED = (
    "struct(user_id varchar, api_key_id varchar, model varchar, input_tokens bigint, input_cached_tokens bigint,"
    " input_cache_write_tokens bigint)[]"
)

ROWS: Rows = {
    "openai__usage_completions": (
        f"partition varchar, results {_USED}",
        "('2026-06-01', [('user-1', null, 'm', 50, 47, 3), (null, 'key', 'm', 50, null, null)]), ('2026-06-02', [])",
        "('2026-06-01', [('', null, null, 50, 48, 3)]), " + ", ".join(["('2026-06-02', null)"] * 20),
    ),
    "openai__costs": (
        "partition varchar, results struct(line_item varchar, amount struct(value decimal(38,12)))[]",
        "('2026-06', [{'line_item': 'gpt, input', 'amount': {'value': 250000}}])",
        "('2026-06', [{'line_item': '', 'amount': {'value': -250001}}]), " + ", ".join(["('2026-07', null)"] * 20),
    ),
    "openai__users": (
        "partition varchar, email varchar, added_at timestamptz, is_service_account boolean",
        "('2026-06-01', 'ada', now(), null), ('2026-06-01', null, now(), true)",
        ", ".join(["('2026-06-01', null, null, null)"] * 20),
    ),
}
