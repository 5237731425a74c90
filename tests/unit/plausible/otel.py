from tests.unit.plausible import Rows

_TOKENS = (
    "gen_ai_usage_input_tokens",
    "gen_ai_usage_prompt_tokens",
    "llm_token_count_prompt",
    "llm_usage_prompt_tokens",
    "input_tokens",
)


def _span(tokens: str) -> str:
    return f"('2026-06-01', {{'code': '1'}}, {{'a': 'b'}}, {{{', '.join(f'{name!r}: {tokens}' for name in _TOKENS)}}})"


ROWS: Rows = {
    "otel__traces": (
        "partition varchar, status struct(code varchar), resource struct(a varchar),"
        f" attributes struct({', '.join(f'{name} bigint' for name in _TOKENS)})",
        ", ".join([_span("null")] * 49 + [_span("5")]),
        ", ".join([_span("null").replace("{'code': '1'}", "null").replace("{'a': 'b'}", "null")] * 50),
    ),
}
