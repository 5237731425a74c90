"""One word from landing file to mart, so that nothing has to be mapped."""

from __future__ import annotations

from typing import Any

import pytest

from orchestration.sources import Stream, modules, streams
from tests.house.conftest import ROOT


@pytest.mark.parametrize("stream", streams().values(), ids=streams().keys())
def test_a_stream_has_every_room_of_its_ladder(stream: Stream, manifest: dict[str, Any]) -> None:
    name = f"{stream.source}__{stream.name}"
    assert (ROOT / "orchestration" / "sources" / stream.source / "__init__.py").exists()
    source = manifest["sources"][f"source.assay.{stream.source}.{stream.name}"]
    assert "'/raw/{schema}/{name}/*/rows.parquet'" in source["meta"]["external_location"]
    assert source["schema"] == stream.source
    model = manifest["nodes"][f"model.assay.stg_{name}"]
    assert model["original_file_path"] == f"models/staging/{stream.source}/stg_{name}.sql"
    assert (ROOT / "expectations" / "suites" / f"{stream.source}.py").exists()


def test_a_source_module_is_named_after_its_source() -> None:
    for module in modules():
        assert {stream.source for stream in module.STREAMS} == {module.__name__.rsplit(".", 1)[-1]}


def test_no_vendor_is_named_outside_its_rooms() -> None:
    """Adding one touches its own files only: here kiro's, which came after anthropic's."""
    own = {
        "dbt_project/macros/feeds.sql",
        "expectations/suites/kiro.py",
        "dbt_project/models/usage/int_kiro__usage_days.sql",
        "dbt_project/models/usage/int_kiro__usage_days.yml",
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
