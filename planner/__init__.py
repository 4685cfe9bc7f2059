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
    from planner.plan import Plan, solve
    from planner.results.finished import read_run
    from planner.session import Session
    from planner.session import Session as Live
    from planner.study.sweep import sweep

__all__ = [
    "Case",
    "Live",
    "Options",
    "Plan",
    "Session",
    "breakeven",
    "curve",
    "edit",
    "read",
    "read_run",
    "solve",
    "sweep",
]

_ROOMS = {
    "Case": "planner.case",
    "Options": "planner.options",
    "breakeven": "planner.parametric.breakeven",
    "curve": "planner.parametric.curve",
    "edit": "planner.case.editing",
    "read": "planner.case",
    "Plan": "planner.plan",
    "Session": "planner.session",
    "read_run": "planner.results.finished",
    "solve": "planner.plan",
    "sweep": "planner.study.sweep",
}

_FORMER_NAMES = {"Live": "Session"}
"""Names that code written for earlier versions uses."""


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for, so that `planner --help` does not wait for a solver."""
    name = _FORMER_NAMES.get(name, name)
    if name not in _ROOMS:
        raise AttributeError(f"module 'planner' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_ROOMS[name]), name)
