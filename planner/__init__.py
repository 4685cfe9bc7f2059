"""Least-cost power, data centres and money for AI load, as one linear program.

>>> import planner
>>> plan = planner.solve(planner.read("inputs/tiny"))
>>> round(plan.objective_usd_billion, 6), plan.closed_in
(31.375663, '2026Q3')
>>> plan.tables["orders"][["asset", "ordered", "ordered_gw"]].head(2).to_dict("list")
{'asset': ['engine', 'engine'], 'ordered': ['2026Q1', '2026Q2'], 'ordered_gw': [1.0, 0.5]}
>>> round(float(plan.dual("deliveries_within_pool_limit")["engine_makers", "2026Q2"]), 6)
-1.142973
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.version import __version__ as __version__

if TYPE_CHECKING:
    from planner.case import Case, read
    from planner.case.editing import edit
    from planner.options import Options
    from planner.parametric.breakeven import breakeven
    from planner.parametric.curve import curve
    from planner.plotted import PlottedPlan as Plan
    from planner.plotted import read_run, solve
    from planner.session import Session
    from planner.session import Session as Live
    from planner.stochastic.alternatives import alternatives
    from planner.stochastic.futures import futures
    from planner.stochastic.regret import regret
    from planner.study.sweep import sweep

__all__ = [
    "Case",
    "Live",
    "Options",
    "Plan",
    "Session",
    "alternatives",
    "breakeven",
    "curve",
    "edit",
    "futures",
    "read",
    "read_run",
    "regret",
    "solve",
    "sweep",
]

_ROOMS = {
    "Case": "planner.case",
    "Live": "planner.session:Session",
    "Options": "planner.options",
    "Plan": "planner.plotted:PlottedPlan",
    "Session": "planner.session",
    "alternatives": "planner.stochastic.alternatives",
    "breakeven": "planner.parametric.breakeven",
    "curve": "planner.parametric.curve",
    "edit": "planner.case.editing",
    "futures": "planner.stochastic.futures",
    "read": "planner.case",
    "read_run": "planner.plotted",
    "regret": "planner.stochastic.regret",
    "solve": "planner.plotted",
    "sweep": "planner.study.sweep",
}
"""Where each public name is: its module, and what it is called there where that is something else."""


def __dir__() -> list[str]:
    """What there is, also where it is not imported yet."""
    return sorted({*globals(), *__all__})


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for, so that `planner --help` does not wait for a solver."""
    if name not in _ROOMS:
        raise AttributeError(f"module 'planner' has no attribute {name!r}")
    from importlib import import_module

    module, _, own = _ROOMS[name].partition(":")
    return getattr(import_module(module), own or name)
