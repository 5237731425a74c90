"""Merged pull requests are made to be counted (facts/gaming.md §3d O1, O2, O4, O5)."""

from __future__ import annotations

from typing import Any

import numpy as np

from seeds.simulation.world.kinds import EXACT, HUMAN, JITTERED, TEMPLATED, Kind, Part

DOCS = 2  # a kind of file in `vendors/github`


def _split(rng: np.random.Generator, part: Part, pulls: dict[str, Any], own: np.ndarray) -> None:
    """A change in five to seven; each is a sixth of it and merges as the whole would."""
    pulls["lines"][own] = np.maximum(1, pulls["lines"][own] * 4 // 6)  # a stack's are a quarter already
    pulls["is_merged"][own] = True
    pulls["closed_at"][own] = pulls["created_at"][own] + rng.lognormal(np.log(2), 0.8, len(own)) * 3_600


def _trivial(rng: np.random.Generator, part: Part, pulls: dict[str, Any], own: np.ndarray) -> None:
    """Typing errors in documents, approved at once; three pulls in four."""
    own = own[rng.random(len(own)) < 0.75]
    pulls["lines"][own] = rng.integers(1, 4, len(own))
    pulls["files"][own] = 1
    pulls["content"][own] = DOCS
    pulls["has_generated"][own] = False
    pulls["is_merged"][own] = True
    pulls["reviews"][own] = 1
    pulls["is_self_merged"][own] = False
    pulls["closed_at"][own] = pulls["created_at"][own] + rng.uniform(60, 900, len(own))


def _stamp(rng: np.random.Generator, part: Part, pulls: dict[str, Any], own: np.ndarray) -> None:
    """The next one in the ring approves within minutes, whatever the size, and says nothing."""
    pulls["helper"][own] = rng.choice(part.partners, len(own)) if part.partners else pulls["helper"][own]
    pulls["reviews"][own] = 1
    pulls["is_self_merged"][own] = False
    pulls["is_merged"][own] = True
    pulls["lines"][own] = np.maximum(pulls["lines"][own], rng.integers(100, 600, len(own)))
    pulls["closed_at"][own] = pulls["created_at"][own] + rng.uniform(50, 150, len(own))


def _stamp_slowly(rng: np.random.Generator, part: Part, pulls: dict[str, Any], own: np.ndarray) -> None:
    """As a ring that knows that seconds are looked at."""
    _stamp(rng, part, pulls, own)
    pulls["closed_at"][own] = pulls["created_at"][own] + rng.lognormal(np.log(1_500), 0.6, len(own))


KINDS = {
    "G13_pr_splitter": Kind(
        "every change becomes five to seven pulls",
        "pull_splitting",
        JITTERED,
        merges=_split,
        is_author=True,
        stack=(5, 7),
    ),
    "G14_trivial_pulls": Kind(
        "typing errors, a pull each",
        "trivial_pulls",
        JITTERED,
        merges=_trivial,
        is_author=True,
        pulls=3,
        least_pulls=12,
    ),
    "G15_rubber_stamp_pair": Kind(
        "two approve each other's pulls within minutes",
        "rubber_stamp",
        EXACT,
        merges=_stamp,
        is_author=True,
        group=2,
        least_pulls=4,
    ),
    "G15_ring": Kind(
        "four approve each other's pulls in turn, and wait a little",
        "rubber_stamp",
        HUMAN,
        merges=_stamp_slowly,
        is_author=True,
        group=4,
        least_pulls=4,
    ),
    "G17_revert_reland": Kind(
        "merged, taken back, merged again", "revert_reland", TEMPLATED, is_author=True, reverts=0.4
    ),
}
