"""Superset on the sample's copies in a real PostgreSQL: what each audience's people can see there, and what not."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import httpx
import pytest

from orchestration.serving.superset import assets
from tests import postgres
from tests.integration.conftest import ROOT, Home

ENVIRONMENT = ROOT / ".venv-superset"
PASSWORD = "A Long one, 42 signs!"
AUDIENCES = ("analyst", "finance", "reviewer")
PATIENCE = 300


class Person(httpx.Client):
    """Somebody who is logged in, as a program would be."""

    def __init__(self, url: str, name: str, password: str) -> None:
        super().__init__(base_url=f"{url}/api/v1/", timeout=60)
        who = {"username": name, "password": password, "provider": "db"}
        self.headers["Authorization"] = f"Bearer {self.post('security/login', json=who).json()['access_token']}"
        self.headers["X-CSRFToken"] = self.get("security/csrf_token/").json()["result"]

    def listed(self, kind: str) -> list[dict[str, Any]]:
        """All of a kind that they may see."""
        return self.get(f"{kind}/", params={"q": "(page_size:100)"}).json()["result"]

    def sql(self, database: int, sql: str) -> httpx.Response:
        """Ask in SQL Lab."""
        asked = {"database_id": database, "sql": sql, "runAsync": False, "client_id": os.urandom(5).hex()}
        return self.post("sqllab/execute/", json=asked)

    def drawn(self, chart: dict[str, Any]) -> httpx.Response:
        """The data of a chart, asked for as a dashboard would."""
        params = json.loads(chart["params"])
        naming = [key for key in assets.NAMING if not key.startswith("metric")]
        columns = [name for key in naming for name in _several(params.get(key))]
        metrics = [*_several(params.get("metrics")), *_several(params.get("metric"))]
        query = {
            "columns": columns,
            "metrics": metrics or None,
            "extras": {"where": params["adhoc_filters"][0]["sqlExpression"]},
            "row_limit": 1000,
        }
        source = {"id": chart["datasource_id"], "type": "table"}
        return self.post("chart/data", json={"datasource": source, "queries": [query], "result_format": "json"})


@dataclass(frozen=True)
class Superset:
    home: Home
    dsn: str
    url: str
    pid: int
    database: str
    said: Path

    def person(self, name: str) -> closing[Person]:
        return closing(Person(self.url, name, PASSWORD))

    def admin(self) -> closing[Person]:
        return closing(Person(self.url, "admin", (self.home.path / "superset" / "admin.password").read_text()))


@pytest.fixture(scope="module")
def superset(sample: Home, cluster: postgres.Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Superset]:
    """Started as `make superset` starts it, with a person in each audience's role."""
    if not (ENVIRONMENT / ".installed").exists():
        pytest.skip(f"Superset is not installed (make {ENVIRONMENT.name}/.installed)")
    folder = tmp_path_factory.mktemp("superset")
    home = Home(Path(shutil.copytree(sample.path, folder / "home", symlinks=True)))
    with postgres.new_database(cluster) as database:
        dsn = cluster.dsn(postgres.PUBLISHER, database)
        loaded = home.assay("publish", "--to", "postgres", ASSAY_POSTGRES_DSN=dsn)
        assert loaded.returncode == 0, loaded.stderr
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        said = folder / "said"
        with said.open("w") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "orchestration.terminal.superset", str(port), str(ENVIRONMENT)],
                env=home.environment(ASSAY_POSTGRES_DSN=dsn, HOMEBREW_GITHUB_API_TOKEN="t0ken"),
                stdout=out,
                stderr=out,
                start_new_session=True,
                cwd=ROOT,
            )
        try:
            made = Superset(home, dsn, f"http://127.0.0.1:{port}", process.pid, database, said)
            _wait_for(f"{made.url}/health", process, said)
            with made.admin() as admin:
                roles = {role["name"]: role["id"] for role in admin.listed("security/roles")}
                for audience in AUDIENCES:
                    person = {"first_name": audience, "last_name": "x", "username": audience, "active": True}
                    person |= {"email": f"{audience}@example.com", "password": PASSWORD}
                    person |= {"roles": [roles[f"Assay {audience}"]]}
                    added = admin.post("security/users/", json=person)
                    assert added.status_code == 201, added.text
            yield made
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)


@pytest.mark.parametrize("audience", AUDIENCES)
def test_each_sees_what_is_theirs_and_nothing_else(superset: Superset, audience: str) -> None:
    with superset.person(audience) as person, superset.admin() as admin:
        own = person.listed("dataset")
        assert {one["schema"] for one in own} == {f"assay_{audience}"}
        everything = admin.listed("dataset")
        assert len(own) == sum(one["schema"] == f"assay_{audience}" for one in everything) > 5
        assert [one["database_name"] for one in person.listed("database")] == [f"Assay {audience}"]
        assert [one["slug"] for one in person.get("dashboard/").json()["result"]] == [f"assay-{audience}"]
        for other in (one for one in everything if one["schema"] != f"assay_{audience}"):
            assert person.get(f"dataset/{other['id']}").status_code == 404
            asked = {"columns": ["month"], "row_limit": 1}
            source = {"id": other["id"], "type": "table"}
            refused = person.post("chart/data", json={"datasource": source, "queries": [asked]})
            assert refused.status_code == 403, (other["table_name"], refused.text)


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_chart_of_a_board_has_its_answer(superset: Superset, audience: str) -> None:
    """That of the copy: each metric by the same names, in DuckDB."""
    with superset.person(audience) as person:
        charts = [person.get(f"chart/{one['id']}").json()["result"] | one for one in person.listed("chart")]
        assert {one["slice_name"] for one in charts} == {one["name"] for one in assets.board(audience)["charts"]}
        for chart in charts:
            answered = person.drawn(chart)
            assert answered.status_code == 200, (chart["slice_name"], answered.text)


def test_a_number_is_the_samples(superset: Superset) -> None:
    """Worked by hand in test_sample: what is nobody's cost 1.80, and merged one pull request; no other is told."""
    with superset.person("analyst") as person:
        assert _answer(person, "What does a merged pull request cost in each team?", "team_id") == {
            "other": None,
            "unattributed": Decimal("1.80"),
        }
        own = _answer(person, "What is spent, each currency by itself?", "currency", "issuer", "service_name")
    with duckdb.connect(str(superset.home.path / "published/current/analyst.duckdb"), read_only=True) as copy:
        told = copy.execute(
            "select currency, issuer, service_name, sum(billed_cost) filter (coalesce(is_ai, true))"
            " from marts.mart_monthly_spend group by all"
        ).fetchall()
    assert own == {tuple(names): cost for *names, cost in told} and own
    with superset.person("finance") as person:
        assert _answer(person, "What does each cost centre pay?", "currency", "cost_center") == {
            ("EUR", "unattributed"): Decimal(5)
        }
        assert _answer(person, "Differences to look at") == {(): Decimal(1)}


def test_sql_lab_reads_its_own_connection_and_postgresql_refuses_the_rest(superset: Superset) -> None:
    with superset.admin() as admin:
        ids = {one["database_name"]: one["id"] for one in admin.listed("database")}
    with superset.person("analyst") as person:
        own = ids["Assay analyst"]
        found = person.sql(own, "select version from assay_analyst.about")
        assert found.status_code == 200 and len(found.json()["data"]) == 1, found.text
        refused = person.sql(own, "select * from assay_reviewer.person_identities")
        assert refused.status_code >= 400 and "permission denied for schema assay_reviewer" in refused.text
        refused = person.sql(ids["Assay reviewer"], "select version from assay_reviewer.about")
        assert refused.status_code >= 400 and "data" not in refused.json(), refused.text
        assert "was not found" in refused.text, refused.text
        for write in ("delete from assay_analyst.about", "create table assay_analyst.mine as select 1 as one"):
            refused = person.sql(own, write)
            assert refused.status_code >= 400 and "DML" in refused.text, refused.text
        for written in ("lo_create(0)", "set_config('statement_timeout', '0', false)"):  # within a select
            refused = person.sql(own, f"select {written}")
            assert refused.status_code >= 400 and "data" not in refused.json(), refused.text
        assert person.sql(own, "show transaction_read_only").json()["data"] == [{"transaction_read_only": "on"}]
        rows = person.sql(own, "select * from generate_series(1, 200000)").json()["data"]
        assert len(rows) <= 100_000


def test_nobody_else_gets_in(superset: Superset) -> None:
    with httpx.Client(base_url=superset.url) as anybody:
        for path in ("dataset/", "dashboard/", "chart/", "database/"):
            assert not anybody.get(f"/api/v1/{path}").json().get("result")
        page = anybody.get("/login/")
        policy = page.headers["content-security-policy"]
        assert "http" not in policy and "scarf" not in policy
        assert {"HttpOnly", "SameSite=Lax"} <= {*page.headers["set-cookie"].split("; ")}
        anybody.post("/login/", data={"username": "analyst", "password": PASSWORD})  # without the form's token
        assert anybody.get("/api/v1/me/").status_code == 401
    with superset.person("finance") as person:
        assert person.get("security/users/").status_code == 403
        csv = {"file": ("a.csv", b"a\n1\n")}
        own = person.listed("database")[0]["id"]
        refused = person.post(f"database/{own}/upload/", files=csv, data={"type": "csv", "table_name": "a"})
        assert refused.status_code == 403, refused.text
        person.headers.pop("X-CSRFToken")
        assert "data" not in person.sql(own, "select 1").text


def test_a_login_is_of_one_audience_and_no_password_lies_about(superset: Superset, cluster: postgres.Cluster) -> None:
    logins = cluster.ask(
        postgres.ADMIN,
        superset.database,
        "select member.rolname::text, string_agg(granted.rolname::text, ',') from pg_auth_members"
        " join pg_roles as member on member.oid = member join pg_roles as granted on granted.oid = roleid"
        " where member.rolname like 'assay%superset%' and not member.rolsuper and not member.rolcreaterole group by 1",
    )
    told = {re.sub("_superset_.*", "", login): role for login, role in logins}
    assert told == {f"assay_{audience}": f"assay_{audience}" for audience in AUDIENCES}
    given = Path(f"/proc/{superset.pid}/environ").read_bytes()
    assert b"t0ken" not in given and b"POSTGRES_DSN" not in given
    admin = (superset.home.path / "superset" / "admin.password").read_bytes()
    for file in (*(superset.home.path / "superset").iterdir(), superset.said):
        content = file.read_bytes()
        assert postgres.PASSWORD.encode() not in content and b"s3cret" not in content, file
        assert file == superset.said or not file.stat().st_mode & 0o077, file
        assert admin not in content or file.name == "admin.password", file


def test_a_second_start_doubles_nothing_and_keeps_what_people_made(superset: Superset) -> None:
    """While the first serves: passwords are new, and it goes on with them."""
    with superset.person("analyst") as person:
        dataset = person.listed("dataset")[0]
        mine = {"slice_name": "mine", "viz_type": "table", "datasource_id": dataset["id"], "datasource_type": "table"}
        assert person.post("chart/", json=mine | {"params": "{}"}).status_code == 201
        ours = next(one for one in person.listed("chart") if one["slice_name"] != "mine")
        assert person.put(f"chart/{ours['id']}", json={"slice_name": "changed"}).status_code in (403, 422)
    before = _counts(superset)
    again = superset.home.run(_prepare, str(ENVIRONMENT), ASSAY_POSTGRES_DSN=superset.dsn)
    assert again.returncode == 0, again.stderr
    assert _counts(superset) == before
    with superset.person("analyst") as person:
        assert "mine" in {one["slice_name"] for one in person.listed("chart")}
        assert _answer(person, "What does a merged pull request cost in each team?", "team_id")


def _prepare(environment: str) -> None:
    from orchestration.settings import load_settings
    from orchestration.terminal import superset

    superset.prepare(load_settings(), Path(environment))


def _counts(superset: Superset) -> dict[str, int]:
    with superset.admin() as admin:
        kinds = ("database", "dataset", "chart", "dashboard", "security/roles", "security/users")
        return {kind: admin.get(f"{kind}/").json()["count"] for kind in kinds}


def _answer(person: Person, name: str, *names: str) -> dict[Any, Decimal | None]:
    """A chart's only metric by names, of one month."""
    listed = next(one for one in person.listed("chart") if one["slice_name"] == name)
    result = person.drawn(person.get(f"chart/{listed['id']}").json()["result"] | listed).json()["result"][0]
    (metric,) = {*result["colnames"]} - {*names} - {"month"}
    key: Callable[[Any], Any] = lambda row: row[names[0]] if len(names) == 1 else tuple(row[one] for one in names)  # noqa: E731
    return {key(row): None if row[metric] is None else Decimal(str(row[metric])) for row in result["data"]}


def _several(value: str | Sequence[Any] | None) -> list[Any]:
    return [value] if isinstance(value, str) else list(value or ())


def _wait_for(url: str, process: subprocess.Popen[bytes], said: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert process.poll() is None, said.read_text()
        with suppress(httpx.TransportError):
            if httpx.get(url).status_code == 200:
                return
        time.sleep(0.5)
    raise AssertionError(said.read_text())
