"""The chart of the supply curve of a run: how much is worth serving by the target, by what a GW-year is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.report.chart import Chart, Panel
from planner.report.html_table import format_number, table
from planner.report.theme import INK, LIMIT, MUTED
from planner.report.vega import amount_axis, humanize, rounded, tooltip
from planner.results.headline import ends_of
from planner.results.tabular import records

if TYPE_CHECKING:
    from planner.report.vega import Rows, Spec
    from planner.results.run import Run

SERVED, REVENUE = "worth serving", "what a GW-year earns"


def supply_curve(run: Run) -> Chart:
    """What is served at the target by the value of a GW-year, with what one earns marked on it."""
    points, target = list(records(run.tables["supply_curve"])), ends_of(run.case)[0]
    earned = _earned(run)
    need = points[0].need_at_target_gw if points else 0.0
    return Chart(
        "supply_curve",
        "How much is worth serving",
        f"GW of need served in {target} where a GW-year that is served is worth so many USD billion to all who take "
        "load; dots are plans that were solved. What is served costs no more than it is worth. A red line is what a "
        "GW-year earns whom.",
        _text(points, earned, target),
        (Panel("", _curve(points, earned, need)),) if points else (),
        table(
            f"Need served in {target} by the value of a GW-year",
            ("USD billion a GW-year", "need, GW", "served, GW", "unserved over the horizon, GW-years"),
            (
                [
                    format_number(row.value_usd_billion_per_gw_year, 2),
                    *(row.need_at_target_gw, row.served_at_target_gw, row.unserved_gw_years),
                ]
                for row in points
            ),
        ),
        {SERVED: INK, REVENUE: LIMIT},
        keyed=False,
    )


def _earned(run: Run) -> dict[float, str]:
    """Who earns how much by a GW-year, of those who take load: names by revenue."""
    found: dict[float, list[str]] = {}
    for row in run.case.rows("sponsors"):
        if row["value_of_service_usd_billion_per_gw_year"]:
            revenue = float(row["revenue_usd_billion_per_gw_year"])
            found.setdefault(revenue, []).append(humanize(str(row["sponsor"])))
    return {revenue: ", ".join(names) for revenue, names in sorted(found.items())}


def served_at(points: list[Any], value: float) -> float:
    """GW served at a value of a GW-year: of a plan that was solved there, or between the two beside it."""
    if value >= points[-1].value_usd_billion_per_gw_year:
        return float(points[-1].served_at_target_gw)
    before = [row for row in points if row.value_usd_billion_per_gw_year <= value][-1]
    after = points[points.index(before) + 1]
    low, high = before.value_usd_billion_per_gw_year, after.value_usd_billion_per_gw_year
    rise = after.served_at_target_gw - before.served_at_target_gw
    return float(before.served_at_target_gw + rise * (value - low) / (high - low))


def _text(points: list[Any], earned: dict[float, str], target: str) -> str:
    """How much of the need is worth serving at what it earns, in words."""
    if not points:
        return "There is no supply curve."
    need = points[0].need_at_target_gw
    parts = [
        f"At the USD {format_number(revenue)} billion that a GW-year earns {who}, "
        f"{format_number(served_at(points, revenue))} of {format_number(need)} GW are worth serving in {target}."
        for revenue, who in earned.items()
    ]
    return " ".join(parts)


def _curve(points: list[Any], earned: dict[float, str], need: float) -> Spec:
    """The line through the plans, dots where they are, and a line at every revenue."""
    rows: Rows = [
        {"value": rounded(row.value_usd_billion_per_gw_year), "gw": rounded(row.served_at_target_gw)}
        for row in points
    ]
    highest = rows[-1]["value"]
    marks = [{"value": min(revenue, highest), "told": revenue, "who": who} for revenue, who in earned.items()]
    axis = {"title": "USD billion a GW-year is worth", "grid": False, "domain": True}
    x: Spec = {
        "field": "value",
        "type": "quantitative",
        "axis": axis,
        "scale": {"domain": [0, highest], "nice": False},
    }
    y = amount_axis("gw", "GW served", scale={"domain": [0, max(need, 1e-3)], "nice": True})
    tips = tooltip(("value", "USD billion a GW-year", ",.2f"), ("gw", "GW served", ",.2f"))
    dots: Spec = {"data": {"values": rows}, "encoding": {"x": x, "y": y, "tooltip": tips}}
    at = tooltip(("who", "earned by", ""), ("told", "USD billion a GW-year", ",.2f"))
    return {
        "height": 300,
        "layer": [
            {**dots, "mark": {"type": "line", "color": INK, "strokeWidth": 2}},
            {**dots, "mark": {"type": "point", "filled": True, "size": 60, "color": INK, "opacity": 1}},
            {
                "data": {"values": marks},
                "mark": {"type": "rule", "color": LIMIT, "strokeWidth": 2, "strokeDash": [5, 3]},
                "encoding": {"x": x, "tooltip": at},
            },
            {
                "data": {"values": marks},
                "mark": {"type": "text", "align": "left", "dx": 5, "y": 8, "color": MUTED, "fontSize": 11},
                "encoding": {"x": x, "text": {"field": "who", "type": "nominal"}},
            },
        ],
    }
