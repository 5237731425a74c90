from tests.unit.plausible import Rows

ROWS: Rows = {
    "phoenix__spans": (
        "partition varchar, span_kind varchar, attributes varchar, status_code varchar",
        "('2026-06-01', 'LLM', 'a', 'OK')",
        ", ".join(["('2026-06-01', null, null, null)"] * 50),  # written twenty times: a full page
    ),
}
