"""What others read proves its grain. What dbt-bouncer can say of models stands in dbt_project/dbt-bouncer.yml."""

from __future__ import annotations

from typing import Any

INNER = ("staging", "intermediate")  # what only models read


def test_every_mart_proves_its_grain(models: list[dict[str, Any]], manifest: dict[str, Any]) -> None:
    tested = {
        node["attached_node"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test" and (node.get("test_metadata") or {}).get("name") == "grain"
    }
    for model in models:
        if model["schema"] in INNER:
            continue
        # a view may leave its test to the models it is made of, all of them
        built_in = {model["unique_id"]}
        if model["config"]["meta"].get("is_tested_where_built"):
            assert model["config"]["materialized"] == "view", model["name"]
            built_in = set(model["depends_on"]["nodes"])
        assert tested >= built_in, f"{built_in - tested} have no grain test"
        for column in model["columns"].values():
            # of a view no database checks them, and dbt says nothing
            if model["config"]["materialized"] == "view":
                assert not column["constraints"], f"{model['name']}.{column['name']}"


def test_every_signal_has_its_threshold_with_a_reason(models: list[dict[str, Any]]) -> None:
    import csv

    from tests.house.conftest import ROOT

    with (ROOT / "seeds" / "reference" / "signal_thresholds.csv").open() as handle:
        thresholds = {row["signal"]: row for row in csv.DictReader(handle)}
    signals = {m["name"].removeprefix("int_signal__") for m in models if m["name"].startswith("int_signal__")}
    assert signals == thresholds.keys()
    assert all(len(row["reason"]) > 20 for row in thresholds.values())
