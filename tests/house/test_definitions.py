"""Everything Dagster shows says what it is and whose it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import dagster as dg
import pytest

from orchestration.defs.lateness import CHECK
from orchestration.sources import streams

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


def test_fetch_runs_before_build_every_day(definitions: dg.Definitions) -> None:
    crons = {schedule.job_name: schedule.cron_schedule for schedule in definitions.schedules or []}
    assert crons == {"fetch": "0 5 * * *", "build": "0 6 * * *", "check_lateness": "0 9 * * *"}


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
