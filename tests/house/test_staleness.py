"""Whatever a piecewise model is made of, it says so: an input that it forgets would be read whole, or go stale.

Read off the manifest, by the rules of dbt_project/macros/piecewise/expected.sql.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

Manifest = dict[str, Any]
Node = dict[str, Any]
PARTITIONS = "model.assay.int_partition_versions"  # every piecewise model hangs on it, so that it comes before them
TODAY = "model.assay.int_as_of"


def node_of(manifest: Manifest, unique_id: str) -> Node:
    return manifest["nodes"].get(unique_id) or manifest["sources"][unique_id]


def piecewise(manifest: Manifest) -> list[Node]:
    return [node for node in manifest["nodes"].values() if node["config"].get("materialized") == "piecewise"]


def is_looked_through(node: Node) -> bool:
    """A view stands for what it is made of, unless it says itself how it is seen."""
    config = node.get("config", {})
    return (
        node["resource_type"] == "model"
        and config["materialized"] == "view"
        and not (config.get("content_by") or config.get("periods") or node["name"].endswith("__versions"))
    )


def parts(manifest: Manifest, model: Node) -> Iterator[tuple[Node, str | None]]:
    """All that a model reads, through views, each with the word that says how; None where nothing is said."""
    made_of = model["config"]["made_of"]

    def walk(unique_id: str, word: str | None) -> Iterator[tuple[Node, str | None]]:
        node = node_of(manifest, unique_id)
        how = made_of.get(node["name"], None if node["resource_type"] == "seed" else word)
        if is_looked_through(node) and how != "until":
            for parent in node["depends_on"]["nodes"]:
                yield from walk(parent, how)
        else:
            yield node, how

    for unique_id in model["depends_on"]["nodes"]:
        if unique_id != PARTITIONS:
            yield from walk(unique_id, None)


def ancestors(manifest: Manifest, unique_id: str) -> set[str]:
    found: set[str] = set()
    waiting = [unique_id]
    while waiting:
        for parent in manifest["parent_map"].get(waiting.pop(), []):
            if parent not in found:
                found.add(parent)
                waiting.append(parent)
    return found


def forgotten(manifest: Manifest) -> set[tuple[str, str, str]]:
    """(model, input, what is wrong with it)."""
    found = set()
    for model in piecewise(manifest):
        versions = f"{model['unique_id']}__versions"
        if "int_partition_versions" in model["raw_code"]:
            found.add((model["name"], "int_partition_versions", "is read, and covered by nothing"))
        for node, how in parts(manifest, model):
            reads_today = TODAY in {node["unique_id"], *ancestors(manifest, node["unique_id"])}
            if how is None and node["resource_type"] != "seed" and node["unique_id"] != versions:
                found.add((model["name"], node["name"], "is not named, and read whole"))
            if how == "versions" and node["unique_id"] not in ancestors(manifest, versions):
                found.add((model["name"], node["name"], "is no part of the versions"))
            if how in (None, "the whole") and reads_today and node["unique_id"] != versions:
                found.add((model["name"], node["name"], "is another every day, and read whole"))
    return found


def test_everything_a_piecewise_model_reads_is_covered_by_what_it_says(manifest: Manifest) -> None:
    assert len(piecewise(manifest)) > 20
    assert forgotten(manifest) == set()


@pytest.mark.parametrize(
    ("model", "left_out", "found"),
    [
        ("fct_requests", "int_identities", "is not named, and read whole"),
        ("fct_requests", "int_requests_by_source", "is not named, and read whole"),  # a view; its source is found
        ("mart_team_monthly_pull_request_cost", "int_as_of", "is not named"),  # behind the views it reads
        ("mart_monthly_spend", "int_services", "is not named"),
        ("int_usage_allocations", "int_people_validity", "is not named"),
    ],
)
def test_a_forgotten_input_is_found(manifest: Manifest, model: str, left_out: str, found: str) -> None:
    changed = copy.deepcopy(manifest)
    del changed["nodes"][f"model.assay.{model}"]["config"]["made_of"][left_out]
    assert any(name == model and told.startswith(found) for name, _, told in forgotten(changed))


def test_an_input_that_the_versions_forget_is_found(manifest: Manifest) -> None:
    changed = copy.deepcopy(manifest)
    parents = changed["parent_map"]["model.assay.int_usage_allocations__versions"]
    parents.remove("model.assay.int_people_validity")
    for unique_id in ancestors(changed, "model.assay.int_usage_allocations__versions"):
        if "model.assay.int_people_validity" in changed["parent_map"].get(unique_id, []):
            changed["parent_map"][unique_id].remove("model.assay.int_people_validity")
    assert ("int_usage_allocations", "int_people_validity", "is no part of the versions") in forgotten(changed)


def test_what_changes_every_day_is_never_read_whole(manifest: Manifest) -> None:
    changed = copy.deepcopy(manifest)
    changed["nodes"]["model.assay.int_person_usage_weeks"]["config"]["made_of"]["int_as_of"] = "the whole"
    assert ("int_person_usage_weeks", "int_as_of", "is another every day, and read whole") in forgotten(changed)
