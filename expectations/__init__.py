"""Is the data plausible? Great Expectations suites as Python: one module a source, one a subject of marts.

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
    found = pkgutil.walk_packages(suites.__path__, f"{suites.__name__}.")
    names = sorted(module.name for module in found if not (module.ispkg or module.name.rpartition(".")[2][0] == "_"))
    return tuple(table for name in names for table in importlib.import_module(name).TABLES)
