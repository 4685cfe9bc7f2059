"""Charts of who stands on whom: load by owner and tenant with what is idle, who would lose, who refinances whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.parameters.assets import POWER
from planner.parameters.horizon import periods_read
from planner.parameters.timeline import period_names
from planner.report.chart import Chart, Panel
from planner.report.html_table import format_number, table
from planner.report.theme import FAINT, LIMIT, MUTED, colours_of
from planner.report.vega import (
    amount_axis,
    colour_by,
    humanize,
    legend_filter,
    rounded,
    rows_axis,
    stacked_bars,
    time_axis,
    tooltip,
    year_bar,
    year_ends,
)
from planner.results.tabular import records, sum_by
from planner.tolerances import LEAST_DRAWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.report.vega import Rows, Spec
    from planner.results.run import Run

IDLE, CASH = "no load", "cash"
HELD, LOST = "kept", "lost"
LEAST_TOLD = 0.05
"""GW: less would read as 0.0."""
ROW_HEIGHT = 26
MARGIN = 0.18
"""Of the height of a row, above a bar and below it."""


def tenancy(run: Run) -> Chart:
    """Whose load stands on whose shells and chips at the end of what is read, and what of them carries none."""
    ends = year_ends(period_names(run.case)[: periods_read(run.case)])
    now = list(ends.values())[-1]
    bars = _tenants(run, now)
    owners = list(dict.fromkeys((owner, c) for owner, c, _, _ in bars))
    hues = {**colours_of(run.case, "sponsors"), IDLE: FAINT}
    cells = _stacked([(owners.index((o, c)), tenant, gw) for o, c, tenant, gw in bars])
    by_end = {end: {bar[:3]: bar[3] for bar in _tenants(run, end)} for end in ends.values()}
    rows = [
        (humanize(o), c, humanize(tenant), *(found.get((o, c, tenant), 0.0) for found in by_end.values()))
        for o, c, tenant in dict.fromkeys(key for found in by_end.values() for key in found)
    ]
    labels = [f"{humanize(owner)} · {c}" for owner, c in owners]
    idle = sum(gw for _, _, tenant, gw in bars if tenant == IDLE)
    return Chart(
        "tenancy",
        "Whose load stands on whose shells and chips",
        f"GW at the end of {now}: a bar is what an owner has, by whose load is on it; pale is what carries none. "
        "Power stands in no bar, for its load has no owner.",
        f"At the end of {now} {format_number(idle, 1)} GW of shells and chips stand without load."
        if idle > LEAST_TOLD
        else f"At the end of {now} all shells and chips carry load.",
        (Panel("", _bars(cells, labels, "GW")),) if cells else (),
        table("GW at the end of each year", ("owner", "class", "whose load", *ends), rows or [_none(ends)]),
        {name: hues.get(name, MUTED) for name in dict.fromkeys(tenant for _, _, tenant, _ in bars)},
    )


def _none(ends: Sequence[str] | dict[str, str]) -> tuple[Any, ...]:
    """A row of a table that has nothing to say."""
    return ("nobody", "", "", *(0.0 for _ in ends))


def _tenants(run: Run, period: str) -> list[tuple[str, str, str, float]]:
    """What stands at the end of a period by owner, class and whose load is on it, the idle last, GW."""
    found = [
        (row.owner, row.asset_class, row.tenant, row.load_gw)
        for row in records(run.tables["load_by_owner"])
        if row.period == period
    ]
    found += [
        (row.sponsor, row.asset_class, IDLE, row.idle_gw)
        for row in records(run.tables["stranded"])
        if row.period == period and row.asset_class != POWER
    ]
    order = {key: n for n, key in enumerate(dict.fromkeys(bar[:2] for bar in found))}
    kept = [bar for bar in found if bar[3] > LEAST_DRAWN]
    return sorted(kept, key=lambda bar: (order[bar[:2]], bar[2] == IDLE))


def losses(run: Run) -> Chart:
    """Who would lose how much of what it holds if what is idle were worth nothing, when all would lose most."""
    frame = run.tables["loss_by_holder"]
    read = period_names(run.case)[: periods_read(run.case)]
    by_period = sum_by(frame, ("period",), "loss_usd_billion")
    worst = max(
        read, key=lambda period: (by_period.get(period, 0.0) > LEAST_DRAWN, by_period.get(period, 0.0))
    )
    if by_period.get(worst, 0.0) <= LEAST_DRAWN:
        worst = read[-1]
    held = [row for row in records(frame) if row.period == worst and row.held_usd_billion > LEAST_DRAWN]
    names = [_holder(row) for row in held]
    parts = [
        (n, name, usd)
        for n, row in enumerate(held)
        for name, usd in ((LOST, row.loss_usd_billion), (HELD, row.held_usd_billion - row.loss_usd_billion))
    ]
    total = by_period.get(worst, 0.0)
    return Chart(
        "losses",
        "Who would lose if what is idle were worth nothing",
        f"USD billion, nominal, held at the end of {worst}, when most would be lost. Of what is owed on a class the "
        "part above its collateral at lender value, times the share of it that carries load, is lost, by all who are "
        "owed on it in proportion; notes of vehicles lose from the bottom.",
        f"At the end of {worst} holders would lose USD {format_number(total, 1)} billion."
        if total > LEAST_DRAWN
        else "Nobody would lose anything: what is owed is covered by what carries load.",
        (Panel("", _bars(_stacked(parts), names, "USD billion")),) if held else (),
        table(
            f"USD billion at the end of {worst}",
            ("holder", "holds", "would lose"),
            [(name, r.held_usd_billion, r.loss_usd_billion) for name, r in zip(names, held, strict=True)]
            or [("nobody", 0.0, 0.0)],
        ),
        {LOST: LIMIT, HELD: MUTED},
    )


def _holder(row: Any) -> str:
    """What a holder is called: a tranche with its vehicle, a market as its buyers."""
    if row.tranche:
        return f"{humanize(row.holder)} · {humanize(row.tranche)}"
    return f"buyers of {humanize(row.holder)}" if row.kind == "market" else humanize(row.holder)


def take_out(run: Run) -> Chart:
    """What construction loans repay in each year, by the new issue that meets it, or cash."""
    frame = run.tables["take_out"]
    dated = frame.assign(year=frame["period"].astype(str).str[:4])
    met = {
        (i or CASH, year): usd
        for (i, year), usd in sum_by(dated, ("met_by", "year"), "met_usd_billion").items()
    }
    hues = {**colours_of(run.case, "instruments"), CASH: MUTED}
    order = [name for name in hues if any(key[0] == name for key in met)]
    bars = [
        {**year_bar(run.case, year), "series": name, "order": order.index(name), "usd": rounded(usd)}
        for (name, year), usd in met.items()
        if usd > LEAST_DRAWN
    ]
    tips = tooltip(("year", "year", ""), ("series", "met by", ""), ("usd", "USD billion", ",.2f"))
    bar = stacked_bars(bars, "usd", time_axis(run.case, yearly=True), amount_axis("usd", "USD billion"), tips)
    years = list(year_ends(period_names(run.case)))
    rows = [(humanize(name), *(met.get((name, year), 0.0) for year in years)) for name in order]
    new = sum(usd for (name, _), usd in met.items() if name != CASH)
    total = sum(met.values())
    return Chart(
        "take_out",
        "Who refinances the construction loans",
        "USD billion that construction loans repay in the year, nominal, by what meets it: money has no colour, so "
        "that every new issue of the sponsor, and cash, meets as large a part as it is of the sponsor's sources in the "
        "period.",
        f"Of USD {format_number(total, 1)} billion that construction loans repay, new issues meet "
        f"{format_number(100 * new / total, 0)} %."
        if total > LEAST_DRAWN
        else "No construction loan is repaid.",
        (Panel("", {"height": 170, "layer": [bar]}),) if bars else (),
        table("USD billion a year, nominal", ("met by", *years), rows or [("nothing", *(0.0,) * len(years))]),
        {name: hues[name] for name in order},
    )


def _stacked(parts: Sequence[tuple[int, str, float]]) -> Rows:
    """Bars of rows, their parts one after the other."""
    ends: dict[int, float] = {}
    cells: Rows = []
    for n, name, amount in parts:
        if amount > LEAST_DRAWN:
            begin = ends.get(n, 0.0)
            ends[n] = begin + amount
            place = {"y": n + MARGIN, "y2": n + 1 - MARGIN, "x": rounded(begin), "x2": rounded(ends[n])}
            cells.append({**place, "series": name, "amount": rounded(amount), "what": humanize(name)})
    return cells


def _bars(cells: Rows, labels: Sequence[str], unit: str) -> Spec:
    """Bars from left to right, a row each."""
    x = {"field": "x", "type": "quantitative", "axis": {"title": unit, "tickCount": 6, "domain": False}}
    return {
        "height": ROW_HEIGHT * len(labels),
        "data": {"values": cells},
        "transform": [legend_filter()],
        "mark": {"type": "rect", "stroke": "#ffffff", "strokeWidth": 0.4},
        "encoding": {
            "x": x,
            "x2": {"field": "x2"},
            "y": rows_axis(labels),
            "y2": {"field": "y2"},
            "color": colour_by(),
            "tooltip": tooltip(("what", "whose, or what", ""), ("amount", unit, ",.2f")),
        },
    }
