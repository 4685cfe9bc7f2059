"""Figures of us-2028 that the guide shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from documents import ROOT

import planner
from planner.study.scenarios import in_scenario, read_scenarios

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.results.plan import Plan

HOURS = "case.operations.hours_per_block=24"
COLUMNS = (
    "scenario",
    "total system cost, USD billion",
    "closed from",
    "most unmet demand, GW",
    "equity put in by ai_lab, USD billion",
    "most held by vehicles, USD billion",
)


def scenarios() -> str:
    """What every scenario of us-2028 comes to, a row each."""
    folder = ROOT / "inputs" / "us-2028"
    case = planner.edit(planner.read(folder), HOURS)
    rows = [COLUMNS, tuple("---" for _ in COLUMNS)]
    for name, scenario in read_scenarios(folder).items():
        plan = planner.solve(in_scenario(case, scenario))
        rows.append((f"`{name}`", *_figures(plan)))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows).replace(" --- ", "---")


def _figures(plan: Plan) -> Iterator[str]:
    """A plan in the columns of the table."""
    cash, notes = plan.tables["cash"], plan.tables["notes"]
    equity = cash[(cash["sponsor"] == "ai_lab") & (cash["line"] == "equity_in")]["usd_billion"].sum()
    yield f"{plan.objective_usd_billion:,.1f}"
    yield plan.closed_in or "never"
    yield f"{max(plan.unserved_gw.values()):.1f}"
    yield f"{equity:,.0f}"
    held = notes.groupby("period")["outstanding_usd_billion"].sum()
    yield f"{max(held, default=0.0):,.0f}"
