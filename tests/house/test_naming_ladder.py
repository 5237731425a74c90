"""One word from landing file to mart, so that nothing has to be mapped."""

from __future__ import annotations

from typing import Any

import pytest

from orchestration.sources import Stream, modules, streams
from tests.house.conftest import ROOT

PREFIXES = {"staging": ("stg_",), "intermediate": ("int_",), "marts": ("dim_", "fct_", "mart_", "analyst_")}
#: Names of the contract without a prefix.
CONTRACT_NAMES = {"person_identities", "landing_files", "quarantine"}


@pytest.mark.parametrize("stream", streams().values(), ids=streams().keys())
def test_a_stream_has_every_room_of_its_ladder(stream: Stream, manifest: dict[str, Any]) -> None:
    name = f"{stream.source}__{stream.name}"
    assert (ROOT / "orchestration" / "sources" / f"{stream.source}.py").exists()
    source = manifest["sources"][f"source.assay.{stream.source}.{stream.name}"]
    assert f"/{stream.source}/{{name}}/" in source["meta"]["external_location"].replace(stream.name, "{name}")
    model = manifest["nodes"][f"model.assay.stg_{name}"]
    assert model["original_file_path"] == f"models/staging/{stream.source}/stg_{name}.sql"
    assert (ROOT / "expectations" / "suites" / f"{stream.source}.py").exists()


def test_a_source_module_is_named_after_its_source() -> None:
    for module in modules():
        assert {stream.source for stream in module.STREAMS} == {module.__name__.rsplit(".", 1)[-1]}


def test_a_models_prefix_is_its_folder(models: list[dict[str, Any]]) -> None:
    for model in models:
        layer = model["fqn"][1]
        is_of_another = model["name"].endswith("__versions")  # named after the model whose pieces it is about
        assert model["name"].startswith(PREFIXES[layer]) or model["name"] in CONTRACT_NAMES or is_of_another


def test_staging_is_the_only_place_that_reads_a_source(models: list[dict[str, Any]]) -> None:
    for model in models:
        if model["sources"]:
            assert model["fqn"][1] == "staging", model["name"]
            assert len(model["sources"]) == 1, model["name"]


def test_no_inner_layer_reads_an_outer_one(models: list[dict[str, Any]], manifest: dict[str, Any]) -> None:
    layers = {model["unique_id"]: model["fqn"][1] for model in models}
    for model in models:
        above = {layers.get(parent, "seed") for parent in model["depends_on"]["nodes"]}
        if model["fqn"][1] == "staging":
            assert above <= {"seed", "staging"}, model["name"]


def test_no_vendor_is_named_outside_its_rooms() -> None:
    """Adding one touches its own files only: here kiro's, which came after anthropic's."""
    own = {
        "orchestration/sources/kiro.py",
        "dbt_project/macros/feeds.sql",
        "expectations/suites/kiro.py",
        "dbt_project/models/intermediate/usage/int_kiro__usage_days.sql",
    }
    rooms = ("orchestration", "expectations", "dbt_project/models", "dbt_project/macros")
    for room in rooms:
        for path in (ROOT / room).rglob("*"):
            name = path.relative_to(ROOT).as_posix()
            if (
                path.suffix not in (".py", ".sql", ".yml")
                or name in own
                or name.startswith("dbt_project/models/staging/kiro/")
            ):
                continue
            code = "\n".join(line for line in path.read_text().splitlines() if "For example" not in line)
            assert "kiro" not in code.lower(), name
