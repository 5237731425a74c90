"""Two days of a project: a chain that repeats the tokens of its call, 2100 of which 1000 from the cache.

The chain says who and in which session. The embedding began at 13:02 in Berlin; a call that failed tells no tokens.
"""

from tests.integration.tools import requests_of

EXPECTED = {
    requests_of("phoenix"): [
        ("01 11:02:12", "dan", "ps-1", "api", "gpt-5.6", 1100, 1000, 250, "ok", True, "0.005125000000"),
        ("01 11:02:12", "eve", None, "api", "text-embedding-3-small", 30, None, None, "unknown", True, None),
        ("02 11:00:00", "dan", None, "api", "gpt-5.6", None, None, None, "error", False, None),
    ],
}
