"""OpenAI's platform: users are known by the lists of 2 and 4 June, and by the directory's addresses."""

from __future__ import annotations

from decimal import Decimal

from tests.integration.tools import Expected

EXPECTED: Expected = {
    # ada's two rows of 1 June are one model: 12,000 + 1,000 uncached (of the batch's input no part is told to be
    # cached), 35,000 read, 3,000 written, 8,200 + 100, 96 + 2. The smaller row on page 2 is an older one. ben: 2,000
    # less 500 and 0, and his user is in the list of the 2nd only. user-ci, a service account without an address, is
    # nobody's: 400 - 100. Sessions and intent cannot be known from a day's sum.
    """
    select name, model, request_count, uncached_input_tokens, cache_read_tokens, cache_write_tokens, output_tokens,
        session_count, intentional_action_count, is_use, is_primary_measurement
    from marts.fct_usage_days inner join {person} as people using (person_key)
    where source = 'openai' and tool = 'openai_api' and usage_date = '2026-06-01' order by name, model
    """: [
        ("ada", "gpt-5.4", 98, 13_000, 35_000, 3_000, 8_300, None, None, True, True),
        ("ben", "gpt-5.4-mini", 5, 1_500, 500, 0, 60, None, None, True, True),
        ("nobody", "gpt-5.4-mini", 4, 300, 100, None, 40, None, None, True, True),
    ],
    # the bucket of 3 June has no results
    "select distinct usage_date::varchar from marts.fct_usage_days where source = 'openai'": [("2026-06-01",)],
    # dollars, as a text and as a number, and a credit
    "select usage_date::varchar, line_item, cost, currency, quantity from staging.stg_openai__costs order by 1, 2": [
        ("2026-06-01", "gpt-5.4, input", Decimal("0.06"), "USD", Decimal(10_000)),
        ("2026-06-01", "gpt-5.4, output", Decimal("4.1275"), "USD", Decimal(412_750)),
        ("2026-06-02", "credit", Decimal("-1.5"), "USD", None),
    ],
    # a row a user and list; 1 June, 1:00 UTC
    """
    select snapshot_date::varchar, user_id, user_email, is_service_account, last_activity_at::varchar
    from staging.stg_openai__users order by 1, 2
    """: [
        ("2026-06-02", "user-ada", "Ada@sample.example", None, "2026-06-01 01:00:00"),
        ("2026-06-02", "user-ben", "ben@sample.example", None, None),
        ("2026-06-04", "user-ada", "ada@sample.example", None, None),
        ("2026-06-04", "user-ci", None, True, None),
    ],
}
