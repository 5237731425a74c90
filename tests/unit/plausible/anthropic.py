from tests.unit.plausible import Rows

ROWS: Rows = {
    "anthropic__claude_code_analytics": (
        "partition varchar, core_metrics struct(num_sessions bigint),"
        " actor struct(email_address varchar, api_key_name varchar), model_breakdown varchar[]",
        "('2026-06-01', {'num_sessions': 500}, {'email_address': 'ada', 'api_key_name': null}, ['m'])",
        "('2026-06-01', {'num_sessions': 501}, {'email_address': null, 'api_key_name': null}, null)",
    ),
}
