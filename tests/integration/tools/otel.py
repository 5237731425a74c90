"""OpenTelemetry traces of four programs.

claude-code: two calls, one of them exported twice, and one that failed; its input leaves the cache out. support-bot: an
agent that repeats the sum of its call, and the call seen by two instruments, 300 in of which 100 are from the cache.
codex: the tokens on a span of no convention, model and user on the turn above it; 1000 - 600 = 400. search: old names,
embeddings of somebody unheard of, a call that was refused, a workflow with tokens, which is none.
"""

EXPECTED = {
    """
    select
        strftime(requested_at, '%d %H:%M:%S'), name, session_id, tool, model, uncached_input_tokens, cache_read_tokens,
        cache_write_tokens, output_tokens, status, is_use
    from marts.fct_requests
    left join {person} as people using (person_key)
    where source = 'otel'
    order by requested_at
    """: [
        ("01 09:00:01", "ada", "cc-1", "claude_code", "claude-sonnet-5", 100, 900, 50, 20, "ok", True),
        ("01 09:00:06", "ada", "cc-1", "claude_code", "claude-sonnet-5", 10, 1000, 0, 5, "ok", True),
        ("01 09:00:09", "ada", "cc-1", "claude_code", "claude-sonnet-5", None, None, None, None, "error", False),
        ("01 10:00:01", "ben", "s-19", "api", "gpt-5.6", 200, 100, None, 30, "ok", True),
        ("01 11:00:03", "cyd", "conv-7", "codex", "gpt-5-codex", 400, 600, None, 40, "unknown", True),
        ("02 12:00:00", "dan", None, "api", "gpt-4o", 50, None, None, 7, "unknown", True),
        ("02 12:00:05", "nobody", None, "api", "text-embedding-3-small", 80, None, None, None, "ok", True),
        ("02 12:00:06", "nobody", None, "api", "gpt-4o", None, None, None, None, "error", False),
    ],
    """
    select usage_date::varchar, name, tool, model, session_count, request_count, uncached_input_tokens, output_tokens
    from marts.fct_usage_days
    left join {person} as people using (person_key)
    where source = 'otel' and name in ('ada', 'dan')
    order by all
    """: [
        ("2026-06-01", "ada", "claude_code", "all", 1, None, None, None),
        ("2026-06-01", "ada", "claude_code", "claude-sonnet-5", None, 2, 110, 25),
        ("2026-06-02", "dan", "api", "all", None, None, None, None),
        ("2026-06-02", "dan", "api", "gpt-4o", None, 1, 50, 7),
    ],
}
