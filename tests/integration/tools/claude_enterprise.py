"""Claude Enterprise: people by address, and an account that is gone by its id."""

from __future__ import annotations

from decimal import Decimal

from tests.integration.tools import Expected

EXPECTED: Expected = {
    # ada is in two groups that tell the same, once: 1,000 + 200 written, and 265.5064 cents at list price. eve's Claude
    # Code of the day is in Anthropic's analytics too, which come first. The deleted account has no address and no cost.
    """
    select name, tool, surface, model, request_count, uncached_input_tokens, cache_read_tokens, cache_write_tokens,
        output_tokens, list_cost_usd, intentional_action_count, is_primary_measurement
    from marts.fct_usage_days inner join {person} as people using (person_key)
    where source = 'claude_enterprise' order by name
    """: [
        ("ada", "claude", "chat", "claude-sonnet-5", 41, 3_000, 20_000, 1_200, 900, Decimal("2.655064"), None, True),
        ("eve", "claude_code", "unknown", "claude-opus-5", 7, 500, 4_000, 300, 80, Decimal("0.125"), None, False),
        ("nobody", "claude", "office_agent", "claude-sonnet-5", 1, 10, 0, 0, 5, None, None, True),
    ],
    # after discounts: 212.4051 and 10 cents
    "select user_email, cost, list_cost, currency from staging.stg_claude_enterprise__user_cost order by 1 desc": [
        ("ada@sample.example", Decimal("2.124051"), Decimal("2.655064"), "USD"),
        ("Eve@sample.example", Decimal("0.1"), Decimal("0.125"), "USD"),
    ],
    "select user_id, is_deleted from staging.stg_claude_enterprise__user_usage where user_email is null": [
        ("user_01Gone", True)
    ],
}
