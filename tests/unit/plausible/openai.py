from tests.unit.plausible import Rows

_USED = (
    "struct(user_id varchar, api_key_id varchar, model varchar, input_tokens bigint, input_cached_tokens bigint,"
    " input_cache_write_tokens bigint, output_tokens bigint, num_model_requests bigint)[]"
)

ROWS: Rows = {
    "openai__usage_completions": (
        f"results {_USED}",
        "([('user-1', null, 'm', 50, 47, 3, 1, 1), (null, 'key', 'm', 50, null, null, 1, 1)]), ([])",
        "([('', null, null, 50, 48, 3, null, 1)])",
    ),
    "openai__costs": (
        "results struct(line_item varchar, amount struct(value decimal(38,12), currency varchar))[]",
        "([{'line_item': 'gpt, input', 'amount': {'value': 250000, 'currency': 'usd'}}])",
        "([{'line_item': '', 'amount': {'value': -250001, 'currency': null}}])",
    ),
    "openai__users": (
        "partition varchar, email varchar, added_at timestamptz, is_service_account boolean",
        "('2026-06-01', 'ada', now(), null), ('2026-06-01', null, now(), true)",
        "('2026-06-01', null, null, null)",
    ),
}
