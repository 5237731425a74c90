"""For each suite, what its rules pass and what they catch.

A module is named after its suite: `ROWS` has, by guarded table, its columns, rows that are plausible, and rows that
break every rule of the table at once.
"""

from __future__ import annotations

import importlib
import pkgutil

Rows = dict[str, tuple[str, str, str]]


def rows() -> Rows:
    """Every suite's; a new module here is live."""
    modules = (importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__))
    return {name: row for module in modules for name, row in module.ROWS.items()}
