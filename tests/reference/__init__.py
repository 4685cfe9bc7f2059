"""The oracle: the mathematics of the design and of its credit layer as one direct linear program, without Pyomo.

Written from those texts alone, by another hand than the planner's, and sharing no line with it; each rule
quotes their words. `solve(folder, hours_per_block=24, funding=False)` reads a folder and solves it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reference import building, covenants, dispatch, lines, load, loans, money, vehicles
from reference.case import Case
from reference.program import Program, Reference

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["Case", "Program", "Reference", "solve", "write"]


def write(case: Case) -> Program:
    """Write the program of a case: what stands and runs, then who pays for it."""
    lp = Program()
    physical = (building.capacity, building.spending, building.supply, building.sites)
    physical += (load.load, load.hosting, load.housing, lines.lines, load.regions)
    physical += (
        dispatch.dispatch,
        dispatch.running,
        dispatch.emissions_cap,
        dispatch.additional,
        covenants.end_value,
    )
    for rule in physical:
        rule(lp, case)
    if case.funded:
        held = loans.uses(case)
        for use in held:
            loans.debt(lp, case, use)
        loans.vendor_money(lp, case, held)
        vehicles.pools(lp, case, held)
        vehicles.tranches(lp, case)
        vehicles.room(lp, case, held)
        money.trade(lp, case)
        money.markets(lp, case, held)
        covenants.ratings(lp, case, held)
        for rule in (
            money.cash,
            covenants.collateral,
            covenants.coverage,
            covenants.offtake,
            covenants.credit,
        ):
            rule(lp, case, held)
    return lp


def solve(
    case: Path | Any, edit: Callable | None = None, options: dict | None = None, **overrides: Any
) -> Reference:
    """Solve a folder, or a case of the planner's; `edit` may change the sheets, `overrides` any setting.

    Sheets are lists of rows by name, a row a dict by column, None where blank.
    """
    options = {"output_flag": False, "solver": "ipm"} | (options or {})  # ipm, then a basis by crossover
    return write(Case(case, edit, overrides)).solve(options)
