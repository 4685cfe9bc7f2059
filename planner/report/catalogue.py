"""Every chart by name, in the order of the report, under the question that it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.report import (
    bottlenecks,
    capacity,
    capital_structure,
    covenants,
    debt,
    evidence,
    orders,
    regions,
    spending,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.report.chart import Chart
    from planner.results.run import Run

CHAPTERS: dict[str, tuple[Callable[[Run], Chart], ...]] = {
    "The answer": (capacity.need, capacity.capacity, spending.cost),
    "What to order, and where": (orders.orders, capacity.compute, regions.siting, regions.day),
    "Who pays": (spending.money, debt.issuance, debt.sponsors, debt.debt, covenants.covenants),
    "The capital structure": (capital_structure.capital_structure,),
    "What holds it back": (bottlenecks.bottlenecks,),
    "What it rests on": (evidence.evidence,),
}
CHARTS: dict[str, Callable[[Run], Chart]] = {
    chart.__name__: chart for part in CHAPTERS.values() for chart in part
}
"""A chart has the name of its function."""
MONEY = ("money", "issuance", "sponsors", "debt", "covenants", "capital_structure")
"""Charts that a run without funding does not have."""


def has_chart(run: Run, name: str) -> bool:
    """Whether a run has what a chart shows."""
    return run.case.settings.funding or name not in MONEY
