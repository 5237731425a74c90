"""The one clock. Everything else is told the moment."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Now, in UTC, without an offset: as times are stored."""
    return datetime.now(UTC).replace(tzinfo=None)
