"""Codex on 2 June: four users, and a row of the whole workspace, which tells them once more."""

from __future__ import annotations

from decimal import Decimal

from tests.integration.tools import Expected

EXPECTED: Expected = {
    # ada used one client: all 41 turns are hers. cyd's 8 turns are 5 in the editor and 3 of a GitHub action, which
    # nobody typed. user-gone has no address, and is nobody's.
    """
    select name, surface, session_count, intentional_action_count, credits, accepted_line_count
    from marts.fct_usage_days inner join {person} as people using (person_key)
    where source = 'codex' and model = 'all' and usage_date = '2026-06-02' order by name
    """: [
        ("ada", "cli", 6, 41, Decimal("7.25"), 180),
        ("cyd", "unknown", 3, 5, Decimal(2), None),
        ("eve", "web", 1, 2, Decimal("1.5"), None),
        ("nobody", "cli", 1, 1, Decimal("0.25"), None),
    ],
    # ada's model has no tokens of its own, and is the only one: the totals are its. eve's models have 700 + 200 of the
    # 1,000 uncached and all else, so 100 are of a model that is not told; their 0.04 + 0.01 $ are rounded, so that the
    # 0.06 $ say nothing of it. cyd's tokens are part of a seat: unknown, and both models were used.
    """
    select name, model, uncached_input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, list_cost_usd,
        is_use
    from marts.fct_usage_days inner join {person} as people using (person_key)
    where source = 'codex' and model != 'all' order by name, model
    """: [
        ("ada", "gpt-5.4", 9_100, 30_200, None, 4_400, Decimal("0.29"), True),
        ("cyd", "gpt-5.4", None, None, None, None, None, True),
        ("cyd", "other", None, None, None, None, None, True),
        ("eve", "gpt-5.4", 700, 500, None, 60, Decimal("0.04"), True),
        ("eve", "gpt-5.4-mini", 200, 0, None, 40, Decimal("0.01"), True),
        ("eve", "unknown", 100, None, None, None, None, True),
    ],
}
