"""Charts of sources side by side, built or not, and of what they emit."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from planner.report.chart import Chart, Panel
from planner.report.html_table import format_number, table
from planner.report.technologies import by_family
from planner.report.theme import LIMIT, MUTED, NEED, colours_of
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
)
from planner.results.tabular import records
from planner.tolerances import LEAST_DRAWN

if TYPE_CHECKING:
    from planner.report.html_table import Table
    from planner.report.vega import Rows, Spec
    from planner.results.run import Run

FIGURES = {
    "time_to_power_months": ("months to power", 0),
    "levelised_usd_per_mwh": ("USD/MWh, levelised", 0),
    "levelised_as_run_usd_per_mwh": ("USD/MWh as run", 0),
    "firm_capacity_usd_per_kw": ("USD/kW, firm", 0),
    "standing_at_target_gw": ("GW at the target", 1),
    "use_hours_per_year": ("hours a year", 0),
    "intensity_kg_per_mwh": ("kg CO2/MWh", 0),
}
"""Columns of the league table as they are shown, with their decimals."""
BAR, NUMBER = 0.55, 0.04
"""The longest bar of a column, of its width, and the gap before its number."""
ROW_HEIGHT = 26
CAP, INTENSITY = "emissions cap", "kg CO2 per MWh of load"


def league(run: Run) -> Chart:
    """Every source by time to power, levelised cost, cost of firm capacity and use: a table with small bars."""
    rows = sorted(records(run.tables["league"]), key=_by_cost)
    hues, names = colours_of(run.case, "sources"), [row.source for row in rows]
    cells = [cell for n in range(len(rows)) for cell in _cells(rows, n)]
    told = [row for row in rows if not math.isnan(row.levelised_usd_per_mwh)]
    return Chart(
        "league",
        "Sources side by side, built or not",
        "The cheapest levelised cost first: of the first order that can stand, at its owner's average cost of capital, "
        "for all hours that the source is available, in USD of the case; as run, for the hours of the plan. Firm is "
        "overnight cost by what counts as firm. A blank is a figure that there is none of.",
        _league_text(told),
        (Panel("", _bars(cells, names)),) if rows else (),
        table(
            "Sources, built or not",
            ("source", *(words for words, _ in FIGURES.values()), "additional share"),
            ([humanize(row.source), *map(_shown, _figures(row)), row.additional_fraction] for row in rows),
        ),
        {name: hues.get(name, MUTED) for name in names},
        keyed=False,
        wide=True,
    )


def _by_cost(row: Any) -> tuple[bool, float]:
    """What cannot be levelised comes last."""
    cost = row.levelised_usd_per_mwh
    return math.isnan(cost), 0.0 if math.isnan(cost) else cost


def _figures(row: Any) -> list[float]:
    return [getattr(row, column) for column in FIGURES]


def _shown(figure: float) -> float | None:
    return None if math.isnan(figure) else figure


def _league_text(told: list[Any]) -> str:
    """The cheapest, and the fastest, in words."""
    if not told:
        return "No source has a levelised cost."
    soonest = min(told, key=lambda row: row.time_to_power_months)
    cheap, dear = (
        f"{humanize(row.source)} at USD {format_number(row.levelised_usd_per_mwh, 0)}"
        for row in (told[0], told[-1])
    )
    months = format_number(soonest.time_to_power_months, 0)
    return (
        f"The cheapest a MWh is {cheap}, the dearest {dear}; the soonest to power is {humanize(soonest.source)}, in "
        f"{months} months."
    )


def _cells(rows: list[Any], n: int) -> Rows:
    """The bars of a row: each begins at its column's number, as long as its share of the column's largest."""
    cells: Rows = []
    for place, (column, (words, decimals)) in enumerate(FIGURES.items()):
        figure = getattr(rows[n], column)
        if not math.isnan(figure):
            most = max((x for x in (getattr(row, column) for row in rows) if not math.isnan(x)), default=0.0)
            end = place + (BAR * figure / most if most > 0 else 0.0)
            cells.append(
                {
                    "y": n + 0.2,
                    "y2": n + 0.8,
                    "middle": n + 0.5,
                    "x": place,
                    "x2": rounded(end),
                    "text_x": rounded(end + NUMBER),
                    "text": format_number(figure, decimals),
                    "source": humanize(rows[n].source),
                    "what": words,
                    "series": rows[n].source,
                }
            )
    return cells


def _heads() -> Spec:
    """The encoding of columns beside each other, their names above."""
    heads, middles = [words for words, _ in FIGURES.values()], [float(n) for n in range(len(FIGURES))]
    axis = {
        "title": None,
        "orient": "top",
        "values": middles,
        "labelExpr": label_expression(heads, middles),
        "labelAlign": "left",
        "labelOverlap": False,
        "labelLimit": 120,
        "ticks": False,
        "domain": False,
    }
    scale = {"domain": [0, len(FIGURES)], "nice": False, "zero": False}
    return {"field": "x", "type": "quantitative", "scale": scale, "axis": axis}


def _bars(cells: Rows, names: list[str]) -> Spec:
    """Bars of columns beside each other, each with its figure."""
    x = _heads()
    y, tips = (
        rows_axis([humanize(name) for name in names]),
        tooltip(("source", "source", ""), ("text", "is", "")),
    )
    return {
        "height": ROW_HEIGHT * len(names),
        "layer": [
            {
                "data": {"values": cells},
                "mark": {"type": "rect"},
                "encoding": {
                    "x": x,
                    "x2": {"field": "x2"},
                    "y": y,
                    "y2": {"field": "y2"},
                    "color": colour_by(),
                    "tooltip": [*tips, *tooltip(("what", "what", ""))],
                },
            },
            {
                "data": {"values": cells},
                "mark": {"type": "text", "align": "left", "fontSize": 10.5},
                "encoding": {
                    "x": {**x, "field": "text_x"},
                    "y": {**y, "field": "middle"},
                    "text": {"field": "text", "type": "nominal"},
                },
            },
        ],
    }


def emissions(run: Run) -> Chart:
    """What the sources emit by year, beside the cap; below it what a MWh of load emits, and what is additional."""
    case, years = run.case, list(records(run.tables["emissions"]))
    mix = [row for row in records(run.tables["generation_mix"]) if row.emissions_million_tonnes > LEAST_DRAWN]
    order = [name for name in by_family(case) if name in {row.source for row in mix}]
    hues = colours_of(case, "sources")
    palette = {name: hues[name] for name in order}
    layers = [_stack(run, mix, order)] if mix else []
    capped = "limit_million_tonnes" in run.tables["emissions"]
    if capped:
        layers.append(_level(run, years, "limit_million_tonnes", "million tonnes of CO2", LIMIT, CAP))
    panels = [Panel("Emissions", {"height": 220, "layer": layers})] if layers else []
    panels.append(
        Panel(
            "Intensity",
            _level(run, years, "intensity_kg_per_mwh", INTENSITY, NEED, INTENSITY) | {"height": 140},
        )
    )
    return Chart(
        "emissions",
        "Emissions by year",
        "Million tonnes of CO2 that running sources emit in the year, by fuel and otherwise, each with its share "
        "of the bar"
        f"{'; the line is the cap' if capped else ''}. Below: what a MWh of load emits.",
        _emissions_text(years),
        tuple(panels) if years else (),
        _emissions_table(years, capped),
        palette | ({CAP: LIMIT} if capped else {}),
        fixed=(CAP,) if capped else (),
    )


def _stack(run: Run, mix: list[Any], order: list[str]) -> Spec:
    """Emissions of every year by source on top of each other."""
    case = run.case
    bars = [
        {
            **year_bar(case, str(int(row.year))),
            "series": row.source,
            "name": humanize(row.source),
            "order": order.index(row.source),
            "tonnes": rounded(row.emissions_million_tonnes),
            "kg": rounded(row.intensity_kg_per_mwh),
        }
        for row in mix
        if row.source in order
    ]
    x = time_axis(case, yearly=True)
    tips = tooltip(
        ("year", "year", ""),
        ("name", "source", ""),
        ("tonnes", "million tonnes", ",.1f"),
        ("kg", "kg a MWh", ",.0f"),
    )
    return stacked_bars(bars, "tonnes", x, amount_axis("tonnes", "million tonnes of CO2"), tips)


def _emissions_table(years: list[Any], capped: bool) -> Table:
    """The figures of every year."""
    heads = ("year", "load, TWh", "million tonnes", "kg a MWh of load", "additional, %")
    return table(
        "Emissions, intensity and additionality by year",
        (*heads, *(("cap, million tonnes",) if capped else ())),
        (
            [
                *(str(int(row.year)), row.load_gwh / 1000, row.emissions_million_tonnes),
                *(row.intensity_kg_per_mwh, 100 * row.additional_fraction),
                *((row.limit_million_tonnes,) if capped else ()),
            ]
            for row in years
        ),
    )


def _level(run: Run, years: list[Any], column: str, unit: str, hue: str, what: str) -> Spec:
    """A figure of each year as a line across its bar."""
    lines = [
        {**year_bar(run.case, str(int(row.year))), "figure": rounded(getattr(row, column)), "what": what}
        for row in years
    ]
    tips = tooltip(("year", "year", ""), ("what", "what", ""), ("figure", "figure", ",.1f"))
    return {
        "data": {"values": lines},
        "mark": {"type": "rule", "color": hue, "strokeWidth": 3},
        "encoding": {
            "x": time_axis(run.case, yearly=True),
            "x2": {"field": "t2"},
            "y": amount_axis("figure", unit, scale={"zero": True}),
            "tooltip": tips,
        },
    }


def _emissions_text(years: list[Any]) -> str:
    """How a MWh of load's emissions change, and how much is additional, in words."""
    if not years:
        return "Nothing is served, and nothing emitted."
    first, last = years[0], years[-1]
    text = (
        f"A MWh of load emits {format_number(first.intensity_kg_per_mwh, 0)} kg in {int(first.year)} and "
        f"{format_number(last.intensity_kg_per_mwh, 0)} kg in {int(last.year)}, in all "
        f"{format_number(last.emissions_million_tonnes)} million tonnes."
    )
    return f"{text} Of the energy made then {last.additional_fraction:.0%} serves nobody else already."
