"""What can be told about a person from everything that can be read: a program, not a promise.

For each number of each period that is told anew, the rows of all kept versions are equations over what people put in.
The reader is taken to know who is in which group, and whose value changed from one version to the next. Linear
programs (HiGHS) then give the least and the most that each person could have put in, and each group under five.

People of one group who are told in the same rows of the same versions are the same to a reader: what one of them
could have is what all of them could have. So a program has a variable for such a class and not for a person, and rows
that share nobody are programs of their own. 85,000 people in 4,000 teams are some thousand small ones; what does not
fit into the time that is given is counted, and the rules of standing.py stand for it alone.
"""

from __future__ import annotations

import itertools
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from orchestration.publish.tables import TOLD
from orchestration.publish.told import LEAST, Told
from orchestration.sql import identifier, literal

if TYPE_CHECKING:
    import numpy as np

#: Of the largest amount; a solver's answers are floats.
TOLERANCE = 1e-6
#: What a build gives to it.
SECONDS = 30.0


class TellingError(Exception):
    """A number would tell of few people; says which, and nothing about them."""


@dataclass(frozen=True)
class People:
    """A class of people of a group who put in `total` in the same `rows`: indices of what is told."""

    cell: str
    pattern: str
    rows: tuple[int, ...]
    count: int
    total: float
    largest: float
    least: float = 0.0


@dataclass
class Sums:
    """What can be read of one number in one period: of classes of people, which rows are how much together."""

    variables: list[People] = field(default_factory=list)
    #: Whether a value is 0 or 1, as whether somebody used something.
    are_flags: bool = False
    may_be_none: bool = False

    def is_one_row(self) -> bool:
        return len({row for people in self.variables for row in people.rows}) == 1

    def parts(self) -> Iterator[Sums]:
        """Those that share no row, each by itself."""
        leader: dict[int, int] = {}

        def find(row: int) -> int:
            while leader.setdefault(row, row) != row:
                row = leader[row]
            return row

        together: dict[tuple[str, str], list[int]] = defaultdict(list)
        for people in self.variables:
            together[people.cell, people.pattern].extend(people.rows)
        for rows in together.values():
            for row in rows:
                leader[find(row)] = find(rows[0])
        found: dict[int, Sums] = {}
        for people in self.variables:
            part = found.setdefault(find(people.rows[0]), replace(self, variables=[]))
            part.variables.append(people)
        yield from found.values()


def check(versions: Sequence[Path], seconds: float = SECONDS) -> int:
    """Refuse the newest of `versions`, if with the others it tells what few people did.

    Returns:
        How many periods there was no time for.

    Raises:
        TellingError: names table, period, number and group of what would be told.
    """
    end = time.monotonic() + seconds
    told_too_much: list[str] = []
    left = 0
    for told in TOLD.values():
        # the newest first: what is older has been judged more often
        for day in reversed(_told_anew(told, versions)):
            if time.monotonic() > end:
                left += 1
                continue
            parts = ((number, part) for number, sums in _all_sums(told, day, versions) for part in sums.parts())
            for number, part in parts:
                if time.monotonic() > end:
                    left += 1
                    break
                told_too_much += [
                    f"{told.table} {day} {number}: {people.count} of {people.cell.replace(chr(31), ' ')}"
                    for people in too_narrow(part)
                ]
    if told_too_much:
        raise TellingError(
            f"{len(told_too_much)} numbers would tell what fewer than five people did: {'; '.join(told_too_much[:5])}."
            " Nothing was published. That is a fault of Assay's own rules, not of the data: please report it"
        )
    return left


def intervals(sums: Sums, objectives: Sequence[Mapping[int, float]]) -> list[tuple[float, float]]:
    """The least and the most that each weighted sum of variables could be, as far as what is told goes."""
    import numpy as np
    from scipy.optimize import linprog
    from scipy.sparse import lil_matrix

    rows: dict[int, list[int]] = defaultdict(list)
    for number, people in enumerate(sums.variables):
        for row in people.rows:
            rows[row].append(number)
    matrix = lil_matrix((len(rows), len(sums.variables)))
    told = np.zeros(len(rows))
    for index, members in enumerate(rows.values()):
        matrix[index, members] = 1
        told[index] = sum(sums.variables[number].total for number in members)
    scale = max(1.0, float(np.abs(told).max(initial=0.0)))
    # a credit is less than nothing, and who has one may have any
    least_of_each = None if any(people.least < 0 for people in sums.variables) else 0.0
    bounds = [(least_of_each, people.count / scale if sums.are_flags else None) for people in sums.variables]

    def least(weights: np.ndarray) -> float:
        found = linprog(weights, A_eq=matrix.tocsr(), b_eq=told / scale, bounds=bounds, method="highs")
        if found.status == 3:
            return -float("inf")
        if found.status:
            raise RuntimeError(f"HiGHS: {found.message}")
        return float(found.fun) * scale

    answers = []
    for objective in objectives:
        weights = np.zeros(len(sums.variables))
        for variable, weight in objective.items():
            weights[variable] = weight
        answers.append((least(weights), -least(-weights)))
    return answers


def too_narrow(sums: Sums) -> Iterator[People]:
    """Classes of which one person, or all where they are under five, could have put in little else than they did."""
    if sums.are_flags:
        yield from _alike(sums)
        return
    classes: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, people in enumerate(sums.variables):
        classes[people.cell, people.pattern].append(number)
    objectives: list[tuple[People, dict[int, float], float, float]] = []
    for runs in classes.values():
        for number in runs:
            people = sums.variables[number]
            objectives.append((people, {number: 1.0}, people.largest, people.total))
        for before, after in itertools.pairwise(runs):
            people = sums.variables[after]
            change = abs(people.total - sums.variables[before].total)
            objectives.append((people, {after: 1.0, before: -1.0}, change if people.count == 1 else 0.0, change))
    if len(sums.variables) == 1:
        found = [(people.total, people.total) for people in sums.variables]
    elif sums.is_one_row() and all(people.least >= 0 for people in sums.variables):
        # each could have put in nothing, or all of it
        found = [(0.0, sum(people.total for people in sums.variables))] * len(objectives)
    else:
        found = intervals(sums, [weights for _, weights, _, _ in objectives])
    near = TOLERANCE * max(1.0, *(abs(people.total) for people in sums.variables))
    for (people, _, of_one, of_all), (least, most) in zip(objectives, found, strict=True):
        narrowest = 2 * of_one if people.count == 1 else abs(of_all) if people.count < LEAST else 0.0
        if most <= near and least >= -near and abs(of_all) <= near:
            # nobody put in anything, and the reader knows it of each
            if not sums.may_be_none:
                yield people
            continue
        # of five and more each could have put in nothing, and one of them all of it
        is_one_above_half = people.count > 1 and of_one > 0 and most < 2 * of_one - near
        if is_one_above_half or most - least < narrowest - near or (people.count < LEAST and most - least <= near):
            yield people


def _alike(sums: Sums) -> Iterator[People]:
    """Of what is true or not of people: rows of which all or none are, or of which on either side are under five."""
    rows: dict[int, list[People]] = defaultdict(list)
    for people in sums.variables:
        for row in people.rows:
            rows[row].append(people)
    for members in rows.values():
        count = sum(people.count for people in members)
        total = round(sum(people.total for people in members))
        if not LEAST <= total <= count - LEAST:
            yield members[0]


def _told_anew(told: Told, versions: Sequence[Path]) -> list[date]:
    """Periods of the newest version that are not told as in the one before; those were judged then."""
    now = {day: path.stat().st_ino for day, path in told.contributors(versions[-1]).items()}
    before = {path.stat().st_ino for path in told.contributors(versions[-2]).values()} if versions[1:] else set()
    return [day for day, file in now.items() if file not in before]


def _all_sums(told: Told, day: date, versions: Sequence[Path]) -> Iterator[tuple[str, Sums]]:
    """What all versions that tell this period say together; of flags, which all change alike, what the newest says."""
    files = {told.file(version, day) for version in versions if told.file(version, day).exists()}
    newest = told.file(versions[-1], day)
    different = list({path.stat().st_ino: path for path in [*sorted(files), newest]}.values())
    keys = ", ".join(f"cast({identifier(key)} as varchar)" for key in told.keys)
    states = " union all ".join(
        f"select {state} as state, cast(to_json([{keys}]) as varchar) as row, cell, person_key,"
        f" {literal(number)} as number, cast({identifier(number)} as double) as amount"
        f" from read_parquet({literal(str(path))}) where person_key is not null and {identifier(number)} is not null"
        for state, path in enumerate(different)
        for number in told.audited
        if number not in told.flags or path == newest
    )
    found: dict[str, Sums] = {}
    with duckdb.connect() as connection:
        classes = connection.execute(
            f"""
            with states as ({states}),
            numbered as (select *, dense_rank() over (order by state, row) as place from states),
            -- a value that is the same in two versions is one
            amounts as (
                select number, cell, person_key, amount, list_sort(list(distinct place)) as places
                from numbered group by number, cell, person_key, amount
            ),
            people as (
                select number, cell, person_key,
                    array_to_string(list(cast(places as varchar) order by places), ' ') as pattern
                from amounts group by number, cell, person_key
            )
            select number, cell, pattern, places, count(*), sum(amount), max(abs(amount)), min(amount)
            from amounts join people using (number, cell, person_key)
            group by number, cell, pattern, places
            order by number, cell, pattern, places
            """
        ).fetchall()
    for number, cell, pattern, rows, *rest in classes:
        sums = found.setdefault(number, Sums(are_flags=number in told.flags, may_be_none=told.may_be_none))
        sums.variables.append(People(cell, pattern, tuple(rows), *rest))
    yield from found.items()
