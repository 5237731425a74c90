"""What Assay puts on record itself is as whole as what others deliver; there is no usual number of decisions."""

from __future__ import annotations

from expectations.suites._streams import stream

TABLES = (*stream("assay", "closes", history=()), *stream("assay", "closed_costs", history=()))
