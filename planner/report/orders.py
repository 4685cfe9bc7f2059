"""The Gantt of orders: what is ordered when, how long it is under construction, and what then stands."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

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

    History = Sequence[tuple[str, float, float, float]]
    """Of every period: GW ordered in it, under construction, and standing."""

EVERYWHERE = "All regions"
NOWHERE = "No region (chips)"
PALE: Spec = {"condition": {"test": "datum.phase === 'building'", "value": 0.38}, "value": 1}
"""What is under construction is pale."""
TALLEST = 64.0
"""Pixels of the tallest ribbon of all panels; every other is as tall beside it as it has GW."""
LEAST_ROW, ABOVE, STRIP, TICK, BELOW = 18.0, 5.0, 3.0, 4.0, 1.0
"""Pixels of a row at least; and from its top, what is left free, the strip, the ticks, and what is left free again."""


def orders(run: Run) -> Chart:
    """Every asset a row, all regions first and then each: pale under construction, solid standing."""
    hues = colours_of(run.case, "sources") | colours_of(run.case, "compute")
    frame = run.tables["orders"]
    found = _histories(run, hues)
    most = max((max(_peaks(of).values()) for of in found.values()), default=1.0)
    panels = tuple(
        _panel(run, EVERYWHERE if region is None else region, of, TALLEST / most)
        for region, of in found.items()
    )
    count = len(frame)
    words = f"{count} orders, {format_number(float(frame['ordered_gw'].sum()))} GW of assets in all."
    if count:
        first = frame.sort_values(["ordered"], kind="stable").iloc[0]
        words += f" The first is {humanize(first['asset'])} in {first['ordered']}."
    return Chart(
        "orders",
        "Orders, construction and what stands",
        "One scale in all rows and panels: a ribbon is as tall as its GW, and the figure is the most ever on order or "
        "standing. Pale is under construction, solid is standing; the strip below says so too where the GW are too few "
        f"to see. A tick is a {run.case.settings.calendar.length} with an order.",
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
        {name: hues[name] for name in found.get(None, {})},
        keyed=False,
        columns=2,
        lead=True,
    )


def _histories(run: Run, hues: Mapping[str, str]) -> dict[str | None, dict[str, History]]:
    """The history of every asset that is ordered, in all regions together (None) and in each."""
    places = [None, *(row["region"] for row in run.case.rows("regions"))]
    found = {
        region: {asset: _history(run, asset, region) for asset in _assets(run, hues, region)}
        for region in places
    }
    return {region: of for region, of in found.items() if of}


def _assets(run: Run, hues: Mapping[str, str], region: str | None) -> list[str]:
    """The assets that are ordered somewhere, or in a region, in the order of the sheets."""
    frame = run.tables["orders"]
    found = set(frame["asset"] if region is None else frame.loc[frame["region"] == region, "asset"])
    return [name for name in hues if name in found]


def _peaks(series: Mapping[str, History]) -> dict[str, float]:
    """The most that is ever on order or stands of each asset, GW."""
    return {asset: max(built + stands for _, _, built, stands in found) for asset, found in series.items()}


def _panel(run: Run, title: str, series: Mapping[str, History], scale: float) -> Panel:
    """One place: a row an asset, `scale` pixels a GW."""
    peaks = _peaks(series)
    rest = ABOVE + STRIP + TICK + BELOW
    edges = [0.0]
    for peak in peaks.values():
        edges.append(edges[-1] + max(LEAST_ROW, scale * peak + rest))
    bars: Rows = []
    strips: Rows = []
    ticks: Rows = []
    for foot, (asset, found) in zip(edges[1:], series.items(), strict=True):
        floor = foot - BELOW - TICK
        bars += _bars(asset, floor - STRIP, scale, found)
        strips += _strips(asset, floor, found)
        ticks += [
            {"t": (start_of(period) + end_of(period)) / 2, "y": floor, "y2": floor + TICK, "period": period}
            | {"asset": asset, "gw": rounded(gw)}
            for period, gw, _, _ in found
            if gw > LEAST_DRAWN
        ]
    labels = [f"{humanize(asset)}  {format_power(peak)}" for asset, peak in peaks.items()]
    x, y = time_axis(run.case), rows_axis(labels, edges=edges)
    layers = [_ribbons(run, bars, x, y), _ticks(ticks, x, y), _layer(strips, x, y)]
    return Panel(title, {"height": edges[-1], "layer": layers})


def _history(run: Run, asset: str, region: str | None) -> History:
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


def _bars(asset: str, floor: float, scale: float, found: History) -> Rows:
    """The ribbons of one row, which stand on its floor: periods alike are one bar."""
    rows: Rows = []
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
        for phase, low, high in (("standing", 0.0, stands), ("building", stands, stands + built)):
            if high - low > LEAST_DRAWN:
                rows.append({**shared, "phase": phase, "y": floor - low * scale, "y2": floor - high * scale})
    return rows


def _strips(asset: str, floor: float, found: History) -> Rows:
    """The strip of one row, of one thickness: what is under construction, or stands, however little it is."""
    rows: Rows = []
    for phase, alike in groupby(found, key=lambda one: _phase(one[2], one[3])):
        periods = [period for period, *_ in alike]
        if phase:
            when = {"t": start_of(periods[0]), "t2": end_of(periods[-1])}
            rows.append({**when, "asset": asset, "phase": phase, "y": floor - STRIP, "y2": floor})
    return rows


def _phase(built: float, stands: float) -> str:
    """Whether something stands, or else is under construction, or neither."""
    return "standing" if stands > LEAST_DRAWN else "building" if built > LEAST_DRAWN else ""


def _layer(values: Rows, x: Spec, y: Spec, *tips: Spec) -> Spec:
    """Rectangles of rows that may be switched off, pale while something is under construction."""
    told = {"tooltip": list(tips)} if tips else {}
    return {
        "data": {"values": values},
        "transform": [{"filter": "indexof(hidden, datum.asset) < 0"}],
        "mark": {"type": "rect"},
        "encoding": {
            "x": x,
            "x2": {"field": "t2"},
            "y": y,
            "y2": {"field": "y2"},
            "color": colour_by("asset"),
            "opacity": PALE,
            **told,
        },
    }


def _ribbons(run: Run, bars: Rows, x: Spec, y: Spec) -> Spec:
    """What is under construction and what stands, as tall as it is large."""
    tips = tooltip(
        ("asset", "asset", ""),
        period_tip(run.case, "when"),
        ("building", "under construction, GW", ",.2f"),
        ("standing", "standing, GW", ",.2f"),
    )
    return _layer(bars, x, y, *tips)


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
