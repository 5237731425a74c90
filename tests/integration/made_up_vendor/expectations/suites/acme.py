"""What a plausible delivery of Acme looks like."""

from __future__ import annotations

from expectations.suites._streams import stream

TABLES = stream("acme", "daily")
