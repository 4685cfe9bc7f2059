"""Sources and uses of money, and what the plan costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.parameters.timeline import period_names
from planner.report.chart import Chart, Panel
from planner.report.conventions import of_lost_load, of_terminal_value
from planner.report.html_table import format_number, table
from planner.report.theme import COSTS, INK, WHOLE, colours
from planner.report.vega import (
    amount_axis,
    colour_by,
    humanize,
    rounded,
    rows_axis,
    stacked_bars,
    time_axis,
    tooltip,
    year_bar,
    year_ends,
)
from planner.results.answer_text import SHOWN_FROM
from planner.results.costs import AT_THE_END, SYSTEM_COST
from planner.results.tabular import sum_by
from planner.tolerances import LEAST_DRAWN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from planner.report.vega import Rows, Spec
    from planner.results.run import Run

IN = {
    "debt issued": ("debt_issued",),
    "equity contribution": ("equity_in",),
    "revenue": ("revenue",),
    "rent received": ("rent_received",),
    "tariff received": ("tariff_received",),
    "interest on cash": ("interest_on_cash",),
    "drawn from cash": (),
    "tax credits": ("tax_credits",),
}
OUT = {
    "capex": ("capex",),
    "premiums on supply": ("supply_premiums",),
    "running cost": ("fixed_om", "energy", "fuel", "variable_om", "emissions", "transmission"),
    "revenue lost to weaker chips": ("lost_compute",),
    "rent paid": ("rent_paid",),
    "tariff paid": ("tariff_paid",),
    "interest": ("interest", "rating_spreads"),
    "principal": ("principal",),
    "fees and concessions": ("equity_fees", "issue_fees", "concessions", "commitment_fees"),
    "paid out": ("paid_out",),
    "put by as cash": (),
}
"""Sources and uses as a reader groups them; the lines of the table `cash` that each has."""
BEFORE, AFTER = "cash_brought_forward", "cash_carried_forward"
HUES = colours((*OUT, *IN))
EVERYONE = "All sponsors"


def money(run: Run) -> Chart:
    """Sources above the line and uses below it, by year; all sponsors, then each."""
    frame = run.tables["cash"]
    sponsors = [row["sponsor"] for row in run.case.rows("sponsors")]
    books = {sponsor: _by_year(run, frame[frame["sponsor"] == sponsor]) for sponsor in sponsors}
    books = {sponsor: book for sponsor, book in books.items() if any(map(any, book.values()))}
    every = {
        line: [sum(column) for column in zip(*(book[line] for book in books.values()), strict=True)]
        for line in HUES
    }
    shown = {EVERYONE: every, **books} if books else {}
    panels = tuple(Panel(humanize(name), _book(run, book)) for name, book in shown.items())
    rows = [
        (humanize(name), ("source: " if line in IN else "use: ") + line, *book[line])
        for name, book in shown.items()
        for line in (*IN, *OUT)
        if any(abs(number) >= SHOWN_FROM for number in book[line])
    ]
    head = ("sponsor", "line", *year_ends(period_names(run.case)))
    spent, raised, put_in = (
        format_number(sum(every[line]), 0) for line in ("capex", "debt issued", "equity contribution")
    )
    return Chart(
        "money",
        "Sources and uses of money",
        "USD billion a year, nominal: sources above the line, uses below it, equal by construction. A loan rolled over "
        "counts again. Tariffs go from load to power and cancel over all sponsors.",
        f"Over the horizon USD {spent} billion go into capex and USD {raised} billion of debt is issued; sponsors put "
        f"in USD {put_in} billion of equity.",
        panels,
        table("Sources and uses, USD billion a year, nominal", head, rows),
        {line: hue for line, hue in HUES.items() if any(abs(number) >= SHOWN_FROM for number in every[line])},
        columns=2,
        lead=True,
    )


TIPS = tooltip(("year", "year", ""), ("series", "line", ""), ("size", "USD billion", ",.2f"))
ZERO = {
    "data": {"values": [{"y": 0}]},
    "mark": {"type": "rule", "color": INK},
    "encoding": {"y": {"field": "y", "type": "quantitative"}},
}


def _by_year(run: Run, frame: pd.DataFrame) -> dict[str, list[float]]:
    """Each line of sources and uses, a number a year; cash as what is drawn or put by."""
    lines = sum_by(frame, ("line", "period"), "usd_billion")
    periods = period_names(run.case)
    years = {year: [period for period in periods if period[:4] == year] for year in year_ends(periods)}
    book: dict[str, list[float]] = {name: [] for name in HUES}
    for within in years.values():
        for name, parts in (*IN.items(), *OUT.items()):
            book[name].append(sum(lines.get((part, period), 0.0) for part in parts for period in within))
        saved = lines.get((AFTER, within[-1]), 0.0) - lines.get((BEFORE, within[0]), 0.0)
        book["put by as cash"][-1] = max(saved, 0.0)
        book["drawn from cash"][-1] = max(-saved, 0.0)
    return book


def _book(run: Run, book: Mapping[str, Sequence[float]]) -> Spec:
    """The chart of one sponsor."""
    x, y = time_axis(run.case, yearly=True), amount_axis("usd", "USD billion")
    return {"height": 240, "layer": [stacked_bars(_rows(run, book), "usd", x, y, TIPS), ZERO]}


def _rows(run: Run, book: Mapping[str, Sequence[float]]) -> Rows:
    """The bars of one sponsor."""
    order = [*IN, *OUT]
    return [
        {
            **year_bar(run.case, year),
            "series": line,
            "order": order.index(line),
            "size": rounded(numbers[n]),
            "usd": rounded(numbers[n] if line in IN else -numbers[n]),
        }
        for line, numbers in book.items()
        for n, year in enumerate(year_ends(period_names(run.case)))
        if abs(numbers[n]) > LEAST_DRAWN
    ]


def cost(run: Run) -> Chart:
    """The cost stack: how the parts add up to the cost of the plan, and when they fall due."""
    frame = run.tables["costs"]
    worth = sum_by(frame, ("item",), "present_value_usd_billion")
    sums = {part: sum(worth.get(item, 0.0) for item in items) for part, items in SYSTEM_COST.items()}
    sums = {part: usd for part, usd in sums.items() if abs(usd) > LEAST_DRAWN}
    hues = dict(zip(SYSTEM_COST, COSTS, strict=True))
    palette = {**{part: hues[part] for part in sums}, TOTAL: WHOLE}
    biggest, whole = max(sums, key=lambda part: sums[part], default=""), sum(sums.values())
    rows = [
        (part, humanize(item), worth[item])
        for part, items in SYSTEM_COST.items()
        for item in items
        if item in worth
    ]
    return Chart(
        "cost",
        "What the plan costs",
        "USD billion, present value at the benchmark rate at the start of the horizon. Debt and equity count only what "
        "they ask above the benchmark. The terminal value comes off at the end, and is not in the picture by year. "
        f"{of_terminal_value(run.case)} {of_lost_load(run.case)}".rstrip(),
        f"The total system cost is USD {format_number(whole)} billion, most of it {biggest}, "
        f"USD {format_number(sums[biggest])} billion."
        if biggest
        else "The plan costs nothing.",
        (Panel("Present value", _waterfall(sums)), Panel("When it falls due", _due(run, frame)))
        if sums
        else (),
        table(
            "Cost by item, USD billion, present value",
            ("part", "item", "USD billion"),
            [*rows, (TOTAL, "", whole)],
            decimals=2,
        ),
        palette,
        fixed=tuple(palette),
        columns=2,
    )


TOTAL = "total system cost"
"""The sum of the parts."""


def _waterfall(sums: Mapping[str, float]) -> Spec:
    """Bars that each begin where the one before ends; the last is the sum."""
    bars: Rows = []
    low = 0.0
    for n, (part, usd) in enumerate([*sums.items(), (TOTAL, sum(sums.values()))]):
        low = 0.0 if part == TOTAL else low
        place = {"y": n + 0.12, "y2": n + 0.88, "middle": n + 0.5}
        ends = {"low": rounded(low), "high": rounded(low + usd)}
        bars.append({**place, **ends, "series": part, "usd": rounded(usd), "label": format_number(usd)})
        low += usd
    ends_of = [end for row in bars for end in (row["low"], row["high"])]
    x = {
        "field": "low",
        "type": "quantitative",
        "axis": {"title": "USD billion", "domain": False, "tickCount": 5},
        "scale": {"domain": [min(0.0, *ends_of), 1.3 * max(ends_of)]},
    }
    y = rows_axis([row["series"] for row in bars])
    tips = tooltip(("series", "part", ""), ("usd", "USD billion", ",.2f"))
    bar = {"x": x, "x2": {"field": "high"}, "y": y, "y2": {"field": "y2"}, "color": colour_by()}
    label = {
        "mark": {"type": "text", "align": "left", "dx": 5},
        "transform": [{"calculate": "max(datum.low, datum.high)", "as": "end"}],
        "encoding": {"x": {**x, "field": "end"}, "y": {**y, "field": "middle"}, "text": {"field": "label"}},
    }
    layers = [{"mark": "rect", "encoding": {**bar, "tooltip": tips}}, label]
    return {"height": 38 * len(bars), "data": {"values": bars}, "layer": layers}


def _due(run: Run, frame: pd.DataFrame) -> Spec:
    """The parts by year, without what is left at the end."""
    part_of = {item: part for part, items in SYSTEM_COST.items() for item in items if item not in AT_THE_END}
    worth = sum_by(frame, ("item", "period"), "present_value_usd_billion")
    sums: dict[tuple[str, str], float] = {}
    for (item, period), usd in worth.items():
        if item in part_of:
            key = part_of[item], period[:4]
            sums[key] = sums.get(key, 0.0) + usd
    order = list(SYSTEM_COST)
    rows = [
        {
            **year_bar(run.case, year),
            "series": part,
            "order": order.index(part),
            "usd": rounded(usd),
            "size": rounded(usd),
        }
        for (part, year), usd in sums.items()
        if abs(usd) > LEAST_DRAWN
    ]
    x = time_axis(run.case, yearly=True)
    return {"height": 230, "layer": [stacked_bars(rows, "usd", x, amount_axis("usd", "USD billion"), TIPS)]}
