"""Everything Dagster shows says what it is and whose it is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import dagster as dg
import pytest

from orchestration import home
from orchestration.defs import fetched
from orchestration.defs.lateness import CHECK
from orchestration.defs.resources import POOL
from orchestration.settings import Settings
from orchestration.sources import apis, streams

Key = TypeVar("Key")


@pytest.fixture(scope="module")
def definitions() -> dg.Definitions:
    from orchestration.definitions import defs

    return defs()


def test_every_asset_is_described_owned_grouped_and_of_a_kind(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    for key in graph.materializable_asset_keys:
        node = graph.get(key)
        is_told = not key.path[-1].startswith(("stg_", "int_")) and node.group_name != "reference"
        assert node.group_name != "default", key
        assert node.owners, key
        assert node.kinds, key
        assert node.description or not is_told, key


def test_every_stream_is_partitioned_and_can_be_late(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    for stream in streams().values():
        node = graph.get(dg.AssetKey([stream.source, stream.name]))
        assert isinstance(node.partitions_def, dg.TimeWindowPartitionsDefinition), stream.key
        assert dg.AssetCheckKey(node.key, CHECK) in graph.get_check_keys_for_assets({node.key}), stream.key
        assert node.backfill_policy is not None
        assert node.backfill_policy.max_partitions_per_run is None, "a range is one run"


def test_every_gate_blocks_the_warehouse(definitions: dg.Definitions) -> None:
    """Each model that reads a stream stands behind that stream's gates."""
    graph = definitions.resolve_asset_graph()
    for stream in streams().values():
        key = dg.AssetKey([stream.source, stream.name])
        checks = [graph.get(check) for check in graph.get_check_keys_for_assets({key})]
        gates = [check for check in checks if check.key.name != CHECK]
        assert gates and all(check.blocking for check in gates), stream.key
        assert graph.get(key).child_keys, f"nothing reads {stream.key}"


def test_every_source_is_upstream_of_its_streams_and_has_a_step_a_limit_and_a_schedule(
    definitions: dg.Definitions,
) -> None:
    graph, fetch = definitions.resolve_asset_graph(), definitions.resolve_job_def("fetch")
    schedules = {schedule.name: schedule for schedule in definitions.schedules or []}
    assert {node.name for node in fetch.nodes} == {fetched.step(source) for source in apis()}
    for source, api in apis().items():
        node = fetch.get_node_named(fetched.step(source)).definition
        assert isinstance(node, dg.OpDefinition)
        assert node.pool == fetched.step(source) and node.retry_policy is not None
        schedule = schedules[fetched.step(source)]
        assert (schedule.job_name, schedule.cron_schedule) == ("fetch", fetched.cron(api.LAG))
        assert schedule.default_status == dg.DefaultScheduleStatus.STOPPED
        fed = graph.get(fetched.asset_key(source)).child_keys
        assert fed == {dg.AssetKey([s.source, s.name]) for s in streams().values() if s.source == source}


@pytest.mark.parametrize(
    ("lag", "cron"),
    [
        ({"hours": 3}, "0 3 * * *"),
        ({"minutes": 90}, "30 1 * * *"),
        ({"days": 2, "hours": 1}, "0 1 * * *"),
        ({}, "0 0 * * *"),
    ],
)
def test_a_source_is_asked_when_a_whole_day_is_there(lag: dict[str, float], cron: str) -> None:
    assert fetched.cron(timedelta(**lag)) == cron


def test_a_build_comes_after_every_fetch_and_lateness_after_the_build(definitions: dg.Definitions) -> None:
    minutes = {}
    for schedule in definitions.schedules or []:
        minute, hour, *rest = str(schedule.cron_schedule).split()
        assert rest == ["*", "*", "*"] and schedule.execution_timezone == "UTC", "each day"
        minutes[schedule.name] = int(hour) * 60 + int(minute)
    fetches = [minutes.pop(fetched.step(source)) for source in apis()]
    assert max(fetches) < minutes["build_schedule"] < minutes["check_lateness_schedule"]
    assert len(minutes) == 2


def test_what_holds_the_home_is_one_pool(definitions: dg.Definitions) -> None:
    nodes = [node for job in definitions.resolve_all_job_defs() for node in job.all_node_defs]
    ops = [node for node in nodes if isinstance(node, dg.OpDefinition)]
    assert {op.name: op.pool for op in ops if "home" in op.required_resource_keys} == {
        op.name: POOL for op in ops if "home" in op.required_resource_keys
    }
    assert {"raw", "warehouse", "published", "gates", "watches", "close_period"} <= {
        op.name for op in ops if op.pool == POOL
    }


def test_a_run_is_queued_behind_its_own_kind(
    definitions: dg.Definitions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Dagster's queue decides it, from what a home tells it; a month is closed in the pool of builds."""
    from dagster._core.op_concurrency_limits_counter import GlobalOpConcurrencyLimitsCounter

    home.prepare(Settings(home=tmp_path))
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "dagster"))
    with dg.DagsterInstance.from_config(str(tmp_path / "dagster")) as instance:
        limits = instance.get_concurrency_config()
        assert limits.run_queue_config is not None and limits.run_queue_config.max_concurrent_runs == 4

        def new(job: str, *sources: str) -> dg.DagsterRun:
            chosen = frozenset(map(fetched.asset_key, sources)) or None
            told = {"ops": {"close_period": {"config": {"period": "2026-05", "decided_by": "cfo"}}}}
            return instance.create_run_for_job(
                definitions.resolve_job_def(job),
                run_config=told if job == "close" else {},
                asset_selection=chosen,
            )

        for job, sources in (("close", ()), ("fetch", ("kiro",))):
            instance.handle_run_event(
                new(job, *sources).run_id,
                dg.DagsterEvent(event_type_value="PIPELINE_START", job_name=job),
            )
        queued = [new("close"), new("fetch", "kiro"), new("fetch", "github")]
        names = {"home", "fetch_kiro", "fetch_github"}
        for name in names:
            instance.event_log_storage.initialize_concurrency_limit_to_default(name)
        counter = GlobalOpConcurrencyLimitsCounter(
            instance,
            queued,
            instance.get_run_records(dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED])),
            names,
            instance.event_log_storage.get_pool_limits(),
            pool_granularity=limits.pool_config.pool_granularity,
        )
        assert [counter.is_blocked(run) for run in queued] == [True, True, False]


@pytest.mark.slow
def test_every_step_has_a_button_that_works(definitions: dg.Definitions) -> None:
    """What the UI asks for when somebody materializes an asset with its checks, or executes one check: of each step the
    first and the last, for a step takes all of its own alike (to try each of a thousand is a minute)."""
    graph = definitions.resolve_asset_graph()
    job = definitions.resolve_implicit_global_asset_job_def()
    for step in graph.assets_defs:
        for key in first_and_last(step.keys & graph.materializable_asset_keys):
            plan = job.get_subset(asset_selection={key})
            assert key in plan.asset_layer.selected_asset_keys
        for check in first_and_last(step.check_keys):
            plan = job.get_subset(asset_selection=set(), asset_check_selection={check})
            assert plan.asset_layer.asset_graph.asset_check_keys == {check}


def first_and_last(keys: Iterable[Key]) -> set[Key]:
    ordered = sorted(keys, key=str)
    return {ordered[0], ordered[-1]} if ordered else set()
