"""What Dagster's UI shows and can be asked to do: partitions, a range of days in one run, two doors to one home."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import dagster as dg
import pytest

from tests.integration import command
from tests.integration.conftest import Home

NewHome = Callable[..., Home]
LOGS = dg.AssetKey(["litellm", "spend_logs"])


def stream_asset(key: dg.AssetKey) -> dg.AssetsDefinition:
    from orchestration.definitions import defs

    return next(a for a in defs().assets or [] if isinstance(a, dg.AssetsDefinition) and a.keys == {key})


def newest(instance: dg.DagsterInstance, key: dg.AssetKey, partition: str) -> dict[str, object]:
    """The metadata of the newest materialization of a partition."""
    records = instance.fetch_materializations(dg.AssetRecordsFilter(key, asset_partitions=[partition]), limit=1).records
    event = records[0].event_log_entry.asset_materialization
    assert event is not None
    return {name: value.value for name, value in event.metadata.items()}


def test_the_ui_shows_which_days_are_loaded_which_are_missing_and_which_were_restated(built: Home) -> None:
    home = built
    shutil.copytree(
        home.path / "landing/litellm/spend_logs/2026-06-01", home.path / "landing/litellm/spend_logs/2026-05-30"
    )
    logs = home.path / "landing/litellm/spend_logs/2026-05-30/spend_logs.jsonl"
    logs.write_text(logs.read_text().replace("2026-06-01", "2026-05-30"))
    home.build()
    logs.write_text("".join(logs.read_text().splitlines(True)[:1]))
    home.build()
    with dg.DagsterInstance.from_config(str(home.path / "dagster")) as instance:
        days = instance.get_dynamic_partitions("litellm/spend_logs")
        assert sorted(days) == ["2026-05-30", "2026-05-31", "2026-06-01", "2026-06-02"]
        assert instance.get_materialized_partitions(LOGS) == {"2026-05-30", "2026-06-01", "2026-06-02"}
        restated, first = newest(instance, LOGS, "2026-05-30"), newest(instance, LOGS, "2026-06-01")
        assert (restated["is_restated"], restated["dagster/partition_row_count"]) == (True, 1)
        assert (first["is_restated"], first["dagster/partition_row_count"], first["rows_quarantined"]) == (False, 4, 0)
        costs = instance.get_latest_materialization_event(dg.AssetKey(["marts", "fct_pull_request_costs"]))
        assert costs is not None and costs.asset_materialization is not None
        assert costs.asset_materialization.metadata["dagster/row_count"].value == 5


def test_a_range_of_days_is_loaded_in_one_run(new_home: NewHome, monkeypatch: pytest.MonkeyPatch) -> None:
    home = new_home()
    monkeypatch.setenv("ASSAY_HOME", str(home.path))
    from orchestration.defs.resources import Home as HomeResource

    with dg.DagsterInstance.ephemeral() as instance:
        instance.add_dynamic_partitions("litellm/spend_logs", ["2026-06-01", "2026-06-02"])
        result = dg.materialize(
            [stream_asset(LOGS)],
            resources={"home": HomeResource()},
            instance=instance,
            tags={
                "dagster/asset_partition_range_start": "2026-06-01",
                "dagster/asset_partition_range_end": "2026-06-02",
            },
        )
        assert result.success
        assert len(instance.get_runs()) == 1
        assert instance.get_materialized_partitions(LOGS) == {"2026-06-01", "2026-06-02"}
        assert newest(instance, LOGS, "2026-06-01")["dagster/partition_row_count"] == 4
        # the run loaded the other streams too, and told of them
        assert instance.get_materialized_partitions(dg.AssetKey(["github", "pulls"]))


WAITS = """
from orchestration.settings import load_settings
from orchestration import home
with home.held(load_settings(), wait=True, tell=lambda message: print(message, flush=True)):
    print("mine", flush=True)
"""


def test_a_run_of_the_ui_queues_behind_a_build_and_a_command_leaves(
    new_home: NewHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = new_home()
    monkeypatch.setenv("ASSAY_HOME", str(home.path))
    from orchestration import home as homes
    from orchestration.settings import load_settings

    with homes.held(load_settings()):
        waiting = subprocess.Popen(
            [sys.executable, "-c", WAITS], env=home.environment(), stdout=subprocess.PIPE, text=True
        )
        assert waiting.stdout is not None
        assert "waiting: another build holds the home" in waiting.stdout.readline()
        assert home.assay("build").returncode == 3
    assert waiting.stdout.readline() == "mine\n"
    assert waiting.wait() == 0


def test_fetching_without_credentials_names_what_to_set_and_succeeds(new_home: NewHome) -> None:
    done = new_home(None).assay("fetch")
    assert done.returncode == 0
    assert "github: no credentials, nothing is fetched; set GITHUB_TOKEN" in done.stderr
    assert "anthropic: no credentials, nothing is fetched; set ANTHROPIC_ADMIN_KEY" in done.stderr


def test_wrong_use_says_what_there_is(new_home: NewHome) -> None:
    home = new_home(None)
    unknown = home.assay("fetch", "acme")
    assert (unknown.returncode, "there are: anthropic, github" in unknown.stderr) == (2, True)
    backwards = home.assay("fetch", "--from", "2026-06-02", "--to", "2026-06-01")
    assert (backwards.returncode, "before it starts" in backwards.stderr) == (2, True)
    assert home.assay("build", "--as-of", "yesterday").returncode == 2
    setting = home.assay("build", ASSAY_THREADS="many")
    assert (setting.returncode, "ASSAY_THREADS is 'many'" in setting.stderr, "Traceback" in setting.stderr) == (
        2,
        True,
        False,
    )


READS = """
import sys, duckdb
with duckdb.connect(sys.argv[1], read_only=True):
    print("reads", flush=True)
    sys.stdin.read()
"""


def test_a_build_waits_for_somebody_who_reads_the_warehouse(built: Home) -> None:
    said = built.path / "said"
    reading = [sys.executable, "-c", READS, str(built.path / "warehouse.duckdb")]
    with subprocess.Popen(reading, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as reader:
        assert reader.stdout is not None
        reader.stdout.readline()
        build = command.start(command.assay, "build", environment=built.environment(), stdout=said, stderr=said)
        while f"waiting half a minute at most: process {reader.pid} has warehouse.duckdb open" not in text_of(said):
            assert build.is_alive(), text_of(said)
            time.sleep(0.05)
        reader.communicate()
    build.join()
    assert build.exitcode == 0, text_of(said)


def text_of(file: Path) -> str:
    return file.read_text() if file.exists() else ""
