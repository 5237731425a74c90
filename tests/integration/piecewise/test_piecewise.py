"""Tables built piece by piece, alone: a toy project whose landing is a handful of rows that the test changes.

After every step each table is compared with what plain SQL makes of the landed rows, and what the step rebuilt is
looked up in `state`: the same rows by rebuilding everything would be no incremental build.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.sql import literal

TOY = Path(__file__).parent / "toy"
MACROS = Path(__file__).resolve().parents[3] / "dbt_project" / "macros"
SOAK = int(os.environ.get("ASSAY_SOAK_PIECES", "6"))

LANDED = """
    create schema landed;
    create table landed.events (partition varchar, key varchar, person varchar, amount integer);
    create table landed.people (person varchar, team varchar, valid_from date, valid_to date);
    create table landed.bills (bill varchar, first_day date, after_day date, cost integer);
    create table landed.today (as_of_date date);
    create table landed.rates (rate integer);
    insert into landed.events values
        ('2026-06-01', 'a', 'ada', 1), ('2026-06-02', 'a', 'ada', 2), ('2026-06-09', 'b', 'ben', 3),
        ('2026-06-15', 'c', 'ada', 4), ('2026-06-29', 'c', 'ben', 5);
    insert into landed.people values
        ('ada', 'core', '2026-01-01', '9999-12-31'),
        ('ben', 'core', '2026-01-01', '2026-06-05'), ('ben', 'apps', '2026-06-05', '9999-12-31');
    insert into landed.bills values ('june', '2026-06-01', '2026-07-01', 30), ('week', '2026-06-08', '2026-06-15', 7);
    insert into landed.today values ('2026-06-30');
    insert into landed.rates values (2)
"""
# what the loader would say: a version for each partition of what landed
VERSIONS = """
    create or replace table landed.partitions as
    select
        'landed' as source,
        'events' as stream,
        partition,
        cast(sum(cast(hash(events) as hugeint)) as varchar) as version
    from landed.events as events group by partition
    union all select 'landed', 'people', 'all', cast(sum(cast(hash(people) as hugeint)) as varchar) from landed.people
    union all select 'landed', 'bills', 'all', cast(sum(cast(hash(bills) as hugeint)) as varchar) from landed.bills
"""
# each table in plain SQL over what landed and over the tables before it
PLAIN = {
    "people": "from landed.people",
    "days": """
        select cast(partition as date) as day, key, person, team, amount * rate as amount
        from landed.events left join landed.people using (person) cross join landed.rates
        where
            person not in (select person from landed.people)
            or (cast(partition as date) >= valid_from and cast(partition as date) < valid_to)
    """,
    "weeks": """
        select cast(date_trunc('week', day) as date) as week, team, sum(amount) as amount
        from days, landed.today where day <= as_of_date group by all
    """,
    "around": """
        select week, weeks.team, sum(days.amount) as amount
        from landed.today, weeks
        join days on weeks.team is not distinct from days.team and day between week - 7 and week + 13
        where day <= as_of_date group by all
    """,
    "keys": """
        select key, max(cast(partition as date)) as last_day, sum(amount) as amount,
            list_sort(list_distinct(list(partition))) as partitions
        from landed.events group by key
    """,
    "last_days": "select last_day, count(*) as key_count, sum(amount) as amount from keys group by all",
    "bills": """
        select bill, day, sum(amount) * any_value(cost) as cost
        from landed.bills join days on day >= first_day and day < after_day group by bill, day
    """,
    "bill_days": "select day, sum(cost) as cost from bills group by day",
}


class Toy:
    """A warehouse of the toy project, and what a fresh one would hold."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.file = folder, folder / "warehouse.duckdb"
        self.seen: set[str] = set()
        self.invocations: set[str] = set()
        self.project = shutil.copytree(TOY, folder / "toy")
        described = (TOY / "dbt_project.yml").read_text()
        (self.project / "dbt_project.yml").write_text(described.replace("../../../../dbt_project/macros", str(MACROS)))
        self.change(LANDED)
        assert self.build()

    def change(self, sql: str) -> None:
        with duckdb.connect(str(self.file)) as connection:
            connection.execute(sql + ";" + VERSIONS)

    def build(self) -> bool:
        os.environ["TOY_WAREHOUSE"] = str(self.file)
        from dbt.cli.main import dbtRunner

        place = ["--project-dir", str(self.project), "--profiles-dir", str(self.project)]
        done = dbtRunner().invoke(["--quiet", "--log-level-file", "none", "build", *place])
        _release()
        return done.success

    def rows(self, connection: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[Any, ...]]]:
        return {table: connection.execute(f"from marts.{table} order by all").fetchall() for table in PLAIN}

    def table(self, name: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.file), read_only=True) as connection:
            return self.rows(connection)[name]

    def prove(self) -> None:
        """Every table holds what plain SQL makes of what landed."""
        with duckdb.connect() as connection:
            connection.execute(f"attach {literal(self.file)} as built (read_only); use built")
            found = self.rows(connection)
            connection.execute("use memory; create schema landed")
            for name in ("events", "people", "bills", "today", "rates"):
                connection.execute(f"create view landed.{name} as from built.landed.{name}")
            for name, sql in PLAIN.items():
                connection.execute(f"create table {name} as {sql}")
                assert found[name] == connection.execute(f"from {name} order by all").fetchall(), name

    def rebuilt(self) -> dict[str, list[str]]:
        """The pieces that were written since this was last asked, by table."""
        found = {}
        with duckdb.connect(str(self.file), read_only=True) as connection:
            for table in PLAIN:
                rows = connection.execute(f"select piece, invocation_id from state.{table} order by piece").fetchall()
                found[table] = [piece for piece, invocation in rows if invocation not in self.seen]
                self.invocations |= {invocation for _, invocation in rows}
        self.seen = set(self.invocations)
        return {table: pieces for table, pieces in found.items() if pieces}

    def step(self, sql: str = "select 1") -> dict[str, list[str]]:
        """Change what landed, build, prove the tables right; returns what was rebuilt, by table."""
        self.rebuilt()
        self.change(sql)
        assert self.build()
        self.prove()
        return self.rebuilt()

    @contextmanager
    def edited(self, name: str, old: str, new: str) -> Iterator[None]:
        """A model with other code, or a seed with other lines, for a while."""
        file = self.project / ("seeds" if name.endswith(".csv") else "models") / name
        code = file.read_text()
        assert old in code
        file.write_text(code.replace(old, new))
        try:
            yield
        finally:
            file.write_text(code)


def _release() -> None:
    """Let go of the file: dbt keeps it open in its process (facts/stack.md)."""
    from dbt.adapters.duckdb import connections
    from dbt.adapters.factory import FACTORY

    for adapter in FACTORY.adapters.values():
        adapter.cleanup_connections()
    if connections.DuckDBConnectionManager._ENV is not None:
        connections.DuckDBConnectionManager._ENV.close()
        connections.DuckDBConnectionManager._ENV = None


@pytest.fixture(scope="module")
def new_toy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Toy]]:
    known = dict(os.environ)
    yield lambda: Toy(tmp_path_factory.mktemp("toy"))
    os.environ.clear()
    os.environ.update(known)


@pytest.fixture(scope="module")
def toy(new_toy: Callable[[], Toy]) -> Toy:
    """One toy for all steps; each begins from what the one before has left, so the order of tests is no matter."""
    return new_toy()


def test_nothing_new_rebuilds_nothing(toy: Toy) -> None:
    toy.step()
    assert toy.step() == {}


def test_a_new_day_is_one_piece_of_each(toy: Toy) -> None:
    toy.step("delete from landed.events where partition = '2026-06-22'")
    assert toy.step("insert into landed.events values ('2026-06-22', 'n', 'ada', 1)") == {
        "days": ["2026-06-22"],
        "weeks": ["2026-06-22"],
        "around": ["2026-06-15", "2026-06-22", "2026-06-29"],
        "keys": ["2026-06-22"],
        "last_days": ["2026-06-22"],
        "bills": ["june"],
        "bill_days": ["2026-06-22"],
    }


def test_a_late_row_changes_what_its_day_is_part_of(toy: Toy) -> None:
    rebuilt = toy.step("insert into landed.events values ('2026-06-09', 'late', 'ben', 1)")
    assert rebuilt["days"] == ["2026-06-09"]
    assert rebuilt["weeks"] == ["2026-06-08"]
    assert rebuilt["bills"] == ["june", "week"]


def test_a_day_that_vanishes_takes_its_rows_along(toy: Toy) -> None:
    toy.step("insert into landed.events values ('2026-06-03', 'gone', 'ada', 1)")
    rebuilt = toy.step("delete from landed.events where partition = '2026-06-03'")
    assert "days" not in rebuilt and rebuilt["weeks"] == ["2026-06-01"]


def test_a_boundary_that_moves_changes_the_days_between(toy: Toy) -> None:
    toy.step("update landed.events set person = 'ben' where partition = '2026-06-09'")
    assert toy.step(_bens_move("2026-06-10"))["days"] == ["2026-06-09"]
    assert toy.step(_bens_move("2026-06-05"))["days"] == ["2026-06-09"]


def test_a_boundary_outside_of_all_days_changes_none(toy: Toy) -> None:
    moved = "update landed.people set valid_from = valid_from - 30 where person = 'ada'"
    assert toy.step(moved) == {"people": ["all"]}


def test_today_goes_back_and_forth(toy: Toy) -> None:
    toy.step("insert into landed.events values ('2026-06-08', 'early', 'ada', 1), ('2026-06-12', 'later', 'ada', 1)")
    rebuilt = toy.step("update landed.today set as_of_date = '2026-06-10'")
    assert "days" not in rebuilt and rebuilt["weeks"] == ["2026-06-08"]
    toy.step("update landed.today set as_of_date = '2026-06-30'")
    toy.step("update landed.today set as_of_date = '2026-05-01'")
    assert toy.table("weeks") == []
    toy.step("update landed.today set as_of_date = '2026-06-30'")
    assert toy.table("weeks")


def test_a_row_that_moves_to_another_partition(toy: Toy) -> None:
    assert "2026-06-04" in toy.step("update landed.events set partition = '2026-06-04' where key = 'b'")["keys"]
    toy.step("update landed.events set partition = '2026-06-09' where key = 'b'")


def test_what_is_read_whole_rebuilds_all(toy: Toy) -> None:
    rebuilt = toy.step("update landed.rates set rate = 3")
    assert len(rebuilt["days"]) == len({row[0] for row in toy.table("days")})
    assert "keys" not in rebuilt
    toy.step("update landed.rates set rate = 2")


def test_a_line_of_a_seed_behind_a_view_rebuilds_what_it_rules(toy: Toy) -> None:
    """The view is the same piece; a seed has no pieces."""
    toy.step()
    with toy.edited("factors.csv", "1", "2"):
        assert toy.build()
        rebuilt = toy.rebuilt()
        assert len(rebuilt["days"]) == len({row[0] for row in toy.table("days")})
        assert "people" not in rebuilt
    toy.step()


def test_a_change_goes_no_further_than_it_changes_something(toy: Toy) -> None:
    empty = "insert into landed.bills values ('empty', '2020-01-01', '2020-02-01', 1)"
    assert toy.step(empty) == {"bills": ["empty"]}


def test_changed_code_rebuilds_what_hangs_on_it(toy: Toy) -> None:
    toy.step()
    with toy.edited("weeks.sql", "sum(amount) as amount", "sum(amount) + 0 as amount"):
        assert set(toy.step()) == {"weeks"}  # and nothing after it, for the rows are the same
    with toy.edited("weeks.sql", "sum(amount) as amount", "sum(amount) as amount, 'a new column' as word"):
        toy.rebuilt()
        assert toy.build()
        assert set(toy.rebuilt()) == {"weeks", "around"}
    with toy.edited("stg_events.sql", "select factor from", "select factor + 0 from"):  # a view before them
        assert set(toy.step()) >= {"days", "keys", "weeks"}
    toy.step()
    with toy.edited("stg_bills.sql", "select *", "select bill, first_day, after_day, cost"):
        # the bills' own versions say the same, and may say less than a view does
        assert set(toy.step()) == {"bills"}
    toy.step()


def test_a_break_between_two_batches_loses_nothing(toy: Toy) -> None:
    """A batch is one transaction: a process that is killed leaves what a batch that breaks leaves."""
    toy.change("update landed.events set amount = amount + 1 where partition < '2026-06-28'")
    toy.change("update landed.events set amount = -1 where partition = '2026-06-29'")
    broken = "case when events.amount < 0 then error('broken') else events.amount end * rates.rate as amount"
    with toy.edited("days.sql", "events.amount * rates.rate as amount", broken):
        assert not toy.build()
    written = toy.rebuilt()["days"]
    assert "2026-06-01" in written and "2026-06-29" not in written
    toy.step("update landed.events set amount = 1 where amount < 0")


def test_random_steps_end_in_the_rows_of_plain_sql(new_toy: Callable[[], Toy]) -> None:
    """ASSAY_SOAK_PIECES says how many steps; `make soak` many."""
    toy, draw = new_toy(), random.Random(SOAK)

    def date() -> str:
        return f"2026-{draw.choice((6, 6, 7)):02}-{draw.randint(1, 28):02}"

    def day() -> str:
        return literal(date())

    def key() -> str:
        return literal(draw.choice("abcdef"))

    steps: list[Callable[[], str]] = [
        lambda: f"insert into landed.events values ({day()}, {key()}, 'ben', {draw.randint(1, 9)})",
        lambda: f"insert into landed.events values ({day()}, {key()}, 'cyd', {draw.randint(1, 9)})",
        lambda: f"update landed.events set amount = amount + 1 where partition < {day()} and key = {key()}",
        lambda: f"update landed.events set partition = {day()} where key = {key()}",
        lambda: f"delete from landed.events where partition > {day()} and key = {key()}",
        lambda: f"update landed.today set as_of_date = {day()}",
        lambda: f"update landed.rates set rate = {draw.randint(1, 2)}",
        lambda: f"update landed.bills set after_day = date '2026-07-01' + {draw.randint(1, 27)} where bill = 'june'",
        lambda: _bens_move(date()),
    ]
    for _ in range(SOAK):
        toy.step(";".join(draw.choice(steps)() for _ in range(draw.randint(1, 3))))


def _bens_move(day: str) -> str:
    return (
        f"update landed.people set valid_to = {literal(day)} where person = 'ben' and team = 'core';"
        f" update landed.people set valid_from = {literal(day)} where person = 'ben' and team = 'apps'"
    )
