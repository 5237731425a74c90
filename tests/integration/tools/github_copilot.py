"""Copilot's sample: five people's days, a snapshot of seats, three days of AI credits.

06-01  ada   22 prompts and 27 edits accepted in all; in vscode 12 and 8, on the command line 9 and 19: one prompt more
             than these is left, and no edit (8 + 19 = 27). 410 lines added: 200, 150, and 60 beyond. 18.4 credits.
             The command line: 3 sessions, 9 requests, 8,200 tokens in and 3,100 out.
       ben   was shown 14 lines, and had a review that a policy asked for: use, no intent
       ghost 3 prompts and an edit of somebody whom the directory does not know
06-02  cyd   is in the reports of two organizations; the fuller one, of 6 prompts and 4 edits, holds
       dan   gave the agent on github.com a task and asked for a review, in no count; 40.5 credits
06-03  eve   2 prompts and an edit in the app; whether it cost credits is not said
"""

from datetime import date, datetime
from decimal import Decimal

from tests.integration.tools import Expected

_USAGE = (
    " from marts.fct_usage_days inner join {person} using (person_key)"
    " where source = 'github_copilot' and tool = 'github_copilot'"
)

EXPECTED: Expected = {
    "select usage_date, name, surface, session_count, intentional_action_count, suggested_line_count,"
    f" accepted_line_count, credits{_USAGE} and model = 'all' and is_use order by all": [
        (date(2026, 6, 1), "ada", "cli", 3, 28, 0, 150, None),
        (date(2026, 6, 1), "ada", "unknown", None, 1, 0, 60, Decimal("18.4")),
        (date(2026, 6, 1), "ada", "vscode", None, 20, 340, 200, None),
        (date(2026, 6, 1), "ben", "github", None, 0, None, None, None),
        (date(2026, 6, 1), "ben", "intellij", None, 0, 14, 0, None),
        (date(2026, 6, 1), "nobody", "vscode", None, 4, 9, 9, None),
        (date(2026, 6, 2), "cyd", "unknown", None, 0, 0, 0, Decimal("2.25")),
        (date(2026, 6, 2), "cyd", "vscode", None, 10, 20, 16, None),
        (date(2026, 6, 2), "dan", "github", None, 2, None, None, None),
        (date(2026, 6, 2), "dan", "unknown", None, 0, 0, 0, Decimal("40.5")),
        (date(2026, 6, 3), "eve", "app", 1, 3, 0, 30, None),
    ],
    f"select name, surface, model, request_count, uncached_input_tokens, cache_read_tokens, output_tokens{_USAGE}"
    " and model != 'all' order by all": [
        ("ada", "cli", "claude-sonnet-4-6", None, None, None, None),
        ("ada", "cli", "unknown", 9, 8200, None, 3100),
        ("ada", "unknown", "gpt-4.1", None, None, None, None),
        ("ada", "unknown", "unknown", None, None, None, None),  # 'others'
        ("eve", "app", "unknown", 3, 900, None, 70),
    ],
    # cyd's seat is listed once for each of two teams; the last one waits for somebody
    "select user_login, organization, team, plan, pending_cancellation_on, last_activity_at"
    " from staging.stg_github_copilot__seats order by user_id": [
        ("ada-dev", "acme", "core", "business", None, datetime(2026, 6, 1, 23, 11, 54)),
        ("ben-dev", "acme", "core", "business", date(2026, 7, 1), datetime(2026, 5, 20, 8)),
        ("cyd-dev", "acme", "core", "business", None, datetime(2026, 6, 1, 8)),
        (None, "acme", "core", "business", None, None),
    ],
    # in all 18.4 + 2.25 + 40.5 = 61.15 credits; the pool paid for all but 10.5 of dan's
    "select user_login, count(*), sum(gross_quantity), sum(gross_amount_usd), sum(net_amount_usd)"
    " from staging.stg_github_copilot__ai_credit_usage where billing_period = date '2026-06-01' group by all"
    " order by user_login": [
        ("dan-dev", 1, Decimal("40.5"), Decimal("0.405"), Decimal("0.105")),
        (None, 3, Decimal("61.15"), Decimal("0.6115"), Decimal("0.105")),
    ],
}
