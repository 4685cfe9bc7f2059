"""A curve as a picture: the cost over the factor, its breakpoints as dots, and its slope beneath."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.case.edits import parse
from planner.parametric.curve import change
from planner.parametric.curve_text import heading, without_plan
from planner.report.chart import Chart, Panel
from planner.report.html_table import table
from planner.report.theme import PALETTE
from planner.report.vega import amount_axis, rounded, tooltip
from planner.study.factor_words import axis_words, edit_words, slope_unit

if TYPE_CHECKING:
    from planner.parametric.curve import Curve
    from planner.report.vega import Rows, Spec

COST, SLOPE = "total system cost, USD billion", "slope"
NARROWEST = 320
"""Pixels that a name may take on a phone."""


def chart_of(found: Curve) -> Chart:
    """The curve and its slope."""
    rows = _rows(found)
    cells = [(row["value"], row["cost"], row["slope"], row["change"]) for row in rows]
    return Chart(
        "curve",
        f"Total system cost over {edit_words(parse(found.edit))}",
        "A line between breakpoints; a dot is a breakpoint or an end. The axis of the cost need not begin at zero. "
        f"Below, what one more of the value adds, {slope_unit(parse(found.edit))}. The edit is {found.edit}.",
        " ".join(
            [
                f"The cost goes from {rows[0]['cost']:,.1f} to {rows[-1]['cost']:,.1f} USD billion.",
                *without_plan(found),
            ]
        ),
        (Panel("Total system cost", _line(rows, found)), Panel("Slope", _steps(rows, found))),
        table("Breakpoints", ("value", COST, _slope(found), "what changes"), cells, 4),
        {},
    )


def _rows(found: Curve) -> Rows:
    """A row an end or breakpoint; parts of the curve between which there is no plan are lines of their own."""
    rows: Rows = []
    part = 0
    for value, cost, before, after in found.points():
        slope = None if after is None else after.slope
        rows.append(
            {"value": value, "cost": cost, "slope": slope, "change": change(before, after), "part": part}
        )
        part += after is None
    return rows


def _x(found: Curve) -> Spec:
    """The axis of the factor."""
    scale = {"domain": [found.start, found.stop], "zero": False, "nice": False}
    axis = {"title": axis_words(parse(found.edit)), "titleLimit": NARROWEST, "domain": False}
    return {"field": "value", "type": "quantitative", "scale": scale, "axis": axis}


def _y(field: str, unit: str) -> Spec:
    """The axis of what hangs on it, off zero where that shows more; a dot at its end covers no label."""
    upwards = amount_axis(field, unit, scale={"zero": False, "nice": True})
    upwards["axis"] |= {"labelPadding": 7}
    return upwards


def _slope(found: Curve) -> str:
    """The slope with its unit."""
    return f"{SLOPE}, {slope_unit(parse(found.edit))}"


def _line(rows: Rows, found: Curve) -> Spec:
    """The cost."""
    slope = ("slope", _slope(found), ",.4~r")
    tips = tooltip(("value", "value", ",.6~r"), ("cost", COST, ",.3f"), slope, ("change", "then", ""))
    encoding = {"x": _x(found), "y": _y("cost", "USD billion"), "detail": {"field": "part"}}
    dots: dict[str, Any] = {"type": "circle", "size": 55, "color": PALETTE[0], "opacity": 1}
    return {
        "height": 260,
        "data": {"values": rows},
        "encoding": encoding,
        "layer": [
            {"mark": {"type": "line", "color": PALETTE[0], "strokeWidth": 2}},
            {"mark": dots, "encoding": {"tooltip": tips}},
        ],
    }


def _steps(rows: Rows, found: Curve) -> Spec:
    """The slope, a step a segment."""
    ends: Rows = []
    for n, row in enumerate(rows):
        slope = row["slope"] if row["slope"] is not None else rows[n - 1]["slope"]
        ends.append({**row, "slope": rounded(slope)})
    return {
        "height": 140,
        "data": {"values": ends},
        "mark": {"type": "line", "interpolate": "step-after", "color": PALETTE[1], "strokeWidth": 2},
        "encoding": {
            "x": _x(found),
            "y": _y("slope", slope_unit(parse(found.edit))),
            "detail": {"field": "part"},
        },
    }


def page_of(found: Curve) -> str:
    """The page of a curve, which needs nothing else."""
    from planner.report.page import page_of_charts

    title = f"Curve of {found.case.name}: {found.case.settings.title}"
    return page_of_charts(title, " ".join(heading(found)), [chart_of(found)])
