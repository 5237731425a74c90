"""The published copies in PostgreSQL: who may read what, and what a reader sees while it changes."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest
from typer.testing import CliRunner

from orchestration import home, publish, serving
from orchestration.defs.resources import Home
from orchestration.defs.served import served
from orchestration.serving import database as databases
from orchestration.settings import Settings
from orchestration.sql import literal
from orchestration.terminal.cli import app
from tests.postgres import ADMIN, PASSWORD, PUBLISHER, Cluster, same_as_the_copies

ROOT = Path(__file__).resolve().parents[2]
#: A table an audience, by its schema.
ONE_EACH = {"assay_analyst": "mart_a", "assay_finance": "mart_f", "assay_reviewer": "person_identities"}
#: Where digits get lost: groups of four, nine and eighteen, both ends of the type, and nothing.
AMOUNTS = (
    *(f"{sign}{digits}" for sign in ("", "-") for digits in ("0.000000000001", "5000000000.000001", "1000000000.1")),
    "99999999999999999999999999.999999999999",
    "-99999999999999999999999999.999999999999",
    "18446744073709551616.000000000001",
    "10000.0001",
    "0",
)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose tables say in each row which version they are of, published as v1 and v2."""
    made = Settings(home=tmp_path_factory.mktemp("published") / "home")
    home.prepare(made)
    with duckdb.connect(str(made.warehouse)) as connection:
        for schema in ("analyst", "finance", "marts", "restricted", "intermediate"):
            connection.execute(f"create schema {schema}")
        for table in ("analyst.mart_a", "finance.mart_f", "marts.mart_r", "restricted.person_identities"):
            connection.execute(f"create table {table} as select 1 as version, range as n from range(1000)")
        connection.execute("create table intermediate.int_as_of as select date '2026-06-10' as as_of_date")
    publish.publish(made, "v1")
    new_version(made, 2)
    return made.home


@pytest.fixture
def settings(tmp_path: Path, published: Path, cluster: Cluster, database: str) -> Settings:
    """That home, whose readers see v1, and an empty database."""
    home = Path(shutil.copytree(published, tmp_path / "home", symlinks=True))
    made = Settings(home=home, postgres_dsn=cluster.dsn(PUBLISHER, database))
    publish.roll_back(made, "v1")
    return made


@pytest.fixture
def people(cluster: Cluster, database: str, settings: Settings) -> None:
    """One of each audience, and one of none."""
    serving.serve(settings)
    for user, role in (("ana", "analyst"), ("fin", "finance"), ("rev", "reviewer"), ("eve", None)):
        if not cluster.ask(ADMIN, database, f"select 1 from pg_roles where rolname = {literal(user)}"):
            cluster.run(ADMIN, database, f"create role {user} login password {literal(PASSWORD)}")
        if role:
            cluster.run(PUBLISHER, database, f"grant assay_{role} to {user}")


def change(settings: Settings, *statements: str) -> None:
    with duckdb.connect(str(settings.warehouse)) as connection:
        for statement in statements:
            connection.execute(statement)


def new_version(settings: Settings, number: int) -> None:
    tables = ("analyst.mart_a", "finance.mart_f", "marts.mart_r", "restricted.person_identities")
    change(settings, *(f"update {table} set version = {number}" for table in tables))
    publish.publish(settings, f"v{number}")


def refusal(cluster: Cluster, user: str, database: str, statement: str) -> str:
    from adbc_driver_manager import Error

    with pytest.raises(Error) as refused:
        cluster.run(user, database, statement)
    return str(refused.value)


# ---------------------------------------------------------------- who may read


@pytest.mark.usefixtures("people")
def test_each_reads_what_is_theirs_and_nothing_else(cluster: Cluster, database: str) -> None:
    theirs = {"ana": "assay_analyst", "fin": "assay_finance", "rev": "assay_reviewer", "eve": None}
    for user, own in theirs.items():
        for schema, table in ONE_EACH.items():
            asked = f"select count(*) from {schema}.{table}"
            if schema == own:
                assert cluster.ask(user, database, asked) == [(1000,)]
            else:
                assert f"permission denied for schema {schema}" in refusal(cluster, user, database, asked)


@pytest.mark.usefixtures("people")
def test_nobody_writes(cluster: Cluster, database: str) -> None:
    for user, schema in (("ana", "assay_analyst"), ("fin", "assay_finance"), ("rev", "assay_reviewer")):
        table = f"{schema}.{ONE_EACH[schema]}"
        for statement in (
            f"insert into {table} values (1, 1)",
            f"update {table} set n = 0",
            f"delete from {table}",
            f"truncate {table}",
            f"drop table {table}",
            f"create table {schema}.mine (n int)",
            f"alter table {table} disable row level security",
            f"drop policy audience on {table}",
            f"comment on table {table} is 'mine'",
        ):
            told = refusal(cluster, user, database, statement)
            assert "permission denied" in told or "must be owner" in told, told


@pytest.mark.usefixtures("people")
def test_a_grant_by_mistake_shows_no_row(cluster: Cluster, database: str) -> None:
    for schema, table in ONE_EACH.items():
        cluster.run(PUBLISHER, database, f"grant usage on schema {schema} to eve")
        cluster.run(PUBLISHER, database, f"grant select on {schema}.{table} to eve")
        assert cluster.ask("eve", database, f"select count(*) from {schema}.{table}") == [(0,)]


@pytest.mark.usefixtures("people")
def test_the_guard_that_somebody_took_away_is_back_with_the_next_version(
    cluster: Cluster, database: str, settings: Settings
) -> None:
    cluster.run(
        PUBLISHER,
        database,
        "grant usage on schema assay_reviewer to eve",
        "grant select on assay_reviewer.person_identities to eve",
        "alter table assay_reviewer.person_identities disable row level security",
        "drop policy audience on assay_reviewer.mart_r",
    )
    assert cluster.ask("eve", database, "select count(*) from assay_reviewer.person_identities") == [(1000,)]
    publish.roll_back(settings, "v2")
    serving.serve(settings)
    assert "permission denied" in refusal(cluster, "eve", database, "select * from assay_reviewer.person_identities")
    guarded = "select count(*) from pg_policies where schemaname = 'assay_reviewer' and roles = '{assay_reviewer}'"
    assert cluster.ask(ADMIN, database, guarded) == [(3,)]
    assert cluster.ask("rev", database, "select min(version) from assay_reviewer.mart_r") == [(2,)]


# ---------------------------------------------------------------- what a reader sees


@pytest.mark.usefixtures("people")
def test_an_open_transaction_keeps_its_version_and_holds_nobody_up(
    cluster: Cluster, database: str, settings: Settings
) -> None:
    asked = "select min(version), max(version), count(*) from assay_analyst.mart_a"
    with cluster.reader("ana", database, is_autocommit=False) as early:
        early.execute("set transaction isolation level repeatable read")
        early.execute(asked)
        assert early.fetchall() == [(1, 1, 1000)]
        publish.roll_back(settings, "v2")
        serving.serve(settings)
        early.execute(asked)
        assert early.fetchall() == [(1, 1, 1000)]
        early.execute("select version from assay_analyst.about")
        assert early.fetchall() == [("v1",)]
        assert cluster.ask("ana", database, asked) == [(2, 2, 1000)]
    assert cluster.ask("ana", database, "select version from assay_analyst.about") == [("v2",)]


@pytest.mark.usefixtures("people")
def test_no_statement_sees_two_versions(cluster: Cluster, database: str, settings: Settings) -> None:
    """Four readers ask without a pause while it is switched ten times."""
    asked = "select min(version) || ' ' || max(version) || ' ' || count(*), (select version from assay_analyst.about)"
    seen: set[tuple[str, str]] = set()
    ended = threading.Event()
    failures: list[Exception] = []

    def read() -> None:
        try:
            with cluster.reader("ana", database) as reader:
                while not ended.is_set():
                    reader.execute(f"{asked} from assay_analyst.mart_a")
                    seen.update(reader.fetchall())
        except Exception as error:
            failures.append(error)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for version in ["v2", "v1"] * 5:
        publish.roll_back(settings, version)
        serving.serve(settings)
    ended.set()
    for reader in readers:
        reader.join()
    assert not failures
    assert seen == {("1 1 1000", "v1"), ("2 2 1000", "v2")}


@pytest.mark.usefixtures("people")
def test_a_loader_that_is_killed_half_way_leaves_the_old_version(
    cluster: Cluster, database: str, settings: Settings
) -> None:
    publish.roll_back(settings, "v2")
    code = (
        "import os, signal\n"
        "from orchestration import serving\n"
        "from orchestration.serving import tables\n"
        "from orchestration.settings import load_settings\n"
        "load = tables.load\n"
        "def dying(served, copy, table, role):\n"
        "    load(served, copy, table, role)\n"
        "    if table.name == 'mart_r': os.kill(os.getpid(), signal.SIGKILL)\n"
        "tables.load = dying\n"
        "serving.serve(load_settings())\n"
    )
    assert settings.postgres_dsn is not None
    told = {"ASSAY_HOME": str(settings.home), "ASSAY_POSTGRES_DSN": settings.postgres_dsn.get_secret_value()}
    died = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=told, capture_output=True)
    assert died.returncode == -signal.SIGKILL, died.stderr
    for schema, table in ONE_EACH.items():
        asked = f"select min(version), max(version), count(*) from {schema}.{table}"
        assert cluster.ask(ADMIN, database, asked) == [(1, 1, 1000)]
    assert serving.held_version(settings) == "v1"
    serving.serve(settings)
    assert cluster.ask("rev", database, "select min(version) from assay_reviewer.person_identities") == [(2,)]


def test_what_arrives_otherwise_than_it_was_sent_is_taken_back(
    cluster: Cluster, database: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    serving.serve(settings)
    change(settings, "create table finance.mart_money as select cast(1.25 as decimal(38, 12)) as cost from range(3)")
    publish.publish(settings, "v3")
    append = databases.Database.append

    def shifting(self: databases.Database, schema: str, table: str, rows: Any) -> None:
        append(self, schema, table, rows)
        if table == "mart_money":
            self.run(f"update {schema}.{table} set cost = cost * 10")

    monkeypatch.setattr(databases.Database, "append", shifting)
    with pytest.raises(serving.ServingError, match=r"mart_money.* is not what was sent: sum\(\"cost\"\) is 37.5"):
        serving.serve(settings)
    assert serving.held_version(settings) == "v1"
    assert cluster.ask(PUBLISHER, database, "select to_regclass('assay_finance.mart_money')::text") == [(None,)]


# ---------------------------------------------------------------- what is in it


def test_a_copy_comes_whole_to_its_last_digit_with_its_words(
    cluster: Cluster, database: str, settings: Settings
) -> None:
    values = ", ".join(f"({amount}::decimal(38, 12))" for amount in AMOUNTS)
    change(
        settings,
        f"create table finance.mart_money as from (values {values}, (null)) as told (cost)",
        "create table finance.mart_kinds as select 'it''s \"é\" 漢' || chr(0) || '.' as words, ['a', null] as list,"
        " '{\"a\": 1.10}'::json as evidence, true as flag, 7::smallint as small, 0.1::double as share,"
        " timestamp '2026-06-01 01:02:03.456789' as at, 170141183460469231731687303715::hugeint as many,"
        " {'x': 1} as pair, 0.1234::decimal(9, 4) as part",
        "insert into finance.mart_kinds (words) values (null)",
        "create table finance.mart_daily_tool_usage (usage_date date, unheard_of int)",
    )
    publish.publish(settings, "v3")
    serving.serve(settings)
    found = cluster.ask(PUBLISHER, database, "select cost::text from assay_finance.mart_money")
    assert sorted(Decimal(cost) for (cost,) in found if cost) == sorted(Decimal(amount) for amount in AMOUNTS)
    assert len(found) == len(AMOUNTS) + 1
    asked = "select words, list, evidence::text, flag, small, share, at::text, many::text, pair, part::text"
    kinds = cluster.ask(PUBLISHER, database, f"{asked} from assay_finance.mart_kinds order by words")
    assert kinds == [
        (
            'it\'s "é" 漢\ufffd.',
            ["a", None],
            '{"a": 1.10}',
            True,
            7,
            0.1,
            "2026-06-01 01:02:03.456789",
            "170141183460469231731687303715",
            "{'x': 1}",
            "0.1234",
        ),
        (None,) * 10,
    ]
    shapes = dict(
        cluster.ask(
            PUBLISHER,
            database,
            "select attname::text, format_type(atttypid, atttypmod) from pg_attribute"
            " where attrelid in ('assay_finance.mart_kinds'::regclass, 'assay_finance.mart_money'::regclass)"
            " and attnum > 0",
        )
    )
    assert (shapes["cost"], shapes["part"], shapes["evidence"], shapes["list"]) == (
        "numeric(38,12)",
        "numeric(9,4)",
        "json",
        "text[]",
    )


def test_it_has_the_rows_and_words_of_the_copies_and_says_what_it_is(
    cluster: Cluster, database: str, settings: Settings
) -> None:
    change(settings, "create table marts.mart_daily_tool_usage (usage_date date, unheard_of int)")
    publish.publish(settings, "v3")
    serving.serve(settings)
    assert same_as_the_copies(cluster, database, settings.published / "v3") == 10
    asked = "select version, as_of_date::text, is_simulated from assay_reviewer.about"
    assert cluster.ask(PUBLISHER, database, asked) == [("v3", "2026-06-10", False)]
    words = "select obj_description('assay_reviewer.mart_daily_tool_usage'::regclass, 'pg_class')"
    assert cluster.ask(PUBLISHER, database, words)[0][0].startswith("One row per day, tool, model and team")


def test_a_version_that_is_there_is_not_loaded_again(cluster: Cluster, database: str, settings: Settings) -> None:
    assert serving.serve(settings) == "PostgreSQL holds v1 now: 9 tables, 4,003 rows"
    written = "select xmin::text from assay_analyst.about"
    before = cluster.ask(PUBLISHER, database, written)
    assert serving.serve(settings) == "PostgreSQL holds v1 already"
    assert cluster.ask(PUBLISHER, database, written) == before


def test_tables_follow_the_copies_and_what_others_made_stays(
    cluster: Cluster, database: str, settings: Settings
) -> None:
    serving.serve(settings)
    cluster.run(
        PUBLISHER,
        database,
        "create view public.of_somebody as select * from assay_analyst.mart_a",
        "create table assay_finance.of_somebody (n int)",
    )
    change(settings, "alter table finance.mart_f add column more int", "drop table marts.mart_r")
    new_tables = "create table marts.mart_s as select 1 as version, 1 as n"
    change(settings, new_tables, "update analyst.mart_a set version = 3")
    publish.publish(settings, "v3")
    serving.serve(settings)
    tables = cluster.ask(
        PUBLISHER, database, "select schemaname || '.' || tablename from pg_tables where schemaname like 'assay%'"
    )
    assert {table.removeprefix("assay_") for (table,) in tables} == {
        *(f"{audience}.about" for audience in ("analyst", "finance", "reviewer")),
        *(f"{audience}.about_withheld" for audience in ("analyst", "finance")),
        "analyst.mart_a",
        "finance.mart_f",
        "finance.of_somebody",
        "reviewer.mart_s",
        "reviewer.person_identities",
    }
    assert cluster.ask(PUBLISHER, database, "select min(version) from public.of_somebody") == [(3,)]
    assert cluster.ask(PUBLISHER, database, "select count(more) from assay_finance.mart_f") == [(0,)]


def test_new_columns_do_not_wait_for_a_reader_and_say_so(
    cluster: Cluster, database: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What changes a table's columns must wait for its readers, and those who come later would wait behind it."""
    serving.serve(settings)
    monkeypatch.setattr(databases, "_LOCK_PATIENCE", "100ms")
    change(settings, "alter table finance.mart_f add column more int")
    publish.publish(settings, "v3")
    with cluster.reader(PUBLISHER, database, is_autocommit=False) as reader:
        reader.execute("select count(*) from assay_finance.mart_f")
        reader.fetchall()
        with pytest.raises(serving.ServingError, match="lock timeout"):
            serving.serve(settings)
        assert serving.held_version(settings) == "v1"
    serving.serve(settings)
    assert serving.held_version(settings) == "v3"


def test_two_loaders_do_not_load_at_once(cluster: Cluster, database: str, settings: Settings) -> None:
    with cluster.reader(PUBLISHER, database, is_autocommit=False) as other:
        other.execute("select pg_advisory_xact_lock(hashtext('assay'))")
        with pytest.raises(serving.ServingError, match="another process is loading"):
            serving.serve(settings)


# ---------------------------------------------------------------- versions


def test_what_a_database_holds_is_kept_beside_what_is_told_next(
    cluster: Cluster, database: str, settings: Settings
) -> None:
    serving.serve(settings)
    for number in range(3, 6):
        publish.publish(settings, f"v{number}")
    assert list(publish.versions(settings)) == ["v1", "v3", "v4", "v5"]
    serving.serve(settings)
    publish.publish(settings, "v6")
    assert list(publish.versions(settings)) == ["v4", "v5", "v6"]


def test_readers_of_the_database_go_back_too(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, cluster: Cluster, database: str
) -> None:
    publish.roll_back(settings, "v2")
    monkeypatch.setenv("ASSAY_POSTGRES_DSN", cluster.dsn(PUBLISHER, database))
    loaded = command(settings, "publish", "--to", "postgres")
    assert (loaded.exit_code, loaded.stdout.splitlines()) == (0, ["v1", "v2 current"])
    assert "PostgreSQL holds v2 now" in loaded.stderr
    back = command(settings, "publish", "--rollback", "v1")
    assert (back.exit_code, back.stdout.splitlines()) == (0, ["v1 current", "v2"])
    assert serving.held_version(settings) == "v1"


def test_status_says_where_readers_of_the_database_see_another(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, cluster: Cluster, database: str
) -> None:
    landed = settings.landing / "litellm" / "spend_logs" / "2026-06-01" / "a.jsonl"
    landed.parent.mkdir(parents=True)
    landed.touch()
    assert "database" not in command(settings, "status").stdout
    monkeypatch.setenv("ASSAY_POSTGRES_DSN", cluster.dsn(PUBLISHER, database))
    for version, said in (("v1", "PostgreSQL holds nothing yet"), ("v2", "PostgreSQL holds v1")):
        publish.roll_back(settings, version)
        told = command(settings, "status").stdout
        assert f"{said}, and {version} is published; `assay publish --to postgres` loads it" in told
        serving.serve(settings)
        assert "PostgreSQL" not in command(settings, "status").stdout
        assert json.loads(command(settings, "status", "--json").stdout)["postgres_problem"] is None


# ---------------------------------------------------------------- as a step of a build


def step() -> tuple[dg.ExecuteInProcessResult, str | None]:
    """How the step ended, and what its check says; None where it passed."""
    with dg.DagsterInstance.ephemeral() as instance, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        done = dg.materialize([served], instance=instance, resources={"home": Home()})
    check = done.get_asset_check_evaluations()[0]
    assert check.severity == dg.AssetCheckSeverity.WARN
    return done, None if check.passed else check.description


def test_a_build_loads_the_database_and_one_that_is_down_is_only_warned_of(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, cluster: Cluster, database: str
) -> None:
    monkeypatch.setenv("ASSAY_HOME", str(settings.home))
    done, told = step()
    assert (done.success, told, done.get_asset_materialization_events()) == (True, None, [])

    monkeypatch.setenv("ASSAY_POSTGRES_DSN", cluster.dsn(PUBLISHER, database))
    done, told = step()
    assert (told, len(done.get_asset_materialization_events())) == (None, 1)
    assert serving.held_version(settings) == "v1"

    publish.roll_back(settings, "v2")
    cluster.run(ADMIN, database, f"alter schema assay_finance owner to {ADMIN}")
    done, told = step()
    assert done.success and told is not None and "permission denied" in told and "publish --to postgres" in told
    assert done.get_asset_materialization_events() == []
    assert serving.held_version(settings) == "v1"


# ---------------------------------------------------------------- what is kept secret


def command(settings: Settings, *arguments: str) -> Any:
    return CliRunner().invoke(app, [*arguments, "--home", str(settings.home)])


def shown(result: Any) -> str:
    return f"{result.stdout}{result.stderr}{result.exception}"


@pytest.mark.parametrize(
    ("change_of", "code", "said"),
    [
        (lambda dsn: dsn.replace("s3cret", "wr0ng"), 1, "password authentication failed"),
        (lambda dsn: dsn.replace("assay-pg", "nowhere"), 1, "No such file or directory"),
        (lambda dsn: dsn.replace("@/assay_", "@/nowhere_"), 1, "does not exist"),
        (lambda dsn: dsn.replace("%40", "@"), 2, "ASSAY_POSTGRES_DSN is something else, and must be postgresql://"),
        (lambda dsn: dsn.replace("%2F", "/"), 2, "must be postgresql://"),
        (lambda dsn: dsn.replace("%25", "%"), 2, "must be postgresql://"),
        (lambda dsn: dsn.replace("%3A", ":"), 2, "must be postgresql://"),
        (lambda dsn: dsn.replace("postgresql", "mysql"), 2, "must be postgresql://"),
        (lambda dsn: dsn.replace("?host", "?sslcert=x&hots"), 1, "hots"),
        (lambda dsn: "host=db password=s3cret", 2, "must be postgresql://"),
    ],
)
def test_no_part_of_a_password_is_shown(
    settings: Settings,
    cluster: Cluster,
    database: str,
    monkeypatch: pytest.MonkeyPatch,
    change_of: Callable[[str], str],
    code: int,
    said: str,
) -> None:
    monkeypatch.setenv("ASSAY_POSTGRES_DSN", change_of(cluster.dsn(PUBLISHER, database)))
    for arguments in (("publish", "--to", "postgres"), ("status", "--json")):
        done = command(settings, *arguments)
        assert said in shown(done)
        for piece in ("s3cret", "wr0ng", "w/rd", "w%2Frd", "@w"):
            assert piece not in shown(done)
        assert done.exit_code == code if arguments[0] == "publish" or code == 2 else done.exit_code == 0


def test_a_server_that_gives_the_password_back_is_not_quoted(settings: Settings) -> None:
    assert settings.postgres_dsn is not None
    told = databases._said(settings.postgres_dsn, OSError(f"no pg_hba.conf entry for {PASSWORD}\nand the row"))
    assert told == "its answer holds the password, and is not shown"
    assert "s3cret" not in repr(settings) + str(settings.model_dump())


def test_without_a_database_nothing_is_asked(settings: Settings) -> None:
    bare = settings.model_copy(update={"postgres_dsn": None})
    assert command(bare, "publish", "--to", "postgres").exit_code == 2
    assert command(bare, "publish", "--to", "mysql").exit_code == 2
    with pytest.raises(serving.ServingError, match="set ASSAY_POSTGRES_DSN"):
        serving.serve(bare)
