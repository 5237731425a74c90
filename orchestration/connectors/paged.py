"""Listings of one UTC day in pages: the window that is asked for, and the pages as the lines of one file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from orchestration.connectors.session import as_lines


def between(day: date) -> tuple[str, str]:
    """The first moment of a UTC day, and that of the next."""
    return f"{day}T00:00:00Z", f"{day + timedelta(days=1)}T00:00:00Z"


def page_lines(pages: list[list[Any]], page: Callable[[list[Any], bool], Any]) -> bytes:
    """Pages as lines.

    Args:
        page: the rows of a page as the vendor has them, and whether another one follows. No cursor lands: it differs
            with every delivery, and the same rows would look restated.
    """
    return as_lines(page(rows, number < len(pages)) for number, rows in enumerate(pages, start=1))
