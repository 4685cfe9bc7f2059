"""The vocabulary of the charts: pieces of Vega-Lite that all of them are made of.

Time is a number of years, a quarter a fraction of one, so that every chart has the same axis, however long the horizon.
"""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from planner.case.calendar import Period
from planner.report.theme import INK

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from planner.case import Case

    Rows = list[dict[str, Any]]
    """Data of a chart, a row a mark."""

Spec = dict[str, Any]
"""A Vega-Lite specification, or a piece of one."""
QUARTER = 0.25
NAMED_QUARTERS = 12
"""With no more quarters than these each has its name on the axis; with more, only the years."""


def humanize(name: str) -> str:
    """A name of a sheet as words: `gas_ccgt` reads better as `gas ccgt`.

    >>> humanize("gas_ccgt"), humanize("PJM")
    ('gas ccgt', 'PJM')
    """
    return name.replace("_", " ")


def start_of(period: str) -> float:
    """When a period begins, in years.

    >>> start_of("2027Q3"), start_of("2031")
    (2027.5, 2031.0)
    """
    return Period.parse(period).start


def end_of(period: str) -> float:
    """When a period ends, in years.

    >>> end_of("2027Q3"), end_of("2031")
    (2027.75, 2032.0)
    """
    return Period.parse(period).end


def period_extent(period: str) -> dict[str, Any]:
    """A period's place on the axis of time."""
    return {"period": period, "t": start_of(period), "t2": end_of(period)}


def period_tip(case: Case, field: str = "period") -> tuple[str, str, str]:
    """The field of a mark's period, for `tooltip`."""
    return field, case.settings.calendar.length, ""


def at_end_text(case: Case, period: str) -> str:
    """The time that a figure of a period is of: the end of a quarter's year, the mean of a year planned as one."""
    since = case.settings.calendar.years_from
    by_year = since is not None and int(period[:4]) >= since.year
    return f"On the mean of {period[:4]}" if by_year else f"At the end of {period[:4]}"


def year_ends(periods: Sequence[str]) -> dict[str, str]:
    """The last period of each year of the horizon: {"2026": "2026Q4"}."""
    return {period[:4]: period for period in periods}


def time_axis(case: Case, yearly: bool = False) -> Spec:
    """The encoding of time over the whole horizon of a case; with `yearly` only years are named."""
    return axis_over(case.periods, yearly)


def axis_over(periods: Sequence[Period], yearly: bool = False) -> Spec:
    """The encoding of time over periods in their order, its labels in the middle of what they name.

    Where a year that one plan has stands beside the quarters that others have of it, only years are named.
    """
    first, last = periods[0].start, max(period.end for period in periods)
    apart = all(one.end <= other.start for one, other in pairwise(periods))
    if len(periods) <= NAMED_QUARTERS and apart and not yearly:
        labels = {(period.start + period.end) / 2: str(period) for period in periods}
    else:
        years = range(int(first), int(last - QUARTER) + 1)
        labels = {(max(year, first) + min(year + 1, last)) / 2: str(year) for year in years}
    axis = {
        "title": None,
        "values": list(labels),
        "labelExpr": label_expression(labels.values(), list(labels)),
        "grid": False,
        "ticks": False,
        "labelPadding": 6,
    }
    return {
        "field": "t",
        "type": "quantitative",
        "scale": {"domain": [first, last], "nice": False, "zero": False},
        "axis": axis,
    }


def rows_axis(labels: Sequence[str], field: str = "y", edges: Sequence[float] = ()) -> Spec:
    """The encoding of rows from top to bottom, each with its label: row n between n and n + 1, or those `edges`."""
    edges = edges or range(len(labels) + 1)
    middles = [(top + foot) / 2 for top, foot in pairwise(edges)]
    axis = {
        "title": None,
        "values": middles,
        "labelExpr": label_expression(labels, middles),
        "labelColor": INK,
        "labelOverlap": False,
        "labelPadding": 6,
        "grid": False,
        "ticks": False,
        "domain": False,
    }
    scale = {"domain": [edges[0], edges[-1]], "reverse": True, "nice": False, "zero": False}
    return {"field": field, "type": "quantitative", "scale": scale, "axis": axis}


def label_expression(labels: Iterable[str], values: Sequence[float]) -> str:
    """An expression for the label of the value at hand; names in it are text, whatever they contain."""
    return f"{json.dumps(list(labels))}[indexof({json.dumps(list(values))}, datum.value)]"


def amount_axis(field: str, unit: str, title: str | None = None, **more: Any) -> Spec:
    """The encoding of an amount upwards, its unit above the axis."""
    axis = {
        "title": unit if title is None else title,
        "titleAngle": 0,
        "titleAlign": "left",
        "titleAnchor": "end",
        "titleX": 0,
        "titleY": -9,
        "titleBaseline": "bottom",
        "tickCount": 5,
        "domain": False,
        "ticks": False,
    }
    return {"field": field, "type": "quantitative", "axis": axis, **more}


def colour_by(field: str = "series") -> Spec:
    """The encoding of names by their colours, which are those of the chart's legend."""
    return {"field": field, "type": "nominal", "scale": None}


def tooltip(*fields: tuple[str, str, str]) -> list[Spec]:
    """A tooltip of fields as (field, title, format), the format "" for text."""
    return [
        {
            "field": field,
            "title": title,
            **({"type": "quantitative", "format": form} if form else {"type": "nominal"}),
        }
        for field, title, form in fields
    ]


def legend_filter(field: str = "series") -> Spec:
    """The transform that leaves out what the legend has switched off."""
    return {"filter": f"indexof(hidden, datum.{field}) < 0"}


def stacked_bars(rows: Rows, value: str, x: Spec, y: Spec, tips: list[Spec]) -> Spec:
    """Amounts by series on top of each other, quarter by quarter; rows have `order` for the order of the stack."""
    stack = {"stack": value, "groupby": ["t"], "sort": [{"field": "order"}], "as": ["low", "high"]}
    return {
        "data": {"values": rows},
        "transform": [legend_filter(), stack],
        "mark": {"type": "rect", "stroke": "#ffffff", "strokeWidth": 0.4},
        "encoding": {
            "x": x,
            "x2": {"field": "t2"},
            "y": {**y, "field": "low"},
            "y2": {"field": "high"},
            "color": colour_by(),
            "tooltip": tips,
        },
    }


def step_line(
    rows: Rows, value: str, x: Spec, y: Spec, hue: str, tips: list[Spec], dash: bool = False
) -> Spec:
    """A level that holds through each quarter, as a line of steps; `value` may be missing where there is none."""
    line = {
        "type": "line",
        "interpolate": "step-after",
        "color": hue,
        "strokeWidth": 2,
        **({"strokeDash": [5, 3]} if dash else {}),
    }
    return {
        "data": {"values": closed_steps(rows)},
        "mark": line,
        "encoding": {"x": x, "y": {**y, "field": value}, "tooltip": tips},
    }


def heat_map(cells: Rows, x: Spec, y: Spec, value: str, scale: Spec, tips: list[Spec]) -> Spec:
    """Cells of a heat map."""
    return {
        "data": {"values": cells},
        "mark": {"type": "rect", "stroke": "#ffffff", "strokeWidth": 0.7},
        "encoding": {
            "x": x,
            "x2": {"field": "t2"},
            "y": y,
            "y2": {"field": "y2"},
            "color": {"field": value, "type": "quantitative", "scale": scale, "legend": None},
            "tooltip": tips,
        },
    }


VEIL = {"type": "rect", "color": "#ffffff", "opacity": 0.65, "tooltip": None}
"""What makes the years pale for which a plan is not to be read."""
DRAWN = ("data", "transform", "mark", "encoding")
"""Parts of a specification that draw marks; the others are of the view."""


def pale_from(spec: Spec, since: float) -> Spec:
    """A view whose time axis goes on beyond `since` with all after it pale; another view as it is."""
    x = next((x for x in map(_time_of, (spec, *spec.get("layer", ()))) if x is not None), None)
    if x is None or x["scale"]["domain"][1] <= since:
        return spec
    end = x["scale"]["domain"][1]
    veil = {
        "data": {"values": [{"t": since, "t2": end}]},
        "mark": VEIL,
        "encoding": {"x": x, "x2": {"field": "t2"}},
    }
    if "layer" in spec:
        return {**spec, "layer": [*spec["layer"], veil]}
    view = {key: part for key, part in spec.items() if key not in DRAWN}
    return {**view, "layer": [{key: spec[key] for key in DRAWN if key in spec}, veil]}


def _time_of(spec: Spec) -> Spec | None:
    """The encoding of time over a horizon that a specification has; None where it has none."""
    x = spec.get("encoding", {}).get("x", {})
    return x if x.get("field") == "t" and "domain" in x.get("scale", {}) else None


def closed_steps(rows: Rows) -> Rows:
    """Rows of a line of steps, the last of which goes on to the end of its period."""
    return [*rows, {**rows[-1], "t": rows[-1]["t2"]}] if rows else []


def rounded(number: float) -> float:
    """A number of a chart, as fine as can be seen.

    >>> rounded(1234.56789), rounded(0.000123456)
    (1234.568, 0.000123)
    """
    return round(float(number), 3) if abs(number) >= 1 else round(float(number), 6)


def year_bar(case: Case, year: str) -> dict[str, Any]:
    """The place of a bar that stands for a year, or for so much of it as is in the horizon."""
    first, last = case.periods[0].start, case.periods[-1].end
    begin, end = max(float(year), first), min(float(year) + 1, last)
    margin = 0.08 * (end - begin)
    return {"year": year, "t": round(begin + margin, 4), "t2": round(end - margin, 4)}
