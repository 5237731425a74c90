"""The dictionary tells of all that is published, to whom it is published, in the words of the models, and finds it."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from orchestration import publish
from orchestration.report import dictionary, rendering
from orchestration.report.pages import PAGES
from tests.browsing import Read, drawn, in_a_browser, read
from tests.house.conftest import ROOT

Node = dict[str, Any]
MANIFEST = ROOT / "dbt_project" / "target" / "manifest.json"
#: What reads the warehouse or a copy in SQL of its own, and where.
READERS = {
    "books": ("closing.py", "exporting.py"),
    "build_summary": ("terminal/summary.py", "terminal/books.py"),
    "evaluation": ("evaluation/joined.py",),
    "review": ("terminal/review.py",),
    "status": ("terminal/status.py",),
}


class Depends:
    """What an exposure says that it depends on."""

    def __init__(self, manifest: Node, exposure: str) -> None:
        self.manifest = manifest
        self.nodes = manifest["exposures"][f"exposure.assay.{exposure}"]["depends_on"]["nodes"]

    @cached_property
    def models(self) -> list[Node]:
        return [self.manifest["nodes"][node] for node in self.nodes if node.startswith("model.")]

    @cached_property
    def metrics(self) -> set[str]:
        return {node.split(".")[-1] for node in self.nodes if node.startswith("metric.")}


@pytest.fixture(scope="module")
def html() -> str:
    return dictionary.render(MANIFEST)


@pytest.fixture(scope="module")
def found(html: str) -> Read:
    return read(html)


@pytest.mark.parametrize("audience", publish.AUDIENCES, ids=lambda audience: audience.name)
def test_a_copy_is_told_of_whole(audience: publish.Audience, manifest: Node, models: list[Node]) -> None:
    """dbt's exposure, by which the dictionary goes, and the publishing select the same."""
    given = {
        model["name"]
        for model in models
        for schema, pattern, _ in audience.tables
        if model["schema"] == schema and re.fullmatch(pattern, model["alias"])
    }
    assert {model["name"] for model in Depends(manifest, f"{audience.name}_copy").models} == given


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.audience)
def test_a_page_is_told_of_whole(page: Any, manifest: Node) -> None:
    depends = Depends(manifest, f"{page.audience}_page")
    copy = {model["alias"] for model in Depends(manifest, f"{page.audience}_copy").models}
    asked = [one for one in (*page.figures, *page.headlines) if one.table in copy]
    tables = {table for one in asked for table in re.findall(r"marts\.(\w+)", one.query)} - {"about"}
    assert {model["alias"] for model in depends.models} == tables
    assert depends.metrics == {
        metric for one in asked for metric in (one.metrics.values() if isinstance(one.metrics, dict) else one.metrics)
    }


@pytest.mark.parametrize("exposure", READERS)
def test_who_reads_is_told_of_whole(exposure: str, manifest: Node) -> None:
    code = "".join((ROOT / "orchestration" / path).read_text() for path in READERS[exposure])
    read_there = set(re.findall(r"\b(?:marts|intermediate|restricted)\.((?:fct|mart|dim|int)_\w+|person_\w+)", code))
    assert {model["alias"] for model in Depends(manifest, exposure).models} == read_there


def test_every_column_is_in_it_as_its_model_describes_it(found: Read, manifest: Node) -> None:
    cells = [" ".join(cell.split()) for cell in found.cells]
    told = {(cells[at], cells[at + 1], cells[at + 3]) for at in range(0, len(cells), 4) if found.tags[at] == "td"}
    for audience in publish.AUDIENCES:
        for model in Depends(manifest, f"{audience.name}_copy").models:
            assert " ".join(model["description"].replace("`", "").split()) in " ".join(found.text.split())
            for name, column in model["columns"].items():
                text = " ".join(column["description"].replace("`", "").split())
                assert (name, column["data_type"].lower(), text) in told, f"{model['name']}.{name}"


def test_money_and_people_have_a_unit(manifest: Node) -> None:
    for copy in dictionary.Known(manifest).copies():
        for table in copy.tables:
            for column in table.columns:
                if column.kind.startswith(("decimal", "bigint", "hugeint", "integer", "double", "date", "timestamp")):
                    assert column.unit, f"{table.name}.{column.name}"
                if column.unit == "`currency`":
                    assert "currency" in [other.name for other in table.columns], f"{table.name}.{column.name}"


def test_a_formula_is_spelled_out_and_a_table_led_to_what_landed(manifest: Node) -> None:
    known = dictionary.Known(manifest)
    formulas = {metric.name: metric.formula for metric in known.metrics()}
    assert formulas["ai_cost_usd"] == (
        "case when count(distinct team_id) = 1 and count(*) filter (where ai_cost_usd is null) = 0"
        " then sum(ai_cost_usd) end"
    )
    assert formulas["idle_seat_share"] == "idle_seats / billed_seats"
    assert not [formula for formula in formulas.values() if "unguarded" in formula or "untold" in formula]
    analyst = next(copy for copy in known.copies() if copy.audience == "analyst")
    months = next(table for table in analyst.tables if table.name == "mart_team_monthly_pull_request_cost")
    assert months.grain == ["month", "team_id"]
    assert "mart_team_monthly_pull_request_cost" in months.parents and "fct_pull_requests" in months.made_of
    assert "pulls" in months.landing["github"] and "charges" in months.landing["focus"]
    assert "withheld_count" in months.withheld and "Team all is the company" in months.withheld.replace("`", "")


def test_it_asks_for_nothing_and_runs_only_its_own(html: str, found: Read) -> None:
    policy = next(a["content"] for t, a in found.elements if a.get("http-equiv") == "Content-Security-Policy")
    assert policy == (
        f"default-src 'none'; script-src {rendering.fingerprint(found.scripts[0])}; style-src 'unsafe-inline';"
        " base-uri 'none'; form-action 'none'"
    )
    assert len(found.scripts) == 1
    ids = {attributes["id"] for _, attributes in found.elements if attributes.get("id")}
    for tag, attributes in found.elements:
        assert not {"src", "srcset", "data", "action"} & attributes.keys()
        assert tag != "a" or (attributes["href"] or "")[1:] in ids
    assert html == dictionary.render(MANIFEST)


def searched(html: str, words: str, folder: Path, width: int) -> tuple[list[str], str, str]:
    """What a reader who looks for words is shown: names of metrics and tables, the whole, and what the browser says."""
    script = f'wanted.value = "{words}"; wanted.dispatchEvent(new Event("input"));'
    page = folder / "searched.html"
    allowed = html.replace("script-src ", f"script-src {rendering.fingerprint(script)} ")
    page.write_text(allowed.replace("</body>", f"<script>{script}</script></body>"))
    shown, said = drawn(page, folder / "browser", width)
    entries = re.findall(r'<article class="entry" id="([\w-]+)"( hidden="")?>', shown)
    return [name for name, is_hidden in entries if not is_hidden], shown, said


@in_a_browser
@pytest.mark.slow
@pytest.mark.parametrize("width", [400, 1280])
def test_a_reader_finds(html: str, tmp_path: Path, width: int) -> None:
    names, shown, said = searched(html, "Cost MERGED per", tmp_path, width)
    assert "metric-cost_per_merged_pull_request_usd" in names
    assert "analyst-mart_team_monthly_pull_request_cost" in names
    assert "finance-mart_invoice_reconciliation" not in names
    rows = re.findall(r"<tr( hidden=\"\")?><td class=\"name\"><code>(\w+)</code>", shown)
    assert ("", "cost_per_merged_pull_request_usd") in rows and (' hidden=""', "accrued_cost") in rows
    only = searched(html, "touched_people", tmp_path, width)[1]
    assert re.search(r'<section id="finance"[^>]* hidden=""', only)
    assert f"{len(names)} metrics and tables" in shown
    assert "Content Security Policy" not in said and "Error" not in said, said
    names, shown, _ = searched(html, "no such words", tmp_path, width)
    assert names == [] and "nothing has all these words" in shown
    names, shown, _ = searched(html, "", tmp_path, width)
    assert len(names) > 40 and ' hidden=""><td' not in shown
