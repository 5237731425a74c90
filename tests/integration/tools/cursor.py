"""A day of Cursor, a request of the next, and what had been spent two days later.

June 1. ada types 4 + 2 + 6 + 1 prompts and accepts 8 edits and 20 completions: 41. Her requests of claude come to
640 + 1,000 uncached, 18,400 + 5,000 read, 2,100 written and 820 + 200 out, for 9.412 + 0.59 and 0.9 cents; the second
lies on both pages, and counts once. Of gpt-5 one is 0.1625 + 0.15 cents, and one failed for nothing. Two conversations,
for the failed one's is none. ben is shown completions, cyd is listed with zeros, kim is nobody of ours, and what the
service account sends is not ada's. June 2: ben's request is counted in requests, and costs four cents; his day has no
activity, so that nothing is known of his intent.
"""

from datetime import date
from decimal import Decimal

from tests.integration.tools import Expected

ONE, TWO, FOUR = date(2026, 6, 1), date(2026, 6, 2), date(2026, 6, 4)

EXPECTED: Expected = {
    """
    select usage_date, name, tool, is_use, is_primary_measurement, session_count, intentional_action_count,
        suggested_line_count, accepted_line_count
    from marts.fct_usage_days inner join {person} using (person_key)
    where source = 'cursor' and model = 'all' order by usage_date, name, session_count
    """: [
        (ONE, "ada", "cursor", True, True, 2, 41, 300, 210),
        (ONE, "ben", "cursor", True, True, None, 0, 0, 0),
        (ONE, "cyd", "cursor", False, True, None, 0, 0, 0),
        (ONE, "nobody", "cursor", True, True, 1, None, None, None),
        (ONE, "nobody", "cursor", True, True, None, 2, 9, 0),
        (TWO, "ben", "cursor", True, True, None, None, None, None),
    ],
    """
    select usage_date, name, model, request_count, uncached_input_tokens, cache_read_tokens, cache_write_tokens,
        output_tokens, list_cost_usd
    from marts.fct_usage_days inner join {person} using (person_key)
    where source = 'cursor' and model != 'all' order by usage_date, name, model
    """: [
        (ONE, "ada", "claude-sonnet-4-5", 2, 1640, 23400, 2100, 1020, Decimal("0.10902")),
        (ONE, "ada", "gpt-5", 1, 500, 0, 0, 100, Decimal("0.003125")),
        (ONE, "nobody", "claude-sonnet-4-5", 1, 100, 0, 0, 10, Decimal("0.00045")),
        (TWO, "ben", "gpt-5", 1, None, None, None, None, Decimal("0.04")),
    ],
    """
    select strftime(requested_at, '%d %H:%M:%S.%g'), name, model, session_id, status, is_use, uncached_input_tokens
    from marts.fct_requests inner join {person} using (person_key) where source = 'cursor' order by requested_at
    """: [
        ("01 02:00:00.000", "nobody", "claude-sonnet-4-5", "c9", "usage-based", True, 100),
        ("01 09:00:00.120", "ada", "claude-sonnet-4-5", "c1", "usage-based", True, 640),
        ("01 09:01:30.500", "ada", "claude-sonnet-4-5", "c1", "included in business", True, 1000),
        ("01 14:00:00.001", "ada", "gpt-5", "c2", "usage-based", True, 500),
        ("01 14:02:00.000", "ada", "gpt-5", "c3", "errored, not charged", False, 0),
        ("02 11:00:00.000", "ben", "gpt-5", None, "usage-based", True, None),
    ],
    """
    select snapshot_date, cycle_start_date, email, overall_spend_usd, on_demand_spend_usd, monthly_limit_usd
    from staging.stg_cursor__spend order by email
    """: [
        (FOUR, date(2026, 5, 13), "ada@sample.example", Decimal("32.40301"), Decimal("12.40301"), Decimal(100)),
        (FOUR, date(2026, 5, 13), "ben@sample.example", Decimal("0.04"), Decimal("0.04"), None),
    ],
    "select snapshot_date, email, user_id, has_seat from staging.stg_cursor__members order by email": [
        (FOUR, "ada@sample.example", "user_Ada", True),
        (FOUR, "ben@sample.example", "user_Ben", True),
        (FOUR, "cyd@sample.example", "user_Cyd", True),
        (FOUR, "fay@sample.example", "user_Fay", False),
        (FOUR, "old@sample.example", "user_Old", False),
    ],
}
