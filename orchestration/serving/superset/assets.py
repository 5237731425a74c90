"""What Superset shows, in the form in which it imports: databases, datasets, charts and dashboards, as YAML.

A board names tables, columns and metrics; all else is known already. Each table of a copy is a dataset, with
dbt's words for its columns and dbt's metrics for its numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import yaml

from orchestration.report.dictionary import Known, Table
from orchestration.serving import rights
from orchestration.serving.superset import metrics
from orchestration.serving.superset.metrics import Metric

Node = Mapping[str, Any]
Assets = dict[str, dict[str, Any]]
_BOARDS = Path(__file__).parent / "boards"
_COLUMNS = 12  # of Superset's grid
_ROW_LIMIT = 1000
_HEIGHT = 40  # of a chart, in its steps of eight points
#: Of nothing is drawn what is not known: no line to zero, no sum of what is left.
_PARAMS: dict[str, dict[str, Any]] = {
    "echarts_timeseries_line": {"markerEnabled": True, "connectNulls": False},
    "echarts_timeseries_bar": {"stack": "Stack"},
    "table": {"query_mode": "raw", "show_cell_bars": False, "color_pn": False},
    "pivot_table_v2": {"rowTotals": False, "colTotals": False, "colOrder": "key_z_to_a"},
    "big_number": {"show_timestamp": True, "start_y_axis_at_zero": True},
    "big_number_total": {},
}
#: How a table writes the numbers of columns of these names.
_FORMATS = ((r".*(_usd|_cost|_amount)|difference|tolerance", ",.2f"), (r".*_share", ".1%"))
#: How a day is written, each kind of chart with a word of its own.
_DATES = ("x_axis_time_format", "table_timestamp_format", "dateFormat", "time_format")
#: The parameters that name a column or a metric, or several.
NAMING = ("x_axis", "groupby", "columns", "metrics", "metric", "all_columns", "groupbyRows", "groupbyColumns")


class BoardError(Exception):
    """A board names what its audience has not."""


def title(audience: str) -> str:
    """Of an audience's connection, and of its role in Superset."""
    return f"Assay {audience}"


def uid(*names: str) -> str:
    """The same for the same thing at each import, so that nothing is there twice."""
    return str(uuid5(NAMESPACE_URL, "/".join(("assay", "superset", *names))))


def board(audience: str) -> Node:
    """What is written of an audience's dashboard."""
    return yaml.safe_load((_BOARDS / f"{audience}.yml").read_text("utf-8"))


def made(manifest: Node, addresses: Mapping[str, str]) -> Assets:
    """Everything, by the file it would stand in.

    Args:
        addresses: of PostgreSQL, by audience.

    Raises:
        BoardError: a board names what its audience has not.
    """
    assets: Assets = {"metadata.yaml": {"version": "1.0.0", "type": "assets", "timestamp": "2026-01-01T00:00:00+00:00"}}
    of_tables = metrics.by_table(manifest)
    for copy in Known(manifest).copies():
        if copy.audience not in addresses:
            continue
        audience = copy.audience
        assets[f"databases/{audience}.yaml"] = _database(audience, addresses[audience])
        datasets = {}
        for table in copy.tables:
            known = {column.name for column in table.columns}
            told = [metric for metric in of_tables.get(table.name, []) if metric.columns <= known]
            datasets[table.name] = assets[f"datasets/{audience}/{table.name}.yaml"] = _dataset(audience, table, told)
        charts = {}
        for number, chart in enumerate(board(audience)["charts"], 1):
            charts[number] = assets[f"charts/{audience}_{number}.yaml"] = _chart(audience, chart, datasets)
        assets[f"dashboards/{audience}.yaml"] = _dashboard(audience, board(audience), charts)
    return assets


def named(chart: Node) -> Iterator[str]:
    """The columns and metrics that a chart's parameters name."""
    for parameter in NAMING:
        value = chart["params"].get(parameter, [])
        yield from ([value] if isinstance(value, str) else (one for one in value if isinstance(one, str)))


def _managed(**more: Any) -> dict[str, Any]:
    """Ours: Superset lets nobody edit it in place, for the next start would take that away; copies it lets."""
    return {"version": "1.0.0", "is_managed_externally": True, **more}


def _database(audience: str, address: str) -> dict[str, Any]:
    return _managed(
        database_name=title(audience),
        uuid=uid(audience),
        sqlalchemy_uri=address,
        expose_in_sqllab=True,
        allow_run_async=False,
        allow_ctas=False,
        allow_cvas=False,
        allow_dml=False,
        allow_file_upload=False,
        extra={"allows_virtual_table_explore": True, "cancel_query_on_windows_unload": True},
    )


def _dataset(audience: str, table: Table, told: Sequence[Metric]) -> dict[str, Any]:
    days = [column.name for column in table.columns if column.kind.lower().startswith(("date", "timestamp"))]
    return _managed(
        table_name=table.name,
        uuid=uid(audience, table.name),
        database_uuid=uid(audience),
        schema=rights.name_of(audience),
        description=f"{table.description} {table.withheld}",
        main_dttm_col=days[0] if days else None,
        # of a table in which a plain sum would double or leave out, only what dbt defines is asked for
        extra={"disallow_adhoc_metrics": any(metric.is_guarded for metric in told)},
        columns=[
            {
                "column_name": column.name,
                "verbose_name": column.name.replace("_", " "),
                "type": column.kind.upper(),
                "is_dttm": column.name in days,
                "groupby": True,
                "filterable": True,
                "description": f"{column.description} ({column.unit})" if column.unit else column.description,
            }
            for column in table.columns
        ],
        metrics=[
            {
                "metric_name": metric.name,
                "verbose_name": metric.label,
                "description": metric.description,
                "d3format": metric.format,
                "expression": metric.sql,
            }
            for metric in told
        ],
    )


def _chart(audience: str, chart: Node, datasets: Mapping[str, Node]) -> dict[str, Any]:
    place = f"{audience}'s board, {chart['name']!r}"
    dataset = datasets.get(chart["table"])
    if dataset is None:
        raise BoardError(f"{place}: {audience}s have no table {chart['table']}")
    names = {one["column_name"] for one in dataset["columns"]} | {one["metric_name"] for one in dataset["metrics"]}
    if missing := {*named(chart)} - names:
        raise BoardError(f"{place}: {chart['table']} has no {', '.join(sorted(missing))}")
    where = {"expressionType": "SQL", "clause": "WHERE", "sqlExpression": chart.get("where", "true")}
    return _managed(
        slice_name=chart["name"],
        uuid=uid(audience, "chart", chart["name"]),
        dataset_uuid=dataset["uuid"],
        viz_type=chart["viz_type"],
        description=chart.get("reading"),
        params={
            "viz_type": chart["viz_type"],
            "row_limit": _ROW_LIMIT,
            "adhoc_filters": [where],
            "column_config": {
                column: {"d3NumberFormat": written}
                for column in chart["params"].get("all_columns", ())
                for names, written in _FORMATS
                if re.fullmatch(names, column)
            },
            **dict.fromkeys(_DATES, "%Y-%m" if "month" in named(chart) else "%Y-%m-%d"),
            **_PARAMS[chart["viz_type"]],
            **chart["params"],
        },
    )


def _dashboard(audience: str, written: Node, charts: Mapping[int, Node]) -> dict[str, Any]:
    """The charts in rows of the grid, as they follow each other and as wide as they are."""
    rows: list[list[str]] = []
    position: dict[str, Any] = {
        "DASHBOARD_VERSION_KEY": "v2",
        "HEADER_ID": {"id": "HEADER_ID", "type": "HEADER", "meta": {"text": written["title"]}},
        "NOTE": {
            "id": "NOTE",
            "type": "MARKDOWN",
            "children": [],
            "meta": {"code": written["reading"], "width": _COLUMNS, "height": 9},
        },
    }
    free = 0
    for (number, made), chart in zip(charts.items(), written["charts"], strict=True):
        name, width = f"CHART-{number}", chart.get("width", _COLUMNS)
        if width > free:
            rows.append([])
            free = _COLUMNS
        rows[-1].append(name)
        free -= width
        position[name] = {
            "id": name,
            "type": "CHART",
            "children": [],
            "meta": {
                "chartId": number,
                "uuid": made["uuid"],
                "sliceName": made["slice_name"],
                "width": width,
                "height": chart.get("height", _HEIGHT),
            },
        }
    for number, row in enumerate([["NOTE"], *rows]):
        position[f"ROW-{number}"] = {
            "id": f"ROW-{number}",
            "type": "ROW",
            "children": row,
            "meta": {"background": "BACKGROUND_TRANSPARENT"},
        }
    grid = [f"ROW-{number}" for number in range(len(rows) + 1)]
    position["GRID_ID"] = {"id": "GRID_ID", "type": "GRID", "children": grid}
    position["ROOT_ID"] = {"id": "ROOT_ID", "type": "ROOT", "children": ["GRID_ID"]}
    return _managed(
        dashboard_title=written["title"],
        slug=f"assay-{audience}",
        uuid=uid(audience, "dashboard"),
        published=True,
        position=position,
        metadata={"refresh_frequency": 0, "cross_filters_enabled": False},
    )
