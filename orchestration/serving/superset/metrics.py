"""dbt's metrics as SQL that a row's readers can ask in one statement, with the guards that keep them from doubling."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from orchestration.report.dictionary import Known, spelled

Node = Mapping[str, Any]
#: How a number of a unit is written; a count else.
_FORMATS = {"share": ".0%", "US dollars": "$,.2f", "the currency": ",.2f", "credits": ",.2f", "million tokens": ",.3f"}


@dataclass(frozen=True)
class Metric:
    """A metric, and the columns that its table must have."""

    name: str
    label: str
    description: str
    format: str
    sql: str
    columns: frozenset[str]

    @property
    def is_guarded(self) -> bool:
        """Whether a plain sum of the table would be wrong: over teams, currencies, or what is withheld."""
        return self.sql.startswith("case when")


def by_table(manifest: Node) -> dict[str, list[Metric]]:
    """The metrics that people are told of, by the name of the table that they are of."""
    metrics = {metric["name"]: metric for metric in manifest["metrics"].values()}
    models = manifest["semantic_models"].values()
    measures = {measure["name"]: measure for model in models for measure in model["measures"]}
    columns = {
        model["node_relation"]["alias"]: manifest["nodes"][model["depends_on"]["nodes"][0]]["columns"]
        for model in models
    }
    found: dict[str, list[Metric]] = {}
    for told in Known(manifest).metrics():
        sql = _sql(told.name, metrics, measures)
        used = frozenset(re.findall(r"\w+", sql)) & columns[told.table].keys()
        written = _FORMATS.get(told.unit, ",d")
        found.setdefault(told.table, []).append(Metric(told.name, told.label, told.description, written, sql, used))
    return found


def _sql(name: str, metrics: Mapping[str, Node], measures: Mapping[str, Node]) -> str:
    metric = metrics[name]
    told = metric["type_params"]
    match metric["type"]:
        case "simple":
            return spelled(measures[told["measure"]["name"]])
        case "ratio":
            parts = [_sql(told[part]["name"], metrics, measures) for part in ("numerator", "denominator")]
            return f"({parts[0]}) / nullif({parts[1]}, 0)"
        case "derived":
            parts = {one["name"]: _sql(one["name"], metrics, measures) for one in told["metrics"]}
            return re.sub(r"\w+", lambda word: f"({parts[word[0]]})" if word[0] in parts else word[0], told["expr"])
    raise NotImplementedError(f"{name} is a metric of type {metric['type']}, which Superset is not told of")
