from tests.unit.plausible import Rows

_DEAR = "('2026-06-01', 'llm', {'estimated_total_cost': 60000000000}, null)"
_BARE = "('2026-06-02', null, null, null)"

ROWS: Rows = {
    "datadog__llm_spans": (
        "partition varchar, span_kind varchar, metrics struct(estimated_total_cost decimal(38,12)), tags varchar",
        "('2026-06-01', 'llm', {'estimated_total_cost': 5125000}, 'user_id:ada')",
        ", ".join([_DEAR] * 50 + [_BARE] * 50),
    ),
}
