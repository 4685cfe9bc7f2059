"""The Gantt of orders: what is ordered when, how long it is under construction, and what then stands."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from planner.parameters.timeline import period_names
from planner.report.chart import Chart, Panel
from planner.report.html_table import format_number, format_power, table
from planner.report.theme import INK, colours_of
from planner.report.vega import (
    colour_by,
    end_of,
    humanize,
    period_tip,
    rounded,
    rows_axis,
    start_of,
    time_axis,
    tooltip,
)
from planner.results.tabular import records, sum_by
from planner.tolerances import LEAST_DRAWN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planner.report.vega import Rows, Spec
    from planner.results.run import Run

EVERYWHERE = "All regions"
NOWHERE = "No region (chips)"
TOP, FLOOR, FOOT = 0.12, 0.86, 0.97
"""Within a row, from 0 at its top: where the tallest bar ends, where bars stand, where ticks end."""


def orders(run: Run) -> Chart:
    """Every asset a row, all regions first and then each: pale under construction, solid standing."""
    hues = colours_of(run.case, "sources") | colours_of(run.case, "compute")
    frame = run.tables["orders"]
    places = [row["region"] for row in run.case.rows("regions")]
    ordered = {region: _assets(run, hues, region) for region in (None, *places)}
    panels = tuple(
        _panel(run, EVERYWHERE if region is None else region, region, assets)
        for region, assets in ordered.items()
        if assets
    )
    count = len(frame)
    words = f"{count} orders, {format_number(float(frame['ordered_gw'].sum()))} GW of assets in all."
    if count:
        first = frame.sort_values(["ordered"], kind="stable").iloc[0]
        words += f" The first is {humanize(first['asset'])} in {first['ordered']}."
    return Chart(
        "orders",
        "Orders, construction and what stands",
        "Each row has its own scale; its figure is the most GW ever on order or standing. A tick below the line is a "
        f"{run.case.settings.calendar.length} with an order; pale is under construction, solid is standing.",
        words,
        panels,
        table(
            "Orders: GW, and USD billion overnight, nominal",
            ("asset", "sponsor", "region", "ordered", "arrives", "GW", "USD billion"),
            [
                (
                    *(humanize(row.asset), row.sponsor, row.region, row.ordered, row.arrives),
                    *(row.ordered_gw, row.overnight_cost_usd_billion),
                )
                for row in records(frame)
            ],
            decimals=2,
        ),
        {name: hues[name] for name in ordered[None]},
        keyed=False,
        columns=2,
        lead=True,
    )


def _assets(run: Run, hues: Mapping[str, str], region: str | None) -> list[str]:
    """The assets that are ordered somewhere, or in a region, in the order of the sheets."""
    frame = run.tables["orders"]
    found = set(frame["asset"] if region is None else frame.loc[frame["region"] == region, "asset"])
    return [name for name in hues if name in found]


def _panel(run: Run, title: str, region: str | None, assets: Sequence[str]) -> Panel:
    """One place: a row an asset."""
    series = {asset: _history(run, asset, region) for asset in assets}
    peaks = {asset: max(built + stands for _, _, built, stands in found) for asset, found in series.items()}
    bars: Rows = []
    ticks: Rows = []
    for n, (asset, found) in enumerate(series.items()):
        bars += _bars(n, asset, peaks[asset], found)
        ticks += [
            {"t": (start_of(period) + end_of(period)) / 2, "y": n + FLOOR, "y2": n + FOOT, "period": period}
            | {"asset": asset, "gw": rounded(gw)}
            for period, gw, _, _ in found
            if gw > LEAST_DRAWN
        ]
    labels = [f"{humanize(asset)}  {format_power(peaks[asset])}" for asset in assets]
    x, y = time_axis(run.case), rows_axis(labels)
    spec = {"height": 27 * len(assets), "layer": [_ribbons(run, bars, x, y), _ticks(ticks, x, y)]}
    return Panel(title, spec)


def _history(run: Run, asset: str, region: str | None) -> list[tuple[str, float, float, float]]:
    """Of every period: GW ordered in it, under construction, and standing."""
    frame, stock = run.tables["orders"], run.tables["capacity"]
    frame, stock = frame[frame["asset"] == asset], stock[stock["asset"] == asset]
    if region is not None:
        frame, stock = frame[frame["region"] == region], stock[stock["region"] == region]
    ordered = sum_by(frame, ("ordered",), "ordered_gw")
    arriving = sum_by(frame, ("arrives",), "ordered_gw")
    standing = sum_by(stock, ("period",), "standing_gw")
    building, found = 0.0, []
    for period in period_names(run.case):
        building += ordered.get(period, 0.0) - arriving.get(period, 0.0)
        found.append((period, ordered.get(period, 0.0), max(building, 0.0), standing.get(period, 0.0)))
    return found


def _bars(n: int, asset: str, peak: float, found: Sequence[tuple[str, float, float, float]]) -> Rows:
    """The ribbons of one row: periods alike are one bar."""
    rows: Rows = []
    scale = (FLOOR - TOP) / peak
    for (built, stands), alike in groupby(found, key=lambda one: (rounded(one[2]), rounded(one[3]))):
        periods = [period for period, *_ in alike]
        lasting = periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}"
        shared = {
            "t": start_of(periods[0]),
            "t2": end_of(periods[-1]),
            "when": lasting,
            "asset": asset,
            "building": built,
            "standing": stands,
        }
        floor = n + FLOOR
        for phase, low, high in (("standing", 0.0, stands), ("building", stands, stands + built)):
            if high - low > LEAST_DRAWN:
                rows.append({**shared, "phase": phase, "y": floor - low * scale, "y2": floor - high * scale})
    return rows


def _ribbons(run: Run, bars: Rows, x: Spec, y: Spec) -> Spec:
    """What is under construction and what stands, as tall as it is large."""
    opacity: dict[str, Any] = {"condition": {"test": "datum.phase === 'building'", "value": 0.38}, "value": 1}
    return {
        "data": {"values": bars},
        "transform": [{"filter": "indexof(hidden, datum.asset) < 0"}],
        "mark": {"type": "rect"},
        "encoding": {
            "x": x,
            "x2": {"field": "t2"},
            "y": y,
            "y2": {"field": "y2"},
            "color": colour_by("asset"),
            "opacity": opacity,
            "tooltip": tooltip(
                ("asset", "asset", ""),
                period_tip(run.case, "when"),
                ("building", "under construction, GW", ",.2f"),
                ("standing", "standing, GW", ",.2f"),
            ),
        },
    }


def _ticks(ticks: Rows, x: Spec, y: Spec) -> Spec:
    """The periods in which something is ordered."""
    return {
        "data": {"values": ticks},
        "transform": [{"filter": "indexof(hidden, datum.asset) < 0"}],
        "mark": {"type": "rule", "color": INK, "strokeWidth": 2},
        "encoding": {
            "x": x,
            "y": y,
            "y2": {"field": "y2"},
            "tooltip": tooltip(("asset", "asset", ""), ("period", "ordered in", ""), ("gw", "GW", ",.2f")),
        },
    }
