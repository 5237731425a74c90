from tests.unit.plausible import Rows

_ACTOR = "partition varchar, actor struct(user_id varchar, email varchar), product varchar, model varchar"
_ADA = "'2026-06-01', {'user_id': 'user_1', 'email': null}, 'chat', 'm'"
_NOBODY = "'2026-06-01', {'user_id': '', 'email': null}, null, null"

ROWS: Rows = {
    "claude_enterprise__user_usage": (
        f"{_ACTOR}, uncached_input_tokens bigint, cache_read_input_tokens bigint, cache_creation"
        " struct(ephemeral_5m_input_tokens bigint, ephemeral_1h_input_tokens bigint), output_tokens bigint,"
        " total_tokens bigint",
        f"({_ADA}, 1, 2, {{'ephemeral_5m_input_tokens': 3, 'ephemeral_1h_input_tokens': null}}, 4, 10),"
        f" ({_ADA}, 1, 2, null, 4, null)",
        f"({_NOBODY}, 1, 2, {{'ephemeral_5m_input_tokens': 3, 'ephemeral_1h_input_tokens': 1}}, null, 8)",
    ),
    "claude_enterprise__user_cost": (
        f"{_ACTOR}, amount decimal(38,12), list_amount decimal(38,12), currency varchar",
        f"({_ADA}, 10000000, 10000000, 'USD'), ({_ADA}, null, 1, 'USD')",
        f"({_NOBODY}, 10000001, null, null), ({_NOBODY}, 0.2, 0.1, null)",
    ),
}
