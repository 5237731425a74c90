from tests.unit.plausible import Rows

_USED = (
    "struct(account_id varchar, service_account_id varchar, api_key_id varchar, model varchar,"
    " uncached_input_tokens bigint, cache_read_input_tokens bigint,"
    " cache_creation struct(ephemeral_5m_input_tokens bigint), output_tokens bigint)[]"
)

ROWS: Rows = {
    "anthropic__claude_code_analytics": (
        "partition varchar, core_metrics struct(num_sessions bigint),"
        " actor struct(email_address varchar, api_key_name varchar), model_breakdown varchar[]",
        "('2026-06-01', {'num_sessions': 500}, {'email_address': 'ada', 'api_key_name': null}, ['m'])",
        "('2026-06-01', {'num_sessions': 501}, {'email_address': null, 'api_key_name': null}, null)",
    ),
    "anthropic__usage_report": (
        f"results {_USED}",
        "([(null, null, 'key', 'm', 1, 2, {'ephemeral_5m_input_tokens': 3}, 4),"
        " ('user', null, null, 'm', 1, 2, {'ephemeral_5m_input_tokens': 3}, 4),"
        " (null, null, null, 'm', 1, 2, {'ephemeral_5m_input_tokens': 3}, 4)]), ([])",
        "([('', null, null, '', 1, 2, null, 4)])",
    ),
    "anthropic__cost_report": (
        "results struct(amount decimal(38,12), currency varchar, description varchar)[]",
        "([(25000000, 'USD', 'Opus')])",
        "([(-25000001, null, '')])",
    ),
}
