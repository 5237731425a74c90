"""Two pages: a workflow that repeats the sums of its call, and a call of which the start is in milliseconds.

5,125,000.5 nano-dollars are 0.0051250005 $; the workflow's tags say who. 100 - 40 = 60 of the second, which failed.
"""

from tests.integration.tools import requests_of

EXPECTED = {
    requests_of("datadog"): [
        ("01 14:00:01", "fay", "ds-1", "api", "gpt-5.6", 1100, 1000, 250, "ok", True, "0.005125000500"),
        ("01 15:00:00", "gus", None, "api", "gpt-4o", 60, 40, 5, "error", False, None),
    ],
}
