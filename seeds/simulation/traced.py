"""Calls of programs that pass the gateway and are traced by a second tool: the same calls, told by somebody else."""

from __future__ import annotations

import numpy as np

from seeds.simulation.files import Files
from seeds.simulation.world import World
from seeds.simulation.world.names import email
from seeds.simulation.world.prices import INPUT, MODELS, NANO_USD, OUTPUT
from seeds.simulation.world.usage import AGENTS

SHARE = 0.15  # of the people with programs of their own
_PROGRAM = AGENTS.index("OpenAI/Python 1.99.1")


def trace(files: Files, world: World, source: str) -> None:
    """The table `traced`: what one tool sees, of people chosen by its own chance."""
    company, habits, requests = world.company, world.habits, world.requests
    programs = np.flatnonzero(habits.agent[: company.people] == _PROGRAM)
    people = world.chance(source).permutation(np.intersect1d(programs, requests.actor))
    is_seen = np.isin(requests.actor, people[: int(np.ceil(SHARE * len(people)))])
    files.table("seen", n=np.flatnonzero(is_seen), **vars(requests.taken(is_seen)))
    files.table(
        "traced_models",
        model=np.arange(len(MODELS)),
        name=list(MODELS),
        input_nano_usd=NANO_USD[:, INPUT],
        output_nano_usd=NANO_USD[:, OUTPUT],
    )
    files.connection.execute(
        "create or replace temp table traced as select seen.*, name, started_at::date::varchar as day, started_at,"
        f" at_us + {company.start_us} as start_us, {email('actor')} as email,"
        " prompt * input_nano_usd + completion * output_nano_usd as nano_usd"
        f" from (select *, make_timestamp({company.start_us} + at_us) as started_at from seen) as seen"
        " inner join traced_models using (model)"
    )
