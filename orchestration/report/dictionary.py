"""What the published numbers mean: every table, column and metric, as dbt describes them. There is no second text, and
nothing of any copy's rows, so that it may lie beside all of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from orchestration.report.rendering import filled

Node = Mapping[str, Any]
NAME = "dictionary.html"
#: An exposure of this name says which tables an audience is given.
_COPY = "_copy"
#: The loader's own account of files, which is nobody's delivery.
_NOT_LANDED = ("loader",)
#: What a column counts, by its name; the first that fits.
_UNITS = (
    (r".*_usd", "US dollars"),
    (r".*_share|excess_(low|high)", "share of 1"),
    (r"fte", "share of a full post"),
    (r"(is|has)_.*|fired", "yes or no"),
    (r"(.*_)?people|people_count", "people"),
    (r".*_days", "days"),
    (r"score", "0 to 1"),
    (r".*_value", "as its measure"),
    (r"tokens|.*_tokens", "tokens"),
    (r"(.*_)?seats", "seats"),
    (r"credits", "the vendor's own"),
    (r".*_cost|.*_amount|difference|tolerance|excess|cost|.*_saving", "`currency`"),
    (r".*_count|depth|n_observed|.*_cases|place|weekly_budget", "number"),
)
_BY_TYPE = {"date": "day, UTC", "timestamp": "moment, UTC"}


@dataclass(frozen=True)
class Column:
    name: str
    kind: str
    unit: str
    description: str


@dataclass(frozen=True)
class Table:
    """A table under the name by which readers have it."""

    name: str
    description: str
    grain: Sequence[str]
    #: What a NULL is, and what stands together.
    withheld: str
    #: The models that it reads, and the facts and marts that these are made of.
    parents: Sequence[str]
    made_of: Sequence[str]
    #: Landing streams by source.
    landing: Mapping[str, Sequence[str]]
    columns: Sequence[Column]


@dataclass(frozen=True)
class Copy:
    audience: str
    title: str
    description: str
    owner: str
    tables: Sequence[Table]


@dataclass(frozen=True)
class Metric:
    name: str
    label: str
    description: str
    unit: str
    owner: str
    formula: str
    #: Under which it is asked for, as MetricFlow names them.
    dimensions: Sequence[str]
    table: str


def render(manifest: Path) -> str:
    """The page of what dbt knows."""
    known = Known(json.loads(manifest.read_text("utf-8")))
    script = (Path(__file__).parent / "dictionary.js").read_text("utf-8")
    return filled("dictionary.html.jinja", [script], metrics=[*known.metrics()], copies=[*known.copies()])


@dataclass(frozen=True)
class Known:
    """dbt's manifest, asked for what people read."""

    manifest: Node

    def copies(self) -> Iterator[Copy]:
        for exposure in sorted(self.manifest["exposures"].values(), key=lambda one: one["name"]):
            if exposure["name"].endswith(_COPY):
                models = [self.manifest["nodes"][node] for node in exposure["depends_on"]["nodes"]]
                yield Copy(
                    exposure["name"].removesuffix(_COPY),
                    exposure["label"],
                    exposure["description"],
                    exposure["owner"]["name"],
                    [self._table(model) for model in sorted(models, key=lambda one: one["alias"])],
                )

    def metrics(self) -> Iterator[Metric]:
        """Those with an owner; the others are parts that dbt makes of measures."""
        for metric in sorted(self._metrics.values(), key=lambda one: one["label"].lower()):
            told = metric["config"]["meta"]
            if told:
                model = self._model_of(metric)
                yield Metric(
                    metric["name"],
                    metric["label"],
                    metric["description"],
                    told["unit"],
                    told["owner"],
                    self._formula(metric),
                    ["metric_time", *(f"{model['primary_entity']}__{one['name']}" for one in _names(model))],
                    model["node_relation"]["alias"],
                )

    def _table(self, model: Node) -> Table:
        above = self._above(model["unique_id"])
        landing: dict[str, list[str]] = {}
        for source in (self.manifest["sources"][one] for one in sorted(above) if one.startswith("source.")):
            if source["source_name"] not in _NOT_LANDED:
                landing.setdefault(source["source_name"], []).append(source["name"])
        parents = self.manifest["parent_map"][model["unique_id"]]
        names = [self.manifest["nodes"][one]["name"] for one in sorted(above) if one.startswith("model.")]
        direct = sorted(self.manifest["nodes"][one]["name"] for one in parents if one.startswith("model."))
        return Table(
            model["alias"],
            " ".join(model["description"].split()),
            self._grains.get(model["unique_id"], ()),
            _withheld(model),
            direct,
            sorted({name for name in names if re.match(r"(fct|dim|mart)_(?!.*__versions)", name)} - {*direct}),
            landing,
            [
                Column(name, column["data_type"] or "", _unit(column), column["description"])
                for name, column in model["columns"].items()
            ],
        )

    def _above(self, node: str) -> set[str]:
        """All that a node is made of, up to what landed."""
        found: set[str] = set()
        waiting = [node]
        while waiting:
            new = {*self.manifest["parent_map"].get(waiting.pop(), ())} - found
            found |= new
            waiting.extend(new)
        return found

    @cached_property
    def _grains(self) -> dict[str, Sequence[str]]:
        """What a row is one of, as the test of it says."""
        return {
            node["attached_node"]: node["test_metadata"]["kwargs"]["columns"]
            for node in self.manifest["nodes"].values()
            if node["resource_type"] == "test" and (node.get("test_metadata") or {}).get("name") == "grain"
        }

    @cached_property
    def _metrics(self) -> dict[str, Node]:
        return {metric["name"]: metric for metric in self.manifest["metrics"].values()}

    @cached_property
    def _measures(self) -> dict[str, tuple[Node, Node]]:
        """Each with its semantic model."""
        models = self.manifest["semantic_models"].values()
        return {measure["name"]: (measure, model) for model in models for measure in model["measures"]}

    def _model_of(self, metric: Node) -> Node:
        return self._measures[metric["type_params"]["input_measures"][0]["name"]][1]

    def _formula(self, metric: Node) -> str:
        """As it is written, with what dbt makes of measures spelled out."""
        told = metric["type_params"]
        if metric["type"] == "simple":
            return spelled(self._measures[told["measure"]["name"]][0])
        if metric["type"] == "ratio":
            return f"{told['numerator']['name']} / {told['denominator']['name']}"
        formula = str(told["expr"])
        for part in (one["name"] for one in told["metrics"]):
            if not self._metrics[part]["config"]["meta"]:
                formula = re.sub(rf"\b{part}\b", spelled(self._measures[part][0]).replace("\\", r"\\"), formula)
        return formula


def spelled(measure: Node) -> str:
    """A measure as one would write it, for DuckDB and PostgreSQL."""
    expression = " ".join(str(measure["expr"] or measure["name"]).split())
    match measure["agg"]:
        case "count_distinct":
            return f"count(distinct {expression})"
        case "sum_boolean":
            return f"count(*) filter (where {expression})"
    return f"{measure['agg']}({expression})"


def _names(model: Node) -> list[Node]:
    return [one for one in model["dimensions"] if one["type"] == "categorical"]


def _unit(column: Node) -> str:
    by_name = (unit for pattern, unit in _UNITS if re.fullmatch(pattern, column["name"]))
    return next(by_name, _BY_TYPE.get((column["data_type"] or "").lower(), ""))


def _withheld(model: Node) -> str:
    texts = [model["description"], *(column["description"] for column in model["columns"].values())]
    told = ["NULL is withheld or unknown; `withheld_count` says how many numbers of a row are withheld."]
    if "withheld_count" not in model["columns"]:
        told = ["NULL is unknown."]
    if any("`other`" in text for text in texts):
        told.append("`other` is what is too small to be told alone.")
    if any("`all`" in text and "team" in text for text in texts) and "team_id" in model["columns"]:
        told.append("Team `all` is the company: leave it out of any sum over teams.")
    return " ".join(told)
