"""Nothing is built or published from raw that no gate has passed, whatever door it is asked for at."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import dagster as dg
import duckdb
import pytest

import expectations
from expectations import Outcome
from orchestration import dbt, gates, home, publish, runs
from orchestration.settings import Settings
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
        (error,) = runs.outcome(instance, result.run_id).errors
    step, _, said = error.partition(": ")
    assert step == failed
    assert "dagster" not in said
    return said


def test_what_a_gate_refused_is_neither_built_nor_published(settings: Settings, zone: Zone) -> None:
    zone.land("directory/people", "2026-05-01", "people.csv.gz", b"\x1f\x8b cut")
    zone.load()
    dbt.end_building(settings)
    assert "not judged yet" in messages_of("warehouse")

    judged = gates.unjudged(settings)
    (table,) = [t for t in expectations.tables() if t.name == "directory__people__files"]
    failed = Outcome(table.asset, table.rules[0], "failed", "file_name people.csv.gz")
    expectations.write_page(settings.quality, [failed], "now", [table])
    for step in ("warehouse", "published"):
        said = messages_of(step)
        assert "refused by directory/people files_can_be_read" in said
        assert table.rules[0].remedy in said

    gates.remember(settings, judged, judged.current)
    assert gates.refusal(settings) is None


def test_half_a_build_is_not_published(settings: Settings, zone: Zone) -> None:
    zone.load()
    dbt.begin_building(settings)
    assert "broke off" in messages_of("published")
    dbt.end_building(settings)
    assert publish.refusal(settings) is None


def test_who_holds_the_warehouse_is_named_with_the_remedy(tmp_path: Path) -> None:
    from orchestration.damage import who_holds

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
