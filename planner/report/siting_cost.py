"""How flat siting is: what power for load would cost in each region beside where the plan puts it.

The least cost of siting is often nearly flat: the map of a plan is then one of many that cost about the same, and says
less than it shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.parameters.timeline import period_names
from planner.report.html_table import format_number
from planner.report.theme import NEED
from planner.report.vega import humanize, rounded, rows_axis, tooltip
from planner.results.headline import ends_of
from planner.results.tabular import sum_by
from planner.rules.physical import FIRM, MEETS_LOAD

if TYPE_CHECKING:
    from planner.report.vega import Rows, Spec
    from planner.results.run import Run

FLAT = 0.02
"""Regions whose load costs within this share of each other are as good as alike."""
MEASURE = "USD billion of present value per GW"


def costs_of_siting(run: Run) -> dict[str, float]:
    """What power for one GW of load from the target to the end takes, by region, USD billion of present value.

    The prices of power in every block and of firm capacity, added up over those periods; least and largest shares of
    load, which force it to where it is dearer, have theirs apart. Buildings and chips cost the same everywhere.
    """
    names = period_names(run.case)
    duals = run.tables["prices"]
    later = duals[duals["period"].isin(names[names.index(ends_of(run.case)[0]) :])]
    of = {
        rule: sum_by(later[later["rule"] == rule], ("region",), "dual_usd_billion_per_unit")
        for rule in (MEETS_LOAD.name, FIRM.name)
    }
    margin = 1 + run.case.settings.reliability.planning_reserve_margin_fraction
    return {
        r: of[MEETS_LOAD.name].get(r, 0.0) - margin * of[FIRM.name].get(r, 0.0)
        for r in (row["region"] for row in run.case.rows("regions"))
    }


def how_flat(run: Run) -> str:
    """How much dearer load is where it is dearest, in a sentence; empty where there is nothing to compare.

    These are prices: what the first GW that moves would cost, which the next may pass.
    """
    costs = costs_of_siting(run)
    least = min(costs.values())
    if len(costs) < 2 or least <= 0.0:
        return ""
    dearest = max(costs, key=lambda region: costs[region])
    more = format_number(costs[dearest] - least)
    moved = (
        f"The first GW that moves from the cheapest region to {humanize(dearest)} from the target on costs USD {more} "
        f"billion more, {100 * (costs[dearest] / least - 1):.0f}% of what its power costs."
    )
    alike = [region for region, cost in costs.items() if cost <= (1 + FLAT) * least]
    if len(alike) == len(costs):
        return f"{moved} So the map is flat: another would cost about the same."
    if len(alike) > 1:
        names = ", ".join(humanize(region) for region in alike)
        return f"{moved} Among {names} it hardly matters where: they are within {FLAT:.0%} of each other."
    return moved


def cost_bars(run: Run) -> Spec:
    """The cost of a GW by region, as bars from zero."""
    costs = costs_of_siting(run)
    rows: Rows = [
        {"y": n + 0.2, "y2": n + 0.8, "region": region, "from": 0.0, "cost": rounded(cost)}
        for n, (region, cost) in enumerate(costs.items())
    ]
    axis = {"title": MEASURE, "domain": False, "tickCount": 5}
    bar = {
        "mark": {"type": "rect", "color": NEED},
        "encoding": {
            "x": {"field": "from", "type": "quantitative", "axis": axis},
            "x2": {"field": "cost"},
            "y": rows_axis([humanize(region) for region in costs]),
            "y2": {"field": "y2"},
            "tooltip": tooltip(("region", "region", ""), ("cost", MEASURE, ",.2f")),
        },
    }
    return {"height": 24 * len(costs), "data": {"values": rows}, "layer": [bar]}
