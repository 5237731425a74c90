"""What each source's sample says, worked out by hand: one module a source, live as soon as it exists.

`seeds/sample/tools/<source>/<stream>/<partition>/…` lies beside the sample's own landing zone; its people are the
same. A module has `EXPECTED`: by query on the warehouse built from all of them, its rows in the order of the query.
`{person}` in a query is a relation of `person_key` and `name` (ada, ben, …).
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

Expected = dict[str, list[tuple[Any, ...]]]


def expected() -> list[tuple[str, str, list[tuple[Any, ...]]]]:
    """Source, query and rows of every module here."""
    names = [found.name for found in pkgutil.iter_modules(__path__)]
    modules = {name: importlib.import_module(f"{__name__}.{name}") for name in names}
    return [(name, query, rows) for name, module in modules.items() for query, rows in module.EXPECTED.items()]
