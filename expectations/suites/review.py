"""What a plausible delivery of reviewers' decisions looks like."""

from __future__ import annotations

from expectations.suites._streams import stream

# decisions come when there are cases: no day has a usual number
TABLES = stream("review", "decisions", history=())
