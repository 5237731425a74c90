from tests.unit.plausible import Rows

ROWS: Rows = {
    "litellm__spend_logs": (
        'partition varchar, "user" varchar, api_key varchar, prompt_tokens bigint, spend decimal(38,12), model varchar,'
        " status varchar, session_id varchar",
        "('2026-06-01', 'ada', null, 10, 0.1, 'm', null, 's'),"
        " ('2026-06-01', null, 'key', 2000000, 50, 'm', 'ok', null)",
        "('2026-06-01', null, '', 3000000, 51, null, null, null)",
    ),
}
