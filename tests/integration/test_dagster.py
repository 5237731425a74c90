"""What Dagster's UI shows and can be asked to do: partitions, a range of days in one run, two doors to one home."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from orchestration.sources import apis
from tests.integration import command
from tests.integration.conftest import Home

NewHome = Callable[..., Home]
LOGS = dg.AssetKey(["litellm", "spend_logs"])


def newest(instance: dg.DagsterInstance, key: dg.AssetKey, partition: str) -> dict[str, object]:
    """The metadata of the newest materialization of a partition."""
    records = instance.fetch_materializations(dg.AssetRecordsFilter(key, asset_partitions=[partition]), limit=1).records
    event = records[0].event_log_entry.asset_materialization
    assert event is not None
    return {name: value.value for name, value in event.metadata.items()}


def test_the_ui_shows_which_days_are_loaded_which_are_missing_and_which_were_restated(
    built: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    from orchestration.defs.raw import partitions_of
    from orchestration.sources import streams

    home = built
    shutil.copytree(
        home.path / "landing/litellm/spend_logs/2026-06-01", home.path / "landing/litellm/spend_logs/2026-05-30"
    )
    logs = home.path / "landing/litellm/spend_logs/2026-05-30/spend_logs.jsonl"
    logs.write_text(logs.read_text().replace("2026-06-01", "2026-05-30"))
    home.build()
    logs.write_text("".join(logs.read_text().splitlines(True)[:1]))
    home.build()
    with home.dagster() as instance:
        monkeypatch.setenv("ASSAY_HOME", str(home.path))
        days = partitions_of(streams()["litellm/spend_logs"]).get_partition_keys(current_time=datetime(2026, 6, 2))
        assert days == ["2026-05-30", "2026-05-31", "2026-06-01", "2026-06-02"]
        assert instance.get_materialized_partitions(LOGS) == {"2026-05-30", "2026-06-01", "2026-06-02"}
        restated, first = newest(instance, LOGS, "2026-05-30"), newest(instance, LOGS, "2026-06-01")
        assert (restated["is_restated"], restated["dagster/partition_row_count"]) == (True, 1)
        assert (first["is_restated"], first["dagster/partition_row_count"], first["rows_quarantined"]) == (False, 4, 0)
        costs = instance.get_latest_materialization_event(dg.AssetKey(["marts", "fct_pull_request_costs"]))
        assert costs is not None and costs.asset_materialization is not None
        assert costs.asset_materialization.metadata["dagster/row_count"].value == 5


def press(home: Home, assets: Sequence[dg.AssetKey] = (), checks: Sequence[dg.AssetCheckKey] = (), **tags: str) -> Any:
    """What a button of the UI runs: assets with all their checks, or checks alone."""
    from orchestration.definitions import defs

    job = defs().resolve_implicit_global_asset_job_def()
    chosen = job.get_subset(asset_selection=set(assets), asset_check_selection=set(checks) if checks else None)
    named = {f"dagster/asset_partition_{name}": value for name, value in tags.items()}
    with home.dagster() as instance:
        return chosen.execute_in_process(instance=instance, tags=named, raise_on_error=False)


def test_every_button_works(built: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stream's range of days, a headline mart, one gate, one watch, lateness: each with nothing else run by hand."""
    monkeypatch.setenv("ASSAY_HOME", str(built.path))
    monkeypatch.setenv("DAGSTER_HOME", str(built.path / "dagster"))
    days = press(built, [LOGS], range_start="2026-06-01", range_end="2026-06-02")
    assert days.success
    assert [step.step_key for step in days.all_events if step.event_type_value == "STEP_START"].count("gates") == 1
    with built.dagster() as instance:
        assert newest(instance, LOGS, "2026-06-01")["dagster/partition_row_count"] == 4
    mart = dg.AssetKey(["marts", "mart_team_monthly_pull_request_cost"])
    pressed = press(built, [mart])
    assert pressed.success
    assert {e.check_name for e in pressed.get_asset_check_evaluations()} >= {"merged_work_counts", "cost_has_owners"}

    for check in (dg.AssetCheckKey(LOGS, "few_rows_are_quarantined"), dg.AssetCheckKey(mart, "cost_has_owners")):
        found = press(built, checks=[check]).get_asset_check_evaluations()
        assert [(e.asset_key, e.check_name) for e in found] == [(check.asset_key, check.name)]
        assert isinstance(found[0].metadata["count"].value, float), "a number plots"
    late = press(built, checks=[dg.AssetCheckKey(LOGS, "is_in_time")]).get_asset_check_evaluations()[0]
    assert (late.passed, late.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert late.metadata["newest"].value == "2026-06-02"


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


def test_one_source_and_one_window_are_fetched_as_the_ui_asks_for_them(
    new_home: NewHome, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from orchestration.definitions import defs
    from orchestration.defs import fetched

    home, bucket = new_home(None), tmp_path / "bucket"
    for day in ("2026-05-01", "2026-06-02"):
        folder = bucket / "AWSLogs/1/KiroLogs/user_report/us-east-1" / day.replace("-", "/") / "00"
        folder.mkdir(parents=True)
        (folder / f"{day}.csv").write_text(f"Date,UserId,Client_Type\n{day},u1,KIRO_IDE\n")
    monkeypatch.setenv("ASSAY_HOME", str(home.path))
    monkeypatch.setenv("ASSAY_KIRO_BUCKET_URL", bucket.as_uri())
    monkeypatch.setenv("ASSAY_FOCUS_BUCKET_URL", (tmp_path / "not there").as_uri())
    chosen = defs().resolve_job_def("fetch").get_subset(asset_selection={fetched.asset_key("kiro")})

    def landed(**window: str) -> list[str]:
        config = {"ops": {"fetch_kiro": {"config": window}}}
        with dg.DagsterInstance.ephemeral() as instance:
            run = chosen.execute_in_process(run_config=config, instance=instance)
            (told,) = run.asset_materializations_for_node("fetch_kiro")
        assert told.asset_key == fetched.asset_key("kiro")
        assert told.metadata["files_landed"].value == 1
        return sorted(path.name for path in (home.path / "landing/kiro/user_report").iterdir())

    assert landed(start="2026-06-01", end="2026-06-03") == ["2026-06-02"]
    assert landed() == ["2026-05-01", "2026-06-02"]
    with pytest.raises(dg.Failure, match="'June' is no day; write it as YYYY-MM-DD"):
        landed(start="June")
    with pytest.raises(dg.Failure, match="before it starts on 2026-06-02"):
        landed(start="2026-06-02", end="2026-06-01")
    with pytest.raises(dg.DagsterInvalidConfigError):
        landed(from_="2026-06-01")


def test_a_schedule_asks_its_own_source_and_only_with_credentials(
    new_home: NewHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    from orchestration.definitions import defs
    from orchestration.defs import fetched

    monkeypatch.setenv("ASSAY_HOME", str(new_home(None).path))
    repository = defs().get_repository_def()
    schedule = repository.get_schedule_def("fetch_kiro")
    with dg.DagsterInstance.ephemeral() as instance:
        context = dg.build_schedule_context(instance=instance, repository_def=repository)
        assert schedule.evaluate_tick(context).skip_message == "kiro: no credentials; set ASSAY_KIRO_BUCKET_URL"
        monkeypatch.setenv("ASSAY_KIRO_BUCKET_URL", "s3://deliveries")
        (asked,) = schedule.evaluate_tick(context).run_requests
    assert asked.asset_selection == [fetched.asset_key("kiro")]


def test_wrong_use_says_what_there_is(new_home: NewHome) -> None:
    home = new_home(None)
    unknown = home.assay("fetch", "acme")
    known = f"there are: {', '.join(apis())}"
    assert (unknown.returncode, known in unknown.stderr) == (2, True)
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
