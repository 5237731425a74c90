"""What a kind of part does to somebody's honest work, and what it adds to it. Each kind says only what is its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from seeds.simulation.world.company import Company
    from seeds.simulation.world.requests import Requests

#: How hard an adversary tries (facts/gaming.md §7): recall is told by grade, never pooled.
EXACT, JITTERED, TEMPLATED, HUMAN = "exact", "jittered", "templated", "human_hours"


@dataclass(frozen=True)
class Part:
    """One subject's part in the play; days count from the start, both inclusive. `kept` is of the honest work."""

    kind: str
    label: str
    subject: int
    first_day: int
    last_day: int
    kept: float = 1.0
    partners: tuple[int, ...] = ()


@dataclass(frozen=True)
class Kind:
    """One kind of gamer or look-alike.

    Attributes:
        note: what it is, for the truth.
        tactic: its family; look-alikes have none.
        grade: how hard it is to tell from honest work; look-alikes have none.
        sends: the requests it adds.
        use: factor on sessions; None: what the part keeps.
        is_author: whether it takes somebody who merges.
        tool: 'gateway', 'claude', or 'none' at all.
        group: so many of one team do it together.
        weeks: how long it lasts; None: to the end.
        pulls, least_pulls: factor on pulls a week, and how many there are at least.
        stack: of how many pulls a change is made, from and to.
        merges: changes pulls in place, those of the given positions.
        edits: changes days of Claude Code in place, those of the given positions.
        reverts: the share of merged pulls that come back out, and in again.
        shifts_hours: how much later than others somebody works.
        is_awake: all day and night.
        is_daily: uses AI on every day of work.
        renews_model: gets the dearest model as the usual one.
        minds_bots: merges the team's pulls by bots, at a glance.
        record: kind and note of what the company has written down of it.
    """

    note: str
    tactic: str = ""
    grade: str = ""
    sends: Callable[[Any, Company, Part], Requests] | None = None
    use: float | None = None
    is_author: bool = False
    tool: str = "gateway"
    group: int = 1
    weeks: int | None = None
    pulls: float = 1.0
    least_pulls: float = 0.0
    stack: tuple[int, int] | None = None
    merges: Callable[[Any, Part, dict[str, Any], Any], None] | None = None
    edits: Callable[[Any, dict[str, Any], Any], None] | None = None
    reverts: float = 0.0
    shifts_hours: float = 0.0
    is_awake: bool = False
    is_daily: bool = False
    renews_model: bool = False
    minds_bots: bool = False
    record: tuple[str, str] | None = None
