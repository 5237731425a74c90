"""What each vendor tells of the company: one module a source.

A module here is live as soon as it exists. It defines `land(files, world)`, which writes the source's streams and may
return rows of the truth (what it planted); `AFTER` names the sources whose tables it reads.
"""

from __future__ import annotations

import importlib
import pkgutil
from graphlib import TopologicalSorter
from types import ModuleType


def modules() -> tuple[ModuleType, ...]:
    """Every vendor's, those last that read what others have written."""
    names = sorted(found.name for found in pkgutil.iter_modules(__path__))
    found = {name: importlib.import_module(f"{__name__}.{name}") for name in names}
    order = TopologicalSorter({name: getattr(module, "AFTER", ()) for name, module in found.items()})
    return tuple(found[name] for name in order.static_order())
