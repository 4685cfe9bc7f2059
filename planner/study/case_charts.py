"""Charts of the cases of a sweep: a heat map of two factors, points against each factor, scenarios as bars."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from planner.report.chart import Chart, Panel
from planner.report.html_table import table
from planner.report.theme import HEAT, INK, PALETTE, colours
from planner.report.vega import amount_axis, colour_by, rounded, rows_axis, tooltip
from planner.study.factor_words import factor_axis, factor_words
from planner.study.sensitivity import figures
from planner.study.sweep_text import figure, label
from planner.study.worker import OPTIMAL

if TYPE_CHECKING:
    import pandas as pd

    from planner.report.vega import Spec
    from planner.study.factors import Factor
    from planner.study.sweep import Sweep

ROW_HEIGHT = 28
MOST_POINTS = 5_000
"""Cases that a picture shows; more are thinned out evenly."""
QUARTERS = "quarters_to_close"
ROOM = 1.15
PLAIN = {"domain": False, "ticks": False}


def solved(found: Sweep) -> pd.DataFrame:
    """The cases that have a figure, those that the solver cannot tell apart the same: no axis is to spread noise."""
    frame = found.summary[found.summary["status"] == OPTIMAL]
    if found.measure not in frame:
        return frame.iloc[:0]
    frame = frame.assign(**{found.measure: figures(frame, found.measure)})
    return frame[frame[found.measure].notna()]


def scatter_chart(found: Sweep) -> Chart:
    """Every case as a point, the measure against each factor, a panel a factor."""
    frame, measure = solved(found), label(found.measure)
    seen = frame.iloc[:: max(1, math.ceil(len(frame) / MOST_POINTS))]
    legend = colours(found.spec.scenarios) if len(found.spec.scenarios) > 1 else {}
    rows = _figures(found, frame, "name")
    panels = [
        Panel(factor_axis(factor), _cloud(found, seen, factor, bool(legend))) for factor in found.spec.factors
    ]
    return Chart(
        "cases",
        f"Every case: {measure}",
        "A point is a case; the other factors differ from point to point.",
        f"{len(frame)} cases have a figure{_range(found, frame)}.",
        tuple(panels) if len(frame) else (),
        table("The cases", ("case", measure), rows),
        legend,
        columns=2,
    )


def _figures(found: Sweep, frame: pd.DataFrame, label: str) -> list[tuple[Any, float]]:
    """The figure of every case with a column that tells which it is."""
    return [(row[label], float(row[found.measure])) for row in frame.to_dict("records")]


def _range(found: Sweep, frame: pd.DataFrame) -> str:
    """From the least to the most, in words."""
    if frame.empty:
        return ""
    low, high = frame[found.measure].min(), frame[found.measure].max()
    if low == high and len(frame) > 1:
        return f", the same in all of them: {figure(float(low))}"
    return f", from {figure(float(low))} to {figure(float(high))}"


def _cloud(found: Sweep, frame: pd.DataFrame, factor: Factor, coloured: bool) -> Spec:
    """The points of one factor."""
    rows = [
        {
            "name": row["name"],
            "x": row[factor.name],
            "y": rounded(row[found.measure]),
            "series": row.get("scenario", ""),
        }
        for row in frame.to_dict("records")
    ]
    wide = {"scale": {"zero": False, "nice": True, "padding": 6}}
    x: Spec = {"field": "x", "type": "nominal", "axis": {"title": None, "labelAngle": 0}}
    if factor.numbers is not None:
        x = {
            "field": "x",
            "type": "quantitative",
            "axis": {"title": None, "domain": False, "tickCount": 6},
            **wide,
        }
    return {
        "height": 220,
        "data": {"values": rows},
        "transform": [{"filter": "indexof(hidden, datum.series) < 0"}] if coloured else [],
        "mark": {"type": "circle", "opacity": 0.75, "size": 45},
        "encoding": {
            "x": x,
            "y": {**amount_axis("y", label(found.measure)), **wide},
            "color": colour_by() if coloured else {"value": PALETTE[0]},
            "tooltip": tooltip(("name", "case", ""), ("y", label(found.measure), ",.4~r")),
        },
    }


def heat_map(found: Sweep) -> Chart:
    """A grid of two factors as cells, pale for little and dark for much; a case without a plan is left white."""
    down, across = found.spec.factors
    frame, measure = solved(found), label(found.measure)
    figures = _figures(found, frame, "name")
    return Chart(
        "grid",
        f"The grid: {measure}",
        f"{factor_words(down)} down, {factor_words(across)} across; white is a case without a plan.",
        f"{len(figures)} cases have a figure{_range(found, frame)}.",
        (Panel("", _cells(found, frame)),) if figures else (),
        table("The cases", ("case", measure), figures),
        {},
        keyed=False,
        gradient=("little", "much", HEAT),
    )


def _cells(found: Sweep, frame: pd.DataFrame) -> Spec:
    """The cells of a heat map, each with its figure."""
    down, across = found.spec.factors
    points = {point.number: point for point in found.points}
    rows = [
        {
            "down": points[number].values[down.name],
            "across": points[number].values[across.name],
            "name": points[number].name,
            "value": rounded(value),
            "label": figure(value),
        }
        for number, value in _figures(found, frame, "case")
    ]
    sides = {
        side: {
            "field": field,
            "type": "nominal",
            "scale": {"domain": list(factor.values)},
            "sort": None,
            "axis": {"title": factor_axis(factor), "labelAngle": 0, **PLAIN},
        }
        for side, field, factor in (("x", "across", across), ("y", "down", down))
    }
    low, high = float(frame[found.measure].min()), float(frame[found.measure].max())
    scale = {"range": list(HEAT), "domain": [low, high]}
    hue = {"field": "value", "type": "quantitative", "legend": None, "scale": scale}
    dark = f"datum.value > {low + 0.55 * (high - low)}"
    ink = {"condition": {"test": dark, "value": "#ffffff"}, "value": INK}
    tips = tooltip(("name", "case", ""), ("value", label(found.measure), ",.6~r"))
    layers: list[Spec] = [
        {"mark": {"type": "rect", "stroke": "#ffffff"}, "encoding": {"color": hue, "tooltip": tips}},
        {"mark": "text", "encoding": {"text": {"field": "label"}, "color": ink}},
    ]
    height = max(120, 36 * len(down.values))
    return {"height": height, "data": {"values": rows}, "encoding": sides, "layer": layers}


def scenario_chart(found: Sweep) -> Chart:
    """Scenarios side by side: the measure, what goes unserved, when it closes; of each its first case."""
    measures = list(dict.fromkeys([found.measure, "unserved_gw_years", QUARTERS]))
    frame = solved(found).drop_duplicates("scenario").reindex(columns=["scenario", *measures])
    panels = [Panel(label(measure), _rows(frame, measure)) for measure in measures]
    cells = frame.astype(object).where(frame.notna(), None).values.tolist()
    return Chart(
        "scenarios",
        "Scenarios side by side",
        "A bar a scenario. One that never closes has no bar where quarters are counted.",
        f"{len(frame)} scenarios have a plan.",
        tuple(panels) if len(frame) else (),
        table("Scenarios", ("scenario", *map(label, measures)), cells),
        {},
    )


def _rows(frame: pd.DataFrame, measure: str) -> Spec:
    """The bars of one measure."""
    names, values = [str(name) for name in frame["scenario"]], frame[measure].astype(float)
    counted = measure == QUARTERS
    rows = [
        {
            "name": name,
            "y": round(place + 0.16, 2),
            "y2": round(place + 0.84, 2),
            "middle": place + 0.5,
            "from": 0,
            "to": rounded(value),
            "label": f"{value:.0f}" if counted else figure(value),
        }
        for place, (name, value) in enumerate(zip(names, values, strict=True))
        if math.isfinite(value)
    ]
    # Room at the right for the figure of the longest bar.
    finite = [value for value in values if math.isfinite(value)]
    scale = {"domain": [min([0.0, *finite]), ROOM * max([0.0, *finite]) or 1.0], "nice": True}
    axis = {"title": None, "tickCount": 6, **({"tickMinStep": 1} if counted else {}), **PLAIN}
    x: Spec = {"field": "from", "type": "quantitative", "scale": scale, "axis": axis}
    y = rows_axis(names, "y")
    bar = {"x": x, "x2": {"field": "to"}, "y": y, "y2": {"field": "y2"}}
    text = {"x": {**x, "field": "to"}, "y": {**y, "field": "middle"}, "text": {"field": "label"}}
    layers: list[Spec] = [
        {"mark": {"type": "rect", "color": PALETTE[0]}, "encoding": bar},
        {"mark": {"type": "text", "align": "left", "dx": 5}, "encoding": text},
    ]
    return {"height": ROW_HEIGHT * len(names) + 10, "data": {"values": rows}, "layer": layers}
