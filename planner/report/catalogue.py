"""Every chart by name, in the order of the report, under the question that it answers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from planner.parameters.horizon import read_to
from planner.report import (
    bottlenecks,
    capacity,
    capital_structure,
    covenants,
    debt,
    evidence,
    orders,
    profitability,
    regions,
    source_charts,
    spending,
    tenancy,
    worth_serving,
)
from planner.report.vega import pale_from
from planner.results.answer_text import read_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.report.chart import Chart
    from planner.results.run import Run

CHAPTERS: dict[str, tuple[Callable[[Run], Chart], ...]] = {
    "The answer": (capacity.need, capacity.capacity, spending.cost),
    "What to order, and where": (orders.orders, capacity.compute, regions.siting, regions.day),
    "What sources cost and emit": (source_charts.league, source_charts.emissions),
    "Does it pay": (profitability.returns, profitability.need_value, worth_serving.supply_curve),
    "Who pays": (spending.money, debt.issuance, debt.sponsors, debt.debt, covenants.covenants),
    "The capital structure": (
        capital_structure.capital_structure,
        tenancy.tenancy,
        tenancy.losses,
        tenancy.take_out,
    ),
    "What holds it back": (bottlenecks.bottlenecks,),
    "What it rests on": (evidence.evidence,),
}
CHARTS: dict[str, Callable[[Run], Chart]] = {
    chart.__name__: chart for part in CHAPTERS.values() for chart in part
}
"""A chart has the name of its function."""
MONEY = (
    *("returns", "need_value", "money", "issuance", "sponsors", "debt", "covenants", "capital_structure"),
    *("tenancy", "losses", "take_out"),
)
"""Charts that a run without funding does not have."""
TABLES: dict[str, tuple[str, ...]] = {
    "losses": ("loss_by_holder",),
    "take_out": ("take_out",),
    "supply_curve": ("supply_curve",),
    "league": ("league",),
    "emissions": ("emissions", "generation_mix"),
    "tenancy": ("load_by_owner", "stranded"),
}
"""Charts of tables that not every run has, as those of earlier versions have not all."""


def chart_of(run: Run, name: str) -> Chart:
    """A chart by name, pale after the quarter to which the plan is read, where that is years before its end."""
    chart = CHARTS[name](run)
    if not read_text(run.case):
        return chart
    last = read_to(run.case)
    since = last.plus(1).start
    panels = tuple(replace(panel, spec=pale_from(panel.spec, since)) for panel in chart.panels)
    if panels == chart.panels:
        return chart
    return replace(
        chart, panels=panels, reading=f"{chart.reading} The plan is read to {last}: what follows is pale."
    )


def has_chart(run: Run, name: str) -> bool:
    """Whether a run has what a chart shows."""
    return (run.case.settings.funding or name not in MONEY) and run.tables.keys() >= set(TABLES.get(name, ()))
