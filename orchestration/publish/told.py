"""What is told about people: the tables, of what each number is made, and what a number says together with another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
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
    """A table that is told by period and group.

    `lines` is the model of who is behind each row: period, keys, `level` (0 where a row is of one group), `cell` (the
    group), person_key and the numbers. Numbers of one bundle are told of the same day. `with_all`: whether a row
    `all` is the sum of the others. `ratios` are made of numbers: (dividend, divisor, whether it is money). Periods
    that ended longer ago than `remembered` days are told for good: who is behind them is not kept. `uncounted`
    numbers are told with others, later, or never of teams, and no part of what is counted as withheld. `known` are
    numbers of who is in a group, which is no secret, or of nobody. `are_flags`: a number counts people of whom
    something is true.
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
    are_flags: bool = False
    may_be_none: bool = False

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

    def file(self, version: Path, period: date) -> Path:
        return version / FOLDER / self.table / f"{period:%Y-%m-%d}.parquet"


def _without(number: str, *others: str, may_be_none: bool = False) -> Says:
    return Says({number: 1} | dict.fromkeys(others, -1), may_be_none)


#: Two tables that say what a month cost: what they differ by is a number as well. (table, number, which lines)
TIED = (
    ("mart_monthly_spend", "billed_cost", "currency = 'USD' and coalesce(is_ai, true)"),
    ("mart_team_monthly_pull_request_cost", "ai_cost_usd", "true"),
)

_NOT_COUNTED = _without("merged_pull_request_count", "counted_pull_request_count", may_be_none=True)
_UNTOUCHED = _without("scheduled_people", "touched_people")
#: Who has intent, and who has none but could: of people whose intent is known.
_INTENT = (
    Says({"touched_people": 1}),
    _UNTOUCHED,
    # that everybody who uses AI means to is said of a tool more than of a person: where all do, intent is told
    Says({"intent_known_people": 1, "intentional_people": -1, "scheduled_people": -1, "touched_people": 1}, True),
    _without("scheduled_people", "intent_known_people", may_be_none=True),
)

TOLD = {
    told.table: told
    for told in (
        Told(
            "mart_team_monthly_pull_request_cost",
            "int_told_team_months",
            "month",
            ("team_id",),
            bundles=(
                ("ai_cost_usd", "unattributed_cost_usd", "merged_pull_request_count"),
                # fewer people change these in a day, and would hold back the rest
                ("counted_pull_request_count",),
                ("change_set_count",),
                ("ai_assisted_pull_request_count",),
                ("reverted_count",),
                ("people_count",),
            ),
            says={
                "counted_pull_request_count": (_NOT_COUNTED,),
                "change_set_count": (
                    _NOT_COUNTED,
                    _without("counted_pull_request_count", "change_set_count", may_be_none=True),
                ),
                "ai_assisted_pull_request_count": (
                    _without("merged_pull_request_count", "ai_assisted_pull_request_count", may_be_none=True),
                ),
                "reverted_count": (
                    _NOT_COUNTED,
                    _without(
                        "merged_pull_request_count", "counted_pull_request_count", "reverted_count", may_be_none=True
                    ),
                ),
            },
            ratios={
                "cost_per_merged_pull_request_usd": ("ai_cost_usd", "merged_pull_request_count", True),
                "cost_per_counted_change_set_usd": ("ai_cost_usd", "change_set_count", True),
            },
            uncounted=("unattributed_cost_usd",),
            known=("unattributed_cost_usd", "people_count"),
            with_all=True,
        ),
        Told(
            "mart_team_weekly_adoption",
            "int_told_team_weeks",
            "week_start_date",
            ("team_id",),
            bundles=(
                ("scheduled_people", "touched_people"),
                ("intent_known_people", "intentional_people"),
                ("compliance_only_people",),
                # known two weeks later than the rest
                ("outcome_people",),
                ("flagged_people",),
            ),
            says={
                "touched_people": (_UNTOUCHED,),
                "intentional_people": _INTENT,
                "compliance_only_people": (
                    *_INTENT,
                    Says({"intentional_people": 1}),
                    _without("intentional_people", "compliance_only_people"),
                ),
                "outcome_people": (
                    *_INTENT,
                    Says({"intentional_people": 1}),
                    _without("intentional_people", "outcome_people"),
                ),
                "flagged_people": (_without("scheduled_people", "flagged_people"),),
            },
            ratios={
                "weekly_usage_share": ("touched_people", "scheduled_people", False),
                "intentional_usage_share": ("intentional_people", "intent_known_people", False),
                "outcome_usage_share": ("outcome_people", "intent_known_people", False),
                "compliance_only_share": ("compliance_only_people", "intent_known_people", False),
            },
            uncounted=("intent_known_people", "outcome_people", "flagged_people"),
            known=("scheduled_people", "intent_known_people"),
            are_flags=True,
            with_all=True,
            remembered=70,
        ),
        Told(
            "mart_monthly_spend",
            "int_told_spend_months",
            "month",
            ("issuer", "service_name", "model", "is_ai", "currency", "cost_basis"),
            bundles=(("billed_cost",),),
        ),
        Told(
            "mart_daily_tool_usage",
            "int_told_tool_days",
            "usage_date",
            ("tool", "model", "team_id"),
            bundles=(
                (
                    "request_count",
                    "uncached_input_tokens",
                    "cache_read_tokens",
                    "cache_write_tokens",
                    "output_tokens",
                    "credits",
                    "list_cost_usd",
                ),
                ("people_count",),
            ),
            known=("people_count",),
            # a tool that writes no cache tells of nobody
            may_be_none=True,
            remembered=35,
        ),
    )
}
