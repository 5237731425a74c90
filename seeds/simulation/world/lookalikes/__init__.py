"""Honest people and services who look like gamers to somebody who looks at one number."""

from __future__ import annotations

from seeds.simulation.world.lookalikes import machines, people

KINDS = machines.KINDS | people.KINDS
