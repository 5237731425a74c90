"""People whose work has another shape than most (facts/gaming.md §7, I1, I4, I6 to I10, I14 to I19)."""

from __future__ import annotations

from typing import Any

import numpy as np

from seeds.simulation.world.company import Company
from seeds.simulation.world.kinds import Kind, Part
from seeds.simulation.world.prices import SONNET
from seeds.simulation.world.requests import Requests, around, sent
from seeds.simulation.world.tactics.merging import DOCS


def _training(rng: np.random.Generator, company: Company, part: Part) -> Requests:
    """Everybody in the room does the same exercises, on two days."""
    begins = np.repeat(np.arange(part.first_day, part.last_day + 1) * 86_400.0 + 50_400, 20)
    at = begins + np.tile(np.arange(20) * 420.0, len(begins) // 20) + rng.uniform(0, 120, len(begins))
    prompt = np.tile(np.arange(20) * 37 + 220, len(begins) // 20)
    return sent(rng, part, at, prompt, around(rng, 300, 0.5, len(at)), SONNET, per_session=20)


def _documents(rng: np.random.Generator, part: Part, pulls: dict[str, Any], own: np.ndarray) -> None:
    """A sentence here and a link there, looked at by a colleague as all else is."""
    pulls["lines"][own] = rng.integers(1, 9, len(own))
    pulls["files"][own] = 1
    pulls["content"][own] = DOCS
    pulls["has_generated"][own] = False


def _small_steps(rng: np.random.Generator, part: Part, pulls: dict[str, Any], own: np.ndarray) -> None:
    """A service at a time is moved: each by a pull of a few lines, reviewed within the day."""
    pulls["lines"][own] = rng.integers(4, 40, len(own))
    pulls["reviews"][own] = 1
    pulls["is_self_merged"][own] = False


def _each_other(rng: np.random.Generator, part: Part, pulls: dict[str, Any], own: np.ndarray) -> None:
    """There is nobody else who knows the code."""
    pulls["helper"][own] = part.partners[0] if part.partners else pulls["helper"][own]


def _one_big(rng: np.random.Generator, part: Part, pulls: dict[str, Any], own: np.ndarray) -> None:
    pulls["lines"][own] = pulls["lines"][own] * 20 + 600


KINDS = {
    "I1_migration": Kind(
        "twenty times the usual sessions for two weeks, on the company's record",
        use=20,
        weeks=2,
        pulls=3,
        least_pulls=6,
        record=("migration", "service split, as planned"),
    ),
    "I14_migration_sprint": Kind(
        "two weeks of many small pulls, on nobody's record",
        use=2,
        weeks=2,
        is_author=True,
        pulls=6,
        least_pulls=25,
        merges=_small_steps,
    ),
    "I4_on_call_week": Kind(
        "awake at all hours for a week, irregularly",
        use=3,
        weeks=1,
        is_awake=True,
        record=("on_call", "primary on call"),
    ),
    "I6_analyst": Kind("asks a lot and merges nothing", use=4, pulls=0),
    "I7_part_time": Kind("four scheduled days a week, all of them active", is_daily=True),
    "I8_new_joiner": Kind("reads for four weeks and merges nothing", pulls=0),
    "I10_long_cycle": Kind("a large pull every few weeks", is_author=True, pulls=0.1, merges=_one_big),
    "I15_two_person_team": Kind(
        "two who know the code review each other", is_author=True, group=2, least_pulls=4, merges=_each_other
    ),
    "I16_docs_writer": Kind("small changes to documents, many of them", least_pulls=10, merges=_documents),
    "I17_training_day": Kind(
        "a team does the same exercises for two days",
        sends=_training,
        group=5,
        record=("training_event", "two days of AI training"),
    ),
    "I18_dependency_reviewer": Kind("approves updates of dependencies, at a glance", is_author=True, minds_bots=True),
    "I19_default_model": Kind(
        "a team's default model was changed",
        group=5,
        renews_model=True,
        record=("default_model_change", "the team's default model was changed"),
    ),
    "I23_night_owl": Kind("works from the evening on", shifts_hours=9),
    "I24_other_time_zone": Kind("works from the other side of the world for three weeks", weeks=3, shifts_hours=-9),
    "I25_long_leave": Kind("away for four weeks", use=0, weeks=4, pulls=0, record=("leave", "parental leave")),
}
