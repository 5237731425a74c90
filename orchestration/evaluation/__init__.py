"""How well gaming is found: companies whose truth is known, built by the job that builds every other, then compared.

The truth lies outside the landing zone, where no step of a build looks; it is read when the build is over.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from orchestration.evaluation import joined, metrics
from orchestration.evaluation.companies import Company, EvaluationError, built, drawn, folder
from orchestration.settings import Settings

__all__ = ["EvaluationError", "drawn", "evaluate"]


def evaluate(
    settings: Settings, companies: Sequence[Company], kept: Path | None, tell: Callable[[str], None]
) -> dict[str, list[dict[str, Any]]]:
    """Build the companies one by one and measure over all of them; the tables of `metrics.measure`.

    Raises:
        EvaluationError: a company's build published nothing.
        ValueError: there can be no such company.
        home.HomeError: its home cannot be used.
    """
    with folder(kept) as place, joined.empty() as connection:
        for number, company in enumerate(companies, 1):
            tell(f"company {number} of {len(companies)}: {company}")
            joined.add(connection, company, built(settings.with_home(place), company, tell))
        return metrics.measure(connection)
