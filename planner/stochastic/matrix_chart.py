"""Heat maps of rows and columns with names, the figure on every cell."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from planner.report.html_table import format_number
from planner.report.theme import HEAT, INK, PAPER
from planner.report.vega import colour_by, humanize, label_expression, rounded, rows_axis, tooltip
from planner.tolerances import NEGLIGIBLE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planner.report.vega import Rows, Spec

ROW_HEIGHT = 30
WHITE_FROM = 0.5
"""Share of the darkest from which figures on a cell are white."""
NONE = "#eef0f2"
"""The colour of a cell that has no figure."""
LONGEST_LABEL = 170
"""Pixels of a column's name that are shown."""
PER_LETTER, PHONE = 7, 200
"""Pixels that a letter takes, and that columns have on a phone."""


def matrix(
    rows: Sequence[str],
    columns: Sequence[str],
    values: Mapping[tuple[str, str], float | None],
    unit: str,
    none: str = "",
) -> Spec:
    """A heat map of values by row and column, darker for more; a cell of None says `none`."""
    largest = max((value for value in values.values() if value is not None), default=0.0)
    cells = [
        _cell(rows, columns, row, column, values[row, column], largest, none)
        for row in rows
        for column in columns
        if (row, column) in values
    ]
    x, y = _columns_axis(columns), rows_axis([humanize(row) for row in rows])
    tips = tooltip(("row", "", ""), ("column", "when", ""), ("text", unit, ""))
    place = {"x": x, "x2": {"field": "x2"}, "y": y, "y2": {"field": "y2"}, "tooltip": tips}
    drawn = {"type": "rect", "stroke": PAPER, "strokeWidth": 1.5}
    return {
        "height": ROW_HEIGHT * len(rows),
        "data": {"values": cells},
        "layer": [
            {"mark": drawn, "encoding": {**place, "color": _heat(largest)}},
            _figures({**x, "field": "middle"}, {**y, "field": "across"}),
        ],
        "resolve": {"scale": {"color": "independent"}},
    }


def _heat(largest: float) -> Spec:
    """The colours of cells, from nothing to the largest."""
    return {
        "condition": {"test": "!isValid(datum.value)", "value": NONE},
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [0, max(largest, NEGLIGIBLE)], "range": list(HEAT)},
        "legend": None,
    }


def _figures(x: Spec, y: Spec) -> Spec:
    """The figure on every cell, white on the dark ones."""
    scale = {"domain": [INK, PAPER], "range": [INK, PAPER]}
    colour = {"field": "ink", "type": "nominal", "scale": scale, "legend": None}
    mark = {"type": "text", "fontSize": 11, "tooltip": None}
    return {"mark": mark, "encoding": {"x": x, "y": y, "text": {"field": "text"}, "color": colour}}


def _cell(
    rows: Sequence[str],
    columns: Sequence[str],
    row: str,
    column: str,
    value: float | None,
    largest: float,
    none: str,
) -> dict[str, Any]:
    """The place of a cell, and what stands on it."""
    n, k = rows.index(row), columns.index(column)
    known = value is not None and math.isfinite(value)
    share = max(0.0, float(value or 0.0)) / largest if largest > 0 else 0.0
    return {
        "row": humanize(row),
        "column": humanize(column),
        "value": rounded(max(0.0, float(value or 0.0))) if known else None,
        "text": format_number(float(value or 0.0)) if known else none,
        "ink": PAPER if known and share >= WHITE_FROM else INK,
        "x": k,
        "x2": k + 1,
        "middle": k + 0.5,
        "y": n,
        "y2": n + 1,
        "across": n + 0.5,
    }


def _columns_axis(columns: Sequence[str]) -> Spec:
    """The encoding of columns from left to right, column n between n and n + 1, named above."""
    middles = [n + 0.5 for n in range(len(columns))]
    labels = [humanize(name) for name in columns]
    axis = {
        "title": None,
        "orient": "top",
        "values": middles,
        "labelExpr": label_expression(labels, middles),
        "labelColor": INK,
        "labelOverlap": False,
        **({"labelAngle": -90, "labelAlign": "left"} if _are_long(labels) else {"labelAngle": 0}),
        "labelLimit": LONGEST_LABEL,
        "grid": False,
        "ticks": False,
        "domain": False,
    }
    scale = {"domain": [0, len(columns)], "nice": False, "zero": False}
    return {"field": "x", "type": "quantitative", "scale": scale, "axis": axis}


def _are_long(labels: Sequence[str]) -> bool:
    """Whether names of columns do not fit side by side on a phone, and so stand upright."""
    return max(map(len, labels), default=0) * PER_LETTER * len(labels) > PHONE


def bars_between(
    rows: Rows, labels: Sequence[str], unit: str, tips: list[Spec], height: int = ROW_HEIGHT
) -> Spec:
    """Bars from `from` to `to` in rows with labels, coloured by `series`, with a mark at `at` where a row has one."""
    axis = {"title": unit, "domain": False, "ticks": False, "tickCount": 6}
    x: Spec = {"field": "from", "type": "quantitative", "scale": {"zero": True, "nice": True}, "axis": axis}
    y = rows_axis([humanize(label) for label in labels])
    bars = {
        "x": x,
        "x2": {"field": "to"},
        "y": y,
        "y2": {"field": "y2"},
        "color": colour_by(),
        "tooltip": tips,
    }
    mark = {"x": {**x, "field": "at"}, "y": y, "y2": {"field": "y2"}, "tooltip": tips}
    layers: list[Spec] = [{"mark": "rect", "encoding": bars}]
    if any("at" in row for row in rows):
        layers.append({"mark": {"type": "rule", "color": INK, "strokeWidth": 3}, "encoding": mark})
    return {"height": height * len(labels) + 10, "data": {"values": rows}, "layer": layers}
