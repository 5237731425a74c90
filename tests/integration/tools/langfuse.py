"""Two v2 pages, a v1 page, and a blob export in JSONL and in Parquet.

o2 comes twice and takes user and session from the agent above it; its buckets sum to the total: 812 are uncached. Of o3
they are more than the total (100 + 60 + 50 + 20 > 150), so 60 of its 100 came from the cache and 20 of its 50 are
reasoning. v1 knows no user. p1 is of the export, whose unset user is ''.
"""

from tests.integration.tools import requests_of

EXPECTED = {
    requests_of("langfuse"): [
        ("01 10:02:11", "ada", "ls-1", "api", "claude-sonnet-5", 812, 6200, 340, "ok", True, "0.009396000000"),
        ("01 10:03:00", "ben", None, "api", "gpt-5.6", 40, 60, 50, "ok", True, "0.001000000000"),
        ("01 10:04:00", "nobody", None, "api", "text-embedding-3-small", 25, None, None, "ok", True, None),
        ("02 08:00:00", "nobody", None, "api", "gpt-4o", 40, None, 0, "error", False, "0.000100000000"),
        ("02 09:00:00", "cyd", None, "api", "gpt-5.6", 10, None, 2, "ok", True, "0.000020000000"),
        ("02 10:30:00", "nobody", "ls-7", "api", "gpt-5.6", 20, None, 4, "ok", True, "0.000040000000"),
    ],
}
