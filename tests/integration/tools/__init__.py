"""What each source's sample says, worked out by hand: one module a source, live as soon as it exists.

`seeds/sample/tools/<source>/<stream>/<partition>/…` lies beside the sample's own landing zone; its people are the
same. A module has `EXPECTED`: by query on the warehouse built from all of them, its rows in the order of the query.
`{person}` in a query is a relation of `person_key` and `name` (ada, ben, …).
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

from orchestration.sql import literal

Expected = dict[str, list[tuple[Any, ...]]]


def requests_of(source: str) -> str:
    """The query for a source's requests, in the order of time."""
    return f"""
    select
        strftime(requested_at, '%d %H:%M:%S'), name, session_id, tool, model, uncached_input_tokens, cache_read_tokens,
        output_tokens, status, is_use, list_cost_usd::varchar
    from marts.fct_requests
    left join {{person}} as people using (person_key)
    where source = {literal(source)}
    order by requested_at, request_id
    """


def expected() -> list[tuple[str, str, list[tuple[Any, ...]]]]:
    """Source, query and rows of every module here."""
    names = [found.name for found in pkgutil.iter_modules(__path__)]
    modules = {name: importlib.import_module(f"{__name__}.{name}") for name in names}
    return [(name, query, rows) for name, module in modules.items() for query, rows in module.EXPECTED.items()]
