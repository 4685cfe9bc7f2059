"""Charts of whether a plan pays: what equity asks and earns, and what one more GW of need costs and earns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.report.chart import Chart, Panel
from planner.report.conventions import of_lost_load
from planner.report.html_table import format_number, table
from planner.report.theme import INK, colours
from planner.report.vega import colour_by, humanize, legend_filter, rounded, rows_axis, tooltip
from planner.results.tabular import records

if TYPE_CHECKING:
    from planner.report.vega import Rows, Spec
    from planner.results.run import Run

ASKED = "asked"
VALUED = {"book": "earned, end at book", "lender": "earned, end at lender value"}
"""How a return is told by what assets count for at the end."""
COST, EARNED = "one more GW costs", "a GW earns"
MOST_DRAWN = 1.0
"""A rate of return above this is drawn at the edge; the tooltip and the table tell it."""
ROW_HEIGHT = 46


def returns(run: Run) -> Chart:
    """The rate of return that each sponsor's equity asks beside the rate it earns."""
    frame = run.tables["returns"]
    sponsors = list(dict.fromkeys(frame["sponsor"]))
    palette = colours(VALUED.values())
    asked = {str(row.sponsor): float(row.asked_per_year) for row in records(frame)}
    earned = {row.sponsor: row.earned_per_year for row in records(frame) if row.valued_at == "book"}
    short = [j for j in sponsors if earned.get(j, asked[j]) < asked[j]]
    rows = [
        (
            humanize(row.sponsor),
            VALUED[row.valued_at],
            100 * row.asked_per_year,
            100 * row.earned_per_year,
            row.net_present_value_usd_billion,
        )
        for row in records(frame)
    ]
    return Chart(
        "returns",
        "What equity asks and earns",
        "Rate of return, share a year, on what equity puts in, is paid out and has left at the end of what is read: a "
        "line is what it asks, dots are what it earns. Present value is at the rate asked.",
        _sentence(sponsors, short),
        (Panel("", _dots(_earned(run, sponsors), asked, sponsors)),) if sponsors else (),
        table(
            "Return on equity, % a year, and present value",
            ("sponsor", "valued", "asked, %", "earned, %", "present value, USD billion"),
            rows or [("nobody", "", 0.0, 0.0, 0.0)],
        ),
        palette | {ASKED: INK} if sponsors else {},
        fixed=(ASKED,),
    )


def _earned(run: Run, sponsors: list[str]) -> Rows:
    """Where the dots of what is earned stand."""
    return [
        {
            "y": sponsors.index(row.sponsor) + (0.36 if row.valued_at == "book" else 0.64),
            "rate": rounded(min(row.earned_per_year, MOST_DRAWN)),
            "told": row.earned_per_year,
            "sponsor": humanize(row.sponsor),
            "series": VALUED[row.valued_at],
        }
        for row in records(run.tables["returns"])
    ]


def _sentence(sponsors: list[str], short: list[str]) -> str:
    """Whom the plan pays, at book."""
    if not sponsors:
        return "Nobody puts in equity."
    if not short:
        return "At book, the plan pays every sponsor what its equity asks."
    paid = [humanize(j) for j in sponsors if j not in short]
    rest = f"; it pays {', '.join(paid)}" if paid else ""
    return f"At book, the plan does not pay what the equity of {', '.join(map(humanize, short))} asks{rest}."


def _dots(marks: Rows, asked: dict[str, float], sponsors: list[str]) -> Spec:
    """A row for each sponsor: dots for what is earned, a line for what is asked."""
    axis = {"title": "% a year", "format": ".0%", "domain": False, "tickCount": 6}
    lines: list[dict[str, Any]] = [
        {"y": n + 0.15, "y2": n + 0.85, "rate": asked[j], "sponsor": humanize(j), "told": asked[j]}
        for n, j in enumerate(sponsors)
    ]
    x = {"field": "rate", "type": "quantitative", "axis": axis, "scale": {"zero": True}}
    y = rows_axis([humanize(j) for j in sponsors])
    told = ("told", "a year", ".1%")
    return {
        "height": ROW_HEIGHT * len(sponsors),
        "layer": [
            {
                "data": {"values": lines},
                "mark": {"type": "rule", "color": INK, "strokeWidth": 2},
                "encoding": {
                    "x": x,
                    "y": y,
                    "y2": {"field": "y2"},
                    "tooltip": tooltip(("sponsor", "asked by", ""), told),
                },
            },
            {
                "data": {"values": marks},
                "transform": [legend_filter()],
                "mark": {"type": "point", "filled": True, "size": 110, "opacity": 1},
                "encoding": {
                    "x": x,
                    "y": y,
                    "color": colour_by(),
                    "tooltip": tooltip(("sponsor", "sponsor", ""), ("series", "what", ""), told),
                },
            },
        ],
    }


def need_value(run: Run) -> Chart:
    """What one more GW of need costs the plan in a year, beside what a GW that is served earns."""
    frame = run.tables["need_value"]
    palette = colours((COST, EARNED))
    sponsors = list(dict.fromkeys(frame["sponsor"]))
    lines = list(records(frame))
    above = [row for row in lines if row.cost_usd_billion_per_gw_year > row.earned_usd_billion_per_gw_year]
    panels = tuple(Panel(humanize(j), _bars([row for row in lines if row.sponsor == j])) for j in sponsors)
    return Chart(
        "need_value",
        "What one more GW costs and earns",
        "USD billion a GW and year, nominal: what serving one more GW of need would cost the plan, or leaving it "
        f"unserved at the value of lost load, beside the revenue of a GW that is served. {of_lost_load(run.case)}",
        f"One more GW costs more than it earns in {len(above)} of {len(lines)} years of sponsors"
        + (f", most in {_dearest(above)}." if above else "."),
        panels,
        table(
            "USD billion a GW and year",
            ("sponsor", "year", COST, EARNED),
            [
                (
                    humanize(row.sponsor),
                    str(int(row.year)),
                    row.cost_usd_billion_per_gw_year,
                    row.earned_usd_billion_per_gw_year,
                )
                for row in lines
            ],
        ),
        palette,
        columns=2,
    )


def _dearest(above: list[Any]) -> str:
    """Where one more GW costs most beyond what it earns."""
    worst = max(above, key=lambda row: row.cost_usd_billion_per_gw_year - row.earned_usd_billion_per_gw_year)
    loss = worst.cost_usd_billion_per_gw_year - worst.earned_usd_billion_per_gw_year
    return f"{int(worst.year)} for {humanize(worst.sponsor)}, by USD {format_number(loss)} billion"


def _bars(lines: list[Any]) -> Spec:
    """Two bars for each year of a sponsor."""
    bars: Rows = []
    for n, row in enumerate(lines):
        for series, amount, at in (
            (COST, row.cost_usd_billion_per_gw_year, 0.12),
            (EARNED, row.earned_usd_billion_per_gw_year, 0.5),
        ):
            place = {"y": n + at, "y2": n + at + 0.36, "low": 0.0, "usd": rounded(amount)}
            bars.append({**place, "series": series, "year": str(int(row.year))})
    view = {
        "data": {"values": bars},
        "transform": [legend_filter()],
        "mark": {"type": "rect"},
        "encoding": {
            "x": {
                "field": "low",
                "type": "quantitative",
                "axis": {"title": "USD billion a GW and year", "domain": False, "tickCount": 5},
            },
            "x2": {"field": "usd"},
            "y": rows_axis([str(int(row.year)) for row in lines]),
            "y2": {"field": "y2"},
            "color": colour_by(),
            "tooltip": tooltip(("year", "year", ""), ("series", "what", ""), ("usd", "USD billion", ",.2f")),
        },
    }
    return {"height": max(60, 40 * len(lines)), "layer": [view]}
