"""What the page shows of a plan, as JSON: the answer in a line, figures, charts, the dearest limits."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from planner.parameters.timeline import period_names
from planner.report import capacity
from planner.report.catalogue import chart_of, has_chart
from planner.report.html_chart import data, section
from planner.report.theme import INK
from planner.report.vega import amount_axis, rounded, step_line, time_axis, tooltip
from planner.results.answer_text import headline
from planner.results.costs import SYSTEM_COST
from planner.results.shown import as_shown
from planner.results.tabular import sum_by
from planner.serve.sliders import as_data, limits_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.results.run import Run

LIVE = ("need", "capacity", "cost", "orders", "issuance", "bottlenecks")
"""Charts of the report that are redrawn with every plan, in their order."""


def answer_of(run: Run, base: Run) -> dict[str, Any]:
    """All that the page shows of a plan beside the base plan."""
    charts = [chart_of(as_shown(run), name) for name in LIVE if has_chart(run, name)]
    panels = json.loads(data(charts))
    for name, line in (("need", _served(base)), ("capacity", _standing(base))):
        for panel in panels.get(name, []):
            panel["layer"].append(line)
    return {
        "answer": " ".join(headline(run).split()),
        "objective": run.objective_usd_billion,
        "figures": figures_of(run),
        "cost": cost_parts(run),
        "charts": {chart.name: {"html": section(chart), "panels": panels[chart.name]} for chart in charts},
        "limits": as_data(limits_of(run)),
    }


def figures_of(run: Run) -> list[dict[str, Any]]:
    """Figures that stand beside those of other plans: a name, the number, its unit, and which way is worse."""
    unserved = run.unserved_gw
    standing = run.tables["capacity"]
    last = str(run.case.periods[-1])
    power = standing[(standing["period"] == last) & (standing["asset_class"] == "power")]["standing_gw"].sum()
    figures: list[dict[str, Any]] = [
        {"name": "Total system cost", "value": run.objective_usd_billion, "unit": "USD bn", "digits": 1},
        {"name": "Unmet demand at worst", "value": max(unserved.values()), "unit": "GW", "digits": 2},
        {"name": "Power standing at the end", "value": float(power), "unit": "GW", "digits": 1},
    ]
    orders = run.tables["orders"]
    capex = float(orders["overnight_cost_usd_billion"].sum())
    figures.append({"name": "Overnight cost of orders", "value": capex, "unit": "USD bn", "digits": 0})
    if run.case.settings.funding:
        issued = float(run.tables["issuance"]["issued_usd_billion"].sum())
        figures.append({"name": "Debt issued", "value": issued, "unit": "USD bn", "digits": 0})
    closed = run.closed_in or "never"
    return [
        *figures,
        {"name": "Shortfall closed from", "value": None, "text": closed, "unit": "", "digits": 0},
    ]


def cost_parts(run: Run) -> dict[str, float]:
    """Present value by part of the objective, as the screen parts it, USD billion."""
    worth = run.tables["costs"].groupby("item")["present_value_usd_billion"].sum()
    return {
        part: rounded(sum(float(worth.get(item, 0.0)) for item in items))
        for part, items in SYSTEM_COST.items()
    }


def _served(base: Run) -> dict[str, Any]:
    """A line on the chart of need: supply in hand and load served, in the base plan."""
    rows = [{**row, "base": rounded(row["in_hand"] + row["served"])} for row in capacity.loads(base)]
    return _line(base, rows, "served in the base plan, GW", "GW of load")


def _standing(base: Run) -> dict[str, Any]:
    """A line on the chart of capacity: all sources that stand in the base plan."""
    power = base.tables["capacity"]
    gw = sum_by(power[power["asset_class"] == "power"], ("period",), "standing_gw")
    rows = [
        {**row, "base": rounded(gw.get(name, 0.0))}
        for row, name in zip(capacity.loads(base), period_names(base.case), strict=True)
    ]
    return _line(base, rows, "standing in the base plan, GW", "GW")


def _line(base: Run, rows: Iterable[dict[str, Any]], words: str, unit: str) -> dict[str, Any]:
    """A dashed line of the base plan over a chart of this one."""
    x, y = time_axis(base.case), amount_axis("base", unit)
    line = step_line(list(rows), "base", x, y, INK, tooltip(("base", words, ",.2f")))
    mark = line["mark"] if isinstance(line["mark"], dict) else {"type": line["mark"]}
    return {**line, "mark": {**mark, "strokeDash": [5, 4], "strokeWidth": 1.5, "opacity": 0.85}}
