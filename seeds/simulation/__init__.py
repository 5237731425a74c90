"""A simulated company in its vendors' formats, with the truth about it beside them.

Not one name or number is real. The shapes are the vendors' (orchestration/sources), the proportions those of
facts/gaming.md: the recipe for honest work §6, its tails §1, burner tools §2, archetypes and look-alikes §7. Each
module says which of its numbers come from where:

- `world/`    the company: people, teams, time zones, leave (§7, population); who uses what, sessions, requests, tokens
  (§6, §1, §4 D5); what is merged (§5, base rates); who games and who only looks like it (`cast`), how the ones go about
  it (`tactics/`, §2, §3, a family a module) and what the others do (`lookalikes/`, §7)
- `vendors/`  what each source delivers of it: usage, pull requests, bills, the directory
- `breaks`    what is planted in the bills for reconciliation to find, a few of every reason
- `files`     the same bytes every time

Simplified on purpose: the gateway's calls use no prompt cache, so all of their input is billed as such; there is one
currency; nobody changes tools.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from seeds.simulation import vendors, world
from seeds.simulation.files import Files
from seeds.simulation.world.cast import KINDS, Cast
from seeds.simulation.world.company import Company
from seeds.simulation.world.names import name_of

__all__ = ["check", "simulate"]

_TRUTH = (
    "subject_kind",
    "subject_id",
    "kind",
    "label",
    "start_date",
    "end_date",
    "note",
    "reason",
    "difference",
    "tactic",
    "grade",
)


def simulate(
    directory: Path,
    people: int = 600,
    weeks: int = 16,
    seed: int = 1,
    gaming_share: float = 0.02,
    start: date = date(2026, 3, 2),
    progress: Callable[[str], None] | None = None,
) -> None:
    """Write a company's deliveries to `directory/landing` and what is true of it to `directory/truth.csv`.

    The same arguments give the same bytes.

    Args:
        people: employees and contractors; service accounts come on top, one for about forty.
        weeks: of seven days from `start` (midnight UTC), all of them with usage.
        gaming_share: of the people who begin to game at some time in the first half; rounded to whole people.
        progress: is told what has been written.

    Raises:
        ValueError: fewer than 20 people, less than a week, a share outside 0 to 0.5, a negative seed.
        FileExistsError: the landing zone in `directory` is not empty.
    """
    check(people, weeks, seed, gaming_share)
    landing = directory / "landing"
    if landing.exists() and any(landing.iterdir()):
        raise FileExistsError(f"{landing} is not empty; name another directory, or remove it first")
    tell = progress or (lambda message: None)
    company = world.make(start, weeks, people, seed, gaming_share)
    tell(f"{people} people in {len(company.company.team_sizes)} teams")
    tell(
        f"{len(company.requests.at_us):,} requests through the gateway, {len(company.claude.person):,} days of Claude"
        f" Code and {len(company.kiro.person):,} of Kiro, {len(company.pulls.author):,} pull requests"
    )
    planted: list[tuple[str, ...]] = []
    with Files(directory) as files:
        for vendor in vendors.modules():
            planted += vendor.land(files, company) or []
            tell(f"what {vendor.__name__.rpartition('.')[2]} tells of them")
    _write_truth(directory / "truth.csv", company.company, company.cast, planted)


def check(people: int, weeks: int, seed: int, gaming_share: float) -> None:
    """Whether there can be such a company.

    Raises:
        ValueError: no; says why.
    """
    if people < 20:
        raise ValueError(f"a company of {people} people is too small to simulate; take 20 or more")
    if weeks < 1:
        raise ValueError(f"{weeks} weeks are no time to simulate; take 1 or more")
    if not 0 <= gaming_share <= 0.5:
        raise ValueError(f"a gaming share of {gaming_share} is not between 0 and 0.5")
    if seed < 0:
        raise ValueError(f"the seed {seed} is negative; take 0 or more")


def _write_truth(path: Path, company: Company, cast: Cast, planted: list[tuple[str, ...]]) -> None:
    rows = [
        (
            "person" if part.subject < company.people else "service",
            name_of(part.subject, company.people),
            part.kind,
            part.label,
            (company.start + timedelta(days=part.first_day)).isoformat(),
            (company.start + timedelta(days=part.last_day)).isoformat(),
            KINDS[part.kind].note,
            "",
            "",
            KINDS[part.kind].tactic,
            KINDS[part.kind].grade,
        )
        for part in cast.parts
    ]
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(_TRUTH)
        writer.writerows(sorted(rows) + [(*row, "", "") for row in sorted(planted)])
