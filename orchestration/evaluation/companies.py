"""The companies of an evaluation: each simulated, built and published in a home of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from orchestration import home as homes
from orchestration import simulating
from orchestration.runs import running
from orchestration.settings import Settings


class EvaluationError(Exception):
    """A company could not be built; says which, and why."""


@dataclass(frozen=True)
class Company:
    """What a company is made of. The same numbers give the same company."""

    people: int
    weeks: int
    seed: int
    prevalence: float

    def __str__(self) -> str:
        return f"seed-{self.seed}-people-{self.people}-weeks-{self.weeks}-gaming-{self.prevalence:g}"


def drawn(people: int, weeks: int, seeds: Sequence[int], prevalences: Sequence[float]) -> list[Company]:
    """Every seed at every prevalence.

    Raises:
        ValueError: one of them cannot be; better said now than after an hour.
    """
    from seeds.simulation import check

    for seed in seeds:
        for share in prevalences:
            check(people, weeks, seed, share)
    return [Company(people, weeks, seed, share) for share in prevalences for seed in seeds]


@contextmanager
def folder(kept: Path | None) -> Iterator[Path]:
    """Where the companies lie: the named folder, or one that is gone afterwards."""
    if kept:
        homes.make(kept)
        yield kept
        return
    with tempfile.TemporaryDirectory(prefix="assay-evaluation-") as passing:
        yield Path(passing)


def built(settings: Settings, company: Company, tell: Callable[[str], None]) -> Settings:
    """The home of a company whose marts are published; what is already there is not made again.

    Raises:
        EvaluationError: the build published nothing.
        homes.HomeError: the home cannot be used.
    """
    own = settings.with_home(settings.home / str(company)).model_copy(update={"as_of": None})
    if homes.nothing_landed(own):
        simulating.simulate(own.home, company.people, company.weeks, company.seed, company.prevalence, tell)
    homes.prepare(own)
    with homes.held(own):
        outcome = running.run(own, "build", {}, tell)
    if not outcome.is_success:
        blocking = [check for check in outcome.failed_checks if check.is_blocking]
        failed = [f"{check.asset} {check.check}: {check.message}" for check in blocking]
        raise EvaluationError("\n".join([f"{company} was not published", *outcome.errors, *failed]))
    return own
