"""Charts of what binds: covenants over time, and what one more unit of every bottleneck is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.case.sheets import CLASSES
from planner.report.chart import Chart, Panel
from planner.report.evidence import confidence_of_limits
from planner.report.marks import plain, rounded, rows_axis, span, time_axis, tip
from planner.report.table import figure, table
from planner.report.theme import HEAT, INK, USE
from planner.results.dearest import KEY, NO_ROOM, PRICE, by_gw_and_by_dollar, dearest_first, with_room
from planner.results.frames import records

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from planner.report.chart import Spec
    from planner.report.marks import Rows
    from planner.results.finished import Run

ROWS_SHOWN = 20
"""Bottlenecks in the heat map of each unit; the table has all."""
TOLD = 10
ADVANCE = "advance of "
"""How a rung of a ladder is named, its fraction after it."""
BINDS = 1e-6
"""USD per USD: a covenant with a price above this binds."""
ONE_MORE = {
    "supply_pool": "One more GW delivered from {what}",
    "site_limit": "Room for one more GW of {what}",
    "market": "One more dollar of depth in the market {what}",
    "sponsor_cash": "One more dollar of equity from {what}",
    "cash_limit": "One more dollar of cash that may be kept by {what}",
    "covenant": "One more dollar of room under the covenant {what}",
}
"""How a bottleneck of each kind is slackened, in words."""
KINDS = {
    "supply_pool": "pool",
    "site_limit": "site",
    "market": "market",
    "sponsor_cash": "equity",
    "cash_limit": "cash limit",
}
"""A word for each kind, as a row of the heat map has it."""


def covenants(run: Run) -> Chart:
    """How much of every covenant is used, quarter by quarter: each sponsor, a row a covenant."""
    frame = run.tables["covenants"]
    panels, rows = [], []
    for sponsor in (row["sponsor"] for row in run.case.rows("sponsors")):
        own = frame[frame["sponsor"] == sponsor]
        names = list(dict.fromkeys(map(_covenant, sorted(records(own), key=_rung))))
        if not names:
            continue
        panels.append(Panel(plain(sponsor), _used(run, own, names)))
        for name in names:
            lines = [row for row in records(own) if _covenant(row) == name]
            binding = [row.period for row in lines if row.price_usd_per_usd > BINDS]
            dearest = max(lines, key=lambda row: row.price_usd_per_usd)
            fullest = max(_share(row) for row in lines)
            when = dearest.period if binding else ""
            count, worth = float(len(binding)), dearest.price_usd_per_usd
            rows.append((plain(sponsor), name, 100 * fullest, count, worth, when))
    tight = sum(row[3] > 0 for row in rows)
    return Chart(
        "covenants",
        "Covenants over time",
        "Share of what each covenant allows that is used at the end of the quarter, pale for little, dark for all; a "
        "dot where it binds, so that one more dollar of room would save money.",
        f"{tight} of {len(rows)} covenants bind at some time.",
        tuple(panels),
        table(
            "Covenants: most ever used of what is allowed, and what one more dollar is worth",
            ("sponsor", "covenant", "used at most, %", "quarters in which it binds", "price, USD/USD", "in"),
            rows,
            decimals=3,
        ),
        {},
        gradient=("unused", "full", USE),
    )


def _rung(row: Any) -> tuple[int, int, float]:
    """Where a covenant stands: the ladders first, class by class and the highest rung on top, then as in the table."""
    advance = row.covenant.removeprefix(ADVANCE)
    if advance == row.covenant:
        return 1, 0, 0.0
    return 0, CLASSES.index(row.asset_class), -float(advance)


def _covenant(row: Any) -> str:
    """What a covenant is called within its sponsor: a stage, of which each instrument has its own, after it."""
    staged = plain(row.instruments) if row.covenant.endswith(" stage") else ""
    parts = (staged, row.asset_class, row.covenant) if staged else (row.covenant, row.asset_class)
    return " · ".join(part for part in parts if part)


def _share(row: Any) -> float:
    """Of what a covenant allows, what is used."""
    return (
        float(min(1.0, row.used_usd_billion / row.limit_usd_billion))
        if row.limit_usd_billion > NO_ROOM
        else 0.0
    )


def _used(run: Run, frame: pd.DataFrame, names: Sequence[str]) -> Spec:
    """The heat map of one sponsor, and a dot where something binds."""
    cells: Rows = [
        {
            **span(row.period),
            "y": names.index(_covenant(row)),
            "y2": names.index(_covenant(row)) + 1,
            "covenant": _covenant(row),
            "instruments": row.instruments,
            "share": round(_share(row), 4),
            "limit": rounded(row.limit_usd_billion),
            "used": rounded(row.used_usd_billion),
            "price": rounded(row.price_usd_per_usd),
        }
        for row in records(frame)
        if row.limit_usd_billion > NO_ROOM
    ]
    tips = tip(
        ("covenant", "covenant", ""),
        ("instruments", "instruments", ""),
        ("period", "quarter", ""),
        ("share", "used", ".0%"),
        ("used", "used, USD billion", ",.2f"),
        ("limit", "allowed, USD billion", ",.2f"),
        ("price", "price, USD/USD", ",.4f"),
    )
    x, y = time_axis(run.case), rows_axis(names)
    scale = {"domain": [0, 1], "range": list(USE)}
    layers = [_heat(cells, x, y, "share", scale, tips), _dots(cells, x, y, tips)]
    return {"height": 19 * len(names), "layer": layers}


def _heat(cells: Rows, x: Spec, y: Spec, value: str, scale: Spec, tips: list[Spec]) -> Spec:
    """Cells of a heat map."""
    return {
        "data": {"values": cells},
        "mark": {"type": "rect", "stroke": "#ffffff", "strokeWidth": 0.7},
        "encoding": {
            "x": x,
            "x2": {"field": "t2"},
            "y": y,
            "y2": {"field": "y2"},
            "color": {"field": value, "type": "quantitative", "scale": scale, "legend": None},
            "tooltip": tips,
        },
    }


def _dots(cells: Rows, x: Spec, y: Spec, tips: list[Spec]) -> Spec:
    """A dot in the middle of every cell that has a price."""
    dots = [
        {**cell, "t": (cell["t"] + cell["t2"]) / 2, "y": cell["y"] + 0.5}
        for cell in cells
        if cell["price"] > BINDS
    ]
    mark = {"type": "point", "shape": "circle", "filled": True, "size": 16, "color": "#ffffff"}
    mark |= {"stroke": INK, "strokeWidth": 0.8, "opacity": 1}
    return {"data": {"values": dots}, "mark": mark, "encoding": {"x": x, "y": y, "tooltip": tips}}


def bottlenecks(run: Run) -> Chart:
    """What one more unit of every bottleneck is worth by quarter: by the GW, then by the dollar."""
    frame = with_room(run.tables["bottlenecks"])
    panels = []
    for unit, title in (("GW", "One more GW, USD billion"), ("USD billion", "One more dollar, USD")):
        own = frame[frame["unit"] == unit]
        if not own.empty:
            panels.append(Panel(title, _prices(run, own)))
    top = ranked(frame)
    return Chart(
        "bottlenecks",
        "What one more unit would save",
        "USD, in money of the quarter: darker is dearer, each panel with its own scale, and the "
        f"{ROWS_SHOWN} dearest rows of each. Blank where nothing binds. A price is a slope and holds for a small step.",
        next((words for _, words in dearest(run)), "") or "No pool, site, market or covenant binds.",
        tuple(panels),
        table(
            "Every bottleneck at its dearest quarter",
            ("bottleneck", "dearest in", "price", "USD", "limit", "quarters in which it binds", "confidence"),
            [
                (
                    _named(row),
                    row.period,
                    row.price,
                    _unit(row.unit),
                    row.limit,
                    float(row.count),
                    row.confidence,
                )
                for row in records(top.assign(confidence=confidence_of_limits(run, top)))
            ],
            decimals=3,
        ),
        {},
        gradient=("cheap", "dear", HEAT),
    )


def ranked(frame: pd.DataFrame) -> pd.DataFrame:
    """Each bottleneck once, at its dearest quarter, the dearest first, with `price` and `count` of its quarters."""
    counted = frame.assign(price=frame[PRICE], count=frame.groupby(KEY)[PRICE].transform("size"))
    return dearest_first(counted)


def _prices(run: Run, frame: pd.DataFrame) -> Spec:
    """The heat map of one unit."""
    names = [_named(row) for row in records(ranked(frame).head(ROWS_SHOWN))]
    place = {name: n for n, name in enumerate(names)}
    cells: Rows = [
        {
            **span(row.period),
            "y": place[_named(row)],
            "y2": place[_named(row)] + 1,
            "bottleneck": _named(row),
            "price": rounded(getattr(row, PRICE)),
            "limit": rounded(row.limit),
        }
        for row in records(frame)
        if _named(row) in place
    ]
    unit = str(frame["unit"].iloc[0])
    tips = tip(
        ("bottleneck", "bottleneck", ""),
        ("period", "quarter", ""),
        ("price", f"price, {_unit(unit)}", ",.4f"),
        ("limit", f"limit, {unit}", ",.3f"),
    )
    scale = {"type": "sqrt", "domain": [0, float(frame[PRICE].max())], "range": list(HEAT)}
    view = _heat(cells, time_axis(run.case), rows_axis(names), "price", scale, tips)
    return {"height": 19 * len(names), "layer": [view]}


def _named(row: Any) -> str:
    """A bottleneck in a few words; of a covenant the class, and the instrument where each has its own."""
    detail = row.detail
    if row.kind == "covenant":
        asset_class, _, instruments = (
            detail.partition(" ") if detail.split(" ")[0] in CLASSES else ("", "", detail)
        )
        detail = " ".join(
            part for part in (asset_class, instruments if " stage, " in row.bottleneck else "") if part
        )
    kind = "" if row.kind == "covenant" else KINDS[row.kind]
    return " · ".join(plain(part) for part in (row.bottleneck, kind, detail) if part)


def _unit(unit: str) -> str:
    """What a price is counted in."""
    return "USD billion/GW" if unit == "GW" else "USD/USD"


def dearest(run: Run) -> list[tuple[str, str]]:
    """The dearest bottlenecks in words, half of them by the GW and half by the dollar: (name, sentence)."""
    top = ranked(with_room(run.tables["bottlenecks"]))
    top = top.assign(confidence=confidence_of_limits(run, top))
    chosen = by_gw_and_by_dollar(top, TOLD)
    return [(_named(row), _sentence(run, row)) for part in chosen for row in records(part)]


def _sentence(run: Run, row: Any) -> str:
    """One bottleneck explained."""
    what = plain(row.bottleneck) + (f" ({plain(row.detail)})" if row.detail else "")
    gw = row.unit == "GW"
    saved = f"USD {figure(row.price, 2)} billion" if gw else f"USD {figure(row.price, 3)}"
    limit = f"{figure(row.limit, 2)} GW" if gw else f"USD {figure(row.limit, 1)} billion"
    length = "quarter" if "Q" in row.period else "year"
    flow = f" a {length}" if row.kind in ("supply_pool", "market", "sponsor_cash") else ""
    periods = "periods" if run.case.settings.calendar.years_from else "quarters"
    times = f"in {row.count} of {len(run.case.periods)} {periods}"
    return (
        f"{ONE_MORE[row.kind].format(what=what)} in {row.period} would save {saved}. "
        f"The limit is {limit}{flow}; it binds {times}.{_basis(row.confidence)}"
    )


def _basis(confidence: str) -> str:
    """A warning where a limit is only assumed."""
    return " The limit is an assumption." if confidence == "A" else ""
