"""Two pages: a workflow that repeats the sums of its call, and a call of which the start is in milliseconds.

5,125,000.5 nano-dollars are 0.0051250005 $; the workflow's tags say who. 100 - 40 = 60 of the second, which failed.
"""

EXPECTED = {
    """
    select
        strftime(requested_at, '%d %H:%M:%S'), name, session_id, tool, model, uncached_input_tokens, cache_read_tokens,
        output_tokens, status, is_use, list_cost_usd::varchar
    from marts.fct_requests
    left join {person} as people using (person_key)
    where source = 'datadog'
    order by requested_at, request_id
    """: [
        ("01 14:00:01", "fay", "ds-1", "api", "gpt-5.6", 1100, 1000, 250, "ok", True, "0.005125000500"),
        ("01 15:00:00", "gus", None, "api", "gpt-4o", 60, 40, 5, "error", False, None),
    ],
}
