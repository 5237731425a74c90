"""Amazon Q: three ids that the directory does not know, on 06-02-2026, which is 2 June."""

from __future__ import annotations

from tests.integration.tools import Expected

EXPECTED: Expected = {
    # 3 answers clicked, 38 completions, 1 + 1 of /dev; 42 + 120 + 60 lines. Four messages alone say nothing of intent,
    # and 17 completions shown are none.
    """
    select usage_date::varchar, name, intentional_action_count, accepted_line_count, is_use, is_primary_measurement
    from marts.fct_usage_days inner join {person} as people using (person_key)
    where tool = 'amazon_q' order by accepted_line_count desc, intentional_action_count
    """: [
        ("2026-06-02", "nobody", 43, 222, True, True),
        ("2026-06-02", "nobody", 0, 0, True, True),
        ("2026-06-02", "nobody", None, 0, True, True),
    ],
    "select user_id from staging.stg_amazon_q__by_user_analytic order by 1 limit 1": [
        ("34a8f4d8-0011-70aa-9c3e-5b7d1f2a6c10",)
    ],
}
