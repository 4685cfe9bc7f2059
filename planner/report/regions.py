"""Charts of places: where load is sited and what powers it there, and how the plants run on a representative day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.parameters.time import HOURS_PER_DAY
from planner.parameters.timeline import period_names
from planner.report.chart import Chart, Choice, Panel
from planner.report.html_table import format_number, table
from planner.report.siting_cost import MEASURE, cost_bars, how_flat
from planner.report.sources import series_of_sources, sources_used
from planner.report.theme import INK, NEED, SHORT, USE
from planner.report.vega import (
    amount_axis,
    colour_by,
    humanize,
    label_expression,
    rounded,
    rows_axis,
    stacked_bars,
    time_axis,
    tooltip,
    year_bar,
    year_ends,
)
from planner.results.headline import ends_of
from planner.results.tabular import records, sum_by
from planner.tolerances import LEAST_DISPATCH_DRAWN_GW, LEAST_DRAWN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planner.report.vega import Rows, Spec
    from planner.results.run import Run

DARK = 0.6
"""Share of the darkest from which figures on a cell are white."""
CHARGING = "charging"


def siting(run: Run) -> Chart:
    """Where load is served, region by year, and what stands there in the end."""
    regions = [row["region"] for row in run.case.rows("regions")]
    ends = year_ends(period_names(run.case))
    served = sum_by(run.tables["load"], ("region", "period"), "served_gw")
    grid = {region: [served.get((region, end), 0.0) for end in ends.values()] for region in regions}
    last = list(ends.values())[-1]
    heading = f"GW of load served at the end of each year{run.case.settings.calendar.means}"
    panels = (
        Panel(heading, _grid(run, grid, list(ends))),
        Panel(
            f"Share of load in {last}, and the least and most allowed", _shares(run, regions, served, last)
        ),
        Panel(f"GW of sources standing in {last}", _standing(run, regions, last)),
        Panel(f"Power for one more GW of load from {ends_of(run.case)[0]} on, {MEASURE}", cost_bars(run)),
    )
    most = sorted(regions, key=lambda region: -grid[region][-1])[:3]
    names = {row["region"]: row["name"] for row in run.case.rows("regions")}
    return Chart(
        "siting",
        "Where it stands",
        "GW of load that the plan serves, beyond what is in hand, and of the sources that serve it, by region: what a "
        "region's load uses is made there, or comes by a line. Nothing is drawn on a map, since a case may have any "
        f"regions. {how_flat(run)}".rstrip(),
        f"In {last} most load is served in "
        + ", ".join(f"{humanize(region)} ({format_number(grid[region][-1])} GW)" for region in most)
        + ".",
        panels,
        table(
            heading,
            ("region", "name", *ends),
            [(region, names[region], *numbers) for region, numbers in grid.items()],
        ),
        sources_used(run),
        columns=2,
        lead=True,
    )


def _grid(run: Run, grid: Mapping[str, Sequence[float]], years: Sequence[str]) -> Spec:
    """Load by region and year, in colour and in figures."""
    most = max((max(numbers) for numbers in grid.values()), default=0.0) or 1.0
    cells: Rows = []
    for n, (region, numbers) in enumerate(grid.items()):
        for year, gw in zip(years, numbers, strict=True):
            bar = year_bar(run.case, year)
            middle = {"mid": (bar["t"] + bar["t2"]) / 2, "y": n + 0.06, "y2": n + 0.94, "row": n + 0.5}
            cells.append({**bar, **middle, "region": region, "gw": rounded(gw), "label": format_number(gw)})
    x, y = time_axis(run.case, yearly=True), rows_axis([humanize(region) for region in grid])
    ends = "year" if run.case.settings.calendar.years_from else "end of"
    tips = tooltip(("region", "region", ""), ("year", ends, ""), ("gw", "GW", ",.2f"))
    scale = {"domain": [0, most], "range": list(USE)}
    heat = {
        "mark": {"type": "rect"},
        "encoding": {
            "x": x,
            "x2": {"field": "t2"},
            "y": y,
            "y2": {"field": "y2"},
            "color": {"field": "gw", "type": "quantitative", "scale": scale, "legend": None},
            "tooltip": tips,
        },
    }
    ink = {"condition": {"test": f"datum.gw > {DARK * most}", "value": "#ffffff"}, "value": INK}
    text = {
        "mark": {"type": "text", "baseline": "middle"},
        "encoding": {
            "x": {**x, "field": "mid"},
            "y": {**y, "field": "row"},
            "text": {"field": "label"},
            "color": ink,
            "tooltip": tips,
        },
    }
    return {"height": 26 * len(grid), "data": {"values": cells}, "layer": [heat, text]}


def _shares(run: Run, regions: Sequence[str], served: Mapping[Any, float], period: str) -> Spec:
    """Each region's share of load, and what siting allows it."""
    whole = sum(served.get((region, period), 0.0) for region in regions)
    rows: Rows = []
    for n, row in enumerate(run.case.rows("regions")):
        share = served.get((row["region"], period), 0.0) / whole if whole > LEAST_DRAWN else 0.0
        least, most = row["siting_share_min_fraction"], row["siting_share_max_fraction"]
        at = least if abs(share - least) < LEAST_DRAWN else most if abs(share - most) < LEAST_DRAWN else None
        rows.append(
            {"region": row["region"], "y": n + 0.5, "share": round(share, 5), "least": least, "most": most}
            | {"binds": "at its limit" if at is not None else "within its limits"}
        )
    axis = {"title": None, "format": ".0%", "domain": False, "tickCount": 5}
    x, y = (
        {"field": "least", "type": "quantitative", "axis": axis},
        rows_axis([humanize(region) for region in regions]),
    )
    tips = tooltip(
        ("region", "region", ""),
        ("share", "share", ".1%"),
        ("least", "least", ".0%"),
        ("most", "most", ".0%"),
    )
    band = {
        "mark": {"type": "rule", "strokeWidth": 7, "color": "#cfd8e0"},
        "encoding": {"x": x, "x2": {"field": "most"}, "y": y, "tooltip": tips},
    }
    hue = {"condition": {"test": "datum.binds === 'at its limit'", "value": SHORT}, "value": NEED}
    dot = {
        "mark": {"type": "point", "filled": True, "size": 60, "opacity": 1},
        "encoding": {"x": {**x, "field": "share"}, "y": y, "color": hue, "tooltip": tips},
    }
    return {"height": 24 * len(regions), "data": {"values": rows}, "layer": [band, dot]}


def _standing(run: Run, regions: Sequence[str], period: str) -> Spec:
    """What stands in each region, source by source."""
    entries, frame = series_of_sources(run), run.tables["capacity"]
    order = list(entries)
    standing = sum_by(frame[frame["period"] == period], ("asset", "region"), "standing_gw")
    rows: Rows = [
        {"y": regions.index(region) + 0.14, "y2": regions.index(region) + 0.86, "region": region}
        | {"series": entries[source], "name": source, "order": order.index(source), "gw": rounded(gw)}
        for (source, region), gw in standing.items()
        if source in order and gw > LEAST_DRAWN
    ]
    stack = {"stack": "gw", "groupby": ["region"], "sort": [{"field": "order"}], "as": ["low", "high"]}
    axis = {"title": "GW", "domain": False, "tickCount": 5}
    view = {
        "data": {"values": rows},
        "transform": [{"filter": "indexof(hidden, datum.series) < 0"}, stack],
        "mark": {"type": "rect", "stroke": "#ffffff", "strokeWidth": 0.4},
        "encoding": {
            "x": {"field": "low", "type": "quantitative", "axis": axis},
            "x2": {"field": "high"},
            "y": rows_axis([humanize(region) for region in regions]),
            "y2": {"field": "y2"},
            "color": colour_by(),
            "tooltip": tooltip(("region", "region", ""), ("name", "source", ""), ("gw", "GW", ",.2f")),
        },
    }
    return {"height": 24 * len(regions), "layer": [view]}


def day(run: Run) -> Chart:
    """How the plants run on each representative day, region by region, in the last quarter of a chosen year.

    A year that is planned as one has the mean of its quarters.
    """
    ends = list(year_ends(period_names(run.case)).values())
    palette, frame = sources_used(run), run.tables["dispatch"]
    frame = frame[frame["period"].isin(ends)]
    regions = [row["region"] for row in run.case.rows("regions") if row["region"] in set(frame["region"])]
    ends = [end for end in ends if end in set(frame["period"])]
    served = sum_by(run.tables["load"], ("region", "period"), "served_gw")
    bars = _blocks(run, frame, series_of_sources(run))
    panels = tuple(
        Panel(humanize(region), _day(run, [row for row in bars if row["r"] == region], served, region, ends))
        for region in regions
    )
    last = ends[-1] if ends else ""
    return Chart(
        "day",
        "A representative day",
        f"GW from midnight to midnight of each representative day, {_of_which(run)}: output above the "
        "line, charging of storage below it. The line is load, which is flat. What is not needed is not run.",
        f"In {last} {format_number(sum(served.get((region, last), 0.0) for region in regions))} GW of load run in "
        f"{len(regions)} regions."
        if ends
        else "Nothing runs.",
        panels,
        table(
            f"Mean GW over each representative day of {last}",
            ("region", "day", "source", "output", "charging"),
            _day_rows(run, last),
            decimals=2,
        ),
        palette,
        columns=3,
        choice=Choice("chosen", run.case.settings.calendar.length.title(), tuple(ends), last)
        if ends
        else None,
    )


def _of_which(run: Run) -> str:
    """Which part of a year the days are of."""
    since = run.case.settings.calendar.years_from
    mean = "" if since is None else f", from {since.year} on the mean of its four"
    return f"in the last quarter of the year{mean}"


def _blocks(run: Run, frame: Any, entries: Mapping[str, str]) -> Rows:
    """Output and charging of every block drawn, with short names since there are many."""
    width = run.case.settings.operations.hours_per_block
    days = {row["day"]: n for n, row in enumerate(run.case.rows("days"))}
    rows: Rows = []
    order = list(entries)
    for row in records(frame):
        begin = days[row.day] * HOURS_PER_DAY + row.from_hour
        place = {
            "r": row.region,
            "period": row.period,
            "t": begin,
            "t2": begin + width,
            "series": entries[row.source],
        }
        hours = f"{row.from_hour:.0f} to {row.from_hour + width:.0f}"
        place |= {"name": row.source, "order": order.index(row.source), "day": row.day, "hours": hours}
        for gw, what in ((row.output_gw, "output"), (-row.charge_gw, CHARGING)):
            if abs(gw) > LEAST_DISPATCH_DRAWN_GW:
                rows.append({**place, "gw": round(gw, 3), "what": what})
    return rows


def _day(run: Run, bars: Rows, served: Mapping[Any, float], region: str, ends: Sequence[str]) -> Spec:
    """One region's days side by side."""
    x, y = _hours(run), amount_axis("gw", "GW")
    chosen = {"filter": "datum.period === chosen"}
    tips = tooltip(*((name, name, "") for name in ("name", "what", "day", "hours")), ("gw", "GW", ",.2f"))
    view = stacked_bars([{k: v for k, v in row.items() if k != "r"} for row in bars], "gw", x, y, tips)
    view["transform"] = [chosen, *view["transform"]]
    whole = HOURS_PER_DAY * len(run.case.rows("days"))
    levels = [
        {"period": end, "t": 0, "t2": whole, "load": rounded(served.get((region, end), 0.0))} for end in ends
    ]
    load = {
        "data": {"values": levels},
        "transform": [chosen],
        "mark": {"type": "rule", "color": NEED, "strokeWidth": 2},
        "encoding": {
            "x": x,
            "x2": {"field": "t2"},
            "y": {**y, "field": "load"},
            "tooltip": tooltip(("load", "load, GW", ",.2f")),
        },
    }
    return {"height": 150, "layer": [view, load]}


def _hours(run: Run) -> Spec:
    """The encoding of the hours of one day after the other, each day named at its noon."""
    names = [row["day"] for row in run.case.rows("days")]
    noons = [HOURS_PER_DAY * (n + 0.5) for n in range(len(names))]
    labels = label_expression([humanize(name) for name in names], noons)
    return {
        "field": "t",
        "type": "quantitative",
        "scale": {"domain": [0, HOURS_PER_DAY * len(names)], "nice": False},
        "axis": {
            "title": None,
            "values": noons,
            "labelExpr": labels,
            "grid": False,
            "ticks": False,
            "labelPadding": 6,
        },
    }


def _day_rows(run: Run, period: str) -> list[tuple[str, str, str, float, float]]:
    """Mean output and charging over each day, for the table."""
    frame = run.tables["dispatch"]
    frame = frame[frame["period"] == period]
    keys = ("region", "day", "source")
    share = run.case.settings.operations.hours_per_block / HOURS_PER_DAY
    out, charge = sum_by(frame, keys, "output_gw"), sum_by(frame, keys, "charge_gw")
    return [
        (region, day, humanize(source), gw * share, charge[region, day, source] * share)
        for (region, day, source), gw in out.items()
        if gw * share >= 0.005 or charge[region, day, source] * share >= 0.005
    ]
