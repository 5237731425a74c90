"""Tactics of gamers, a family a module; written from reports and from the source of burner tools alone.

No detector was looked at, and none may look here. Everybody keeps 30 to 100 % of the honest work (facts/gaming.md §7).
"""

from __future__ import annotations

from seeds.simulation.world.tactics import burning, compliance, counting, merging, timers

KINDS = timers.KINDS | burning.KINDS | compliance.KINDS | counting.KINDS | merging.KINDS
