"""dbt-bouncer's rules are seen to catch: a manifest that breaks one is refused."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.house.conftest import ROOT

CONFIG = ROOT / "dbt_project" / "dbt-bouncer.yml"
Node = dict[str, Any]


def refused(folder: Path, manifest: Node) -> str | None:
    """What dbt-bouncer says of a manifest; None where all is well."""
    (folder / "target").mkdir(exist_ok=True)
    (folder / "target" / "manifest.json").write_text(json.dumps(manifest))
    (folder / "dbt-bouncer.yml").write_text(CONFIG.read_text())
    bouncer = Path(sys.executable).with_name("dbt-bouncer")
    done = subprocess.run(
        [bouncer, "run", "--config-file", folder / "dbt-bouncer.yml", "--output-only-failures"],
        capture_output=True,
        text=True,
        env={"COLUMNS": "300", "PATH": "/usr/bin:/bin"},
    )
    return done.stdout + done.stderr if done.returncode else None


def a_backward_edge(nodes: Node) -> None:
    nodes["model.assay.fct_usage_days"]["depends_on"]["nodes"].append("model.assay.fct_charges")


def a_model_without_words(nodes: Node) -> None:
    nodes["model.assay.int_weeks"]["description"] = "Weeks."


def a_wrong_prefix(nodes: Node) -> None:
    nodes["model.assay.int_weeks"]["name"] = "weeks"


def a_mart_without_contract(nodes: Node) -> None:
    nodes["model.assay.mart_monthly_spend"]["config"]["contract"]["enforced"] = False
    nodes["model.assay.mart_monthly_spend"]["contract"]["enforced"] = False


def a_float_of_money(nodes: Node) -> None:
    nodes["model.assay.fct_charges"]["columns"]["billed_cost"]["data_type"] = "double"


def a_source_in_a_mart(nodes: Node) -> None:
    nodes["model.assay.mart_monthly_spend"]["depends_on"]["nodes"].append("source.assay.focus.charges")


@pytest.mark.parametrize(
    ("breaks", "rule"),
    [
        (a_backward_edge, "check_lineage_permitted_upstream_models"),
        (a_model_without_words, "check_model_description_contains_regexp_pattern"),
        (a_wrong_prefix, "check_model_names"),
        (a_mart_without_contract, "check_model_has_contracts_enforced"),
        (a_float_of_money, "check_model_column_name_complies_to_column_type"),
        (a_source_in_a_mart, "check_lineage_source_cannot_be_used"),
    ],
)
def test_what_breaks_a_convention_is_refused(
    tmp_path: Path, manifest: Node, breaks: Callable[[Node], None], rule: str
) -> None:
    broken = json.loads(json.dumps(manifest))
    breaks(broken["nodes"])
    said = refused(tmp_path, broken)
    assert said is not None and rule in said


def test_the_project_keeps_them(tmp_path: Path, manifest: Node) -> None:
    assert refused(tmp_path, manifest) is None
