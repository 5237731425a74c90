"""Marts to what people read: one file an audience, beside it the same tables as Parquet and as a page, switched in one
step.

`published/<version>/…` is written whole, then the link `published/current` is moved to it. A reader that has a file
open keeps what it has; a new one sees the new version. The last good ones are kept.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb

from orchestration import interrupt, report
from orchestration.clock import utc_now
from orchestration.publish import audit, described, following, kept, reach, standing, tying
from orchestration.publish.tables import TOLD
from orchestration.settings import Settings
from orchestration.sql import identifier, literal
from orchestration.warehouse import building

KEPT_VERSIONS = 3
CURRENT = "current"
SERVED = "served"  # the version that PostgreSQL was last seen to hold
#: Tables whose last row may go lawfully: nobody under suspicion, all use priced, a reopened month are no loss; a
#: dimension has the rows that other tables name.
MAY_EMPTY = (
    *following.DIMENSIONS,
    "mart_gaming_cases",
    "mart_monthly_unpriced_usage",
    "mart_period_corrections",
    "mart_person_weekly_gaming_flags",
)


_FIRST_DAY = "(select as_of_date - {days} from warehouse.intermediate.int_as_of)"
#: What reviewers keep of cases. One that is decided, and what was seen of it, leaves their copy after a time; the
#: decisions stay landed, for without them the case would be open again.
CLOSED = {
    "mart_gaming_cases": f"status in ('open', 'appealed') or decided_on >= {_FIRST_DAY}",
    "mart_person_weekly_gaming_flags": f"week_start_date >= {_FIRST_DAY} or person_key in (select person_key from"
    " warehouse.marts.mart_gaming_cases where status in ('open', 'appealed'))",
}


class EmptiedError(Exception):
    """What would be published has no rows where readers have some; says where, and how to force it."""


@dataclass(frozen=True)
class Audience:
    """Who reads a copy, and what it holds: (schema in the warehouse, tables as a regular expression, schema there)."""

    name: str
    tables: tuple[tuple[str, str, str], ...]
    mode: int


#: What analysts and finance read holds no row about one person and no group under five; reviewers see who is who.
AUDIENCES = (
    Audience("analyst", (("analyst", ".*", "marts"),), 0o644),
    # what cost centres pay and vendors are disputed about is no matter of the whole machine's; a group can be given it
    Audience("finance", (("finance", ".*", "marts"),), 0o640),
    # marts only: a year of facts would cost a minute and gigabytes at every build, and the warehouse has them
    Audience("reviewer", (("marts", "mart_.*|dim_.*", "marts"), ("restricted", ".*", "restricted")), 0o600),
)


#: The copies in which what few people are behind is withheld.
WITHHOLDING = ("analyst", "finance")


def publish(
    settings: Settings,
    version: str,
    tell: Callable[[str], None] = lambda message: None,
    publish_empty: bool = False,
) -> dict[str, int]:
    """Copy the marts for every audience and switch `current` to them.

    Args:
        version: the folder's name; sorts after the earlier ones, by which the oldest are dropped.
        publish_empty: also where it has no rows and what it replaces has some.

    Returns:
        The rows of each published table, by `<audience>.<table>`.

    Raises:
        EmptiedError: a table would lose its last row; `current` stays.
        TellingError: with what can be read already it would tell of few people; `current` stays.
    """
    target = settings.published / f".{version}.tmp"
    for unfinished in settings.published.glob(".*.tmp"):
        shutil.rmtree(unfinished)
    target.mkdir(parents=True)
    target.chmod(0o755)  # whatever the process keeps to itself, see home.prepare
    rows: dict[str, int] = {}
    readable, retired = _comparable(settings)
    for old, tables in retired.items():
        tell(
            f"version {old.name} was told by the rules of another Assay ({', '.join(tables)}): what it says cannot be"
            " held against this one, so it goes when this one is there"
        )
    for audience in AUDIENCES:
        tell(f"publishing for {audience.name}")
        rows |= _copy(settings, target, audience, readable)
    tell("writing the pages")
    report.write(target, target, settings.drawing)
    current = settings.published / CURRENT
    if (
        current.exists()
        and not publish_empty
        and (lost := _emptied(_contents(current), _contents(target), _withheld(settings.warehouse, rows)))
    ):
        shutil.rmtree(target)
        raise EmptiedError(
            f"rows were published where this build has none: {', '.join(lost)}. `assay status` shows which streams have"
            " lost their partitions. If that is right: `assay build --publish-empty`, in Dagster publish_empty: true"
        )
    try:
        left = audit.check([*readable, target])
    except audit.TellingError:
        shutil.rmtree(target)
        raise
    if left:
        tell(f"the audit of what is told had no time for {left:,} periods; the rules hold for them all the same")
    described.write_manifest(target, version, _contents(target).as_of, rows, reach.read(target, WITHHOLDING))
    interrupt.stand_still_if_dying()
    final = settings.published / version
    target.rename(final)
    _switch(settings.published, version)
    if any(rows.values()):  # an empty version takes nobody's place
        _drop_old(settings)
        for folder in retired:
            shutil.rmtree(folder, ignore_errors=True)
    return rows


def versions(settings: Settings) -> dict[str, bool]:
    """What was published and can still be read, oldest first, and whether it is what readers see."""
    current = current_version(settings)
    return {path.name: path.name == current for path in _versions(settings.published)} if current else {}


def roll_back(settings: Settings, version: str) -> None:
    """Let readers see an earlier version again; what it tells was judged beside the others, which stay.

    Raises:
        KeyError: there is no such version.
    """
    if version not in versions(settings):
        raise KeyError(version)
    _switch(settings.published, version)


def mark_served(settings: Settings, version: str) -> None:
    """Keep a version for as long as it can be read in PostgreSQL: what is told next is judged beside it."""
    _switch(settings.published, version, SERVED)


def refusal(settings: Settings) -> str | None:
    """Why the warehouse may not be published: its last build did not end whole, so half of it may be old."""
    if building.is_whole(settings):
        return None
    return "the last build of the warehouse broke off, or was of some models only. Run the job `build`"


def current_version(settings: Settings) -> str | None:
    """The published version that readers see; None before the first."""
    link = settings.published / CURRENT
    return link.readlink().name if link.is_symlink() else None


def _copy(settings: Settings, folder: Path, audience: Audience, readable: Sequence[Path]) -> dict[str, int]:
    file = folder / f"{audience.name}.duckdb"
    parquet = folder / audience.name
    private = audience.mode & 0o077 == 0
    parquet.mkdir()
    parquet.chmod(0o700 if private else 0o755)
    rows: dict[str, int] = {}
    with duckdb.connect() as connection:
        # the views of the warehouse name the catalog `warehouse`
        connection.execute(f"attach {literal(str(settings.warehouse))} as warehouse (read_only)")
        connection.execute(f"attach {literal(str(file))} as copy")
        file.chmod(audience.mode)  # before the first row is in it
        for source, pattern, schema in audience.tables:
            connection.execute(f"create schema if not exists copy.{schema}")
            tables = _tables(connection, source, pattern)
            for table in tables:
                name = f"{schema}.{identifier(table)}"
                rows_of = f"from warehouse.{source}.{identifier(table)}"
                told = TOLD.get(table)
                other = folder / told.audience / f"{table}.parquet" if told else folder
                if source == "finance" and other.exists() and told and told.audience != source:
                    # what analysts are told stands, and nobody is told of another
                    columns = connection.execute(f"describe {rows_of}").fetchall()
                    names = ", ".join(identifier(column[0]) for column in columns)
                    rows_of = f"select {names} from read_parquet({literal(str(other))})"
                if source == "marts" and table in CLOSED:
                    rows_of += f" where {CLOSED[table].format(days=settings.retention_days)}"
                connection.execute(f"create table copy.{name} as {rows_of}")
                if told and told.audience == source:
                    standing.hold(connection, told, f"copy.{name}", readable, folder)
            tying.tie(connection, source, f"copy.{schema}", readable, folder)
            if source in WITHHOLDING:
                following.follow(connection, f"copy.{schema}", tables)
                own = [told for told in TOLD.values() if told.audience == source and told.table in tables]
                reach.write(connection, f"copy.{schema}", own, folder)
            for table in tables:
                name = f"{schema}.{identifier(table)}"
                connection.execute(f"copy copy.{name} to {literal(str(parquet / f'{table}.parquet'))} (format parquet)")
                found = connection.execute(f"select count(*) from copy.{name}").fetchall()
                rows[f"{audience.name}.{table}"] = found[0][0]
                described.comment(connection, source, table, f"copy.{name}")
        connection.execute(
            "create table copy.marts.about as select ? as version, as_of_date, ? as is_simulated"
            " from warehouse.intermediate.int_as_of",
            [folder.name.strip(".").removesuffix(".tmp"), settings.is_simulated],
        )
        for path in parquet.iterdir():
            path.chmod(audience.mode)
    return rows


@dataclass(frozen=True)
class _Contents:
    """What a published folder holds: the rows of its tables by `<audience>.<table>`, and the day it takes for today."""

    rows: dict[str, int]
    as_of: date


def _contents(folder: Path) -> _Contents:
    """Rows are counted in the Parquet files: a reader may have the other open in a way that locks it."""
    rows: dict[str, int] = {}
    as_of = date.min
    with duckdb.connect() as connection:
        for path in sorted(folder.glob("*/*.parquet")):
            count = connection.execute("select count(*) from read_parquet(?)", [str(path)]).fetchall()
            rows[f"{path.parent.name}.{path.stem}"] = count[0][0]
        with suppress(duckdb.Error):
            connection.execute(f"attach {literal(str(folder / 'analyst.duckdb'))} as copy (read_only)")
            as_of = connection.execute("select as_of_date from copy.marts.about").fetchall()[0][0]
    return _Contents(rows, as_of)


def _comparable(settings: Settings) -> tuple[list[Path], dict[Path, list[str]]]:
    """The versions that can be read, and those of which tables cannot be held against what is made now: the difference
    would be told to whoever has both, so nobody may."""
    readable: list[Path] = []
    retired: dict[Path, list[str]] = {}
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(str(settings.warehouse))} as warehouse (read_only)")
        published = {
            row
            for audience in AUDIENCES
            for source, pattern, _ in audience.tables
            for row in [(source, table) for table in _tables(connection, source, pattern)]
        }
        told = [told for told in TOLD.values() if (told.audience, told.table) in published]
        for version in _versions(settings.published):
            if tables := kept.incomparable(connection, told, version):
                retired[version] = tables
            else:
                readable.append(version)
    return readable, retired


def _emptied(before: _Contents, now: _Contents, withheld: Collection[str]) -> list[str]:
    """Tables that lose their last row, each with how many it had. An earlier as-of explains one, not all of a copy."""
    lost = [
        table
        for table, rows in before.rows.items()
        if rows and now.rows.get(table) == 0 and table.split(".")[1] not in (*MAY_EMPTY, *withheld)
    ]
    if now.as_of < before.as_of:
        filled = {table.split(".")[0] for table, rows in now.rows.items() if rows}
        lost = [table for table in lost if table.split(".")[0] not in filled]
    return [f"{table} {before.rows[table]:,} → 0" for table in lost]


def _withheld(warehouse: Path, rows: Mapping[str, int]) -> list[str]:
    """Tables that the build has rows of, and of which nothing may be told."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return [
            table
            for table, told in TOLD.items()
            if rows.get(f"{told.audience}.{table}") == 0
            and connection.execute(f"select 1 from {told.audience}.{identifier(table)} limit 1").fetchall()
        ]


def _tables(connection: duckdb.DuckDBPyConnection, schema: str, pattern: str) -> Sequence[str]:
    found = connection.execute(
        "select table_name from information_schema.tables where table_catalog = 'warehouse' and table_schema = ?"
        " and regexp_full_match(table_name, ?) order by table_name",
        [schema, pattern],
    )
    return [row[0] for row in found.fetchall()]


def _switch(published: Path, version: str, name: str = CURRENT) -> None:
    link = published / f".{name}.new"
    link.unlink(missing_ok=True)
    link.symlink_to(version)
    os.replace(link, published / name)  # noqa: PTH105


def _versions(published: Path) -> list[Path]:
    """The folders of what was published and can still be read, oldest first."""
    return sorted(p for p in published.iterdir() if p.is_dir() and not p.is_symlink() and p.name[0] != ".")


def _drop_old(settings: Settings) -> None:
    published = settings.published
    first = f"{utc_now() - timedelta(days=settings.retention_days):%Y%m%dT%H%M%SZ}"
    # readers see it; the current one sorts before the others where the clock went back
    seen = {link.readlink().name for link in (published / CURRENT, published / SERVED) if link.is_symlink()}
    found = _versions(published)
    for old in found:
        if old.name not in seen and (old in found[:-KEPT_VERSIONS] or old.name < first):
            shutil.rmtree(old)
