"""What is told about people: the tables, of what each number is made, and what a number says together with another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

LEAST = 5
FOLDER = "contributors"
TOLD_AS_OF = "told_as_of"
OTHER = "other"
ALL = "all"


@dataclass(frozen=True)
class Says:
    """A sum of numbers that a reader can make of a group: five people or more are in it, or none where that may be."""

    of: Mapping[str, int]
    may_be_none: bool = False


@dataclass(frozen=True)
class Told:
    """A table that is told by period and group, to `audience`.

    `lines` is the model of who is behind each row: period, keys, `level` (0 where a row is of one group), `cell` (the
    group), person_key and the numbers. Numbers of one bundle are told of the same day. `with_all`: whether a row
    `all` is the sum of the others. `ratios` are made of numbers: (dividend, divisor, whether it is money). Periods
    that ended longer ago than `remembered` days are told for good: who is behind them is not kept. `uncounted`
    numbers are told with others, later, or never of teams, and no part of what is counted as withheld. `known` are
    numbers of who is in a group, which is no secret, or of nobody, or follow from others.
    `flags` count people of whom something is true.
    """

    table: str
    lines: str
    period: str
    keys: tuple[str, ...]
    bundles: tuple[tuple[str, ...], ...]
    says: Mapping[str, tuple[Says, ...]] = field(default_factory=dict)
    ratios: Mapping[str, tuple[str, str, bool]] = field(default_factory=dict)
    with_all: bool = False
    remembered: int | None = None
    uncounted: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    may_be_none: bool = False
    audience: str = "analyst"

    @property
    def withheld(self) -> tuple[str, ...]:
        """The numbers that `withheld_count` counts."""
        return tuple(number for number in self.numbers if number not in self.uncounted)

    @property
    def audited(self) -> tuple[str, ...]:
        return tuple(number for number in self.numbers if number not in self.known)

    @property
    def numbers(self) -> tuple[str, ...]:
        return tuple(number for bundle in self.bundles for number in bundle)

    def bundle_of(self, number: str) -> int:
        return next(place for place, bundle in enumerate(self.bundles) if number in bundle)

    def contributors(self, version: Path) -> dict[date, Path]:
        """The files that say who is behind what a version tells, by period."""
        folder = version / FOLDER / self.table
        return {date.fromisoformat(path.stem): path for path in sorted(folder.glob("*.parquet"))}

    def oldest_remembered(self, today: date) -> date:
        """What ended before it is told for good: nothing of it comes any more."""
        return date.min if self.remembered is None else today - timedelta(days=self.remembered)

    def file(self, version: Path, period: date) -> Path:
        return version / FOLDER / self.table / f"{period:%Y-%m-%d}.parquet"


@dataclass(frozen=True)
class Total:
    """What a number of a table sums to, over the rows that `which` is true of."""

    table: str
    number: str
    which: str = "true"


@dataclass(frozen=True)
class Tie:
    """Two tables that tell of the same sum, for each value of `by`: what they differ by is a number as well, and
    nobody's. `gives_way` is told only of periods, and values, in which it is."""

    gives_way: Total
    stands: Total
    by: tuple[str, ...] = ()
