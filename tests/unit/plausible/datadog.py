from tests.unit.plausible import Rows

ROWS: Rows = {
    "datadog__llm_spans": (
        "partition varchar, span_kind varchar, metrics struct(estimated_total_cost decimal(38,12)), tags varchar,"
        " status varchar, model_name varchar",
        "('2026-06-01', 'llm', {'estimated_total_cost': 5125000}, 'user_id:ada', 'ok', 'm')",
        ", ".join(["('2026-06-01', 'llm', {'estimated_total_cost': 60000000000}, null, null, null)"] * 50),
    ),
}
