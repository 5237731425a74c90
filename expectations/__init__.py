"""Is the data plausible? Great Expectations suites as Python: one module a source, one for the marts.

A rule belongs here when only the whole table can look wrong: a share, a volume, a spread. What one row shows is a dbt
test; what is late is Dagster's. Importing this package does not import Great Expectations.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from expectations import suites
from expectations.page import read_records, write_page
from expectations.rules import GuardedTable, Outcome, Rule
from expectations.runner import run

__all__ = ["GuardedTable", "Outcome", "Rule", "read_records", "run", "tables", "write_page"]


@cache
def tables() -> tuple[GuardedTable, ...]:
    """Every guarded table of every suite; a new module in `suites` is live."""
    names = sorted(m.name for m in pkgutil.iter_modules(suites.__path__) if not m.name.startswith("_"))
    modules = (importlib.import_module(f"{suites.__name__}.{name}") for name in names)
    return tuple(table for module in modules for table in module.TABLES)
