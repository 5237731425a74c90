"""Anthropic's platform: the directory knows none of its ids, so that all of it is somebody unknown's."""

from __future__ import annotations

from decimal import Decimal

from tests.integration.tools import Expected

EXPECTED: Expected = {
    # The key's two tiers of 1 June are one model: 120,400 + 1,000 uncached, 40,100 written for five minutes + 500 for
    # an hour, 31,000 + 90. The smaller row on page 2 is an older one. Requests are not counted, nor is what was meant.
    """
    select name, model, uncached_input_tokens, cache_read_tokens, cache_write_tokens, output_tokens,
        request_count, intentional_action_count, is_use, is_primary_measurement
    from marts.fct_usage_days inner join {person} as people using (person_key)
    where source = 'anthropic' and tool = 'anthropic_api' and usage_date = '2026-06-01' order by model
    """: [
        ("nobody", "claude-haiku-4-5", 10, 0, 0, 5, None, None, True, True),
        ("nobody", "claude-opus-5", 121_400, 880_000, 40_600, 31_090, None, None, True, True),
    ],
    # the bucket of 2 June has no results
    "select distinct usage_date::varchar from marts.fct_usage_days where tool = 'anthropic_api'": [("2026-06-01",)],
    # cents: 1843.5075, a quarter of one, and 150 credited
    """
    select usage_date::varchar, description, model, cost, currency
    from staging.stg_anthropic__cost_report order by 1, 2
    """: [
        ("2026-06-01", "Claude Opus 5 Usage - Output Tokens", "claude-opus-5", Decimal("18.435075"), "USD"),
        ("2026-06-01", "Code Execution Usage", None, Decimal("0.0025"), "USD"),
        ("2026-06-02", "Goodwill credit", None, Decimal("-1.5"), "USD"),
    ],
    # the same as charges, on no invoice, and of record as no bill of Anthropic's is there
    """
    select charge_category, model, token_kind, billed_cost::varchar, cost_basis, is_ai, is_of_record
    from marts.fct_charges where issuer = 'Anthropic' order by billed_cost desc
    """: [
        ("Usage", "claude-opus-5", "output", "18.435075000000", "vendor_report", True, True),
        ("Usage", None, None, "0.002500000000", "vendor_report", True, True),
        ("Credit", None, None, "-1.500000000000", "vendor_report", True, True),
    ],
}
