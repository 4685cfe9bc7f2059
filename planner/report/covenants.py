"""The chart of covenants: how much of what lenders allow is used over time, and where one more dollar is worth some."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.case.sheets import CLASSES
from planner.report.chart import Chart, Panel
from planner.report.html_table import table
from planner.report.theme import INK, USE
from planner.report.vega import (
    heat_map,
    humanize,
    period_extent,
    period_tip,
    rounded,
    rows_axis,
    time_axis,
    tooltip,
)
from planner.results.tabular import records
from planner.tolerances import BINDING_USD_PER_USD, NO_ROOM_USD_BILLION

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from planner.report.vega import Rows, Spec
    from planner.results.run import Run

PRICE = "price, USD/USD"
ADVANCE = "advance of "
"""How a level of an advance ladder is named, its fraction after it."""


def covenants(run: Run) -> Chart:
    """How much of every covenant is used, period by period: each sponsor, a row a covenant."""
    frame, length = run.tables["covenants"], run.case.settings.calendar.length
    panels, rows = [], []
    for sponsor in (row["sponsor"] for row in run.case.rows("sponsors")):
        own = frame[frame["sponsor"] == sponsor]
        names = list(dict.fromkeys(map(_label, sorted(records(own), key=_sort_key))))
        if names:
            panels.append(Panel(humanize(sponsor), _heat_map(run, own, names)))
        rows += [_row(name, [row for row in records(own) if _label(row) == name]) for name in names]
    tight = sum(row[3] > 0 for row in rows)
    return Chart(
        "covenants",
        "Covenants over time",
        f"Share of what each covenant allows that is used at the end of the {length}, pale for little, dark for all; a "
        "dot where it binds, so that one more dollar of room would save money.",
        f"{tight} of {len(rows)} covenants bind at some time.",
        tuple(panels),
        table(
            "Covenants: most ever used of what is allowed, and what one more dollar is worth",
            ("sponsor", "covenant", "used at most, %", f"{length}s in which it binds", PRICE, "in"),
            rows,
            decimals=3,
        ),
        {},
        gradient=("unused", "full", USE),
    )


def _row(name: str, lines: Sequence[Any]) -> tuple[str, str, float, float, float, str]:
    """A covenant in the table, of its lines period by period."""
    binding = [row for row in lines if row.price_usd_per_usd > BINDING_USD_PER_USD]
    highest = max(lines, key=lambda row: row.price_usd_per_usd)
    fullest, worth = max(_share_used(row) for row in lines), highest.price_usd_per_usd
    sponsor, when_most = humanize(highest.sponsor), highest.period if binding else ""
    return sponsor, name, 100 * fullest, float(len(binding)), worth, when_most


def _sort_key(row: Any) -> tuple[int, int, float]:
    """The order of covenants: the ladders first, class by class from the highest level down, then as in the table."""
    advance = row.covenant.removeprefix(ADVANCE)
    if advance == row.covenant:
        return 1, 0, 0.0
    return 0, CLASSES.index(row.asset_class), -float(advance)


def _label(row: Any) -> str:
    """What a covenant is called within its sponsor: a stage, of which each instrument has its own, after it."""
    staged = humanize(row.instruments) if row.covenant.endswith(" stage") else ""
    parts = (staged, row.asset_class, row.covenant) if staged else (row.covenant, row.asset_class)
    return " · ".join(part for part in parts if part)


def _share_used(row: Any) -> float:
    """Of what a covenant allows, what is used."""
    return (
        float(min(1.0, row.used_usd_billion / row.limit_usd_billion))
        if row.limit_usd_billion > NO_ROOM_USD_BILLION
        else 0.0
    )


def _heat_map(run: Run, frame: pd.DataFrame, names: Sequence[str]) -> Spec:
    """The heat map of one sponsor, and a dot where something binds."""
    cells: Rows = [
        {
            **period_extent(row.period),
            "y": names.index(_label(row)),
            "y2": names.index(_label(row)) + 1,
            "covenant": _label(row),
            "instruments": row.instruments,
            "share": round(_share_used(row), 4),
            "limit": rounded(row.limit_usd_billion),
            "used": rounded(row.used_usd_billion),
            "price": rounded(row.price_usd_per_usd),
        }
        for row in records(frame)
        if row.limit_usd_billion > NO_ROOM_USD_BILLION
    ]
    tips = tooltip(
        ("covenant", "covenant", ""),
        ("instruments", "instruments", ""),
        period_tip(run.case),
        ("share", "used", ".0%"),
        ("used", "used, USD billion", ",.2f"),
        ("limit", "allowed, USD billion", ",.2f"),
        ("price", "price, USD/USD", ",.4f"),
    )
    x, y = time_axis(run.case), rows_axis(names)
    scale = {"domain": [0, 1], "range": list(USE)}
    layers = [heat_map(cells, x, y, "share", scale, tips), _dots(cells, x, y, tips)]
    return {"height": 19 * len(names), "layer": layers}


def _dots(cells: Rows, x: Spec, y: Spec, tips: list[Spec]) -> Spec:
    """A dot in the middle of every cell that has a price."""
    dots = [
        {**cell, "t": (cell["t"] + cell["t2"]) / 2, "y": cell["y"] + 0.5}
        for cell in cells
        if cell["price"] > BINDING_USD_PER_USD
    ]
    mark = {"type": "point", "shape": "circle", "filled": True, "size": 16, "color": "#ffffff"}
    mark |= {"stroke": INK, "strokeWidth": 0.8, "opacity": 1}
    return {"data": {"values": dots}, "mark": mark, "encoding": {"x": x, "y": y, "tooltip": tips}}
