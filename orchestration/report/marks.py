"""The few ways in which an answer is drawn, in Vega-Lite. The texts' and lines' colours come from the page's own style,
so that light, dark and paper are its matter; those of the marks can be told apart on both.

Everything along an axis is a text: a date would be shown in the reader's time zone, and a day off west of Greenwich.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import altair as alt

Rows = Sequence[dict[str, Any]]

#: What a state is worth, and kinds that have letters in them: white ones have a contrast of 4.5 to 1, on the dark page
#: they have 3 to 1.
GOOD, NEUTRAL, WAITING, BAD = "#1b7f5c", "#3273b3", "#6b737e", "#bf4352"
DEEP = (NEUTRAL, "#a85a10", GOOD, "#9451a8", BAD, WAITING, "#7d6a14", "#14798c")
#: Kinds of anything else, in turn: each has a contrast of 3 to 1 on the light page and on the dark one.
PALETTE = ("#3f86c9", "#d5711a", "#21936d", "#a65fb8", "#c9505f", "#7d8590", "#9a7b1f", "#1c93a8", "#8a6a5c", "#6c7fd8")
HEIGHT = 260
LINE_HEIGHT = 18


class Mark(Protocol):
    @property
    def measures(self) -> tuple[str, ...]:
        """The columns without whose values there is nothing to draw."""
        ...

    def draw(self, rows: Rows, figure: Rows) -> alt.TopLevelMixin:
        """Some rows, in colours that hold for all of the figure's."""
        ...


@dataclass(frozen=True)
class Lines:
    """Several measures over time, one line each; of one of many groups at a time where `choose` is a column."""

    x: str
    measures: tuple[str, ...]
    unit: str
    is_share: bool = False
    choose: str = ""

    def draw(self, rows: Rows, figure: Rows) -> alt.TopLevelMixin:
        import altair as alt

        seen = alt.selection_point(fields=["measure"], bind="legend")
        chart = (
            alt.Chart(alt.Data(values=rows))
            .transform_fold(list(self.measures), as_=["measure", "value"])
            .mark_line(point=alt.OverlayMarkDef(size=40, filled=True), strokeWidth=2)
            .encode(
                x=_named(alt.X, self.x, axis=_along()),
                y=alt.Y("value:Q", title=self.unit, axis=_amounts(self.is_share), scale=alt.Scale(zero=True)),
                color=_colour("measure", self.measures),
                strokeDash=alt.StrokeDash("measure:N", sort=list(self.measures), legend=None),
                opacity=alt.condition(seen, alt.value(1), alt.value(0.12)),
                tooltip=_tips(("measure", *_some(self.choose), self.x), self.is_share),
            )
            .add_params(seen)
        )
        return _chosen(chart, self.choose, rows) if self.choose else _sized(chart)


@dataclass(frozen=True)
class Bars:
    """One measure, stacked by a second column: upright over time, or lying, one bar a name."""

    along: str
    measure: str
    colour: str
    unit: str
    is_lying: bool = False
    colours: Mapping[str, str] = field(default_factory=dict)

    @property
    def measures(self) -> tuple[str, ...]:
        return (self.measure,)

    def draw(self, rows: Rows, figure: Rows) -> alt.TopLevelMixin:
        import altair as alt

        seen = alt.selection_point(fields=[self.colour], bind="legend")
        across, upright = (alt.Y, alt.X) if self.is_lying else (alt.X, alt.Y)
        amount = upright(field=self.measure, type="quantitative", stack="zero", title=self.unit, axis=_amounts())
        name = _named(across, self.along, axis=_names() if self.is_lying else _along())
        chart = (
            alt.Chart(alt.Data(values=rows))
            .mark_bar()
            .encode(
                name,
                amount,
                color=_colour(self.colour, self.colours or _kinds(figure, self.colour)),
                opacity=alt.condition(seen, alt.value(1), alt.value(0.12)),
                tooltip=_tips((self.along, self.colour), value=self.measure),
            )
            .add_params(seen)
        )
        return _sized(chart, is_by_name=self.is_lying)


@dataclass(frozen=True)
class Dots:
    """A line a name, in the order of names, with a dot for each measure."""

    name: str
    measures: tuple[str, ...]
    unit: str
    is_share: bool = False

    def draw(self, rows: Rows, figure: Rows) -> alt.TopLevelMixin:
        import altair as alt

        seen = alt.selection_point(fields=["measure"], bind="legend")
        chart = (
            alt.Chart(alt.Data(values=rows))
            .transform_fold(list(self.measures), as_=["measure", "value"])
            .transform_filter(alt.datum.value != None)  # noqa: E711
            .mark_point(size=60, strokeWidth=2)  # hollow: equal values lie on each other
            .encode(
                x=alt.X("value:Q", title=self.unit, axis=_amounts(self.is_share), scale=alt.Scale(zero=True)),
                y=_named(alt.Y, self.name, axis=_names(is_ruled=True)),
                color=_colour("measure", self.measures),
                shape=alt.Shape("measure:N", sort=list(self.measures), scale=_shapes(self.measures)),
                opacity=alt.condition(seen, alt.value(1), alt.value(0.12)),
                tooltip=_tips((self.name, "measure"), self.is_share),
            )
            .add_params(seen)
        )
        return _sized(chart, is_by_name=True)


@dataclass(frozen=True)
class Tiles:
    """A field for each pair of names: what it is in colour, and how much in letters."""

    x: str
    y: str
    colour: str
    text: str
    choose: str = ""
    colours: Mapping[str, str] = field(default_factory=dict)

    @property
    def measures(self) -> tuple[str, ...]:
        return (self.colour,)

    def draw(self, rows: Rows, figure: Rows) -> alt.TopLevelMixin:
        import altair as alt

        kinds = self.colours or dict(zip(_kinds(figure, self.colour), cycle(DEEP), strict=False))
        base = alt.Chart(alt.Data(values=rows)).encode(
            x=_named(alt.X, self.x, axis=_along()), y=_named(alt.Y, self.y, axis=_names())
        )
        tiles = base.mark_rect(cornerRadius=3, stroke="transparent", strokeWidth=3).encode(
            color=_colour(self.colour, kinds), tooltip=_tips((self.y, self.x, self.colour), value=self.text)
        )
        words = base.mark_text(fontSize=12, fontWeight="bold", fill="#ffffff").encode(
            text=alt.Text(field=self.text, type="nominal")
        )
        chart = alt.layer(tiles, words)
        return _chosen(chart, self.choose, rows, is_by_name=True) if self.choose else _sized(chart, is_by_name=True)


def specification(chart: alt.TopLevelMixin) -> dict[str, Any]:
    """What Vega-Lite draws; its own check has passed it."""
    told: dict[str, Any] = chart.to_dict()
    told.pop("$schema")  # an address; it is asked for by nobody
    told["config"] = _CONFIG
    return told


_CONFIG: dict[str, Any] = {
    "background": None,
    "padding": {"left": 2, "top": 5, "right": 32, "bottom": 5},  # half of the last name along the axis
    "font": "system-ui, sans-serif",
    "view": {"stroke": None},
    "axis": {"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal"},
    "legend": {"orient": "top", "title": None, "labelFontSize": 12, "labelLimit": 300, "columns": 2, "symbolSize": 90},
}


def _sized(chart: alt.TopLevelMixin, is_by_name: bool = False) -> alt.TopLevelMixin:
    import altair as alt

    height = alt.Step(LINE_HEIGHT if not isinstance(chart, alt.LayerChart) else 2 * LINE_HEIGHT)
    fit = alt.AutoSizeParams(type="fit-x" if is_by_name else "fit", contains="padding")
    return chart.properties(width="container", height=height if is_by_name else HEIGHT, autosize=fit)


def _chosen(chart: alt.TopLevelMixin, column: str, rows: Rows, is_by_name: bool = False) -> alt.TopLevelMixin:
    """One group at a time, picked from a list."""
    import altair as alt

    names = list(dict.fromkeys(str(row[column]) for row in rows))
    pick = alt.selection_point(
        name="chosen",
        fields=[column],
        bind=alt.binding_select(options=names, name=f"{column} "),
        value=[{column: names[0]}],
    )
    return _sized(chart.add_params(pick).transform_filter(pick), is_by_name)


def _named(channel: Any, column: str, axis: alt.Axis) -> Any:
    return channel(field=column, type="ordinal", sort="ascending", title=None, axis=axis)


def _along() -> alt.Axis:
    import altair as alt

    in_two_lines = "split(replace(datum.label, ' so far', '|so far'), '|')"
    return alt.Axis(
        labelAngle=0,
        labelOverlap="greedy",
        labelSeparation=6,
        labelExpr=in_two_lines,
        minExtent=34,  # the second line, which is not reckoned with at first
        grid=False,
    )


def _names(is_ruled: bool = False) -> alt.Axis:
    import altair as alt

    return alt.Axis(labelLimit=150, grid=is_ruled, ticks=False, domain=False, labelPadding=6)


def _amounts(is_share: bool = False) -> alt.Axis:
    import altair as alt

    return alt.Axis(format="%" if is_share else ",~r", tickCount=5, domain=False)


def _colour(column: str, kinds: Sequence[str] | Mapping[str, str]) -> alt.Color:
    """Each kind's own colour, or one of the palette by its place."""
    import altair as alt

    names = list(kinds)
    in_turn = [PALETTE[number % len(PALETTE)] for number in range(len(names))]
    colours = list(kinds.values()) if isinstance(kinds, Mapping) else in_turn
    return alt.Color(field=column, type="nominal", sort=names, scale=alt.Scale(domain=names, range=colours))


def _kinds(rows: Rows, column: str) -> list[str]:
    return sorted({str(row[column]) for row in rows})


def _shapes(kinds: Sequence[str]) -> alt.Scale:
    import altair as alt

    shapes = ("circle", "square", "triangle-up", "diamond", "cross")
    return alt.Scale(domain=list(kinds), range=[shapes[number % len(shapes)] for number in range(len(kinds))])


def _tips(columns: Sequence[str], is_share: bool = False, value: str = "value") -> list[alt.Tooltip]:
    import altair as alt

    texts = [alt.Tooltip(field=column, type="nominal", title=column) for column in columns]
    if value != "value" and not is_share:
        return [*texts, alt.Tooltip(field=value, title=value)]
    return [*texts, alt.Tooltip(field=value, type="quantitative", format=".0%" if is_share else ",.2f")]


def _some(column: str) -> tuple[str, ...]:
    return (column,) if column else ()
