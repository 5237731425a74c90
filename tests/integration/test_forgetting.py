"""Somebody is forgotten: in every kind of place that names them, and no total is another.

One company, the sample with one more person who is named everywhere, built and then forgotten: two builds. What is
searched is searched by other means than the command's own.
"""

from __future__ import annotations

import csv
import getpass
import gzip
import json
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from filelock import FileLock

from orchestration import accesses, forgetting
from orchestration.forgetting import remembered
from orchestration.settings import Settings
from orchestration.sql import literal
from tests.integration.conftest import Home

PERSON, ADDRESS, LOGIN, KEY, NUMBER, NAME = (
    "p-zelda",
    "zelda.quist@sample.example",
    "zelda-q",
    "key-zq-77",
    "4711",
    "Zelda Quist",
)
NAMES = (PERSON, ADDRESS, LOGIN, KEY, NAME)
#: Somebody else, whose ids hold hers.
OTHER = "imzelda.quist@sample.example"
DAY = "2026-06-02"
#: What totals are by, for whoever has no key of hers: each must be the same afterwards.
TOTALS = {
    "tokens": "select usage_date, tool, sum(uncached_input_tokens), sum(output_tokens), sum(list_cost_usd), count(*),"
    " count(distinct person_key) from marts.fct_usage_days group by all order by all",
    "cost": "select team_id, cost_center, currency, allocation_method, sum(allocated_cost)"
    " from marts.fct_cost_allocations group by all order by all",
    "pulls": "select month, team_id, merged_pull_request_count, ai_assisted_pull_request_count, ai_cost_usd,"
    " people_count from marts.mart_team_monthly_pull_request_cost order by all",
    "books": "select * from marts.mart_cost_center_monthly_chargeback order by all",
    "corrections": "select * from marts.mart_period_corrections order by all",
    "published": "select * from analyst.mart_monthly_spend order by all",
    "people": "select team_id, count(*), sum(fte) from marts.dim_people where is_current group by all order by all",
}


@dataclass(frozen=True)
class Forgotten:
    """The home afterwards, what the command said, the home as it was, and the totals before and after."""

    home: Home
    said: subprocess.CompletedProcess[str]
    landed: Path
    before: dict[str, list[dict[str, Any]]]
    after: dict[str, list[dict[str, Any]]]


def _land(landing: Path) -> None:
    people = landing / "directory/people/2026-05-01/people.csv"
    people.write_text(
        people.read_text()
        + f"{PERSON},{ADDRESS},{NAME},core,cc-100,engineering,p-ada,employee,1,Europe/Berlin,2024-01-01,\n"
        f"p-gri,{OTHER},Griselda,core,cc-100,engineering,{PERSON},employee,1,Europe/Berlin,2024-01-01,\n"
    )
    identities = landing / "directory/identities/2026-05-01/identities.csv"
    identities.write_text(
        identities.read_text()
        + f"{PERSON},*,{ADDRESS},email,2024-01-01,\n{PERSON},github,{NUMBER},user_id,2024-01-01,\n"
        f"p-gri,*,{OTHER},email,2024-01-01,\np-gri,litellm,shared-key,api_key,2024-01-01,2026-05-31\n"
        f"{PERSON},litellm,shared-key,api_key,2026-06-01,\n"
    )
    context = landing / "directory/context/2026-05-01/context.csv"
    context.write_text(context.read_text() + f"person,{PERSON},leave,2026-06-20,2026-06-21,her operation\n")
    row = json.loads((landing / f"litellm/spend_logs/{DAY}/spend_logs.jsonl").read_text().splitlines()[0])
    rows = [
        row | {"request_id": f"z{n}", "api_key": KEY, "user": user, "prompt_tokens": 700, "completion_tokens": 70}
        for n, user in enumerate((ADDRESS, ADDRESS.upper(), OTHER))
    ]
    rows[0]["metadata"] = {"user_api_key_alias": f"{LOGIN}'s laptop"}
    rows[2]["api_key"] = "key-gri"
    lines = (
        "".join(json.dumps(row) + "\n" for row in rows) + f'{{"request_id": 5, "user": "{ADDRESS}", "spend": "x"}}\n'
    )
    (landing / f"litellm/spend_logs/{DAY}/export-{LOGIN}.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    folder = landing / f"langfuse/observations/{DAY}"
    folder.mkdir(parents=True)
    duckdb.sql(
        f"copy (select 'o1' as id, 'GENERATION' as type, {literal(DAY + 'T10:00:00Z')} as start_time,"
        f" {literal(ADDRESS)} as user_id, 'project' as project_id, 'model-a' as provided_model_name,"
        " map {'input': 1000, 'output': 100} as usage_details)"
        f" to {literal(str(folder / 'blob.parquet'))}"
    )
    pulls = landing / f"github/pulls/{DAY}/pulls.jsonl"
    first = json.loads(pulls.read_text().splitlines()[0])
    pull = first | {
        "id": 977,
        "number": 77,
        "title": f"Tidy up for {NAME}",
        "user": {"login": LOGIN, "id": int(NUMBER), "avatar_url": f"https://x.example/u/{NUMBER}", "type": "User"},
        "html_url": "https://github.example/acme/app/pull/77",
        "merge_commit_sha": "0" * 36 + "c077",
    }
    pulls.write_text(pulls.read_text() + json.dumps(pull) + "\n")
    commits = landing / f"github/pull_commits/{DAY}/commits.jsonl"
    commit = {
        "sha": "0" * 37 + "c77",
        "commit": {
            "committer": {"date": f"{DAY}T09:00:00Z"},
            "message": f"Tidy up\n\nCo-Authored-By: Claude <noreply@anthropic.com>\nSigned-off-by: Z. Q. <{ADDRESS}>",
        },
        "author": {"login": LOGIN, "id": int(NUMBER), "type": "User"},
    }
    line = json.dumps({"repo": "acme/app", "number": 77, "items": [commit]}).replace("<", "\\u003c")
    commits.write_text(commits.read_text() + line + "\n")
    charges = landing / "focus/charges/2026-06/charges.csv"
    bill = list(csv.DictReader(charges.open()))
    bill[0]["PrincipalId"] = ADDRESS
    with charges.open("w", newline="") as out:
        writer = csv.DictWriter(out, list(bill[0]))
        writer.writeheader()
        writer.writerows(bill)
    (landing / "litellm" / f"notes of {NAME}.txt").write_text(f"ask {ADDRESS}\n")


def _text(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"said of {ADDRESS}: nothing\n")


def _sqlite(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("create table if not exists told (message text)")
        connection.execute("insert into told values (?)", [json.dumps({"partition": f"export-{LOGIN}.jsonl"})])
        connection.commit()


def _parquet(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    duckdb.sql(f"copy (select {literal(PERSON)} as a, [{{'b': {literal(ADDRESS)}}}] as c) to {literal(str(path))}")


def _duckdb(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"create or replace table told as select {literal(ADDRESS)} as who")


def _gzip(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(f'{{"user": "{LOGIN}"}}'.encode()))


#: What names people somewhere in a home, by the place that a search calls it, and whether it is planted before it.
PLANTS: dict[str, Callable[[Path], None]] = {
    "landing/litellm": lambda home: _gzip(home / "landing/litellm/spend_logs/2026-06-01/again.jsonl.gz"),
    "landing/openai": lambda home: _text(home / "landing/openai/users/2026-06/.unfinished.json.tmp"),
    "raw": lambda home: _parquet(home / "raw/_old/rows.parquet"),
    "home": lambda home: _duckdb(home / "warehouse.duckdb"),
    "published": lambda home: _duckdb(next(home.glob("published/2*/reviewer.duckdb"))),
    "dagster": lambda home: _sqlite(home / "dagster/history/runs.db"),
    "dbt": lambda home: _text(home / "dbt/logs/dbt.log"),
    "quality": lambda home: _text(home / "quality/seen.html"),
    "logs": lambda home: _text(home / "logs/old.log"),
    "exports": lambda home: _text(home / "exports/journal.csv"),
}


@pytest.fixture(scope="module")
def forgotten(new_home: Callable[..., Home], tmp_path_factory: pytest.TempPathFactory) -> Forgotten:
    home = new_home()
    _land(home.path / "landing")
    home.build("--as-of", "2026-07-05")
    closed = home.assay("close", "2026-06", "--accept", "as agreed", LOGNAME=LOGIN)
    assert closed.returncode == 0, closed.stderr
    assert getpass.getuser() != LOGIN and LOGIN in next(home.path.glob("landing/assay/closes/*/*.jsonl")).read_text()
    home.build("--as-of", "2026-07-05")
    accesses.note(Settings(home=home.path), f"the reviewers' page, written to /home/{LOGIN}")
    landed = Path(shutil.copytree(home.path, tmp_path_factory.mktemp("before") / "home", symlinks=True))
    for place, plant in PLANTS.items():
        if not place.startswith("landing/litellm"):  # a new file there would be one that is not built yet
            plant(home.path)
    before = {name: home.query(total) for name, total in TOTALS.items()}
    said = home.assay("forget", ADDRESS.upper(), "--yes")
    after = {name: home.query(total) for name, total in TOTALS.items()}
    return Forgotten(home, said, landed, before, after)


def _everything(home: Path) -> Iterator[tuple[Path, str]]:
    """Every file of a home as text: unpacked, as rows, and as its bytes; small letters."""
    for path in home.rglob("*"):
        if not path.is_file() or path.is_symlink():
            continue
        data = path.read_bytes()
        yield path, path.name.lower() + data.decode("latin-1").lower()
        if data[:2] == b"\x1f\x8b":
            yield path, gzip.decompress(data).decode().lower()
        elif data[:4] == b"PAR1":
            yield path, str(duckdb.sql(f"from read_parquet({literal(str(path))})").fetchall()).lower()
        elif data[8:12] == b"DUCK":
            with duckdb.connect(str(path), read_only=True) as connection:
                tables = connection.execute("select schema_name, table_name from duckdb_tables()").fetchall()
                yield path, str([connection.execute(f'from "{s}"."{t}"').fetchall() for s, t in tables]).lower()


def test_nothing_in_the_home_names_them_and_it_says_so(forgotten: Forgotten) -> None:
    assert forgotten.said.returncode == 0, forgotten.said.stdout + forgotten.said.stderr
    assert "nothing in the home names them any more" in forgotten.said.stdout
    named = {
        str(path) for path, text in _everything(forgotten.home.path) for name in NAMES if _holds(text, name.lower())
    }
    assert not named
    assert not (forgotten.home.path / forgetting.JOURNAL).exists()
    named = [path for path, text in _everything(forgotten.landed) if ADDRESS in text]
    assert len({path.relative_to(forgotten.landed).parts[0] for path in named}) > 3  # the search itself can find them


def _holds(text: str, name: str) -> bool:
    """Whether a text holds a name that is not the end of somebody else's."""
    return text.count(name) > text.count(OTHER) * (name in OTHER)


@pytest.mark.parametrize("total", TOTALS)
def test_no_total_is_another(forgotten: Forgotten, total: str) -> None:
    assert forgotten.before[total] == forgotten.after[total]


def test_her_numbers_stay_in_her_team_under_another_key(forgotten: Forgotten) -> None:
    """Of two requests of 700 and 70 tokens and one of 1000 and 100; the pull request and the charge of 10.00."""
    home = forgotten.home
    key = home.query("select person_key from restricted.person_identities where person_id like 'forgotten-%'")
    assert len(key) == 1
    of_key = f"person_key = {literal(key[0]['person_key'])}"
    of_author = f"author_key = {literal(key[0]['person_key'])}"
    assert home.query(
        "select sum(uncached_input_tokens) as i, sum(output_tokens) as o, any_value(team_id) as t"
        f" from marts.fct_usage_days inner join marts.dim_people using (person_key) where {of_key}"
    ) == [{"i": 2400, "o": 240, "t": "core"}]
    assert home.query(f"select number from marts.fct_pull_requests where {of_author}") == [{"number": 77}]
    charged = home.query(f"select sum(billed_cost) as cost from marts.fct_charges where {of_key}")
    assert charged == [{"cost": Decimal("10.00")}]


def test_others_are_who_they_were(forgotten: Forgotten) -> None:
    people = "select person_key, person_id, email, display_name from restricted.person_identities order by person_id"
    then = Home(forgotten.landed).query(people)
    now = forgotten.home.query(people)
    assert [row for row in then if row["person_id"] != PERSON] == [
        row for row in now if not row["person_id"].startswith("forgotten-")
    ]
    assert "shared-key" in forgotten.said.stdout  # hers now, and somebody else's before: it stays


def test_versions_that_are_kept_can_be_read_and_name_her_no_more(forgotten: Forgotten) -> None:
    versions = sorted(forgotten.home.path.glob("published/2*"))
    assert len(versions) == 3
    for version in versions:
        with duckdb.connect(str(version / "reviewer.duckdb"), read_only=True) as copy:
            names = copy.execute("select person_id from restricted.person_identities").fetchall()
            assert sum(name.startswith("forgotten-") for (name,) in names) == 1 and len(names) == 10
            told = copy.execute("select count(*) from duckdb_columns() where comment is not null").fetchall()
            assert told[0][0] > 100
        manifest = json.loads((version / "manifest.json").read_text())
        assert all((version / name).exists() for name in manifest["sha256"])


@pytest.mark.parametrize("place", PLANTS)
def test_what_is_planted_anywhere_is_found_by_the_search(forgotten: Forgotten, place: str, tmp_path: Path) -> None:
    """The proof can fail: each place, were it not rewritten, is named."""
    home = Path(shutil.copytree(forgotten.home.path, tmp_path / "home", symlinks=True))
    settings = Settings(home=home)
    words = forgetting.Words(
        tuple(forgetting.Identifier(name.lower(), f"forgotten-{'0' * 16}", is_alone=name == LOGIN) for name in NAMES)
    )
    clean, unread = forgetting.search(settings, words)
    assert {name: hits for name, hits in clean.items() if hits} == {} and not unread
    PLANTS[place](home)
    found, _ = forgetting.search(settings, words)
    assert [name for name, hits in found.items() if hits] == [place]


def test_what_comes_again_is_replaced_before_it_is_loaded(forgotten: Forgotten, tmp_path: Path) -> None:
    home = Path(shutil.copytree(forgotten.home.path, tmp_path / "home", symlinks=True))
    settings = Settings(home=home)
    assert remembered.keep_out(settings) == 0
    landing = [path.relative_to(home) for path in (home / "landing").rglob("*") if path.is_file()]
    rewritten = {path: (home / path).read_bytes() for path in landing}
    for file in (forgotten.landed / "landing").rglob("*"):
        if file.is_file() and "assay" not in file.parts and "notes" not in file.name:
            shutil.copy(file, home / file.relative_to(forgotten.landed))
    assert remembered.keep_out(settings) >= 7
    again = {path: (home / path).read_bytes() for path in landing}
    assert {str(path) for path in landing if rewritten[path] != again[path] and path.suffix != ".parquet"} == set()
    assert not any(_holds(text, name.lower()) for _, text in _everything(home / "landing") for name in NAMES)


def test_a_kill_half_way_goes_on_to_the_same_end_and_nothing_is_built_meanwhile(
    forgotten: Forgotten, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Path(shutil.copytree(forgotten.landed, tmp_path / "home", symlinks=True))
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        connection.execute(f"create or replace macro main.home() as {literal(str(home))}")
    settings = Settings(home=home)
    erasure = forgetting.plan(settings, LOGIN)
    whole = forgetting.formats.rewrite
    done: list[Path] = []

    def killed(path: Path, words: forgetting.Words) -> int:
        if len(done) == 12:
            raise KeyboardInterrupt
        done.append(path)
        return whole(path, words)

    monkeypatch.setattr(forgetting.formats, "rewrite", killed)
    with pytest.raises(KeyboardInterrupt):
        forgetting.rewrite(settings, erasure, print)
    monkeypatch.undo()
    assert "half rewritten" in (forgetting.refusal(settings) or "")
    begun = forgetting.under_way(settings)
    assert begun is not None and begun.person == erasure.person and begun.before == erasure.before
    forgetting.rewrite(settings, begun, print)
    assert forgetting.refusal(settings) is None
    assert {place: hits for place, hits in forgetting.search(settings, begun.words, print)[0].items() if hits} == {}
    assert not any(_holds(text, name.lower()) for _, text in _everything(home / "landing") for name in NAMES)


@pytest.mark.parametrize(
    ("asked", "code", "said"),
    [
        (("nobody@sample.example", "--yes"), 2, "nobody goes by"),
        (("zelda", "--yes"), 2, "nobody goes by"),
        (("shared-key", "--yes"), 2, "an id of 2 people"),
        ((), 2, "name a person"),
        (("--go-on",), 2, "no erasure broke off"),
        ((PERSON,), 2, "nothing was changed"),
        ((PERSON, "--dry-run"), 0, ADDRESS),
    ],
)
def test_wrong_use_and_a_dry_run_change_nothing(
    forgotten: Forgotten, tmp_path: Path, asked: tuple[str, ...], code: int, said: str
) -> None:
    home = Home(Path(shutil.copytree(forgotten.landed, tmp_path / "home", symlinks=True)))
    with duckdb.connect(str(home.path / "warehouse.duckdb")) as connection:
        connection.execute(f"create or replace macro main.home() as {literal(str(home.path))}")
    landed = {path: path.read_bytes() for path in (home.path / "landing").rglob("*") if path.is_file()}
    done = home.assay("forget", *asked)
    assert done.returncode == code and said in done.stdout + done.stderr
    assert landed == {path: path.read_bytes() for path in (home.path / "landing").rglob("*") if path.is_file()}
    assert not (home.path / forgetting.JOURNAL).exists()


@pytest.mark.parametrize("lock", ["build.lock", "fetch_github.lock"])
def test_it_waits_for_no_build_and_no_fetch(forgotten: Forgotten, lock: str) -> None:
    with FileLock(forgotten.home.path / lock):
        assert forgotten.home.assay("forget", "p-ada", "--yes").returncode == 3
