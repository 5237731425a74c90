"""Gemini Code Assist: entries of 1 June, of which one came twice."""

from __future__ import annotations

from tests.integration.tools import Expected

EXPECTED: Expected = {
    # ben took 4, then 6 lines of q1, and 3 of q2, which an agent told of twice: two requests, 6 + 3 lines. cyd was
    # shown a completion and took none.
    """
    select name, surface, model, intentional_action_count, accepted_line_count, is_use, is_primary_measurement
    from marts.fct_usage_days inner join {person} as people using (person_key)
    where tool = 'gemini_code_assist' order by name
    """: [
        ("ben", "vscode_cloud_code", "all", 2, 9, True, True),
        ("cyd", "intellij", "all", 0, None, True, True),
    ],
    "select kind, count(*) from staging.stg_gemini_code_assist__metadata_log group by all order by all": [
        ("chat_acceptance", 1),
        ("chat_exposure", 2),
        ("code_acceptance", 2),
        ("code_exposure", 2),
        ("other", 1),
    ],
}
