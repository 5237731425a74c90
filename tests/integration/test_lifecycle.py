"""A home over its life: any order of arrival, another as-of date, kills, two at once, a disk that takes nothing."""

from __future__ import annotations

import json
import os
import random
import shutil
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module
from itertools import count
from pathlib import Path

import duckdb

from orchestration import files
from tests.integration import command
from tests.integration.conftest import SAMPLE, Home

NewHome = Callable[..., Home]
EVERYTHING = sorted(path.relative_to(SAMPLE) for path in SAMPLE.rglob("*") if path.is_file())


def deliver(home: Home, files: list[Path]) -> None:
    for file in files:
        target = home.path / "landing" / file
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(SAMPLE / file, target)


def test_a_second_build_changes_nothing_and_tests_everything(sample: Home, built: Home) -> None:
    built.build()
    assert built.digest() == sample.digest()
    assert ran(built, "test") == ran(sample, "test")
    assert ran(built, "model") < ran(sample, "model"), "views stand as long as the code does"
    assert "model.assay.int_identities" in ran(sample, "model") - ran(built, "model"), "and people as the directory"


def test_new_code_makes_its_table_anew_and_leaves_no_room_to_what_no_model_makes(sample: Home, built: Home) -> None:
    with duckdb.connect(str(built.path / "warehouse.duckdb")) as warehouse:
        warehouse.execute("delete from marts.fct_requests")  # no landing file changes, so no piece is stale
        warehouse.execute("update state.code set code = 'of before' where model = 'marts.fct_requests'")
        warehouse.execute("create table intermediate.int_gone as select 1 as x")
        warehouse.execute("create table state.int_gone as from state.fct_requests")
        warehouse.execute("create view staging.stg_gone as select 1 as x")
        warehouse.execute("create table main.somebodys_own as select 1 as x")
    record = built.path / "dbt" / "built.txt"
    record.write_text("another code\n" + record.read_text().split("\n", 1)[1])
    built.build()
    assert built.digest() == sample.digest()
    left = (
        "select table_name from information_schema.tables where table_name in ('somebodys_own', 'int_gone', 'stg_gone')"
    )
    assert built.query(left) == [{"table_name": "somebodys_own"}]


def test_what_a_refused_or_killed_build_left_untested_is_tested_by_the_next(built: Home) -> None:
    """Nothing is stale after it, so a test of only what the next run builds would never see the row."""
    with duckdb.connect(str(built.path / "warehouse.duckdb")) as warehouse:
        warehouse.execute("delete from state.tested")
        warehouse.execute("insert into marts.fct_usage_days from marts.fct_usage_days limit 1")
    for _ in range(2):
        refused = built.assay("build")
        assert refused.returncode == 1, refused.stdout
        assert "grain_fct_usage_days" in refused.stderr


def ran(home: Home, kind: str) -> set[str]:
    """What dbt ran in the last build, of this kind."""
    results = json.loads((home.path / "dbt" / "run_results.json").read_text())["results"]
    return {result["unique_id"] for result in results if result["unique_id"].startswith(kind + ".")}


def test_any_order_of_arrival_gives_the_rows_of_a_full_build(sample: Home, new_home: NewHome) -> None:
    """Half of the files in a seeded order, then a restatement taken back, then the rest."""
    files = EVERYTHING.copy()
    random.Random(7).shuffle(files)
    home = new_home(None)
    deliver(home, files[: len(files) // 2])
    home.build()
    logs = home.path / "landing" / "litellm" / "spend_logs" / "2026-06-01" / "spend_logs.jsonl"
    logs.parent.mkdir(parents=True, exist_ok=True)
    whole = (SAMPLE / "litellm" / "spend_logs" / "2026-06-01" / "spend_logs.jsonl").read_text()
    logs.write_text("".join(whole.splitlines(keepends=True)[:2]))
    home.build()
    deliver(home, files)
    home.build()
    # the superseded version stays on record, so only the record of files differs
    restated = {name: rows for name, rows in home.digest().items() if name != "audit.landing_files"}
    assert restated == {name: rows for name, rows in sample.digest().items() if name != "audit.landing_files"}


def test_a_pull_request_that_changes_takes_along_what_hangs_on_it(new_home: NewHome) -> None:
    """120 pull requests over six weeks: opened, merged, edited after; chains of changes; reverts; a repository that is
    renamed, and another that takes its name and numbers; lists under an earlier name, or a day after their pull. Half
    of their files come first, then the others, while some days are restated with fewer and some lose their files. These
    are more days than one statement builds."""
    chance = random.Random(11)
    home = new_home()
    shutil.rmtree(home.path / "landing" / "github")
    delivered = pull_request_files(chance)
    names = sorted(delivered)
    first = chance.sample(names, len(names) // 2)
    for name in first:
        files.write(home.path / "landing" / name, "a.jsonl", lines(delivered[name]))
    home.build()
    for name in names:
        files.write(home.path / "landing" / name, "a.jsonl", lines(delivered[name]))
    days = [Path(name).name for name in first if "/pulls/" in name]
    for day in days[:5]:
        for name in {f"github/pulls/{day}", f"github/pull_files/{day}"} & set(delivered):
            files.write(home.path / "landing" / name, "a.jsonl", lines(delivered[name][1::2]))
    for day in days[5:8]:
        (home.path / "landing" / "github" / "pull_files" / day / "a.jsonl").unlink(missing_ok=True)
    home.build()
    incremental = home.digest()
    (home.path / "warehouse.duckdb").unlink()
    home.build()
    assert incremental == home.digest()
    told = home.query(
        "select count(*) as n, count(*) filter (where is_reverted) as reverted,"
        " count(*) filter (where change_set_id != pull_request_key) as chained,"
        " (select count(*) from intermediate.int_github__stray_lists where is_owner) as strays,"
        " (select count(*) from intermediate.int_github__stray_lists where not is_owner) as contested"
        " from marts.fct_pull_requests"
    )[0]
    assert told["n"] > 100 and told["reverted"] > 1 and told["chained"] > 5, "the case is too tame to show anything"
    assert told["strays"] > 5 and told["contested"] > 0, "the case is too tame to show anything"


def pull_request_files(chance: random.Random) -> dict[str, list[dict[str, object]]]:
    """{folder of the landing zone: rows} for pull requests as they stood on each day something happened to them."""
    files: dict[str, list[dict[str, object]]] = {}
    for number in range(1, 121):
        opened = datetime(2026, 6, 1) + timedelta(hours=48 * chance.randrange(20) + chance.randrange(20))
        merged = opened + timedelta(hours=chance.randrange(60)) if chance.random() < 0.8 else None
        login = chance.choice(["ada-dev", "ben-dev", "stranger"])
        reverted = chance.randrange(1, number) if number > 20 and chance.random() < 0.2 else None
        edited = (merged or opened) + timedelta(hours=chance.randrange(60))
        home, is_new = 1 + (number > 80 and chance.random() < 0.4), datetime(2026, 6, 25)
        for updated in sorted({opened, merged or opened, edited}):
            is_merged = merged is not None and updated >= merged
            stamp = merged.isoformat() + "Z" if merged is not None and is_merged else None
            name = "acme/App" if home == 2 or updated < is_new else "acme/old-app"
            shown = number if home == 1 else number - 60  # the new repository counts from its own beginning
            row: dict[str, object] = {
                "id": number, "number": shown, "state": "closed" if is_merged else "open", "draft": False,
                "title": f"Revert something (#{reverted})" if reverted else "Work", "body": "",
                "user": {"login": login, "id": number, "type": "User"},
                "created_at": opened.isoformat() + "Z", "updated_at": updated.isoformat() + "Z",
                "closed_at": stamp, "merged_at": stamp, "merge_commit_sha": f"{number:040x}" if is_merged else None,
                "head": {"ref": "branch", "sha": f"{number:040x}"},
                "base": {"ref": "main", "repo": {"id": home if number % 3 else None, "full_name": name}},
                "labels": [{"name": "edited"}] if updated == edited else [],
                "additions": 9, "deletions": number % 5, "changed_files": 1, "commits": 1,
            }  # fmt: skip
            changed = {"filename": f"src/part{number % 4}/a.py", "status": "modified", "additions": 9, "deletions": 0}
            files.setdefault(f"github/pulls/{updated:%Y-%m-%d}", []).append(row)
            listed = updated + timedelta(days=chance.random() < 0.1)
            files.setdefault(f"github/pull_files/{listed:%Y-%m-%d}", []).append(
                {"repo": chance.choice([name, name.lower(), "acme/app"]), "number": shown, "items": [changed]}
            )
    return files


def lines(rows: list[dict[str, object]]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def test_another_as_of_rebuilds_only_marts_and_the_way_back_gives_the_same(built: Home) -> None:
    home, first = built, built.digest()
    home.build("--as-of", "2026-06-02")
    early = home.digest()
    changed = {name for name in first if early[name] != first[name]}
    assert "marts.mart_team_monthly_pull_request_cost" in changed
    assert not {name for name in changed if name.startswith("marts.fct_")}
    merged = home.query(
        "select merged_pull_request_count as n from marts.mart_team_monthly_pull_request_cost where team_id = 'core'"
    )
    assert merged == [{"n": 1}]  # only #6 had merged by then

    home.build()
    assert home.digest() == first


def test_people_without_directory_are_unattributed_and_totals_still_tie(new_home: NewHome) -> None:
    """A snapshot that lacks a person who has usage: the cost becomes nobody's, and nothing is lost."""
    home = new_home()
    people = home.path / "landing" / "directory" / "people" / "2026-05-01" / "people.csv"
    people.write_text("".join(line for line in people.read_text().splitlines(True) if "Fay" not in line))
    home.build()
    rows = home.query(
        "select team_id, ai_cost_usd from marts.mart_team_monthly_pull_request_cost where team_id in ('all', 'tiny')"
    )
    assert {row["team_id"]: float(row["ai_cost_usd"]) for row in rows} == {"all": 37.9}
    nobody = home.query(
        "select sum(allocated_cost) as c from marts.fct_cost_allocations where person_key = 'unattributed'"
        " and currency = 'USD'"
    )
    assert float(nobody[0]["c"]) == 4.5  # the ghost's 1.80 and Fay's 2.70


def test_duplicate_requests_within_and_across_files_count_once(sample: Home, new_home: NewHome) -> None:
    home = new_home()
    folder = home.path / "landing" / "litellm" / "spend_logs" / "2026-06-01"
    text = (folder / "spend_logs.jsonl").read_text()
    (folder / "spend_logs.jsonl").write_text(text + text.splitlines(True)[0])
    (folder / "twice.jsonl").write_text(text)
    home.build()
    for table in ("marts.fct_requests", "marts.fct_usage_days", "marts.fct_cost_allocations"):
        assert home.digest()[table] == sample.digest()[table], table


def test_two_builds_of_one_home_never_run_at_once(new_home: NewHome) -> None:
    home = new_home()
    out = home.path / "out"
    first = command.start(holds_until_told, environment=home.environment(), stdout=out, stderr=out)
    try:
        while not (home.path / "holds").exists():
            assert first.is_alive(), out.read_text()
            time.sleep(0.05)
        second = home.assay("build")
        assert second.returncode == 3
        assert f"process {first.pid}" in second.stderr
        (home.path / "go on").touch()
        first.join()
        assert first.exitcode == 0, out.read_text()
    finally:
        first.kill()
    home.build()


def holds_until_told() -> None:
    """`assay build` that stands still in the middle."""
    from orchestration import verdicts

    unjudged, home = verdicts.unjudged, Path(os.environ["ASSAY_HOME"])

    def waits(*arguments: object) -> object:
        (home / "holds").touch()
        while not (home / "go on").exists():
            time.sleep(0.05)
        return unjudged(*arguments)  # type: ignore[arg-type]

    verdicts.unjudged = waits  # type: ignore[assignment]
    command.assay("build")


def test_a_home_that_cannot_be_written_is_named(new_home: NewHome, tmp_path: Path) -> None:
    file = tmp_path / "no_folder"
    file.write_text("")
    done = new_home(None).assay("build", "--home", str(file / "home"))
    assert done.returncode == 2
    assert "name another with --home" in done.stderr
    assert "Traceback" not in done.stderr


def dies_at(module: str, name: str, nth: str) -> None:
    """`assay build` that dies without a word just before the nth call of a function."""
    holder = import_module(module)
    *path, name = name.split(".")
    for part in path:
        holder = getattr(holder, part)
    whole, calls = getattr(holder, name), count(1)

    def dies(*arguments: object, **named: object) -> object:
        if next(calls) == int(nth):
            os._exit(9)
        return whole(*arguments, **named)

    setattr(holder, name, dies)
    command.assay("build")


KILLS = int(os.environ.get("ASSAY_SOAK_KILLS", "8"))
BOUNDARIES = [
    ("orchestration.loading.loader", "Loader.load", 1),
    ("orchestration.loading.record", "write", 3),
    ("orchestration.defs.raw", "_tell", 1),
    ("orchestration.verdicts", "unjudged", 1),
    ("orchestration.verdicts", "remember", 1),
    ("orchestration.defs.warehouse", "_build", 1),
    ("orchestration.defs.warehouse", "_row_counts", 1),
    ("orchestration.publish", "publish", 1),
    ("orchestration.publish", "_switch", 1),
    ("orchestration.publish", "_drop_old", 1),
]


def test_a_kill_at_every_boundary_leaves_a_home_that_builds(sample: Home, new_home: NewHome) -> None:
    home = new_home()
    for module, name, nth in BOUNDARIES:
        done = home.run(dies_at, module, name, str(nth))
        assert done.returncode == 9, f"{module}.{name} was never reached: {done.stderr[-2000:]}"
    assert home.assay("status", "--json").returncode == 0
    home.build()
    assert home.digest() == sample.digest()
    assert [path.name for path in (home.path / "published").iterdir() if path.name.endswith(".tmp")] == []


def test_a_kill_at_any_moment_leaves_a_home_that_builds(sample: Home, new_home: NewHome) -> None:
    """Kills at seeded moments: half while files are loaded, half while dbt runs and the result is published."""
    home = new_home(None)
    moments = random.Random(20)
    files = EVERYTHING.copy()
    moments.shuffle(files)
    for number in range(KILLS):
        deliver(home, files[: len(files) * (number + 1) // KILLS])
        home.run(command.assay, "build", patience=moments.uniform(0.5, 4) if number % 2 else moments.uniform(4, 11))
    home.build()
    assert home.digest() == sample.digest()
    status = json.loads(home.assay("status", "--json").stdout)
    assert not any(check["is_blocking"] for check in status["failing_checks"])
