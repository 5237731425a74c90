"""How a value is written, by its type in the copy. Unknown is said, and is never 0."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

UNKNOWN = "unknown"
#: What NULL is in a table that withholds numbers of its rows.
NOT_TOLD = "withheld or unknown"
#: As the marts write a share of people.
SHARES = ("DECIMAL(9,6)", "DECIMAL(9,4)")
NUMBERS = ("DECIMAL", "BIGINT", "HUGEINT", "INTEGER", "DOUBLE")


def written(value: Any, kind: str, unknown: str = UNKNOWN) -> str:
    """A cell of a table, of a column of this type."""
    if value is None:
        return unknown
    if kind in SHARES:
        return f"{value:.0%}"
    match value:
        case bool():
            return "yes" if value else "no"
        case Decimal() if kind.endswith(",0)"):
            return f"{value:,.0f}"
        case Decimal():
            return f"{value:,.2f}"
        case int():
            return f"{value:,}"
        case list():
            return ", ".join(map(str, value))
    return str(value)


def plain(value: Any) -> Any:
    """A value as JSON has it; a drawing is not so exact as a table."""
    match value:
        case None | bool() | int() | str():
            return value
        case Decimal():
            return float(value)
    return str(value)


def is_number(kind: str) -> bool:
    """Whether a column's values stand at the right."""
    return kind.startswith(NUMBERS)
