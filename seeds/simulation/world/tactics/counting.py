"""Counts of a tool are inflated, or its cost is put elsewhere (facts/gaming.md §3c C1, C3, C4; §3d O7)."""

from __future__ import annotations

from typing import Any

import numpy as np

from seeds.simulation.world.kinds import HUMAN, JITTERED, TEMPLATED, Kind, Part


def _accept_then_delete(rng: np.random.Generator, days: dict[str, Any], own: np.ndarray) -> None:
    """Everything is accepted; by the evening it is gone."""
    days["lines_added"][own] = days["lines_added"][own] * 6 + rng.poisson(900, len(own))
    days["lines_removed"][own] = (days["lines_added"][own] * rng.uniform(0.88, 1.0, len(own))).astype(int)
    days["accepted"][own] = days["accepted"][own] * 3 + rng.poisson(40, len(own))
    days["rejected"][own] = 0


def _farm_lines(rng: np.random.Generator, days: dict[str, Any], own: np.ndarray) -> None:
    """Closing brackets: many accepted edits of a line each."""
    days["accepted"][own] = days["accepted"][own] * 4 + rng.poisson(180, len(own))
    days["lines_added"][own] = days["accepted"][own] + rng.poisson(5, len(own))
    days["rejected"][own] = 0


def _trailers(rng: np.random.Generator, part: Part, pulls: dict[str, Any], own: np.ndarray) -> None:
    pulls["trailer"][own] = 1


KINDS = {
    "G12_accept_then_delete": Kind(
        "accepts whatever is suggested and deletes it again",
        "accept_then_delete",
        JITTERED,
        edits=_accept_then_delete,
        tool="claude",
    ),
    "G21_lines_farmer": Kind(
        "accepts a bracket at a time", "lines_farming", TEMPLATED, edits=_farm_lines, tool="claude"
    ),
    "G22_trailer_stuffer": Kind(
        "every commit is said to be an assistant's, who was never asked",
        "trailer_stuffing",
        JITTERED,
        merges=_trailers,
        is_author=True,
        tool="none",
    ),
    "G16_cost_shifter": Kind("own work goes over a shared key", "cost_shifting", HUMAN, is_author=True),
}
#: Of the shifters' requests, those that go over the shared key.
SHIFTED = 0.9
