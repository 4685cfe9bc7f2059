"""Charts of what is borrowed: issues against the depth of their markets, and what is owed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.parameters.limits import yearly_limits
from planner.parameters.timeline import period_names
from planner.report.chart import Chart, Panel
from planner.report.html_table import format_number, table
from planner.report.theme import LIMIT, colours_of
from planner.report.vega import (
    amount_axis,
    humanize,
    period_extent,
    period_tip,
    rounded,
    stacked_bars,
    time_axis,
    tooltip,
    year_bar,
    year_ends,
)
from planner.results.tabular import sum_by
from planner.tolerances import LEAST_DRAWN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from planner.report.html_table import Cell
    from planner.report.vega import Rows, Spec
    from planner.results.run import Run

WITHIN_SIGHT = 2.5
"""Limits above so many times what is ever issued would flatten the bars, and are given in text instead."""
LIMIT_LINE = "limit of a market"


def issuance(run: Run) -> Chart:
    """What each market takes by year and instrument, the limits of its steps as lines."""
    frame, hues = run.tables["issuance"], colours_of(run.case, "instruments")
    dated = frame.assign(year=frame["period"].astype(str).str[:4])
    issued = sum_by(dated, ("market", "instrument", "year"), "issued_usd_billion")
    limits = market_limits(run)
    markets = [m for m in dict.fromkeys(key[0] for key in limits) if any(key[0] == m for key in issued)]
    years = list(year_ends(period_names(run.case)))
    panels, rows = [], []
    for market in markets:
        here = {key[1:]: usd for key, usd in issued.items() if key[0] == market}
        panels.append(Panel(humanize(market), _market(run, here, market, limits, list(hues))))
        rows += _market_rows(market, here, limits, years, list(hues))
    found = {key[1] for key in issued}
    most = sorted(((sum(v for k, v in issued.items() if k[1] == i), i) for i in found), reverse=True)[:3]
    return Chart(
        "issuance",
        "Issues by market and instrument",
        "USD billion issued in the year, nominal; a loan rolled over counts again. The lines are what the market takes "
        "by its first step, its first two, and so on; each further step asks a larger concession. Lines far above the "
        "bars are left out: see the table.",
        "Most is issued as "
        + ", ".join(f"{humanize(i)}, USD {format_number(usd, 0)} billion" for usd, i in most)
        + "."
        if most
        else "Nothing is issued.",
        tuple(panels),
        table("USD billion a year, nominal", ("market", "what", *years), rows),
        {**{name: hue for name, hue in hues.items() if name in found}, LIMIT_LINE: LIMIT},
        fixed=(LIMIT_LINE,),
        columns=2,
    )


def market_limits(run: Run) -> dict[tuple[str, str], list[tuple[Any, float]]]:
    """What each market takes in a year by each step, (step, USD billion) in their order, by (market, year)."""
    column = "issuance_limit_usd_billion_per_year"
    each = yearly_limits(run.case, "market_limits", ("market", "step"), column)
    found: dict[tuple[str, str], dict[Any, float]] = {}
    for (market, step, t), limit in each.items():
        steps = found.setdefault((market, str(run.case.periods[t].year)), {})
        steps[step] = steps.get(step, 0.0) + limit * run.case.periods[t].years
    return {key: sorted(steps.items()) for key, steps in found.items()}


def _market(
    run: Run,
    issued: Mapping[tuple[str, str], float],
    market: str,
    limits: Mapping[tuple[str, str], list[tuple[Any, float]]],
    order: Sequence[str],
) -> Spec:
    """One market: bars of its instruments, lines of its steps."""
    bars = [
        {**year_bar(run.case, year), "series": name, "order": order.index(name), "usd": rounded(usd)}
        for (name, year), usd in issued.items()
        if usd > LEAST_DRAWN
    ]
    tallest = max(
        sum(usd for (_, year), usd in issued.items() if year == one) for one in {key[1] for key in issued}
    )
    lines: Rows = []
    for (_, year), steps in (entry for entry in limits.items() if entry[0][0] == market):
        depth = 0.0
        for step, limit in steps:
            depth += limit
            if depth <= WITHIN_SIGHT * tallest:
                lines.append(
                    {**year_bar(run.case, year), "depth": rounded(depth), "step": f"up to step {step}"}
                )
    x, y = time_axis(run.case, yearly=True), amount_axis("usd", "USD billion")
    return {
        "height": 170,
        "layer": [stacked_bars(bars, "usd", x, y, TIPS), *([_limits(lines, x, y)] if lines else [])],
    }


def _limits(lines: Rows, x: Spec, y: Spec) -> Spec:
    """What a market takes, as lines over the bars."""
    return {
        "data": {"values": lines},
        "mark": {"type": "rule", "color": LIMIT, "strokeWidth": 2},
        "encoding": {
            "x": x,
            "x2": {"field": "t2"},
            "y": {**y, "field": "depth"},
            "tooltip": tooltip(
                ("year", "year", ""), ("step", "limit", ""), ("depth", "USD billion a year", ",.1f")
            ),
        },
    }


TIPS = tooltip(("year", "year", ""), ("series", "instrument", ""), ("usd", "USD billion", ",.2f"))


def _market_rows(
    market: str,
    issued: Mapping[tuple[str, str], float],
    limits: Mapping[tuple[str, str], list[tuple[Any, float]]],
    years: Sequence[str],
    names: Sequence[str],
) -> list[list[Cell]]:
    """One market in the table: its instruments, then its steps."""
    rows: list[list[Cell]] = []
    for name in names:
        if any(key[0] == name for key in issued):
            rows.append(
                [humanize(market), humanize(name), *(issued.get((name, year), 0.0) for year in years)]
            )
    for step in dict.fromkeys(step for (m, _), steps in limits.items() if m == market for step, _ in steps):
        by_year = [dict(limits.get((market, year), [])).get(step, 0.0) for year in years]
        rows.append([humanize(market), f"limit of step {step}", *by_year])
    return rows


def debt(run: Run) -> Chart:
    """What is owed by instrument: all sponsors, then each."""
    hues = colours_of(run.case, "instruments")
    sponsors = [row["sponsor"] for row in run.case.rows("sponsors")]
    frame = run.tables["debt"]
    frame = frame[frame["balance_usd_billion"] > LEAST_DRAWN]
    parts = {"All sponsors": frame} | {sponsor: frame[frame["sponsor"] == sponsor] for sponsor in sponsors}
    parts = {name: part for name, part in parts.items() if not part.empty}
    panels = [
        Panel(humanize(name), _owed(run, part, "instrument", hues, 260 if n == 0 else 180))
        for n, (name, part) in enumerate(parts.items())
    ]
    return _debt_chart(
        run,
        ("debt", "Debt by instrument", "instrument"),
        {name: hue for name, hue in hues.items() if name in set(frame["instrument"])},
        panels,
    )


def sponsors(run: Run) -> Chart:
    """What each sponsor issues and owes."""
    hues = colours_of(run.case, "sponsors")
    frame = run.tables["debt"]
    dated = frame.assign(year=frame["period"].astype(str).str[:4])
    by_year = sum_by(dated, ("sponsor", "year"), "issued_usd_billion")
    order = list(hues)
    bars = [
        {**year_bar(run.case, year), "series": name, "order": order.index(name), "usd": rounded(usd)}
        for (name, year), usd in by_year.items()
        if usd > LEAST_DRAWN
    ]
    x = time_axis(run.case, yearly=True)
    tips = tooltip(("year", "year", ""), ("series", "sponsor", ""), ("usd", "USD billion", ",.2f"))
    view = stacked_bars(bars, "usd", x, amount_axis("usd", "USD billion"), tips)
    panels = [
        Panel("Issued in the year", {"height": 240, "layer": [view]}),
        Panel(
            f"Owed at the end of the {run.case.settings.calendar.length}",
            _owed(run, frame, "sponsor", hues, 240),
        ),
    ]
    used = set(frame.loc[frame["balance_usd_billion"] > LEAST_DRAWN, "sponsor"])
    return _debt_chart(
        run,
        ("sponsors", "Issues and debt by sponsor", "sponsor"),
        {name: hue for name, hue in hues.items() if name in used},
        panels if used else [],
    )


def _debt_chart(run: Run, words: tuple[str, str, str], legend: dict[str, str], panels: list[Panel]) -> Chart:
    """A chart of debt by instrument or sponsor, and its table at year ends."""
    name, title, by = words
    ends = year_ends(period_names(run.case))
    owed = sum_by(run.tables["debt"], (by, "period"), "balance_usd_billion")
    rows = [(humanize(key), *(owed.get((key, end), 0.0) for end in ends.values())) for key in legend]
    owed_in_all = sum_by(run.tables["debt"], ("period",), "balance_usd_billion")
    peak = max(owed_in_all, key=lambda period: owed_in_all[period], default="")
    return Chart(
        name,
        title,
        f"USD billion, nominal, owed at the end of the {run.case.settings.calendar.length}."
        if name == "debt"
        else "USD billion, nominal.",
        f"Debt is largest in {peak}, USD {format_number(owed_in_all[peak], 0)} billion."
        if peak
        else "Nothing is owed.",
        tuple(panels),
        table("USD billion owed at the end of each year", (by, *ends), rows),
        legend,
        columns=2,
        lead=name == "debt",
    )


def _owed(run: Run, frame: pd.DataFrame, by: str, hues: Mapping[str, str], height: int) -> Spec:
    """Balances on top of each other, period by period."""
    order = list(hues)
    rows = [
        {**period_extent(period), "series": name, "order": order.index(name), "usd": rounded(usd)}
        for (name, period), usd in sum_by(frame, (by, "period"), "balance_usd_billion").items()
        if usd > LEAST_DRAWN
    ]
    tips = tooltip(period_tip(run.case), ("series", by, ""), ("usd", "USD billion", ",.2f"))
    view = stacked_bars(rows, "usd", time_axis(run.case), amount_axis("usd", "USD billion"), tips)
    return {"height": height, "layer": [view]}
