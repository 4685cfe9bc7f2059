"""Charts of need and of what serves it: supply in hand, power sources, shells and chips."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.parameters.need import level_in, year_end_levels
from planner.parameters.timeline import period_names
from planner.report.chart import Chart, Panel
from planner.report.conventions import of_chips
from planner.report.html_table import format_number, table
from planner.report.sources import series_of_sources, sources_standing, sources_used
from planner.report.theme import IN_HAND, NEED, SHORT, colours_of
from planner.report.vega import (
    amount_axis,
    at_end_text,
    humanize,
    period_extent,
    period_tip,
    rounded,
    stacked_bars,
    step_line,
    time_axis,
    tooltip,
    year_ends,
)
from planner.results.tabular import sum_by
from planner.tolerances import LEAST_DRAWN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planner.report.html_table import Cell, Table
    from planner.report.vega import Rows, Spec
    from planner.results.run import Run

IN_HAND_LABEL = "supply in hand"
IN_HAND_SERIES = {"series": IN_HAND_LABEL, "name": IN_HAND_LABEL, "order": 0}


def need(run: Run) -> Chart:
    """Need against supply in hand and the firm capacity of the plan, the shortfall shaded; below it what stands."""
    rows, firm, palette = loads(run), firm_capacity(run), sources_used(run)
    stack = [{**row, **IN_HAND_SERIES, "gw": row["in_hand"]} for row in rows]
    standing = _stack(firm, series_of_sources(run), period_names(run.case))
    stack += [{**row, "order": row["order"] + 1} for row in standing]
    x, y = time_axis(run.case), amount_axis("gw", "GW of load")
    layers = [
        stacked_bars(stack, "gw", x, y, _tips(run)),
        *_unserved_area(run, rows, x, y),
        step_line(rows, "need", x, y, NEED, tooltip(period_tip(run.case), ("need", "need, GW", ",.2f"))),
    ]
    worst = max(rows, key=lambda row: row["unserved"])
    at_worst = (
        f", at worst {format_number(worst['unserved'])} GW in {worst['period']}"
        if worst["unserved"] > LEAST_DRAWN
        else ""
    )
    last = rows[-1]
    alternative = (
        f"Need grows from {format_number(rows[0]['need'])} GW in {rows[0]['period']} to "
        f"{format_number(last['need'])} GW in {last['period']}, of which "
        f"{format_number(last['in_hand'])} GW are in hand. The shortfall is largest in "
        f"{worst['period']}, {format_number(worst['unserved'])} GW."
    )
    return Chart(
        "need",
        "Need, supply in hand and firm capacity",
        f"{_load_caption(run)}. The line is need; grey is supply in hand; each source counts with the "
        f"load it may carry, its firm credit less the reserve. Red is unmet demand{at_worst}.",
        alternative,
        (Panel("", {"height": 300, "layer": layers}),),
        _load_table(run, rows),
        {IN_HAND_LABEL: IN_HAND, **palette, "need": NEED, "unmet demand": SHORT},
        fixed=("need", "unmet demand"),
    )


def _load_caption(run: Run) -> str:
    """What the figures of load are."""
    return f"GW of load at the end of each quarter{run.case.settings.calendar.means}"


def _tips(run: Run) -> list[Spec]:
    """The tooltip of a part of a stack."""
    return tooltip(period_tip(run.case), ("name", "what", ""), ("gw", "GW", ",.2f"))


def loads(run: Run) -> Rows:
    """Need, supply in hand up to it, load served by the plan and load unserved, GW at the end of each quarter."""
    case, frame = run.case, run.tables["shortfall"]
    wanted = year_end_levels(case, "demand", "need_gw")
    net, served, unserved = (
        sum_by(frame, ("period",), column) for column in ("need_gw", "served_gw", "unserved_gw")
    )
    rows: Rows = []
    for stretch in case.periods:
        period = str(stretch)
        gross = sum(level_in(levels, stretch) for levels in wanted.values())
        numbers = {
            "need": gross,
            "in_hand": max(0.0, gross - net[period]),
            "served": served[period],
            "unserved": unserved[period],
        }
        rows.append({**period_extent(period), **{name: rounded(number) for name, number in numbers.items()}})
    return rows


def firm_capacity(run: Run) -> dict[Any, float]:
    """Load that standing sources may carry by their firm credit, GW by (source, period)."""
    margin = 1 + run.case.settings.reliability.planning_reserve_margin_fraction
    credit = {row["source"]: row["firm_credit_fraction"] / margin for row in run.case.rows("sources")}
    standing = sum_by(run.tables["capacity"], ("asset", "period"), "standing_gw")
    return {key: credit[key[0]] * gw for key, gw in standing.items() if key[0] in credit}


def assets_used(run: Run, sheet: str) -> dict[str, str]:
    """The assets of a sheet that ever stand and their colours."""
    frame = run.tables["capacity"]
    standing = set(frame.loc[frame["standing_gw"] > LEAST_DRAWN, "asset"])
    return {name: hue for name, hue in colours_of(run.case, sheet).items() if name in standing}


def _unserved_area(run: Run, rows: Rows, x: Spec, y: Spec) -> list[Spec]:
    """The gap between what is served and need, where there is one."""
    gaps = [
        {**row, "low": row["in_hand"] + row["served"], "high": row["need"]}
        for row in rows
        if row["unserved"] > LEAST_DRAWN
    ]
    shade = {
        "data": {"values": gaps},
        "mark": {"type": "rect", "color": SHORT, "opacity": 0.45, "stroke": SHORT, "strokeWidth": 0.5},
        "encoding": {
            "x": x,
            "x2": {"field": "t2"},
            "y": {**y, "field": "low"},
            "y2": {"field": "high"},
            "tooltip": tooltip(period_tip(run.case), ("unserved", "unmet demand, GW", ",.2f")),
        },
    }
    return [shade] if gaps else []


def _load_table(run: Run, rows: Rows) -> Table:
    """Need and how it is met, period by period."""
    return table(
        _load_caption(run),
        (run.case.settings.calendar.length, "need", "supply in hand", "served by the plan", "unmet demand"),
        [(row["period"], row["need"], row["in_hand"], row["served"], row["unserved"]) for row in rows],
    )


def capacity(run: Run) -> Chart:
    """What stands by source, net AC."""
    used, periods = list(sources_standing(run)), period_names(run.case)
    standing = sum_by(run.tables["capacity"], ("asset", "period"), "standing_gw")
    ends = year_ends(periods)
    by_end = {source: [standing.get((source, end), 0.0) for end in ends.values()] for source in used}
    sums = [sum(column) for column in zip(*by_end.values(), strict=True)]
    largest = sorted(used, key=lambda source: -by_end[source][-1])[:3]
    alternative = ", ".join(f"{humanize(source)} {format_number(by_end[source][-1])}" for source in largest)
    view = stacked_bars(
        _stack(standing, series_of_sources(run), periods),
        "gw",
        time_axis(run.case),
        amount_axis("gw", "GW"),
        _tips(run),
    )
    rows: list[list[Cell]] = [[humanize(source), *numbers] for source, numbers in by_end.items()]
    return Chart(
        "capacity",
        "Installed capacity by source",
        "GW net AC in service, all regions together. Sun and wind carry less load than they have capacity: see the "
        "chart of need for what each may carry.",
        f"{at_end_text(run.case, list(ends)[-1])} {format_number(sums[-1])} GW stand; most of it: {alternative}."
        if used
        else "Nothing stands.",
        (Panel("", {"height": 300, "layer": [view]}),) if used else (),
        table(
            f"GW standing at the end of each year{run.case.settings.calendar.means}",
            ("asset", *ends),
            [*rows, ["together", *sums]] if used else rows,
        ),
        sources_used(run),
    )


def compute(run: Run) -> Chart:
    """Shells and chips that stand, beside the load that is served with them."""
    palette = assets_used(run, "compute")
    kinds = {row["asset"]: row["kind"] for row in run.case.rows("compute")}
    standing = sum_by(run.tables["capacity"], ("asset", "period"), "standing_gw")
    served = loads(run)
    x, y = time_axis(run.case), amount_axis("gw", "GW")
    line = tooltip(period_tip(run.case), ("served", "load served, GW", ",.2f"))
    panels = []
    for kind, title in (("shell", "Shells"), ("chips", "Chips, by make")):
        names = [name for name in palette if kinds[name] == kind]
        rows = _stack(standing, dict(zip(names, names, strict=True)), period_names(run.case))
        layers = [stacked_bars(rows, "gw", x, y, _tips(run)), step_line(served, "served", x, y, NEED, line)]
        panels.append(Panel(title, {"height": 200, "layer": layers}))
    ends = year_ends(period_names(run.case))
    return Chart(
        "compute",
        "Data-centre shells and chips",
        "GW of load that standing shells and chips can carry; the line is load served. A GW of chips carries a GW of "
        f"load, whoever made it, and a weaker one loses revenue instead: that decides the mix. {of_chips(run.case)}",
        f"{at_end_text(run.case, list(ends)[-1])}: "
        + ", ".join(
            f"{humanize(a)} {format_number(standing.get((a, list(ends.values())[-1]), 0.0))} GW"
            for a in palette
        )
        + ".",
        tuple(panels) if palette else (),
        table(
            f"GW standing at the end of each year{run.case.settings.calendar.means}",
            ("asset", *ends),
            [[humanize(a), *(standing.get((a, end), 0.0) for end in ends.values())] for a in palette],
        ),
        {**palette, "load served": NEED},
        fixed=("load served",),
        columns=2,
    )


def _stack(standing: Mapping[Any, float], assets: Mapping[str, str], periods: Sequence[str]) -> Rows:
    """What stands, asset by asset, as data of a stack; `assets` have their entries in the legend."""
    return [
        {
            **period_extent(period),
            "series": entry,
            "name": asset,
            "order": n,
            "gw": rounded(standing[asset, period]),
        }
        for n, (asset, entry) in enumerate(assets.items())
        for period in periods
        if standing.get((asset, period), 0.0) > LEAST_DRAWN
    ]
