"""Figures of us-2028 that the guide shows."""

from __future__ import annotations

from documents import ROOT

import planner
from planner.study.scenarios import in_scenario, read_scenarios

HOURS = "case.operations.hours_per_block=24"


def scenarios() -> str:
    """What every scenario of us-2028 comes to, a row each."""
    folder = ROOT / "inputs" / "us-2028"
    case = planner.edit(planner.read(folder), HOURS)
    rows = ["| scenario | cost, USD billion | closed from | most unserved, GW |", "|---|---|---|---|"]
    for name, scenario in read_scenarios(folder).items():
        plan = planner.solve(in_scenario(case, scenario))
        most = max(plan.unserved_gw.values())
        rows.append(
            f"| `{name}` | {plan.objective_usd_billion:,.1f} | {plan.closed_in or 'never'} | {most:.1f} |"
        )
    return "\n".join(rows)
