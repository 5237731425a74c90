"""Nothing is built or published from raw that no gate has passed, whatever door it is asked for at."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest

import expectations
from expectations import Outcome
from orchestration import home, publish, verdicts
from orchestration.loading import record
from orchestration.runs import running
from orchestration.settings import Settings
from orchestration.sql import literal
from orchestration.terminal import status
from orchestration.warehouse import building
from tests.conftest import Zone


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("ASSAY_HOME", str(tmp_path))
    found = Settings(home=tmp_path)
    home.prepare(found)
    return found


def messages_of(failed: str) -> str:
    """What a step says when the UI is asked for it and nothing else."""
    from orchestration.definitions import defs

    job = defs().resolve_implicit_global_asset_job_def()
    keys = [key for key in job.asset_layer.executable_asset_keys if job.asset_layer.get(key).group_name != "raw"]
    if failed == "published":
        keys = [dg.AssetKey("published")]
    with dg.DagsterInstance.ephemeral() as instance:
        result = job.execute_in_process(asset_selection=keys, instance=instance, raise_on_error=False)
        assert not result.success
        (error,) = running.outcome(instance, result.run_id).errors
    step, _, said = error.partition(": ")
    assert step == failed
    assert "dagster" not in said
    return said


def test_what_a_gate_refused_is_neither_built_nor_published(settings: Settings, zone: Zone) -> None:
    zone.land("directory/people", "2026-05-01", "people.csv.gz", b"\x1f\x8b cut")
    zone.load()
    building.end_building(settings)
    assert "not judged yet" in messages_of("warehouse")

    judged = verdicts.unjudged(settings)
    (table,) = [t for t in expectations.tables() if t.name == "directory__people__files"]
    failed = Outcome(table.asset, table.rules[0], "failed", "file_name people.csv.gz")
    expectations.write_page(settings.quality, [failed], "now", [table])
    for step in ("warehouse", "published"):
        said = messages_of(step)
        assert "refused by directory/people files_can_be_read" in said
        assert table.rules[0].remedy in said

    verdicts.remember(settings, judged, judged.current)
    assert verdicts.refusal(settings) is None


def judged(settings: Settings, key: str) -> dict[str, Outcome]:
    """What the gates of a stream say of all that was loaded."""
    tables = [table for table in expectations.tables() if "/".join(table.asset) == key and table.is_gate]
    database = verdicts.write_database(settings, verdicts.unjudged(settings), [key])
    return {outcome.rule.name: outcome for outcome in expectations.run(database, tables)}


def test_a_gate_tells_the_reasons_of_the_loader_and_no_value(settings: Settings, zone: Zone) -> None:
    lines = "".join(f"p{n},employee,full-time,ada{n}@sample.example\n" for n in range(6)) + "p7,robot,1,\n"
    zone.land("directory/people", "2026-05-01", "people.csv", f"person_id,employment_type,fte,email\n{lines}")
    zone.land("directory/people", "2026-05-01", "cut.csv.gz", b"\x1f\x8b cut")
    zone.load()
    said = judged(settings, "directory/people")
    reason = "6 x `fte` does not fit the type DECIMAL(5,4) (people.csv, line 2 …)"
    few = said["few_rows_are_quarantined"]
    assert few.is_blocking
    assert few.seen.startswith(
        f"rows_quarantined 7, rows_read 7, refused {reason}; 1 x `employment_type` breaks the rule"
    )
    assert "(people.csv, line 8)" in few.seen
    assert said["no_row_is_quarantined"].details["count"] == 2
    assert "sample.example" not in str(said)
    assert "full-time" not in str(said)
    assert "robot" not in str(said)
    # the state of the home tells them too, also where no warehouse was ever built
    told = status.status(settings)["refused"]["directory/people"]
    assert told["`fte` does not fit the type DECIMAL(5,4)"] == 6
    assert len(told) == 3


def page(*actors: str, **said: Any) -> dict[str, Any]:
    rows = [{"date": "2026-06-01T00:00:00Z", "actor": {"email_address": f"{name}@sample.example"}} for name in actors]
    return {"data": rows, **said}


@pytest.mark.parametrize(
    ("files", "is_partial"),
    [
        ({"curl.json": page("a", has_more=True, next_page="x")}, True),
        ({"1.json": page("a", has_more=True), "2.json": page("b", has_more=True)}, True),
        ({"1.json": page("a", has_more=True), "2.json": page("b", has_more=False)}, False),
        ({"1.json": page("a", has_more=True), "empty.json": page(has_more=False)}, False),
        ({"1.json": page("a", has_more=True), "error.json": {"error": {"type": "overloaded_error"}}}, True),
        ({"pages.jsonl": [page("a", has_more=True), page("b", has_more=True)]}, True),
        ({"pages.jsonl": [page("a", has_more=True), page("b", has_more=False)]}, False),
        ({"1.json": page("a")}, False),
        ({"rows.jsonl": page("a")["data"]}, None),
    ],
)
def test_a_page_without_the_rest_is_said(
    settings: Settings, zone: Zone, files: dict[str, Any], is_partial: bool | None
) -> None:
    for name, content in files.items():
        zone.land("anthropic/claude_code_analytics", "2026-06-01", name, content)
    zone.load()
    if len(files) == 1:
        assert [file["is_partial"] for file in zone.files()] == [is_partial]
    outcome = judged(settings, "anthropic/claude_code_analytics")["pages_come_to_an_end"]
    assert (outcome.status == "failed") == bool(is_partial)
    assert not outcome.is_blocking
    if is_partial:
        assert "partition 2026-06-01" in outcome.seen


def test_a_record_of_before_a_column_came_is_still_read(settings: Settings, zone: Zone) -> None:
    zone.land("directory/teams", "2026-05-01", "teams.csv", "team_id\ncore\n")
    zone.load()
    file = literal(str(settings.raw / "_files" / "directory" / "teams.parquet"))
    with duckdb.connect() as connection:
        connection.execute(f"create table old as select * exclude (is_partial) from {file}")
        connection.execute(f"copy old to {file} (format parquet)")
    assert record.read_partitions(settings.raw)["directory/teams"]["2026-05-01"].rows_loaded == 1


def test_half_a_build_is_not_published(settings: Settings, zone: Zone) -> None:
    zone.land("directory/teams", "2026-05-01", "teams.csv", "team_id\ncore\n")
    zone.load()
    judged = verdicts.unjudged(settings)
    verdicts.remember(settings, judged, judged.current)
    building.begin_building(settings)
    assert "broke off" in messages_of("published")
    building.end_building(settings)
    assert publish.refusal(settings) is None


def test_who_holds_the_warehouse_is_named_with_the_remedy(tmp_path: Path) -> None:
    from orchestration.warehouse.damage import who_holds

    file = str(tmp_path / "warehouse.duckdb")
    duckdb.connect(file).close()
    reads = f"import duckdb; c = duckdb.connect({file!r}, read_only=True); print(1, flush=True); input()"
    reader = subprocess.Popen([sys.executable, "-c", reads], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert reader.stdout is not None
    reader.stdout.readline()
    with pytest.raises(duckdb.IOException) as refused:
        duckdb.connect(file)
    reader.communicate(b"\n")
    said = who_holds(f"dbt failed\n{refused.value}")
    assert said is not None and f"process {reader.pid} has warehouse.duckdb open" in said
    assert who_holds("a model failed") is None
