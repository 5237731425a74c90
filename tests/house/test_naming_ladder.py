"""One word from landing file to mart, so that nothing has to be mapped."""

from __future__ import annotations

from typing import Any

import pytest

from orchestration.sources import Stream, modules, streams
from tests.house.conftest import ROOT

#: The folders of models, in the order in which data flows: no model reads one of a later folder.
FLOW = (
    "staging",
    "audit",
    "people",
    "usage",
    "pulls",
    "costs",
    "integrity/signals",
    "integrity",
    "finance",
    "adoption",
    "published",
)
#: What a name begins with says the kind; the folder says the subject.
KINDS = ("int_", "dim_", "fct_", "mart_")
#: Names of the contract without a prefix.
CONTRACT_NAMES = {"person_identities", "landing_files", "quarantine"}


@pytest.mark.parametrize("stream", streams().values(), ids=streams().keys())
def test_a_stream_has_every_room_of_its_ladder(stream: Stream, manifest: dict[str, Any]) -> None:
    name = f"{stream.source}__{stream.name}"
    assert (ROOT / "orchestration" / "sources" / stream.source / "__init__.py").exists()
    source = manifest["sources"][f"source.assay.{stream.source}.{stream.name}"]
    assert "'/{schema}/{name}/*/rows.parquet'" in source["meta"]["external_location"]
    assert source["schema"] == stream.source
    model = manifest["nodes"][f"model.assay.stg_{name}"]
    assert model["original_file_path"] == f"models/staging/{stream.source}/stg_{name}.sql"
    assert (ROOT / "expectations" / "suites" / f"{stream.source}.py").exists()


def test_a_source_module_is_named_after_its_source() -> None:
    for module in modules():
        assert {stream.source for stream in module.STREAMS} == {module.__name__.rsplit(".", 1)[-1]}


def folder_of(model: dict[str, Any]) -> str:
    """The folder of FLOW that a model lies in; below it is a source's or an audience's own."""
    return "/".join(model["fqn"][1:3]) if "/".join(model["fqn"][1:3]) in FLOW else model["fqn"][1]


def test_a_models_prefix_says_its_kind(models: list[dict[str, Any]]) -> None:
    for model in models:
        folder, name = folder_of(model), model["name"]
        is_of_another = name.endswith("__versions")  # named after the model whose pieces it is about
        if folder == "staging":
            assert name.startswith(f"stg_{model['fqn'][2]}__"), name
        elif folder == "published":
            assert name.startswith(f"{model['fqn'][2]}_"), name
        else:
            assert name.startswith(KINDS) or name in CONTRACT_NAMES or is_of_another, name


def test_folder_order_is_flow_order(models: list[dict[str, Any]]) -> None:
    floors = {model["unique_id"]: FLOW.index(folder_of(model)) for model in models}
    backwards = [
        f"{FLOW[floors[model['unique_id']]]}/{model['name']} reads {FLOW[floors[parent]]}/{parent.split('.')[-1]}"
        for model in models
        for parent in model["depends_on"]["nodes"]
        if parent in floors and floors[parent] > floors[model["unique_id"]]
    ]
    assert not backwards, "; ".join(backwards)


def test_staging_is_the_only_place_that_reads_a_source(models: list[dict[str, Any]]) -> None:
    for model in models:
        if model["sources"]:
            assert model["fqn"][1] == "staging", model["name"]
            assert len(model["sources"]) == 1, model["name"]


def test_no_vendor_is_named_outside_its_rooms() -> None:
    """Adding one touches its own files only: here kiro's, which came after anthropic's."""
    own = {
        "dbt_project/macros/feeds.sql",
        "expectations/suites/kiro.py",
        "dbt_project/models/usage/int_kiro__usage_days.sql",
    }
    rooms = ("orchestration", "expectations", "dbt_project/models", "dbt_project/macros")
    for room in rooms:
        for path in (ROOT / room).rglob("*"):
            name = path.relative_to(ROOT).as_posix()
            if (
                path.suffix not in (".py", ".sql", ".yml")
                or name in own
                or name.startswith(("dbt_project/models/staging/kiro/", "orchestration/sources/kiro/"))
            ):
                continue
            code = "\n".join(line for line in path.read_text().splitlines() if "For example" not in line)
            assert "kiro" not in code.lower(), name
