"""A simulated company in its vendors' formats, with the truth about it beside them.

Not one name or number is real. The shapes are the vendors' (orchestration/sources), the proportions those of
facts/gaming.md: the recipe for honest work §6, its tails §1, burner tools §2, archetypes and look-alikes §7. Each
module says which of its numbers come from where:

- `company`   people, teams, time zones, leave (§7, population)
- `usage`     who uses what, sessions, requests, tokens (§6, §1, §4 D5)
- `gamers`    who games, who only looks like it (§2, §7)
- `reports`   usage as LiteLLM, Anthropic and Kiro report it
- `delivery`  pull requests, reviews, commits, files (§5, base rates)
- `billing`   charges and invoices
- `breaks`    what is planted in them for reconciliation to find, a few of every reason
- `directory` the company's own snapshots
- `prices`    list prices
- `files`     the same bytes every time

Simplified on purpose: the gateway's calls use no prompt cache, so all of their input is billed as such; there is one
currency; nobody changes tools.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from seeds.simulation import billing, delivery, gamers, reports, usage
from seeds.simulation.company import Company, hire
from seeds.simulation.directory import land_directory, name_of
from seeds.simulation.files import Files

__all__ = ["simulate"]

#: One independent stream of random numbers a subject, so that a change to one leaves the others as they were.
_SUBJECTS = ("company", "cast", "habits", "gateway", "claude", "kiro", "kiro_files", "delivery", "billing")
_TRUTH = ("subject_kind", "subject_id", "kind", "label", "start_date", "end_date", "note", "reason", "difference")


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
    if people < 20:
        raise ValueError(f"a company of {people} people is too small to simulate; take 20 or more")
    if weeks < 1:
        raise ValueError(f"{weeks} weeks are no time to simulate; take 1 or more")
    if not 0 <= gaming_share <= 0.5:
        raise ValueError(f"a gaming share of {gaming_share} is not between 0 and 0.5")
    if seed < 0:
        raise ValueError(f"the seed {seed} is negative; take 0 or more")
    landing = directory / "landing"
    if landing.exists() and any(landing.iterdir()):
        raise FileExistsError(f"{landing} is not empty; name another directory, or remove it first")
    tell = progress or (lambda message: None)
    children = np.random.SeedSequence(seed).spawn(len(_SUBJECTS))
    rng = {subject: np.random.default_rng(child) for subject, child in zip(_SUBJECTS, children, strict=True)}

    company = hire(rng["company"], start, weeks, people)
    cast = gamers.cast(rng["cast"], company, gaming_share)
    habits = usage.adopt(rng["habits"], company, cast)
    with Files(directory) as files:
        land_directory(files, company, habits, cast)
        tell(f"{people} people in {len(company.team_sizes)} teams")
        requests = usage.gateway(rng["gateway"], company, habits, cast)
        reports.land_spend_logs(files, company, habits, requests)
        tell(f"{len(requests.at_us):,} requests through the gateway")
        claude = usage.claude_days(rng["claude"], company, habits, requests)
        reports.land_claude_code_analytics(files, company, claude)
        kiro = usage.kiro_days(rng["kiro"], company, habits)
        reports.land_user_report(files, rng["kiro_files"], company, kiro)
        tell(f"{len(claude.person):,} days of Claude Code and {len(kiro.person):,} of Kiro")
        pulls = delivery.pull_requests(rng["delivery"], company, habits, cast)
        delivery.land_pull_requests(files, rng["delivery"], company, pulls)
        tell(f"{len(pulls.author):,} pull requests")
        planted = billing.land_bills(files, rng["billing"], company, habits, requests, claude)
        tell("charges and invoices")
    _write_truth(directory / "truth.csv", company, cast, planted)


def _write_truth(path: Path, company: Company, cast: gamers.Cast, planted: list[tuple[str, ...]]) -> None:
    rows = [
        (
            "person" if part.subject < company.people else "service",
            name_of(part.subject, company.people),
            part.kind,
            part.label,
            (company.start + timedelta(days=part.first_day)).isoformat(),
            (company.start + timedelta(days=part.last_day)).isoformat(),
            part.note,
            "",
            "",
        )
        for part in cast.parts
    ]
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(_TRUTH)
        writer.writerows(sorted(rows) + sorted(planted))
